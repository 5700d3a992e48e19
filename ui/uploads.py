"""Files on their way to becoming a data set: read, asked about, corrected, and accepted by the reader."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import pandas as pd

from ltv.dataset import Dataset
from ltv.intake import Message, Options, Reading, assemble, fits
from ltv.intake.sandbox import read_isolated
from ltv.ledger import CUSTOMER_ID
from ltv.months import MonthRule, date_of, day_number
from ui import kept, session

_FILES = "uploads"
REVENUE = ("orders", "contracts")


LATE = 6
"""A first leaving so many months after the first start suggests that earlier ones are not in the file."""


@dataclass(frozen=True)
class Settings:
    """What the files do not say and the reader decides; `known_from` for contracts only."""

    as_of: dt.date
    closing_day: int | None = None
    currency: str = "JPY"
    known_from: int | None = None


@dataclass(frozen=True, eq=False)
class Upload:
    """One file: what it is called on the reader's machine, its bytes until accepted, and how it was read."""

    name: str
    content: bytes
    options: Options
    reading: Reading


def pending() -> list[Upload]:
    """Files that have been read but not yet accepted."""
    return list(session.stored(_FILES, []))


def receive(files: Sequence[io.BytesIO]) -> None:
    """Read new files and put them beside those already here; the same content again changes nothing."""
    uploads = pending()
    known = {upload.content for upload in uploads}
    for file in files:
        content = file.getvalue()
        if content not in known:
            uploads.append(_read(file.name, content, Options(today=_today(), **kept.privacy())))
    session.store(_FILES, uploads)


def remove(number: int) -> None:
    """Take one file back."""
    session.store(_FILES, [upload for i, upload in enumerate(pending()) if i != number])


def change(number: int, **options: object) -> None:
    """Read one file again under other options."""
    uploads = pending()
    old = uploads[number]
    uploads[number] = _read(old.name, old.content, replace(old.options, **options))  # type: ignore[arg-type]
    session.store(_FILES, uploads)


def answer(number: int, question: str, choice: str) -> None:
    """Read one file again with a question answered."""
    answers = {**pending()[number].options.answers, question: choice}
    change(number, answers=answers)


def discard() -> None:
    """Forget the files that were not accepted; what is on screen stays."""
    session.store(_FILES, [])


def ready(uploads: Sequence[Upload]) -> bool:
    """Whether every file was read and one of them holds revenue."""
    readings = [upload.reading for upload in uploads]
    return all(r.outcome == "accept" for r in readings) and any(r.kind in REVENUE for r in readings)


def misfits(uploads: Sequence[Upload]) -> tuple[Message, ...]:
    """Why files that are ready cannot be shown together; compared once for the same readings."""
    readings = tuple(upload.reading for upload in uploads)
    known = session.stored("misfits")
    if known is None or known[0] != tuple(map(id, readings)):
        known = (tuple(map(id, readings)), fits(readings))
        session.store("misfits", known)
    found: tuple[Message, ...] = known[1]
    return found


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
    today = day_number(_day_read(uploads))
    days = [day for upload in _contracts(uploads) for day in _changes(upload) if day <= today]
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
    return next((upload.options.today for upload in uploads if upload.options.today), None) or _today()


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
    rule, today = MonthRule(closing_day), day_number(as_of)
    if not tables or min(int(table["start"].min()) for table in tables) > today:
        return None
    contracts = pd.concat(tables, ignore_index=True)
    contracts = contracts[contracts["start"] <= today]
    ends = contracts["end"].astype("Int64").fillna(today + 1).groupby(contracts[CUSTOMER_ID]).max()
    left = ends[ends <= today]
    return Known(
        start=rule.month(int(contracts["start"].min())),
        last=rule.month(today),
        left=rule.month(int(left.min()) - 1) if len(left) else None,
    )


def first_possible_day(uploads: Sequence[Upload]) -> dt.date:
    """The earliest day the data can be as of: not before the last order; for contracts any day."""
    return _last_order(uploads) or dt.date(1980, 1, 1)


def _last_order(uploads: Sequence[Upload]) -> dt.date | None:
    tables = [u.reading.table for u in uploads if u.reading.kind == "orders" and len(u.reading.table)]
    return date_of(max(int(table["day"].max()) for table in tables)) if tables else None


CURRENCIES = ("JPY", "USD", "EUR", "GBP", "CNY", "KRW", "TWD", "")


def currency_of(uploads: Sequence[Upload]) -> str:
    """The currency the files name; yen where they name none, unless the amounts have decimals: then it is unknown."""
    revenue = [upload.reading for upload in uploads if upload.reading.kind in REVENUE]
    named = next((reading.currency for reading in revenue), "JPY")
    return "" if named == "JPY" and any(reading.decimals for reading in revenue) else named


def accept(uploads: Sequence[Upload], chosen: Settings) -> Dataset:
    """Make the files one data set and show it. Raises UnfitFilesError when they do not belong together."""
    dataset = assemble(
        [upload.reading for upload in uploads],
        as_of=chosen.as_of,
        closing_day=chosen.closing_day,
        known_from=chosen.known_from,
        source="upload",
    ).in_currency(chosen.currency)
    session.upload(dataset)
    session.store("accepted", _account(uploads))
    discard()
    return dataset


def _account(uploads: Sequence[Upload]) -> pd.DataFrame:
    """How many records of each file were used; kept after the files themselves are gone."""
    names = ["kind", "records", "accepted", "rejected", "excluded", "blank"]
    return pd.DataFrame([[getattr(upload.reading, name) for name in names] for upload in uploads], columns=names)


def _read(name: str, content: bytes, options: Options) -> Upload:
    return Upload(name, content, options, read_isolated(content, name, options))


def _today() -> dt.date:
    return dt.datetime.now(ZoneInfo("Asia/Tokyo")).date()
