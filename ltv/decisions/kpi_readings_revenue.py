"""Readings of the KPIs of revenue and value."""

from __future__ import annotations

from collections.abc import Callable

from ltv.decisions.kpi_reading import YEAR, Facts, Reading, lacking, reading_of
from ltv.metrics.margin import LTV_MONTHS, gross_margin, has_cost, later_discount, observed_margin
from ltv.metrics.movement_rates import monthly_or_yearly, movement_rates
from ltv.metrics.nrr_rules import NrrRule, default_rule, earliest_end, span
from ltv.metrics.reconcile import bridge, has_crm
from ltv.metrics.retention import retention
from ltv.metrics.retention_parts import Retention


def _nrr(facts: Facts, end: int) -> Reading:
    found, rule = _retention(facts, end)
    if found is None:
        return lacking("thirteen_months")
    return Reading(found.nrr, found.customers, found.nrr_interval(), (end - YEAR, end), rule=rule)


def _grr(facts: Facts, end: int) -> Reading:
    found, rule = _retention(facts, end)
    if found is None:
        return lacking("thirteen_months")
    return Reading(found.grr, found.customers, found.grr_interval(), (end - YEAR, end), rule=rule)


def _retention(facts: Facts, end: int) -> tuple[Retention | None, NrrRule]:
    """Retention over 12 months by the default rule; None while the data are too short for one."""
    months = facts.data.months
    rule = default_rule(months)
    if span(rule) != YEAR or earliest_end(months, rule) > end:
        return None, rule
    found = retention(months, end, rule)
    return found if isinstance(found, Retention) else None, rule


def _movement(name: str) -> Callable[[Facts, int], Reading]:
    def read(facts: Facts, end: int) -> Reading:
        months = facts.data.months
        rule = monthly_or_yearly(months)
        if earliest_end(months, rule) > end:
            return lacking("two_years" if rule == NrrRule.TRANSACTIONAL else "thirteen_months")
        part = movement_rates(months, end, rule)[name]
        return Reading(part.rate, part.customers, part.interval, (end - span(rule), end), rule=rule)

    return read


def _margin_ltv(facts: Facts, end: int) -> Reading:
    if not has_cost(facts.data):
        return lacking("margin")
    period = facts.year(end - LTV_MONTHS + 1, first=facts.first_new)
    if period[0] > period[1]:
        return lacking("two_years")
    found = observed_margin(facts.data, facts.new, *period[:2])
    return reading_of(found, found.customers, period)


def _gross_margin(facts: Facts, end: int) -> Reading:
    if not has_cost(facts.data):
        return lacking("margin")
    period = facts.year(end, first=facts.data.months.first)
    found = gross_margin(facts.data, *period[:2])
    return reading_of(found, found.customers, period)


def _later_discount(facts: Facts, end: int) -> Reading:
    if facts.data.ledger is None or "discount" not in facts.data.ledger.columns:
        return lacking("discount")
    period = facts.year(end, first=facts.data.months.first)
    found = later_discount(facts.data, *period[:2])
    return reading_of(found, found.customers, period)


def _explained_revenue(facts: Facts, end: int) -> Reading:
    if not has_crm(facts.data):
        return lacking("crm_total")
    if end < facts.data.months.last_complete:
        return lacking("only_now")
    found = bridge(facts.data)
    return Reading(found.explained_share, found.customers, months=(facts.data.months.first, end))


REVENUE_READERS: dict[str, Callable[[Facts, int], Reading]] = {
    "nrr12": _nrr,
    "grr12": _grr,
    "margin_ltv_24m": _margin_ltv,
    "churn_rate": _movement("churn"),
    "contraction_rate": _movement("contraction"),
    "expansion_rate": _movement("expansion"),
    "explained_revenue": _explained_revenue,
    "gross_margin": _gross_margin,
    "later_discount": _later_discount,
}
