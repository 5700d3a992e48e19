"""How single cells of a list are written: dates, phone numbers, postcodes, addressees, and characters by encoding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ltv.decisions.export_layouts import Encoding, Form

GETA = "〓"
"""What printers set where a type was missing."""

_SAME_IN_CP932 = str.maketrans(
    {"\u301c": "\uff5e", "\u2212": "\uff0d", "\u2016": "\u2225", "\u2014": "\u2015", "\u00a0": " "}
    | {"\u00a2": "\uffe0", "\u00a3": "\uffe1", "\u00ac": "\uffe2", "\u00a5": "\uffe5", "\u203e": "\uffe3"}
)
"""Characters that CP932 has under another code point: the wave dash 〜 is its ～, − its －, — its ―."""

_VOICED = re.compile("[\u3041-\u30ff][\u3099\u309a]")
"""Kana and its voicing mark apart, as some systems write が."""

_MAIL = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"']+\.[^@\s,;<>\"']+")
_JAPAN = "81"


def encoded(text: str, encoding: Encoding) -> tuple[bytes, int]:
    """Bytes of a text, and how many of its characters the encoding lacks; these are written as 〓."""
    if encoding == "cp932":
        text = _VOICED.sub(lambda m: unicodedata.normalize("NFC", m[0]), text).translate(_SAME_IN_CP932)
    lacking = {char for char in set(text) if not _has(char, encoding)}
    number = sum(text.count(char) for char in lacking)
    return text.translate(dict.fromkeys(map(ord, lacking), GETA)).encode(encoding), number


def _has(char: str, encoding: Encoding) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def mail_of_id(ids: NDArray[np.object_]) -> NDArray[np.object_]:
    """Ids that are e-mail addresses, "" for the others."""
    return np.array([text if _MAIL.fullmatch(text) else "" for text in ids], dtype=object)


def addressees(
    given: NDArray[np.object_], name: NDArray[np.object_], company: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Whom a letter is for: as given, else the person with 様, else the company with 御中."""
    person = np.array([f"{text} 様" if text else "" for text in name], dtype=object)
    firm = np.array([f"{text} 御中" if text else "" for text in company], dtype=object)
    return np.where(given != "", given, np.where(person != "", person, firm))


def digits(text: str) -> str:
    """Digits of a text, half-width."""
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))


def phone(text: str) -> str:
    """A phone number half-width without hyphens, as dialled in Japan: +81 3-1234-5678 is 0312345678."""
    number = digits(text)
    if _is_international(text) and number.startswith(_JAPAN):
        return "0" + number.removeprefix(_JAPAN).removeprefix("0")
    return number


def phone_e164(text: str) -> str:
    """A phone number by E.164: +81312345678. Empty when its country is not known or its length cannot be."""
    number = phone(text)
    if number.startswith("0"):
        number = _JAPAN + number[1:]
    elif not _is_international(text):
        return ""
    return f"+{number}" if 8 <= len(number) <= 15 else ""


def _is_international(text: str) -> bool:
    return unicodedata.normalize("NFKC", text).strip().startswith("+")


def postcode(text: str) -> str:
    """A postcode as 123-4567; anything but seven digits stays as it is."""
    number = digits(text)
    return f"{number[:3]}-{number[3:]}" if len(number) == 7 else text


def slashed(text: str) -> str:
    """A date YYYY-MM-DD as YYYY/MM/DD."""
    return text.replace("-", "/")


def as_it_is(text: str) -> str:
    """The text."""
    return text


FORMS: dict[Form, Callable[[str], str]] = {
    "text": as_it_is,
    "date": slashed,
    "iso_date": as_it_is,
    "phone": phone,
    "phone_e164": phone_e164,
    "postcode": postcode,
    "consent": as_it_is,
}
