"""What became of the customers of each first month."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.ledger import CustomerMonths
from ltv.months import month_starts
from ltv.sums import count_by, sum_by


class CohortBasis(StrEnum):
    """What a cell of a cohort table holds."""

    CUSTOMERS = "customers"
    """Customers who paid at that age ÷ customers of the cohort."""
    REVENUE = "revenue"
    """Revenue at that age ÷ revenue at age 0 (NRR4)."""
    CUMULATIVE = "cumulative"
    """Revenue up to that age ÷ customers of the cohort (observed LTV)."""


def cohorts(months: CustomerMonths) -> pd.DataFrame:
    """Count the customers and revenue of each cohort at each age that has been observed to its end.

    Parameters
    ----------
    months : CustomerMonths

    Returns
    -------
    DataFrame, one row per (cohort, age), sorted
        `cohort` (timestamp, month of the first positive amount); `age` in whole months, 0 in the cohort month;
        `size` customers of the cohort; `customers` who paid at that age; `revenue`, `cumulative` in the smallest
        unit. An age after the last complete month has no row; a month observed without payment is 0.
        Refunds before a customer's first payment count at age 0. Customers who never paid belong to no cohort, and
        neither do those who pay in the first month of a `truncated` data set: when they came is not known, and only
        who had stayed is in it.
    """
    width = months.last_complete - months.first + 1
    if width <= 0:
        return _long(np.zeros((0, 0), np.int64), np.zeros((0, 0), np.int64), np.zeros(0, np.int64), months.first)
    size = months.last - months.first + 2  # those who never paid have a cohort after the last month
    paying, revenue = np.zeros((size, size), np.int64), np.zeros((size, size), np.int64)
    sizes = np.zeros(size, np.int64)
    for block in months.blocks():
        cohort = block.first_paid - block.first
        sizes += count_by(cohort, size)
        _add_cells(block, cohort.take(block.customer), paying, revenue)
    if months.truncated:
        sizes[0] = 0
    return _long(paying[:width, :width], revenue[:width, :width], sizes[:width], months.first)


def _add_cells(
    months: CustomerMonths, cohort: NDArray[np.int32], paying: NDArray[np.int64], revenue: NDArray[np.int64]
) -> None:
    """Add every row to the cell of its cohort and age."""
    age = np.maximum(months.month - months.first - cohort, 0)
    cell = cohort * len(revenue) + age
    revenue += sum_by(cell, months.amount, revenue.size).reshape(revenue.shape)
    paying += sum_by(cell, months.amount > 0, paying.size).reshape(paying.shape)


def _long(paying: NDArray[np.int64], revenue: NDArray[np.int64], sizes: NDArray[np.int64], first: int) -> pd.DataFrame:
    width = len(sizes)
    observed = np.add.outer(np.arange(width), np.arange(width)) < width
    cohort, age = np.nonzero(observed & (sizes > 0)[:, np.newaxis])
    return pd.DataFrame(
        {
            "cohort": month_starts(cohort + first),
            "age": age,
            "size": sizes[cohort],
            "customers": paying[cohort, age],
            "revenue": revenue[cohort, age],
            "cumulative": revenue.cumsum(axis=1)[cohort, age] if width else revenue.ravel(),
        }
    )


def cohort_shares(table: pd.DataFrame, basis: CohortBasis) -> pd.DataFrame:
    """Turn the cells of `cohorts` into what a basis shows.

    Returns
    -------
    DataFrame, one row per (cohort, age)
        `cohort`, `age`, `size`, `value`: a share, or money per customer for `CUMULATIVE`. NaN where a cohort's
        revenue at age 0 is not positive.
    """
    value = table[basis.value] / _denominator(table, basis)
    return table[["cohort", "age", "size"]].assign(value=value.to_numpy())


def cohort_mean(table: pd.DataFrame, basis: CohortBasis) -> pd.DataFrame:
    """Average over cohorts at each age, weighted by who could have reached it.

    Returns
    -------
    DataFrame, one row per age
        `age`; `cohorts` and `at_risk` (customers of the cohorts observed at that age); `value` = Σ ÷ Σ over exactly
        those cohorts. For `REVENUE`, cohorts without a positive revenue at age 0 have no share and are left out.
    """
    weighed = table.assign(below=_denominator(table, basis)).dropna(subset="below")
    mean = weighed.groupby("age").agg(
        cohorts=("cohort", "size"), at_risk=("size", "sum"), above=(basis.value, "sum"), below=("below", "sum")
    )
    return mean.assign(value=mean["above"] / mean["below"]).drop(columns=["above", "below"]).reset_index()


def _denominator(table: pd.DataFrame, basis: CohortBasis) -> pd.Series[float]:
    if basis != CohortBasis.REVENUE:
        return table["size"].astype(float)
    start = table.loc[table["age"] == 0].set_index("cohort")["revenue"].astype(float)
    return table["cohort"].map(start.where(start > 0))
