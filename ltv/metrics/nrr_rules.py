"""The named meanings of NRR, and which of them a data set is long enough for."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from ltv.ledger import CustomerMonths
from ltv.months import date_of

YEAR = 12


class NrrRule(StrEnum):
    """What "net revenue retention" means. The letters are those of the definitions page."""

    YOY_COHORT = "yoy_cohort"
    """NRR1. Customers who paid in the start month: what they pay in the end month ÷ what they paid then."""
    YOY_STRICT = "yoy_strict"
    """NRR1, but a customer who missed any month in between counts as lost."""
    TRANSACTIONAL = "transactional"
    """NRR8. As NRR1 with the twelve months up to each month, for orders without contracts."""
    PERIOD_MOVES = "period_moves"
    """NRR2. Month on month; customers who return do not count."""
    PERIOD_MOVES_REACT = "period_moves_react"
    """NRR3. Month on month, revenue of returning customers added: 1 − net MRR churn."""
    CHAINED = "chained_12m"
    """NRR7. Product of the month-on-month NRR2."""
    CHAINED_REACT = "chained_12m_react"
    """NRR7 with returning customers: product of the month-on-month NRR3."""


MONTHLY = (NrrRule.PERIOD_MOVES, NrrRule.PERIOD_MOVES_REACT)
FIXED = (*MONTHLY, NrrRule.TRANSACTIONAL)
"""Rules whose two months always lie `span` apart; the others take any earlier month."""
CHAINS = {NrrRule.CHAINED: NrrRule.PERIOD_MOVES, NrrRule.CHAINED_REACT: NrrRule.PERIOD_MOVES_REACT}


def earliest_end(months: CustomerMonths, rule: NrrRule) -> int:
    """First month that a rule can be computed for, whether or not the data reach it."""
    needed = {NrrRule.TRANSACTIONAL: 2 * YEAR - 1, NrrRule.PERIOD_MOVES: 1, NrrRule.PERIOD_MOVES_REACT: 1}
    return months.first + needed.get(rule, YEAR)


def is_available(months: CustomerMonths, rule: NrrRule) -> bool:
    """Whether the data are long enough for a rule. Twelve-month sums are offered for orders only."""
    if rule == NrrRule.TRANSACTIONAL and months.recurring:
        return False
    return earliest_end(months, rule) <= months.last_complete


def available_from(months: CustomerMonths, rule: NrrRule) -> Any:
    """The day up to which data must reach for a rule to be computed, a date."""
    return date_of(months.month_rule.last_day(earliest_end(months, rule)))


def default_rule(months: CustomerMonths) -> NrrRule:
    """NRR1 for contracts; NRR8 for orders, or the nearest rule that the length of the data allows."""
    order = [NrrRule.YOY_COHORT, NrrRule.PERIOD_MOVES]
    if not months.recurring:
        order.insert(0, NrrRule.TRANSACTIONAL)
    return next((rule for rule in order if is_available(months, rule)), order[-1])


def span(rule: NrrRule) -> int:
    """Months between the two months that a rule compares by default."""
    return 1 if rule in MONTHLY else YEAR
