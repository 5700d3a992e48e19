"""Is revenue from existing customers growing, and what moves it?"""

import streamlit as st

from ltv.metrics.nrr_rules import NrrRule, available_from, is_available
from ltv.metrics.retention_parts import Retention
from ui import controls, nrr, page, session, show, tables
from ui import nrr_evidence as evidence
from ui import nrr_figures as figures
from ui.charts.bridge import bridge_bars
from ui.nrr_story import Story
from ui.words import t

data = page.start("nrr_trends")
top = st.container()
with controls.toolbar():
    rule = controls.rule_control(data)
    pair = controls.pair_control(data, rule)
    segment = controls.segment_control(data)
seen = segment.of(data)
if not is_available(data.months, NrrRule.YOY_COHORT) and pair is not None:
    day = show.day(available_from(data.months, NrrRule.YOY_COHORT))
    st.info(t("nrr.not_yet", day=day, rules=evidence.rules_available(data)), icon=":material/event:")
if pair is None:
    with top:
        headline = t("nrr.headline.no_month", day=show.day(available_from(data.months, rule)))
        page.answer(t("nrr.question"), headline, t("nrr.scope_none"), data)
    page.next_step(t("nrr.none.next"), t("nrr.none.link"), "data")
    st.stop()

start, end = pair
found = session.cached(nrr.result, seen, rule, start, end)
series = nrr.up_to(session.cached(nrr.series, seen, rule), end)
story = Story(found, seen, rule, start, end, segment.words)
with top:
    page.answer(t("nrr.question"), story.headline(), story.scope(), data, story.badge(), story.caution())

page.cards(figures.cards(story, series))

lang = session.lang()
if isinstance(found, Retention) and found.opening > 0:
    bars = bridge_bars(found)
    page.evidence(
        t("nrr.bridge.title", period=story.period()),
        evidence.bridge_how(story, bars),
        session.cached(evidence.bridge_spec, seen, found, lang),
        evidence.bridge_table(bars, story),
        name="nrr_bridge",
        alt=evidence.bridge_alt(story, bars),
    )
if len(series) and story.is_usual_pair:
    page.evidence(
        evidence.line_title(series, story),
        t("nrr.line.how"),
        session.cached(evidence.line_spec, seen, rule, end, lang),
        tables.in_units(series.assign(rule=rule.value), data.months.decimals),
        name="nrr_series",
        alt=evidence.line_alt(series),
    )
grace = controls.grace(data)
moves = nrr.up_to(session.cached(nrr.monthly_movements, seen, grace), end)
if len(moves):
    page.evidence(
        evidence.moves_title(moves, seen),
        evidence.moves_how(seen, grace),
        session.cached(evidence.movement_spec, seen, grace, end, lang),
        tables.in_units(moves, data.months.decimals),
        name="movements",
        alt=evidence.moves_alt(moves, seen),
        control=lambda: controls.grace_control(data),
    )
if segment.dimension:
    table = session.cached(nrr.by_segment, data, segment.dimension, rule, start, end)
    page.evidence(
        evidence.segments_title(table, segment.dimension),
        t("nrr.segments.how"),
        session.cached(evidence.segment_spec, data, segment.dimension, rule, start, end, lang),
        tables.in_units(table.assign(rule=rule.value), data.months.decimals),
        name="nrr_by_segment",
        alt=t("nrr.segments.alt"),
    )
rules = session.cached(nrr.rule_comparison, seen, start, end)
with st.container(border=True):
    st.subheader(
        t("nrr.rules.title", low=show.share(rules["nrr"].min()), high=show.share(rules["nrr"].max())), anchor=False
    )
    st.caption(t("nrr.rules.how"))
    page.small_table(evidence.comparison_shown(rules))
page.next_step(t("nrr.next"), t("nrr.next.link"), "cohort_retention")
