"""What the records of a file add up to: the figures to compare with the system it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd

from ltv.contracts import TERMS
from ltv.distinct_texts import distinct_count
from ltv.months import day_number
from ltv.sums import total

if TYPE_CHECKING:
    from ltv.intake.result import Reading

SUMMED = ("orders", "crm", "spend", "contracts")
"""Kinds of files whose amounts can be compared with those of the system they come from."""
_WHEN = {"spend": "month", "contracts": "start"}


@dataclass(frozen=True)
class Sums:
    """Sums of an accepted file.

    Attributes
    ----------
    total, refunds : int
        Smallest unit; `total` is net of refunds. Of contracts what those that run come to in a month (MRR), rounded.
    orders : int
        Different order numbers; a row without one is an order of its own. 0 for marketing cost and contracts.
    first, last : int
        Days since 1970-01-01; for marketing cost months since January 1970, for contracts days on which they start.
    contracts, running : int
        Contracts, and those of them that run on the day the file was read. 0 for other kinds.
    """

    total: int
    refunds: int
    orders: int
    first: int
    last: int
    contracts: int = 0
    running: int = 0


def sums_of(reading: Reading) -> Sums | None:
    """Sums of a file of `SUMMED`; None for any other, and where no record was accepted."""
    table = reading.table
    if reading.outcome != "accept" or reading.kind not in SUMMED or table.empty:
        return None
    when = table[_WHEN.get(reading.kind, "day")]
    is_contracts = reading.kind == "contracts"
    return Sums(
        total=_monthly(table[_runs(reading)]) if is_contracts else total(table["amount"].to_numpy()),
        refunds=reading.refunds,
        orders=0 if reading.kind in _WHEN else _orders(reading),
        first=int(when.min()),
        last=int(when.max()),
        contracts=len(table) if is_contracts else 0,
        running=int(_runs(reading).sum()) if is_contracts else 0,
    )


def _runs(reading: Reading) -> pd.Series[bool]:
    """Contracts that run on the day the file was read; without a day, on the day the last one starts."""
    start, end = reading.table["start"], reading.table["end"]
    today = int(start.max()) if reading.today is None else day_number(reading.today)
    return ((start <= today) & (end.isna() | (end > today))).astype(bool)


def _monthly(contracts: pd.DataFrame) -> int:
    """What contracts come to in a month, exact up to the last rounding."""
    return round(sum((_of_term(*part) for part in contracts.groupby(["interval", "interval_count"])), Fraction(0)))


def _of_term(term: Any, contracts: pd.DataFrame) -> Fraction:
    """The same of contracts of one interval and its count."""
    months, parts = TERMS[term[0]]
    return Fraction(total(contracts["amount"].to_numpy()) * parts, months * int(term[1]))


def _orders(reading: Reading) -> int:
    if "order" not in reading.table:
        return len(reading.table)
    order = reading.table["order"]
    return distinct_count(order) + int(order.isna().sum())
