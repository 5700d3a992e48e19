"""The answer of the page of scenarios: headline, badge, scope and caution, by rule for each case."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from ltv.dataset import Dataset
from ltv.decisions.scenario.backtest import BackTest
from ltv.decisions.scenario.outlook import Outlook
from ltv.metrics.intervals import FEW
from ui import show
from ui.page import BAD, GOOD, OPEN, Badge, Card
from ui.words import sentences, t

Case = Literal["nobody", "few", "base_reached", "base_likely", "base_short", "reached", "likely", "unlikely"]
SURE, LIKELY = 0.9, 0.5


@dataclass(frozen=True)
class Story:
    """Everything the answer needs."""

    data: Dataset
    seen: Outlook
    tested: BackTest
    target: float
    method: str

    @property
    def case(self) -> Case:
        """Which kind of answer the figures allow."""
        people = float(self.seen.base.customers.sum())
        if not people or math.isnan(self.seen.middle(self.seen.plain)):
            return "nobody"
        if people < FEW:
            return "few"
        reached = self.seen.chance_of(self.seen.moved, self.target)
        if not self.seen.levers:
            return "base_reached" if reached >= SURE else "base_likely" if reached >= LIKELY else "base_short"
        return "reached" if reached >= SURE else "likely" if reached >= LIKELY else "unlikely"

    @property
    def has_answer(self) -> bool:
        """Whether anything can be projected."""
        return self.case != "nobody"

    def headline(self) -> str:
        """The answer as one sentence."""
        seen = self.seen
        return t(
            f"scenario.headline.{self.case}",
            base=show.share(seen.middle(seen.plain)),
            nrr=show.share(seen.middle(seen.moved)),
            between=show.span(seen.range(seen.moved)),
            target=show.share(self.target, 0),
            chance=show.share(seen.chance_of(seen.moved, self.target), 0),
            gap=show.points(self.target - seen.middle(seen.moved)).lstrip("+"),
            n=show.customers(int(seen.base.customers.sum())),
        )

    def badge(self) -> Badge:
        """The verdict in two words."""
        kinds = {
            "base_reached": Badge(t("scenario.badge.reached"), "green", GOOD),
            "reached": Badge(t("scenario.badge.reached"), "green", GOOD),
            "likely": Badge(t("scenario.badge.likely"), "blue", OPEN),
            "base_likely": Badge(t("scenario.badge.likely"), "blue", OPEN),
            "base_short": Badge(t("scenario.badge.short"), "red", BAD),
            "unlikely": Badge(t("scenario.badge.short"), "red", BAD),
            "few": Badge(t("scenario.badge.few"), "orange", OPEN),
        }
        return kinds.get(self.case, Badge(t("scenario.badge.none"), "gray", OPEN))

    def scope(self) -> str:
        """What NRR is here, of whom and by which method."""
        base = self.seen.base
        return t(
            f"scenario.scope.{self.data.kind}",
            n=show.customers(int(base.customers.sum())),
            month=show.month(self.data.months.last_complete),
            revenue=show.money(base.revenue, self.data.months.currency, self.data.months.decimals),
            method=t(f"scenario.method.{self.method}"),
        )

    def caution(self) -> str:
        """How such forecasts did so far, and where data end."""
        if not self.tested.is_known:
            return t("scenario.caution.untested")
        record = t(
            "scenario.caution.record" if self.tested.beats_flat else "scenario.caution.flat_better",
            error=show.points(self.tested.error).lstrip("+"),
            flat=show.points(self.tested.flat_error).lstrip("+"),
            inside=show.share(self.tested.inside, 0),
        )
        wider = t("scenario.caution.wider", times=show.number(self.seen.widening, 1)) if self.seen.widening > 1 else ""
        return sentences(record, wider, t("scenario.caution.levers") if self.seen.levers else "")


def cards(story: Story) -> list[Card]:
    """NRR with and without, the chance of the target, and what the scenario leaves after its cost."""
    seen, months = story.seen, story.data.months
    base, moved = seen.middle(seen.plain), seen.middle(seen.moved)
    gained = seen.payoff
    margin = float(gained.margin[-1])
    return [
        Card(t("scenario.card.base"), show.share(base), about=show.span(seen.range(seen.plain))),
        Card(
            t("scenario.card.scenario"), show.share(moved) if seen.levers else show.NOTHING,
            show.points(moved - base) if seen.levers else None,
            about=show.span(seen.range(seen.moved)) if seen.levers else t("scenario.card.no_lever"),
        ),
        Card(
            t("scenario.card.chance", target=show.share(story.target, 0)),
            show.share(seen.chance_of(seen.moved, story.target), 0),
            about=t("scenario.card.chance_base", chance=show.share(seen.chance_of(seen.plain, story.target), 0)),
        ),
        Card(
            t("scenario.card.margin" if seen.base.margin < 1 else "scenario.card.sales"),
            show.money(margin, months.currency, months.decimals, sign=True) if seen.levers else show.NOTHING,
            about=_break_even(story) if seen.levers else t("scenario.card.no_lever"),
        ),
    ]  # fmt: skip


def _break_even(story: Story) -> str:
    if not any(lever.one_off_cost or lever.monthly_cost for lever in story.seen.levers):
        return t("scenario.card.no_cost")
    month = story.seen.payoff.break_even
    return t("scenario.card.never") if month is None else t("scenario.card.break_even", n=show.count(month))
