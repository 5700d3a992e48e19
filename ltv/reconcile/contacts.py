"""Telephone numbers, e-mail addresses, 法人番号 and postcodes as they are compared; "" for what is none."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers

HOME = "JP"
"""Where a number without a country code is from."""

_MARKS = str.maketrans("", "", "-()./ ‐‑–—―−")
_AT_HOME = re.compile(r"0[1-9]\d{8,9}", re.ASCII)
"""As nearly all are written; the library would say the same and take fifty times as long."""

_NATIONAL_DIGITS = (9, 10)
"""Of a Japanese subscriber's number without its zero; shorter ones are services, longer ones machines."""


def phone(text: str) -> str:
    """A telephone number as Japan dials it, or abroad with +: 03-1234-5678 and +81 3-1234-5678 are 0312345678."""
    said = unicodedata.normalize("NFKC", text).strip()
    if _AT_HOME.fullmatch(plain := said.translate(_MARKS)):
        return plain
    try:
        number = phonenumbers.parse(_without_trunk_zero(said), HOME)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    if number.country_code != phonenumbers.country_code_for_region(HOME):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    national = phonenumbers.national_significant_number(number)
    return f"0{national}" if len(national) in _NATIONAL_DIGITS else ""


def _without_trunk_zero(said: str) -> str:
    """+81(0)3… as +813…, and a number whose leading zero a spreadsheet took with it again."""
    said = re.sub(r"^(\+\d{1,3})\s*\(0\)", r"\1", said)
    return f"0{said}" if re.fullmatch(r"[1-9]\d{8,9}", said) else said


def email(text: str) -> str:
    """An address in lower case and one width; "" without a domain."""
    said = unicodedata.normalize("NFKC", text).strip().casefold()
    return said if re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", said) else ""


def corporate_number(text: str) -> str:
    """A 法人番号 of 13 digits whose check digit is right; "" otherwise.

    References
    ----------
    法人番号の指定等に関する省令 第2条: 9 − (Σ Pₙ·Qₙ mod 9), with Qₙ 1 for odd and 2 for even places from the right.
    """
    digits = re.sub(r"[\s\-‐‑–—―−]", "", unicodedata.normalize("NFKC", text)).upper().removeprefix("T")
    if not re.fullmatch(r"[1-9]\d{12}", digits, re.ASCII):
        return ""
    return digits if int(digits[0]) == _check_digit(digits[1:]) else ""


def _check_digit(twelve: str) -> int:
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(twelve)))
    return 9 - total % 9


def postcode(text: str) -> str:
    """A Japanese postcode of 7 digits; "" otherwise. One whose leading zero a spreadsheet took is no postcode here."""
    digits = re.sub(r"[\s〒\-‐‑–—―−ー]", "", unicodedata.normalize("NFKC", text))
    return digits if re.fullmatch(r"\d{7}", digits, re.ASCII) else ""
