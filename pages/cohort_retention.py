"""When do customers leave, and where do we fall short of the target?"""

import streamlit as st

from ui import cohort, controls, page, session
from ui import cohort_curves as curves
from ui import cohort_figures as figures
from ui import cohort_heat as heat
from ui import cohort_repeat as repeats
from ui.cohort_story import Story
from ui.words import t

data = page.start("cohort_retention")
top = st.container()
with controls.toolbar():
    basis = cohort.basis_control()
    segment = controls.segment_control(data)
    horizon = cohort.horizon_control()
seen = segment.of(data)
table = session.cached(cohort.table, seen)
curve = session.cached(cohort.curve, seen, basis)
story = Story(seen, basis, segment.words, table, curve)
with top:
    page.answer(t("cohort.question"), story.headline(), story.scope(), data, story.badge())
if not story.has_answer:
    st.stop()

repeat = session.cached(cohort.repeat, seen)
page.cards(figures.cards(story, repeat))

lang = session.lang()
page.evidence(
    heat.heat_title(story),
    heat.heat_how(story, horizon),
    session.cached(heat.heat_spec, seen, basis, horizon, lang),
    heat.heat_table(story),
    name="cohorts",
    alt=heat.heat_alt(story),
    columns={"cohort": t("cohort.col.contract")} if data.kind == "contracts" else None,
)
by = session.cached(cohort.curves, data, segment.dimension, basis) if segment.dimension else None
if len(curves.drawn(curve, horizon)) > 1:
    page.evidence(
        curves.curve_title(by, segment.dimension, story),
        curves.curve_how(story, segment.dimension),
        session.cached(curves.curve_spec, data, basis, horizon, segment.dimension, segment.value, lang),
        curves.curve_table(story, by),
        name="cohort_curves",
        alt=curves.curve_alt(story, horizon),
    )
if repeat is not None and repeat.steps:
    page.evidence(
        repeats.repeat_title(repeat),
        repeats.repeat_how(repeat),
        session.cached(repeats.repeat_spec, seen, lang),
        repeats.repeat_table(repeat),
        name="repeat_conversion",
        alt=repeats.repeat_title(repeat),
        columns={"step": t("cohort.col.step"), "value": t("cohort.col.of_step")},
    )
    page.evidence(
        repeats.days_title(repeat),
        t("cohort.days.how"),
        session.cached(repeats.days_spec, seen, lang),
        repeat.weeks,
        name="days_to_second_order",
        alt=repeats.days_alt(repeat),
    )
page.next_step(t("cohort.next"), t("cohort.next.link"), "kpi_definitions")
