"""What can be said with the files at hand, page by page, and what one more column, file or month would add."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from ltv.dataset import DIMENSIONS, Dataset
from ltv.intake.result import Reading
from ltv.ledger import CUSTOMER_ID
from ltv.months import MonthRule, day_number

REVENUE = ("orders", "contracts")
_OF_FIRST_ORDER = ("channel", "plan", "product", "region")
"""Attributes that customers have from their first order where no file of customers gives them."""
SEGMENTS = "segments"
"""Any attribute that tells customers apart."""


@dataclass(frozen=True)
class Figure:
    """A figure and what it cannot do without.

    Attributes
    ----------
    page : name of the page that shows it
    needs : kinds ("spend") and columns ("orders.cost"); of each group any one
    months : months of orders, and of contracts, that it takes
    """

    id: str
    page: str
    needs: tuple[tuple[str, ...], ...]
    months: tuple[int, int] = (1, 1)


_COUNTED = REVENUE
FIGURES = (
    Figure("nrr_month", "nrr_trends", (_COUNTED,), (2, 2)),
    Figure("nrr_year", "nrr_trends", (_COUNTED,), (13, 13)),
    Figure("nrr_sums", "nrr_trends", (("orders",),), (24, 24)),
    Figure("nrr_segments", "nrr_trends", (_COUNTED, (SEGMENTS,)), (2, 2)),
    Figure("retention", "cohort_retention", (_COUNTED,), (2, 2)),
    Figure("f2", "cohort_retention", (("orders",),), (2, 2)),
    Figure("ltv_sales", "ltv_segments", (_COUNTED,), (2, 2)),
    Figure("ltv_margin", "ltv_segments", (("orders.cost",),), (2, 2)),
    Figure("cac", "ltv_segments", (_COUNTED, ("spend",))),
    Figure("cac_channel", "ltv_segments", (_COUNTED, ("spend.channel",), ("customers.channel", "orders.channel"))),
    Figure("discount", "ltv_segments", (("customers.first_discount", "orders.discount"),)),
    Figure("mailing", "ltv_segments", (_COUNTED, ("customers.consent",))),
    Figure("scenarios", "scenarios", (_COUNTED,), (2, 2)),
    Figure("priorities", "priorities", (_COUNTED,), (2, 2)),
    Figure("promise", "kpi_definitions", (_COUNTED, ("deliveries",))),
    Figure("reply", "kpi_definitions", (_COUNTED, ("tickets.reply_hours",))),
    Figure("crm", "data", (_COUNTED, ("crm", "customers.crm_total"))),
)
"""Every figure that depends on what was brought in, in the order of the pages."""


@dataclass(frozen=True)
class Inventory:
    """What is at hand: kinds and columns that hold something, and how many months."""

    has: frozenset[str]
    months: int

    @classmethod
    def of_readings(cls, readings: Sequence[Reading], until: dt.date | None = None) -> Inventory:
        """Of accepted files, before they are joined; months that end after `until` do not count, as on the pages."""
        accepted = [reading for reading in readings if reading.outcome == "accept"]
        has = {name for reading in accepted for name in _holds(str(reading.kind), reading.table)}
        return cls(_with_segments(has), _months([r.table for r in accepted if r.kind in REVENUE], until))

    @classmethod
    def of_dataset(cls, data: Dataset) -> Inventory:
        """Of a data set."""
        tables: dict[str, pd.DataFrame | None] = {
            _of_customers(data): data.customers, "spend": data.spend, "deliveries": data.deliveries,
            "tickets": data.tickets, "surveys": data.surveys, "crm": data.crm,
        }  # fmt: skip
        has = {name for kind, table in tables.items() if table is not None for name in _holds(kind, table)}
        has |= {data.kind, *(f"orders.{name}" for name in (data.ledger.columns if data.ledger else ()))}
        return cls(_with_segments(has), data.months.last_complete - data.months.first + 1)

    @property
    def revenue(self) -> str | None:
        """Orders or contracts, whichever there is."""
        return next((kind for kind in REVENUE if kind in self.has), None)


def _of_customers(data: Dataset) -> str:
    """The kind of file that attributes of customers are from: orders and contracts tell some of them too."""
    known = {name for name in data.customers if data.customers[name].notna().any()}
    return "customers" if known - {CUSTOMER_ID, *_OF_FIRST_ORDER} else data.kind


def _holds(kind: str, table: pd.DataFrame) -> set[str]:
    return {kind, *(f"{kind}.{name}" for name in table.columns if table[name].notna().any())}


def _with_segments(has: Iterable[str]) -> frozenset[str]:
    found = set(has)
    told = any(f"{kind}.{name}" in found for kind in ("orders", "contracts", "customers") for name in DIMENSIONS)
    return frozenset(found | ({SEGMENTS} if told else set()))


def _months(tables: Sequence[pd.DataFrame], until: dt.date | None) -> int:
    """Months from the first to the last day of orders, or of starts and ends of contracts; whole ones `until` a day."""
    days: list[Any] = [table[name].dropna() for table in tables for name in ("day", "start", "end") if name in table]
    filled = [column for column in days if len(column)]
    if not filled:
        return 0
    rule = MonthRule()
    first, last = min(column.min() for column in filled), max(column.max() for column in filled)
    after = rule.month(int(last)) + 1 if until is None else rule.month(day_number(until) + 1)
    return max(after - rule.month(int(first)), 0)


State = Literal["yes", "needs", "months", "other_kind"]


@dataclass(frozen=True)
class Possible:
    """Whether a figure can be had.

    Attributes
    ----------
    state : "needs" names what is lacking in `lacks`; "months" how many in `months`; "other_kind": only for orders
    lacks : kinds and columns, one for each group that nothing at hand serves
    """

    figure: Figure
    state: State
    lacks: tuple[str, ...] = ()
    months: int = 0


def possible(inventory: Inventory) -> list[Possible]:
    """Every figure with its state, in the order of the pages."""
    return [_possible(figure, inventory) for figure in FIGURES]


def _possible(figure: Figure, inventory: Inventory) -> Possible:
    lacks = tuple(_nearest(group, inventory) for group in figure.needs if not inventory.has.intersection(group))
    if inventory.revenue == "contracts" and any(name.split(".")[0] == "orders" for name in lacks):
        return Possible(figure, "other_kind")
    if lacks:
        return Possible(figure, "needs", lacks)
    months = figure.months[inventory.revenue == "contracts"]
    return Possible(figure, "yes") if inventory.months >= months else Possible(figure, "months", months=months)


def _nearest(group: tuple[str, ...], inventory: Inventory) -> str:
    """Of several things that would do, a column of a file that is there, else the first."""
    return next((name for name in group if name.split(".")[0] in inventory.has), group[0])


@dataclass(frozen=True)
class Unlock:
    """One more file, or one more column of a file that is there, and every figure that waits for nothing else.

    Attributes
    ----------
    kind : of file
    columns : which it must have beyond what makes it one of its kind
    is_new : whether there is no file of this kind yet
    """

    kind: str
    columns: tuple[str, ...]
    is_new: bool
    figures: tuple[Figure, ...]


def unlocks(inventory: Inventory) -> list[Unlock]:
    """What one more column or file would add, the one that adds most first."""
    if inventory.revenue is None:
        return []
    found: dict[tuple[str, str], list[Possible]] = {}
    for each in possible(inventory):
        step = {_step(need, inventory) for need in each.lacks}
        if each.state == "needs" and len(step) == 1:
            found.setdefault(step.pop(), []).append(each)
    made = [_unlock(kind, lacking, inventory) for (kind, _), lacking in found.items()]
    return sorted(made, key=lambda unlock: -len(unlock.figures))


def _step(need: str, inventory: Inventory) -> tuple[str, str]:
    """A file with all it may hold where there is none of its kind yet, else the one column."""
    kind, _, column = need.partition(".")
    return (kind, column) if kind in inventory.has else (kind, "")


def _unlock(kind: str, lacking: Sequence[Possible], inventory: Inventory) -> Unlock:
    columns = dict.fromkeys(need.partition(".")[2] for each in lacking for need in each.lacks)
    return Unlock(kind, tuple(filter(None, columns)), kind not in inventory.has, tuple(each.figure for each in lacking))


def is_used(kind: str) -> bool:
    """Whether any figure asks for a kind of file."""
    return any(name.split(".")[0] == kind for figure in FIGURES for group in figure.needs for name in group)
