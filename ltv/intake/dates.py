"""Texts become days, in the data set's own time zone."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from ltv.intake.table import Column
from ltv.intake.texts import clean
from ltv.months import day_number

REASONS = ("", "date_missing", "date_invalid", "date_in_future", "date_too_old")
MISSING, INVALID, IN_FUTURE, TOO_OLD = range(1, 5)
ORDERS = ("ymd", "mdy", "dmy")

_OLDEST = day_number(dt.date(1980, 1, 1))
_ERAS = {
    "令和": (2018, dt.date(2019, 5, 1), dt.date.max),
    "平成": (1988, dt.date(1989, 1, 8), dt.date(2019, 4, 30)),
    "昭和": (1925, dt.date(1926, 12, 25), dt.date(1989, 1, 7)),
}
_ERA_NAMES = {"令和": "令和", "令": "令和", "r": "令和", "平成": "平成", "平": "平成", "h": "平成",
              "昭和": "昭和", "昭": "昭和", "s": "昭和"}  # fmt: skip
_MONTHS = {name: i for i, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)}  # fmt: skip

_CLOCK = r"(?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)"
_KANJI_CLOCK = r"(?P<kanji>\d{1,2}時(?:\d{1,2}分(?:\d{1,2}秒)?)?)"
_REST = (
    rf"(?:\s*\([日月火水木金土](?:曜日?)?\))?(?:(?:T|\s+|,\s*)?(?:{_CLOCK}|{_KANJI_CLOCK})\s*(?P<half>[ap]m)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|JST|(?:UTC|GMT)?[+-]\d{2}:?\d{2})?"
)
_flags = re.IGNORECASE | re.ASCII
_YMD = re.compile(rf"(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*日?{_REST}", _flags)
_ERA = re.compile(rf"(令和?|平成?|昭和?|[rhs])\s*(\d{{1,2}}|元)\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*日?{_REST}",
                  _flags)  # fmt: skip
_LOOSE = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d{{2}}){_REST}", _flags)
_NAMED = re.compile(
    rf"(?:[a-z]{{3,9}},?\s+)?(?:(?P<m1>[a-z]{{3,9}})\.?\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?P<m2>[a-z]{{3,9}})\.?,?[\s-]+)(?P<y>\d{{4}}){_REST}", _flags)  # fmt: skip
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?", _flags)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?", _flags)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", _flags)
_SIMPLE = re.compile(r"(\d{4}[-/]\d{1,2}[-/]\d{1,2})(?:[ T](?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?)?", _flags)
_ISO_ZONED = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?\s?(?:Z|[+-]\d{2}:?\d{2})", _flags)


@dataclass(frozen=True)
class DateRule:
    """How the dates of one column are read.

    Parameters
    ----------
    zone : IANA name
        Zone of days.
    naive_utc : bool
        Times without an offset are UTC, not in `zone`.
    order : "ymd", "mdy" or "dmy"
        Of dates such as 01/02/2026 and 26/01/02.
    mac : bool
        Serial numbers of a workbook count from 1904.
    """

    zone: str = "Asia/Tokyo"
    naive_utc: bool = False
    order: str = "ymd"
    mac: bool = False


def days(
    column: Column, rule: DateRule, today: dt.date | None = None, *, oldest: bool = True
) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    """Days since 1970-01-01 of every row, and for each row a code of `REASONS`.

    Parameters
    ----------
    today : date, optional
        Days later than the one after it are refused; None refuses none.
    oldest : bool
        Refuse days before 1980.
    """
    read = _Reader(rule)
    number = np.fromiter((read(text) for text in column.texts), dtype=np.int32, count=len(column.texts))
    reason = np.where(number == _NO_DAY, INVALID, np.where(number == _EMPTY, MISSING, 0)).astype(np.int8)
    if oldest:
        reason[(reason == 0) & (number < _OLDEST)] = TOO_OLD
    if today is not None:
        reason[(reason == 0) & (number > day_number(today) + 1)] = IN_FUTURE
    number = np.where(reason == 0, number, 0).astype(np.int32)
    if len(number) == 0:
        return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int8)
    return number[column.codes], reason[column.codes]


_NO_DAY, _EMPTY = -(2**31), -(2**31) + 1


class _Reader:
    """Reads one text; remembers days, because a year has few of them."""

    def __init__(self, rule: DateRule) -> None:
        self._rule = rule
        self._zone = ZoneInfo(rule.zone)
        self._naive_zone = dt.UTC if rule.naive_utc and rule.zone != "UTC" else None
        self._days: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        if self._naive_zone is None and (simple := _SIMPLE.fullmatch(text)):
            return self._simple(simple[1])
        if _ISO_ZONED.fullmatch(text):
            return self._moment(text)
        return self._written(clean(text))

    def _simple(self, text: str) -> int:
        known = self._days.get(text)
        if known is None:
            known = self._days[text] = _day(*map(int, re.split("[-/]", text)))
        return known

    def _moment(self, text: str) -> int:
        try:
            moment = dt.datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", "").upper())
        except ValueError:
            return _NO_DAY
        return self._moved(moment)

    def _moved(self, moment: dt.datetime) -> int:
        try:
            return day_number(moment.astimezone(self._zone).date())
        except OverflowError:
            return day_number(moment.date())

    def _written(self, text: str) -> int:
        if not text:
            return _EMPTY
        if len(text) > 60:
            return _NO_DAY
        for pattern, date_of in self._patterns():
            if match := pattern.fullmatch(text):
                return self._placed(date_of(match), match)
        return _NO_DAY

    def _patterns(self) -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], dt.date | dt.datetime | None]], ...]:
        return (
            (_YMD, _plain_date),
            (_ERA, _era_date),
            (_LOOSE, partial(_loose_date, order=self._rule.order)),
            (_COMPACT, _compact_date),
            (_NAMED, _named_date),
            (_EPOCH, _epoch),
            (_SERIAL, partial(_serial, mac=self._rule.mac)),
        )

    def _placed(self, date: dt.date | dt.datetime | None, match: re.Match[str]) -> int:
        """Day of a date, after its time of day and offset are looked at."""
        if date is None:
            return _NO_DAY
        if isinstance(date, dt.datetime):
            return self._moved(date) if date.tzinfo else self._local(date)
        groups = match.groupdict()
        clock = _clock(groups)
        if clock is None:
            return _NO_DAY
        moment = dt.datetime.combine(date, clock)
        if zone := groups.get("zone"):
            return self._moved(moment.replace(tzinfo=_offset(zone)))
        return self._local(moment) if groups.get("clock") or groups.get("kanji") else day_number(date)

    def _local(self, moment: dt.datetime) -> int:
        if self._naive_zone is None:
            return day_number(moment.date())
        return self._moved(moment.replace(tzinfo=self._naive_zone))


def _day(year: int, month: int, day: int) -> int:
    date = _date(year, month, day)
    return _NO_DAY if date is None else day_number(date)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _plain_date(match: re.Match[str]) -> dt.date | None:
    return _date(int(match[1]), int(match[2]), int(match[3]))


def _era_date(match: re.Match[str]) -> dt.date | None:
    before, first, last = _ERAS[_ERA_NAMES[match[1].lower()]]
    year = 1 if match[2] == "元" else int(match[2])
    date = _date(before + year, int(match[3]), int(match[4])) if year else None
    return date if date is not None and first <= date <= last else None


def _loose_date(match: re.Match[str], order: str) -> dt.date | None:
    parts = dict(zip(order, map(int, match.group(1, 2, 3))))
    if len(match[3]) == 4:
        parts = dict(zip("mdy" if order == "ymd" else order, map(int, match.group(1, 2, 3))))
    year = parts["y"]
    return _date(year if year >= 100 else 2000 + year, parts["m"], parts["d"])


def _compact_date(match: re.Match[str]) -> dt.date | None:
    hours, minutes, seconds = (int(part or 0) for part in match.group(4, 5, 6))
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    date = _plain_date(match)
    return date if date is None or match[4] is None else dt.datetime(
        date.year, date.month, date.day, hours, minutes, seconds)  # fmt: skip  # noqa: DTZ001


def _named_date(match: re.Match[str]) -> dt.date | None:
    month = _MONTHS.get((match["m1"] or match["m2"])[:3].lower())
    return None if month is None else _date(int(match["y"]), month, int(match["d1"] or match["d2"]))


def _epoch(match: re.Match[str]) -> dt.datetime:
    number = float(match[0])
    return dt.datetime.fromtimestamp(number / 1000 if number >= 1e12 else number, tz=dt.UTC)


def _serial(match: re.Match[str], *, mac: bool) -> dt.date | None:
    whole = int(float(match[0]))
    if not 10_000 <= whole <= 80_000:
        return None
    return (dt.date(1904, 1, 1) if mac else dt.date(1899, 12, 30)) + dt.timedelta(days=whole)


def _clock(groups: dict[str, str | None]) -> dt.time | None:
    text = groups.get("clock") or groups.get("kanji")
    if not text:
        return dt.time()
    parts = [int(part) for part in re.findall(r"\d+", text)[:3]]
    hour, minute, second = [*parts, 0, 0][:3]
    if half := (groups.get("half") or "").lower():
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return dt.time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _offset(text: str) -> dt.tzinfo:
    text = text.upper()
    if text == "JST":
        return dt.timezone(dt.timedelta(hours=9))
    digits = re.search(r"([+-])(\d{2}):?(\d{2})$", text)
    if digits is None:
        return dt.UTC
    shift = min(dt.timedelta(hours=int(digits[2]), minutes=int(digits[3])), dt.timedelta(hours=23, minutes=59))
    return dt.timezone(shift if digits[1] == "+" else -shift)


def possible_orders(texts: Iterable[str], today: dt.date | None = None) -> tuple[str, ...]:
    """Orders of day, month and year that dates such as 01/02/2026 can have; empty when no order fits all of them.

    A column without such dates has "ymd". Years of two digits are also tried in front, as Japan writes them; orders
    that lead to dates in the future drop out for those.
    """
    loose = [match for text in texts if (match := _LOOSE.fullmatch(clean(text)[:60]))]
    if not loose:
        return ("ymd",)
    short = [match for match in loose if len(match[3]) == 2]
    orders = ("mdy", "dmy") if len(short) < len(loose) else ORDERS
    fits = Counter({order: sum(_loose_fits(match, order, today if short else None) for match in loose)
                    for order in orders})
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
