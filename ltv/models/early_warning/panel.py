"""Who could leave when, and did: one row per customer and month at risk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.ledger import CustomerMonths, Ledger, run_starts
from ltv.metrics.repeat import purchases, usual_pause

UNKNOWN_AGE = -1
_NEVER = np.iinfo(np.int32).max // 2


@dataclass(frozen=True, eq=False)
class Panel:
    """Customer-months at risk of leaving, sorted by (customer, month): the table of a discrete-time hazard.

    Orders: at risk at the end of month m while the last paid order is at most `pause_months` months old; left when no
    paid order follows in the next `horizon_months` months. With the default horizon, `pause_months` + 1, that is the
    month in which the shop's own rule calls a customer gone.
    Contracts: at risk when paying in month m; left when one of the next `horizon_months` months is not paid.

    Attributes
    ----------
    customer, month : int32
        Code, and the month at whose end the row stands.
    age : int32
        Whole months since the first paid order, or since the unbroken run of paid months began; `UNKNOWN_AGE` where
        that lies before what the data know.
    left : bool
        What happened; False also where it has not been observed yet (see `observed`).
    settled : bool
        The incomplete month after `period` already tells: an order has come since, or the contract has ended.
    horizon_months, pause_months : int
        Months ahead that `left` speaks of; months without an order that are still usual (0 for contracts).
    period : int
        Last complete month: rows of that month are to be scored.
    recurring : bool
        True for contracts.
    """

    customer: NDArray[np.int32]
    month: NDArray[np.int32]
    age: NDArray[np.int32]
    left: NDArray[np.bool_]
    settled: NDArray[np.bool_]
    horizon_months: int
    pause_months: int
    period: int
    recurring: bool

    def __len__(self) -> int:
        return len(self.month)

    @property
    def observed(self) -> NDArray[np.bool_]:
        """Rows whose whole horizon lies in complete months. Only these may be learned from."""
        return np.asarray(self.month + self.horizon_months <= self.period)

    @property
    def now(self) -> NDArray[np.bool_]:
        """Rows to be scored: at risk at the end of the last complete month, and not settled since."""
        return np.asarray((self.month == self.period) & ~self.settled)

    def rows(self, chosen: NDArray[np.bool_] | NDArray[np.integer]) -> Panel:
        """Some of the rows, by mask or position."""
        return Panel(
            self.customer[chosen],
            self.month[chosen],
            self.age[chosen],
            self.left[chosen],
            self.settled[chosen],
            self.horizon_months,
            self.pause_months,
            self.period,
            self.recurring,
        )


def present(data: Dataset) -> NDArray[np.int32]:
    """Codes of the customers who had not left by the data set's own rule at the end of the last complete month."""
    rows = panel(data)
    return np.asarray(rows.customer[rows.month == rows.period])


def panel(data: Dataset, *, horizon_months: int | None = None) -> Panel:
    """List the customer-months at risk and what became of them.

    Parameters
    ----------
    data : Dataset
    horizon_months : int, optional
        Months ahead to warn of, at least 1. By default 1 for contracts and `usual_pause` + 1 for orders.

    Raises
    ------
    ValueError
        When `horizon_months` is less than 1.
    """
    if horizon_months is not None and horizon_months < 1:
        raise ValueError(f"horizon_months is a whole number of at least 1, not {horizon_months}")
    if data.ledger is None:
        return _of_contracts(data.months, horizon_months or 1)
    return _of_orders(data.ledger, data.months, horizon_months)


def _of_orders(ledger: Ledger, months: CustomerMonths, horizon: int | None) -> Panel:
    orders = purchases(ledger)
    pause = usual_pause(orders)
    ahead = horizon or pause + 1
    paid = months.month_rule.months(orders.day)
    once = run_starts(orders.customer, paid)
    customer, paid = orders.customer[once], paid[once]
    coming = np.append(paid[1:], _NEVER).astype(np.int32)
    coming[:-1][customer[1:] != customer[:-1]] = _NEVER
    end = months.last_complete
    row, month = _each_month(paid, np.minimum(np.minimum(paid + pause, coming - 1), end))
    begins = np.maximum.accumulate(np.where(run_starts(customer), np.arange(len(customer)), 0))
    return Panel(
        customer=customer[row],
        month=month,
        age=_age(month, paid[begins][row], months),
        left=(coming[row] > month + ahead) & (month + ahead <= end),
        settled=(coming[row] > end) & (coming[row] < _NEVER),
        horizon_months=ahead,
        pause_months=pause,
        period=end,
        recurring=False,
    )


def _of_contracts(months: CustomerMonths, ahead: int) -> Panel:
    end = months.last_complete
    paying = np.flatnonzero(months.amount > 0)
    last_of_run = np.append(_breaks(months.customer[paying], months.month[paying]), True)[: len(paying)]
    run_end = months.month[paying][np.flatnonzero(last_of_run)]
    run_end = run_end[np.cumsum(last_of_run) - last_of_run]
    known = months.month[paying] <= end
    rows, run_end = paying[known], run_end[known]
    month = months.month[rows]
    return Panel(
        customer=months.customer[rows],
        month=month,
        age=_age(month, months.run_first[rows], months),
        left=(run_end < month + ahead) & (month + ahead <= end),
        settled=(run_end == end) & (months.last > end),
        horizon_months=ahead,
        pause_months=0,
        period=end,
        recurring=True,
    )


def _breaks(customer: NDArray[np.int32], month: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether a run of months ends between each row and the next."""
    return np.asarray((customer[1:] != customer[:-1]) | (month[1:] != month[:-1] + 1))


def _each_month(first: NDArray[np.int32], last: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Position and month of every month from `first` to `last`, none where last < first."""
    sizes = np.maximum(last - first + 1, 0)
    row = np.repeat(np.arange(len(first)), sizes)
    within = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return row, (first[row] + within).astype(np.int32)


def _age(month: NDArray[np.int32], start: NDArray[np.int32], months: CustomerMonths) -> NDArray[np.int32]:
    """Months since the start; unknown for who was there when a truncated data set begins."""
    unknown = months.truncated & (start == months.first)
    return np.where(unknown, UNKNOWN_AGE, month - start).astype(np.int32)
