"""Today's rates of a company as a reader of levers sees them: one number each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from ltv.dataset import Dataset
from ltv.decisions.scenario.hazards import expected
from ltv.decisions.scenario.state import Base, Floats
from ltv.metrics.intervals import share

YEAR = 12


@dataclass(frozen=True)
class Rates:
    """Weighed over the customers who are there; shares a month, money in the smallest unit; NaN where not known.

    Attributes
    ----------
    early_churn, later_churn : of customers up to some tenure, and of longer ones
    expansion, contraction : of revenue
    reactivation : of those who left
    new : customers a month
    cpa, price : money per new customer; revenue a month per customer
    margin : share of revenue
    service : money a month per customer
    """

    early_churn: float
    later_churn: float
    expansion: float
    contraction: float
    reactivation: float
    new: float
    cpa: float
    price: float
    margin: float
    service: float

    @classmethod
    def of(cls, base: Base, early: int) -> Self:
        """The rates of a company; `early` months of tenure are told apart."""
        lost = base.customers * monthly_churn(base)
        cpa = math.nan if base.cpa is None else _weighed(base.cpa, base.new)
        return cls(
            early_churn=share(float(lost[:, :early].sum()), float(base.customers[:, :early].sum())),
            later_churn=share(float(lost[:, early:].sum()), float(base.customers[:, early:].sum())),
            expansion=_weighed(base.expansion, base.mrr),
            contraction=_weighed(base.contraction, base.mrr),
            reactivation=_weighed(base.reactivation, base.dormant),
            new=float(base.new.sum()),
            cpa=cpa,
            price=share(base.revenue, float(base.customers.sum())),
            margin=base.margin,
            service=base.service,
        )


def monthly_churn(base: Base) -> Floats:
    """Share of each cell that leaves in a month, on average; segments × bands.

    Under contracts of several months, who left lately of all who were there, whether a renewal was due or not: a hazard
    of renewals is no rate a month. 0 where nobody was there.
    """
    if not base.has_terms or base.exposure is None:
        return expected(base)
    there = np.maximum(base.exposure, 1.0)
    early = np.zeros(len(base.segments)) if base.early is None else base.early[:, 0]
    between = early / np.maximum(base.exposure.sum(axis=1), 1.0)
    return np.where(base.term[:, None] > 1, base.left / there + between[:, None], expected(base))


@dataclass(frozen=True)
class DiscountShares:
    """Discounts ÷ revenue of the last twelve complete months, shares; NaN where no discounts are known.

    Attributes
    ----------
    every, first : all of them, and those in customers' first months
    """

    every: float
    first: float


def discount_shares(data: Dataset) -> DiscountShares:
    """How much of revenue is given away."""
    if data.ledger is None or "discount" not in data.ledger.columns:
        return DiscountShares(math.nan, math.nan)
    ledger, months = data.ledger, data.months
    month = ledger.month_rule.months(ledger.day)
    recent = (month > months.last_complete - YEAR) & (month <= months.last_complete)
    first = recent & (month == months.first_paid[ledger.customer])
    given, revenue = np.maximum(ledger.columns["discount"], 0), float(ledger.amount[recent].sum())
    return DiscountShares(share(float(given[recent].sum()), revenue), share(float(given[first].sum()), revenue))


def _weighed(values: Floats, weights: Floats) -> float:
    known = np.isfinite(values)
    return share(float((values * weights)[known].sum()), float(weights[known].sum()))
