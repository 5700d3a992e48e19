"""What may be said of a retention: its verdict against 100 %, its largest cause, how it moved, which segment is lowest.

Series are tables of `ltv.metrics.retention.retention_series`, segments those of `ltv.metrics.segments.retention_by`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from ltv.ledger import CustomerMonths
from ltv.metrics.intervals import FEW, Interval
from ltv.metrics.nrr_rules import YEAR, NrrRule
from ltv.metrics.retention import customers_of_the_whole_year, retention
from ltv.metrics.retention_parts import ChainedRetention, Retention

PART_WAY = 0.10
"""Above this share of customers won part-way, twelve-month sums are told for customers of the whole year first."""

Result = Retention | ChainedRetention
Case = Literal["nothing", "one", "few", "no_interval", "good", "bad", "unproven"]
Direction = Literal["single", "no_interval", "up", "down", "unproven"]


# --- one retention --------------------------------------------------------------------------------------------------


def case(found: Result) -> Case:
    """Which kind of answer the figures allow: above or below 100 % only where the interval is."""
    low, high = found.nrr_interval()
    if found.customers == 0 or found.opening <= 0:
        return "nothing"
    if found.customers == 1:
        return "one"
    if math.isnan(low):
        return "no_interval"
    if found.customers < FEW:
        return "few"
    return "good" if low > 1 else "bad" if high < 1 else "unproven"


def lost_revenue(found: Result) -> int:
    """What customers who left or pay less took away, counted positive."""
    return -found.churn - found.contraction


def largest_cause(found: Result) -> tuple[str, int]:
    """Name and money of the largest loss, or of the gain where the rate is above 100 %."""
    if found.nrr > 1:
        wanted = {"expansion": found.expansion, "reactivation": found.counted_reactivation}
    else:
        wanted = {"contraction": found.contraction, "churn": found.churn}
    return max(wanted.items(), key=lambda item: abs(item[1]))


# --- customers won part-way -------------------------------------------------------------------------------------------


def is_part_way(won_within: float) -> bool:
    """Whether twelve-month sums run high by the share of customers won part-way (`retention.share_won_within`)."""
    return won_within > PART_WAY


def whole_year_retention(months: CustomerMonths, start: int, end: int) -> Result:
    """Twelve-month retention of the customers who could buy in all of the earlier year."""
    kept = months.only(customers_of_the_whole_year(months, start))
    return retention(kept, end, NrrRule.TRANSACTIONAL, start=start)


# --- a series ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class YearMove:
    """How a share of a series went in its last twelve months, or since it begins, over months of enough customers.

    With a single such month, or none, `then` is NaN and `now` is that of the last month of the series.
    """

    months: int
    then: float
    now: float
    direction: Direction

    @property
    def is_proven(self) -> bool:
        """Whether it moved beyond both intervals."""
        return self.direction in ("up", "down")


def year_move(table: pd.DataFrame, column: str = "nrr") -> YearMove:
    """Compare the last month of a share with the one a year before."""
    ripe = table[table["customers"] >= FEW].dropna(subset=[column])
    if len(ripe) < 2:
        return YearMove(0, math.nan, float(table[column].iloc[-1]) if len(table) else math.nan, "single")
    back = min(YEAR, len(ripe) - 1)
    now, then = ripe.iloc[-1], ripe.iloc[-1 - back]
    direction = _direction(_bounds(now, column), _bounds(then, column))
    return YearMove(back, float(then[column]), float(now[column]), direction)


def year_change(table: pd.DataFrame, column: str = "nrr") -> float:
    """A share's last value less the one twelve months before; NaN when either is not known."""
    return float(table[column].iloc[-1] - table[column].iloc[-1 - YEAR]) if len(table) > YEAR else math.nan


def _direction(now: Interval, then: Interval) -> Direction:
    if math.isnan(now.low) or math.isnan(then.low):
        return "no_interval"
    place = now.beside(then)
    return "up" if place == "above" else "down" if place == "below" else "unproven"


def _bounds(row: pd.Series[Any], column: str) -> Interval:
    return Interval(float(row[f"{column}_low"]), float(row[f"{column}_high"]))


# --- segments ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lowest:
    """The segment with the lowest NRR, and the highest NRR beside it; of segments with enough customers."""

    segment: str
    nrr: float
    interval: Interval
    customers: int
    highest: float
    is_apart: bool
    """Whether its interval lies below that of the highest."""


def ranked(table: pd.DataFrame) -> pd.DataFrame:
    """The segments whose NRR is known, lowest first."""
    return table.dropna(subset=["nrr"]).sort_values("nrr").reset_index(drop=True)


def lowest_segment(table: pd.DataFrame) -> Lowest | None:
    """The lowest of segments as `ranked` has them; None before two of them have enough customers."""
    ripe = table[table["customers"] >= FEW]
    if len(ripe) < 2:
        return None
    low, high = ripe.iloc[0], ripe.iloc[-1]
    bounds = _bounds(low, "nrr")
    is_apart = bounds.beside(_bounds(high, "nrr")) == "below"
    return Lowest(str(low["segment"]), float(low["nrr"]), bounds, int(low["customers"]), float(high["nrr"]), is_apart)
