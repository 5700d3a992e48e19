"""How long contracts run before they are renewed, and how many such terms lie between two days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.contracts import TERMS

DAYS_A_YEAR = 365.25
MONTHS_A_YEAR = 12
_MONTHS = {interval: months for interval, (months, intervals) in TERMS.items() if intervals == 1}
_DAYS = {"day": 1, "week": 7}
_NAMES = {(months, 0): interval for interval, months in _MONTHS.items()}
_NAMES |= {(0, days): interval for interval, days in _DAYS.items()}

Days = NDArray[np.int64]


@dataclass(frozen=True, order=True)
class Term:
    """A renewal period: a number of calendar months, or a number of days."""

    months: int
    days: int = 0

    @property
    def name(self) -> str:
        """The interval's name as in contracts ("month", "quarter", "half_year", "year", "week", "day"), or a count."""
        counted = f"{self.months}_months" if self.months else f"{self.days}_days"
        return _NAMES.get((self.months, self.days), counted)

    @property
    def a_year(self) -> float:
        """Terms in a year."""
        return MONTHS_A_YEAR / self.months if self.months else DAYS_A_YEAR / self.days

    def discount(self, discount_annual: float) -> float:
        """The rate per term that compounds to an effective annual rate; both are shares."""
        return float(np.expm1(np.log1p(discount_annual) / self.a_year))


DAY, MONTH, YEAR = Term(0, 1), Term(1), Term(12)


@dataclass(frozen=True, eq=False)
class Terms:
    """The renewal periods of many contracts, each in calendar months or, where `months` is 0, in days."""

    months: Days
    days: Days

    @classmethod
    def of(cls, contracts: pd.DataFrame) -> Terms:
        """The term of every contract: what one payment pays for (`interval` × `interval_count`)."""
        count = contracts["interval_count"].to_numpy(dtype=np.int64) if "interval_count" in contracts else 1
        interval = contracts["interval"].astype(str)
        months, days = (interval.map(each).fillna(0).to_numpy(dtype=np.int64) * count for each in (_MONTHS, _DAYS))
        return cls(months, days)

    @property
    def names(self) -> NDArray[np.object_]:
        """Name of each term."""
        pairs = pd.MultiIndex.from_arrays([self.months, self.days])
        names = {pair: Term(*map(int, pair)).name for pair in pairs.unique()}
        return np.array([names[pair] for pair in pairs], dtype=object)

    def after(self, start: Days, terms: Days) -> Days:
        """The day so many terms after `start`; in a month that has no such day, its last."""
        return np.asarray(
            np.where(self.months > 0, _months_after(start, terms * self.months), start + terms * self.days)
        )

    def completed(self, start: Days, day: Days) -> Days:
        """Whole terms from `start` to `day`: how often the contract's day has come again by then; at least 0."""
        by_months = _whole_months(start, day) // np.maximum(self.months, 1)
        by_days = (day - start) // np.maximum(self.days, 1)
        return np.asarray(np.maximum(np.where(self.months > 0, by_months, by_days), 0))

    def begun(self, start: Days, day: Days) -> Days:
        """Terms that began before `day`: how often a contract that ends on `day` was paid for."""
        whole = self.completed(start, day)
        return np.asarray(whole + (self.after(start, whole) < day))


def _whole_months(start: Days, day: Days) -> Days:
    apart = _month(day) - _month(start)
    return apart - (_months_after(start, apart) > day)


def _months_after(day: Days, months: Days) -> Days:
    first = _month(day)
    into = day - _first_day(first)
    begins = _first_day(first + months)
    return np.asarray(np.minimum(begins + into, _first_day(first + months + 1) - 1))


def _month(day: Days) -> Days:
    return np.asarray(day, dtype=np.int64).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _first_day(month: Days) -> Days:
    return np.asarray(month, dtype=np.int64).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
