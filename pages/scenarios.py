"""What must change by how much to reach the target, and why is it out of reach if it is?"""

import streamlit as st

from ui import controls, page, scenario, session, value_controls
from ui import scenario_evidence as evidence
from ui import scenario_more as more
from ui.folds import fold
from ui.scenario_controls import method_control, segment_control, target_control
from ui.scenario_levers import controls as lever_controls
from ui.scenario_levers import forget, levers_of
from ui.scenario_saved import show_saved
from ui.scenario_story import Story, cards
from ui.words import t

data = page.start("scenarios")
if not scenario.is_ready(data):
    page.answer(t("scenario.question"), t("scenario.headline.early"), t("scenario.scope.early"), data)
    page.next_step(t("scenario.early.next"), t("scenario.early.link"), "data")
    st.stop()
assumed = value_controls.assumptions(data)
top = st.container()
tested = session.cached(scenario.tested, data)
with controls.toolbar():
    target = target_control(data)
    method = method_control(tested)
    reach = segment_control(data, session.cached(scenario.company, data, assumed, method))
levers = levers_of(data, reach)
asked = (assumed, method, levers)
story = Story(data, session.cached(scenario.outlook, data, *asked), tested, target, method)
with top:
    page.answer(t("scenario.question"), story.headline(), story.scope(), data, story.badge(), story.caution())
    if story.has_answer:
        page.cards(cards(story))
if not story.has_answer:
    page.next_step(t("scenario.next"), t("scenario.next.link"), "priorities")
    st.stop()

st.subheader(t("scenario.levers"), anchor=False)
lever_controls(data, story.seen.base)
if levers:
    st.button(t("scenario.reset"), on_click=forget, icon=":material/undo:", key="levers_reset")
show_saved(story, asked)
evidence.show_fan(story, asked)
if levers:
    evidence.show_contributions(story, asked)
evidence.show_goals(story, asked)
fold("outcomes", more.outcomes_title(story), lambda: more.show_outcomes(story, asked))
fold("hard", more.hard_title(story, asked), lambda: more.show_hard(story, asked))
fold("swings", evidence.swing_title(story, asked), lambda: evidence.show_swings(story, asked))
fold("record", evidence.record_title(story), lambda: evidence.show_record(story))
page.next_step(t("scenario.next"), t("scenario.next.link"), "priorities")
