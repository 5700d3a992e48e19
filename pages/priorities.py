"""What to do first within budget and people, and how sure is it?"""

import streamlit as st

from ui import page, priorities, priority_export, session, value_controls
from ui import priority_evidence as evidence
from ui.priority_controls import controls, forced_of, limits_of
from ui.priority_story import Story, cards
from ui.priority_tradeoffs import show_tradeoffs
from ui.words import t

data = page.start("priorities")
assumed = value_controls.assumptions(data)
base = session.cached(priorities.company, data, assumed)
if not base.revenue > 0:
    page.answer(t("priority.question"), t("priority.headline.nobody"), t("priority.scope.nobody"), data)
    page.next_step(t("priority.next"), t("priority.next.link"), "scenarios")
    st.stop()
limits, forced = limits_of(data), forced_of(priorities.initiatives(data))
found = session.cached(priorities.recommendation, data, assumed, limits, forced)
story = Story(data, found, limits, is_sales=base.margin >= 1)
page.answer(t("priority.question"), story.headline(), story.scope(), data, story.badge(), story.caution())
page.cards(cards(story))
controls(data)
evidence.show_matrix(story)
evidence.show_capacity(story)
evidence.show_frontier(story)
show_tradeoffs(story, (assumed, limits, forced))
priority_export.buttons(story, priorities.initiatives(data), base)
page.next_step(t("priority.next"), t("priority.next.link"), "scenarios")
