"""Which contracts may grow: by plan, the share of customers who came to pay more within a year."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, special

from ltv.dataset import Dataset
from ltv.errors import NotEnoughDataError
from ltv.ledger import CustomerMonths
from ltv.metrics.intervals import wilson
from ltv.sums import count_by, sum_by

MONTHS = 12
_NONE = ""


def plan_upsell(data: Dataset, *, months: int = MONTHS) -> pd.DataFrame:
    """Share of each plan's customers who pay more a month than `months` earlier, and by how much.

    Customers of the month `months` before the last complete one; who left counts as not having grown. The share is
    shrunk to that of all plans (beta-binomial, prior by maximum likelihood), so that a small plan does not win by luck.

    Returns
    -------
    DataFrame, one row per plan, largest `expected` first
        `plan` ("" where a customer has none); `customers` then, `expanded` of them; `rate` (share) with `rate_low` and
        `rate_high` (Wilson), `shrunk` (share); `increase`, mean a month of those who expanded (money, NaN without
        any); `open`, customers who pay now; `expected`, money a month over these, shrunk × increase × open, with the
        mean increase of all plans where a plan has none.

    Raises
    ------
    NotEnoughDataError
        When the data do not reach back `months` months.
    """
    end, start = data.months.last_complete, data.months.last_complete - months
    if start < data.months.first:
        raise NotEnoughDataError(f"the data do not reach back {months} complete months")
    names, plan = _plans(data)
    then, now = _amounts(data.months, start), _amounts(data.months, end)
    base = then > 0
    grown = base & (now > then + data.months.rounding)
    n, x = count_by(plan[base], len(names)), count_by(plan[grown], len(names))
    added = sum_by(plan[grown], (now - then)[grown], len(names))
    with np.errstate(divide="ignore", invalid="ignore"):
        rate, increase = n * 0.0 + x / n, added / x
    overall = added.sum() / x.sum() if x.sum() else 0.0
    paying = count_by(plan[now > 0], len(names))
    shrunk = shrunken(n, x)
    bounds = [wilson(int(k), int(size)) for k, size in zip(x, n)]
    table = pd.DataFrame(
        {
            "plan": names,
            "customers": n,
            "expanded": x,
            "rate": rate,
            "rate_low": [b.low for b in bounds],
            "rate_high": [b.high for b in bounds],
            "shrunk": shrunk,
            "increase": increase,
            "open": paying,
            "expected": shrunk * np.where(x > 0, increase, overall) * paying,
        }
    )
    known = table[(table["customers"] > 0) | (table["open"] > 0)]
    return known.sort_values("expected", ascending=False, kind="stable", ignore_index=True)


def shrunken(n: NDArray[np.int64], x: NDArray[np.int64]) -> NDArray[np.float64]:
    """Shares x ÷ n shrunk to their common mean μ: (x + κμ) ÷ (n + κ); NaN without anyone.

    μ = Σx ÷ Σn; the prior's weight κ maximises the beta-binomial likelihood on 1 to 10⁶ (Skellam, JRSS B 10, 1948).
    """
    if n.sum() == 0:
        return np.full(len(n), np.nan)
    mean = float(x.sum() / n.sum())
    if not 0 < mean < 1:
        return np.full(len(n), mean)

    def lost(log_weight: float) -> float:
        a, b = mean * np.exp(log_weight), (1 - mean) * np.exp(log_weight)
        return -float((special.betaln(x + a, n - x + b) - special.betaln(a, b)).sum())

    weight = float(np.exp(optimize.minimize_scalar(lost, bounds=(0.0, np.log(1e6)), method="bounded").x))
    return np.asarray((x + weight * mean) / (n + weight))


def _plans(data: Dataset) -> tuple[list[str], NDArray[np.int64]]:
    """Names of plans, sorted, and the place of each customer's among them."""
    if "plan" not in data.customers:
        return [_NONE], np.zeros(len(data.customers), dtype=np.int64)
    codes, names = pd.factorize(data.customers["plan"].astype(object).fillna(_NONE), sort=True)
    return [str(name) for name in names], codes.astype(np.int64)


def _amounts(months: CustomerMonths, month: int) -> NDArray[np.int64]:
    amount = np.zeros(months.size, dtype=np.int64)
    customer, paid = months.paid(month)
    amount[customer] = paid
    return amount
