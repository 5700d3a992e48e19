"""The evidence of the KPI page: charts, their titles chosen by rule, how to read them, and their tables."""

from __future__ import annotations

import math

import pandas as pd

from ltv.dataset import Dataset
from ltv.decisions.driver_tree import DriverTree, Node, driver_tree
from ltv.decisions.kpi import DEPARTMENTS
from ltv.metrics.acquisition_cost import cheapest_channel
from ltv.metrics.catalogue import RULES
from ltv.metrics.lateness import AfterDelivery, late_share, worst_months
from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.nrr_verdicts import year_move
from ui import nrr, session, show
from ui.charts import kpi as channel_charts
from ui.charts import tree as charts
from ui.kpi import channels, promises
from ui.words import label, of, t

# --- the tree ---------------------------------------------------------------------------------------------------------


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


# --- channels ---------------------------------------------------------------------------------------------------------


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


# --- promises ---------------------------------------------------------------------------------------------------------


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
