"""Which customers should we keep, and who gets what this week?"""

import streamlit as st

from ui import ltv_dimensions, ltv_next, page, session, value_controls
from ui import ltv_figures as figures
from ui import ltv_segments as answer
from ui.ltv_actions import actions_tab
from ui.ltv_customers import customers_tab
from ui.ltv_segments_tab import segments_tab
from ui.words import t

TABS = ("segments", "customers", "actions")

data = page.start("ltv_segments")
top = st.container()
with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
    assumed = value_controls.assumptions_control(data)
with st.spinner(t("ltvs.fitting")):
    models = session.cached(answer.models, data)
    values = session.cached(answer.values, data, assumed)
tab = session.recall("tab", TABS, TABS[0])
dimension = ltv_dimensions.dimension_chosen(data)
story = answer.Story(
    data,
    models,
    values,
    dimension,
    session.cached(answer.verdicts, data, assumed, dimension),
    session.cached(answer.residual, data, assumed),
)
with top:
    page.answer(t("ltvs.question"), story.headline(), story.scope(), data, story.badge(), story.caution())
    if tab == TABS[0]:
        page.cards(figures.cards(story))
        st.caption(page.plain(figures.pair(story)))
session.choose(
    "tab", t("ltvs.tab"), TABS, TABS[0], lambda code: t(f"ltvs.tab.{code}"), "segments", label_visibility="collapsed",
    width="stretch",
)  # fmt: skip
if tab == TABS[0]:
    segments_tab(story)
elif tab == "customers":
    customers_tab(data, models, values)
else:
    actions_tab(data, models, values)
ltv_next.next_step(tab, is_valued=story.is_valued)
