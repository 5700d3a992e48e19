"""Contracts become monthly recurring revenue."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.checks import first_problem, require
from ltv.customer_codes import CUSTOMER_ID, customer_codes, identities
from ltv.errors import InvalidTableError
from ltv.fingerprints import fingerprint_of
from ltv.ledger import CustomerMonths, run_starts
from ltv.money import LARGEST_TOTAL
from ltv.months import MonthRule, day_number

TERMS = {"day": (16, 487), "week": (3, 13), "month": (1, 1), "quarter": (3, 1), "half_year": (6, 1), "year": (12, 1)}
"""Interval → (months, intervals in them): a year is 365.25 days or 52 weeks, so 16 months hold 487 days."""


def contract_months(
    contracts: pd.DataFrame,
    *,
    as_of: dt.date,
    customers: pd.DataFrame | None = None,
    known_from: int | None = None,
    closing_day: int | None = None,
    currency: str = "JPY",
    decimals: int = 0,
    fingerprint: str | None = None,
) -> CustomerMonths:
    """Spread contracts over the months at whose end they are active.

    A contract is active on a day when start <= day < end. A month counts it when it is active on the month's last
    day (on `as_of` for the month that `as_of` falls in), so a contract of exactly one year counts in 12 months.

    Parameters
    ----------
    contracts : DataFrame
        `customer_id`; `start`, `end` in days since 1970-01-01 (missing `end` = open); `amount` per interval, whole
        smallest units; `interval`, a key of `TERMS`; optionally `interval_count` (2 with "month" = every second month).
    as_of : date
        Last day the data know about. Contracts that start later are left out.
    known_from : int, optional
        First month the file tells everything about; by default the month of the earliest start. Files that list only
        customers still active at some date know nothing of those who left before. Contracts that start earlier are
        cut off there, and the result is `truncated`.

    Returns
    -------
    CustomerMonths
        The amount of one interval is split so that its months add up to it exactly: the first months of a term carry
        one unit more where it does not divide evenly. `rounding` says how large a change that can make.

    Raises
    ------
    InvalidTableError
        Names missing columns and every column that cannot be used, with the first offending row of each.
    """
    rule = MonthRule(closing_day)
    require(contracts, (CUSTOMER_ID, "start", "end", "amount", "interval"), "contracts")
    _check(contracts)
    used = contracts[contracts["start"] <= day_number(as_of)]
    if len(used) == 0:
        raise InvalidTableError("contracts", [f"start: no contract has started by {as_of}"])
    table, codes = customer_codes(identities(used[CUSTOMER_ID])[0], customers)
    first, last = active_months(used, rule, day_number(as_of))
    begin = first if known_from is None else np.maximum(first, known_from)
    spread = np.maximum(last - begin + 1, 0)
    _refuse_too_large(used, spread)
    row = np.repeat(np.arange(len(used)), spread)
    month = _counting_within(spread) + begin[row]
    amount, uneven = _monthly_amounts(used, row, month - first[row])
    order = np.lexsort((month, codes[row]))
    customer, month, amount = codes[row][order], month[order].astype(np.int32), amount[order]
    starts = np.flatnonzero(run_starts(customer, month))
    return CustomerMonths(
        customers=table,
        customer=customer[starts],
        month=month[starts],
        amount=np.add.reduceat(amount, starts) if len(starts) else amount[:0],
        first=known_from if known_from is not None else int(first.min(initial=rule.month(day_number(as_of)))),
        as_of=as_of,
        month_rule=rule,
        currency=currency,
        decimals=decimals,
        rounding=int(np.diff(starts, append=len(month)).max(initial=0)) if uneven else 0,
        recurring=True,
        truncated=known_from is not None and bool((first < known_from).any()),
        fingerprint=fingerprint or fingerprint_of(as_of, known_from, closing_day, currency, *(used[c] for c in used)),
    )


def _check(contracts: pd.DataFrame) -> None:
    count = contracts["interval_count"] if "interval_count" in contracts else pd.Series(1, contracts.index)
    checks = (
        ("start", ~_is_whole(contracts["start"]), "not a day"),
        ("end", contracts["end"].notna() & ~_is_whole(contracts["end"]), "not a day"),
        ("end", _number(contracts["end"]) < _number(contracts["start"]), "earlier than start"),
        ("amount", ~_is_whole(contracts["amount"]), "not a whole number of the smallest unit"),
        ("interval", ~contracts["interval"].isin(list(TERMS)), f"none of {', '.join(TERMS)}"),
        ("interval_count", ~(_is_whole(count) & (_number(count) >= 1)), "not a number of intervals"),
    )
    found = [identities(contracts[CUSTOMER_ID])[1]]
    found += [first_problem(bad.fillna(False).to_numpy(dtype=bool), column, what) for column, bad, what in checks]
    problems = [problem for problem in found if problem]
    if problems:
        raise InvalidTableError("contracts", problems)


def _is_whole(column: pd.Series[Any]) -> pd.Series[bool]:
    return (_number(column) % 1 == 0).fillna(False).astype(bool)


def _number(column: pd.Series[Any]) -> pd.Series[Any]:
    return pd.to_numeric(column, errors="coerce")


def active_months(contracts: pd.DataFrame, rule: MonthRule, as_of: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """First and last month of each contract; last < first when it never saw the end of a month."""
    first = rule.months(contracts["start"].to_numpy(dtype=np.int64)).astype(np.int64)
    end = contracts["end"].astype("Float64").fillna(as_of + 1).to_numpy(dtype=np.float64).astype(np.int64)
    last = np.where(end > as_of, rule.month(as_of), rule.months(np.minimum(end, as_of + 1)) - 1)
    return first, last.astype(np.int64)


def _refuse_too_large(contracts: pd.DataFrame, spread: NDArray[np.integer]) -> None:
    """Raise InvalidTableError when 64 bits do not hold all months together, or one amount on its way to months."""
    intervals = np.array([TERMS[name][1] for name in contracts["interval"]], dtype=np.float64)
    paid = np.abs(_number(contracts["amount"]).to_numpy(dtype=np.float64)) * intervals
    total = (paid / term_months(contracts) * spread).sum()
    if max(total, paid.max(initial=0)) > LARGEST_TOTAL:
        raise InvalidTableError(
            "contracts", ["amount: all rows together are too large to be added exactly. Keep fewer decimal places."]
        )


def term_months(contracts: pd.DataFrame) -> NDArray[np.int64]:
    """Months that a term of each contract has."""
    months = np.array([TERMS[name][0] for name in contracts["interval"]], dtype=np.int64)
    count = contracts["interval_count"].to_numpy(dtype=np.int64) if "interval_count" in contracts else 1
    return np.asarray(months * count)


def _counting_within(sizes: NDArray[np.integer]) -> NDArray[np.int64]:
    """0, 1, 2 … anew for each size."""
    ends = np.cumsum(sizes)
    return np.asarray(np.arange(int(sizes.sum())) - np.repeat(ends - sizes, sizes))


def _monthly_amounts(
    contracts: pd.DataFrame, row: NDArray[np.integer], age: NDArray[np.integer]
) -> tuple[NDArray[np.int64], bool]:
    """Amount of each (contract, month), and whether any term does not divide evenly."""
    intervals = np.array([TERMS[name][1] for name in contracts["interval"]], dtype=np.int64)
    months = term_months(contracts)
    each, rest = np.divmod(contracts["amount"].to_numpy(dtype=np.int64) * intervals, months)
    return each[row] + (age % months[row] < rest[row]), bool(rest.any())
