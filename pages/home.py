"""What changed this month, and who should decide what?"""

import streamlit as st

from ltv.metrics.nrr_rules import default_rule, is_available, span
from ui import home, kpi, kpi_figures, nrr, nrr_evidence, page, session, shell, tables
from ui.nrr_story import Story
from ui.words import t

data = page.start("home")
lang, rule, end = session.lang(), default_rule(data.months), data.months.last_complete
story = None
if is_available(data.months, rule):
    found = session.cached(nrr.result, data, rule, end - span(rule), end)
    story = Story(found, data, rule, end - span(rule), end, t("segment.all"))
    scope = story.scope()
else:
    scope = t("home.scope_none")
headline = home.headline(story, data, rule)
if story is None:
    page.answer(t("home.question"), headline, scope, data)
    page.next_step(t("home.next"), t("home.next.link"), "data")
    st.stop()

page.answer(t("home.question"), headline, scope, data, story.badge(), story.caution())
values = session.cached(kpi.values, data, end)
page.cards(kpi_figures.cards(values, data))

age = 12 if data.months.recurring else 1
kept = session.cached(home.month_kept, data, age)
questions = (
    ("home.q1", home.answer_revenue(story, data), "nrr_trends"),
    ("home.q2", home.answer_leaving(data, kept), "cohort_retention"),
    ("home.q3", home.answer_ruler(values), "kpi_definitions"),
)
st.subheader(t("home.questions"), anchor=False)
with st.grid(3, min_column_width=240):
    for key, answer, name in questions:
        with st.container(border=True, height="stretch"):
            st.markdown(f"**{t(key)}**")
            st.write(page.plain(answer))
            st.page_link(
                shell.path_of(name), label=t(f"page.{name}"), icon=":material/arrow_forward:", icon_position="right"
            )
with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.markdown(page.plain(t("home.ltv")))
    st.page_link(
        shell.path_of("ltv_segments"), label=t("page.ltv_segments"), icon=":material/arrow_forward:",
        icon_position="right",
    )  # fmt: skip

series = session.cached(nrr.series, data, rule)
if len(series):
    page.evidence(
        nrr_evidence.line_title(series, story),
        t("nrr.line.how"),
        session.cached(nrr_evidence.line_spec, data, rule, end, lang),
        tables.in_units(series.assign(rule=rule.value), data.months.decimals),
        name="nrr_series",
        alt=nrr_evidence.line_alt(series),
    )

missing = home.dark(values, lang)
with st.container(border=True):
    st.subheader(t("home.dark.title", n=len(missing)) if len(missing) else t("home.dark.title_none"), anchor=False)
    if len(missing):
        page.small_table(missing)
page.next_step(t("home.next"), t("home.next.link"), "data")
