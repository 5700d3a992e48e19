"""What the NRR page says: its tables from `ltv`, and its headline, badge and titles chosen by rule for each case."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from ltv.dataset import Dataset
from ltv.metrics import catalogue
from ltv.metrics.catalogue import MOVEMENTS, RULES
from ltv.metrics.intervals import Interval
from ltv.metrics.metric import Metric
from ltv.metrics.movements import movements
from ltv.metrics.nrr_rules import MONTHLY, NrrRule, earliest_end, is_available, span
from ltv.metrics.repeat import purchases, usual_pause
from ltv.metrics.retention import retention, retention_series, share_won_within
from ltv.metrics.retention_parts import ChainedRetention, Retention
from ltv.metrics.segments import retention_by
from ltv.months import month_starts
from ui import session, show
from ui.charts import retention as charts
from ui.page import BAD, GOOD, OPEN, Badge, Card
from ui.words import label, of, t

FEW = 30
"""Below so many customers the interval comes first."""

Case = Literal["nothing", "one", "few", "no_interval", "good", "bad", "unproven"]
Result = Retention | ChainedRetention


def result(data: Dataset, rule: NrrRule, start: int, end: int) -> Result:
    """Retention of a pair of months."""
    return retention(data.months, end, rule, start=start)


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
    table = retention_by(data, dimension, end, rule, start=start)
    return table.dropna(subset=["nrr"]).sort_values("nrr").reset_index(drop=True)


MONEY = ("opening", "closing", "new", "reactivation", "expansion", "contraction", "churn")


def in_units(table: pd.DataFrame, data: Dataset) -> pd.DataFrame:
    """Money of the smallest unit in whole currency units, for a reader's table."""
    scale = 10**data.months.decimals
    return table if scale == 1 else table.assign(**{c: table[c] / scale for c in MONEY if c in table})


def case(found: Result) -> Case:
    """Which kind of answer the figures allow."""
    low, high = found.nrr_interval()
    if found.customers == 0 or found.opening <= 0:
        return "nothing"
    if found.customers == 1:
        return "one"
    if low != low:
        return "no_interval"
    if found.customers < FEW:
        return "few"
    return "good" if low > 1 else "bad" if high < 1 else "unproven"


@dataclass(frozen=True)
class Story:
    """Everything the headline and scope line need, in words."""

    found: Result
    data: Dataset
    rule: NrrRule
    start: int
    end: int
    segment: str

    def headline(self) -> str:
        """The answer as one sentence."""
        low, high = self.found.nrr_interval()
        return t(
            f"nrr.headline.{case(self.found)}",
            nrr=show.share(self.found.nrr),
            period=self.period(),
            cause=self.cause(),
            n=show.customers(self.found.customers),
            low=show.share(low),
            high=show.share(high),
            start=show.month(self.start),
        )

    def badge(self) -> Badge:
        """The verdict against 100 %."""
        kinds: dict[str, Badge] = {
            "good": Badge(t("nrr.badge.above"), "green", GOOD),
            "bad": Badge(t("nrr.badge.below"), "red", BAD),
        }
        few = Badge(t("nrr.badge.few"), "orange", OPEN)
        now = case(self.found)
        return few if now in ("few", "one", "nothing") else kinds.get(now, Badge(t("nrr.badge.unproven"), "gray", OPEN))

    def scope(self) -> str:
        """The rule and what it was applied to, in one line."""
        return t(
            "nrr.scope",
            rule=of(RULES[self.rule].name),
            start=show.month(self.start),
            end=show.month(self.end),
            segment=self.segment,
            n=show.customers(self.found.customers),
            interval=show.interval(self.found.nrr_interval()),
        )

    def caution(self) -> str:
        """What a reader of twelve-month sums must know: how many customers were won part-way, and NRR1 beside it."""
        if self.rule != NrrRule.TRANSACTIONAL or case(self.found) in ("nothing", "one"):
            return ""
        won = session.cached(won_within, self.data, self.start)
        month = session.cached(result, self.data, NrrRule.YOY_COHORT, self.end - 12, self.end)
        if not won > 0.1:
            return ""
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


