"""The ledger: what every customer paid, day by day, and its first reduction to months.

Everything else starts from these two. Rows are sorted and coded once; after that each table is one pass over runs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.customer_codes import CUSTOMER_ID
from ltv.fingerprints import fingerprint_of
from ltv.months import MonthRule, date_of, day_number, month_name
from ltv.order_rows import order_rows
from ltv.sums import BLOCK, sums_from

__all__ = ["CUSTOMER_ID", "CustomerMonths", "Ledger", "run_starts"]


@dataclass(frozen=True, eq=False)
class CustomerMonths:
    """What each customer paid in each month, only where something happened.

    Attributes
    ----------
    customers : DataFrame, one row per customer code
        `customer_id` and the customer's attributes.
    customer, month : int32, amount : int64
        Sorted by (customer, month), each pair once. Money in the currency's smallest unit as `decimals` says,
        refunds negative. Months count from January 1970.
    first : int
        First month the data set knows about.
    as_of : date
        Last day the data set knows about. The month it falls in is incomplete unless it is that month's last day.
    rounding : int
        Largest change of a customer that spreading contracts over months can cause by itself; so small a change
        is money but not a customer who changed. 0 for orders.
    recurring : bool
        True where amounts are contracted (monthly recurring revenue), False for orders.
    truncated : bool
        True where the data set begins in the middle of things: customers who pay in `first` may have come earlier, and
        who left before is not known. They are no cohort. A part of such a data set is one, too.
    """

    customers: pd.DataFrame
    customer: NDArray[np.int32]
    month: NDArray[np.int32]
    amount: NDArray[np.int64]
    first: int
    as_of: dt.date
    month_rule: MonthRule = MonthRule()
    currency: str = "JPY"
    decimals: int = 0
    rounding: int = 0
    recurring: bool = False
    truncated: bool = False
    fingerprint: str = ""

    @cached_property
    def last(self) -> int:
        """Month that `as_of` falls in."""
        return self.month_rule.month(day_number(self.as_of))

    @cached_property
    def last_complete(self) -> int:
        """Last month that is known to its end; `first` - 1 when there is none."""
        return self.last if self.month_rule.last_day(self.last) == day_number(self.as_of) else self.last - 1

    @property
    def names(self) -> list[str]:
        """Names of the complete months, oldest first."""
        return [month_name(m) for m in range(self.first, self.last_complete + 1)]

    @property
    def size(self) -> int:
        """Number of customers, those who never paid included."""
        return len(self.customers)

    @property
    def paying(self) -> int:
        """Number of customers who ever had a positive amount."""
        return int((self.first_paid <= self.last).sum())

    def only(self, customers: NDArray[Any]) -> Self:
        """The same data set seen through some of its customers.

        Parameters
        ----------
        customers : array of bool, one per customer code, or of codes
        """
        keep, codes = _kept(customers, self.size)
        rows = keep[self.customer]
        return replace(
            self,
            customers=self.customers[keep].reset_index(drop=True),
            customer=codes[self.customer[rows]],
            month=self.month[rows],
            amount=self.amount[rows],
            fingerprint=fingerprint_of(self.fingerprint, np.packbits(keep)),
        )

    def blocks(self, rows: int = BLOCK) -> Iterator[Self]:
        """The same data set in parts of about `rows` rows that share no customer.

        Every summary adds up over them; one part at a time fits the processor's cache and needs little memory.
        """
        bounds = _bounds(self.customer, rows)
        if len(bounds) <= 2:
            yield self
            return
        codes = [0, *self.customer[bounds[1:-1]].tolist(), self.size]
        for (a, b), (i, j) in zip(pairwise(codes), pairwise(bounds)):
            yield replace(
                self,
                customers=self.customers.iloc[a:b],
                customer=self.customer[i:j] - np.int32(a),
                month=self.month[i:j],
                amount=self.amount[i:j],
            )

    def rows(self, month: int) -> NDArray[np.int64]:
        """Row numbers of a month, customers ascending; none outside `first` to `last`."""
        order, bounds = self._by_month
        if not self.first <= month <= self.last:
            return order[:0]
        return order[bounds[month - self.first] : bounds[month - self.first + 1]]

    def paid(self, month: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Customers with a row in a month, ascending, and its amount."""
        rows = self.rows(month)
        return self.customer[rows], self.amount[rows]

    @cached_property
    def _by_month(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Row numbers ordered by month, and where each month from `first` to `last` begins in them."""
        offset = (self.month - self.first).astype(np.uint16)
        order = np.argsort(offset, kind="stable")
        bounds = np.searchsorted(offset[order], np.arange(self.last - self.first + 2))
        return order, bounds

    @cached_property
    def run_first(self) -> NDArray[np.int32]:
        """For each row, the first month of the unbroken run of positive months it ends; one past it if not positive."""
        begins = run_starts(self.customer)
        begins[1:] |= (np.diff(self.month) != 1) | (self.amount[:-1] <= 0)
        first = self.month[np.maximum.accumulate(np.where(begins, np.arange(len(begins)), 0))]
        return np.where(self.amount > 0, first, self.month + 1).astype(np.int32)

    @cached_property
    def first_paid(self) -> NDArray[np.int32]:
        """Month of each customer's first positive amount; one past `last` for those who never paid."""
        first = np.full(self.size, self.last + 1, dtype=np.int32)
        positive = self.amount > 0
        starts = np.flatnonzero(positive & run_starts(self.customer, positive))
        starts = starts[run_starts(self.customer[starts])]
        first[self.customer[starts]] = self.month[starts]
        return first


@dataclass(frozen=True, eq=False)
class Ledger:
    """Every accepted row of a data set of orders, sorted by (customer, day).

    Attributes
    ----------
    customers : DataFrame, one row per customer code
        `customer_id` (str) and the customer's attributes.
    customer : int32, day : int32, amount : int64
        Code of the customer; days since 1970-01-01 in the data set's own time zone; money in the currency's
        smallest unit as `decimals` says, refunds negative.
    columns : name → int64 (`cost`, `discount`, `quantity`) or int32 code (`order`, `product`, `channel`, `plan` …)
    values : name of a coded column → what its codes stand for; code -1 is "not given"
    as_of : date
        Last day the data know about.
    """

    customers: pd.DataFrame
    customer: NDArray[np.int32]
    day: NDArray[np.int32]
    amount: NDArray[np.int64]
    as_of: dt.date
    columns: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    values: Mapping[str, pd.Index[Any]] = field(default_factory=dict)
    month_rule: MonthRule = MonthRule()
    currency: str = "JPY"
    decimals: int = 0
    timezone: str = "Asia/Tokyo"
    fingerprint: str = ""

    @classmethod
    def from_orders(
        cls,
        orders: pd.DataFrame,
        *,
        customers: pd.DataFrame | None = None,
        as_of: dt.date | None = None,
        currency: str = "JPY",
        decimals: int | None = None,
        scaled: int | None = None,
        timezone: str = "Asia/Tokyo",
        closing_day: int | None = None,
        fingerprint: str | None = None,
    ) -> Ledger:
        """Build a ledger from one row per order or order line.

        Parameters
        ----------
        orders : DataFrame
            `customer_id`, `date` and `amount`; optionally `cost`, `discount`, `quantity` (numbers, money in the
            same currency as `amount` for the first two) and `order`, `product`, `channel`, `plan` or any other column
            of labels. Dates are timestamps, dates or ISO text; aware timestamps are moved to `timezone` first.
        customers : DataFrame, optional
            `customer_id` and attributes. Customers without an order stay in the ledger's `customers`.
        as_of : date, optional
            Last day the data know about; by default the day of the last row.
        decimals : int, optional
            Decimal places money is kept with, 0 to 4; by default the most that any amount, cost or discount has.
        scaled : int, optional
            Given instead of `decimals` where amount, cost and discount are whole numbers of the smallest unit already,
            × 10**scaled.

        Raises
        ------
        InvalidTableError
            Names every column that is missing or cannot be used, with the first offending row of each.
        """
        rows = order_rows(orders, customers, as_of=as_of, decimals=decimals, scaled=scaled, timezone=timezone)
        ledger = cls(
            **rows._asdict(),
            as_of=as_of or date_of(int(rows.day.max())),
            month_rule=MonthRule(closing_day),
            currency=currency,
            timezone=timezone,
        )
        return replace(ledger, fingerprint=fingerprint or _fingerprint(ledger))

    @property
    def size(self) -> int:
        """Number of customers, those without an order included."""
        return len(self.customers)

    def only(self, customers: NDArray[Any]) -> Self:
        """The same ledger seen through some of its customers: an array of bool per code, or of codes."""
        keep, codes = _kept(customers, self.size)
        rows = keep[self.customer]
        return replace(
            self,
            customers=self.customers[keep].reset_index(drop=True),
            customer=codes[self.customer[rows]],
            day=self.day[rows],
            amount=self.amount[rows],
            columns={name: column[rows] for name, column in self.columns.items()},
            fingerprint=fingerprint_of(self.fingerprint, np.packbits(keep)),
        )

    def months(self, first: int | None = None) -> CustomerMonths:
        """Reduce to what each customer paid in each month.

        Parameters
        ----------
        first : int, optional
            First month of the data set; by default the month of the earliest row. A part of a ledger passes the
            whole's, so that both speak of the same months.
        """
        month = self.month_rule.months(self.day)
        starts = np.flatnonzero(run_starts(self.customer, month))
        month = month.take(starts)
        return CustomerMonths(
            customers=self.customers,
            customer=self.customer.take(starts),
            month=month,
            amount=sums_from(starts, self.amount),
            first=first if first is not None else int(month.min(initial=self.month_rule.month(day_number(self.as_of)))),
            as_of=self.as_of,
            month_rule=self.month_rule,
            currency=self.currency,
            decimals=self.decimals,
            fingerprint=self.fingerprint,
        )


def run_starts(*columns: NDArray[Any]) -> NDArray[np.bool_]:
    """True at the first row of every run of equal values."""
    starts = np.ones(len(columns[0]), dtype=bool)
    if len(starts):
        starts[1:] = False
        for column in columns:
            starts[1:] |= column[1:] != column[:-1]
    return starts


def _bounds(customer: NDArray[np.int32], rows: int) -> list[int]:
    """Row numbers that cut sorted rows into parts of about `rows` rows that share no customer."""
    cuts = np.searchsorted(customer, customer[rows::rows])
    return [int(row) for row in np.unique([0, *cuts, len(customer)])]


def _kept(customers: NDArray[Any], size: int) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
    """Mask of kept customers, and the new code of each old one."""
    keep = np.zeros(size, dtype=bool)
    keep[np.asarray(customers) if len(customers) else slice(0)] = True
    return keep, (np.cumsum(keep) - 1).astype(np.int32)


def _fingerprint(ledger: Ledger) -> str:
    assumed = (ledger.currency, ledger.decimals, ledger.timezone, ledger.month_rule, ledger.as_of)
    rows = (ledger.customer, ledger.day, ledger.amount)
    optional = [part for name in sorted(ledger.columns) for part in (name, ledger.columns[name])]
    named = [part for name in sorted(ledger.values) for part in (name, pd.Series(ledger.values[name]))]  # noqa: PD011 our own
    return fingerprint_of(*assumed, *rows, *optional, *named, *(ledger.customers[name] for name in ledger.customers))
