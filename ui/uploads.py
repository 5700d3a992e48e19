"""Files on their way to becoming a data set: brought in, checked together, and accepted by the reader."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import pandas as pd

from ltv.dataset import Dataset
from ltv.intake import Message, Options, Reading, assemble, fits
from ltv.intake.reading import refused
from ui import kept, session, upload_list
from ui.upload_list import Upload

REVENUE = ("orders", "contracts")
_SHOWN = "accepted_digests"
_UNUSED = "accepted_unused"
_NOTICES = "upload_notices"


@dataclass(frozen=True)
class Settings:
    """What the files do not say and the reader decides; `known_from` for contracts only."""

    as_of: dt.date
    closing_day: int | None = None
    currency: str = "JPY"
    known_from: int | None = None


@dataclass(frozen=True, eq=False)
class Notice:
    """A file that was not taken in because it is here already.

    Attributes
    ----------
    where : "here", among the files on this page, or "on_screen", in the data set that is shown
    other : name of the file it equals, where known
    """

    name: str
    where: str
    other: str = ""
    file: Upload | None = None


def _options() -> Options:
    """What is decided about every new file: the one place where an upload's options begin."""
    return Options(today=today(), **kept.privacy())


def today() -> dt.date:
    """The day in Japan."""
    return dt.datetime.now(ZoneInfo("Asia/Tokyo")).date()


def receive(files: Sequence[io.BytesIO]) -> None:
    """Begin to read new files; content that is here already is stopped by its digest, and told."""
    here = {item.key: _name(item) for item in upload_list.items()}
    shown = _shown()
    new, notices = [], []
    for file in files:
        upload = _new(file.name, file.getvalue())
        if upload.key in here:
            notices.append(Notice(upload.name, "here", here[upload.key]))
        elif upload.digest in shown:
            notices.append(Notice(upload.name, "on_screen", file=upload))
        else:
            new.append(upload)
        here.setdefault(upload.key, upload.name)
    session.store(_NOTICES, notices)
    _agree_on_key()
    upload_list.begin(new)


def _agree_on_key() -> None:
    """Read files again whose pseudonyms are of another key: the same customer would be two.

    The key is another when everything was deleted in another window, or when its folder can be reached again.
    """
    secret = kept.privacy()["secret"]
    if any(options.secret != secret for options in upload_list.options()):
        upload_list.change_all(secret=secret)


def _shown() -> frozenset[str]:
    """Digests of the files that the data set on screen was made of, as far as this session has read them."""
    data, (fingerprint, digests) = session.uploaded(), session.stored(_SHOWN, ("", frozenset()))
    return digests if data is not None and data.fingerprint == fingerprint else frozenset()


def _new(name: str, content: bytes) -> Upload:
    options = _options()
    return Upload(name, content, options, _unread(options), hashlib.sha256(content).hexdigest())


def _unread(options: Options) -> Reading:
    """What is known of a file before it is read."""
    return refused(b"", options, Message("reading_cancelled"))


def _name(item: upload_list.Item) -> str:
    return item.name if isinstance(item, Upload) else item.file.name


def notices() -> list[Notice]:
    """Files that were not taken in the last time."""
    return list(session.stored(_NOTICES, []))


def read_anyway(notice: Notice) -> None:
    """Read a file although the data set on screen holds it."""
    session.store(_NOTICES, [other for other in notices() if other is not notice])
    if notice.file is not None:
        upload_list.begin([notice.file])


def forget_remembered(key: str) -> None:
    """Read a file without what an earlier one with the same header taught."""
    upload_list.forget(key, _options())


def discard() -> None:
    """Forget the files that were not accepted; what is on screen stays."""
    session.store(_NOTICES, [])
    upload_list.discard()


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
    session.store(_SHOWN, (dataset.fingerprint, frozenset(upload.digest for upload in uploads)))
    session.store(_UNUSED, (dataset.fingerprint, [_account_of(u.reading) for u in uploads if len(u.reading.problems)]))
    discard()
    return dataset


def _account_of(reading: Reading) -> Reading:
    """What is told of a file once it is gone: lines, columns and reasons of what was not used, and no row of it."""
    return replace(reading, table=reading.table.iloc[:0], parties=None)


def forget_shown() -> None:
    """Drop the data set that is shown and what is told of its files."""
    session.forget_upload()
    session.store(_UNUSED, ("", []))


def unused() -> list[Reading]:
    """The files of the data set on screen that have rows which were not used, as far as this session has read them."""
    data, (fingerprint, found) = session.uploaded(), session.stored(_UNUSED, ("", []))
    return found if data is not None and data.fingerprint == fingerprint else []


def _account(uploads: Sequence[Upload]) -> pd.DataFrame:
    """How many records of each file were used; kept after the files themselves are gone."""
    names = ["kind", "records", "accepted", "rejected", "excluded", "blank"]
    return pd.DataFrame([[getattr(upload.reading, name) for name in names] for upload in uploads], columns=names)
