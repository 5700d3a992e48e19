"""What each page can say with the files at hand, and what one more column or file would add."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from ltv.intake.possible import SEGMENTS, Inventory, Possible, Unlock, possible, unlocks
from ui import page, show
from ui.data import field_words, kind_words
from ui.words import t

MOST = 3
"""Most unlocks that are told one by one; the table has all."""


def show_possible(inventory: Inventory, title: str) -> None:
    """The next thing worth adding, and page by page what can be said."""
    with st.container(border=True):
        st.subheader(title, anchor=False)
        for unlock in unlocks(inventory)[:MOST]:
            st.markdown(f":material/add_circle: {page.plain(unlock_words(unlock))}")
        page.small_table(page_rows(inventory))


def unlock_words(unlock: Unlock) -> str:
    """One more column or file, and what it would add."""
    columns = [field_words(column) for column in unlock.columns]
    case = "segments" if unlock.kind == SEGMENTS else "file" if unlock.is_new else "column"
    key = f"import.unlock.{case}" + ("_with" if unlock.is_new and columns and case == "file" else "")
    figures = _joined([figure_words(figure.id) for figure in unlock.figures])
    return t(key, kind=_kind(unlock.kind), columns=_joined(columns), figures=figures)


def need_words(need: str, inventory: Inventory) -> str:
    """A column of a file that is there, else a kind of file."""
    kind, _, column = need.partition(".")
    if need == SEGMENTS:
        return t("import.need.segments")
    if column and kind in inventory.has:
        return t("import.need.column", column=field_words(column))
    return t("import.need.file", kind=kind_words(kind))


def figure_words(figure: str) -> str:
    """A figure in words."""
    return t(f"import.figure.{figure}")


def page_rows(inventory: Inventory) -> pd.DataFrame:
    """Page by page: what can be said, and what is lacking for the rest."""
    states = possible(inventory)
    pages = dict.fromkeys(state.figure.page for state in states)
    rows = [_page_row(name, [s for s in states if s.figure.page == name], inventory) for name in pages]
    return pd.DataFrame(rows, columns=[t("import.can.page"), t("import.can.yes"), t("import.can.no")])


def _page_row(name: str, states: Sequence[Possible], inventory: Inventory) -> tuple[str, str, str]:
    said = [figure_words(s.figure.id) for s in states if s.state == "yes"]
    lacking = [_lacking(s, inventory) for s in states if s.state != "yes"]
    return t(f"page.{name}"), _joined(said) or show.NOTHING, _joined(lacking) or show.NOTHING


def _lacking(state: Possible, inventory: Inventory) -> str:
    figure = figure_words(state.figure.id)
    if state.state == "needs":
        needs = dict.fromkeys(need_words(need, inventory) for need in state.lacks)
        return t("import.lacks", figure=figure, needs=_joined(list(needs)))
    if state.state == "months":
        return t("import.lacks.months", figure=figure, months=state.months, now=inventory.months)
    return t("import.lacks.orders", figure=figure)


def _kind(kind: str) -> str:
    return "" if kind == SEGMENTS else kind_words(kind)


def _joined(words: Sequence[str]) -> str:
    return t("import.and").join(words)
