"""Purchase histories: how often, how lately and for how long each customer has bought, equal ones counted once."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ltv.errors import InvalidTableError
from ltv.ledger import Ledger
from ltv.metrics.distinct_rows import counted, levels
from ltv.metrics.purchase_days import PurchaseDays, purchase_days
from ltv.months import day_number

WEEK = 7.0


@dataclass(frozen=True, eq=False)
class PurchaseHistories:
    """All that models of orders need of a data set: its customers' distinct histories, sorted by (x, t_x, T).

    Attributes
    ----------
    x : int64
        Repeat purchases.
    t_x, T : float64
        Age at the last of them (0 without any), and age at the last known day; since the first purchase, in units of
        `unit_days`.
    count : int64
        Customers with this history.
    log_gaps : float
        Sum of the logarithms of all times between consecutive purchases, in the same unit; NaN where not known. Only
        models of regular buying need it.
    unit_days : float
        Days in the unit of time: 7 are weeks.
    without_purchase, born_later : int
        Customers left out: those who had not bought by the last day, and those whose first purchase fell after
        `born_by`.

    Notes
    -----
    Histories of data sets that share no customer add up, and so do the fits made from them.
    """

    x: NDArray[np.int64]
    t_x: NDArray[np.float64]
    T: NDArray[np.float64]
    count: NDArray[np.int64]
    log_gaps: float = math.nan
    unit_days: float = WEEK
    without_purchase: int = 0
    born_later: int = 0

    @classmethod
    def of(
        cls,
        x: ArrayLike,
        t_x: ArrayLike,
        T: ArrayLike,
        count: ArrayLike | None = None,
        *,
        log_gaps: float = math.nan,
        unit_days: float = WEEK,
    ) -> Self:
        """Count equal histories.

        Raises
        ------
        InvalidTableError
            Names every column with negative or missing numbers, and histories that contradict themselves.
        """
        repeats = np.asarray(x)
        last, age = np.asarray(t_x, dtype=np.float64), np.asarray(T, dtype=np.float64)
        number = None if count is None else np.asarray(count)
        _check(repeats, last, age, number)
        key, at, until = _coded(repeats, last, age, unit_days)
        key, customers = counted(key, None if number is None else number.astype(np.int64))
        key, code = np.divmod(key, len(until))
        age = until[code]
        repeats, code = np.divmod(key, len(at))
        return cls(repeats, at[code], age, customers, log_gaps, unit_days)

    def __add__(self, other: Self) -> Self:
        if self.unit_days != other.unit_days:
            raise ValueError(f"histories in units of {self.unit_days} and {other.unit_days} days do not add up")
        merged = self.of(
            *(np.concatenate([getattr(h, name) for h in (self, other)]) for name in ("x", "t_x", "T", "count")),
            log_gaps=self.log_gaps + other.log_gaps,
            unit_days=self.unit_days,
        )
        return type(self)(
            merged.x, merged.t_x, merged.T, merged.count, merged.log_gaps, merged.unit_days,
            self.without_purchase + other.without_purchase, self.born_later + other.born_later,
        )  # fmt: skip

    @property
    def customers(self) -> int:
        """Number of customers with a history."""
        return int(self.count.sum())

    @property
    def repeats(self) -> int:
        """Repeat purchases of all customers."""
        return int(self.x @ self.count)

    @property
    def exposure(self) -> float:
        """Sum of all customers' ages."""
        return float((self.T * self.count).sum())


