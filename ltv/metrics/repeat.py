"""From the first order to the second and third: F2, F3 and the days in between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.ledger import Ledger, run_starts
from ltv.metrics.intervals import Interval, share, wilson
from ltv.months import day_number

DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True, eq=False)
class Purchases:
    """Every order that was paid for, sorted by (customer, day). Orders whose lines net to nothing are none.

    Attributes
    ----------
    customer, day : int32
        One entry per order; lines of one order are one purchase. Without order numbers, one per day.
    nth : int32
        1 for a customer's first order, 2 for the second …
    as_of : int
        Last known day.
    """

    customer: NDArray[np.int32]
    day: NDArray[np.int32]
    nth: NDArray[np.int32]
    as_of: int


@dataclass(frozen=True)
class Conversion:
    """How many customers with an n-th order placed the next one within a number of days.

    `eligible` are those observed for that many days after their n-th order; others are not yet known.
    """

    nth: int
    window_days: int
    eligible: int
    converted: int
    not_yet_known: int

    def __add__(self, other: Conversion) -> Conversion:
        if (self.nth, self.window_days) != (other.nth, other.window_days):
            raise ValueError("conversions of different steps or windows do not add up")
        return Conversion(
            self.nth,
            self.window_days,
            self.eligible + other.eligible,
            self.converted + other.converted,
            self.not_yet_known + other.not_yet_known,
        )

    @property
    def rate(self) -> float:
        """Share of eligible customers who ordered again; NaN when there are none."""
        return share(self.converted, self.eligible)

    @property
    def interval(self) -> Interval:
        """Wilson interval of `rate`."""
        return wilson(self.converted, self.eligible)


def purchases(ledger: Ledger) -> Purchases:
    """Reduce a ledger's lines to orders that were paid for."""
    first_lines = _paid_orders(ledger) if "order" in ledger.columns else _paid_days(ledger)
    customer, day = ledger.customer[first_lines], ledger.day[first_lines]
    begins = np.flatnonzero(run_starts(customer))
    orders_of_each = np.diff(begins, append=len(customer))
    nth = np.arange(1, len(customer) + 1) - np.repeat(begins, orders_of_each)
    return Purchases(customer, day, nth.astype(np.int32), day_number(ledger.as_of))


def _paid_days(ledger: Ledger) -> NDArray[np.intp]:
    """First row of each day of a customer that was paid for."""
    starts = np.flatnonzero(run_starts(ledger.customer, ledger.day))
    return starts[np.add.reduceat(ledger.amount, starts) > 0]


def _paid_orders(ledger: Ledger) -> NDArray[np.intp]:
    """First row of each order that was paid for; rows without an order number make one order a day."""
    order = ledger.columns["order"]
    day = np.where(order >= 0, -1, ledger.day - ledger.day.min(initial=0))
    rows = np.lexsort((day, order, ledger.customer))
    starts = np.flatnonzero(run_starts(ledger.customer[rows], order[rows], day[rows]))
    return np.sort(rows[starts[np.add.reduceat(ledger.amount[rows], starts) > 0]])


def conversion(orders: Purchases, nth: int, window_days: int) -> Conversion:
    """Share of customers with an `nth` order who placed the next one within `window_days`.

    Same-cohort conversion: only customers whose n-th order lies at least `window_days` before `as_of`.
    """
    at = np.flatnonzero(orders.nth == nth)
    ripe = at[orders.day[at] + window_days <= orders.as_of]
    gap = _days_until_next(orders)[ripe]
    return Conversion(nth, window_days, len(ripe), int((gap <= window_days).sum()), len(at) - len(ripe))


def days_to_next(orders: Purchases, nth: int) -> pd.DataFrame:
    """Days from the `nth` order to the next one, for customers who placed it.

    Returns
    -------
    DataFrame, one row per number of days
        `days`, `customers`. Customers who have not ordered again are not in it; they may still come.
    """
    gap = _days_until_next(orders)[orders.nth == nth]
    days, customers = np.unique(gap[np.isfinite(gap)].astype(np.int64), return_counts=True)
    return pd.DataFrame({"days": days, "customers": customers})


def median_gap(orders: Purchases) -> float:
    """Median days between consecutive orders of a customer; NaN when nobody ordered twice."""
    gap = _days_until_next(orders)
    gap = gap[np.isfinite(gap)]
    return float(np.median(gap)) if len(gap) else float("nan")


def usual_pause(orders: Purchases) -> int:
    """Months without an order that are still usual: the 95th percentile of the gaps, in months, less one; 0 to 6.

    0 when nobody ordered twice. A default for `movements(…, grace_months=…)` of a shop without contracts.
    """
    gap = _days_until_next(orders)
    gap = gap[np.isfinite(gap)]
    if len(gap) == 0:
        return 0
    return int(np.clip(np.rint(np.percentile(gap, 95) / DAYS_A_MONTH) - 1, 0, 6))


def _days_until_next(orders: Purchases) -> NDArray[np.float64]:
    """Days until the same customer's next order; infinite after the last known one."""
    gap = np.full(len(orders.day), np.inf)
    same = orders.customer[1:] == orders.customer[:-1]
    gap[:-1][same] = np.diff(orders.day)[same]
    return gap
