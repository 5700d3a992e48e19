"""The answer of the KPI page: its headline, badge and key figures."""

from __future__ import annotations

import math
from dataclasses import replace

from ltv.dataset import Dataset
from ltv.decisions.kpi import catalogue_flaws
from ltv.decisions.kpi_catalogue import KPIS
from ltv.decisions.kpis import KpiValue, coverage
from ltv.metrics.nrr_verdicts import year_move
from ui import nrr, session
from ui.kpi_values import change_words, interval_words, value_words
from ui.nrr_story import whole_year_words
from ui.page import BAD, GOOD, Badge, Card
from ui.words import of, t


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