def largest_cause(found: Result) -> tuple[str, int]:
    """Name and money of the largest loss, or of the gain where the rate is above 100 %."""
    if found.nrr > 1:
        wanted = {"expansion": found.expansion, "reactivation": found.counted_reactivation}
    else:
        wanted = {"contraction": found.contraction, "churn": found.churn}
    return max(wanted.items(), key=lambda item: abs(item[1]))


def cards(story: Story, table: pd.DataFrame) -> list[Card]:
    """The four key figures, each with its change on a year ago and its history under the same rule."""
    found, months = story.found, story.data.months
    return [
        _share_card(catalogue.NRR, found.nrr, found.nrr_interval(), story, table, "nrr"),
        _share_card(catalogue.GRR, found.grr, found.grr_interval(), story, table, "grr"),
        _share_card(
            catalogue.LOGO_RETENTION, found.logo_retention, found.logo_interval(), story, table, "logo_retention"
        ),
        Card(
            t("nrr.card.churn"),
            show.money(-found.churn, months.currency, months.decimals),
            about=t(
                "nrr.card.of_opening", share=show.share(-found.churn / found.opening if found.opening else math.nan)
            ),
            help=of(MOVEMENTS["churn"].meaning),
            history=[-v / 10**months.decimals for v in table["churn"].tail(24)],
            kind="bar",
        ),
    ]


def _share_card(
    metric: Metric, value: float, interval: Interval, story: Story, table: pd.DataFrame, column: str
) -> Card:
    return Card(
        t(f"nrr.card.{column}"),
        show.share(value),
        year_change(table, story.end, column),
        about=t("nrr.card.vs") if year_change(table, story.end, column) else "",
        help=f"{of(metric.name)}: {of(metric.meaning)}\n\n{of(metric.formula)}\n\n{show.interval(interval)}",
        history=list(table[column].tail(24)),
    )


def year_change(table: pd.DataFrame, end: int, column: str) -> str | None:
    """Change in points on the same figure twelve months before; None when either is not known."""
    known = table.set_index("month")[column]
    now, then = month_starts([end])[0], month_starts([end - 12])[0]
    return show.points(known[now] - known[then]) if now in known.index and then in known.index else None


