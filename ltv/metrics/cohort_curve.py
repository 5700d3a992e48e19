"""How a customer's first months go, on average over cohorts, with intervals: overall and by segment."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.ledger import CustomerMonths
from ltv.metrics.cohorts import CohortBasis, cohort_mean, cohorts
from ltv.metrics.intervals import FEW, UNKNOWN, Interval, ratio_se, student, wilson
from ltv.sums import dot, sum_by

MOST_SEGMENTS = 6
_START = Interval(1.0, 1.0)
"""Everybody is there at age 0, by definition."""


def cohort_curve(months: CustomerMonths, basis: CohortBasis) -> pd.DataFrame:
    """Average over cohorts at each age, weighted by who could have reached it, with its interval.

    Returns
    -------
    DataFrame, one row per age
        The columns of `cohort_mean`, and `low`, `high`: Wilson's interval of a share of customers; for revenue the
        interval of a ratio of sums over customers, for cumulative revenue that of a mean (both by linearisation).
        Pointwise: each age by itself.
    """
    table = cohorts(months)
    mean = cohort_mean(table, basis)
    if basis == CohortBasis.CUSTOMERS:
        kept = table.groupby("age")["customers"].sum()
        bounds = [wilson(int(kept[age]), int(n)) if age else _START for age, n in zip(mean["age"], mean["at_risk"])]
    else:
        bounds = [_money_interval(months, basis, int(age)) for age in mean["age"]]
    return mean.assign(low=[b.low for b in bounds], high=[b.high for b in bounds])


def _money_interval(months: CustomerMonths, basis: CohortBasis, age: int) -> Interval:
    """Interval of Σ revenue at an age ÷ Σ revenue at age 0, or of revenue up to an age per customer."""
    if basis == CohortBasis.REVENUE and age == 0:
        return _START
    observed = months.first_paid + age <= months.last_complete
    observed &= months.first_paid >= months.first + months.truncated  # as in cohorts()
    row_age = np.maximum(months.month - months.first_paid[months.customer], 0)
    if basis == CohortBasis.REVENUE:
        opening = _revenue(months, row_age == 0)
        observed &= _has_revenue(months, opening)
        end = _revenue(months, row_age == age)
    else:
        opening = np.ones(months.size, dtype=np.int64)
        end = _revenue(months, row_age <= age)
    return _ratio_interval(opening[observed], end[observed])


def _revenue(months: CustomerMonths, rows: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Revenue of each customer in some rows of the complete months."""
    counted = rows & (months.month <= months.last_complete)
    return sum_by(months.customer[counted], months.amount[counted], months.size)


def _has_revenue(months: CustomerMonths, opening: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which customers belong to a cohort that has a positive revenue at age 0, as `cohort_mean` asks."""
    cohort = months.first_paid - months.first
    return sum_by(cohort, opening, months.last - months.first + 2)[cohort] > 0


def _ratio_interval(opening: NDArray[np.int64], end: NDArray[np.int64]) -> Interval:
    """Interval of Σ end ÷ Σ opening over customers; unknown where nobody has any left, as no spread can be seen."""
    n, total = len(end), int(opening.sum())
    if total <= 0 or not end.any():
        return UNKNOWN
    ratio = float(end.sum()) / total
    squares = (dot(opening, opening), dot(opening, end), dot(end, end))
    return student(ratio, ratio_se(n, total, squares, ratio), n)


def cohort_curves_by(data: Dataset, dimension: str, basis: CohortBasis) -> pd.DataFrame:
    """The curve of each of the largest segments of a dimension.

    Returns
    -------
    DataFrame, one row per (segment, age)
        `segment` (text, the largest of at most six first) and the columns of `cohort_curve`.
    """
    column = data.customers[dimension].astype(str).to_numpy()
    curves = [
        cohort_curve(data.months.only(column == value), basis).assign(segment=value)
        for value in map(str, data.values(dimension)[:MOST_SEGMENTS])
    ]
    return pd.concat(curves, ignore_index=True)


@dataclass(frozen=True)
class CurvePoint:
    """A curve at an age: its value, interval, and how many customers were observed there."""

    value: float = math.nan
    interval: Interval = UNKNOWN
    at_risk: int = 0
    cohorts: int = 0


def point_at(curve: pd.DataFrame, age: int) -> CurvePoint:
    """The curve at an age; all unknown while nobody has been observed there."""
    rows = curve[curve["age"] == age]
    if rows.empty:
        return CurvePoint()
    row = rows.iloc[0]
    bounds = Interval(float(row["low"]), float(row["high"]))
    return CurvePoint(float(row["value"]), bounds, int(row["at_risk"]), int(row["cohorts"]))


def longest_age(curve: pd.DataFrame) -> int:
    """The longest of a year, half a year and a quarter that enough customers have reached, else the month after."""
    return next((age for age in (12, 6, 3) if point_at(curve, age).at_risk >= FEW), 1)


@dataclass(frozen=True)
class Drop:
    """The step from one month to the next at which most customers are lost; shares of the cohorts observed at both."""

    age: int
    before: float
    after: float

    @property
    def is_loss(self) -> bool:
        """Whether fewer are there at all; in the flattest of curves nobody is lost."""
        return self.after < self.before


def steepest_drop(table: pd.DataFrame, fewest: int = 1) -> Drop | None:
    """The age at which the share of paying customers falls most from the month before.

    Parameters
    ----------
    table : DataFrame
        As `cohorts` returns it.
    fewest : int
        Ages that fewer customers could have reached are left out.
    """
    ripe = table.assign(previous=table.groupby("cohort")["customers"].shift())
    sums = ripe.dropna(subset=["previous"]).groupby("age")[["size", "previous", "customers"]].sum()
    sums = sums[sums["size"] >= max(fewest, 1)]
    if len(sums) == 0:
        return None
    lost = (sums["previous"] - sums["customers"]) / sums["size"]
    age = int(sums.index[int(np.argmax(lost.to_numpy()))])
    size, previous, customers = (float(sums[part][age]) for part in ("size", "previous", "customers"))
    return Drop(age, previous / size, customers / size)
