"""Until when, and from when on, files that are ready can be taken to know what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ltv.ledger import CUSTOMER_ID
from ltv.months import MonthRule, date_of, day_number
from ui.upload_list import Upload
from ui.uploads import today

LATE = 6
"""A first leaving so many months after the first start suggests that earlier ones are not in the file."""


def last_day(uploads: Sequence[Upload]) -> dt.date:
    """The last day the files can be taken to know about.

    The last order; for contracts the end of the month of the last start or end, not after today: a later day would
    count everyone as kept in months the file may know nothing of.
    """
    last = _last_order(uploads)
    if last is not None:
        return last
    event = last_change(uploads)
    return _day_read(uploads) if event is None else min(_day_read(uploads), _end_of_month(event))


def last_change(uploads: Sequence[Upload]) -> dt.date | None:
    """The last day not after today on which a contract starts or ends, as the file writes it; None without one."""
    latest = day_number(_day_read(uploads))
    days = [day for upload in _contracts(uploads) for day in _changes(upload) if day <= latest]
    return date_of(max(days)) if days else None


def _changes(upload: Upload) -> list[int]:
    """The last starts and ends of contracts; an end that the reader said is the last day is that day."""
    shift = int(upload.options.answers.get("contract_end") == "last_day")
    starts, ends = upload.reading.table["start"], upload.reading.table["end"].dropna() - shift
    return [int(day) for day in {*starts, *ends}]


def _end_of_month(day: dt.date) -> dt.date:
    rule = MonthRule()
    return date_of(rule.last_day(rule.month(day_number(day))))


def _day_read(uploads: Sequence[Upload]) -> dt.date:
    return next((upload.options.today for upload in uploads if upload.options.today), None) or today()


def _contracts(uploads: Sequence[Upload]) -> list[Upload]:
    return [upload for upload in uploads if upload.reading.kind == "contracts" and len(upload.reading.table)]


@dataclass(frozen=True)
class Known:
    """From when on a file of contracts can tell who left.

    Attributes
    ----------
    start, last : int
        Months of the earliest start and of the last known day.
    left : int, optional
        Month in which the first customer was active for the last time; None when nobody has left.
    """

    start: int
    last: int
    left: int | None

    @property
    def is_cut(self) -> bool:
        """Whether contracts begin long before anybody leaves, as in a file of who was active at some date."""
        return self.left is not None and self.left - self.start >= LATE

    @property
    def default(self) -> int:
        """The first month from which the file seems to hold everyone."""
        return self.left if self.is_cut and self.left is not None else self.start

    @property
    def months(self) -> range:
        """Months to choose from."""
        return range(self.start, self.last + 1)


def known(uploads: Sequence[Upload], as_of: dt.date, closing_day: int | None = None) -> Known | None:
    """What contracts tell about who left by `as_of`; None without a contract that has begun by then."""
    tables = [upload.reading.table[[CUSTOMER_ID, "start", "end"]] for upload in _contracts(uploads)]
    rule, until = MonthRule(closing_day), day_number(as_of)
    if not tables or min(int(table["start"].min()) for table in tables) > until:
        return None
    contracts = pd.concat(tables, ignore_index=True)
    contracts = contracts[contracts["start"] <= until]
    ends = contracts["end"].astype("Int64").fillna(until + 1).groupby(contracts[CUSTOMER_ID]).max()
    left = ends[ends <= until]
    return Known(
        start=rule.month(int(contracts["start"].min())),
        last=rule.month(until),
        left=rule.month(int(left.min()) - 1) if len(left) else None,
    )


def first_possible_day(uploads: Sequence[Upload]) -> dt.date:
    """The earliest day the data can be as of: not before the last order; for contracts any day."""
    return _last_order(uploads) or dt.date(1980, 1, 1)


def _last_order(uploads: Sequence[Upload]) -> dt.date | None:
    tables = [u.reading.table for u in uploads if u.reading.kind == "orders" and len(u.reading.table)]
    return date_of(max(int(table["day"].max()) for table in tables)) if tables else None
