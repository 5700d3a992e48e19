"""Today's rates of a company as a reader of levers sees them: one number each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from ltv.dataset import Dataset
from ltv.decisions.scenario.state import Base, Floats
from ltv.metrics.intervals import share


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
    def of(cls, base: Base, hazards: Floats, early: int) -> Self:
        """The rates of a company; `early` months of tenure are told apart."""
        lost = base.customers * hazards
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


def discount_share(data: Dataset) -> float:
    """Discounts ÷ revenue of the last twelve complete months, a share; NaN where no discounts are known."""
    if data.ledger is None or "discount" not in data.ledger.columns:
        return math.nan
    ledger, last = data.ledger, data.months.last_complete
    month = ledger.month_rule.months(ledger.day)
    recent = (month > last - YEAR) & (month <= last)
    given = np.maximum(ledger.columns["discount"], 0)
    return share(float(given[recent].sum()), float(ledger.amount[recent].sum()))


YEAR = 12


def _weighed(values: Floats, weights: Floats) -> float:
    known = np.isfinite(values)
    return share(float((values * weights)[known].sum()), float(weights[known].sum()))
