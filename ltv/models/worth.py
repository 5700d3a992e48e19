"""What each customer, all of them, and a new one are worth, under stated assumptions."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ltv.dataset import Dataset
from ltv.models import contract_book as contracts
from ltv.models import order_estimates
from ltv.models import order_value as orders
from ltv.models.assumptions import USUAL, Assumptions, Margin, margin_in_force
from ltv.models.estimate import NOT_KNOWN, Estimated
from ltv.models.fitted import Fitted

COLUMNS = ("customer", "p_alive", "expected", "spend", "monthly", "rlv", "at_stake")


@dataclass(frozen=True, eq=False)
class Worth:
    """Values of customers.

    Attributes
    ----------
    customers : DataFrame, one row per customer who ever bought (contracts: who is under contract), by code
        `customer` (code); `p_alive`, a share: still a customer (contracts: renews when next asked); `expected`
        purchases within the horizon (contracts: months); `spend` expected of each, smallest unit; `monthly`, mean
        revenue of the last twelve complete months (contracts: of the last one); `rlv`, residual value, smallest unit,
        an expectation; `at_stake`, how much more they are worth when they buy within the shop's usual pause than when
        they do not (contracts: all of it).
    total : of all of them
    new : of a new customer (clv), the first purchase included; acquisition cost not taken off
    margin, assumed : what was assumed
    """

    customers: pd.DataFrame
    total: Estimated
    new: Estimated
    margin: Margin
    assumed: Assumptions


def worth(data: Dataset, models: Fitted, assumed: Assumptions = USUAL) -> Worth:
    """Value customers by fitted models. Without models nothing is known: no rows, NaN."""
    margin = margin_in_force(data, assumed)
    if models.orders is not None:
        found = orders.customer_values(models.orders, data, margin, assumed)
        total = order_estimates.total_value(models.orders, margin, assumed)
        return Worth(found, total, order_estimates.new_value(models.orders, data, margin, assumed), margin, assumed)
    if models.contracts is not None:
        found = contracts.customer_values(models.contracts, margin, assumed)
        total = contracts.total_value(models.contracts, margin, assumed)
        return Worth(found, total, contracts.new_value(models.contracts, margin, assumed), margin, assumed)
    return Worth(pd.DataFrame(columns=list(COLUMNS)), NOT_KNOWN, NOT_KNOWN, margin, assumed)
