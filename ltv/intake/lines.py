"""Lines of an order: which are repeated, and whether an amount is a line's or the whole order's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.intake.amounts import MISSING, Amounts
from ltv.intake.records import Records, written
from ltv.intake.result import Choice, Question, UndecidedError
from ltv.intake.texts import MANGLED


def known_rule(records: Records) -> str | None:
    """What amounts mean, as far as the reader, a preset or the columns tell; None when the rows have to be asked."""
    chosen = records.options.answers.get("amount_rule")
    if chosen or not records.mapped.has("order"):
        return chosen if records.mapped.has("order") else "line_sum"
    preset = records.mapped.preset
    if preset is not None and records.mapped.has("amount"):
        return preset.amount_rule
    return None if records.mapped.has("amount") else "line_sum"


def order_codes(records: Records, customer: pd.Series[Any]) -> NDArray[np.int64]:
    """One code for each order of each customer; a row without an order id is an order of its own."""
    column = records.column("order")
    if column is None:
        return np.arange(records.size, dtype=np.int64)
    if _each_order_once(records):
        return np.arange(records.size, dtype=np.int64)
    who = customer.cat.codes.to_numpy().astype(np.int64)
    codes = column.codes.astype(np.int64) * (who.max(initial=0) + 2) + who + 1
    codes = pd.factorize(codes)[0].astype(np.int64)
    alone = ~column.filled
    return np.where(alone, len(codes) + np.arange(len(codes)), codes)


def _each_order_once(records: Records) -> bool:
    """Whether every record has an order of its own, as numbers show that only rise or only fall."""
    column = records.column("order")
    return column is not None and column.strictly_ordered and bool(column.filled.all())


def forgiven(reason: NDArray[np.int8], order: NDArray[np.int64], amount_rule: str | None) -> NDArray[np.int8]:
    """A missing amount is no mistake on the further lines of an order whose amount stands on one line."""
    if amount_rule != "order_first_line":
        return reason
    priced = np.isin(order, order[reason == 0])
    return np.where((reason == MISSING) & priced, 0, reason).astype(np.int8)


def settled_rule(records: Records, amount_rule: str | None, order: NDArray[np.int64], amount: Amounts) -> str:
    """Take out repeated records, and find out what the amounts of an order's lines mean."""
    if not records.mapped.has("order"):
        records.warn("no_order_id")
        return "line_sum"
    if amount_rule in (None, "line_sum"):
        records.exclude_duplicates("order")
    _warn_of_mangled_orders(records)
    if _each_order_once(records):
        return amount_rule or "line_sum"
    _warn_of_shared_orders(records, order)
    if amount_rule is None and (example := _repeated_amount(records.open, order, amount)) is not None:
        lines, value = example
        shown = f"{lines} × {written(value, amount.decimals)} → "
        choices = (
            Choice("order_repeated", shown + written(value, amount.decimals)),
            Choice("line_sum", shown + written(value * lines, amount.decimals)),
        )
        raise UndecidedError(
            Question("amount_rule", "amount_rule", choices, {"column": records.mapped.header("amount")})
        )
    return amount_rule or "line_sum"


_MOSTLY = 0.8


def _repeated_amount(rows: NDArray[np.bool_], order: NDArray[np.int64], amount: Amounts) -> tuple[int, int] | None:
    """Lines and amount of an order whose lines all have the same amount, when most orders of several lines are so."""
    frame = pd.DataFrame({"order": order[rows], "amount": amount.whole[rows]})
    frame = frame[frame["order"].duplicated(keep=False)]
    if frame.empty:
        return None
    found = frame.groupby("order")["amount"].agg(["size", "min", "max"])
    same = (found["min"] == found["max"]) & (found["max"] > 0)
    if same.mean() < _MOSTLY:
        return None
    first = found[same].iloc[0]
    return int(first["size"]), int(first["max"])


def _warn_of_mangled_orders(records: Records) -> None:
    """Say so when order ids went through a program that took them for numbers."""
    column = records.column("order")
    if column is None or not column.holds("+"):
        return
    mangled = int((column.having(MANGLED) & records.open).sum())
    if mangled:
        records.warn("order_id_mangled", count=mangled, column=records.mapped.header("order"))


def _warn_of_shared_orders(records: Records, order: NDArray[np.int64]) -> None:
    """Say so when one order id belongs to several customers."""
    column = records.column("order")
    if column is None:
        return
    rows = records.open & column.filled
    pairs = pd.DataFrame({"id": column.codes[rows], "order": order[rows]}).drop_duplicates()
    shared = int(pairs["id"].duplicated().sum())
    if shared:
        records.warn("order_id_conflict", count=shared, column=records.mapped.header("order"))


def further_lines(records: Records, order: NDArray[np.int64], amount: Amounts, amount_rule: str) -> NDArray[np.bool_]:
    """Rows whose order's amount is counted on another line."""
    merged = np.zeros(records.size, dtype=bool)
    if not amount_rule.startswith("order") or _each_order_once(records):
        return merged
    chosen = np.flatnonzero(records.open)
    priced = chosen[np.argsort(amount.reason[chosen] != 0, kind="stable")]
    frame = pd.DataFrame({"order": order[priced], "amount": amount.whole[priced], "known": amount.reason[priced] == 0})
    merged[priced] = frame["order"].duplicated().to_numpy()
    known = frame[frame["known"]].drop_duplicates(["order", "amount"])
    differing = int(known["order"].duplicated().sum())
    if differing and amount_rule == "order_repeated":
        records.warn("order_amount_conflict", count=differing, column=records.mapped.header("amount"))
    return merged
