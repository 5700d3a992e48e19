"""What would change the choice, a row for each thing that would."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from ltv.decisions.portfolio.flips import Flip
from ltv.decisions.portfolio.plan import resource_name
from ltv.decisions.portfolio.problem import BUDGET
from ui import page, show
from ui.priority_names import name_of, named, weight_in_words
from ui.priority_story import Story
from ui.words import of, t


def flip_title(story: Story, changes: Sequence[Flip]) -> str:
    """How many things would change the choice, and which of them is closest."""
    changes = shown(changes)
    possible = [flip for flip in changes if flip.is_possible]
    if not changes:
        return t("tradeoff.flip.title.none")
    if not possible:
        return t("tradeoff.flip.title.impossible", n=show.count(len(changes)))
    closest = min(possible, key=lambda flip: abs(flip.change))
    return t(
        "tradeoff.flip.title",
        n=show.count(len(changes)),
        what=condition(story, closest),
        change=story.money(closest.change, sign=True),
        chance=show.share(closest.p_better, 0),
    )


def show_flips(story: Story, changes: Sequence[Flip]) -> None:
    """The table, and what may move without changing anything."""
    st.caption(page.plain(t("tradeoff.flip.how")))
    if story.case == "relaxed":
        st.caption(page.plain(t("tradeoff.flip.relaxed")))
    if shown(changes):
        page.small_table(flip_table(story, shown(changes)))
    if lines := steady(story, changes):
        st.markdown("\n".join(f"- {page.plain(line)}" for line in lines))
    page.download(canonical(changes), "priority_flips")


def shown(changes: Sequence[Flip]) -> list[Flip]:
    """All but wishes that cannot come true: those leave the choice as it is."""
    return [flip for flip in changes if flip.is_possible or flip.kind != "forced"]


def flip_table(story: Story, changes: Sequence[Flip]) -> pd.DataFrame:
    """Each in words."""
    return pd.DataFrame(
        {
            t("tradeoff.flip.col.what"): [condition(story, flip) for flip in changes],
            t("tradeoff.flip.col.set"): [_of_set(story, flip) for flip in changes],
            t("tradeoff.flip.col.change"): [_change(story, flip) for flip in changes],
        }
    )


def condition(story: Story, flip: Flip) -> str:
    """What is moved."""
    subject = of(resource_name(flip.subject)) if flip.kind in ("more", "less") else name_of(story, flip.subject)
    return t(f"tradeoff.flip.{flip.kind}", subject=subject, size=_size(story, flip))


def _size(story: Story, flip: Flip) -> str:
    if math.isnan(flip.size):
        return ""
    if flip.kind == "weight":
        return weight_in_words(flip.size)
    if flip.subject == BUDGET:
        return story.money(flip.size)
    return t("tradeoff.flip.months" + (".one" if flip.size == 1 else ""), n=f"{flip.size:g}")


def _change(story: Story, flip: Flip) -> str:
    if not flip.is_possible:
        return show.NOTHING
    change, chance = story.money(flip.change, sign=True), show.share(flip.p_better, 0)
    return t("tradeoff.flip.change", change=change, chance=chance)


def _of_set(story: Story, flip: Flip) -> str:
    if not flip.is_possible:
        return t("tradeoff.flip.impossible")
    into, out = named(story, flip.comes_in), named(story, flip.goes_out)
    if flip.comes_in and flip.goes_out:
        return t("tradeoff.flip.both", into=into, out=out)
    return t("tradeoff.flip.in", names=into) if flip.comes_in else t("tradeoff.flip.out", names=out)


def steady(story: Story, changes: Sequence[Flip]) -> list[str]:
    """What may be moved without another choice."""
    moved = {(flip.kind, flip.subject) for flip in changes}
    problem = story.found.problem
    limited = [name for name, limit in zip(problem.resources, problem.limits) if math.isfinite(limit)]
    free = [of(resource_name(name)) for name in limited if not {("more", name), ("less", name)} & moved]
    lines = [t("tradeoff.flip.free", names=t("priority.and").join(free))] if free else []
    lines += [
        t("tradeoff.flip.rule_free", name=name_of(story, name))
        for name in sorted(problem.forced)
        if ("dropped", name) not in moved
    ]
    wishes = [flip.subject for flip in changes if flip.kind == "forced" and not flip.is_possible]
    if wishes:
        lines.append(
            t("tradeoff.flip.not_possible", names=t("priority.and").join(name_of(story, one) for one in wishes))
        )
    if ("cautious", "") not in moved:
        lines.append(t("tradeoff.flip.cautious_same"))
    return lines


def canonical(changes: Sequence[Flip]) -> pd.DataFrame:
    """The same with codes and unrounded money."""
    return pd.DataFrame(
        {
            "kind": [flip.kind for flip in changes],
            "subject": [flip.subject for flip in changes],
            "size": [flip.size for flip in changes],
            "change": [flip.change for flip in changes],
            "p_better": [flip.p_better for flip in changes],
            "comes_in": [" ".join(flip.comes_in) for flip in changes],
            "goes_out": [" ".join(flip.goes_out) for flip in changes],
        }
    )
