"""Orders and payments: one row per order or order line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.intake import dates
from ltv.intake.amounts import MISSING, REASONS, TOO_PRECISE, Amounts
from ltv.intake.currency import chosen_currency
from ltv.intake.mapping import Mapped
from ltv.intake.records import Checked, Records, written
from ltv.intake.result import Choice, Options, Question, UndecidedError
from ltv.intake.table import Column, Table
from ltv.intake.texts import filled, matches, word
from ltv.money import LARGEST, MOST_DECIMALS

_CANCELLED = frozenset(
    """cancelled canceled cancel voided void failed failure declined expired rejected
    キャンセル キャンセル済 キャンセル済み 注文キャンセル 受注キャンセル 取消 取消済 取消済み 取り消し 注文取消 注文取消し 受注取消 無効 失敗 決済失敗
    決済エラー 注文取り消し 不成立""".split()
)
_REFUNDED = frozenset("refunded fullyrefunded returned 返金済 返金済み 返品 返品済 返品済み".split())
_LABELS = ("order", "product", "channel", "plan")


def check_orders(table: Table, mapped: Mapped, options: Options) -> Checked:
    """Check orders: every record is accepted, rejected or left out with a reason.

    Returns
    -------
    Checked
        `table` has `customer_id`, `day`, `amount` and, where the file has them, `cost`, `discount`, `quantity`,
        `order`, `product`, `channel`, `plan`.
    """
    records = Records.of(table, mapped, options)
    rule = records.date_rule("day")
    day, day_reason = records.days("day", rule) or _no_days(records.size)
    records.exclude_totals(day_reason != 0)
    amount, refund = _money(records)
    leave_out(records, has_refunds=refund is not None)
    customer = records.customers()
    records.verdicts.reject_each(day_reason, dates.REASONS, "day")
    amount_rule = _preset_rule(records)
    order = _order_codes(records, customer)
    reason = _forgiven(amount.reason, order, amount_rule)
    records.verdicts.reject_each(reason, REASONS, "amount")
    if refund is not None:
        records.verdicts.reject_each(np.where(refund.reason == MISSING, 0, refund.reason), REASONS, "refund")
    currency = chosen_currency(records, amount)
    amount_rule = _settle_lines(records, amount_rule, order, amount)
    merged = _further_lines(records, order, amount, amount_rule)
    return _built(records, customer, day, amount, refund, merged, currency, amount_rule, rule.order)


def _no_days(size: int) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    return np.zeros(size, dtype=np.int32), np.full(size, dates.MISSING, dtype=np.int8)


def _money(records: Records) -> tuple[Amounts, Amounts | None]:
    """Amounts before refunds, and refunds."""
    preset = records.mapped.preset
    if records.mapped.has("amount"):
        comma = records.comma("amount")
        amount = records.amounts("amount", comma)
        refund = records.amounts("refund", comma)
        if amount is not None and preset is not None and preset.journal_account:
            return _journal(records, amount, refund, preset.journal_account)
        if amount is not None:
            return amount, refund
    comma = records.comma("unit_price")
    price, quantity = records.amounts("unit_price", comma), records.amounts("quantity", comma)
    if price is None:
        raise AssertionError("orders are recognised by an amount or a unit price")
    return (price if quantity is None else product(price, quantity)), records.amounts("refund", comma)


def product(price: Amounts, quantity: Amounts) -> Amounts:
    """Price of one × quantity, exact."""
    fits = np.abs(price.whole.astype(np.float64) * quantity.whole) <= LARGEST * 10.0 ** (price.decimals + quantity.decimals)
    whole = np.where(fits, price.whole, 0) * quantity.whole
    decimals = price.decimals + quantity.decimals
    reason = np.where(price.reason != 0, price.reason, quantity.reason)
    reason = np.where((reason == 0) & ~fits, REASONS.index("amount_out_of_range"), reason).astype(np.int8)
    if decimals > MOST_DECIMALS:
        extra = 10 ** (decimals - MOST_DECIMALS)
        reason = np.where((reason == 0) & (whole % extra != 0), TOO_PRECISE, reason).astype(np.int8)
        whole, decimals = whole // extra, MOST_DECIMALS
    return Amounts(whole, decimals, reason, price.currency, price.currencies)


def _journal(records: Records, credit: Amounts, debit: Amounts | None, account: str) -> tuple[Amounts, Amounts]:
    """Sales of a journal: the account on the credit side; the same account on the debit side takes it back."""
    sides = []
    for header, side in (("貸方勘定科目", credit), ("借方勘定科目", debit)):
        column = records.extra(header)
        rows = matches(column, lambda text: word(text) == word(account)) if column else np.zeros(records.size, dtype=bool)
        sides.append((rows, side or credit))
    (sold, credit), (returned, debit) = sides
    records.verdicts.exclude(~(sold | returned), "not_revenue")
    zero = np.where(sold, credit.whole, 0)
    amount = replace(credit, whole=zero, reason=np.where(sold, credit.reason, 0).astype(np.int8))
    refund = replace(debit, whole=np.where(returned, debit.whole, 0), reason=np.where(returned, debit.reason, 0).astype(np.int8))
    return amount, refund


def leave_out(records: Records, *, has_refunds: bool, cancelled: bool = True) -> None:
    """Leave out what is no revenue: cancelled orders, rows a preset says are something else."""
    preset = records.mapped.preset
    for header, values in ((preset.keep or {}) if preset else {}).items():
        column = records.extra(header)
        if column is not None:
            records.verdicts.exclude(~_among(column, values), "not_revenue")
    rows = np.zeros(records.size, dtype=bool)
    for header, values in ((preset.leave_out or {}) if preset else {}).items():
        column = records.extra(header)
        if column is not None:
            rows |= _among(column, values)
    for name, test in (("status", _is_cancelled), ("cancelled_at", lambda text: bool(word(text)))):
        column = records.column(name)
        if column is not None and cancelled:
            rows |= matches(column, test)
    records.verdicts.exclude(_whole_orders(records, rows), "cancelled", "status")
    status = records.column("status")
    if status is not None and not has_refunds and preset is None:
        records.verdicts.exclude(matches(status, lambda text: word(text) in _REFUNDED), "refunded", "status")


def _among(column: Column, values: tuple[str, ...]) -> NDArray[np.bool_]:
    wanted = {word(value) for value in values}
    return matches(column, lambda text: word(text) in wanted)


def _is_cancelled(text: str) -> bool:
    return word(text) in _CANCELLED


def _whole_orders(records: Records, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """All lines of the orders that some rows belong to, where an amount is the whole order's."""
    column = records.column("order")
    preset = records.mapped.preset
    if column is None or preset is None or not preset.amount_rule.startswith("order"):
        return rows
    marked = np.zeros(len(column.texts), dtype=bool)
    marked[column.codes[rows]] = True
    return rows | (marked[column.codes] & filled(column))


