"""What the KPI page shows: the catalogue as rows, targets with their basis, the driver tree, and channels."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd

from ltv.dataset import Dataset
from ltv.decisions.driver_tree import DriverTree, Node, driver_tree, tree_rules
from ltv.decisions.kpi import DEPARTMENTS, MATURITY_NAMES, Kpi, catalogue_flaws
from ltv.decisions.kpi_catalogue import KPIS
from ltv.decisions.kpi_targets import TARGETED, gap, is_possible
from ltv.decisions.kpis import KpiValue, coverage, current_values
from ltv.errors import LtvError
from ltv.metrics.acquisition import acquired
from ltv.metrics.acquisition_cost import cheapest_channel, kept_by_channel, paid_channels
from ltv.metrics.basis import UNIT_NAMES, RetentionTarget
from ltv.metrics.catalogue import RULES
from ltv.metrics.intervals import Interval
from ltv.metrics.lateness import AfterDelivery, after_worst_months, late_share, worst_months
from ltv.metrics.metric import Unit
from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.nrr_verdicts import year_move
from ltv.metrics.service import promises_by_month
from ltv.months import month_starts
from ui import nrr, session, show
from ui.charts import kpi as channel_charts
from ui.charts import tree as charts
from ui.nrr_story import whole_year_words
from ui.page import BAD, GOOD, Badge, Card
from ui.words import label, of, t

# --- values and targets ----------------------------------------------------------------------------------------


def values(data: Dataset, end: int) -> list[KpiValue]:
    """Every KPI of the catalogue at the end of a month."""
    return current_values(data, end)


def targets() -> dict[str, RetentionTarget]:
    """Targets the reader has set; kept in the link as kpi:value:unit:period. What cannot be read is no target."""
    found = {}
    for part in session.written("targets").split(","):
        fields = part.split(":")
        if len(fields) == 4 and fields[0] in TARGETED:
            try:
                target = RetentionTarget(float(fields[1]), fields[2], fields[3])
            except (LtvError, ValueError):
                continue
            if is_possible(KPIS[fields[0]], target):
                found[fields[0]] = target
    return found


def why_not(kpi: Kpi, target: RetentionTarget) -> str:
    """What is wrong with a target that is not possible."""
    unit = kpi.keeps[0] if kpi.keeps else ""
    if target.unit != unit:
        return t("kpi.target.wrong_unit", unit=of(UNIT_NAMES[unit]))
    return t("kpi.target.too_high")


def set_target(kpi: str, target: RetentionTarget | None) -> None:
    """Keep a target, or take it away."""
    kept = {name: old for name, old in targets().items() if name != kpi} | ({kpi: target} if target else {})
    session.write("targets", ",".join(f"{n}:{x.value:g}:{x.unit}:{x.period}" for n, x in kept.items()))


def target_words(value: KpiValue, target: RetentionTarget | None) -> str:
    """A target, and whether the value reaches it; compared only in the same unit."""
    if target is None:
        return show.NOTHING
    lacking = gap(value, target)
    if math.isnan(lacking):
        return t("kpi.target.other_basis", target=of(target.text))
    if lacking <= 0:
        return t("kpi.target.meets", target=of(target.text))
    return t("kpi.target.misses", target=of(target.text), gap=show.points(lacking).lstrip("+"))


# --- the answer ------------------------------------------------------------------------------------------------


def headline(found: list[KpiValue]) -> str:
    """How many KPIs have a value, and how many may be used to judge."""
    count = coverage(found)
    case = "none" if count.known == 0 else "some" if count.ready else "none_ready"
    return t(f"kpi.headline.{case}", all=count.kpis, known=count.known, ready=count.ready)


def badge() -> Badge:
    """Whether every KPI has one owner and known guardrails."""
    flaws = catalogue_flaws(KPIS.values())
    if flaws:
        return Badge(t("kpi.badge.flaws", n=len(flaws)), "red", BAD)
    return Badge(t("kpi.badge.sound"), "green", GOOD)


def cards(found: list[KpiValue], data: Dataset) -> list[Card]:
    """Four figures in pairs: what existing customers are worth, and what new ones cost."""
    by_id = {value.kpi.id: value for value in found}
    figures = [_card(by_id[name], data) for name in ("nrr12", "retention_90", "margin_ltv_24m", "cost_per_kept")]
    if not _is_proven(by_id["nrr12"], data):
        figures[0] = replace(figures[0], good="off")
    whole = whole_year_words(data, data.months.last_complete)
    return [replace(figures[0], about=whole), *figures[1:]] if whole else figures


def _is_proven(value: KpiValue, data: Dataset) -> bool:
    """Whether NRR moved beyond its intervals in a year."""
    if value.rule is None:
        return False
    return year_move(session.cached(nrr.series, data, value.rule)).is_proven


def _card(value: KpiValue, data: Dataset) -> Card:
    known = not math.isnan(value.change)
    reasons = " ".join(value.reasons(session.lang()))
    metric, interval = value.metric, interval_words(value, data)
    meaning = f"{of(metric.name)}: {of(metric.meaning)}\n\n{of(metric.formula)}\n\n95 %: {interval}, n = {value.n:,}"
    return Card(
        t(f"kpi.card.{value.kpi.id}"),
        value_words(value, data),
        change_words(value, data) if known else None,
        good="down" if value.kpi.direction == "down" else "up",
        about=t("kpi.card.missing") if reasons else t("kpi.card.vs") if known else "",
        help=reasons or meaning,
    )


# --- the catalogue ---------------------------------------------------------------------------------------------


def value_words(value: KpiValue, data: Dataset, number: float | None = None) -> str:
    """A KPI's value by its unit."""
    months = data.months
    return show.unit_value(
        value.value if number is None else number, value.kpi.metric.unit, months.currency, months.decimals
    )


