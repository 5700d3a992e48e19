"""The next step at the end of the LTV page, which depends on the tab that is open."""

from __future__ import annotations

import streamlit as st

from ui import page, session
from ui.words import t


def next_step(tab: str, *, is_valued: bool) -> None:
    """Lead to what follows from a tab: where retention is lost, whom to contact, whether contacting worked."""
    if not is_valued:
        page.next_step(t("ltvs.next.data"), t("ltvs.next.data_link"), "data")
    elif tab == "customers":
        _to_actions()
    elif tab == "actions":
        page.next_step(t("ltvs.next.actions"), t("ltvs.next.actions.link"), "nrr_trends")
    else:
        page.next_step(t("ltvs.next"), t("ltvs.next.link"), "cohort_retention")


def _to_actions() -> None:
    """A button in the place of the link, as the step is on this very page."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{t('next')}**: {page.plain(t('ltvs.next.customers'))}")
        st.button(
            t("ltvs.next.customers.link"), key="next_actions", type="tertiary", icon=":material/arrow_forward:",
            icon_position="right", on_click=_open_actions,
        )  # fmt: skip


def _open_actions() -> None:
    session.remember("tab", "actions")
