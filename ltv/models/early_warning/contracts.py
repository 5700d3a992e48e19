"""What a customer's paid months say: amount, its trend, earlier breaks and coming renewals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.ledger import CustomerMonths, run_starts
from ltv.models.early_warning.panel import Panel
from ltv.models.early_warning.positions import begins, trend

TERMS = (12, 6, 3)
"""Months that contracts are commonly renewed after. Which of them matters, the model learns."""
RECENT_MONTHS = 3
_NOT_KNOWN = -1


def contract_facts(months: CustomerMonths, rows: Panel) -> pd.DataFrame:
    """What the paid months up to each row's month say.

    Returns
    -------
    DataFrame, one row per row of the panel
        `amount` of the month (smallest unit); `amount_trend` (mean of the last 3 months ÷ mean of those before in the
        same unbroken run; NaN with fewer than 4); `returned` (1 after an earlier break); `due_12`, `due_6`, `due_3`:
        1 when within the horizon the run, or the amount in force, becomes a multiple of 12, 6 or 3 months old, else 0;
        NaN when both began before what the data know.
    """
    paid = np.flatnonzero(months.amount > 0)
    customer, month, amount = months.customer[paid], months.month[paid], months.amount[paid]
    at = _positions(months, customer, month, rows)
    run = months.run_first[paid]
    nth = (month - run + 1).astype(np.int64)
    same = _amount_since(nth == 1, month, amount, months.rounding)
    unknown = months.truncated & (run == months.first)
    start_age = np.where(unknown[at], _NOT_KNOWN, month[at] - run[at] + 1)
    amount_age = np.where(unknown[at] & (same[at] == run[at]), _NOT_KNOWN, month[at] - same[at] + 1)
    table = {
        "amount": amount[at].astype(np.float64),
        "amount_trend": trend(amount, at, nth[at], RECENT_MONTHS),
        "returned": (run > month[begins(run_starts(customer))])[at].astype(np.float64),
    }
    return pd.DataFrame(
        table | {f"due_{term}": _due(start_age, amount_age, term, rows.horizon_months) for term in TERMS}
    )


def _positions(
    months: CustomerMonths, customer: NDArray[np.int32], month: NDArray[np.int32], rows: Panel
) -> NDArray[np.intp]:
    """Where each row of the panel stands among the paid months."""
    width = months.last - months.first + 2
    return np.searchsorted(
        customer.astype(np.int64) * width + (month - months.first),
        rows.customer.astype(np.int64) * width + (rows.month - months.first),
    )


def _amount_since(
    starts: NDArray[np.bool_], month: NDArray[np.int32], amount: NDArray[np.int64], rounding: int
) -> NDArray[np.int32]:
    """Month since which each row's amount has been paid, within its run."""
    changed = starts.copy()
    changed[1:] |= np.abs(np.diff(amount)) > rounding
    return np.asarray(month[begins(changed)])


def _due(start: NDArray[np.int32], amount: NDArray[np.int32], term: int, horizon: int) -> NDArray[np.float64]:
    """Whether a term ends within the horizon, counted from either age; NaN when neither is known."""
    due = [(age != _NOT_KNOWN) & (-age % term < horizon) for age in (start, amount)]
    return np.where((start == _NOT_KNOWN) & (amount == _NOT_KNOWN), np.nan, due[0] | due[1])
