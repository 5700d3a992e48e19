"""The ways people and systems write dates, and what each means."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial

from ltv.intake.texts import clean

ORDERS = ("ymd", "mdy", "dmy")

_ERAS = {
    "令和": (2018, dt.date(2019, 5, 1), dt.date.max),
    "平成": (1988, dt.date(1989, 1, 8), dt.date(2019, 4, 30)),
    "昭和": (1925, dt.date(1926, 12, 25), dt.date(1989, 1, 7)),
}
_ERA_NAMES = {"令和": "令和", "令": "令和", "r": "令和", "平成": "平成", "平": "平成", "h": "平成",
              "昭和": "昭和", "昭": "昭和", "s": "昭和"}  # fmt: skip
_MONTHS = {name: i for i, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)}  # fmt: skip

_HALF = r"(?P<{}>[ap]\.?m\.?|午前|午後)"
_CLOCK = r"(?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)"
_KANJI_CLOCK = r"(?P<kanji>\d{1,2}時(?:\d{1,2}分(?:\d{1,2}秒)?)?)"
_ZONE = r"(?P<zone>Z|UTC|GMT|JST|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?(?:\s*UTC)?)"
_ASIDE = r"(?:\s*\([A-Z\s]+\)|\s*\([^\x00-\x7f]+\)|\[[A-Z/_]+\])?"
"""Name of a zone behind its offset, as browsers write it."""
_DAY_NAME = r"(?:\s*\(?(?:[日月火水木金土](?:曜日?)?|(?:sun|mon|tue|wed|thu|fri|sat)[a-z]*\.?)\)?)?"
_REST = (
    rf"{_DAY_NAME}(?:(?:T|\s+|,\s*)?(?:{_HALF.format('before')}\s*)?(?:{_CLOCK}|{_KANJI_CLOCK})"
    rf"(?:\s*{_HALF.format('half')})?(?:\s*{_ZONE}{_ASIDE})?)?"
)
_flags = re.IGNORECASE | re.ASCII
_DASHES = re.compile("[‐‑‒–—−ー]")
_MD = r"\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日.]?"
_YMD = re.compile(rf"(\d{{4}}){_MD}{_REST}", _flags)
_ERA = re.compile(rf"(令和?|平成?|昭和?|[rhs])\s*(\d{{1,2}}|元){_MD}{_REST}", _flags)
_LOOSE = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d{{2}}){_REST}", _flags)
_SHORT_FIRST = re.compile(r"\W*\w{1,2}\W")
"""A text that starts with one or two digits, whatever stands before them."""
_DAY_OF = r"(?:st|nd|rd|th)?"
_NAMED = re.compile(
    rf"(?:[a-z]{{3,9}},?\s+)?(?:(?P<m1>[a-z]{{3,9}})\.?\s+(?P<d1>\d{{1,2}}){_DAY_OF},?\s+"
    rf"|(?P<d2>\d{{1,2}}){_DAY_OF}[\s-]+(?P<m2>[a-z]{{3,9}})\.?,?[\s-]+)(?P<y>\d{{4}}|\d{{2}}){_REST}",
    _flags,
)
_YEAR_NAMED = re.compile(rf"(?P<y>\d{{4}})[\s-]+(?P<m1>[a-z]{{3,9}})\.?[\s-]+(?P<d1>\d{{1,2}}){_REST}", _flags)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2}):?(\d{2})(?::?(\d{2}))?(Z|[+-]\d{2}:?\d{2})?)?", _flags)
_EPOCH = re.compile(r"1\d{9}(?:\d{3}){0,3}(?:\.\d+)?", _flags)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", _flags)
SIMPLE = re.compile(
    r"(\d{4}[-/]\d{1,2}[-/]\d{1,2})(?:[ T](?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?)?", _flags
)
ISO_ZONED = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?\s?(?:Z|[+-]\d{2}:?\d{2})", _flags)


def date_or_none(year: int, month: int, day: int) -> dt.date | None:
    """A date; None when the calendar has no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def written(text: str) -> str:
    """A cleaned text as dates are looked for in it: plain hyphens, and no apostrophe of Excel in front."""
    return _DASHES.sub("-", clean(text).removeprefix("'"))


def _plain_date(match: re.Match[str]) -> dt.date | None:
    return date_or_none(int(match[1]), int(match[2]), int(match[3]))


def _era_date(match: re.Match[str]) -> dt.date | None:
    before, first, last = _ERAS[_ERA_NAMES[match[1].lower()]]
    year = 1 if match[2] == "元" else int(match[2])
    date = date_or_none(before + year, int(match[3]), int(match[4])) if year else None
    return date if date is not None and first <= date <= last else None


def _loose_date(match: re.Match[str], order: str) -> dt.date | None:
    parts = dict(zip(order, map(int, match.group(1, 2, 3))))
    if len(match[3]) == 4:
        parts = dict(zip("mdy" if order == "ymd" else order, map(int, match.group(1, 2, 3))))
    year = parts["y"]
    return date_or_none(year if year >= 100 else 2000 + year, parts["m"], parts["d"])


