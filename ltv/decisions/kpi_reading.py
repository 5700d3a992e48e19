"""What a KPI reads on a data set: a value with its interval and months, or the reason why it is not known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from ltv.dataset import Dataset
from ltv.metrics.acquisition import Acquired, acquired
from ltv.metrics.intervals import UNKNOWN, Interval
from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.repeat import Purchases, purchases

YEAR = 12


@dataclass(frozen=True)
class Reading:
    """A value, what it was counted from, and what the data lack where it is NaN.

    Attributes
    ----------
    n : int
        Customers, deliveries or tickets it rests on.
    months : (first, last) or None
        Months counted: of the new customers' start, of what happened, or the two a retention rule compares.
    whole : bool
        Whether the data reach back over all of the period that the basis names.
    missing : codes of `kpis.MISSING`
    """

    value: float = math.nan
    n: int = 0
    interval: Interval = UNKNOWN
    months: tuple[int, int] | None = None
    whole: bool = True
    rule: NrrRule | None = None
    missing: tuple[str, ...] = ()


class _Rate(Protocol):
    @property
    def rate(self) -> float: ...
    @property
    def interval(self) -> Interval: ...


class Facts:
    """A data set, with what several KPIs need of it worked out once."""

    def __init__(self, data: Dataset) -> None:
        self.data = data
        self.first_new = data.months.first + 1

    @cached_property
    def new(self) -> Acquired:
        """Customers whose first payment can be dated."""
        return acquired(self.data)

    @cached_property
    def orders(self) -> Purchases | None:
        """Every order that was paid for; None for contracts."""
        return purchases(self.data.ledger) if self.data.ledger is not None else None

    def year(self, end: int, *, first: int) -> tuple[int, int, bool]:
        """First and last of the 12 months up to `end`, none before `first`, and whether there are 12."""
        return max(end - YEAR + 1, first), end, end - YEAR + 1 >= first


def lacking(code: str) -> Reading:
    """Nothing to read, and why."""
    return Reading(missing=(code,))


def reading_of(rate: _Rate, n: int, period: tuple[int, int, bool]) -> Reading:
    """Read a rate that rests on `n` cases."""
    return Reading(rate.rate, n, rate.interval, period[:2], period[2])
