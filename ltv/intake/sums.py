"""What the records of a file add up to: the figures to compare with the system it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ltv.distinct_texts import distinct_count
from ltv.sums import total

if TYPE_CHECKING:
    from ltv.intake.result import Reading

SUMMED = ("orders", "crm", "spend")
"""Kinds of files whose amounts are money that was earned or spent."""


@dataclass(frozen=True)
class Sums:
    """Sums of an accepted file.

    Attributes
    ----------
    total, refunds : int
        Smallest unit; `total` is net of refunds.
    orders : int
        Different order numbers; a row without one is an order of its own. 0 for marketing cost.
    first, last : int
        Days since 1970-01-01; for marketing cost months since January 1970.
    """

    total: int
    refunds: int
    orders: int
    first: int
    last: int


def sums_of(reading: Reading) -> Sums | None:
    """Sums of a file of `SUMMED`; None for any other, and where no record was accepted."""
    table = reading.table
    if reading.outcome != "accept" or reading.kind not in SUMMED or table.empty:
        return None
    when = table["month" if reading.kind == "spend" else "day"]
    return Sums(
        total=total(table["amount"].to_numpy()),
        refunds=reading.refunds,
        orders=0 if reading.kind == "spend" else _orders(reading),
        first=int(when.min()),
        last=int(when.max()),
    )


def _orders(reading: Reading) -> int:
    if "order" not in reading.table:
        return len(reading.table)
    order = reading.table["order"]
    return distinct_count(order) + int(order.isna().sum())
