"""Tables of the KPI page, computed once: values, the driver tree, channels and promises."""

from __future__ import annotations

import pandas as pd

from ltv.dataset import Dataset
from ltv.decisions.driver_tree import DriverTree, Node, driver_tree, tree_rules
from ltv.decisions.kpis import KpiValue, current_values
from ltv.metrics.acquisition import acquired
from ltv.metrics.acquisition_cost import kept_by_channel, paid_channels
from ltv.metrics.lateness import AfterDelivery, after_worst_months
from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.service import promises_by_month
from ltv.months import month_starts
from ui import session


def values(data: Dataset, end: int) -> list[KpiValue]:
    """Every KPI of the catalogue at the end of a month."""
    return current_values(data, end)


def tree(data: Dataset, end: int, rule: NrrRule) -> DriverTree:
    """NRR taken apart."""
    return driver_tree(data, end, rule)


def main_driver(data: Dataset, end: int, rule: NrrRule) -> Node | None:
    """The driver that moved NRR most on a year ago; None when a year ago is not known."""
    if rule not in tree_rules(data):
        return None
    found: DriverTree = session.cached(tree, data, end, rule)
    return found.moved_most


def channels(data: Dataset, first: int, last: int) -> pd.DataFrame:
    """Paid channels over mature months, dearest per kept customer first."""
    return paid_channels(kept_by_channel(data, acquired(data), first, last))


def promises(data: Dataset) -> pd.DataFrame:
    """Promises due and kept in each complete month."""
    table = promises_by_month(data)
    return table[table["month"] <= month_starts([data.months.last_complete])[0]].reset_index(drop=True)


def left_after(data: Dataset) -> AfterDelivery:
    """Who left after late and after punctual deliveries, in the worst run of months if there is one, else in all."""
    return after_worst_months(data, promises(data))