def _preset_rule(records: Records) -> str | None:
    chosen = records.options.answers.get("amount_rule")
    if chosen or not records.mapped.has("order"):
        return chosen if records.mapped.has("order") else "line_sum"
    preset = records.mapped.preset
    if preset is not None and records.mapped.has("amount"):
        return preset.amount_rule
    return None if records.mapped.has("amount") else "line_sum"


def _order_codes(records: Records, customer: pd.Series[Any]) -> NDArray[np.int64]:
    """One code for each order of each customer; a row without an order id is an order of its own."""
    column = records.column("order")
    if column is None:
        return np.arange(records.size, dtype=np.int64)
    who = pd.factorize(customer)[0].astype(np.int64)
    codes = column.codes.astype(np.int64) * (who.max(initial=0) + 2) + who + 1
    codes = pd.factorize(codes)[0].astype(np.int64)
    alone = ~filled(column)
    return np.where(alone, len(codes) + np.arange(len(codes)), codes)


def _forgiven(reason: NDArray[np.int8], order: NDArray[np.int64], amount_rule: str | None) -> NDArray[np.int8]:
    """A missing amount is no mistake on the further lines of an order whose amount stands on one line."""
    if amount_rule != "order_first_line":
        return reason
    priced = np.isin(order, order[reason == 0])
    return np.where((reason == MISSING) & priced, 0, reason).astype(np.int8)


