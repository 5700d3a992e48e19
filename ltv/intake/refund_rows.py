"""Rows that are called refunds while their amount is written without a sign."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ltv.intake.amounts import Amounts
from ltv.intake.column import Column
from ltv.intake.records import Records, written
from ltv.intake.result import Choice, Param, Question, UndecidedError
from ltv.intake.texts import clean, matches, word

_REFUNDS = frozenset(
    {
        "返品",
        "返金",
        "返品伝票",
        "返品処理",
        "売上返品",
        "返品売上",
        "返金処理",
        "赤伝",
        "赤伝票",
        "赤",
        "払戻",
        "払い戻し",
    }
    | {"refund", "refunds", "return", "returns", "creditnote", "creditmemo", "chargeback", "reversal"}
)


def says_refund(text: str) -> bool:
    """Whether a kind of entry is a refund."""
    return word(text) in _REFUNDS


def signed(records: Records, amount: Amounts, refund: Amounts | None) -> Amounts:
    """Amounts with those of refunds below zero, or their rows left out; asked, as the file does not say which.

    A file with a column of refunds, and exports that are known, say it themselves.
    """
    column = records.column("entry")
    if column is None or refund is not None or records.mapped.preset is not None:
        return amount
    rows = matches(column, says_refund) & (amount.whole > 0) & records.open
    if not rows.any():
        return amount
    chosen = records.options.answers.get("refund_rows")
    if chosen == "leave_out":
        records.verdicts.exclude(rows, "refunded", "entry")
        return amount
    if chosen != "subtract":
        raise UndecidedError(_question(records, column, amount, rows))
    records.warn("refund_rows_subtracted", column=records.mapped.header("entry"), count=int(rows.sum()))
    return replace(amount, whole=np.where(rows, -amount.whole, amount.whole))


def _question(records: Records, column: Column, amount: Amounts, rows: NDArray[np.bool_]) -> Question:
    first = int(np.flatnonzero(rows)[0])
    said, value = clean(column.texts[column.codes[first]])[:40], int(amount.whole[first])
    becomes = {"subtract": written(-value, amount.decimals), "leave_out": "0"}
    choices = (Choice(code, f"{said} {written(value, amount.decimals)} → {now}") for code, now in becomes.items())
    params: dict[str, Param] = {"column": records.mapped.header("entry"), "count": int(rows.sum())}
    return Question("refund_rows", "refund_rows", tuple(choices), params)
