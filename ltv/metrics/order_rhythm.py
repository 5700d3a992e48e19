"""Orders at a fixed rhythm as a row of opportunities: in which periods since the first order a customer bought."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.ledger import Ledger
from ltv.metrics.purchase_days import PurchaseDays, purchase_days

LATE = 0.25
"""An opportunity counts as missed when it is overdue by this part of a period."""


def rhythm_histories(ledger: Ledger, period_days: float, *, until: dt.date | None = None) -> pd.DataFrame:
    """Count each customer's opportunities to buy and those taken, one opportunity a period.

    A gap between two purchases spans as many periods as it holds, rounded; so a rhythm that is a little off does not
    drift. Purchases within half a period of one another take one opportunity.

    Parameters
    ----------
    period_days : float
        The rhythm.
    until : date, optional
        Last day to know of, for a hold-out; by default `as_of`.

    Returns
    -------
    DataFrame, one row per customer who bought
        `customer` (code); `frequency` (opportunities taken after the first purchase), `recency` (the last one taken, 0
        without any), `T` (opportunities so far), all in periods; `monetary_value` (mean amount of those taken, refunds
        taken off, smallest unit; NaN without any).
    """
    days = purchase_days(ledger, until)
    if len(days.begins) == 0:
        return pd.DataFrame(columns=["customer", "frequency", "recency", "T", "monetary_value"], dtype=np.float64)
    steps = _steps(days, period_days)
    customer_of = np.repeat(np.arange(len(days.begins)), days.of_each)
    taken = np.bincount(customer_of, steps > 0, len(days.begins)).astype(np.int64)
    last = np.bincount(customer_of, steps, len(days.begins)).astype(np.int64)
    missed = np.floor((days.end - days.last) / period_days - LATE).astype(np.int64)
    amount = _amount_after_first(days, steps)
    mean = np.full(len(taken), math.nan)
    np.divide(amount, taken, out=mean, where=taken > 0)
    return pd.DataFrame(
        {
            "customer": days.customer[days.begins],
            "frequency": taken,
            "recency": last,
            "T": last + np.maximum(missed, 0),
            "monetary_value": mean,
        }
    )


def _steps(days: PurchaseDays, period_days: float) -> NDArray[np.int64]:
    """Periods from each purchase day's predecessor to it; 0 for a customer's first."""
    gap = np.diff(days.day, prepend=days.day[:1])
    return np.where(days.is_repeat, np.rint(gap / period_days), 0).astype(np.int64)


def _amount_after_first(days: PurchaseDays, steps: NDArray[np.int64]) -> NDArray[np.float64]:
    """What each customer paid from the first opportunity taken on."""
    customer_of = np.repeat(np.arange(len(days.begins)), days.of_each)
    moved = np.cumsum(steps)
    start = moved[days.begins][customer_of]
    return np.bincount(customer_of, days.amount * (moved > start), len(days.begins)).astype(np.float64)
