"""What a customer brings within a horizon from their first payment on: as observed so far, as expected for the rest."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.metrics.repeat import purchases
from ltv.metrics.value_base import ValueBase, row_customers, row_months, row_values
from ltv.models import contract_book as contracts
from ltv.models import order_value as orders
from ltv.models.assumptions import YEAR, Base
from ltv.models.fitted import Fitted
from ltv.models.newton import Floats
from ltv.models.value_spread import outcome_variances
from ltv.models.worth import Worth


@dataclass(frozen=True, eq=False)
class Completed:
    """Value of each customer within the horizon, one number per customer code, smallest unit.

    Counted and discounted from the month of their first payment; acquisition cost not taken off. NaN for customers who
    never paid, and for all where there is no model.

    Attributes
    ----------
    observed : what the data have seen of it
    expected : what the model expects of the months after them
    chance : variance of what these months will really bring around what is expected of them
    """

    observed: Floats
    expected: Floats
    chance: Floats

    @property
    def total(self) -> Floats:
        """Both parts."""
        return self.observed + self.expected


def completed_values(data: Dataset, models: Fitted, values: Worth) -> Completed:
    """Complete what the data have seen of each customer by what a model expects.

    So a segment is judged by what its customers did, and young ones by what customers like them are expected to do.

    Parameters
    ----------
    values : Worth
        For its margin and assumptions.
    """
    months, horizon = data.months, values.assumed.horizon_months
    paying = months.first_paid <= months.last
    if not models.is_known:
        return Completed(*np.full((3, months.size), math.nan))
    seen = np.clip(months.last - months.first_paid + 1, 0, horizon).astype(np.int64)
    expected, chance = _rest(models, values, horizon - seen)
    later = (1 + values.assumed.discount_annual) ** (-np.maximum(seen - 0.5, 0) / YEAR)
    parts = observed_values(data, values), expected * later, chance * later**2
    return Completed(*(np.where(paying, part, math.nan) for part in parts))


def _rest(models: Fitted, values: Worth, left: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """What is expected of each customer, by code, in so many months from now, and the variance around it.

    The variance is that of the whole horizon, in proportion: shorter, it is not larger than that.
    """
    margin, assumed = values.margin, values.assumed
    expected, whole = np.zeros(len(left)), np.ones(len(left))
    if models.orders is not None:
        codes = models.orders.customers["customer"].to_numpy()
        expected[codes] = orders.values_within(models.orders, margin, assumed, left)
        whole[codes] = orders.values(models.orders, margin, assumed)
    elif models.contracts is not None:
        codes = models.contracts.customers["customer"].to_numpy()
        expected[codes] = contracts.values_within(models.contracts, margin, assumed, left[codes])
        whole[codes] = contracts.expected_values(models.contracts, models.contracts.models, margin, assumed)
    part = np.clip(expected / np.where(whole == 0, 1.0, whole), 0.0, 1.0)
    return expected, outcome_variances(models, values, len(left)) * part


def observed_values(data: Dataset, values: Worth) -> Floats:
    """What each customer, by code, brought in the first `horizon_months` months, discounted from their first."""
    base = ValueBase.GROSS_PROFIT if values.margin.base == Base.MARGIN_OBSERVED else ValueBase.SALES
    rate = 1.0 if base == ValueBase.GROSS_PROFIT else values.margin.rate
    customer = row_customers(data)
    age = _ages(data, customer)
    inside = (age >= 0) & (age < values.assumed.horizon_months)
    discount = (1 + values.assumed.discount_annual) ** (-np.arange(values.assumed.horizon_months) / YEAR)
    worth = row_values(data, base)[inside] * rate * discount[age[inside]]
    brought = np.bincount(customer[inside], worth, data.months.size)
    return np.asarray(brought - _served(data, values, discount), dtype=np.float64)


def _served(data: Dataset, values: Worth, discount: Floats) -> Floats:
    """The stated cost of each customer's purchases (of paid months under contract) within the horizon, by code."""
    if data.ledger is None:
        paid = data.months.amount > 0
        customer, month = data.months.customer[paid], data.months.month[paid]
    else:
        orders = purchases(data.ledger)
        customer, month = orders.customer, data.ledger.month_rule.months(orders.day)
    age = month.astype(np.int64) - data.months.first_paid[customer]
    inside = (age >= 0) & (age < len(discount))
    cost = values.assumed.cost_per_purchase * discount[age[inside]]
    return np.bincount(customer[inside], cost, data.months.size).astype(np.float64)


def _ages(data: Dataset, customer: NDArray[np.int32]) -> NDArray[np.int64]:
    """Months from the customer's first payment to each row."""
    return np.asarray(row_months(data).astype(np.int64) - data.months.first_paid[customer])
