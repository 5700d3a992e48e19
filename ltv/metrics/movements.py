"""Why monthly revenue changed, named customer by customer."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.ledger import CustomerMonths, run_starts
from ltv.months import month_starts
from ltv.sums import sum_by

MOVEMENTS = ("new", "reactivation", "expansion", "contraction", "churn")
NEW, REACTIVATION, EXPANSION, CONTRACTION, CHURN = range(len(MOVEMENTS))

_NAMES = np.array([REACTIVATION, NEW, CONTRACTION, EXPANSION])
"""Movement of a paid month by 2 × (the month before was paid) + (it is the first, or more than the month before)."""


def movements(months: CustomerMonths, *, grace_months: int = 0) -> pd.DataFrame:
    """Name every month-on-month change of revenue, summed over customers.

    A customer pays in a month when the month's amount is positive. The first paid month is new, a return after a
    month without payment is reactivation, the first month without payment is churn. A month whose refunds exceed
    its purchases is no paid month: its negative amount counts as contraction, and the month after as expansion,
    so that nothing is left over.

    Parameters
    ----------
    months : CustomerMonths
    grace_months : int
        So many months without payment are a pause, not churn: the money lost is contraction, coming back expansion.
        A pause that is still open at `as_of` counts as one until it grows longer; it then becomes churn from its
        first month on, so the last `grace_months` rows can change.

    Returns
    -------
    DataFrame, one row per month from the second one on
        `month`; `opening`, the five movements (signed) and `closing` in the smallest unit:
        opening + new + reactivation + expansion + contraction + churn = closing, exactly.
        `customers_*` beside each, with the same identity for opening + new + reactivation - churn = closing;
        customers in a pause count as there.
        `complete` is False for a month that `as_of` cuts short or whose pauses are still open. The first month has
        no row: who is new in it cannot be known.

    References
    ----------
    ChartMogul, MRR movements (2024). Refund rule ours.
    """
    size = months.last - months.first + 2
    parts = _Parts(size)
    total = np.zeros(size, dtype=np.int64)
    for block in months.blocks():
        month = (block.month - block.first).astype(np.intp)
        _changes_of_paying(block, month, parts, grace_months)
        _refunds(block, month, parts)
        total += sum_by(month, block.amount, size)
    there = np.cumsum(parts.customers[NEW] + parts.customers[REACTIVATION] - parts.customers[CHURN])
    shown = np.arange(1, size - 1)
    table = {"month": month_starts(shown + months.first), "opening": total[shown - 1]}
    table |= {name: parts.money[i, shown] for i, name in enumerate(MOVEMENTS)} | {"closing": total[shown]}
    table |= {"customers_opening": there[shown - 1]}
    table |= {f"customers_{name}": parts.customers[i, shown] for i, name in enumerate(MOVEMENTS)}
    table |= {
        "customers_closing": there[shown],
        "complete": shown + months.first <= months.last_complete - grace_months,
    }
    return pd.DataFrame(table)


class _Parts:
    """Money and customers of each movement (a row of `MOVEMENTS`) by month, added up as they are found."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.money = np.zeros((len(MOVEMENTS), size), dtype=np.int64)
        self.customers = np.zeros((len(MOVEMENTS), size), dtype=np.int64)


def _changes_of_paying(months: CustomerMonths, month: NDArray[np.intp], parts: _Parts, grace: int) -> None:
    paid = np.flatnonzero(months.amount > 0)
    customer, month, amount = months.customer.take(paid), month.take(paid), months.amount.take(paid)
    begins = run_starts(customer)
    stays = ~begins
    stays[1:] &= month[1:] - month[:-1] == 1
    leaves = ~np.append(stays[1:], False)[: len(stays)]
    change = amount.copy()
    change[1:] -= amount[:-1] * stays[1:]
    name = _NAMES.take(np.int8(2) * stays + (begins | (stays & (change > 0))))
    counted = ~stays | (np.abs(change) > months.rounding)
    if grace:
        resumes, pauses = _pauses(begins, month, grace, months.last - months.first)
        name[resumes] = EXPANSION
        _leave(parts, CONTRACTION, month, amount, leaves & pauses)
        leaves &= ~pauses
    _leave(parts, CHURN, month, amount, leaves)

    cell = name * parts.size + month
    parts.money += sum_by(cell, change, parts.money.size).reshape(parts.money.shape)
    parts.customers += sum_by(cell, counted, parts.money.size).reshape(parts.money.shape)


def _pauses(
    begins: NDArray[np.bool_], month: NDArray[np.intp], grace: int, last: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Paid months that end a pause, and paid months that one follows: a gap of at most `grace`, or still that short."""
    gap = np.diff(month, prepend=0)
    resumes = ~begins & (gap > 1) & (gap <= grace + 1)
    ends = np.append(begins[1:], True)[: len(begins)]
    return resumes, np.append(resumes[1:], False)[: len(begins)] | (ends & (month + grace >= last))


def _leave(
    parts: _Parts, name: int, month: NDArray[np.intp], amount: NDArray[np.int64], rows: NDArray[np.bool_]
) -> None:
    """Take the amounts of some paid months away in the month after."""
    after = month + 1
    parts.money[name] -= sum_by(after, amount * rows, parts.size)
    parts.customers[name] += sum_by(after, rows, parts.size)


def _refunds(months: CustomerMonths, month: NDArray[np.intp], parts: _Parts) -> None:
    negative = np.flatnonzero(months.amount < 0)
    month, amount = month[negative], months.amount[negative]
    parts.money[CONTRACTION] += sum_by(month, amount, parts.size)
    parts.money[EXPANSION] -= sum_by(month + 1, amount, parts.size)
