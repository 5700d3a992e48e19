"""Groups of customers: how many, how much money, and who moved between them from one date to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.metrics.intervals import share
from ltv.sums import count_by, sum_by

NOT_A_CUSTOMER = "none"
"""Group of those who had no row in one of the two tables: not a customer yet, or not any more."""


def named_groups(codes: NDArray[np.integer], names: Sequence[str]) -> pd.Categorical[str]:
    """A column of group names from their numbers; every name is a category, whether anybody is in it or not."""
    return pd.Categorical.from_codes(codes.astype(np.int64), categories=pd.Index([str(name) for name in names]))


def group_totals(group: NDArray[np.integer], table: pd.DataFrame, size: int) -> dict[str, NDArray[Any]]:
    """Customers, revenue and mean revenue (NaN without customers) of each group from 0 to `size` - 1."""
    customers = count_by(group, size)
    revenue = sum_by(group, table["revenue"].to_numpy(dtype=np.int64), size)
    return {"customers": customers, "revenue": revenue, "mean_revenue": per_customer(revenue, customers)}


def group_table(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Count customers and money of each group.

    Parameters
    ----------
    table : DataFrame, one row per customer
        The categorical `column` and `revenue`.

    Returns
    -------
    DataFrame, one row per category in its order, empty ones too
        `column`; `customers`, `revenue` (smallest unit), `mean_revenue` (NaN without customers); `customer_share`,
        `revenue_share` of the whole (NaN where the whole is not positive).
    """
    categories = table[column].cat.categories
    sums = group_totals(table[column].cat.codes.to_numpy(), table, len(categories))
    money = int(sums["revenue"].sum())
    return pd.DataFrame({column: list(categories)}).assign(
        **sums,
        customer_share=[share(int(n), len(table)) for n in sums["customers"]],
        revenue_share=[share(int(m), max(money, 0)) for m in sums["revenue"]],
    )


def transitions(then: pd.DataFrame, now: pd.DataFrame, column: str) -> pd.DataFrame:
    """Count the customers of every pair of groups.

    Parameters
    ----------
    then, now : DataFrame, one row per customer
        `customer` (code), `revenue` and the categorical `column`, with the same categories in both.

    Returns
    -------
    DataFrame, one row per pair of groups but (none, none), empty pairs included
        `before`, `after` (a category, or "none" without a row in that table); `customers`; `revenue_before`,
        `revenue_after` as the two tables have it. Summed over `after` it is the table `then`, over `before` the
        table `now`: new customers come from "none", gone ones go there.
    """
    names = [*then[column].cat.categories, NOT_A_CUSTOMER]
    size = 1 + int(max(then["customer"].max() if len(then) else -1, now["customer"].max() if len(now) else -1))
    pair = _group_of_each(then, column, size) * len(names) + _group_of_each(now, column, size)
    pairs = len(names) ** 2
    before, after = np.divmod(np.arange(pairs), len(names))
    table = pd.DataFrame(
        {
            "before": named_groups(before, names),
            "after": named_groups(after, names),
            "customers": count_by(pair, pairs),
            "revenue_before": sum_by(pair, _revenue_of_each(then, size), pairs),
            "revenue_after": sum_by(pair, _revenue_of_each(now, size), pairs),
        }
    )
    return table.iloc[:-1].reset_index(drop=True)


@dataclass(frozen=True)
class Departures:
    """Customers of a group at the first date, and those of them in another group, or in none, at the second.

    `revenue` is what those who left had bought by the first date, smallest unit.
    """

    customers: int
    left: int
    revenue: int

    @property
    def share(self) -> float:
        """Share of the group that left it; NaN of an empty group."""
        return share(self.left, self.customers)


def departures(table: pd.DataFrame, group: str) -> Departures:
    """Who left a group, from a table of `transitions`."""
    was = table[table["before"].astype(str) == group]
    left = was[was["after"].astype(str) != group]
    return Departures(int(was["customers"].sum()), int(left["customers"].sum()), int(left["revenue_before"].sum()))


def moved(table: pd.DataFrame) -> pd.DataFrame:
    """The pairs of `transitions` by which customers changed group, most customers first; new customers left out."""
    changed = (table["before"] != table["after"]) & (table["before"] != NOT_A_CUSTOMER) & (table["customers"] > 0)
    return table[changed].sort_values("customers", ascending=False, kind="stable")


def per_customer(total: NDArray[np.integer], customers: NDArray[np.integer]) -> NDArray[np.float64]:
    """Total ÷ customers; NaN without customers."""
    return np.where(customers > 0, total / np.maximum(customers, 1), np.nan)


def _group_of_each(table: pd.DataFrame, column: str, size: int) -> NDArray[np.int64]:
    """Number of each customer's group; one past the last for those without a row."""
    groups = np.full(size, len(table[column].cat.categories), dtype=np.int64)
    groups[table["customer"].to_numpy()] = table[column].cat.codes.to_numpy()
    return groups


def _revenue_of_each(table: pd.DataFrame, size: int) -> NDArray[np.int64]:
    revenue = np.zeros(size, dtype=np.int64)
    revenue[table["customer"].to_numpy()] = table["revenue"].to_numpy(dtype=np.int64)
    return revenue
