"""How far what is expected of customers may be off: by chance, and because parameters are not known exactly."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from ltv.metrics.intervals import LEVEL
from ltv.models import contract_book, order_estimates
from ltv.models.fitted import Fitted
from ltv.models.newton import Floats
from ltv.models.order_book import SEED
from ltv.models.worth import Worth

MOST, FEWEST = 400, 20
"""Customers drawn of all groups together, and of each at least (all of a smaller one)."""


def outcome_variances(models: Fitted, values: Worth, size: int) -> Floats:
    """Variance of what each customer will bring around what is expected of them, by code, of `size`; 0 without any."""
    variance = np.zeros(size)
    if models.orders is not None:
        codes = models.orders.customers["customer"].to_numpy()
        variance[codes] = order_estimates.outcome_variances(models.orders, values.margin, values.assumed)
    elif models.contracts is not None:
        codes = models.contracts.customers["customer"].to_numpy()
        variance[codes] = contract_book.outcome_variances(models.contracts, values.margin, values.assumed)
    return variance


def parameter_spread(models: Fitted, values: Worth, group: NDArray[np.object_]) -> dict[str, float]:
    """Standard error of what is expected of each group, as a share of it.

    Other parameters that the data allow would move all groups, and most of them together: no comparison of groups
    should be blurred by it, but each one's own figure is that uncertain. Found on customers drawn from each group.

    Parameters
    ----------
    group : name of each customer's group, by code

    Returns
    -------
    dict, group → share
        Groups of whom nothing is expected are missing.
    """
    rows = _drawn_rows(models, group)
    if not rows:
        return {}
    drawn = _by_likely_models(models, values, np.concatenate(list(rows.values())))
    ends = np.cumsum([len(each) for each in rows.values()])[:-1]
    sums = {name: part.sum(axis=1) for name, part in zip(rows, np.split(drawn, ends, axis=1))}
    return {name: spread for name, each in sums.items() if (spread := _relative(each)) > 0}


def _drawn_rows(models: Fitted, group: NDArray[np.object_]) -> dict[str, NDArray[np.int64]]:
    """Some rows of the models' customers of each group."""
    book = models.orders or models.contracts
    if book is None or len(book.customers) == 0:
        return {}
    names = pd.Series(group[book.customers["customer"].to_numpy()], dtype=object)
    found = {str(name): np.asarray(rows, dtype=np.int64) for name, rows in names.groupby(names).indices.items()}
    most = max(FEWEST, MOST // len(found))
    rng = np.random.default_rng(SEED)
    return {name: rows if len(rows) <= most else rng.choice(rows, most, replace=False) for name, rows in found.items()}


def _by_likely_models(models: Fitted, values: Worth, rows: NDArray[np.int64]) -> Floats:
    """Value of some customers, a column each, by the fitted models in the first row and by as likely ones below."""
    if models.orders is not None:
        return order_estimates.drawn_values(models.orders, values.margin, values.assumed, rows)
    if models.contracts is not None:
        return contract_book.drawn_values(models.contracts, values.margin, values.assumed, rows)
    return np.zeros((1, len(rows)))


def _relative(sums: Floats) -> float:
    """Standard error by the central 95 % of as likely answers, so that a few wild ones do not count; 0 if all are 0."""
    fitted, likely = sums[0], sums[1:][np.isfinite(sums[1:])]
    if len(likely) == 0 or fitted == 0:
        return 0.0
    low, high = np.quantile(likely, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]).tolist()
    return float((high - low) / (2 * special.ndtri((1 + LEVEL) / 2)) / abs(fitted))
