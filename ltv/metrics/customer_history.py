"""What one customer paid, month by month."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.months import month_starts
from ltv.sums import sum_by


def customer_history(data: Dataset, customer: int) -> pd.DataFrame:
    """List what a customer paid and was paid back in each month.

    Parameters
    ----------
    customer : code

    Returns
    -------
    DataFrame, one row per month with a payment and one per month with refunds, by month
        `month` (timestamp); `amount`, smallest unit: the sum of the rows above zero, or of those below. A month that
        has both has two rows. Months without a row are left out. For contracts, what each month was charged.
    """
    month, amount = _rows(data, customer)
    first = int(month.min(initial=data.months.last))
    size = int(month.max(initial=first)) - first + 1
    parts = []
    for side in (amount > 0, amount < 0):
        total = sum_by(month[side] - first, amount[side], size)
        at = np.flatnonzero(total)
        parts.append(pd.DataFrame({"month": month_starts(at + first), "amount": total[at]}))
    return pd.concat(parts).sort_values("month", kind="stable", ignore_index=True)


def _rows(data: Dataset, customer: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Months and amounts of a customer's rows."""
    if data.ledger is None:
        rows = data.months.customer == customer
        return data.months.month[rows].astype(np.int64), data.months.amount[rows]
    ledger = data.ledger
    first, end = np.searchsorted(ledger.customer, [customer, customer + 1])
    month = ledger.month_rule.months(ledger.day[first:end])
    return np.asarray(month, dtype=np.int64), ledger.amount[first:end]