def bridge_how(story: Story, bars: pd.DataFrame) -> str:
    """How to read the bridge, with the division that makes NRR."""
    found, months = story.found, story.data.months
    words = t(
        "nrr.bridge.how_react" if found.counted_reactivation else "nrr.bridge.how",
        kept=show.money(
            found.opening + found.expansion + found.contraction + found.churn, months.currency, months.decimals
        ),
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


def line_title(table: pd.DataFrame) -> str:
    """How far the series moved in the last year, or since it begins, and whether that is more than its intervals."""
    now = table.iloc[-1]
    if len(table) < 2:
        return t("nrr.line.single", now=show.share(now["nrr"]))
    back = min(12, len(table) - 1)
    then = table.iloc[-1 - back]
    return t(f"nrr.line.{_direction(then, now)}", months=back, then=show.share(then["nrr"]), now=show.share(now["nrr"]))


def _direction(then: pd.Series, now: pd.Series) -> str:
    if math.isnan(now["nrr_low"]) or math.isnan(then["nrr_low"]):
        return "no_interval"
    if now["nrr_low"] > then["nrr_high"]:
        return "up"
    return "down" if now["nrr_high"] < then["nrr_low"] else "unproven"


def line_alt(table: pd.DataFrame) -> str:
    """The series' takeaway: its last month."""
    last = table.iloc[-1]
    return t("nrr.line.alt", end=show.month(last["month"]), nrr=show.share(last["nrr"]), grr=show.share(last["grr"]))


def moves_title(table: pd.DataFrame, data: Dataset) -> str:
    """What the last month lost and gained back from existing customers."""
    last, months = table.iloc[-1], data.months
    return t(
        "nrr.moves.title",
        month=show.month(last["month"]),
        lost=show.money(-last["churn"] - last["contraction"], months.currency, months.decimals),
        gained=show.money(last["reactivation"] + last["expansion"], months.currency, months.decimals),
    )


def moves_how(data: Dataset, grace: int) -> str:
    """How to read the movements, and what the grace does to them."""
    words = t("nrr.moves.how")
    if data.months.recurring:
        return words
    return words + (t("nrr.moves.how_grace", grace=grace) if grace else t("nrr.moves.how_no_grace"))


def moves_alt(table: pd.DataFrame, data: Dataset) -> str:
    """The net of the last month."""
    last, months = table.iloc[-1], data.months
    return t(
        "nrr.moves.alt", net=show.money(last["closing"] - last["opening"], months.currency, months.decimals, sign=True)
    )


def segments_title(table: pd.DataFrame, dimension: str) -> str:
    """The lowest segment among those with enough customers, where it can be told apart from the highest."""
    ripe = table[table["customers"] >= FEW]
    axis = t(f"dimension.{dimension}")
    if len(ripe) < 2 or not ripe["nrr_high"].iloc[0] < ripe["nrr_low"].iloc[-1]:
        return t("nrr.segments.title_one", dimension=axis)
    return t(
        "nrr.segments.title", dimension=axis, value=label(ripe["segment"].iloc[0]), nrr=show.share(ripe["nrr"].iloc[0])
    )


def segment_spec(data: Dataset, dimension: str, rule: NrrRule, start: int, end: int, lang: str) -> charts.Spec:
    """Chart of NRR by segment."""
    table = by_segment(data, dimension, rule, start, end)
    return charts.segment_dots(table.assign(segment=[label(v) for v in table["segment"]]))


def rule_comparison(data: Dataset, start: int, end: int) -> pd.DataFrame:
    """The answer of every rule that the data allow for the end month, from the chosen start where a rule takes one."""
    rows = []
    for rule in NrrRule:
        if not is_available(data.months, rule) or end < earliest_end(data.months, rule):
            continue
        fixed = rule in (*MONTHLY, NrrRule.TRANSACTIONAL)
        begin = end - span(rule) if fixed else start
        found = retention(data.months, end, rule, start=begin)
        rows.append((rule, begin, found.customers, found.nrr, *found.nrr_interval(), found.grr))
    return pd.DataFrame(rows, columns=["rule", "start", "customers", "nrr", "nrr_low", "nrr_high", "grr"])


def comparison_shown(table: pd.DataFrame) -> pd.DataFrame:
    """The comparison in words."""
    return pd.DataFrame(
        {
            t("col.rule"): [of(RULES[rule].name) for rule in table["rule"]],
            t("col.start"): [show.month(int(m)) for m in table["start"]],
            t("col.customers"): [show.count(n) for n in table["customers"]],
            "NRR": [show.share(v) for v in table["nrr"]],
            t("col.interval"): [show.span(Interval(*pair)) for pair in zip(table["nrr_low"], table["nrr_high"])],
            "GRR": [show.share(v) for v in table["grr"]],
        }
    )


def rules_available(data: Dataset) -> str:
    """Names of the rules the data are long enough for."""
    names = [of(RULES[rule].name) for rule in NrrRule if is_available(data.months, rule)]
    return "、".join(names) if show.is_japanese() else ", ".join(names)


def line_spec(data: Dataset, rule: NrrRule, lang: str) -> charts.Spec:
    """Chart of the series. `lang` is part of the cache's key."""
    return charts.nrr_lines(series(data, rule))


def movement_spec(data: Dataset, grace: int, lang: str) -> charts.Spec:
    """Chart of the monthly movements."""
    months = data.months
    return charts.movement_bars(monthly_movements(data, grace), months.currency, months.decimals)


def bridge_spec(data: Dataset, found: Retention, lang: str) -> charts.Spec:
    """Chart of one pair's bridge."""
    months = data.months
    return charts.bridge(charts.bridge_bars(found), found.nrr, months.currency, months.decimals)
