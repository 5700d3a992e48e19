"""What stands beside the figures of a plan when it is handed out: definitions, assumptions, prices of its rules."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from ltv.decisions.portfolio.initiatives import Initiative, PlannedLever, options_of
from ltv.decisions.portfolio.policy import prices_of_rules
from ltv.decisions.portfolio.portfolio_metrics import (
    CAPACITY_PRICE,
    IMPACT,
    INCLUSION,
    NRR_ADDED,
    P_BEST,
    POLICY_PRICE,
    PORTFOLIO_VALUE,
    REGRET,
)
from ltv.decisions.portfolio.robustness import LABELS, SURE, UNSURE
from ltv.decisions.portfolio.simulator import HORIZON, YEAR
from ltv.decisions.scenario.projection import SEED
from ltv.decisions.scenario.state import Base
from ltv.decisions.treatments import GRADES
from ltv.metrics.metric import Metric, Text
from ltv.version import VERSION
from ui import show
from ui.printed import shortened
from ui.priorities import DRAWS
from ui.priority_story import Story
from ui.words import WORDS, of, t

LEVERS_IN_POINTS = ("margin",)
DEFINED = (IMPACT, PORTFOLIO_VALUE, NRR_ADDED, INCLUSION, P_BEST, REGRET)
PRICES = (CAPACITY_PRICE, POLICY_PRICE)


@dataclass(frozen=True)
class Handout:
    """A plan as it is handed out.

    Attributes
    ----------
    initiatives : the candidates, for what is believed of them
    base : the company, for its margin
    """

    story: Story
    initiatives: Sequence[Initiative]
    base: Base

    def named(self, most: int) -> Handout:
        """The same with names of initiatives of at most so many characters, cleaned for print."""
        found = self.story.found
        names = [Text(shortened(name.ja, most), shortened(name.en, most)) for name in found.table["name"]]
        table = found.table.assign(name=pd.Series(names, index=found.table.index, dtype=object))
        return replace(self, story=replace(self.story, found=replace(found, table=table)))

    @property
    def by_option(self) -> dict[str, Initiative]:
        """Candidates by the id that the table has."""
        return {option.id: option.initiative for option in options_of(self.initiatives)}


@dataclass(frozen=True)
class Fact:
    """Something that must be known to read the figures."""

    name: str
    words: str
    formula: str = ""
    source: str = ""


def definitions() -> list[Fact]:
    """What the figures mean."""
    return [*(_defined(metric) for metric in DEFINED), _labels(), _range()]


def definitions_of_prices() -> list[Fact]:
    """What the prices of limits and rules mean."""
    return [_defined(metric) for metric in PRICES]


def _defined(metric: Metric) -> Fact:
    return Fact(of(metric.name), of(metric.meaning), of(metric.formula), metric.source)


def _labels() -> Fact:
    names = {label: of(name) for label, name in LABELS.items()}
    words = t("priority_export.label.means", sure=show.share(SURE, 0), unsure=show.share(UNSURE, 0), **names)
    return Fact(t("priority_export.label"), words)


def _range() -> Fact:
    return Fact(t("priority_export.range"), t("priority_export.range.means", draws=show.count(DRAWS)))


def assumptions(handout: Handout) -> list[Fact]:
    """What the figures rest on."""
    story, months = handout.story, show.count(HORIZON)
    base = "sales" if story.is_sales else "margin"
    values = {"margin": show.share(handout.base.margin), "months": months}
    start = show.month(story.data.months.last_complete)
    simulated = t("priority_export.assumed.simulation.means", draws=show.count(DRAWS), seed=str(SEED), version=VERSION)
    return [
        Fact(t("priority_export.assumed.effects"), _effects(handout)),
        Fact(t("priority_export.assumed.costs"), t("priority_export.assumed.costs.means")),
        Fact(t("priority_export.assumed.base"), t(f"priority_export.assumed.base.{base}", **values)),
        Fact(
            t("priority_export.assumed.horizon"),
            t("priority_export.assumed.horizon.means", start=start, months=months, year=show.count(YEAR)),
        ),
        Fact(t("priority_export.assumed.overlap"), t("priority_export.assumed.overlap.means")),
        Fact(t("priority_export.assumed.simulation"), simulated),
    ]


def _effects(handout: Handout) -> str:
    """How many candidates rest on evidence of which grade."""
    known = handout.by_option
    counts = Counter(known[name].grade for name in handout.story.found.table["id"] if name in known)
    told = [
        t("priority_export.grade", grade=grade, name=of(GRADES[grade]), n=show.count(counts[grade]))
        for grade in GRADES
        if counts[grade]
    ]
    if counts[None]:
        told.append(t("priority_export.grade.none", n=show.count(counts[None])))
    measured = ".measured" if counts["A"] or counts["B"] else ".means"
    return t(f"priority_export.assumed.effects{measured}", grades=t("priority.and").join(told))


def believed(handout: Handout) -> Iterator[Fact]:
    """What is believed of each candidate's effects."""
    names, known = handout.story.names, handout.by_option
    for name in handout.story.found.table["id"]:
        if name not in known:
            continue
        levers = known[name].levers
        told = [_believed(lever) for lever in levers] or [t("priority_export.effect.none")]
        yield from (Fact(names[name], words) for words in told)


def _believed(lever: PlannedLever) -> str:
    effect, key = lever.effect, f"priority_export.effect.{lever.kind}"
    written = show.points if lever.kind in LEVERS_IN_POINTS else _percent
    return t(
        "priority_export.effect.means", what=t(key) if key in WORDS else lever.kind, grade=effect.grade,
        name=of(GRADES[effect.grade]), middle=written(effect.p50), low=written(effect.p10), high=written(effect.p90),
    )  # fmt: skip


def _percent(size: float) -> str:
    return show.share(size, 1 if abs(size) < 0.1 and round(size * 1000) % 10 else 0)


@dataclass(frozen=True)
class RulePrice:
    """A rule in words, and the value won if it were dropped; NaN where nothing is possible then either."""

    rule: str
    price: float

    def told(self, story: Story) -> str:
        """Both in a sentence."""
        if math.isnan(self.price):
            return t("priority_export.rule.unknown", rule=self.rule)
        if self.price <= 0:
            return t("priority_export.rule.free", rule=self.rule)
        return t("priority_export.rule.price", rule=self.rule, price=story.money(self.price, sign=True))


def rules(story: Story) -> list[RulePrice]:
    """Rules in force with their prices, the dearest first."""
    names = story.names
    table = prices_of_rules(story.found.problem).sort_values("price", ascending=False, kind="stable")
    found = []
    for row in table.itertuples():
        a, b = names.get(row.names[0], row.names[0]), names.get(row.names[-1], row.names[-1])
        found.append(RulePrice(t(f"priority_export.rule.{row.kind}", a=a, b=b), float(row.price)))
    return found
