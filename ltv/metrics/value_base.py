"""What a customer's value is made of: sales, or the gross profit they leave."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.errors import NotEnoughDataError
from ltv.metrics.margin import has_cost
from ltv.metrics.metric import Text


class ValueBase(StrEnum):
    """Named beside every value: 売上LTV and 粗利LTV differ by the margin."""

    SALES = "sales"
    """Net sales: refunds taken off, discounts given already."""
    GROSS_PROFIT = "gross_profit"
    """Net sales less what the goods cost us; needs a column cost."""


BASE_NAMES = {
    ValueBase.SALES: Text("売上", "sales"),
    ValueBase.GROSS_PROFIT: Text("粗利", "gross profit"),
}


def best_base(data: Dataset) -> ValueBase:
    """Gross profit where costs are known, else sales."""
    return ValueBase.GROSS_PROFIT if has_cost(data) else ValueBase.SALES


def row_values(data: Dataset, base: ValueBase) -> NDArray[np.int64]:
    """Value of each row of the ledger, or of each customer's month for contracts; smallest unit.

    Raises
    ------
    NotEnoughDataError
        For gross profit where no cost is known.
    """
    amount = data.months.amount if data.ledger is None else data.ledger.amount
    if base == ValueBase.SALES:
        return amount
    if data.ledger is None or not has_cost(data):
        raise NotEnoughDataError("gross profit needs a column cost beside the orders; only sales are known.")
    return np.asarray(amount - data.ledger.columns["cost"])


def row_customers(data: Dataset) -> NDArray[np.int32]:
    """Customer code of each of `row_values`."""
    return data.months.customer if data.ledger is None else data.ledger.customer


def row_months(data: Dataset) -> NDArray[np.int32]:
    """Month of each of `row_values`."""
    return data.months.month if data.ledger is None else data.ledger.month_rule.months(data.ledger.day)