def _settle_lines(records: Records, amount_rule: str | None, order: NDArray[np.int64], amount: Amounts) -> str:
    """Take out repeated records, and find out what the amounts of an order's lines mean."""
    if not records.mapped.has("order"):
        records.warn("no_order_id")
        return "line_sum"
    if amount_rule in (None, "line_sum"):
        records.exclude_duplicates("order")
    _warn_of_shared_orders(records, order)
    if amount_rule is None and (example := _repeated_amount(records.open, order, amount)) is not None:
        lines, value = example
        shown = f"{lines} × {written(value, amount.decimals)} → "
        choices = (
            Choice("order_repeated", shown + written(value, amount.decimals)),
            Choice("line_sum", shown + written(value * lines, amount.decimals)),
        )
        raise UndecidedError(Question("amount_rule", "amount_rule", choices, {"column": records.mapped.header("amount")}))
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


def _warn_of_shared_orders(records: Records, order: NDArray[np.int64]) -> None:
    """Say so when one order id belongs to several customers."""
    column = records.column("order")
    if column is None:
        return
    rows = records.open & filled(column)
    pairs = pd.DataFrame({"id": column.codes[rows], "order": order[rows]}).drop_duplicates()
    shared = int(pairs["id"].duplicated().sum())
    if shared:
        records.warn("order_id_conflict", count=shared, column=records.mapped.header("order"))


def _further_lines(records: Records, order: NDArray[np.int64], amount: Amounts, amount_rule: str) -> NDArray[np.bool_]:
    """Rows whose order's amount is counted on another line."""
    merged = np.zeros(records.size, dtype=bool)
    if not amount_rule.startswith("order"):
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


def _built(
    records: Records,
    customer: pd.Series[Any],
    day: NDArray[np.int32],
    amount: Amounts,
    refund: Amounts | None,
    merged: NDArray[np.bool_],
    currency: str,
    amount_rule: str,
    date_format: str,
) -> Checked:
    money = {"amount": amount, "refund": refund} | {
        name: records.amounts(name, comma=records.comma("amount")) for name in ("cost", "discount")
    }
    known = {name: _or_zero(records, name, found) for name, found in money.items() if found is not None}
    scale = max(found.decimals for found in known.values())
    whole = pd.DataFrame({name: found.at(scale) for name, found in known.items()})
    kept = records.open & ~merged
    whole, scale = shortened(whole[kept].reset_index(drop=True), scale)
    returned = whole.pop("refund").abs() if "refund" in whole else pd.Series(0, index=whole.index)
    before = whole["amount"]
    whole["amount"] = before - returned
    _warn_of_signs(records, before, returned)
    table = pd.DataFrame({"customer_id": customer[kept].to_numpy(), "day": day[kept]})
    table = pd.concat([table, whole], axis=1)
    quantity = _quantity(records)
    if quantity is not None:
        table["quantity"] = quantity[kept]
    for name, column in records.labels(_LABELS).items():
        table[name] = column[kept].array
    return Checked(
        table.astype({"customer_id": "str"}),
        records.verdicts,
        decimals=scale,
        currency=currency,
        merged=int(merged.sum()),
        gross=int(before.clip(lower=0).sum()),
        refunds=int(returned.sum() - before.clip(upper=0).sum()),
        amount_rule=amount_rule,
        date_format=date_format,
        warnings=(*records.mapped.warnings, *records.warnings),
    )


def _or_zero(records: Records, name: str, found: Amounts) -> Amounts:
    """Amounts beside the main one: a cell that cannot be read counts as nothing given, and is told."""
    wrong = int(((found.reason > MISSING) & records.open).sum())
    if wrong and name in ("cost", "discount"):
        records.warn("optional_not_number", column=records.mapped.header(name), count=wrong)
    return found


def shortened(whole: pd.DataFrame, scale: int) -> tuple[pd.DataFrame, int]:
    """Fewer decimal places, as long as nothing is lost."""
    while scale and not (whole % 10).to_numpy().any():
        whole, scale = whole // 10, scale - 1
    return whole, scale


def _quantity(records: Records) -> NDArray[np.int64] | None:
    found = records.amounts("quantity", comma=False)
    if found is None:
        return None
    if found.decimals:
        records.warn("optional_not_number", column=records.mapped.header("quantity"), count=int((found.whole % 10**found.decimals != 0).sum()))
        return None
    return found.whole


def _warn_of_signs(records: Records, amount: pd.Series[Any], refund: pd.Series[Any]) -> None:
    exceeding = int(((refund > amount) & (amount >= 0)).sum())
    if exceeding:
        records.warn("refund_exceeds_amount", count=exceeding, column=records.mapped.header("refund"))
    if len(amount) and bool((amount < 0).all()):
        records.warn("all_amounts_negative", column=records.mapped.header("amount"))
