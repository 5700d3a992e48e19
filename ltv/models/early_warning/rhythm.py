"""How many days usually pass between a customer's orders, as known at the end of a month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ltv.months import MonthRule

LATEST_GAPS = 8
SPREAD_PSEUDO = 2.0
LEAST_SPREAD = 0.1


@dataclass(frozen=True, eq=False)
class Rhythm:
    """Gaps in days between consecutive order days, and what they looked like in each group month by month.

    Attributes
    ----------
    gap : float64
        Days since the same customer's order day before; NaN for the first.
    nth, group : int64
        1 for a customer's first order day …; the group (plan) of each order day, from 0 on.
    first : int
        Month of the earliest order; the tables below count from it.
    median : float64, one row per group, one column per month
        Of the group's gaps that had closed by the end of the month, else of everyone's; days, NaN before any.
    variance : float64, one per month
        Of ln(1 + gap) over everyone's gaps so far; NaN before any.
    """

    gap: NDArray[np.float64]
    nth: NDArray[np.int64]
    group: NDArray[np.int64]
    first: int
    median: NDArray[np.float64]
    variance: NDArray[np.float64]

    @classmethod
    def of(
        cls, day: NDArray[np.int32], nth: NDArray[np.int64], plan: NDArray[np.int32] | None, rule: MonthRule
    ) -> Rhythm:
        """Measure the gaps of order days sorted by (customer, day); `nth` starts at 1 with each customer.

        The groups are those with the same plan (code, -1 is one, too); None where everyone is one group.
        """
        group = np.zeros(len(day), dtype=np.int64) if plan is None else plan.astype(np.int64) + 1
        if len(day) == 0:
            return cls(np.empty(0), nth, group, 0, np.full((1, 1), np.nan), np.full(1, np.nan))
        month = rule.months(day)
        first = int(month.min())
        gap = np.diff(day, prepend=day[:1]).astype(np.float64)
        gap[nth == 1] = np.nan
        closed = nth > 1
        at, days, size = month[closed] - first, gap[closed].astype(np.int64), int(month.max()) - first + 1
        return cls(gap, nth, group, first, _medians(at, days, group[closed], size), _variances(at, days, size))

    def at(self, last: NDArray[np.intp], month: NDArray[np.int32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Usual gap in days, and spread of ln(1 + gap), in `month` of customers whose latest order day is `last`.

        The usual gap is the median of the customer's own latest 8 gaps and, as one more, the median of the group so
        far; NaN while nobody has ordered twice. The spread is a standard deviation of the own gaps, shrunk towards
        everyone's as if 2 gaps of theirs had been seen as well, and at least 0.1.
        """
        own = self._latest(last)
        count = np.minimum(self.nth[last] - 1, LATEST_GAPS)
        then = np.minimum(month - self.first, len(self.variance) - 1)
        groups = np.minimum(self.group[last], len(self.median) - 1)
        usual = _median(np.column_stack([own, self.median[groups, then]]))
        logs = np.log1p(own)
        mean = np.nansum(logs, axis=1) / np.maximum(count, 1)
        squares = np.nansum((logs - mean[:, None]) ** 2, axis=1)
        shrunk = (squares + SPREAD_PSEUDO * np.nan_to_num(self.variance[then])) / (count + SPREAD_PSEUDO)
        return usual, np.maximum(np.sqrt(shrunk), LEAST_SPREAD)

    def _latest(self, last: NDArray[np.intp]) -> NDArray[np.float64]:
        """The latest gaps up to each order day, the newest first; NaN where there are fewer."""
        back = np.arange(LATEST_GAPS)
        there = back < (self.nth[last] - 1)[:, None]
        return np.where(there, self.gap[np.maximum(last[:, None] - back, 0)], np.nan)


def _median(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Median of each row without its NaN; NaN for none."""
    ascending = np.sort(values, axis=1)
    count = (~np.isnan(values)).sum(axis=1)
    row = np.arange(len(values))
    low, high = ascending[row, np.maximum(count - 1, 0) // 2], ascending[row, count // 2]
    return np.asarray((low + high) / 2)


def _medians(
    at: NDArray[np.integer], days: NDArray[np.int64], group: NDArray[np.int64], size: int
) -> NDArray[np.float64]:
    """Median of all values of each group up to each month, exactly; everyone's where a group has none yet."""
    everyone = _running_median(at, days, size)
    groups = [_running_median(at[group == g], days[group == g], size) for g in range(int(group.max(initial=0)) + 1)]
    return np.array([np.where(np.isnan(median), everyone, median) for median in groups])


def _running_median(at: NDArray[np.integer], days: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    """Median of all values up to each month, from counts of each value in each month that has any; NaN before any.

    What was never seen takes no room: one date a century off would ask for gigabytes.
    """
    if len(days) == 0:
        return np.full(size, np.nan)
    (month, row), (value, column) = (np.unique(each, return_inverse=True) for each in (at, days))
    counts = np.bincount(row * len(value) + column, minlength=len(month) * len(value)).reshape(len(month), len(value))
    below = np.cumsum(np.cumsum(counts, axis=0), axis=1)
    number = below[:, -1]
    low, high = (value[(below > rank[:, None]).argmax(axis=1)] for rank in ((number - 1) // 2, number // 2))
    seen = np.searchsorted(month, np.arange(size), side="right")
    return np.append(np.nan, (low + high) / 2)[seen]


def _variances(at: NDArray[np.integer], days: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    """Variance of ln(1 + value) over all values up to each month."""
    logs = np.log1p(days)
    n, total, squares = (
        np.cumsum(np.bincount(at, weights=weights, minlength=size)) for weights in (np.ones(len(at)), logs, logs**2)
    )
    mean = total / np.maximum(n, 1)
    return np.where(n > 0, np.maximum(squares / np.maximum(n, 1) - mean**2, 0.0), np.nan)
