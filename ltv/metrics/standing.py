"""How each customer stood on a day: first and last purchase, how many, how much."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.errors import LtvError
from ltv.fingerprints import fingerprint_of
from ltv.ledger import CustomerMonths, Ledger, run_starts
from ltv.metrics.repeat import purchases
from ltv.months import day_number
from ltv.sums import count_by, sum_by


def standing(data: Dataset, *, as_of: dt.date | None = None, window_days: int | None = None) -> pd.DataFrame:
    """Tell how customers stood on a day, from the rows up to that day only.

    Parameters
    ----------
    as_of : date, optional
        By default the last day the data know about.
    window_days : int, optional
        Look back so many days only; by default to the beginning. Who bought nothing in them has no row.

    Returns
    -------
    DataFrame, one row per customer who had bought something, by code
        `customer` (code); `first_day`, `last_day` of a purchase (days since 1970-01-01); `orders` paid for; `revenue`
        (smallest unit, refunds taken off, so it can be negative); `days_since_last` purchase.
        For contracts an order is a month with a charge, the last day is that of the last such month, and
        `days_since_last` is 0 while the contract is active. Months that were not over on the day do not count.

    Raises
    ------
    LtvError
        When `as_of` is later than what the data know.
    """
    until = day_number(as_of or data.months.as_of)
    if until > day_number(data.months.as_of):
        raise LtvError(f"as_of {as_of} is later than the last day the data know about, {data.months.as_of}.")
    since = None if window_days is None else until - window_days + 1
    if data.ledger is None:
        return _of_contracts(data.months, until, since)
    return _of_orders(_between(data.ledger, since, until), until)


def first_days(data: Dataset) -> NDArray[np.int32]:
    """Day of each customer's first positive amount in their first paid month; past `as_of` for those without.

    For contracts, the first day of that month.
    """
    months = data.months
    none = months.month_rule.last_day(months.last) + 1
    if data.ledger is None:
        days = _month_ends(months)[months.first_paid - months.first] + 1
        return np.where(months.first_paid <= months.last, days, none).astype(np.int32)
    ledger = data.ledger
    in_first = ledger.month_rule.months(ledger.day) == months.first_paid[ledger.customer]
    paid = np.flatnonzero((ledger.amount > 0) & in_first)
    starts = paid[run_starts(ledger.customer[paid])]
    first = np.full(ledger.size, none, dtype=np.int32)
    first[ledger.customer[starts]] = ledger.day[starts]
    return first


def _between(ledger: Ledger, since: int | None, until: int) -> Ledger:
    """The same ledger as it was known on a day, rows before `since` left out."""
    if since is None and until == day_number(ledger.as_of):
        return ledger
    rows = ledger.day <= until
    if since is not None:
        rows &= ledger.day >= since
    return replace(
        ledger,
        customer=ledger.customer[rows],
        day=ledger.day[rows],
        amount=ledger.amount[rows],
        columns={name: column[rows] for name, column in ledger.columns.items()},
        fingerprint=fingerprint_of(ledger.fingerprint, since, until),
    )


def _of_orders(ledger: Ledger, until: int) -> pd.DataFrame:
    orders = purchases(ledger)
    starts = np.flatnonzero(run_starts(orders.customer))
    ends = np.append(starts[1:], len(orders.customer))[: len(starts)] - 1
    customer = orders.customer[starts]
    return _table(
        customer,
        orders.day[starts],
        orders.day[ends],
        orders.nth[ends].astype(np.int64),
        sum_by(ledger.customer, ledger.amount, ledger.size)[customer],
        until,
    )


def _of_contracts(months: CustomerMonths, until: int, since: int | None) -> pd.DataFrame:
    ends = _month_ends(months)
    last_day = np.minimum(ends[1:], day_number(months.as_of))
    known = last_day <= until
    if since is not None:
        known &= ends[1:] >= since
    rows = known[months.month - months.first]
    paid = np.flatnonzero(rows & (months.amount > 0))
    starts = run_starts(months.customer[paid])
    begin = paid[starts]
    end = paid[np.append(starts[1:], True)[: len(starts)]]
    customer = months.customer[begin]
    return _table(
        customer,
        (ends[months.month[begin] - months.first] + 1).astype(np.int32),
        last_day[months.month[end] - months.first].astype(np.int32),
        count_by(months.customer[paid], months.size)[customer],
        sum_by(months.customer[rows], months.amount[rows], months.size)[customer],
        until,
    )


def _month_ends(months: CustomerMonths) -> NDArray[np.int64]:
    """Last days of the months from the one before `first` to the one after `last`."""
    every = range(months.first - 1, months.last + 1)
    return np.array([months.month_rule.last_day(month) for month in every], dtype=np.int64)


def _table(
    customer: NDArray[np.int32],
    first_day: NDArray[np.int32],
    last_day: NDArray[np.int32],
    orders: NDArray[np.int64],
    revenue: NDArray[np.int64],
    until: int,
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer": customer,
            "first_day": first_day,
            "last_day": last_day,
            "orders": orders,
            "revenue": revenue,
            "days_since_last": (until - last_day).astype(np.int64),
        }
    )