def _coded(
    x: NDArray[Any], t_x: NDArray[np.float64], T: NDArray[np.float64], steps: float
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """One whole number per history, in the order of (x, t_x, T), and what the codes of t_x and T in it stand for."""
    key, at, until = x.astype(np.int64), levels(t_x, steps), levels(T, steps)
    key *= len(at.numbers)
    key += at.codes
    key *= len(until.numbers)
    key += until.codes
    return key, at.numbers, until.numbers


def _check(x: NDArray[Any], t_x: NDArray[np.float64], T: NDArray[np.float64], count: NDArray[Any] | None) -> None:
    columns = (x, t_x, T) if count is None else (x, t_x, T, count)
    shapes = {column.shape for column in columns}
    if len(shapes) > 1 or x.ndim != 1:
        raise InvalidTableError("histories", [f"x, t_x, T, count: not columns of one length, found {sorted(shapes)}"])
    problems = [
        f"{name} ({int(rows.sum()):,} rows, first row {int(np.argmax(rows)) + 1})"
        for name, rows in _contradictions(x, t_x, T, count)
        if rows.any()
    ]
    if problems:
        raise InvalidTableError("histories", problems)


def _contradictions(
    x: NDArray[Any], t_x: NDArray[np.float64], T: NDArray[np.float64], count: NDArray[Any] | None
) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """What can be wrong, and in which rows it is; one after the other, to need little memory."""
    yield "x: not a whole number from 0 up", ~(x >= 0) | _is_broken(x)
    yield "T: not a time from 0 up", ~((T >= 0) & np.isfinite(T))
    yield "t_x: not between 0 and T", ~((t_x >= 0) & (t_x <= T))
    yield "t_x: not 0 though nothing was bought again", (x == 0) & (t_x > 0)
    if count is not None:
        yield "count: not a whole number from 1 up", ~(count >= 1) | _is_broken(count)


def _is_broken(column: NDArray[Any]) -> NDArray[np.bool_]:
    """Where a column is not a whole number."""
    return np.zeros(column.shape, dtype=bool) if column.dtype.kind in "iub" else np.asarray(column != np.rint(column))


def histories(
    ledger: Ledger, *, unit_days: float = WEEK, until: dt.date | None = None, born_by: dt.date | None = None
) -> tuple[PurchaseHistories, pd.DataFrame]:
    """Reduce a ledger to purchase histories, and say which customer has which.

    Parameters
    ----------
    until : date, optional
        Last day to know of, for a hold-out; by default `as_of`.
    born_by : date, optional
        Leave out customers whose first purchase came later.

    Returns
    -------
    PurchaseHistories
    DataFrame, one row per customer who bought
        `customer` (code); `frequency` (repeat purchases), `recency` (age at the last purchase), `T` (age at the last
        day), in units of `unit_days`; `monetary_value` (mean amount of the repeat purchases, refunds taken off,
        smallest unit; NaN without repeats); `first_value` (amount of the first purchase, likewise); `row` (the
        customer's row among the histories: what is predicted for those is gathered by `prediction[row]`).
    """
    days = purchase_days(ledger, until)
    latest = days.end if born_by is None else min(days.end, day_number(born_by))
    kept = np.flatnonzero(days.first <= latest)
    repeats = (days.of_each - 1)[kept]
    age, recency = (days.end - days.first)[kept], (days.last - days.first)[kept]
    span = int(age.max(initial=0)) + 1
    key = (repeats * span + recency) * span + age
    rows, row, count = np.unique(key, return_inverse=True, return_counts=True)
    rest, T = np.divmod(rows, span)
    x, t_x = np.divmod(rest, span)
    found = PurchaseHistories(
        x.astype(np.int64), t_x / unit_days, T / unit_days, count.astype(np.int64), _log_gaps(days, kept, unit_days),
        unit_days, days.customers - len(days.first), len(days.first) - len(kept),
    )  # fmt: skip
    table = pd.DataFrame(
        {
            "customer": days.customer[days.begins][kept],
            "frequency": repeats,
            "recency": recency / unit_days,
            "T": age / unit_days,
            "monetary_value": _mean_repeat(days)[kept],
            "first_value": days.amount[days.begins][kept],
            "row": row,
        }
    )
    return found, table


def _log_gaps(days: PurchaseDays, kept: NDArray[np.intp], unit_days: float) -> float:
    is_kept = np.zeros(len(days.first), dtype=bool)
    is_kept[kept] = True
    gaps = np.diff(days.day)[days.is_repeat[1:] & np.repeat(is_kept, days.of_each)[1:]]
    days_apart, times = np.unique(gaps, return_counts=True)
    return float(times @ np.log(days_apart / unit_days))


def _mean_repeat(days: PurchaseDays) -> NDArray[np.float64]:
    """Mean amount of each customer's repeat purchases; NaN without any."""
    if len(days.first) == 0:
        return np.zeros(0)
    repeats = days.of_each - 1
    total = np.add.reduceat(days.amount, days.begins) - days.amount[days.begins]
    mean = np.full(len(repeats), math.nan)
    np.divide(total, repeats, out=mean, where=repeats > 0)
    return mean
