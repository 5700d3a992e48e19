"""One row per customer: when they bought, how often, for how much."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ltv.ledger import Ledger, run_starts
from ltv.months import day_number
from ltv.sums import sums_from


def customer_summary(ledger: Ledger) -> pd.DataFrame:
    """Summarise what is known of each customer by `as_of`.

    Returns
    -------
    DataFrame, one row per customer with a row in the ledger
        `customer` (code); `first_day`, `last_day` (days since 1970-01-01); `days` on which something was booked;
        `rows`; `revenue` to date (smallest unit, refunds taken off); `days_since_last` at `as_of`.
    """
    starts = np.flatnonzero(run_starts(ledger.customer))
    rows = np.diff(starts, append=len(ledger.day))
    last_day = ledger.day[starts + rows - 1]
    return pd.DataFrame(
        {
            "customer": ledger.customer[starts],
            "first_day": ledger.day[starts],
            "last_day": last_day,
            "days": sums_from(starts, run_starts(ledger.customer, ledger.day)),
            "rows": rows,
            "revenue": sums_from(starts, ledger.amount),
            "days_since_last": day_number(ledger.as_of) - last_day,
        },
        copy=False,
    )
