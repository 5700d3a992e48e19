"""What to test first, what is most worth knowing, and by how much the chosen set will disappoint."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

from ltv.decisions.portfolio.disappointment import FEWEST
from ui import page, priority_computed, session, show
from ui.priority_computed import Shrunk
from ui.priority_names import few, name_of
from ui.priority_story import Story
from ui.words import sentences, t

MOST_ROWS = 5


def pilot_title(story: Story, pilots: pd.DataFrame) -> str:
    """Which pilots are worth their cost."""
    first = pilots[pilots["first"]].sort_values("net", ascending=False, kind="stable")
    if len(first):
        return t("tradeoff.test.title.first", names=few(story, _options(story, first["initiative"])))
    return t("tradeoff.test.title.now" if pilots["evsi"].notna().any() else "tradeoff.test.title.closed")


def show_pilots(story: Story, pilots: pd.DataFrame, asked: tuple[Any, ...]) -> None:
    """Pilots, assumptions worth knowing, and what to expect after shrinking."""
    st.caption(page.plain(sentences(t("tradeoff.test.how"), t("tradeoff.test.against"))))
    if len(pilots):
        page.small_table(pilot_table(story, pilots))
        page.download(pilots, "priority_pilots")
    unknowns = session.cached(priority_computed.unknowns, story.data, *asked)
    st.markdown(f"**{page.plain(unknown_title(story, unknowns))}**")
    if unknowns is not None and (unknowns["evppi"] > 0).any():
        st.caption(page.plain(t("tradeoff.unknown.how")))
        page.small_table(unknown_table(story, unknowns))
    if story.found.chosen.chosen:
        shrunk = session.cached(priority_computed.shrunk, story.data, *asked)
        st.markdown(page.plain(sentences(*shrunk_words(story, shrunk))))


def pilot_table(story: Story, pilots: pd.DataFrame) -> pd.DataFrame:
    """Each pilot in words, the most worthwhile first."""
    rows = pilots.sort_values("net", ascending=False, na_position="last", kind="stable")
    return pd.DataFrame(
        {
            t("tradeoff.test.col.name"): [name_of(story, name) for name in rows["initiative"]],
            t("tradeoff.test.col.evsi"): [story.money(value) for value in rows["evsi"]],
            t("tradeoff.test.col.cost"): [story.money(value) for value in rows["cost"]],
            t("tradeoff.test.col.advice"): [
                t(f"tradeoff.test.advice.{advice(story, row)}") for _, row in rows.iterrows()
            ],
        }
    )


def advice(story: Story, test: pd.Series) -> str:
    """Code of what to do with a candidate, or of why a pilot would change nothing."""
    name, problem = test["initiative"], story.found.problem
    if math.isnan(test["evsi"]):
        return "forced" if name in problem.forced else "forbidden" if name in problem.forbidden else "impossible"
    if test["first"]:
        return "first"
    return "too_small" if test["evpi"] > test["cost"] else "now"


def unknown_title(story: Story, unknowns: pd.DataFrame | None) -> str:
    """Which assumption is most worth knowing."""
    if unknowns is None:
        return t("tradeoff.unknown.title.many")
    if not (unknowns["evppi"] > 0).any():
        return t("tradeoff.unknown.title.none")
    top = unknowns.iloc[0]
    return t("tradeoff.unknown.title", name=_assumption(story, top), value=story.money(top["evppi"]))


def unknown_table(story: Story, unknowns: pd.DataFrame) -> pd.DataFrame:
    """The few most worth knowing."""
    rows = unknowns[unknowns["evppi"] > 0].head(MOST_ROWS)
    return pd.DataFrame(
        {
            t("tradeoff.unknown.col.name"): [_assumption(story, row) for _, row in rows.iterrows()],
            t("tradeoff.unknown.col.evppi"): [story.money(value) for value in rows["evppi"]],
            t("tradeoff.unknown.col.share"): [show.share(value, 0) for value in rows["share"]],
        }
    )


def _assumption(story: Story, row: pd.Series) -> str:
    key = f"tradeoff.unknown.{row['what']}"
    return t(key, name=name_of(story, row["initiative"])) if row["initiative"] else t(key)


def shrunk_caution(story: Story, asked: tuple[Any, ...]) -> str:
    """What the set is likely to be worth, where that is less; "" where it is not or not known."""
    found: Shrunk = session.cached(priority_computed.shrunk, story.data, *asked)
    return t("priority.caution.shrunk", value=story.money(found.value)) if found.disappointment > 0 else ""


def shrunk_words(story: Story, shrunk: Shrunk) -> list[str]:
    """What the set is estimated at, and what it is likely to be."""
    if math.isnan(shrunk.disappointment):
        return [t("tradeoff.shrunk.unknown", fewest=show.count(FEWEST))]
    kind = "not_less" if shrunk.disappointment <= 0 else "less" if shrunk.value > 0 else "lost"
    said = {"raw": story.money(shrunk.raw), "value": story.money(shrunk.value), "n": show.count(shrunk.prior.finished)}
    gap = story.money(shrunk.disappointment)
    return [t(f"tradeoff.shrunk.{kind}", gap=gap, **said), t("tradeoff.shrunk.how")]


def _options(story: Story, initiatives: Any) -> list[str]:
    """The first option of each initiative, by which it is named."""
    problem = story.found.problem
    return [problem.ids[problem.columns(name)[0]] for name in initiatives]
