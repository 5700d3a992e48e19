"""Where do departments differ, and what have they agreed?"""

import streamlit as st

from ui import kept, page, workshop, workshop_cards, workshop_room
from ui.folds import fold
from ui.words import sentences, t
from ui.workshop_choose import show_choice
from ui.workshop_decision import Form, decided_of, show_decision, today
from ui.workshop_entry import show_entry
from ui.workshop_figures import is_counted, is_simulated, plan, standing
from ui.workshop_pool import show_pool
from ui.workshop_reveal import show_reveal
from ui.workshop_steps import refusal, show_refusal, step_bar
from ui.workshop_story import Story, cards

data = page.start("workshop")
shop = workshop.found(data)
found = standing(shop) if shop.item and shop.shown else None
story = Story(shop, found, decided_of(shop))
page.answer(t("workshop.question"), story.headline(), story.scope(), data, story.badge())
step = step_bar(shop)
why, first = refusal(shop, step)
if why:
    show_refusal(why, first)
elif step == "choose":
    show_choice(shop)
elif step in ("first", "again"):
    show_entry(shop)
elif found and step == "reveal":
    page.cards(cards(shop, found))
    show_reveal(shop, found)
elif found and step == "pool":
    show_pool(shop, plan(shop) if is_simulated(data) else None)
elif found:
    is_told = is_simulated(data) and is_counted(data, shop.initiative)
    show_decision(Form(shop, found, plan(shop) if is_told else None, today(data)), story.decided)

if workshop_room.unsaved():
    st.error(page.plain(sentences(t("workshop.unsaved"), workshop_room.trouble())), icon=":material/save:")
if records := workshop_cards.saved():
    fold("decisions", t("workshop.saved", n=len(records)), lambda: workshop_cards.show_saved(records))
kept.show_trouble()
page.next_step(t("workshop.next"), t("workshop.next.link"), "priorities")
