"""What stands for a person's e-mail address, telephone number or name once a file is read."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence

from ltv.intake.column import Column

_BYTES = 16
_LOOKS_LIKE_ONE = r"@|^\W*(?:\+81|0[\d() -]*[-() ]|0[5789]0\d{8})"
_PSEUDONYM = re.compile("c_[0-9a-f]{32}")
_TELEPHONE = re.compile(r"(?:\+81[- ]?\d|0)[\d() -]{8,14}")
_MOBILE = re.compile(r"0[5789]0\d{8}")
_CODE = re.compile(r"(?=[\x21-\x7e]*\d)[\x21-\x7e]+")
"""ASCII without spaces and with a digit, such as C-0012: a code, not the name of anybody."""


def pseudonym(text: str, secret: bytes) -> str:
    """A text that stands for another one and tells nothing about it without the secret.

    HMAC-SHA256 of the NFKC, case-folded text, cut to 128 bits: "c_" and 32 hexadecimal digits. The same text has the
    same pseudonym under one secret. A plain hash would not do: all addresses and numbers can be tried.
    """
    said = unicodedata.normalize("NFKC", text).strip().casefold().encode("utf-8", errors="surrogatepass")
    return "c_" + hmac.digest(secret, said, hashlib.sha256)[:_BYTES].hex()


def is_pseudonym(id: object) -> bool:
    """Whether an id is what `pseudonym` makes."""
    return bool(_PSEUDONYM.fullmatch(str(id)))


def addresses_of(ids: Iterable[str], texts: Iterable[str], secret: bytes) -> dict[str, str]:
    """Which of some e-mail addresses each id stands for: only who has the key and the addresses can tell."""
    wanted = set(ids)
    found = {pseudonym(text, secret): text for text in texts if "@" in text}
    return {id: text for id, text in found.items() if id in wanted}


def without_persons(ids: Sequence[str], kind: str | None, secret: bytes, *, readable_names: bool) -> list[str]:
    """Distinct customer ids with a pseudonym in place of each that says who a person is.

    Addresses and telephone numbers are known by what they look like, so that a person is the same in every file,
    whatever the column is called there. Numbers and codes stay.

    Parameters
    ----------
    kind : "email", "masked_email", "phone" or "name" where that is what the column holds
    readable_names : bool
        Names, such as those of companies, stay as they are.
    """
    hides = _RULES.get(kind or "", _never)
    if kind == "name" and (readable_names or all(_CODE.fullmatch(text) for text in ids if text)):
        hides = _never
    return [pseudonym(text, secret) if text and (_is_address(text) or hides(text)) else text for text in ids]


def may_tell(column: Column) -> bool:
    """Whether any text of a column could be an e-mail address or a telephone number; a quick look at all of them."""
    return not column.is_ascii or bool(column.holding(_LOOKS_LIKE_ONE))


def _is_address(text: str) -> bool:
    """Whether a text is an e-mail address, or a telephone number as people write it."""
    if "@" in text or _MOBILE.fullmatch(text):
        return True
    return bool(_TELEPHONE.fullmatch(text)) and not text.isdigit() and 10 <= sum(map(str.isdigit, text)) <= 13


def _never(_text: str) -> bool:
    return False


def _always(_text: str) -> bool:
    return True


_RULES: Mapping[str, Callable[[str], bool]] = {
    "email": lambda text: not text.isdigit(),
    "masked_email": lambda text: not text.isdigit(),
    "phone": _always,
    "name": _always,
}
"""What is hidden besides addresses; where a column of e-mail addresses has no address, a member's number may stand."""
