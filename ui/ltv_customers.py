"""The Customers tab: value × risk in money, a list that follows the brush, a card, and how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.models.fitted import Fitted
from ltv.models.worth import Worth
from ui import export, page, session, show
from ui import ltv_customers_chart as chart
from ui import ltv_customers_list as people
from ui import ltv_customers_story as story
from ui.charts.quadrant import BRUSH
from ui.data_quality_badge import export_warning
from ui.ltv_card import card
from ui.ltv_customers_data import Seen, seen, window_control
from ui.ltv_customers_lenses import lenses
from ui.ltv_customers_trust import trust
from ui.ltv_money_notes import currency_note, sales_note
from ui.row_level import agreed
from ui.words import t


def customers_tab(data: Dataset, models: Fitted, values: Worth) -> None:
    """Who is worth a person's time this week, and why."""
    sales_note(values)
    currency_note(data)
    looked_at = seen(data, models, values)
    st.header(page.plain(story.headline(looked_at)), anchor=False)
    st.caption(page.plain(story.scope(looked_at)))
    if words := story.caution(looked_at):
        st.info(page.plain(words), icon=":material/info:")
    page.cards(story.cards(looked_at))
    if len(looked_at.table):
        if looked_at.is_contracts and looked_at.has_values:
            window_control()
        explorer(looked_at)
        if looked_at.has_values:
            lenses(looked_at)
    trust(looked_at)


@st.fragment
def explorer(looked_at: Seen) -> None:
    """Chart, list and card in one fragment: a brush reruns nothing else."""
    selection = _quadrant(looked_at) if looked_at.has_values else {}
    rows = people.chosen(looked_at, selection)
    customer = _list(looked_at, rows, selection)
    if customer is not None:
        card(looked_at, customer)


def _quadrant(looked_at: Seen) -> Mapping[str, Sequence[float]]:
    """The chart; what is brushed on it."""
    with st.container(border=True):
        st.subheader(page.plain(chart.title(looked_at)), anchor=False)
        st.caption(page.plain(chart.how(looked_at)))
        event: Any = st.vega_lite_chart(
            spec=looked_at.once(chart.spec, session.lang()),
            key=f"chart_quadrant_{looked_at.data.fingerprint[:8]}",
            on_select="rerun",
            selection_mode=[BRUSH],
            alt=chart.alt(looked_at),
        )
        _chart_data(looked_at)
    found = event.selection if event else {}
    return dict(found.get(BRUSH) or {})


def _chart_data(looked_at: Seen) -> None:
    """What the chart draws, as a table and a file."""
    frame = chart.drawn(looked_at).head(people.MOST)
    shown, columns = people.shown(looked_at, frame)
    with st.expander(t("show_data"), icon=":material/table:"):
        st.dataframe(shown, column_config=columns, hide_index=True, key="table_quadrant", placeholder=show.NOTHING)
        _file(looked_at, chart.drawn(looked_at), "quadrant")


def _list(looked_at: Seen, rows: pd.DataFrame, selection: Mapping[str, Sequence[float]]) -> int | None:
    """The list; the customer whose row is selected, at first the first one."""
    with st.container(border=True):
        st.subheader(page.plain(people.title(looked_at, rows, selection)), anchor=False)
        if rows.empty:
            st.caption(t("ltv_customers.list.empty.how"))
            return None
        st.caption(page.plain(people.how(looked_at, rows)))
        shown, columns = people.shown(looked_at, rows)
        event: Any = st.dataframe(
            shown,
            column_config=columns,
            hide_index=True,
            placeholder=show.NOTHING,
            height=min(35 * (len(shown) + 1) + 3, 320),
            key=f"people_{hash(tuple(rows['customer'].head(people.MOST)))}",
            on_select="rerun",
            selection_mode="single-row",
            selection_default={"selection": {"rows": [0]}},
            alt=people.title(looked_at, rows, selection),
        )
        _file(looked_at, rows, "customers")
    picked = event.selection.rows if event else [0]
    return int(rows["customer"].iloc[picked[0]]) if picked else None


def _file(looked_at: Seen, rows: pd.DataFrame, name: str) -> None:
    """All rows as CSV with canonical columns, made when it is asked for."""
    if not agreed(name):
        return
    warning = export_warning()
    st.download_button(
        t("download_csv"), lambda: export.csv(people.file(looked_at, rows), warning), f"{name}.csv", "text/csv",
        key=f"csv_{name}", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
