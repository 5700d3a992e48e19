"""Files on their way to becoming a data set: read, asked about, corrected, and accepted by the reader."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import pandas as pd

from ltv.dataset import Dataset
from ltv.intake import Options, Reading, assemble, read
from ltv.months import date_of
from ui import session

_FILES = "uploads"
REVENUE = ("orders", "contracts")


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
            uploads.append(_read(file.name, content, Options(today=_today())))
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


def last_day(uploads: Sequence[Upload]) -> dt.date:
    """The last day that any accepted order tells of; today for contracts, which run on."""
    last = _last_order(uploads)
    return _today() if last is None else last


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


def accept(uploads: Sequence[Upload], as_of: dt.date, closing_day: int | None, currency: str) -> Dataset:
    """Make the files one data set and show it. Raises UnfitFilesError when they do not belong together."""
    readings = [upload.reading for upload in uploads]
    dataset = assemble(readings, as_of=as_of, closing_day=closing_day, source="upload").in_currency(currency)
    session.upload(dataset)
    session.store("accepted", _account(uploads))
    discard()
    return dataset


def _account(uploads: Sequence[Upload]) -> pd.DataFrame:
    """How many records of each file were used; kept after the files themselves are gone."""
    names = ["kind", "records", "accepted", "rejected", "excluded", "blank"]
    return pd.DataFrame([[getattr(upload.reading, name) for name in names] for upload in uploads], columns=names)


def _read(name: str, content: bytes, options: Options) -> Upload:
    return Upload(name, content, options, read(content, name, options))


def _today() -> dt.date:
    return dt.datetime.now(ZoneInfo("Asia/Tokyo")).date()
