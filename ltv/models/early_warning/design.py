"""Facts become the numbers a linear model adds up, grouped by what they say about a customer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.metrics.repeat import DAYS_A_MONTH
from ltv.models.early_warning.labels import LABELS

AGE_BANDS = (0, 1, 2, 3, 6, 12, 24)
"""Months from which each tenure band runs up to the next; who is older than known makes one more."""

Columns = dict[str, NDArray[np.float64]]
_LARGEST_RATIO, _LARGEST_Z, _LARGEST_TREND = 3.0, 4.0, 2.0
_LEAST_RATIO = 0.05


def age_band(age: NDArray[np.float64]) -> NDArray[np.intp]:
    """Position of the tenure band of each age; one past the last band for NaN."""
    return np.where(np.isnan(age), len(AGE_BANDS), np.searchsorted(AGE_BANDS, age, side="right") - 1)


def _tenure(facts: pd.DataFrame) -> Columns:
    band = age_band(facts["age"].to_numpy())
    bands = {f"age_{name}": _is(band, i) for i, name in enumerate([*AGE_BANDS, "unknown"])}
    if "orders" not in facts:
        return bands
    orders = facts["orders"].to_numpy()
    return bands | {"log_orders": np.log(orders), "orders_1": _is(orders, 1), "orders_2": _is(orders, 2)}


def _rhythm(facts: pd.DataFrame) -> Columns:
    ratio = _log(np.maximum(facts["recency_ratio"].to_numpy(), _LEAST_RATIO), _LARGEST_RATIO)
    usual = facts["usual_gap"].to_numpy()
    usual_months = np.maximum(np.rint(np.nan_to_num(usual, nan=DAYS_A_MONTH) / DAYS_A_MONTH), 1)
    overdue = np.clip(facts["months_since"].to_numpy() - usual_months + 1, -1, 2)
    return {
        "log_ratio": ratio,
        "log_ratio_over_1": np.maximum(ratio, 0),
        "gap_z": np.clip(np.nan_to_num(facts["gap_z"].to_numpy()), -_LARGEST_Z, _LARGEST_Z),
        "log_usual_gap": np.log1p(np.nan_to_num(usual)),
        "months_overdue_0": _is(overdue, 0),
        "months_overdue_1": _is(overdue, 1),
        "months_overdue_2": _is(overdue, 2),
    }


def _renewal(facts: pd.DataFrame) -> Columns:
    due = {name: np.nan_to_num(facts[name].to_numpy()) for name in ("due_12", "due_6", "due_3")}
    return due | {"due_unknown": np.isnan(facts["due_12"].to_numpy()).astype(np.float64)}


def _trend(facts: pd.DataFrame) -> Columns:
    return {"log_trend": _log(facts["amount_trend"].to_numpy(), _LARGEST_TREND)}


def _logs_of(*names: str) -> Callable[[pd.DataFrame], Columns]:
    """Columns ln(1 + value) of counts and durations; 0 where there was none."""
    return lambda facts: {f"log_{name}": np.log1p(np.nan_to_num(facts[name].to_numpy())) for name in names}


def _shares_of(*names: str) -> Callable[[pd.DataFrame], Columns]:
    return lambda facts: {name: np.nan_to_num(facts[name].to_numpy()) for name in names}


DRIVERS: dict[str, tuple[str, Callable[[pd.DataFrame], Columns]]] = {
    "tenure": ("age", _tenure),
    "rhythm": ("recency_ratio", _rhythm),
    "renewal": ("due_12", _renewal),
    "returned": ("returned", _shares_of("returned")),
    "amount": ("amount", _logs_of("amount")),
    "trend": ("amount_trend", _trend),
    "discount": ("discount_share", _shares_of("discount_share")),
    "refunds": ("refunds", _logs_of("refunds")),
    "tickets": ("tickets", _logs_of("tickets", "reply_hours")),
    "late": ("late", _logs_of("late", "days_late", "latest_days_late")),
}
"""What can drive a risk: the fact it is about, and its columns. Labels are drivers of their own name."""


@dataclass(frozen=True, eq=False)
class Design:
    """Columns learned from some rows: which vary there, and their scale.

    Attributes
    ----------
    names, drivers : tuple of str, one per column
        A label's column is named label=value; `drivers` says what each column belongs to.
    centre, scale : float64, one per column
        Mean and standard deviation; 0 and 1 for columns of zeros and ones, so that a rare one is not blown up.
    """

    names: tuple[str, ...]
    drivers: tuple[str, ...]
    centre: NDArray[np.float64]
    scale: NDArray[np.float64]

    @classmethod
    def of(cls, facts: pd.DataFrame) -> Design:
        """Learn the columns of the rows to be learned from.

        A column that never varies there is left out, and so is one that is the same as an earlier one in every row.
        """
        kept = _distinct({key: values for key, values in _columns(facts).items() if np.ptp(values) > 0})
        flags = [bool(np.isin(values, (0.0, 1.0)).all()) for values in kept.values()]
        return cls(
            tuple(name for _, name in kept),
            tuple(driver for driver, _ in kept),
            np.array([0.0 if flag else values.mean() for flag, values in zip(flags, kept.values())]),
            np.array([1.0 if flag else values.std() for flag, values in zip(flags, kept.values())]),
        )

    def matrix(self, facts: pd.DataFrame) -> NDArray[np.float64]:
        """The same columns of other rows, standardised; labels never learned of are zeros everywhere."""
        columns = {name: values for (_, name), values in _columns(facts).items()}
        none = np.zeros(len(facts))
        table = (
            np.column_stack([columns.get(name, none) for name in self.names]) if self.names else none[:, None][:, :0]
        )
        return np.asarray((table - self.centre) / self.scale)


def _distinct(
    columns: dict[tuple[str, str], NDArray[np.float64]],
) -> dict[tuple[str, str], NDArray[np.float64]]:
    first = {values.tobytes(): key for key, values in reversed(columns.items())}
    return {key: values for key, values in columns.items() if first[values.tobytes()] == key}


def _columns(facts: pd.DataFrame) -> dict[tuple[str, str], NDArray[np.float64]]:
    """Every column the facts give, by (driver, name)."""
    found = {
        (driver, name): values
        for driver, (fact, make) in DRIVERS.items()
        if fact in facts
        for name, values in make(facts).items()
    }
    for label in LABELS:
        if label in facts:
            codes, names = facts[label].cat.codes.to_numpy(), facts[label].cat.categories
            found |= {(label, f"{label}={name}"): _is(codes, i) for i, name in enumerate(names)}
    return found


def _is(values: NDArray[Any], value: float) -> NDArray[np.float64]:
    return np.asarray(values == value, dtype=np.float64)


def _log(values: NDArray[np.float64], largest: float) -> NDArray[np.float64]:
    """Logarithm between ± `largest`; 0, which is "as usual", where the value is not known."""
    return np.asarray(np.nan_to_num(np.clip(np.log(values), -largest, largest), nan=0.0))
