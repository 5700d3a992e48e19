"""Readings of the KPIs of customers' first months and of service."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from ltv.decisions.kpi_reading import Facts, Reading, lacking, reading_of
from ltv.metrics.acquisition import first_orders, has_discounts, kept_at_90, last_observed
from ltv.metrics.acquisition_cost import Cost, cost_per_kept, cost_per_new, poisson
from ltv.metrics.repeat import Purchases, conversion, median_gap
from ltv.metrics.service import promises, replies, tickets_per_customer

F2_WINDOW = 1.5


def _retention_90(facts: Facts, end: int) -> Reading:
    period = facts.year(facts.new.last_mature(end), first=facts.first_new)
    if period[0] > period[1]:
        return lacking("observation")
    found = kept_at_90(facts.new, *period[:2])
    return reading_of(found, found.acquired, period)


def _cost_per_kept(facts: Facts, end: int) -> Reading:
    period = facts.year(facts.new.last_mature(end), first=facts.first_new)
    if period[0] > period[1]:
        return lacking("observation")
    return _of_cost(cost_per_kept(facts.data, facts.new, *period[:2]), period)


def _cpa(facts: Facts, end: int) -> Reading:
    period = facts.year(end, first=facts.first_new)
    return _of_cost(cost_per_new(facts.data, facts.new, *period[:2]), period)


def _of_cost(cost: Cost, period: tuple[int, int, bool]) -> Reading:
    if cost == Cost():
        return lacking("spend")
    return Reading(cost.per_customer, cost.customers, cost.interval, period[:2], period[2])


def _discount_share(facts: Facts, end: int) -> Reading:
    if not has_discounts(facts.data):
        return lacking("discount")
    period = facts.year(end, first=facts.first_new)
    found = first_orders(facts.data, facts.new, *period[:2])
    return reading_of(found, found.known, period)


def _new_customers(facts: Facts, end: int) -> Reading:
    period = facts.year(end, first=facts.first_new)
    if not period[2]:
        return lacking("thirteen_months")
    count = int(facts.new.between(*period[:2]).sum())
    return Reading(count, count, poisson(count), period[:2])


def _f2(facts: Facts, end: int) -> Reading:
    if facts.orders is None:
        return lacking("orders")
    gap = median_gap(facts.orders)
    if math.isnan(gap):
        return lacking("second_orders")
    window = max(1, round(F2_WINDOW * gap))
    rule = facts.data.months.month_rule
    period = facts.year(last_observed(rule, end, window), first=facts.first_new)
    if period[0] > period[1]:
        return lacking("observation")
    known, orders = rule.last_day(end), facts.orders
    chosen = np.isin(orders.customer, facts.new.customer[facts.new.between(*period[:2])]) & (orders.day <= known)
    found = conversion(Purchases(orders.customer[chosen], orders.day[chosen], orders.nth[chosen], known), 1, window)
    return reading_of(found, found.eligible, period)


def _promise_kept(facts: Facts, end: int) -> Reading:
    if facts.data.deliveries is None:
        return lacking("deliveries")
    period = facts.year(end, first=facts.data.months.first)
    found = promises(facts.data, *period[:2])
    return reading_of(found, found.due, period)


def _first_reply(facts: Facts, end: int) -> Reading:
    if facts.data.tickets is None:
        return lacking("tickets")
    period = facts.year(end, first=facts.data.months.first)
    found = replies(facts.data, *period[:2])
    if found.tickets and math.isnan(found.p90):
        return Reading(n=found.tickets, missing=("unanswered",))
    return Reading(found.p90, found.tickets, found.interval, period[:2], period[2])


def _ticket_rate(facts: Facts, end: int) -> Reading:
    if facts.data.tickets is None:
        return lacking("tickets")
    period = facts.year(end, first=facts.data.months.first)
    found = tickets_per_customer(facts.data, *period[:2])
    return reading_of(found, found.customers, period)


CUSTOMER_READERS: dict[str, Callable[[Facts, int], Reading]] = {
    "retention_90": _retention_90,
    "cost_per_kept": _cost_per_kept,
    "cpa": _cpa,
    "discount_share": _discount_share,
    "new_customers": _new_customers,
    "f2": _f2,
    "promise_kept": _promise_kept,
    "first_reply_p90": _first_reply,
    "ticket_rate": _ticket_rate,
}