def change_words(value: KpiValue, data: Dataset) -> str:
    """A KPI's change on a year ago, signed."""
    months, unit = data.months, value.kpi.metric.unit
    if unit == Unit.SHARE:
        return show.points(value.change)
    if unit in (Unit.MONEY, Unit.MONEY_PER_CUSTOMER):
        return show.money(value.change, months.currency, months.decimals, sign=True)
    return t(f"unit.{unit}", n=show.signed(value.change, 1)) if not math.isnan(value.change) else show.NOTHING


def interval_words(value: KpiValue, data: Dataset) -> str:
    """A KPI's interval in its unit."""
    if math.isnan(value.low):
        return show.NOTHING
    if value.kpi.metric.unit == Unit.SHARE:
        return show.span(Interval(value.low, value.high))
    return f"{value_words(value, data, value.low)} – {value_words(value, data, value.high)}"


def rows(found: list[KpiValue], data: Dataset, owner: str) -> pd.DataFrame:
    """The catalogue in words, for all departments or one."""
    goals = targets()
    return pd.DataFrame(
        [
            {
                t("kpi.col.name"): of(v.metric.name if v.kpi.id != "nrr12" else v.kpi.metric.name),
                t("kpi.col.value"): value_words(v, data),
                t("kpi.col.missing"): " ".join(v.reasons(session.lang())),
                t("kpi.col.interval"): interval_words(v, data),
                t("kpi.col.n"): show.count(v.n) if v.n else show.NOTHING,
                t("kpi.col.change"): change_words(v, data),
                t("kpi.col.target"): target_words(v, goals.get(v.kpi.id)),
                t("kpi.col.owner"): of(DEPARTMENTS[v.kpi.owner]),
                t("kpi.col.maturity"): of(MATURITY_NAMES[v.kpi.maturity]),
                t("kpi.col.basis"): of(v.kpi.basis),
                t("kpi.col.guardrails"): names(v.kpi.guardrails),
            }
            for v in found
            if owner in ("", v.kpi.owner, *v.kpi.contributors)
        ]
    )


