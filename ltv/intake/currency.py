"""One currency for one data set: yen are never added to dollars."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from ltv.intake.amounts import Amounts
from ltv.intake.records import Records
from ltv.intake.result import Choice, Question, UndecidedError
from ltv.intake.texts import clean
from ltv.intake.vocabulary import squashed

_NAMES = {
    **dict.fromkeys(("円", "日本円", "¥", "YEN"), "JPY"),
    **dict.fromkeys(("$", "ドル", "米ドル"), "USD"),
    **dict.fromkeys(("€", "ユーロ"), "EUR"),
    **dict.fromkeys(("£", "ポンド"), "GBP"),
}
_IN_HEADER = re.compile(r"[(\[](円|jpy|¥|yen|usd|\$|eur|€|gbp|£)[)\]]$")
WITHOUT_CENTS = frozenset({"JPY", "KRW", "VND", "CLP", "ISK"})


def chosen_currency(records: Records, amount: Amounts) -> str:
    """Currency of the accepted records, yen where the file names none."""
    return named_currency(records, amount) or "JPY"


def named_currency(records: Records, amount: Amounts) -> str | None:
    """Currency of the accepted records, None where the file names none.

    Other currencies are left out once the reader has chosen.

    Raises
    ------
    UndecidedError
        When there are several.
    """
    codes, names = _currencies(records, amount)
    counts = {name: int((codes[records.open] == i).sum()) for i, name in enumerate(names) if name}
    present = sorted((name for name in counts if counts[name]), key=lambda name: -counts[name])
    chosen = records.options.answers.get("currency")
    if len(present) > 1 and chosen not in present:
        header = records.mapped.header("currency" if records.mapped.has("currency") else "amount")
        choices = tuple(Choice(name, f"{counts[name]:,} / {sum(counts.values()):,}") for name in present)
        raise UndecidedError(
            Question("mixed_currency", "currency", choices, {"column": header, "currencies": tuple(present)})
        )
    if len(present) > 1:
        others = [i for i, name in enumerate(names) if name and name != chosen]
        records.verdicts.exclude(np.isin(codes, others), "other_currency", "currency")
        return str(chosen)
    return present[0] if present else chosen or _of_header(records.mapped.header("amount"))


def _currencies(records: Records, amount: Amounts) -> tuple[NDArray[np.integer], tuple[str, ...]]:
    """Code of each record's currency and what the codes mean; "" is unknown."""
    column = records.column("currency")
    if column is None:
        return amount.currency, amount.currencies
    texts = [_named(text) for text in column.texts]
    names = ("", *sorted(set(texts) - {""}))
    codes = np.array([names.index(text) for text in texts], dtype=np.int32)
    return codes[column.codes] if len(codes) else np.zeros(records.size, dtype=np.int32), names


def _named(text: str) -> str:
    name = clean(text).upper()
    name = _NAMES.get(name, name)
    return name if re.fullmatch(r"[A-Z]{3}", name) else ""


def _of_header(header: str) -> str | None:
    match = _IN_HEADER.search(squashed(header))
    return None if match is None else _NAMES.get(match[1].upper(), match[1].upper())
