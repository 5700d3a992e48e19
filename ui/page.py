"""The skeleton of every page: question → answer → rule and scope → figures → evidence → next step."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.quality.score import Band
from ui import data_quality_badge, export, session, shell, show, tables
from ui.words import t

Colour = Literal["green", "red", "orange", "gray", "blue"]


@dataclass(frozen=True)
class Badge:
    """A verdict in two words beside the question."""

    words: str
    colour: Colour
    icon: str


GOOD, BAD, OPEN = ":material/check:", ":material/arrow_downward:", ":material/help:"


def start(name: str) -> Dataset:
    """Begin a page: come through the shell, say the data's source and date, and return the data set.

    The reader's upload if there is one, else the sample, so each page works when opened first.
    """
    shell.guard(name)
    data_quality_badge.on_page(name)
    data = session.data()
    if session.lost_upload():
        st.warning(t("data.lost"), icon=":material/info:")
    return data


def answer(
    question: str, headline: str, scope: str, data: Dataset, badge: Badge | None = None, caution: str = ""
) -> None:
    """The question, the answer as a full sentence, the rule, scope and date it holds for, and what to beware of."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(question, width="content")
        if badge:
            st.badge(badge.words, icon=badge.icon, color=badge.colour)
        data_quality_badge.badge()
    st.title(plain(headline), anchor=False)
    st.caption(plain(scope))
    st.caption(stamp(data))
    if caution:
        st.info(plain(caution), icon=":material/info:")
    _quality_banner()


def _quality_banner() -> None:
    """What the page's own figures suffer from; nothing while all of them are good."""
    said = data_quality_badge.banner_words()
    if said:
        band, words = said
        show_it = st.error if band is Band.POOR else st.warning
        show_it(plain(words), icon=":material/rule:")


_MARKS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>$#~|:&!"})
_LINKS = re.compile(r"(?i)(?<=http)(?=s?\\?:)|(?<=www)(?=\.)|(?=@)")
_STARTS_A_LIST = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def plain(words: str) -> str:
    """Words that may quote a file, with everything that Markdown would read as markup made harmless.

    Addresses are kept from becoming links by a word joiner, which nobody sees.
    """
    safe = _LINKS.sub("\u2060", words.translate(_MARKS))
    return _STARTS_A_LIST.sub(lambda found: f"{found[1]}\u2060{found[2]}", safe)


def stamp(data: Dataset) -> str:
    """Where the figures come from and until when the data reach, for Markdown."""
    return plain(stamp_words(data))


def stamp_words(data: Dataset) -> str:
    """Where the figures come from and until when the data reach."""
    return _stamp(data, show.customers(data.months.paying))


def stamp_to_hand_out(data: Dataset) -> str:
    """The same for a document that is handed out: a few customers could be recognised, so they are not counted."""
    return _stamp(data, show.customers_or_few(data.months.paying))


def _stamp(data: Dataset, customers: str) -> str:
    months = data.months
    values = {
        "source": t(f"data.set.{data.source.removeprefix('sample:')}") if session.is_sample() else t("data.set.upload"),
        "as_of": show.day(months.as_of),
        "customers": customers,
        "months": len(months.names),
        "month": show.month(months.last),
    }
    return t("stamp" if months.last == months.last_complete else "stamp.incomplete", **values)


@dataclass(frozen=True)
class Card:
    """One key figure: its name, value, change, what it says about itself, and its history."""

    label: str
    value: str
    delta: str | None = None
    good: Literal["up", "down", "off"] = "up"
    about: str = ""
    help: str | None = None
    history: Sequence[float] = ()
    kind: Literal["line", "bar"] = "line"


def cards(figures: Sequence[Card]) -> None:
    """Key figures side by side, two by two on a phone."""
    colours = {"up": "normal", "down": "inverse", "off": "off"}
    with st.grid(len(figures), min_column_width=150):
        for card in figures:
            history = [v for v in card.history if v == v]
            st.metric(
                card.label,
                card.value,
                card.delta,
                delta_color=colours[card.good],  # type: ignore[arg-type]
                delta_description=card.about or None,
                help=card.help,
                border=True,
                height="stretch",
                chart_data=history if len(history) > 1 else None,
                chart_type=card.kind,
            )


def evidence(
    title: str,
    how: str,
    spec: Mapping[str, Any],
    table: pd.DataFrame,
    *,
    name: str,
    alt: str,
    columns: Mapping[str, str] | None = None,
    control: Callable[[], None] | None = None,
) -> None:
    """A chart with its headline, how to read it and perhaps a control, and the same data as a table and CSV beneath.

    `columns` names the table's columns where the names of `tables.in_words` do not fit; the CSV keeps canonical ones.
    """
    with st.container(border=True):
        st.subheader(plain(title), anchor=False)
        st.caption(plain(how))
        if control:
            control()
        st.vega_lite_chart(spec=dict(spec), key=f"chart_{name}", alt=alt)
        table_of(table, name=name, columns=columns)


def table_of(table: pd.DataFrame, *, name: str, columns: Mapping[str, str] | None = None) -> None:
    """Show data: a table in words that opens, and its CSV with canonical columns and unrounded values."""
    months = session.data().months
    shown, formats = tables.in_words(table, months.currency, months.decimals, columns)
    with st.expander(t("show_data"), icon=":material/table:"):
        st.dataframe(shown, column_config=formats, hide_index=True, key=f"table_{name}", placeholder=show.NOTHING)
        download(table, name)


def small_table(table: pd.DataFrame) -> None:
    """A few rows of words as plain HTML, which wraps on a phone and which screen readers read."""
    shown = pd.DataFrame(
        {plain(str(name)): [plain(show.customer_id(cell)) for cell in table[name]] for name in table.columns}
    )
    st.table(shown, border="horizontal", hide_index=True)


def download(table: pd.DataFrame, name: str) -> None:
    """A table as CSV, made when it is asked for; it says so where the data are poor."""
    warning = data_quality_badge.export_warning()
    st.download_button(
        t("download_csv"), lambda: export.csv(table, warning), f"{name}.csv", "text/csv",
        key=f"csv_{name}", icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def next_step(words: str, link: str, to: str) -> None:
    """What to do next, with the link that carries the reader's choices."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{t('next')}**: {plain(words)}")
        st.page_link(shell.path_of(to), label=link, icon=":material/arrow_forward:", icon_position="right")