def export_rows(found: list[KpiValue], data: Dataset) -> pd.DataFrame:
    """The catalogue with canonical codes and unrounded values, for CSV."""
    goals = targets()
    scale = {Unit.MONEY: 10**data.months.decimals, Unit.MONEY_PER_CUSTOMER: 10**data.months.decimals}
    return pd.DataFrame(
        [
            {
                "kpi": v.kpi.id, "rule": v.rule.value if v.rule else "", "unit": v.kpi.metric.unit.value,
                "value": v.value / scale.get(v.kpi.metric.unit, 1), "low": v.low / scale.get(v.kpi.metric.unit, 1),
                "high": v.high / scale.get(v.kpi.metric.unit, 1), "n": v.n,
                "year_earlier": v.previous / scale.get(v.kpi.metric.unit, 1), "owner": v.kpi.owner,
                "target": goals[v.kpi.id].text.en if v.kpi.id in goals else "", "maturity": v.kpi.maturity.value,
                "missing": " ".join(v.missing), "formula": v.kpi.metric.formula.en, "basis": v.kpi.basis.en,
            }
            for v in found
        ]
    )  # fmt: skip


def names(ids: tuple[str, ...]) -> str:
    """Names of KPIs, in the reader's language."""
    joined = ("、" if show.is_japanese() else ", ").join(of(KPIS[name].metric.name) for name in ids)
    return joined or t("kpi.detail.none")


def departments(codes: tuple[str, ...]) -> str:
    """Names of departments, in the reader's language."""
    joined = ("、" if show.is_japanese() else ", ").join(of(DEPARTMENTS[code]) for code in codes)
    return joined or t("kpi.detail.none")


def definition(kpi: Kpi) -> list[tuple[str, str]]:
    """A KPI's definition as (heading, words)."""
    metric = kpi.metric
    return [
        (t("kpi.detail.decision"), of(kpi.decision)),
        (t("kpi.detail.meaning"), of(metric.meaning)),
        (t("kpi.detail.formula"), of(metric.formula)),
        (t("kpi.detail.basis"), of(kpi.basis)),
        (t("kpi.detail.owner"), departments((kpi.owner,))),
        (t("kpi.detail.contributors"), departments(kpi.contributors)),
        (t("kpi.detail.guardrails"), names(kpi.guardrails)),
        (t("kpi.detail.gaming"), of(kpi.gaming)),
        (t("kpi.detail.maturity"), of(MATURITY_NAMES[kpi.maturity])),
        (t("kpi.detail.source"), metric.source),
    ]


# --- the tree --------------------------------------------------------------------------------------------------


def tree(data: Dataset, end: int, rule: NrrRule) -> DriverTree:
    """NRR taken apart."""
    return driver_tree(data, end, rule)


def main_driver(data: Dataset, end: int, rule: NrrRule) -> Node | None:
    """The driver that moved NRR most on a year ago; None when a year ago is not known."""
    if rule not in tree_rules(data):
        return None
    found: DriverTree = session.cached(tree, data, end, rule)
    return found.moved_most


def tree_how(found: DriverTree) -> str:
    """By which rule the tree takes NRR apart, and how to read it."""
    return t("kpi.tree.rule", rule=of(RULES[found.rule].name)) + t("kpi.tree.how")


def tree_title(found: DriverTree, data: Dataset) -> str:
    """The part that moved NRR most on a year ago, with its owner, where NRR moved beyond its intervals."""
    top = found.moved_most
    change = found.node("nrr").change
    table = nrr.up_to(session.cached(nrr.series, data, found.rule), found.end)
    if top is None or math.isnan(change):
        return t("kpi.tree.title.plain")
    if not year_move(table).is_proven:
        return t("kpi.tree.title.unproven", change=show.points(change))
    return t(
        f"kpi.tree.title.{'better' if top.is_better else 'worse'}",
        name=of(top.metric.name), change=show.points(top.change), owner=of(DEPARTMENTS[top.owner]),
    )  # fmt: skip


