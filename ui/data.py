"""The answer of the data page, for each state it can be in."""

from __future__ import annotations

from collections.abc import Sequence

from ltv.dataset import Dataset
from ltv.intake import Reading, records_of, vocabulary
from ltv.intake.messages import field_name
from ui import session, show, uploads
from ui.upload_list import Running, Upload
from ui.words import WORDS, t

KINDS = tuple(kind for kind in vocabulary.KINDS if f"data.kind.{kind}" in WORDS)
"""Kinds of files that a reader can choose."""


def headline(files: list[Upload], data: Dataset, running: Sequence[Running] = ()) -> str:
    """The answer for each state of the page."""
    if running:
        return _headline_reading(files, running)
    if not files:
        return _headline_on_screen(data)
    refused = [f for f in files if f.reading.outcome == "reject"]
    if refused:
        return _headline_refused(files, refused)
    asked = next((f for f in files if f.reading.outcome == "ask"), None)
    if asked:
        return _headline_asked(asked)
    if not uploads.ready(files):
        return t("data.headline.needs_revenue")
    if uploads.misfits(files):
        return t("data.headline.misfit")
    sums = records_of(f.reading for f in files)
    key = "ready" if sums.rejected or sums.excluded else "clean"
    return t(f"data.headline.{key}", **{name: show.count(n) for name, n in sums._asdict().items()})


def _headline_asked(asked: Upload) -> str:
    if asked.reading.kind is None:
        return t("import.headline.question", name=asked.name[:60])
    return t("data.headline.question", kind=kind_words(asked.reading.kind))


def _headline_reading(files: list[Upload], running: Sequence[Running]) -> str:
    count = len(running) + len(files)
    if count == 1:
        return t("import.headline.reading_one", name=running[0].file.name[:60])
    return t("import.headline.reading", running=show.count(len(running)), files=show.count(count))


def _headline_refused(files: list[Upload], refused: list[Upload]) -> str:
    if len(refused) < len(files):
        return t("import.headline.some", refused=show.count(len(refused)), files=show.count(len(files)))
    if all(f.reading.sales for f in refused):
        return t("import.headline.no_customers")
    if len(refused) > 1:
        return t("import.headline.none", files=show.count(len(refused)))
    return t("import.headline.columns" if lacks_columns(refused[0].reading) else "data.headline.rejected")


def _headline_on_screen(data: Dataset) -> str:
    if session.is_sample():
        return t("data.headline.sample")
    return t(
        "data.headline.uploaded",
        first=show.month(data.months.first),
        last=show.day(data.months.as_of),
        customers=show.customers(data.months.paying),
    )


def lacks_columns(reading: Reading) -> bool:
    """Whether all that keeps a file from being read is that nothing tells what its columns are."""
    return reading.error is not None and reading.error.code == "column_missing" and bool(reading.recognised.headers)


def kind_words(kind: str | None) -> str:
    """A kind of file in the reader's words."""
    return t(f"data.kind.{kind or 'unknown'}")


def field_words(name: str) -> str:
    """One of our fields in the reader's words."""
    return t(f"data.field.{name}") if f"data.field.{name}" in WORDS else field_name(name, session.lang())
