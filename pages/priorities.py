"""What to do first within budget and people, and how sure is it?"""

from ui import candidates, page, priorities, priority_edit, priority_export, scenario, session, value_controls
from ui import priority_evidence as evidence
from ui.folds import fold
from ui.priority_controls import controls, forced_of, limits_of
from ui.priority_detail import show_detail
from ui.priority_pilots import shrunk_caution
from ui.priority_story import Story, cards
from ui.priority_tradeoffs import show_tradeoffs
from ui.words import sentences, t

data = page.start("priorities")
assumed = value_controls.assumptions(data)
base = session.cached(priorities.company, data, assumed) if scenario.is_ready(data) else None
offered = candidates.candidates(data)
usable = offered.usable
if base is None or not base.revenue > 0 or not offered.is_open:
    why = "nobody" if base is None or not base.revenue > 0 else "no_initiative"
    page.answer(t("priority.question"), t(f"priority.headline.{why}"), t("priority.scope.nobody"), data)
else:
    limits, forced = limits_of(data), forced_of(usable)
    found = session.latest(priorities.recommendation, data, assumed, limits, forced, usable)
    story = Story(data, found, limits, is_sales=base.margin >= 1)
    asked = (assumed, limits, forced, usable)
    caution = sentences(story.caution(), shrunk_caution(story, asked), story.unpriced(usable))
    page.answer(t("priority.question"), story.headline(), story.scope(), data, story.badge(), caution)
    page.cards(cards(story))
    controls(data)
    evidence.show_matrix(story)
    evidence.show_capacity(story)
    evidence.show_frontier(story)
    show_tradeoffs(story, asked)
fold("initiatives", t("priority.edit.title", n=len(offered.here)), lambda: priority_edit.show_table(data, offered))
fold("detail", t("priority.detail.title"), lambda: show_detail(data, offered))
if base is not None and base.revenue > 0 and offered.is_open:
    priority_export.buttons(story, usable, base)
page.next_step(t("priority.next"), t("priority.next.link"), "scenarios")
