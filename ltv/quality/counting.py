"""Readings and the data set they became are counted: the facts that quality is told from.

Checks of the facts, with what they count:

- `refunds` (money of orders): refunds are no more than what they refund. In a file with a column for refunds, a row
  below zero is a refund larger than its amount; and no customer is paid back more than was bought until then.
- `order_amounts` (orders): the lines of one order name one amount.
- `order_owners` (orders): an order number belongs to one customer.
- `ends` (contracts with an end): the end is not before the start.
- `currency` (records): the amount is in the currency that was analysed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.customer_codes import CUSTOMER_ID
from ltv.distinct_texts import distinct_count
from ltv.ledger import run_starts
from ltv.quality.facts import KindFacts, Part, QualityFacts

if TYPE_CHECKING:
    from ltv.dataset import Dataset
    from ltv.intake.result import Reading
    from ltv.ledger import Ledger

_NUMBER = {"orders": "order", "contracts": "contract", "deliveries": "order", "customers": CUSTOMER_ID}
"""What tells records of a kind apart."""
_REPEATS = ("duplicate_row", "customer_repeated")


def facts_of(readings: Sequence[Reading], data: Dataset) -> QualityFacts:
    """Count accepted readings and the data set they became.

    Attributes of customers are counted over the customers who bought, whatever file they come from: who is missing in
    the file of customers has none. For files that share no customer, the facts of both are the sum of those of each.
    """
    kinds = {str(reading.kind) for reading in readings}
    facts = {kind: _kind_facts(kind, [r for r in readings if r.kind == kind]) for kind in sorted(kinds)}
    facts["customers"] = facts.get("customers", KindFacts()) + _attributes(data)
    if data.ledger is not None:
        orders = [reading for reading in readings if reading.kind == "orders"]
        facts["orders"] += KindFacts(checks={"refunds": _refunds(orders, data.ledger)})
    return QualityFacts(facts)


def _kind_facts(kind: str, readings: Iterable[Reading]) -> KindFacts:
    return sum((_file_facts(kind, reading) for reading in readings), KindFacts())


def _file_facts(kind: str, reading: Reading) -> KindFacts:
    rejections = _counted(reading, "rejected")
    is_of_people = kind == "customers"
    return KindFacts(
        accepted=reading.accepted,
        rejected=reading.rejected,
        rows=0 if is_of_people else len(reading.table),
        named=_named(kind, reading),
        filled={} if is_of_people else _filled_cells(reading.table),
        checks=_checks(kind, reading, rejections),
        rejections=rejections,
    )


def _counted(reading: Reading, status: str) -> dict[str, int]:
    """Records with a status by "column:reason"."""
    rows = reading.problems[reading.problems["status"] == status]
    if rows.empty:
        return {}
    found = rows.fillna({"column": ""}).value_counts(["column", "reason"], sort=False).sort_index()
    return {":".join(map(str, name)): int(n) for name, n in zip(found.index, found, strict=True)}


def _of_reason(counted: Mapping[str, int], *reasons: str) -> int:
    return sum(n for name, n in counted.items() if name.partition(":")[2] in reasons)


def _named(kind: str, reading: Reading) -> Part:
    number = _NUMBER.get(kind)
    if number not in reading.table:
        return Part()
    excluded, rejected = _counted(reading, "excluded"), _counted(reading, "rejected")
    once = int(reading.table[number].notna().sum()) + reading.merged
    return Part(once, once + _of_reason({**excluded, **rejected}, *_REPEATS))


def _filled_cells(table: pd.DataFrame) -> dict[str, int]:
    return {str(name): int(_filled(table, str(name)).sum()) for name in table}


def _filled(table: pd.DataFrame, name: str) -> NDArray[np.bool_]:
    """Cells that hold something. A sale without cost is an empty cell: the intake reads empty cells of it as 0."""
    column = table[name]
    if name == "cost":
        return np.asarray((column.fillna(0) != 0) | (table["amount"] <= 0), dtype=bool)
    filled = column.notna()
    return np.asarray(filled & (column != "") if column.dtype == "str" else filled, dtype=bool)


def _attributes(data: Dataset) -> KindFacts:
    """Filled cells of each attribute over the customers who bought or have a contract."""
    bought = np.bincount(data.months.customer, minlength=data.months.size) > 0
    people = data.customers[bought]
    return KindFacts(rows=len(people), filled=_filled_cells(people))


def _checks(kind: str, reading: Reading, rejections: Mapping[str, int]) -> dict[str, Part]:
    if kind not in ("orders", "contracts"):
        return {}
    other = _of_reason(_counted(reading, "excluded"), "other_currency")
    checks = {"currency": Part(reading.accepted, reading.accepted + other)}
    if kind == "contracts":
        before = _of_reason(rejections, "cancel_before_start")
        ended = int(reading.table["end"].notna().sum())
        return checks | {"ends": Part(ended, ended + before)}
    if "order" in reading.table:
        orders = distinct_count(reading.table["order"])
        checks["order_amounts"] = _without(orders, _told(reading, "order_amount_conflict"))
        checks["order_owners"] = _without(orders, _told(reading, "order_id_conflict"))
    return checks


def _without(orders: int, conflicts: int) -> Part:
    return Part(max(0, orders - conflicts), orders)


def _told(reading: Reading, code: str) -> int:
    """The count of a warning; 0 where there was no reason to warn."""
    counts = (warning.params.get("count", 0) for warning in reading.warnings if warning.code == code)
    return sum(count for count in counts if isinstance(count, int))


def _refunds(readings: Sequence[Reading], ledger: Ledger) -> Part:
    """Money of sales and refunds, and how much of it is not paid back beyond what was bought."""
    scale = [10 ** (ledger.decimals - reading.decimals) for reading in readings]
    turned = sum((reading.gross + reading.refunds) * unit for reading, unit in zip(readings, scale, strict=True))
    beyond = np.maximum(_beyond_rows(readings, scale, ledger), _beyond_balance(ledger))
    return Part(max(0, turned - int(beyond.sum())), turned)


def _beyond_rows(readings: Sequence[Reading], scale: Sequence[int], ledger: Ledger) -> NDArray[np.int64]:
    """By customer, refunds beyond the amount of their own row."""
    sums = np.zeros(ledger.size, dtype=np.int64)
    place = pd.Index(ledger.customers[CUSTOMER_ID])
    for reading, unit in zip(readings, scale, strict=True):
        if "refund" in reading.recognised.mapping:
            below = reading.table[reading.table["amount"] < 0]
            codes = place.get_indexer(pd.Index(below[CUSTOMER_ID]))
            np.add.at(sums, codes, -below["amount"].to_numpy(dtype=np.int64) * unit)
    return sums


def _beyond_balance(ledger: Ledger) -> NDArray[np.int64]:
    """By customer, the most that was paid back beyond what had been bought until then; days count as a whole."""
    beyond = np.zeros(ledger.size, dtype=np.int64)
    if len(ledger.amount) == 0 or ledger.amount.min() >= 0:
        return beyond
    starts = np.flatnonzero(run_starts(ledger.customer))
    bought = np.cumsum(ledger.amount)
    before = np.repeat(bought[starts] - ledger.amount[starts], np.diff(starts, append=len(bought)))
    ends_day = np.append(run_starts(ledger.customer, ledger.day)[1:], True)
    balance = np.where(ends_day, bought - before, 0)
    beyond[ledger.customer[starts]] = np.maximum(-np.minimum.reduceat(balance, starts), 0)
    return beyond
