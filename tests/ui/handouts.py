"""A plan of a sample to be handed out, and the same with names that nobody should have to read."""

from dataclasses import replace

import pandas as pd
import pytest

from ltv.dataset import Dataset
from ltv.decisions.portfolio.initiatives import Initiative, PersonMonths
from ltv.decisions.portfolio.library import FIRST, library_in
from ltv.decisions.portfolio.plan import Limits
from ltv.metrics.metric import Lang, Text
from ltv.models.assumptions import Assumptions
from ui import priorities, session
from ui.priority_controls import PEOPLE
from ui.priority_facts import Handout
from ui.priority_story import Story

HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("https://e.example","x")',
    "長" * 500,
    "\u202e\u2066drawkcab",
    "שלום עולם",
    "&lt;b&gt; \" ' & <img src=x onerror=alert(1)>",
    "+1\n@SUM(A1)\r\t-2",
    "\ud800half\uffff",
    "＝1+1",
    "unbroken" * 60,
)


def starters(data: Dataset) -> tuple[Initiative, ...]:
    """The library as a plan of a data set begins with it."""
    return library_in(data.months.currency, data.months.decimals)


def handout(data: str = "shop", budget: float = 6_000_000, forced: tuple[str, ...] = (FIRST,)) -> Handout:
    """What the page shows under the usual limits."""
    chosen, assumed = session.samples.load(data), Assumptions()
    limits = Limits(budget, tuple(PersonMonths(name, 1, months) for name, months in PEOPLE.items()))
    found = priorities.recommendation(chosen, assumed, limits, forced, starters(chosen))
    base = priorities.company(chosen, assumed)
    return Handout(Story(chosen, found, limits, base.margin >= 1), starters(chosen), base)


def with_table(given: Handout, table: pd.DataFrame) -> Handout:
    """The same with another table of candidates."""
    return replace(given, story=replace(given.story, found=replace(given.story.found, table=table)))


def hostile(given: Handout) -> Handout:
    """The same with hostile names and departments."""
    names = [Text(name, name) for name in HOSTILE]
    table = given.story.found.table.assign(name=pd.Series(names, dtype=object), owner=pd.Series(HOSTILE, dtype=object))
    return with_table(given, table)


def many(given: Handout, times: int) -> Handout:
    """The same with each candidate several times."""
    table = given.story.found.table
    copies = [table.assign(id=[f"{name}_{copy}" for name in table["id"]]) for copy in range(1, times)]
    return with_table(given, pd.concat([table, *copies], ignore_index=True))


def read_in(lang: Lang, data: str, patch: pytest.MonkeyPatch) -> None:
    """A reader of a language who looks at a sample."""
    chosen = session.samples.load(data)
    patch.setattr(session, "lang", lambda: lang)
    patch.setattr(session, "data", lambda: chosen)
    patch.setattr(session, "is_sample", lambda: True)
