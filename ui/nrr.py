"""What the NRR page says: its tables from `ltv`, and its headline, badge and titles chosen by rule for each case."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pandas as pd

from ltv.dataset import Dataset
from ltv.metrics import catalogue
from ltv.metrics.catalogue import MOVEMENTS, RULES
from ltv.metrics.intervals import Interval
from ltv.metrics.metric import Metric
from ltv.metrics.movement_sums import movement_sums
from ltv.metrics.movements import movements
from ltv.metrics.nrr_by_rule import nrr_by_rule
from ltv.metrics.nrr_rules import YEAR, NrrRule, default_rule, is_available, span
from ltv.metrics.nrr_verdicts import (
    Result,
    case,
    is_part_way,
    largest_cause,
    lowest_segment,
    ranked,
    whole_year_retention,
    year_change,
    year_move,
)
from ltv.metrics.repeat import purchases, usual_pause
from ltv.metrics.retention import (
    is_like_the_year_before,
    retention,
    retention_series,
    share_won_within,
)
from ltv.metrics.retention_parts import Retention
from ltv.metrics.segments import retention_by
from ltv.months import month_starts
from ui import session, show
from ui.charts import retention as charts
from ui.page import BAD, GOOD, OPEN, Badge, Card
from ui.words import label, of, t


def result(data: Dataset, rule: NrrRule, start: int, end: int) -> Result:
    """Retention of a pair of months."""
    return retention(data.months, end, rule, start=start)


def whole_year(data: Dataset, start: int, end: int) -> Result:
    """Twelve-month retention of the customers who could buy in all of the earlier year."""
    return whole_year_retention(data.months, start, end)


def is_like(data: Dataset, rule: NrrRule, end: int) -> bool:
    """Whether a rate can be compared with the year before."""
    return is_like_the_year_before(data.months, rule, end)


def won_within(data: Dataset, start: int) -> float:
    """Share of customers won within the earlier twelve months."""
    return share_won_within(data.months, start)


def series(data: Dataset, rule: NrrRule) -> pd.DataFrame:
    """Retention by month."""
    return retention_series(data.months, rule)


def usual_grace(data: Dataset) -> int:
    """Months without an order that are usual in this shop; none for contracts."""
    return 0 if data.ledger is None else usual_pause(purchases(data.ledger))


def monthly_movements(data: Dataset, grace: int) -> pd.DataFrame:
    """Movements of the months that are complete and whose pauses are over."""
    table = movements(data.months, grace_months=grace)
    return table[table["complete"]].drop(columns="complete").reset_index(drop=True)


def by_segment(data: Dataset, dimension: str, rule: NrrRule, start: int, end: int) -> pd.DataFrame:
    """Retention of each segment, lowest first."""
    return ranked(retention_by(data, dimension, end, rule, start=start))


MONEY = ("opening", "closing", "new", "reactivation", "expansion", "contraction", "churn")


def in_units(table: pd.DataFrame, data: Dataset) -> pd.DataFrame:
    """Money of the smallest unit in whole currency units, for a reader's table."""
    scale = 10**data.months.decimals
    return table if scale == 1 else table.assign(**{c: table[c] / scale for c in MONEY if c in table})


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


def cards(story: Story, table: pd.DataFrame) -> list[Card]:
    """The four key figures, each with its change on a year ago and its history under the same rule.

    `table` is the rule's series up to the month; a pair of other months has neither change nor history.
    """
    if not story.is_usual_pair:
        table = table.iloc[:0]
    found, months = story.found, story.data.months
    lost = found.churn_share if isinstance(found, Retention) else math.nan
    net = _share_card(catalogue.NRR, found.nrr, found.nrr_interval(), story, table, "nrr")
    if story.whole:
        net = replace(net, delta=None, about=t("nrr.card.whole", nrr=show.share(story.whole.nrr)))
    return [
        net,
        _share_card(catalogue.GRR, found.grr, found.grr_interval(), story, table, "grr"),
        _share_card(
            catalogue.LOGO_RETENTION, found.logo_retention, found.logo_interval(), story, table, "logo_retention"
        ),
        Card(
            t("nrr.card.churn"),
            show.money(-found.churn, months.currency, months.decimals),
            about="" if math.isnan(lost) else t("nrr.card.of_opening", share=show.share(lost)),
            help=of(MOVEMENTS["churn"].meaning),
            history=[-v / 10**months.decimals for v in table["churn"].tail(24)],
            kind="bar",
        ),
    ]


def _share_card(
    metric: Metric, value: float, interval: Interval, story: Story, table: pd.DataFrame, column: str
) -> Card:
    change = change_on_a_year(table, story, column)
    return Card(
        t(f"nrr.card.{column}"),
        show.share(value),
        change and show.points(change),
        good="up" if year_move(table, column).is_proven else "off",
        about=t("nrr.card.vs") if change else show.span(interval),
        help=f"{of(metric.name)}: {of(metric.meaning)}\n\n{of(metric.formula)}\n\n{show.interval(interval)}",
        history=list(table[column].tail(24)),
    )


def change_on_a_year(table: pd.DataFrame, story: Story, column: str) -> float | None:
    """Change of a share on twelve months before; None when either is not known or the years are not alike."""
    change = year_change(table, column)
    if math.isnan(change) or not session.cached(is_like, story.data, story.rule, story.end):
        return None
    return change


def bridge_how(story: Story, bars: pd.DataFrame) -> str:
    """How to read the bridge, with the division that makes NRR."""
    found, months = story.found, story.data.months
    words = t(
        "nrr.bridge.how_react" if found.counted_reactivation else "nrr.bridge.how",
        kept=show.money(found.kept_revenue, months.currency, months.decimals),
        opening=show.money(found.opening, months.currency, months.decimals),
        nrr=show.share(found.nrr),
    )
    return words + (" " + t("nrr.bridge.cut") if charts.bridge_floor(bars) > 0 else "")


