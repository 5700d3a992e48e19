"""The catalogue of the KPI page: its rows in words and for the CSV, and a definition in full."""

from __future__ import annotations

import pandas as pd

from ltv.dataset import Dataset
from ltv.decisions.kpi import DEPARTMENTS, MATURITY_NAMES, Kpi
from ltv.decisions.kpi_catalogue import KPIS
from ltv.decisions.kpis import KpiValue
from ltv.metrics.metric import Unit
from ui import session, show
from ui.kpi_targets import target_words, targets
from ui.kpi_values import change_words, interval_words, value_words
from ui.words import of, t


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
    return pd.DataFrame(
        [
            {
                "kpi": v.kpi.id, "rule": v.rule.value if v.rule else "", "unit": v.kpi.metric.unit.value,
                "value": v.value / unit_of(v, data), "low": v.low / unit_of(v, data), "high": v.high / unit_of(v, data),
                "n": v.n, "year_earlier": v.previous / unit_of(v, data), "owner": v.kpi.owner,
                "target": goals[v.kpi.id].text.en if v.kpi.id in goals else "", "maturity": v.kpi.maturity.value,
                "missing": " ".join(v.missing), "formula": v.kpi.metric.formula.en, "basis": v.kpi.basis.en,
            }
            for v in found
        ]
    )  # fmt: skip


def unit_of(value: KpiValue, data: Dataset) -> int:
    """What a value is divided by for the CSV: money is written in whole currency units."""
    return 10**data.months.decimals if value.kpi.metric.unit in (Unit.MONEY, Unit.MONEY_PER_CUSTOMER) else 1


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