def tree_rows(found: DriverTree, data: Dataset) -> pd.DataFrame:
    """The tree as a table, the revenue side included."""
    months = data.months

    def row(node: Node) -> dict[str, object]:
        return {
            "id": node.id, "parent": node.parent or "", "role": node.role,
            t("kpi.col.name"): of(node.metric.name),
            t("kpi.col.value"): charts.node_value(node.value, node.metric.unit, months.currency, months.decimals),
            t("kpi.col.change"): charts.node_change(node, months.currency, months.decimals) or show.NOTHING,
            t("kpi.col.owner"): of(DEPARTMENTS[node.owner]),
            "rule": found.rule.value,
        }  # fmt: skip

    return pd.DataFrame([row(node) for node in found.nodes])


def tree_spec(data: Dataset, end: int, rule: NrrRule, lang: str) -> charts.Spec:
    """Chart of the tree."""
    return charts.tree(driver_tree(data, end, rule), "nrr", data.months.currency, data.months.decimals)


# --- channels --------------------------------------------------------------------------------------------------


def channels(data: Dataset, first: int, last: int) -> pd.DataFrame:
    """Paid channels over mature months, dearest per kept customer first."""
    return paid_channels(kept_by_channel(data, acquired(data), first, last))


def channels_title(table: pd.DataFrame, data: Dataset) -> str:
    """Whether the cheapest channel costs more per customer kept than paid channels on average, beyond its interval."""
    cheapest, months = cheapest_channel(table), data.months
    if not cheapest.is_dear:
        return t("kpi.channels.title_plain")
    money = {"cpa": cheapest.cpa, "kept": cheapest.cost_per_kept, "average": cheapest.average}
    return t(
        "kpi.channels.title",
        cheap=label(cheapest.channel),
        **{name: show.money(value, months.currency, months.decimals) for name, value in money.items()},
    )


def channel_rows(table: pd.DataFrame, data: Dataset) -> pd.DataFrame:
    """The comparison of channels with money in whole units."""
    scale = 10**data.months.decimals
    money = {
        c: table[c].astype(float) / scale for c in table.columns if c.startswith(("cpa", "cost_per_kept", "spend"))
    }
    return table.assign(**money)


def channel_spec(data: Dataset, first: int, last: int, lang: str) -> charts.Spec:
    """Chart of the comparison."""
    table = channels(data, first, last)
    shown = table.assign(channel=[label(c) for c in table["channel"]])
    return channel_charts.channel_costs(shown, data.months.currency, data.months.decimals)


# --- promises --------------------------------------------------------------------------------------------------


def promises(data: Dataset) -> pd.DataFrame:
    """Promises due and kept in each complete month."""
    table = promises_by_month(data)
    return table[table["month"] <= month_starts([data.months.last_complete])[0]].reset_index(drop=True)


def left_after(data: Dataset) -> AfterDelivery:
    """Who left after late and after punctual deliveries, in the worst run of months if there is one, else in all."""
    return after_worst_months(data, promises(data))


def late_title(table: pd.DataFrame, left: AfterDelivery) -> str:
    """The worst run of months and what followed late deliveries, where the intervals part; else the last month."""
    worst = worst_months(table)
    if worst is None or not left.is_worse_when_late:
        return t("kpi.late.title_plain", rate=show.share(table["rate"].iloc[-1]))
    return t(
        "kpi.late.title",
        first=show.month(worst[0]), last=show.month(worst[1]),
        late=show.share(late_share(table, worst)),
        left=show.share(left.late_rate), on_time=show.share(left.on_time_rate),
    )  # fmt: skip


def late_how(left: AfterDelivery) -> str:
    """How to read the chart of late deliveries."""
    return t(
        "kpi.late.how",
        late_n=show.count(left.late),
        late=show.span(left.late_interval),
        on_time_n=show.count(left.on_time),
        on_time=show.span(left.on_time_interval),
    )


def late_spec(data: Dataset, lang: str) -> charts.Spec:
    """Chart of late deliveries."""
    table = promises(data)
    return channel_charts.late_bars(table, worst_months(table))
