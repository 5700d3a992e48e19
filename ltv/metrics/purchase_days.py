"""The days on which customers bought: what models of buying count."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ltv.ledger import Ledger, run_starts
from ltv.metrics.repeat import purchases
from ltv.months import day_number


@dataclass(frozen=True, eq=False)
class PurchaseDays:
    """Every day on which a customer bought, sorted by (customer, day).

    Attributes
    ----------
    customer, day : int32
        Code; days since 1970-01-01. A day counts once, and only if an order of that day was paid for and its amounts
        net to more than nothing.
    amount : int64
        What was booked from this day until the customer's next purchase day, in the smallest unit: refunds on a later
        day are taken off the purchase before them. May be zero or negative.
    begins : intp
        Where each customer's days begin; one entry per customer who bought.
    customers : int
        All customers of the ledger, those who never bought included.
    end : int
        Last day that is known.
    """

    customer: NDArray[np.int32]
    day: NDArray[np.int32]
    amount: NDArray[np.int64]
    begins: NDArray[np.intp]
    customers: int
    end: int

    @property
    def first(self) -> NDArray[np.int32]:
        """First purchase day of each customer who bought."""
        return self.day[self.begins]

    @property
    def last(self) -> NDArray[np.int32]:
        """Last purchase day of each customer who bought."""
        return np.asarray(self.day[self.begins + self.of_each - 1])

    @property
    def is_repeat(self) -> NDArray[np.bool_]:
        """Whether each day is not its customer's first."""
        repeat = np.ones(len(self.day), dtype=bool)
        repeat[self.begins] = False
        return repeat

    @property
    def of_each(self) -> NDArray[np.intp]:
        """Number of purchase days of each customer who bought."""
        return np.diff(self.begins, append=len(self.day))


def purchase_days(ledger: Ledger, until: dt.date | None = None) -> PurchaseDays:
    """Reduce a ledger to purchase days.

    Parameters
    ----------
    until : date, optional
        Last day to know of; by default `as_of`. What was booked later, refunds included, is not looked at.
    """
    known = ledger if until is None else _known_by(ledger, until)
    starts = np.flatnonzero(run_starts(known.customer, known.day))
    paid = np.add.reduceat(known.amount, starts) > 0 if len(starts) else np.zeros(0, dtype=bool)
    bought = starts[paid & _has_paid_order(known, starts)]
    return PurchaseDays(
        known.customer[bought],
        known.day[bought],
        _booked_until_next(known, bought),
        np.flatnonzero(run_starts(known.customer[bought])),
        known.size,
        day_number(known.as_of),
    )


def _known_by(ledger: Ledger, until: dt.date) -> Ledger:
    rows = ledger.day <= day_number(until)
    return replace(
        ledger,
        customer=ledger.customer[rows],
        day=ledger.day[rows],
        amount=ledger.amount[rows],
        columns={name: column[rows] for name, column in ledger.columns.items()},
        as_of=min(until, ledger.as_of),
    )


def _has_paid_order(ledger: Ledger, starts: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether each (customer, day) has an order that was paid for: order numbers tell more than the day's net."""
    has = np.ones(len(starts), dtype=bool)
    if "order" in ledger.columns:
        orders = purchases(ledger)
        days = _one_key(ledger.customer[starts], ledger.day[starts])
        has[:] = False
        has[np.searchsorted(days, _one_key(orders.customer, orders.day))] = True
    return has


def _one_key(customer: NDArray[np.int32], day: NDArray[np.int32]) -> NDArray[np.int64]:
    return (customer.astype(np.int64) << 32) + day


def _booked_until_next(ledger: Ledger, bought: NDArray[np.intp]) -> NDArray[np.int64]:
    """Sum of amounts from each of the rows `bought` to the next one, or to the customer's last row."""
    booked = np.concatenate([[0], np.cumsum(ledger.amount)])
    after_customer = np.searchsorted(ledger.customer, ledger.customer[bought], side="right")
    after = np.minimum(np.append(bought[1:], len(ledger.amount)), after_customer)
    return np.asarray(booked[after] - booked[bought])
