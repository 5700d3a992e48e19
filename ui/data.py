"""The answer of the data page, for each state it can be in."""

from __future__ import annotations

from ltv.dataset import Dataset
from ltv.intake import records_of
from ui import session, show, uploads
from ui.uploads import Upload
from ui.words import t


def headline(files: list[Upload], data: Dataset) -> str:
    """The answer for each state of the page."""
    if not files:
        return _headline_on_screen(data)
    if any(f.reading.outcome == "reject" for f in files):
        return t("data.headline.rejected")
    asked = next((f for f in files if f.reading.outcome == "ask"), None)
    if asked:
        return t("data.headline.question", kind=kind_words(asked.reading.kind))
    if not uploads.ready(files):
        return t("data.headline.needs_revenue")
    if uploads.misfits(files):
        return t("data.headline.misfit")
    sums = records_of(f.reading for f in files)
    key = "ready" if sums.rejected or sums.excluded else "clean"
    return t(f"data.headline.{key}", **{name: show.count(n) for name, n in sums._asdict().items()})


def _headline_on_screen(data: Dataset) -> str:
    if session.is_sample():
        return t("data.headline.sample")
    return t(
        "data.headline.uploaded",
        first=show.month(data.months.first),
        last=show.day(data.months.as_of),
        customers=show.customers(data.months.paying),
    )


def kind_words(kind: str | None) -> str:
    """A kind of file in the reader's words."""
    return t(f"data.kind.{kind or 'unknown'}")
