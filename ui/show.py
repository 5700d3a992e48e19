"""Numbers as a reader sees them: the only place where anything is rounded or given a sign, unit or percent."""

from __future__ import annotations

import datetime as dt
import math
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from ltv.intake.pseudonyms import is_pseudonym
from ltv.metrics.intervals import Interval
from ltv.metrics.metric import Lang, Unit
from ltv.months import month_starts
from ui import session
from ui.words import t

NOTHING = "—"
_IN_FULL = 1e5
"""Smaller amounts are written in full."""
_BEYOND_WORDS = 1e20
"""Larger numbers are written with their power of ten."""
_SYMBOLS = {"JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}


def number(value: float, decimals: int = 0) -> str:
    """A number rounded half up, with thousands separators; "—" when unknown."""
    if _unknown(value):
        return NOTHING
    if abs(value) >= _BEYOND_WORDS:
        return f"{value:.2e}"
    step = Decimal(1).scaleb(-decimals)
    return f"{Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP):,}"


def share(value: float, decimals: int = 1) -> str:
    """A share as percent: 0.942 is 94.2%."""
    if _unknown(value):
        return NOTHING
    return number(float(Decimal(repr(float(value))) * 100), decimals) + "%"


def points(change: float) -> str:
    """A change of a share in percentage points, signed: +3.1pt."""
    return NOTHING if _unknown(change) else signed(change * 100, 1) + "pt"


def count(value: float) -> str:
    """How many."""
    return number(value)


def size(n: int) -> str:
    """Room on a disk: 12 KB, 3.4 MB."""
    if n < 1e6:
        return t("unit.kilobytes", n=number(max(n / 1e3, 1)))
    return t("unit.megabytes", n=number(n / 1e6, 1))


def customer_id(id: object) -> str:
    """A customer's id; of a pseudonym the first digits, which tell customers apart. Files have all of it."""
    return str(id)[:10] if is_pseudonym(id) else str(id)


def customers(n: float) -> str:
    """How many customers, with the counter word."""
    return t(f"n.{session.data().kind}" + (".one" if n == 1 else ""), n=count(n))


FEW = 5
"""Fewer customers than these are not counted in documents that are handed out."""


def customers_or_few(n: float) -> str:
    """How many customers, where they are not so few that one could be recognised."""
    return customers(n) if n >= FEW else t(f"n.{session.data().kind}.few", n=count(FEW))


def money(
    value: float, currency: str = "JPY", decimals: int = 0, *, sign: bool = False, exact: bool = False,
    like: float | None = None,
) -> str:  # fmt: skip
    """Money of the smallest unit in words a manager uses: 439万円, ¥4.39M; in full with `exact`.

    `like` is an amount whose unit is taken, so that all amounts of a chart have the same.
    """
    if _unknown(value):
        return NOTHING
    whole = float(value) / 10**decimals
    mark = "+" if sign and whole > 0 else "-" if whole < 0 else ""
    size = abs(whole)
    if exact:
        return mark + _with_unit(number(size, decimals), "", currency)
    digits, unit = _short(size, decimals, like=None if like is None else abs(like) / 10**decimals)
    return mark + _with_unit(digits, unit, currency)


def unit_value(value: float, unit: Unit, currency: str = "JPY", decimals: int = 0) -> str:
    """A metric's value by its unit."""
    if unit == Unit.SHARE:
        return share(value)
    if unit in (Unit.MONEY, Unit.MONEY_PER_CUSTOMER):
        return money(value, currency, decimals)
    if unit == Unit.COUNT:
        return number(value)
    return NOTHING if _unknown(value) else t(f"unit.{unit}", n=number(value, 1))


def interval(bounds: Interval) -> str:
    """An interval of a share in words; says so when there is none."""
    if _unknown(bounds.low) or _unknown(bounds.high):
        return t("interval.unknown")
    return t("interval", low=share(bounds.low), high=share(bounds.high))


def span(bounds: Interval) -> str:
    """An interval of a share for a table: 95.6–107.6%; "—" when there is none."""
    if _unknown(bounds.low) or _unknown(bounds.high):
        return NOTHING
    return f"{number(bounds.low * 100, 1)}–{share(bounds.high)}"


def month(value: int | pd.Timestamp) -> str:
    """A month: 2026年9月, Sep 2026."""
    stamp = month_starts([value])[0] if isinstance(value, int) else value  # type: ignore[arg-type]
    return f"{stamp.year}年{stamp.month}月" if session.lang() == "ja" else f"{stamp:%b %Y}"


def day(value: dt.date) -> str:
    """A date: 2026年9月30日, 30 Sep 2026."""
    return f"{value.year}年{value.month}月{value.day}日" if session.lang() == "ja" else f"{value.day} {value:%b %Y}"


def is_japanese() -> bool:
    """Whether the reader reads Japanese."""
    return session.lang() == "ja"


def signed(value: float, decimals: int = 0) -> str:
    """A number with its sign: +3.1, -2.0."""
    text = number(value, decimals)
    return text if text == NOTHING or text.startswith("-") else f"+{text}"


def _short(size: float, decimals: int, lang: Lang | None = None, like: float | None = None) -> tuple[str, str]:
    """Three or four figures and the unit that goes with them, or with an amount that it is to be like."""
    largest = size if like is None else like
    if largest < _IN_FULL or size == 0:
        return number(size, min(decimals, 2)), ""
    steps = ((1e8, "億"), (1e4, "万")) if (lang or session.lang()) == "ja" else ((1e9, "B"), (1e6, "M"), (1e3, "K"))
    for step, unit in steps:
        if largest >= step:
            scaled = size / step
            return number(scaled, 0 if scaled >= 100 else 1 if scaled >= 10 else 2), unit
    return number(size, min(decimals, 2)), ""


def _with_unit(digits: str, unit: str, currency: str) -> str:
    if session.lang() == "ja" and currency == "JPY":
        return f"{digits}{unit}円"
    mark = _SYMBOLS.get(currency, f"{currency} ") if currency else ""
    return f"{mark}{digits}{unit}"


def _unknown(value: float) -> bool:
    return value is None or math.isnan(value) or math.isinf(value)
