"""Trade-offs of a plan under folds, short against long term first."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from ltv.decisions.portfolio.balance import break_points, row_at
from ltv.decisions.portfolio.flips import differs
from ui import page, priority_computed, session
from ui.folds import fold
from ui.priority_flips import flip_title, show_flips
from ui.priority_names import named, weight_in_words
from ui.priority_order import order_title, rank_title, show_order, show_ranks
from ui.priority_pilots import pilot_title, show_pilots
from ui.priority_story import Story
from ui.words import t


def show_tradeoffs(story: Story, asked: tuple[Any, ...]) -> None:
    """Every trade-off, its answer as the headline.

    Parameters
    ----------
    asked : what `priorities.recommendation` was asked, after the data set
    """
    if not len(story.found.table):
        return
    data = story.data
    table = session.cached(priority_computed.weights, data, *asked)
    changes = session.cached(priority_computed.changes, data, *asked)
    pilots = session.cached(priority_computed.pilots, data, *asked)
    order = session.cached(priority_computed.waiting, data, *asked)
    ranks = session.cached(priority_computed.ranks, data, *asked)
    fold("weights", weight_title(table), lambda: show_weights(story, table))
    fold("flips", flip_title(story, changes), lambda: show_flips(story, changes))
    fold("pilots", pilot_title(story, pilots), lambda: show_pilots(story, pilots, asked))
    fold("order", order_title(story, order), lambda: show_order(story, order))
    fold("ranks", rank_title(story, ranks), lambda: show_ranks(story, ranks))


# --- short term against long term -----------------------------------------------------------------------------------


def weight_title(table: pd.DataFrame) -> str:
    """From which weight on the choice changes."""
    points = break_points(table)
    return t("tradeoff.weight.title", weight=weight_in_words(points[0])) if points else t("tradeoff.weight.title.none")


def show_weights(story: Story, table: pd.DataFrame) -> None:
    """The weight, the set chosen at it beside that of λ = 0, and every break-point in a sentence."""
    st.caption(page.plain(t("tradeoff.weight.how", base=story_base(story))))
    _ask_weight()
    weight = weight_of()
    st.markdown(page.plain(weight_answer(story, table, weight)))
    page.small_table(weight_table(story, table, weight))
    if sentences := weight_sentences(story, table):
        st.markdown("\n".join(f"- {page.plain(line)}" for line in sentences))


def weight_of() -> float:
    """The weight in force, from 0 to 1."""
    try:
        percent = int(session.written("lambda"))
    except ValueError:
        return 0.0
    return percent / 100 if 0 <= percent <= 100 else 0.0


def _ask_weight() -> None:
    session.ask(
        "lambda", st.slider, t("tradeoff.weight.control"), round(weight_of() * 100), lambda n: str(n) if n else "",
        min_value=0, max_value=100, step=1,
    )  # fmt: skip


def weight_answer(story: Story, table: pd.DataFrame, weight: float) -> str:
    """What the set at this weight gives up."""
    first, here = table.iloc[0], table.iloc[row_at(table, weight)]
    if not weight:
        return t("tradeoff.weight.zero")
    if first["chosen"] == here["chosen"]:
        return t("tradeoff.weight.same", weight=weight_in_words(weight))
    short, lost = here["short"] - first["short"], first["value"] - here["value"]
    return t("tradeoff.weight.other", weight=weight_in_words(weight), short=story.money(short), lost=story.money(lost))


def weight_table(story: Story, table: pd.DataFrame, weight: float) -> pd.DataFrame:
    """The set of this weight beside that of λ = 0."""
    rows = [t(f"tradeoff.weight.row.{name}") for name in ("set", "long", "short")]
    shown = {t("tradeoff.weight.row"): rows}
    for place in dict.fromkeys((0.0, weight)):
        row = table.iloc[row_at(table, place)]
        cells = [named(story, row["chosen"]), story.money(row["value"]), story.money(row["short"])]
        shown[t("tradeoff.weight.at", weight=weight_in_words(place))] = cells
    return pd.DataFrame(shown)


def weight_sentences(story: Story, table: pd.DataFrame) -> list[str]:
    """One for each weight at which the choice changes."""
    found = []
    for row in range(1, len(table)):
        before, after = table.iloc[row - 1], table.iloc[row]
        into, out = differs(before["chosen"], after["chosen"])
        kind = "swap" if into and out else "add" if into else "drop"
        found.append(
            t(
                f"tradeoff.weight.{kind}",
                weight=weight_in_words(after["low"]),
                into=named(story, into),
                out=named(story, out),
                lost=story.money(table["value"].iloc[0] - after["value"]),
            )
        )
    return found


def story_base(story: Story) -> str:
    """What is counted."""
    return t("value.base.sales.plain" if story.is_sales else "value.base.margin.plain")
