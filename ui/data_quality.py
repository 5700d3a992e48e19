"""The quality tab: how good is the data, by dimension and for each figure?"""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ltv.dataset import Dataset
from ltv.quality.score import Dimension
from ui import page
from ui.charts.quality import dimension_bars
from ui.data_quality_seen import Seen, every_figure, figures, seen
from ui.data_quality_story import card_help, card_words, dimension_words, headline, percent, reasons_unknown, scope
from ui.data_quality_tables import (
    CATALOGUE,
    bars,
    definitions,
    every_count,
    figure_file,
    figure_rows,
    lacking_rows,
    title_of_dimensions,
)
from ui.page import Card
from ui.words import t


def quality_tab(top: DeltaGenerator, data: Dataset) -> None:
    """The answer above the tabs, the evidence below them."""
    found = seen()
    caution = reasons_unknown(found) if found.quality.exact is None else ""
    with top:
        page.answer(t("quality.question"), headline(found), scope(found), data, caution=caution)
    page.cards([_card(dimension) for dimension in found.quality.dimensions])
    _dimensions(found)
    _figures(found)
    page.next_step(t("quality.next"), t("quality.next.link"), "nrr_trends")


def _card(dimension: Dimension) -> Card:
    about = card_words(dimension)
    return Card(dimension_words(dimension.name), percent(dimension.share), about=about, help=card_help(dimension))


def _dimensions(found: Seen) -> None:
    title = title_of_dimensions(found)
    page.evidence(
        title, t("quality.chart.how"), dimension_bars(bars(found.quality)), every_count(found.quality),
        name="quality_counts", alt=title, columns={name: t(f"quality.col.{name}") for name in _COLUMNS},
    )  # fmt: skip
    with st.expander(t("quality.definitions"), icon=":material/menu_book:"):
        page.small_table(definitions(found.quality))
        st.caption(page.plain(t("quality.definitions.note")))


_COLUMNS = ("quality_dimension", "kind_of_file", "quality_check", "good", "of", "share", "decides", "told")


def _figures(found: Seen) -> None:
    with st.container(border=True):
        st.subheader(t("quality.figures.title"), anchor=False)
        st.caption(t("quality.figures.how"))
        page.small_table(figure_rows(figures(CATALOGUE)))
        lacking = lacking_rows(figures(CATALOGUE), found.evidence)
        if len(lacking):
            with st.expander(t("quality.lacking.title"), icon=":material/block:"):
                page.small_table(lacking)
        page.download(figure_file(every_figure()), "quality_by_metric")
