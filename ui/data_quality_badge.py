"""Quality beside every answer: a badge where the data need care, a banner where the page's own figures do.

At 90 points and more nothing is shown, so that pages stay calm.
"""

from __future__ import annotations

import streamlit as st

from ltv.quality.score import Band
from ui import session, shell, show
from ui.data_quality_seen import Affected, affected, seen
from ui.data_quality_story import lowest_words, metric_words, points
from ui.words import sentences, t

TAB, TABS = "data_tab", ("import", "reconcile", "quality")
"""The tabs of the data page, as the link names them."""
QUALITY = "quality"
_PAGE = "page"


def on_page(name: str) -> None:
    """Remember which page is on screen."""
    session.store(_PAGE, name)


def badge() -> None:
    """The score of the data set's own figures where it is below 90, and the way to the quality tab."""
    quality = seen().quality
    if quality.band not in (Band.CAREFUL, Band.POOR) or _is_on_tab():
        return
    poor = quality.band is Band.POOR
    st.badge(
        t(f"quality.badge.{quality.band.value}", points=points(quality.points)),
        icon=":material/report:" if poor else ":material/warning:", color="red" if poor else "orange",
        help=t("quality.badge.help", lowest=lowest_words(quality)),
    )  # fmt: skip
    if st.button(t("quality.badge.link"), key="to_quality", type="tertiary"):
        _go_to_tab()


def _go_to_tab() -> None:
    session.remember(TAB, QUALITY)
    st.switch_page(shell.path_of("data"))


def banner_words() -> tuple[Band, str] | None:
    """What is to be said about the page's own figures, and how gravely."""
    found = affected(_page())
    if found is None:
        return None
    return found.band, t(f"quality.banner.{found.band.value}", **_values(found))


def _values(found: Affected) -> dict[str, str]:
    quality, name, more = found.figure.quality, metric_words(found.figure.metric), found.count - 1
    return {
        "figure": t("quality.figure.more" if more else "quality.figure", name=name, n=show.count(more)),
        "points": points(quality.points),
        "lowest": lowest_words(quality),
    }


def export_warning() -> str:
    """One line for every file of decisions while the page's figures, or the data as a whole, are below 80; or ""."""
    found = affected(_page())
    if found is not None and found.band is Band.POOR:
        return t("quality.export", **_values(found))
    quality = seen().quality
    if quality.band is not Band.POOR:
        return ""
    return t("quality.export.data", points=points(quality.points), lowest=lowest_words(quality))


def export_mark() -> str:
    """The warning in a few signs, for files whose columns another system lays down; or ""."""
    if not export_warning():
        return ""
    found = affected(_page())
    scores = [seen().quality.points, *([found.figure.quality.points] if found else [])]
    return f" dq{points(min(scores))}"


def with_warning(words: str) -> str:
    """Words that close a document, after the warning where there is one."""
    return sentences(export_warning(), words)


def _page() -> str:
    return str(session.stored(_PAGE, ""))


def _is_on_tab() -> bool:
    return _page() == "data" and session.recall(TAB, TABS, TABS[0]) == QUALITY
