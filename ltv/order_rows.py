"""Rows of orders as a DataFrame has them become checked columns, coded and sorted: what a ledger is made of."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from ltv.checks import first_problem, require
from ltv.customer_codes import CUSTOMER_ID, customer_codes, identities
from ltv.distinct_texts import strictly_ordered
from ltv.errors import InvalidTableError
from ltv.money import LARGEST_TOTAL, scaled_amounts, whole_amounts
from ltv.months import date_of, day_number

MEASURES = ("cost", "discount", "quantity")
"""Optional whole-number columns of a ledger; every other optional column is dictionary-coded."""

_FIRST_DAY, _LAST_DAY = day_number(dt.date(1900, 1, 1)), day_number(dt.date(2199, 12, 31))
_OFFSET = r"[T ]\d.*(?:Z|[+-]\d\d(?::?\d\d)?)$"
"""Text that ends in an offset from UTC."""


class OrderRows(NamedTuple):
    """Rows of orders sorted by (customer, day); each field is that of `Ledger`."""

    customers: pd.DataFrame
    customer: NDArray[np.int32]
    day: NDArray[np.int32]
    amount: NDArray[np.int64]
    columns: dict[str, NDArray[Any]]
    values: dict[str, pd.Index[Any]]
    decimals: int


def order_rows(
    orders: pd.DataFrame,
    customers: pd.DataFrame | None,
    *,
    as_of: dt.date | None,
    decimals: int | None,
    scaled: int | None,
    timezone: str,
) -> OrderRows:
    """Check, code and sort rows of orders; what is taken and what is raised is told by `Ledger.from_orders`."""
    require(orders, (CUSTOMER_ID, "date", "amount"), "orders")
    ids, id_problem = identities(orders[CUSTOMER_ID])
    days, day_problem = _days(orders["date"], timezone)
    measures, found, problems = _measures(orders, decimals, scaled)
    problems = [p for p in (id_problem, day_problem) if p] + problems
    last = int(days.max(initial=_FIRST_DAY))
    if as_of is not None and day_number(as_of) < last:
        problems.append(f"date: {date_of(last)} is later than as_of {as_of}")
    if problems or len(orders) == 0:
        raise InvalidTableError("orders", problems or ["no rows"])

    table, codes = customer_codes(ids, customers)
    place, customer, day = _by_customer_and_day(codes, days)
    labels, values = _labels(orders)
    amount = measures.pop("amount").take(place)
    columns: dict[str, NDArray[Any]] = {name: column.take(place) for name, column in measures.items()}
    columns |= {name: column.take(place).astype(np.int32, copy=False) for name, column in labels.items()}
    return OrderRows(table, customer, day, amount, columns, values, found)


def _days(dates: pd.Series[Any], timezone: str) -> tuple[NDArray[np.int32], str | None]:
    days = _local_stamps(dates, timezone).to_numpy().astype("datetime64[D]").astype(np.int64)
    bad = (days < _FIRST_DAY) | (days > _LAST_DAY)
    problem = first_problem(bad, "date", f"not a date from {date_of(_FIRST_DAY)} to {date_of(_LAST_DAY)}")
    return np.where(bad, 0, days).astype(np.int32), problem


def _local_stamps(dates: pd.Series[Any], timezone: str) -> pd.Series[pd.Timestamp]:
    """Timestamps as a clock in `timezone` shows them; NaT where a value is no date."""
    if dates.dtype.kind == "M":
        return _clock(dates, timezone)
    if dates.dtype.kind in "iuf":
        dates = dates.astype(str)
    try:
        return _clock(pd.to_datetime(dates, errors="coerce", format="ISO8601"), timezone)
    except ValueError:  # offsets from UTC differ from row to row, as they do where there is summer time
        text = dates.astype(str)
        aware = text.str.contains(_OFFSET)
        moved = pd.to_datetime(text.where(aware), errors="coerce", format="ISO8601", utc=True)
        local = pd.to_datetime(text.where(~aware), errors="coerce", format="ISO8601")
        return _clock(moved, timezone).fillna(local)


def _clock(stamps: pd.Series[pd.Timestamp], timezone: str) -> pd.Series[pd.Timestamp]:
    return stamps if stamps.dt.tz is None else stamps.dt.tz_convert(timezone).dt.tz_localize(None)


def _measures(
    orders: pd.DataFrame, decimals: int | None, scaled: int | None
) -> tuple[dict[str, NDArray[np.int64]], int, list[str]]:
    """Amount and the optional measures as whole numbers, the decimal places of all money, and the problems."""
    given = {"amount": orders["amount"]} | {name: orders[name].fillna(0) for name in MEASURES if name in orders}
    read = {
        name: whole_amounts(column, 0 if name == "quantity" else decimals, name)
        if scaled is None or name == "quantity"
        else scaled_amounts(column, scaled, name)
        for name, column in given.items()
    }
    most = max(places for _, places, _ in read.values())
    whole = {name: w if name == "quantity" else w * 10 ** (most - places) for name, (w, places, _) in read.items()}
    problems = [problem for _, _, problem in read.values() if problem]
    problems += [
        f"{name}: all rows together are too large to be added exactly. Keep fewer decimal places."
        for name, column in whole.items()
        if np.abs(column).sum(dtype=np.float64) > LARGEST_TOTAL
    ]
    return whole, most, problems


def _labels(orders: pd.DataFrame) -> tuple[dict[str, NDArray[np.integer]], dict[str, pd.Index[Any]]]:
    """Every other column, dictionary-coded."""
    columns: dict[str, NDArray[np.integer]] = {}
    values: dict[str, pd.Index[Any]] = {}
    for name in [str(c) for c in orders.columns if c not in (CUSTOMER_ID, "date", "amount", *MEASURES)]:
        columns[name], values[name] = _coded(orders[name])
    return columns, values


def _coded(column: pd.Series[Any]) -> tuple[NDArray[Any], pd.Index[Any]]:
    """Codes of a column and what they stand for, in order of first appearance; -1 is missing."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), column.cat.categories
    if isinstance(column.dtype, pd.StringDtype) and strictly_ordered(pa.array(column, pa.large_string())):
        return np.arange(len(column), dtype=np.int32), pd.Index(column)
    codes, found = pd.factorize(column, sort=False)
    return codes, pd.Index(found)


def _by_customer_and_day(
    codes: NDArray[np.int32], days: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Places of rows sorted by customer, then day, then as they came, and the customer and day of each.

    Customer, day and place are put into one whole number where 63 bits hold them: sorting those is many times faster.
    """
    first = int(days.min(initial=0))
    bits = [int(most).bit_length() for most in (codes.max(initial=0), days.max(initial=0) - first, len(codes))]
    if sum(bits) > 63:
        place = np.lexsort((days, codes))
        return place, codes.take(place), days.take(place)
    key = (codes.astype(np.int64) << bits[1]) | (days.astype(np.int64) - first)
    key = (key << bits[2]) | np.arange(len(codes))
    key.sort()
    place = key & ((1 << bits[2]) - 1)
    key >>= bits[2]
    customer = (key >> bits[1]).astype(np.int32)
    key &= (1 << bits[1]) - 1
    return place, customer, key.astype(np.int32) + np.int32(first)
