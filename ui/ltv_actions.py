"""The Actions tab: who gets what this week within the reader's limits, who is left alone, and the lists to hand out."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.decisions.action_plan import Audience
from ltv.models.fitted import Fitted
from ltv.models.worth import Worth
from ui import export, page, show
from ui import ltv_actions_tables as tables
from ui.data_quality_badge import export_warning
from ui.ltv_actions_export import files
from ui.ltv_actions_inputs import control
from ui.ltv_actions_story import Story, plan
from ui.ltv_actions_treatments import editor
from ui.ltv_customers_data import seen
from ui.ltv_customers_list import MOST
from ui.ltv_money_notes import currency_note, sales_note
from ui.row_level import agreed
from ui.words import of, t


def actions_tab(data: Dataset, models: Fitted, values: Worth) -> None:
    """Who gets what this week."""
    sales_note(values)
    currency_note(data)
    _plan(data, models, values)


@st.fragment
def _plan(data: Dataset, models: Fitted, values: Worth) -> None:
    """Choices and what follows from them in one fragment: a changed cap reruns nothing else."""
    top = st.container()
    with st.container(border=True):
        st.subheader(t("ltv_actions.inputs.title"), anchor=False)
        inputs = control(data)
        with st.expander(t("ltv_actions.treatments.title"), icon=":material/edit:"):
            editor(data)
    looked_at = seen(data, models, values)
    found: Audience = looked_at.latest(plan, inputs)
    story = Story(looked_at, inputs, found)
    with top:
        st.header(page.plain(story.headline()), anchor=False)
        st.caption(page.plain(story.scope()))
        if story.is_told:
            page.cards(story.cards())
    if story.is_told:
        _chosen(story)
    if looked_at.has_values:
        _limits(story)
        _suppressed(story)
    if story.is_told:
        files(story)


def _chosen(story: Story) -> None:
    """By treatment, and one by one."""
    with st.container(border=True):
        st.subheader(page.plain(t("ltv_actions.list.title", n=show.customers(len(story.plan.chosen)))), anchor=False)
        st.caption(page.plain(t("ltv_actions.list.how")))
        page.small_table(tables.by_treatment(story))
        frame, columns = tables.chosen(story)
        _list(frame, columns, "actions", t("ltv_actions.list.alt"))
        if len(story.plan.chosen) > MOST:
            st.caption(t("ltv_customers.list.most", most=show.count(MOST)))
        _file(story, story.plan.chosen, "actions")


def _limits(story: Story) -> None:
    """What binds, and where customers stand."""
    with st.container(border=True):
        st.subheader(page.plain(tables.caps_title(story)), anchor=False)
        if len(story.plan.caps):
            st.caption(t("ltv_actions.caps.how"))
            page.small_table(tables.caps(story))
        if not story.plan.is_exact:
            st.caption(t("ltv_actions.caps.gap", gap=show.share(story.plan.gap, 2)))
    with st.container(border=True):
        st.subheader(t("ltv_actions.quadrants.title"), anchor=False)
        st.caption(page.plain(t("ltv_actions.quadrants.how", value=story.money(story.plan.threshold))))
        page.small_table(tables.quadrants(story))


def _suppressed(story: Story) -> None:
    """Who is left alone, why, and what that saves."""
    left = story.plan.suppressed
    with st.container(border=True):
        words = {"n": show.customers(len(left)), "saved": story.money(story.plan.saved_cost)}
        key = "ltv_actions.suppressed.title" if story.plan.spared else "ltv_actions.suppressed.title.nothing"
        st.subheader(page.plain(t(key, **words)), anchor=False)
        st.caption(page.plain(t("ltv_actions.suppressed.how", usual=of(story.plan.usual.name))))
        if len(left) or len(story.plan.deferred):
            page.small_table(tables.reasons(story))
        if len(left):
            with st.expander(t("ltv_actions.suppressed.list"), icon=":material/table:"):
                frame, columns = tables.suppressed(story)
                _list(frame, columns, "suppressed", t("ltv_actions.suppressed.list"))
                _file(story, left, "suppressed")


def _list(frame: pd.DataFrame, columns: dict[str, object], name: str, alt: str) -> None:
    height = min(35 * (len(frame) + 1) + 3, 420)
    st.dataframe(
        frame, column_config=columns, hide_index=True, height=height, key=f"table_{name}", alt=alt,  # type: ignore[arg-type]
        placeholder=show.NOTHING,
    )  # fmt: skip


def _file(story: Story, rows: pd.DataFrame, name: str) -> None:
    """All rows as CSV with canonical columns."""
    if not agreed(name):
        return
    warning = export_warning()
    st.download_button(
        t("download_csv"), lambda: export.csv(tables.file(story, rows), warning), f"{name}.csv", "text/csv",
        key=f"csv_{name}", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
