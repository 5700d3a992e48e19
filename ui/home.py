"""What the home page says: the state of existing revenue, its driver and owner, and where to look next."""

from __future__ import annotations

import pandas as pd

from ltv.dataset import Dataset
from ltv.decisions.kpi import DEPARTMENTS
from ltv.decisions.kpis import MISSING, KpiValue, coverage
from ltv.metrics.acquisition_cost import SpendAndLoss, spend_between
from ltv.metrics.cohort_curve import CurvePoint, cohort_curve, point_at
from ltv.metrics.cohorts import CohortBasis
from ltv.metrics.nrr_rules import NrrRule, available_from
from ltv.metrics.nrr_rules import span as rule_span
from ltv.metrics.nrr_verdicts import case, lost_revenue, year_move
from ui import kpi, nrr, session, show
from ui.nrr_figures import change_on_a_year
from ui.nrr_story import Story
from ui.words import of, t

OUT_OF_SCOPE = ("evaluations", "models", "contacts", "only_now", "cases", "own_kpi", "forecasts")
"""Reasons that no upload can take away."""


def headline(story: Story | None, data: Dataset, rule: NrrRule) -> str:
    """NRR, how it moved in a year, its largest driver and that driver's owner; less where less is known."""
    if story is None:
        return t("home.headline.none", day=show.day(available_from(data.months, rule)))
    if story.whole or case(story.found) in ("few", "one", "nothing"):
        return story.headline()
    table = session.cached(nrr.series, data, rule)
    change, driver = change_on_a_year(table, story, "nrr"), kpi.main_driver(data, story.end, rule)
    words = {
        "nrr": show.share(story.found.nrr),
        "period": story.period(),
        "interval": show.interval(story.found.nrr_interval()),
    }
    if change is None or driver is None:
        return t("home.headline.plain", **words)
    if not year_move(table).is_proven:
        return t("home.headline.unproven", **words, change=show.points(change))
    owner, cause = of(DEPARTMENTS[driver.owner]), of(driver.metric.name)
    return t("home.headline.moved", **words, change=show.points(change), cause=cause, owner=owner)


def answer_revenue(story: Story, data: Dataset) -> str:
    """What existing revenue lost and gained, beside the marketing cost of the same months."""
    months = data.months
    lost, gained = lost_revenue(story.found), story.found.expansion
    words = t(
        "home.q1.answer",
        lost=show.money(lost, months.currency, months.decimals),
        gained=show.money(gained, months.currency, months.decimals),
    )
    if data.spend is None or lost <= 0 or story.rule != NrrRule.TRANSACTIONAL:
        return words
    both = SpendAndLoss(spend_between(data, story.end - rule_span(story.rule) + 1, story.end), lost)
    spend = show.money(both.spend, months.currency, months.decimals)
    return words + t("home.q1.spend", spend=spend, share=show.share(both.share, 0))


def month_kept(data: Dataset, age: int) -> CurvePoint:
    """Share of customers who paid at an age."""
    return point_at(cohort_curve(data.months, CohortBasis.CUSTOMERS), age)


def answer_leaving(data: Dataset, kept: CurvePoint) -> str:
    """How many came back in the month after the first, or stayed a year for contracts."""
    if kept.at_risk == 0:
        return t("home.q2.none")
    return t(
        f"home.q2.{'contracts' if data.months.recurring else 'answer'}",
        share=show.share(kept.value), interval=show.interval(kept.interval), n=show.customers(kept.at_risk),
    )  # fmt: skip


def answer_ruler(found: list[KpiValue]) -> str:
    """How many KPIs have a value."""
    count = coverage(found)
    return t("home.q3.answer", all=count.kpis, known=count.known)


def dark(found: list[KpiValue], lang: str) -> pd.DataFrame:
    """What the data lack that a file or a column could bring, and the KPIs it would light up."""
    reasons: dict[str, list[str]] = {}
    for value in found:
        for code in value.missing:
            if code not in OUT_OF_SCOPE:
                reasons.setdefault(code, []).append(of(value.kpi.metric.name))
    joined = "、" if lang == "ja" else ", "
    rows = [(of(MISSING[code]), joined.join(names)) for code, names in reasons.items()]
    return pd.DataFrame(rows, columns=[t("home.dark.data"), t("home.dark.unlocks")])