def bridge_alt(story: Story, bars: pd.DataFrame) -> str:
    """The bridge's takeaway."""
    months = story.data.months
    opening, closing = (
        show.money(bars.set_index("part")["amount"][p], months.currency, months.decimals)
        for p in ("opening", "closing")
    )
    return t("nrr.bridge.alt", opening=opening, closing=closing, nrr=show.share(story.found.nrr))


def bridge_table(bars: pd.DataFrame, story: Story) -> pd.DataFrame:
    """The bridge as rows for the reader: part, money in whole units, and the rule."""
    return pd.DataFrame(
        {
            "part": [charts.part_label(p) for p in bars["part"]],
            "amount": bars["amount"] / 10**story.data.months.decimals,
            "rule": story.rule.value,
        }
    )


def line_title(table: pd.DataFrame, story: Story) -> str:
    """How far the series moved in the last year, or since it begins, and whether that is more than its intervals."""
    move = year_move(table)
    is_unlike = move.months == YEAR and not session.cached(is_like, story.data, story.rule, story.end)
    key = "unlike" if is_unlike else move.direction
    return t(f"nrr.line.{key}", months=move.months, then=show.share(move.then), now=show.share(move.now))


def line_alt(table: pd.DataFrame) -> str:
    """The series' takeaway: its last month."""
    last = table.iloc[-1]
    return t("nrr.line.alt", end=show.month(last["month"]), nrr=show.share(last["nrr"]), grr=show.share(last["grr"]))


def moves_title(table: pd.DataFrame, data: Dataset) -> str:
    """What the last month lost and gained back from existing customers."""
    last, months = movement_sums(table).iloc[-1], data.months
    return t(
        "nrr.moves.title",
        month=show.month(table["month"].iloc[-1]),
        lost=show.money(last["lost"], months.currency, months.decimals),
        gained=show.money(last["gained"], months.currency, months.decimals),
    )


def moves_how(data: Dataset, grace: int) -> str:
    """How to read the movements, and what the grace does to them."""
    words = t("nrr.moves.how")
    if data.months.recurring:
        return words
    return words + (t("nrr.moves.how_grace", grace=grace) if grace else t("nrr.moves.how_no_grace"))


def moves_alt(table: pd.DataFrame, data: Dataset) -> str:
    """The net of the last month."""
    net, months = movement_sums(table)["net"].iloc[-1], data.months
    return t("nrr.moves.alt", net=show.money(net, months.currency, months.decimals, sign=True))


def segments_title(table: pd.DataFrame, dimension: str) -> str:
    """The lowest segment among those with enough customers, where it can be told apart from the highest."""
    lowest, axis = lowest_segment(table), t(f"dimension.{dimension}")
    if lowest is None:
        return t("nrr.segments.title_few", dimension=axis)
    if not lowest.is_apart:
        low, high = show.share(lowest.nrr), show.share(lowest.highest)
        return t("nrr.segments.title_unproven", dimension=axis, low=low, high=high)
    return t(
        "nrr.segments.title",
        dimension=axis,
        value=label(lowest.segment, dimension),
        nrr=show.share(lowest.nrr),
        interval=show.span(lowest.interval),
        n=show.customers(lowest.customers),
    )


def segment_spec(data: Dataset, dimension: str, rule: NrrRule, start: int, end: int, lang: str) -> charts.Spec:
    """Chart of NRR by segment."""
    table = by_segment(data, dimension, rule, start, end)
    return charts.segment_dots(table.assign(segment=[label(v, dimension) for v in table["segment"]]))


def rule_comparison(data: Dataset, start: int, end: int) -> pd.DataFrame:
    """The answer of every rule that the data allow."""
    return nrr_by_rule(data.months, start, end)


def comparison_shown(table: pd.DataFrame) -> pd.DataFrame:
    """The comparison in words."""
    return pd.DataFrame(
        {
            t("col.rule"): [of(RULES[rule].name) for rule in table["rule"]],
            "NRR": [show.share(v) for v in table["nrr"]],
            t("col.interval"): [show.span(Interval(*pair)) for pair in zip(table["nrr_low"], table["nrr_high"])],
            t("col.customers"): [show.count(n) for n in table["customers"]],
            "GRR": [show.share(v) for v in table["grr"]],
            t("col.start"): [show.month(int(m)) for m in table["start"]],
        }
    )


def rules_available(data: Dataset) -> str:
    """Names of the rules the data are long enough for."""
    names = [of(RULES[rule].name) for rule in NrrRule if is_available(data.months, rule)]
    return "、".join(names) if show.is_japanese() else ", ".join(names)


def up_to(table: pd.DataFrame, end: int) -> pd.DataFrame:
    """The rows of a monthly table up to a month."""
    return table[table["month"] <= month_starts([end])[0]].reset_index(drop=True)


def line_spec(data: Dataset, rule: NrrRule, end: int, lang: str) -> charts.Spec:
    """Chart of the series up to a month. `lang` is part of the cache's key."""
    return charts.nrr_lines(up_to(series(data, rule), end))


def movement_spec(data: Dataset, grace: int, end: int, lang: str) -> charts.Spec:
    """Chart of the monthly movements."""
    months = data.months
    return charts.movement_bars(up_to(monthly_movements(data, grace), end), months.currency, months.decimals)


def bridge_spec(data: Dataset, found: Retention, lang: str) -> charts.Spec:
    """Chart of one pair's bridge."""
    months = data.months
    return charts.bridge(charts.bridge_bars(found), found.nrr, months.currency, months.decimals)
