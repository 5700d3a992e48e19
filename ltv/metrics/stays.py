"""Unbroken stays of customers by month: from which to which they paid, and whether they left after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ltv.ledger import CustomerMonths, run_starts
from ltv.sums import sum_by


@dataclass(frozen=True, eq=False)
class Stays:
    """One entry per stay, sorted by (customer, start).

    Attributes
    ----------
    customer, start, end : int32
        Code; first and last month of the stay, both included.
    left : bool
        True where the customer left in the month after `end`; False where the stay goes on at `as_of`.
    """

    customer: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    left: NDArray[np.bool_]

    def months_there(self, first: int, last: int, size: int) -> NDArray[np.int64]:
        """How many of the months from `first` to `last` each customer, by code, was there."""
        inside = np.minimum(self.end, last) - np.maximum(self.start, first) + 1
        return sum_by(self.customer, np.maximum(inside, 0).astype(np.int64), size)

    def times_left(self, first: int, last: int, size: int) -> NDArray[np.int64]:
        """How often each customer, by code, left in the months from `first` to `last`."""
        gone = self.left & (self.end + 1 >= first) & (self.end + 1 <= last)
        return sum_by(self.customer, gone.astype(np.int64), size)


def stays(months: CustomerMonths, *, grace_months: int = 0) -> Stays:
    """Join paid months to stays, the same that `ltv.metrics.movements.movements` counts.

    Up to `grace_months` months without payment are a pause within a stay; a pause still open at `as_of` goes on until
    it has grown longer.
    """
    paid = months.amount > 0
    customer, month = months.customer[paid], months.month[paid]
    begins = run_starts(customer)
    begins[1:] |= np.diff(month) > grace_months + 1
    starts = np.flatnonzero(begins)
    ends = np.append(starts[1:], len(month))[: len(starts)] - 1
    open_ended = month[ends] + grace_months >= months.last
    end = np.where(open_ended, months.last, month[ends]).astype(np.int32)
    return Stays(customer[starts], month[starts], end, ~open_ended)
