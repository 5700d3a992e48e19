"""Texts become exact amounts: whole numbers and how many decimal places they have."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from ltv.intake.column import Column
from ltv.intake.texts import clean
from ltv.money import LARGEST, MOST_DECIMALS

REASONS = (
    "",
    "amount_missing",
    "amount_not_number",
    "amount_not_finite",
    "amount_percent",
    "amount_out_of_range",
    "amount_too_precise",
)
MISSING, NOT_NUMBER, NOT_FINITE, PERCENT, OUT_OF_RANGE, TOO_PRECISE = range(1, 7)

_PLAIN = re.compile(r"-?\d{1,12}(?:\.\d{1,4})?", re.ASCII)
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,4})?", re.ASCII)
_BARE = re.compile(r"-?[\d.,]+", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity|∞)", re.IGNORECASE)
_TAX = re.compile(r"[(\[](?:税込み?|税抜き?|税別|内税|外税|込|抜|tax incl\.?|incl\. tax)[)\]]$")
_SWISS = re.compile(r"(?<!\d)(\d{1,3}(?:['’]\d{3})+)(?!['’\d])")
_POINT = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(?:\.\d+)?|\.\d+")
_COMMA = re.compile(r"(?:\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+)(?:,\d+)?|,\d+")
_EITHER = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
"""What may be a thousand or have three decimals."""
_UNPARTED = re.compile(r"\D*\d{4,}\D*")
_SCIENTIFIC = re.compile(r"\d+(?:\.\d+)?[eE][+-]?\d{1,5}")
_SYMBOLS = {"¥": "JPY", "\\": "JPY", "円": "JPY", "圓": "JPY", "YEN": "JPY", "$": "USD", "US$": "USD", "€": "EUR",
            "£": "GBP", "₩": "KRW", "元": "CNY", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "HK$": "HKD",
            "NT$": "TWD", "NZ$": "NZD", "R$": "BRL", "S$": "SGD"}  # fmt: skip
_ISO_CODES = (
    "JPY USD EUR GBP CNY KRW TWD HKD SGD AUD NZD CAD CHF SEK NOK DKK PLN CZK HUF RON BGN TRY ILS AED SAR ZAR INR IDR "
    "MYR PHP THB VND BRL MXN ARS CLP COP PEN RUB UAH EGP NGN KES PKR BDT LKR ISK KWD BHD QAR"
)
_CODE = "YEN|" + _ISO_CODES.replace(" ", "|")
_SIGN = re.compile(r"[¥\\€£₩圓元$]|円也?")
_NAMED = re.compile(rf"(?:US|AU|CA|HK|NT|NZ|[ACRS])?\$|{_SIGN.pattern}|(?<![a-z])(?:{_CODE})(?![a-z])", re.IGNORECASE)
_LETTER = re.compile(r"[A-Za-z]")


@dataclass(frozen=True)
class Amounts:
    """Amounts of the rows of one column.

    Attributes
    ----------
    whole : int64
        Amount × 10**`decimals`; 0 where `reason` is not 0.
    reason : int8
        Index into `REASONS`.
    currency : int8
        Index into `currencies`, 0 where the cell names none.
    """

    whole: NDArray[np.int64]
    decimals: int
    reason: NDArray[np.int8]
    currency: NDArray[np.int8]
    currencies: tuple[str, ...] = ("",)

    def at(self, decimals: int) -> NDArray[np.int64]:
        """The same amounts × 10**decimals, for at least as many decimals."""
        if decimals == self.decimals:
            return self.whole
        return np.asarray(self.whole * 10 ** (decimals - self.decimals), dtype=np.int64)


def amounts(column: Column, *, comma: bool = False) -> Amounts:
    """Read a column of amounts.

    Parameters
    ----------
    comma : bool
        True where a comma is the decimal separator.

    Returns
    -------
    Amounts
        With the fewest decimal places that lose nothing.
    """
    plain = None if comma else plain_numbers(column)
    if plain is not None:
        return Amounts(plain, 0, np.zeros(len(column), dtype=np.int8), np.zeros(len(column), dtype=np.int8))
    parsed = [_parse(text, comma=comma) for text in column.texts]
    used = np.zeros(len(parsed), dtype=bool)
    used[column.codes] = True
    decimals = max((places for (_, places, _, _), use in zip(parsed, used) if use), default=0)
    currencies = ("", *sorted({currency for _, _, _, currency in parsed if currency}))
    whole = np.array(
        [
            value * 10 ** (decimals - places) if reason == 0 and use else 0
            for (value, places, reason, _), use in zip(parsed, used)
        ],
        dtype=np.int64,
    )
    reason = np.array([reason for _, _, reason, _ in parsed], dtype=np.int8)
    currency = np.array([currencies.index(name) for *_, name in parsed], dtype=np.int8)
    codes = column.codes
    return Amounts(whole[codes], decimals, reason[codes], currency[codes], currencies)


def plain_numbers(column: Column) -> NDArray[np.int64] | None:
    """The rows of a column in which every text is a whole number that is believed; None for any other."""
    whole = column.whole_numbers
    return whole if whole is not None and _believed(whole) else None


def _believed(whole: NDArray[np.int64]) -> bool:
    return len(whole) == 0 or (int(whole.min()) >= -LARGEST and int(whole.max()) <= LARGEST)


Parsed = tuple[int, int, int, str]
"""Value × 10**places, places, reason, currency."""


def _parse(text: str, *, comma: bool) -> Parsed:
    if not comma and _PLAIN.fullmatch(text):
        return _number(text, "")
    if not comma and _GROUPED.fullmatch(text):
        return _number(text.replace(",", ""), "")
    return _parse_written(clean(text), comma=comma)


def _parse_written(text: str, *, comma: bool) -> Parsed:
    """Amounts as people write them: signs, currencies, thousands."""
    text = html.unescape(text) if "&" in text[:60] else text.removeprefix("'")
    if not text:
        return 0, 0, MISSING, ""
    if len(text) > 60:
        return 0, 0, OUT_OF_RANGE if text.isdigit() else NOT_NUMBER, ""
    if _NOT_FINITE.fullmatch(text):
        return 0, 0, NOT_FINITE, ""
    if text.endswith("%"):
        return 0, 0, PERCENT, ""
    negative, body, currency = _unwrapped(_TAX.sub("", text).strip())
    digits = _digits(body, comma=comma) if negative is not None else None
    if digits is None:
        return 0, 0, OUT_OF_RANGE if _is_huge(body) else NOT_NUMBER, currency
    return _number(("-" if negative else "") + digits, currency)


def _unwrapped(text: str) -> tuple[bool | None, str, str]:
    """Sign (None: more than one), the bare number, and its currency."""
    signs = 0
    if "'" in text or "’" in text:
        text = _SWISS.sub(lambda match: re.sub("['’]", "", match[1]), text)
    currency = _NAMED if _LETTER.search(text) else _SIGN
    found = currency.findall(text)
    currency_first = bool(found) and currency.match(text.lstrip("+-−▲△( ")) is not None
    text = currency.sub("", text).strip()
    if text.startswith("(") and text.endswith(")"):
        signs, text = 1, text[1:-1].strip()
    if text[:1] in ("-", "−", "▲", "△", "‐", "–"):
        signs, text = signs + 1, text[1:].strip()
    elif text.startswith("+"):
        text = text[1:].strip()
    if text[-1:] in ("-", "−", "ー") and text[-2:-1].isdigit():
        end_mark = currency_first and _symbol(found[0]) == "JPY"
        signs, text = signs + (not end_mark), text[:-1].strip()
    several = len({_symbol(name) for name in found}) > 1
    return (None if signs > 1 or several else signs == 1), text, _symbol(found[0]) if found else ""


def _symbol(text: str) -> str:
    name = text.upper().removesuffix("也")
    return _SYMBOLS.get(name, name)


def _digits(text: str, *, comma: bool) -> str | None:
    """The number with a point and without thousands separators; None when it is none."""
    if not (_COMMA if comma else _POINT).fullmatch(text):
        return None
    text = text.replace(" ", "")
    return text.replace(".", "").replace(",", ".") if comma else text.replace(",", "")


def _is_huge(text: str) -> bool:
    return bool(_SCIENTIFIC.fullmatch(text)) and abs(Decimal(text)) > LARGEST


def _number(text: str, currency: str) -> Parsed:
    integer, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) > MOST_DECIMALS:
        return 0, 0, TOO_PRECISE, currency
    value = int(integer + fraction) if integer not in ("", "-") else int(integer + "0" + fraction)
    if abs(value) > LARGEST * 10 ** len(fraction):
        return 0, 0, OUT_OF_RANGE, currency
    return value, len(fraction), 0, currency


def _body(text: str) -> str:
    """The digits of an amount and what stands between them; "" where there are none."""
    if _BARE.fullmatch(text):
        return text.removeprefix("-")
    body = unicodedata.normalize("NFKC", _unwrapped(clean(text))[1])
    return body if re.search(r"\d", body) else ""


def decimal_separators(texts: Iterable[str], delimiter: str | None) -> tuple[str, ...]:
    """Which decimal separators a column of amounts can have, the likelier first; two when the file does not say.

    Parameters
    ----------
    delimiter : str, optional
        What separates fields: no comma where the comma may be the decimal separator; nothing where cells have types.
    """
    texts = list(texts)
    bodies = {_body(text) for text in texts if "," in text or "." in text or "，" in text} - {""}
    point = sum(bool(_POINT.fullmatch(body)) for body in bodies)
    comma = sum(bool(_COMMA.fullmatch(body)) for body in bodies)
    if point != comma:
        return (".",) if point > comma else (",",)
    if bodies and delimiter and all(_EITHER.fullmatch(body) for body in bodies):
        thousands = all("." in body for body in bodies) and not any(_UNPARTED.fullmatch(text) for text in texts)
        return (".", ",") if delimiter == ";" or (thousands and delimiter != ",") else (".",)
    return (".",)
