"""What a customer pays a month, told of every month, though many do not order in every one."""

from __future__ import annotations

import numpy as np

from ltv.dataset import Dataset
from ltv.decisions.scenario.state import Floats
from ltv.ledger import CustomerMonths
from ltv.metrics.repeat import purchases, usual_pause


def window_of(data: Dataset) -> int:
    """Months over which revenue is averaged: one under contract; for orders the usual pause and one more."""
    return 1 if data.ledger is None else usual_pause(purchases(data.ledger)) + 1


def held_revenue(months: CustomerMonths, first: int, last: int, window: int) -> Floats:
    """Revenue a month of each customer at the end of each month from `first` to `last`; customers × months.

    In a month with a payment the mean of the last `window` months, or of all since the first payment where that is
    shorter; in the months after it the same, as long as silence is usual; then 0. With a window of one month, what was
    paid in it. Not below 0.
    """
    start = first - 2 * (window - 1)
    width = last - start + 1
    rows = (months.month >= start - window + 1) & (months.month <= last)
    at = months.customer[rows].astype(np.int64) * (width + window) + (months.month[rows] - start + window)
    amount = np.bincount(at, months.amount[rows], months.size * (width + window))
    amount = amount.reshape(months.size, width + window)
    total = np.cumsum(amount, axis=1)
    month = np.arange(start, last + 1)
    known = np.clip(month[None, :] - months.first_paid[:, None] + 1, 1, window)
    mean = np.maximum(total[:, window:] - total[:, :-window], 0.0) / known
    column = np.arange(width)
    paid_at = np.maximum.accumulate(np.where(amount[:, window:] > 0, column, -1), axis=1)
    is_there = (paid_at >= 0) & (column - paid_at < window)
    held = np.take_along_axis(mean, np.maximum(paid_at, 0), axis=1)
    return np.asarray(np.where(is_there, held, 0.0)[:, first - start :])
