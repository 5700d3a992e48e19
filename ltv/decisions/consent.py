"""Who has agreed to be written to: words of consent in Japanese and English, and what they mean."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.metrics.metric import Text


class Consent(IntEnum):
    """Only `GIVEN` is consent; what is blank or not understood counts as not given, and is counted apart."""

    REFUSED = 0
    GIVEN = 1
    UNKNOWN = -1


CONSENT_NAMES = {
    Consent.GIVEN: Text("可", "Yes"),
    Consent.REFUSED: Text("不可", "No"),
    Consent.UNKNOWN: Text("不明", "Unknown"),
}

_GIVEN = (
    "可 許可 許諾 承諾 同意 同意する 同意済 同意済み 同意あり 同意有 有 有り あり はい 要 する オン "
    "希望 希望する 希望します 配信希望 配信 配信する 配信可 配信許可 配信中 配信可能 送付可 送付する 送付希望 "
    "受信 受信する 受信可 受信許可 受信希望 受け取る 受取る 受取 購読 購読する 購読中 購読あり"
    " 登録 登録する 登録済 登録済み "
    "○ ◯ 〇 ◎ ✓ ✔ ☑ ✅ 1 1.0 yes y true t on ok "
    "subscribed subscribe optin optedin accepted accept accepts agreed agree allowed allow granted consented confirmed"
)
_REFUSED = (
    "不可 拒否 不許可 非許可 不同意 同意しない 同意なし 同意無 無 無し なし いいえ 否 不要 しない オフ "
    "希望しない 希望しません 希望なし 配信しない 配信不可 配信拒否 配信停止 配信停止中 配信禁止 配信解除 配信不要 "
    "送付不可 送付しない 送付不要 受信しない 受信不可 受信拒否 受け取らない 受取らない 受取拒否 購読しない "
    "購読なし 購読解除 "
    "解除 停止 登録しない 未登録 退会 × ✕ ✖ ✗ ✘ ╳ ❌ 0 0.0 no n false f off ng "
    "unsubscribed unsubscribe notsubscribed neversubscribed optout optedout "
    "declined denied refused rejected revoked withdrawn suppressed"
)

_NUMBER = re.compile(r"[+-]?[\d.]+")
_LOOSE = re.compile(r"[\s_\-‐‑–.。、\"'「」()\[\]]+")


def _squashed(text: str) -> str:
    """How words are compared: NFKC, no case, no spaces, hyphens or brackets; numbers keep their decimal point."""
    plain = unicodedata.normalize("NFKC", text[:100]).casefold().strip()
    return plain if _NUMBER.fullmatch(plain) else _LOOSE.sub("", plain).replace("\ufe0f", "")


_MEANINGS = {
    _squashed(word): said
    for words, said in ((_REFUSED, Consent.REFUSED), (_GIVEN, Consent.GIVEN))
    for word in words.split()
}


def meaning(word: object) -> Consent:
    """What one cell says. An ASCII "x" is unknown: it ticks a box in one language and crosses it out in another."""
    if word is None or word is pd.NA or (isinstance(word, float) and np.isnan(word)):
        return Consent.UNKNOWN
    return _MEANINGS.get(_squashed(str(word)), Consent.UNKNOWN)


def consent_counts(column: pd.Series[Any] | None, size: int) -> dict[Consent, int]:
    """How many of `size` customers have agreed, refused, or said nothing that is understood."""
    found = consents(column, size)
    return {code: int((found == code).sum()) for code in Consent}


def consents(column: pd.Series[Any] | None, size: int) -> NDArray[np.int8]:
    """`Consent` of each row; unknown for all `size` rows when there is no column. Each distinct word is read once."""
    if column is None:
        return np.full(size, Consent.UNKNOWN, dtype=np.int8)
    codes, words = pd.factorize(column.astype(object), use_na_sentinel=False)
    known = np.fromiter((meaning(word) for word in words), dtype=np.int8, count=len(words))
    return np.asarray(known[codes], dtype=np.int8)