def _compact_date(match: re.Match[str]) -> dt.date | None:
    hours, minutes, seconds = (int(part or 0) for part in match.group(4, 5, 6))
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    date = _plain_date(match)
    if date is None or match[4] is None:
        return date
    zone = offset_of(match[7]) if match[7] else None
    return dt.datetime.combine(date, dt.time(hours, minutes, seconds, tzinfo=zone))


def _named_date(match: re.Match[str]) -> dt.date | None:
    found = match.groupdict()
    month = _MONTHS.get((found["m1"] or found["m2"])[:3].lower())
    year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
    return None if month is None else date_or_none(year, month, int(found["d1"] or found["d2"]))


def _epoch(match: re.Match[str]) -> dt.datetime:
    """Seconds since 1970; or thousandths, millionths or billionths of them, by the number of digits."""
    whole = match[0].partition(".")[0]
    return dt.datetime.fromtimestamp(int(whole[:10]), tz=dt.UTC)


def _serial(match: re.Match[str], *, mac: bool) -> dt.date | None:
    """A day of Excel; a moment when it has a fraction, the time of day."""
    whole, _, fraction = match[0].partition(".")
    if not 10_000 <= int(whole) <= 80_000:
        return None
    date = (dt.date(1904, 1, 1) if mac else dt.date(1899, 12, 30)) + dt.timedelta(days=int(whole))
    seconds = min(round(float(f"0.{fraction or 0}") * 86_400), 86_399)
    return dt.datetime.combine(date, dt.time()) + dt.timedelta(seconds=seconds) if seconds else date


def clock_of(groups: dict[str, str | None]) -> dt.time | None:
    """Time of day that a form has found; midnight without one, None for a time that does not exist."""
    text = groups.get("clock") or groups.get("kanji")
    if not text:
        return dt.time()
    parts = [int(part) for part in re.findall(r"\d+", text)[:3]]
    hour, minute, second = [*parts, 0, 0][:3]
    if half := groups.get("half") or groups.get("before") or "":
        if not hour <= 12:
            return None
        hour = hour % 12 + (12 if half[0] in "pP" or half == "午後" else 0)
    leap = second == 60
    return dt.time(hour, minute, second - leap) if hour < 24 and minute < 60 and second - leap < 60 else None


def offset_of(text: str) -> dt.tzinfo:
    """Offset such as "+09:00", "Z" or "JST"."""
    text = text.upper()
    if text == "JST":
        return dt.timezone(dt.timedelta(hours=9))
    digits = re.search(r"([+-])(\d{2}):?(\d{2})?", text)
    if digits is None:
        return dt.UTC
    shift = min(dt.timedelta(hours=int(digits[2]), minutes=int(digits[3] or 0)), dt.timedelta(hours=23, minutes=59))
    return dt.timezone(shift if digits[1] == "+" else -shift)


Form = tuple[re.Pattern[str], Callable[[re.Match[str]], dt.date | dt.datetime | None]]


def forms(order: str, *, mac: bool) -> tuple[Form, ...]:
    """Every way a date is written, and how each becomes a date (a moment, where it carries its own time)."""
    return (
        (_YMD, _plain_date),
        (_ERA, _era_date),
        (_LOOSE, partial(_loose_date, order=order)),
        (_COMPACT, _compact_date),
        (_NAMED, _named_date),
        (_YEAR_NAMED, _named_date),
        (_EPOCH, _epoch),
        (_SERIAL, partial(_serial, mac=mac)),
    )


def possible_orders(texts: Iterable[str], today: dt.date | None = None) -> tuple[str, ...]:
    """Orders of day, month and year that dates such as 01/02/2026 can have; empty when no order fits all of them.

    A column without such dates has "ymd". Years of two digits are also tried in front, as Japan writes them; orders
    that lead to dates in the future drop out for those.
    """
    short_first = (text for text in texts if _SHORT_FIRST.match(text))
    loose = [match for text in short_first if (match := _LOOSE.fullmatch(written(text)[:60]))]
    if not loose:
        return ("ymd",)
    short = [match for match in loose if len(match[3]) == 2]
    orders = ("mdy", "dmy") if len(short) < len(loose) else ORDERS
    fits = Counter(
        {order: sum(_loose_fits(match, order, today if short else None) for match in loose) for order in orders}
    )
    found = tuple(order for order in orders if fits[order] == len(loose))
    return found or _nearly(fits, loose, orders)


def _nearly(fits: Counter[str], loose: list[re.Match[str]], orders: tuple[str, ...]) -> tuple[str, ...]:
    """An order that all but a few dates have, none of which proves another order; otherwise none."""
    for order in orders:
        others = [match for match in loose if not _loose_fits(match, order, None)]
        if not any(_loose_fits(match, other, None) for match in others for other in orders):
            return (order,)
    return ()


def _loose_fits(match: re.Match[str], order: str, today: dt.date | None) -> bool:
    date = _loose_date(match, order)
    return date is not None and (today is None or date <= today + dt.timedelta(days=1))
