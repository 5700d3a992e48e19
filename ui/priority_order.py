"""In which order to do what was chosen, and the scores that readers know beside impact."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from ltv.decisions.portfolio.waiting import Waiting
from ui import page, show
from ui.priority_computed import SCORES, Ranks
from ui.priority_names import few, named
from ui.priority_story import Story
from ui.words import sentences, t

THEN = "tradeoff.order.then"


def order_title(story: Story, found: Waiting) -> str:
    """The order, and what it saves."""
    ids = found.best.ids
    if len(ids) < 2:
        return t("tradeoff.order.title.one", names=named(story, ids)) if ids else t("tradeoff.order.title.none")
    names = few(story, ids, THEN)
    if story.found.problem.tolerance < found.saved:
        return t("tradeoff.order.title", names=names, saved=story.money(found.saved))
    return t("tradeoff.order.title.fixed", names=names)


def show_order(story: Story, found: Waiting) -> None:
    """Each with its cost of delay, and the order as a whole against the dearest."""
    st.caption(page.plain(t("tradeoff.order.how")))
    if not found.tasks:
        return
    page.small_table(order_table(story, found))
    st.markdown(page.plain(sentences(*order_words(story, found))))


def order_table(story: Story, found: Waiting) -> pd.DataFrame:
    """What is done when."""
    by_id = {task.id: task for task in found.tasks}
    tasks = [by_id[name] for name in found.best.ids]
    done = np.cumsum([task.months for task in tasks])
    return pd.DataFrame(
        {
            t("tradeoff.order.col.name"): [
                t("tradeoff.order.place", place=show.count(place), name=named(story, [task.id]))
                for place, task in enumerate(tasks, 1)
            ],
            t("tradeoff.order.col.delay"): [story.money(task.delay_cost) for task in tasks],
            t("tradeoff.order.col.done"): [
                t("tradeoff.order.done", n=f"{month:g}", takes=f"{task.months:g}") for task, month in zip(tasks, done)
            ],
        }
    )


def order_words(story: Story, found: Waiting) -> list[str]:
    """What waiting costs in this order, in the dearest, and with what must come first."""
    said = [t("tradeoff.order.enabler")] if any(task.delay_cost < 0 for task in found.tasks) else []
    if len(found.tasks) > 1:
        worst = named(story, found.worst.ids, THEN)
        best, most = story.money(found.best.cost), story.money(found.worst.cost)
        said.append(t("tradeoff.order.cost", best=best, worst=most, names=worst))
    if found.first and len(found.tasks) > 1:
        free = found.price_of_first <= story.found.problem.tolerance
        key = "tradeoff.order.first_free" if free else "tradeoff.order.first"
        name = named(story, [found.first])
        said.append(t(key, name=name) if free else t(key, name=name, price=story.money(found.price_of_first)))
    return said


# --- scores ---------------------------------------------------------------------------------------------------------


def rank_title(story: Story, found: Ranks) -> str:
    """On which candidate a score and impact differ most."""
    name, score = furthest(found)
    if not name:
        return t("tradeoff.rank.title.same")
    row = found.table.set_index("initiative").loc[name]
    return t(
        "tradeoff.rank.title",
        name=named(story, [name]),
        score=t(f"tradeoff.rank.{score}"),
        scored=show.count(row[f"rank_{score}"]),
        ranked=show.count(row["rank_impact"]),
    )


def furthest(found: Ranks) -> tuple[str, str]:
    """The candidate and the score whose rank is furthest from that by impact; empty when all agree.

    Only among scores above 0: what is worth nothing shares the last ranks.
    """
    best, most = ("", ""), 0.0
    for score in SCORES:
        apart = (found.table[f"rank_{score}"] - found.table["rank_impact"]).abs().where(found.table[score] > 0)
        if apart.notna().any() and apart.max() > most:
            best, most = (str(found.table["initiative"][apart.idxmax()]), score), float(apart.max())
    return best


def show_ranks(story: Story, found: Ranks) -> None:
    """Ranks side by side, and why a list by score is not the best set."""
    st.caption(page.plain(t("tradeoff.rank.how", n=show.count(len(found.table)))))
    page.small_table(rank_table(story, found))
    st.markdown(page.plain(rank_words(story, found)))
    page.download(found.table, "priority_scores")


def rank_table(story: Story, found: Ranks) -> pd.DataFrame:
    """By impact, the largest first."""
    rows = found.table.sort_values("rank_impact", kind="stable")
    shown = {t("tradeoff.rank.col.name"): [named(story, [name]) for name in rows["initiative"]]}
    shown[t("tradeoff.rank.col.impact")] = [show.count(rank) for rank in rows["rank_impact"]]
    shown |= {t(f"tradeoff.rank.{score}"): [show.count(rank) for rank in rows[f"rank_{score}"]] for score in SCORES}
    return pd.DataFrame(shown)


def rank_words(story: Story, found: Ranks) -> str:
    """What the worst of the lists would lose."""
    best = story.found.chosen.value
    score = min(SCORES, key=lambda name: found.taken[name])
    lost = best - found.taken[score]
    if lost <= story.found.problem.tolerance:
        return t("tradeoff.rank.same_set")
    return t(
        "tradeoff.rank.loses",
        score=t(f"tradeoff.rank.{score}"),
        value=story.money(found.taken[score]),
        lost=story.money(lost),
    )
