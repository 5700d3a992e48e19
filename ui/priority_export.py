"""What the page of priorities hands out for a meeting: a page of paper and a workbook."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ltv.decisions.portfolio.initiatives import Initiative
from ltv.decisions.scenario.state import Base
from ui import session
from ui.data_quality_badge import with_warning
from ui.priority_facts import Handout
from ui.priority_sheet import priority_sheet
from ui.priority_sheet_html import to_html
from ui.priority_story import Story
from ui.priority_workbook import priority_tables
from ui.words import t
from ui.workbook import to_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def buttons(story: Story, initiatives: Sequence[Initiative], base: Base) -> None:
    """Two files. Their words are told now, in the reader's language; they are written when they are asked for."""
    handout = Handout(story, initiatives, base)
    sheet, tables, lang = priority_sheet(handout), priority_tables(handout), session.lang()
    said = {"title": t("priority_export.document"), "footer": with_warning(t("priority_export.disclaimer"))}
    made = story.data.months.as_of
    name = f"priorities_{made:%Y-%m-%d}"
    with st.container(border=True):
        st.subheader(t("priority_export.title"), anchor=False)
        st.caption(t("priority_export.how"))
        with st.container(horizontal=True, gap="small"):
            st.download_button(
                t("priority_export.html"), lambda: to_html(sheet), f"{name}.html", "text/html",
                key="priorities_html", icon=":material/print:", on_click="ignore", type="primary",
            )  # fmt: skip
            st.download_button(
                t("priority_export.xlsx"), lambda: to_xlsx(tables, lang=lang, made=made, **said), f"{name}.xlsx", XLSX,
                key="priorities_xlsx", icon=":material/table_view:", on_click="ignore",
            )  # fmt: skip
