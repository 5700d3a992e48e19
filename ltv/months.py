"""Months as whole numbers, with or without a closing day (締め日).

A day is the number of days since 1970-01-01 in the data set's own time zone.
A month is the number of months since January 1970: 2025-04 is ``(2025 - 1970) * 12 + 3``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_EPOCH = dt.date(1970, 1, 1)


def day_number(date: dt.date) -> int:
    """Days from 1970-01-01 to `date`."""
    return (date - _EPOCH).days


def date_of(day: int) -> dt.date:
    """The date that `day` days after 1970-01-01 is."""
    return _EPOCH + dt.timedelta(days=int(day))


def month_number(name: str) -> int:
    """Month of a name such as "2025-04". Raises ValueError when it is not one."""
    year, month = name.split("-")
    if len(year) != 4 or not 1 <= int(month) <= 12:
        raise ValueError(f'not a month: "{name}". Write months as YYYY-MM.')
    return (int(year) - 1970) * 12 + int(month) - 1


def month_name(month: int) -> str:
    """Name of a month: "2025-04"."""
    return f"{1970 + month // 12:04d}-{month % 12 + 1:02d}"


def month_starts(months: NDArray[np.integer]) -> pd.DatetimeIndex:
    """First days of calendar months, as timestamps for tables and charts."""
    return pd.DatetimeIndex(np.asarray(months).astype("datetime64[M]").astype("datetime64[s]"))


@dataclass(frozen=True)
class MonthRule:
    """Which days make a month.

    Parameters
    ----------
    closing_day : int or None
        Last day of a month, 1 to 28; the days after it belong to the next month.
        None for calendar months.
    """

    closing_day: int | None = None

    def __post_init__(self) -> None:
        if self.closing_day is not None and not 1 <= self.closing_day <= 28:
            raise ValueError(f"closing_day is a day from 1 to 28 or None for calendar months, not {self.closing_day}")

    def months(self, days: NDArray[np.integer]) -> NDArray[np.int32]:
        """Month of each day; looked up once per calendar day between the first and the last."""
        if len(days) == 0:
            return np.empty(0, dtype=np.int32)
        low, high = int(days.min()), int(days.max())
        table = self._months_of(np.arange(low, high + 1))
        return np.asarray(table.take(np.asarray(days) - low))

    def _months_of(self, days: NDArray[np.integer]) -> NDArray[np.int32]:
        dates = days.astype("datetime64[D]")
        months = dates.astype("datetime64[M]").astype(np.int32)
        if self.closing_day is None:
            return months
        day_of_month = (dates - dates.astype("datetime64[M]")).astype(np.int32) + 1
        return np.asarray(months + (day_of_month > self.closing_day), dtype=np.int32)

    def month(self, day: int) -> int:
        """Month that a day belongs to."""
        return int(self._months_of(np.array([day]))[0])

    def last_day(self, month: int) -> int:
        """Last day of a month."""
        start = np.datetime64(int(month), "M")
        if self.closing_day is None:
            return int((start + 1).astype("datetime64[D]").astype(np.int64)) - 1
        return int(start.astype("datetime64[D]").astype(np.int64)) + self.closing_day - 1
