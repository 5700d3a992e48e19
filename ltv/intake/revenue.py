"""What of an order file is revenue: amounts, refunds, and the rows that are no revenue at all."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ltv.intake.amounts import REASONS, TOO_PRECISE, Amounts
from ltv.intake.column import Column
from ltv.intake.dates import is_no_date
from ltv.intake.records import Records
from ltv.intake.result import Choice, Question, UndecidedError
from ltv.intake.texts import clean, matches, word
from ltv.money import LARGEST, MOST_DECIMALS

_CANCELLED = frozenset(
    {"cancelled", "canceled", "cancel", "voided", "void", "failed", "failure", "declined", "expired", "rejected"}
    | {"キャンセル", "キャンセル済", "キャンセル済み", "注文キャンセル", "受注キャンセル", "取消", "取消済", "取消済み"}
    | {
        "取り消し",
        "注文取消",
        "注文取消し",
        "注文取り消し",
        "受注取消",
        "無効",
        "失敗",
        "決済失敗",
        "決済エラー",
        "不成立",
    }
)
_PIPELINE = re.compile(r"(?<!\s)\s*\([^()]*\)$")
"""Name of a pipeline behind that of a stage."""
_REFUNDED = frozenset({"refunded", "fullyrefunded", "returned", "返金済", "返金済み", "返品", "返品済", "返品済み"})


def revenue(records: Records) -> tuple[Amounts, Amounts | None]:
    """Amounts before refunds, and refunds."""
    preset = records.mapped.preset
    if records.mapped.has("amount"):
        comma = records.comma("amount")
        amount = records.amounts("amount", comma=comma)
        refund = records.amounts("refund", comma=comma)
        if amount is not None and preset is not None and preset.journal_account:
            return _journal(records, amount, refund, preset.journal_account)
        if amount is not None:
            return amount, refund
    comma = records.comma("unit_price")
    price, quantity = records.amounts("unit_price", comma=comma), records.amounts("quantity", comma=comma)
    if price is None:
        raise AssertionError("orders are recognised by an amount or a unit price")
    return (price if quantity is None else product(price, quantity)), records.amounts("refund", comma=comma)


def product(price: Amounts, quantity: Amounts) -> Amounts:
    """Price of one × quantity, exact."""
    fits = np.abs(price.whole.astype(np.float64) * quantity.whole) <= LARGEST * 10.0 ** (
        price.decimals + quantity.decimals
    )
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
        column = records.looked_at(header)
        rows = (
            matches(column, lambda text: word(text) == word(account)) if column else np.zeros(records.size, dtype=bool)
        )
        sides.append((rows, side or credit))
    (sold, credit), (returned, debit) = sides
    records.verdicts.exclude(~(sold | returned), "not_revenue")
    zero = np.where(sold, credit.whole, 0)
    amount = replace(credit, whole=zero, reason=np.where(sold, credit.reason, 0).astype(np.int8))
    refund = replace(
        debit, whole=np.where(returned, debit.whole, 0), reason=np.where(returned, debit.reason, 0).astype(np.int8)
    )
    return amount, refund


def leave_out(records: Records, *, has_refunds: bool, cancelled: bool = True) -> None:
    """Leave out what is no revenue: cancelled orders, rows a preset says are something else."""
    _leave_out_by_preset(records)
    rows = np.zeros(records.size, dtype=bool)
    for name, test in (("status", _is_cancelled), ("cancelled_at", lambda text: not is_no_date(text))):
        column = records.column(name)
        if column is not None and cancelled:
            rows |= matches(column, test)
    records.verdicts.exclude(_whole_orders(records, rows), "cancelled", "status")
    status = records.column("status")
    if status is not None and not has_refunds and records.mapped.preset is None:
        records.verdicts.exclude(matches(status, lambda text: word(text) in _REFUNDED), "refunded", "status")
    if status is not None and records.mapped.preset is None:
        _tell_of_codes(records, status)


def _tell_of_codes(records: Records, status: Column) -> None:
    """Numbers say nothing of which orders were cancelled, so all of them count and the reader hears it."""
    if not any(clean(text).isdecimal() for text in status.texts):
        return
    used = np.unique(status.codes[records.open & status.filled])
    values = [clean(status.texts[code]) for code in used]
    if len(values) > 1 and all(value.isdecimal() for value in values):
        records.warn("status_in_codes", column=records.mapped.header("status"), count=len(values))


def _leave_out_by_preset(records: Records) -> None:
    """Rows a preset keeps no, by the columns its rules name."""
    preset = records.mapped.preset
    if preset is None:
        return
    for header, values in (preset.keep or {}).items():
        column = records.looked_at(header)
        if column is not None:
            records.verdicts.exclude(~_among(column, _kept_values(records, header, column, values)), "not_revenue")
    for header, values in (preset.leave_out or {}).items():
        column = records.looked_at(header)
        if column is not None:
            ordered = preset.kind == "orders" and header in preset.columns.get("status", ())
            reason = "cancelled" if ordered else "not_revenue"
            rows = _whole_orders(records, _among(column, values))
            _tell_of_suggestion(records, header, values, int((rows & records.open).sum()))
            records.verdicts.exclude(rows, reason)


def _tell_of_suggestion(records: Records, header: str, values: tuple[str, ...], count: int) -> None:
    """What an export that is only suggested leaves out is never left out silently."""
    preset = records.mapped.preset
    if preset is not None and not preset.confirmed and count:
        records.warn("preset_left_out", preset=preset.id, count=count, column=header, values=values)


def _kept_values(records: Records, header: str, column: Column, values: tuple[str, ...]) -> tuple[str, ...]:
    """Values that mean revenue; asked where they are free text and none of the usual ones appears."""
    preset = records.mapped.preset
    if preset is None or preset.ask_keep != header:
        return values
    known = tuple(text for text in column.texts if word(_PIPELINE.sub("", clean(text))) in set(map(word, values)))
    if known:
        return known
    if chosen := records.options.answers.get("deal_won"):
        return (chosen,)
    stages = [clean(column.texts[code]) for code in np.unique(column.codes)]
    choices = tuple(Choice(stage) for stage in dict.fromkeys(stages) if stage)[:30]
    if not choices:
        return values
    raise UndecidedError(Question("deal_won", "deal_won", choices, {"column": header}))


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
    return rows | (marked[column.codes] & column.filled)
