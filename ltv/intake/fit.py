"""Whether readings make one data set: what kinds they are, what money, and what stands in several files."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.intake.result import Message, Reading
from ltv.intake.together import money_at, together
from ltv.ledger import CUSTOMER_ID
from ltv.money import LARGEST_TOTAL

MONEY = ("amount", "cost", "discount")
"""Columns of orders that hold money."""

_SAME = {
    "orders": ((CUSTOMER_ID, "order", "day"), (CUSTOMER_ID, "day", "amount")),
    "contracts": (("contract",), (CUSTOMER_ID, "start", "amount", "interval", "interval_count")),
    "crm": ((CUSTOMER_ID, "order", "day"), (CUSTOMER_ID, "day", "amount")),
    "deliveries": ((CUSTOMER_ID, "order", "promised"), (CUSTOMER_ID, "promised", "delivered")),
    "spend": (("month", "channel"), ()),
}
"""What tells that rows of two files are the same: by number where they have one, by their content otherwise."""
_NUMBER = {"orders": "order", "contracts": "contract", "crm": "order", "deliveries": "order", "spend": "month"}
_MESSAGES = {"orders": "files_overlap", "contracts": "files_overlap_contracts", "spend": "files_overlap_spend"}


def fits(readings: Sequence[Reading]) -> tuple[Message, ...]:
    """What speaks against making readings one data set.

    Returns
    -------
    tuple of Message
        Every reason for which `assemble` would refuse them; empty when they fit.
    """
    kinds = {reading.kind for reading in readings}
    problems = []
    if any(reading.outcome != "accept" for reading in readings):
        problems.append(Message("files_not_accepted"))
    if ("orders" in kinds) == ("contracts" in kinds):
        problems.append(Message("files_need_one_revenue"))
    currencies = {reading.currency for reading in readings if _is_in_a_currency(reading)}
    if len(currencies) > 1:
        problems.append(Message("files_currencies_differ", {"currencies": tuple(sorted(currencies))}))
    if len({reading.timezone for reading in readings}) > 1:
        problems.append(Message("files_timezones_differ"))
    by_kind = {str(kind): [r for r in readings if r.kind == kind and r.outcome == "accept"] for kind in kinds}
    if _largest_total(by_kind.get("orders", [])) > LARGEST_TOTAL:
        problems.append(Message("files_total_too_large"))
    return (*problems, *(message for kind in sorted(by_kind) for message in _repeated(kind, by_kind[kind])))


def _is_in_a_currency(reading: Reading) -> bool:
    """Whether a file's currency must be that of the others."""
    return reading.kind in ("orders", "contracts", "crm") or (reading.kind == "spend" and reading.currency_named)


def _largest_total(orders: Sequence[Reading]) -> float:
    """Largest sum of a column of money, at the decimal places that all files need."""
    decimals = max((reading.decimals for reading in orders), default=0)
    sums = dict.fromkeys(MONEY, 0.0)
    for reading in orders:
        for name in [name for name in MONEY if name in reading.table]:
            money = np.abs(reading.table[name].to_numpy(dtype=np.float64))
            sums[name] += float(money.sum()) * 10.0 ** (decimals - reading.decimals)
    return max(sums.values())


def _repeated(kind: str, readings: Sequence[Reading]) -> list[Message]:
    """Refuse the same rows in two files: adding them twice would be wrong, leaving them out would be silent."""
    if kind == "customers":
        again = bool(readings) and bool(together(readings)[CUSTOMER_ID].duplicated().any())
        return [Message("files_repeat_customers")] if again else []
    if len(readings) < 2:
        return []
    count = _shared_rows(kind, readings)
    if not count:
        return []
    code = _MESSAGES.get(kind, "files_overlap_rows")
    return [Message(code, {"orders": count} if kind == "orders" else {"kind": kind, "rows": count})]


def _shared_rows(kind: str, readings: Sequence[Reading]) -> int:
    table = money_at(readings, max(reading.decimals for reading in readings), ("amount",))
    file = np.repeat(np.arange(len(readings)), [len(reading.table) for reading in readings])
    common = [name for name in table if all(name in reading.table for reading in readings)]
    by_number, by_content = _SAME.get(kind, ((), tuple(common)))
    number = _NUMBER.get(kind)
    numbered = table[number].notna().to_numpy(dtype=bool) if number in table else np.zeros(len(table), dtype=bool)
    shared = 0
    if numbered.any():
        named = table.loc[numbered, list(by_number)].assign(file=file[numbered]).drop_duplicates()
        shared = _surplus(named[list(by_number)], named["file"].to_numpy(), np.ones(len(named), dtype=bool))
    return shared if numbered.all() else shared + _surplus(table[list(by_content)], file, ~numbered)


def _surplus(rows: pd.DataFrame, file: NDArray[np.int64], counted: NDArray[np.bool_]) -> int:
    """How many rows are too many because equal ones are in another file, at most those that are `counted`."""
    row = rows.groupby(list(rows), dropna=False, sort=False).ngroup().to_numpy()
    each = pd.DataFrame({"row": row, "file": file, "counted": counted}).groupby(["row", "file"], sort=False)
    by_file = each["counted"].agg(["size", "sum"]).groupby(level="row", sort=False)
    surplus = by_file["size"].sum() - by_file["size"].max()
    return int(np.minimum(surplus, by_file["sum"].sum()).sum())
