"""Rows that add up others, by the word for a total they hold."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from ltv.intake.column import Column
from ltv.intake.texts import clean
from ltv.intake.vocabulary import without_unit

_TOTALS = frozenset(
    {"合計", "総合計", "小計", "総計", "計", "累計", "total", "totals", "grandtotal", "subtotal", "sum"}
    | {"月計", "日計", "年計", "合計金額", "総額", "平均", "average"}
)
_TOTAL_HINT = "(?i)計|総額|平均|total|sum|average|ｔｏｔａｌ"
_ADDED_UP = re.compile(
    r"(?:合計|小計|総計|累計|集計|(?:\d{1,2}月度?|\d日|年間|月次|頁|ページ|部門)計|\b(?:sub|grand )?totals?)[】\])]?$"
    r"|^[【\[(]?(?:合計|小計|総計|(?:grand )?total)[】\])]?(?:[:\s(]|\d{1,9}[件行])"
)
"""What a row that adds up others says before or after it, as "C001 集計" and "合計 12件" do."""


def totals(column: Column, *, only: str = "") -> NDArray[np.bool_]:
    """Rows whose text says that they add up others; `only` those that a pattern is in."""
    hinted = column.holding(_TOTAL_HINT)
    codes = [c for c in hinted if is_total(column.texts[c]) and re.search(only, column.texts[c])]
    return np.isin(column.codes, codes) if codes else np.zeros(len(column.codes), dtype=bool)


def is_total(text: str) -> bool:
    """Whether a text says that its row adds up others."""
    if len(text) >= 40:
        return False
    return without_unit(text).strip(":()") in _TOTALS or bool(_ADDED_UP.search(clean(text).casefold()))
