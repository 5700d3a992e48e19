"""Why monthly revenue changed, named customer by customer."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ltv.ledger import CustomerMonths, run_starts
from ltv.months import month_starts
from ltv.sums import count_by, sum_by

MOVEMENTS = ("new", "reactivation", "expansion", "contraction", "churn")
NEW, REACTIVATION, EXPANSION, CONTRACTION, CHURN = range(len(MOVEMENTS))


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
    total, paying = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    for block in months.blocks():
        _changes_of_paying(block, parts)
        _refunds(block, parts)
        total += sum_by(block.month - block.first, block.amount, size)
        paying += count_by((block.month - block.first)[block.amount > 0], size)
    shown = np.arange(1, size - 1)
    table = {"month": month_starts(shown + months.first), "opening": total[shown - 1]}
    table |= {name: parts.money[i, shown] for i, name in enumerate(MOVEMENTS)} | {"closing": total[shown]}
    table |= {"customers_opening": paying[shown - 1]}
    table |= {f"customers_{name}": parts.customers[i, shown] for i, name in enumerate(MOVEMENTS)}
    table |= {"customers_closing": paying[shown], "complete": shown + months.first <= months.last_complete}
    return pd.DataFrame(table)


class _Parts:
    """Money and customers of each movement (a row of `MOVEMENTS`) by month, added up as they are found."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.money = np.zeros((len(MOVEMENTS), size), dtype=np.int64)
        self.customers = np.zeros((len(MOVEMENTS), size), dtype=np.int64)


def _changes_of_paying(months: CustomerMonths, parts: _Parts) -> None:
    positive = months.amount > 0
    customer, month = months.customer[positive], months.month[positive] - months.first
    amount = months.amount[positive]
    begins = run_starts(customer)
    stays = ~begins
    stays[1:] &= month[1:] - month[:-1] == 1
    leaves = ~np.append(stays[1:], False)[: len(stays)]
    change = amount.copy()
    change[1:] -= amount[:-1] * stays[1:]
    name = np.where(stays, np.where(change > 0, EXPANSION, CONTRACTION), np.where(begins, NEW, REACTIVATION))
    counted = ~stays | (np.abs(change) > months.rounding)

    cell = name * parts.size + month
    parts.money += sum_by(cell, change, parts.money.size).reshape(parts.money.shape)
    parts.customers += count_by(cell[counted], parts.money.size).reshape(parts.money.shape)
    parts.money[CHURN] -= sum_by(month + 1, amount * leaves, parts.size)
    parts.customers[CHURN] += count_by(month[leaves] + 1, parts.size)


def _refunds(months: CustomerMonths, parts: _Parts) -> None:
    negative = months.amount < 0
    month, amount = months.month[negative] - months.first, months.amount[negative]
    parts.money[CONTRACTION] += sum_by(month, amount, parts.size)
    parts.money[EXPANSION] -= sum_by(month + 1, amount, parts.size)
