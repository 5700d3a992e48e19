"""Sets and weights in words."""

from __future__ import annotations

from collections.abc import Sequence

from ui import show
from ui.priority_story import Story
from ui.words import t

MOST = 3


def named(story: Story, ids: Sequence[str], between: str = "priority.and") -> str:
    """Initiatives in words, one after the other."""
    names = story.names
    return t(between).join(names[name] for name in ids) or t("tradeoff.nothing")


def name_of(story: Story, initiative: str) -> str:
    """An initiative in words, by its first option; "" where it is none."""
    columns = story.found.problem.columns(initiative)
    return named(story, [story.found.problem.ids[columns[0]]]) if len(columns) else ""


def few(story: Story, ids: Sequence[str], between: str = "priority.and") -> str:
    """The first three in words, and that there are more."""
    return named(story, ids[:MOST], between) + (t("priority.more") if len(ids) > MOST else "")


def weight_in_words(weight: float) -> str:
    """A weight: 0.36; what is less than all or more than nothing is not rounded to it."""
    if weight in (0, 1):
        return f"{weight:g}"
    return show.number(weight, next((n for n in (2, 3, 4) if 0 < round(weight, n) < 1), 4))
