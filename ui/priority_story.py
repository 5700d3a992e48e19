"""The answer of the page of priorities, by rule for each case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from ltv.dataset import Dataset
from ltv.decisions.portfolio.initiatives import Initiative
from ltv.decisions.portfolio.plan import Limits, resource_name
from ltv.decisions.portfolio.problem import BUDGET
from ltv.decisions.portfolio.reasons import REASONS
from ltv.decisions.portfolio.recommendation import Recommendation
from ltv.decisions.portfolio.relaxation import KIND_NAMES, Relaxation
from ltv.decisions.portfolio.robustness import LABELS
from ltv.metrics.intervals import Interval
from ui import show
from ui.page import BAD, GOOD, OPEN, Badge, Card
from ui.words import of, sentences, t

Case = Literal["nothing", "loss", "relaxed", "sure", "unsure"]


@dataclass(frozen=True)
class Story:
    """Everything the answer needs."""

    data: Dataset
    found: Recommendation
    limits: Limits
    is_sales: bool

    @property
    def case(self) -> Case:
        """Which kind of answer the figures allow."""
        found = self.found
        if found.chosen.relaxed:
            return "relaxed"
        if not found.chosen.chosen:
            return "nothing"
        if not found.chosen.value > 0:
            return "loss"
        return "sure" if found.standing.p_positive >= 0.9 else "unsure"

    @property
    def base(self) -> str:
        """What is counted, in words: margin, or sales where no margin is known."""
        return t("value.base.sales.plain" if self.is_sales else "value.base.margin.plain")

    def money(self, amount: float, *, sign: bool = False) -> str:
        """Money in words."""
        return show.money(amount, self.data.months.currency, self.data.months.decimals, sign=sign)

    @property
    def names(self) -> dict[str, str]:
        """Candidates in words."""
        return {row.id: of(row.name) for row in self.found.table[["id", "name"]].itertuples(index=False)}

    def headline(self) -> str:
        """The answer as one sentence."""
        found, names = self.found, self.names
        worth = found.table.set_index("id")["impact"]
        order = sorted(found.chosen.chosen, key=lambda name: -float(worth.get(name, 0.0)))
        chosen = [names[name] for name in order]
        return t(
            f"priority.headline.{self.case}",
            budget=self.money(self.limits.budget or 0.0),
            n=show.count(len(chosen)),
            names=t("priority.and").join(chosen[:3]) + (t("priority.more") if len(chosen) > 3 else ""),
            value=self.money(found.chosen.value),
            low=self.money(found.standing.p10),
            high=self.money(found.standing.p90),
            base=self.base,
            gives=t("priority.and").join(self._given_way()),
        )

    def _given_way(self) -> list[str]:
        """What had to give way, and by how much, in words."""
        return [self._gave_way(one) for one in self.found.chosen.relaxed]

    def _gave_way(self, one: Relaxation) -> str:
        if one.kind != "limit":
            what = t("priority.and").join(self.names.get(name, name) for name in one.names)
            return t("priority.gave_way", what=what, how=of(KIND_NAMES[one.kind]))
        resource = one.names[0]
        more = (
            self.money(one.amount) if resource == BUDGET else t("priority.person_months", n=show.number(one.amount, 1))
        )
        return t("priority.gave_way.limit", what=of(resource_name(resource)), more=more)

    def unpriced(self, initiatives: Sequence[Initiative]) -> str:
        """Which of the chosen take neither money nor time, most likely because nobody has entered any; "" for none."""
        free = {one.id for one in initiatives if not one.sizes and one.cost is None and not one.effort.cost
                and not one.effort.person_months}  # fmt: skip
        names = [self.names[name] for name in self.found.chosen.chosen if name in free]
        return t("priority.caution.unpriced", names=t("priority.and").join(names)) if names else ""

    def badge(self) -> Badge:
        """The verdict in two words."""
        kinds = {
            "sure": Badge(t("priority.badge.sure"), "green", GOOD),
            "unsure": Badge(t("priority.badge.unsure"), "blue", OPEN),
            "relaxed": Badge(t("priority.badge.relaxed"), "orange", BAD),
        }
        return kinds.get(self.case, Badge(t("priority.badge.nothing"), "gray", OPEN))

    def scope(self) -> str:
        """What impact is, of whom, and what it rests on."""
        return t("priority.scope", base=self.base)

    def caution(self) -> str:
        """That effects are opinions, and what insisting on early warning costs."""
        price = self.found.price_of_first
        first = t("priority.caution.first", price=self.money(price)) if price > 0 else ""
        return sentences(t("priority.caution"), first)


def cards(story: Story) -> list[Card]:
    """Value, NRR, cost against budget, how surely it is best."""
    found, budget = story.found, story.limits.budget or 0.0
    standing = found.standing
    return [
        Card(
            t("priority.card.value"), story.money(found.chosen.value),
            about=t("value_chart.between", low=story.money(standing.p10), high=story.money(standing.p90)),
        ),
        Card(t("priority.card.nrr"), show.points(found.nrr), about=t("priority.card.nrr_about")),
        Card(
            t("priority.card.cost"), story.money(found.chosen.cost),
            about=t("priority.card.of", budget=story.money(budget)),
        ),
        Card(
            t("priority.card.best"), show.share(standing.p_best, 0),
            about=t("priority.card.regret", regret=story.money(standing.regret)),
        ),
    ]  # fmt: skip


def told(story: Story) -> list[str]:
    """Every candidate in a sentence, which fits a phone: what to do with it, what it brings and costs, and why."""
    names, numbers = story.names, numbered(story)
    return [
        t(
            "priority.line",
            number=numbers[row.id],
            name=names[row.id],
            label=of(LABELS[row.label]),
            inclusion=show.share(row.inclusion, 0),
            impact=t(
                "ltvs.with_interval",
                value=story.money(row.impact),
                between=_between(story, row.impact_low, row.impact_high),
            ),
            cost=story.money(row.cost),
            why=why(story, row.reason, row.subject),
        )
        for row in in_order(story).itertuples()
    ]


def in_order(story: Story) -> pd.DataFrame:
    """Candidates as they are told: the chosen first, the surest first."""
    return story.found.table.sort_values(["chosen", "inclusion", "impact"], ascending=False, kind="stable")


def numbered(story: Story) -> dict[str, str]:
    """P1, P2 … in the order of the library."""
    return {name: f"P{place}" for place, name in enumerate(story.found.table["id"], 1)}


def _between(story: Story, low: float, high: float) -> str:
    found = Interval(low, high)
    return t("ltvs.between", low=story.money(found.low), high=story.money(found.high))


def why(story: Story, reason: str, subject: str) -> str:
    """Why a candidate is in the set or not, and the resource or candidate meant."""
    words = of(REASONS[reason])
    if not subject:
        return words
    named = story.names.get(subject) or of(resource_name(subject))
    return t("priority.why", reason=words, subject=named)
