"""Texts become days, in the data set's own time zone."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from ltv.intake.column import Column
from ltv.intake.date_forms import ISO_ZONED, SIMPLE, clock_of, date_or_none, forms, offset_of, written
from ltv.intake.texts import clean, word
from ltv.months import day_number

REASONS = ("", "date_missing", "date_invalid", "date_in_future", "date_too_old")
MISSING, INVALID, IN_FUTURE, TOO_OLD = range(1, 5)

_OLDEST = day_number(dt.date(1980, 1, 1))


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
    column: Column, rule: DateRule, today: dt.date | None = None, *, oldest: bool = True, optional: bool = False
) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    """Days since 1970-01-01 of every row, and for each row a code of `REASONS`.

    Parameters
    ----------
    today : date, optional
        Days later than the one after it are refused; None refuses none.
    oldest : bool
        Refuse days before 1980.
    optional : bool
        A word that stands for no date, such as "-" or 0000-00-00, is a missing date and no wrong one.
    """
    read = _Reader(rule)
    number = np.fromiter((read(text) for text in column.texts), dtype=np.int32, count=len(column.texts))
    if optional:
        for code in np.flatnonzero(number == _NO_DAY):
            number[code] = _EMPTY if is_no_date(column.texts[code]) else _NO_DAY
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


def is_no_date(text: str) -> bool:
    """Whether a text stands for no date at all, as an empty cell, 0000-00-00 and "-" do where a date may be missing."""
    return word(text) in _NO_DATES or _ZERO.fullmatch(clean(text)) is not None


_NO_DATES = frozenset(
    {"", "null", "none", "nan", "nat", "n/a", "#n/a", "-", "−", "–", "—", "ー", "なし", "無し", "未定"}
    | {"継続中", "契約中", "利用中", "有効", "無期限", "現在", "active", "current", "present", "ongoing"}
)
_ZERO = re.compile(r"0{1,4}(?:[-/.]0{1,2}[-/.]0{1,2}(?:[ T]00:00(?::00)?)?)?")


class _Reader:
    """Reads one text; remembers days, because a year has few of them."""

    def __init__(self, rule: DateRule) -> None:
        self._rule = rule
        self._zone = ZoneInfo(rule.zone)
        self._naive_zone = dt.UTC if rule.naive_utc and rule.zone != "UTC" else None
        self._forms = forms(rule.order, mac=rule.mac)
        self._days: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        if self._naive_zone is None and (simple := SIMPLE.fullmatch(text)):
            return self._simple(simple[1])
        if ISO_ZONED.fullmatch(text):
            return self._moment(text)
        return self._written(written(text))

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
        if len(text) > 80:
            return _NO_DAY
        for pattern, date_of in self._forms:
            if match := pattern.fullmatch(text):
                return self._placed(date_of(match), match)
        return _NO_DAY

    def _placed(self, date: dt.date | dt.datetime | None, match: re.Match[str]) -> int:
        """Day of a date, after its time of day and offset are looked at."""
        if date is None:
            return _NO_DAY
        if isinstance(date, dt.datetime):
            return self._moved(date) if date.tzinfo else self._local(date)
        groups = match.groupdict()
        clock = clock_of(groups)
        if clock is None:
            return _NO_DAY
        moment = dt.datetime.combine(date, clock)
        if zone := groups.get("zone"):
            return self._moved(moment.replace(tzinfo=offset_of(zone)))
        return self._local(moment) if groups.get("clock") or groups.get("kanji") else day_number(date)

    def _local(self, moment: dt.datetime) -> int:
        if self._naive_zone is None:
            return day_number(moment.date())
        return self._moved(moment.replace(tzinfo=self._naive_zone))


def _day(year: int, month: int, day: int) -> int:
    date = date_or_none(year, month, day)
    return _NO_DAY if date is None else day_number(date)
