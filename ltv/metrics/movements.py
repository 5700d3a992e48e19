"""Why monthly revenue changed, named customer by customer."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.ledger import CustomerMonths, run_starts
from ltv.months import month_starts
from ltv.sums import count_by, sum_by

MOVEMENTS = ("new", "reactivation", "expansion", "contraction", "churn")


def movements(months: CustomerMonths) -> pd.DataFrame:
    """Name every month-on-month change of revenue, summed over customers.

    A customer pays in a month when the month's amount is positive. The first paid month is new, a return after a
    month without payment is reactivation, the first month without payment is churn. A month whose refunds exceed
    its purchases is no paid month: its negative amount counts as contraction, and the month after as expansion,
    so that nothing is left over.

    Parameters
    ----------
    months : CustomerMonths

    Returns
    -------
    DataFrame, one row per month from the second one on
        `month`; `opening`, the five movements (signed) and `closing` in the smallest unit:
        opening + new + reactivation + expansion + contraction + churn = closing, exactly.
        `customers_*` beside each, with the same identity for opening + new + reactivation - churn = closing.
        `complete` is False for a month that `as_of` cuts short. The first month has no row: who is new in it
        cannot be known.

    References
    ----------
    ChartMogul, MRR movements (2024). Refund rule ours.
    """
    size = months.last - months.first + 2
    parts = _Parts(size)
    _changes_of_paying(months, parts)
    _refunds(months, parts)
    total = sum_by(months.month - months.first, months.amount, size)
    paying = count_by((months.month - months.first)[months.amount > 0], size)
    shown = np.arange(1, size - 1)
    table = {"month": month_starts(shown + months.first), "opening": total[shown - 1]}
    table |= {name: parts.money[name][shown] for name in MOVEMENTS} | {"closing": total[shown]}
    table |= {"customers_opening": paying[shown - 1]}
    table |= {f"customers_{name}": parts.customers[name][shown] for name in MOVEMENTS}
    table |= {"customers_closing": paying[shown], "complete": shown + months.first <= months.last_complete}
    return pd.DataFrame(table)


class _Parts:
    """Money and customers of each movement by month, added up as they are found."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.money = {name: np.zeros(size, dtype=np.int64) for name in MOVEMENTS}
        self.customers = {name: np.zeros(size, dtype=np.int64) for name in MOVEMENTS}

    def add(self, name: str, month: NDArray[np.integer], change: NDArray[np.int64], at_least: int = 0) -> None:
        """Add changes to a movement; customers count when the change is larger than `at_least`."""
        self.money[name] += sum_by(month, change, self.size)
        self.customers[name] += count_by(month[np.abs(change) > at_least], self.size)


def _changes_of_paying(months: CustomerMonths, parts: _Parts) -> None:
    positive = months.amount > 0
    customer, month = months.customer[positive], months.month[positive] - months.first
    amount = months.amount[positive]
    begins = run_starts(customer)
    ends = np.append(begins[1:], True) if len(begins) else begins
    gap = np.diff(month, prepend=month[:1]) if len(month) else month
    returns = ~begins & (gap > 1)
    stays = ~begins & (gap == 1)
    change = np.diff(amount, prepend=amount[:1])
    leaves = np.append(returns[1:], False) | ends if len(begins) else begins

    parts.add("new", month[begins], amount[begins])
    parts.add("reactivation", month[returns], amount[returns])
    up, down = stays & (change > 0), stays & (change < 0)
    parts.add("expansion", month[up], change[up], months.rounding)
    parts.add("contraction", month[down], change[down], months.rounding)
    parts.add("churn", month[leaves] + 1, -amount[leaves])


def _refunds(months: CustomerMonths, parts: _Parts) -> None:
    negative = months.amount < 0
    month, amount = months.month[negative] - months.first, months.amount[negative]
    parts.money["contraction"] += sum_by(month, amount, parts.size)
    parts.money["expansion"] += sum_by(month + 1, -amount, parts.size)
