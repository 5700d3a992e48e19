"""The answer of the NRR page: its headline, badge, scope and caution, chosen by rule for each case."""

from __future__ import annotations

from dataclasses import dataclass

from ltv.dataset import Dataset
from ltv.metrics.catalogue import MOVEMENTS, RULES
from ltv.metrics.nrr_rules import NrrRule, default_rule, is_available, span
from ltv.metrics.nrr_verdicts import Result, case, is_part_way, largest_cause
from ui import session, show
from ui.nrr import result, whole_year, won_within
from ui.page import BAD, GOOD, OPEN, Badge
from ui.words import of, t


@dataclass(frozen=True)
class Story:
    """Everything the headline and scope line need, in words."""

    found: Result
    data: Dataset
    rule: NrrRule
    start: int
    end: int
    segment: str

    @property
    def whole(self) -> Result | None:
        """For twelve-month sums with many customers won part-way: the same for customers of the whole earlier year."""
        if self.rule != NrrRule.TRANSACTIONAL or not is_part_way(session.cached(won_within, self.data, self.start)):
            return None
        found: Result = session.cached(whole_year, self.data, self.start, self.end)
        return found if found.customers > 1 else None

    @property
    def is_usual_pair(self) -> bool:
        """Whether the months lie as far apart as the rule's series compares."""
        return self.end - self.start == span(self.rule)

    def headline(self) -> str:
        """The answer as one sentence."""
        whole = self.whole
        found = whole or self.found
        low, high = found.nrr_interval()
        return t(
            "nrr.headline.part_way" if whole else f"nrr.headline.{case(found)}",
            nrr=show.share(self.found.nrr),
            whole=show.share(found.nrr),
            period=self.period(),
            months=self.end - self.start,
            cause=self.cause(),
            n=show.customers(found.customers),
            low=show.share(low),
            high=show.share(high),
            start=show.month(self.start),
        )

    def badge(self) -> Badge:
        """The verdict against 100 %."""
        kinds = {
            "good": Badge(t("nrr.badge.above"), "green", GOOD),
            "bad": Badge(t("nrr.badge.below"), "red", BAD),
            "unproven": Badge(t("nrr.badge.unproven"), "gray", OPEN),
            "no_interval": Badge(t("nrr.badge.no_interval"), "gray", OPEN),
        }
        return kinds.get(case(self.whole or self.found), Badge(t("nrr.badge.few"), "orange", OPEN))

    def scope(self) -> str:
        """The rule and what it was applied to, in one line."""
        name = of(RULES[self.rule].name)
        return t(
            "nrr.scope",
            rule=name if self.is_usual_pair else t("nrr.rule.pair", rule=name, months=self.end - self.start),
            start=self._period_words(self.start),
            end=self._period_words(self.end),
            segment=self.segment,
            n=show.customers(self.found.customers),
            interval=show.interval(self.found.nrr_interval()),
        )

    def _period_words(self, month: int) -> str:
        if self.rule != NrrRule.TRANSACTIONAL:
            return show.month(month)
        return t("nrr.period.span", first=show.month(month - 11), last=show.month(month))

    def caution(self) -> str:
        """What a reader of twelve-month sums must know: how many customers were won part-way, and NRR1 beside it."""
        if self.whole is None:
            return ""
        won = session.cached(won_within, self.data, self.start)
        month = session.cached(result, self.data, NrrRule.YOY_COHORT, self.end - 12, self.end)
        return t("nrr.caution", won=show.share(won, 0), nrr=show.share(month.nrr), month=show.month(self.end))

    def period(self) -> str:
        """What the revenue is compared with."""
        if self.rule == NrrRule.TRANSACTIONAL:
            return t("nrr.period.year")
        distance = self.end - self.start
        names = {12: "nrr.period.yoy", 1: "nrr.period.month"}
        return t(names.get(distance, "nrr.period.pair"), start=show.month(self.start))

    def cause(self) -> str:
        """The largest movement in the direction of the result, with its money."""
        name, amount = largest_cause(self.found)
        months = self.data.months
        return t(
            "nrr.cause",
            movement=of(MOVEMENTS[name].name),
            amount=show.money(amount, months.currency, months.decimals, sign=True),
        )


def whole_year_words(data: Dataset, end: int) -> str:
    """NRR of the customers of the whole earlier year, where the data set's own rule needs it beside; else nothing."""
    rule = default_rule(data.months)
    if rule != NrrRule.TRANSACTIONAL or not is_available(data.months, rule):
        return ""
    start = end - span(rule)
    whole = Story(session.cached(result, data, rule, start, end), data, rule, start, end, "").whole
    return t("nrr.card.whole", nrr=show.share(whole.nrr)) if whole else ""
