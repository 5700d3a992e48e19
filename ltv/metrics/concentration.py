"""How unequally customers contribute: Lorenz curve, whale curve, deciles, and one number for each.

The definitions are in `ltv.metrics.concentration_metrics`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.metrics.intervals import UNKNOWN, Interval, share, student
from ltv.metrics.value_base import ValueBase, row_customers, row_months, row_values
from ltv.sums import count_by, sum_by

TOP = 0.2
DECILES = 10
POINTS = 200
"""Steps of a curve for a chart."""


class Peak(NamedTuple):
    """Highest point of a whale curve: so many customers, their profit, and its share of all (NaN if all ≤ 0)."""

    customers: int
    profit: float
    share: float


@dataclass(frozen=True, eq=False)
class Concentration:
    """One number per customer, sorted, the largest first. Two groups of customers add up to one.

    Shares of the whole are NaN where the whole is not positive.
    """

    amounts: NDArray[Any]

    @classmethod
    def of(cls, values: NDArray[Any]) -> Self:
        """From values in any order; NaN is left out."""
        known = values[~np.isnan(values)] if values.dtype.kind == "f" else values
        return cls(np.sort(known)[::-1])

    def __add__(self, other: Self) -> Self:
        return self.of(np.concatenate([self.amounts, other.amounts]))

    @property
    def customers(self) -> int:
        """How many."""
        return len(self.amounts)

    @property
    def total(self) -> float:
        """Sum over all."""
        return float(self.amounts.sum())

    def top_share(self, top: float = TOP) -> float:
        """Share of the whole of the `top` part of customers with most."""
        whole, part = self._border(top)
        return share(float(self.amounts[:whole].sum()) + part, self._whole)

    def top_interval(self, top: float = TOP) -> Interval:
        """Interval of `top_share` (Beach & Davidson, 1983), customers drawn independently.

        Influence of a customer: ((x − ξ)⁺ − share · x) ÷ mean, ξ the value at the border.
        """
        estimate = self.top_share(top)
        if math.isnan(estimate):
            return UNKNOWN
        values = self.amounts.astype(np.float64)
        border = values[min(int(top * self.customers), self.customers - 1)]
        spread = np.maximum(values - border, 0) - estimate * values
        low, high = student(estimate, self._standard_error(spread), self.customers)
        return Interval(max(low, top), min(high, 1.0) if values[-1] >= 0 else high)

    @property
    def gini(self) -> float:
        """Gini index: 0 when all are equal; NaN when the whole is not positive."""
        n = self.customers
        rank = np.arange(n, 0, -1, dtype=np.float64)
        return share(float(((2 * rank - n - 1) * self.amounts).sum()), n * self._whole)

    @property
    def gini_interval(self) -> Interval:
        """Interval of `gini` (Davidson, 2009), customers drawn independently."""
        n, gini = self.customers, self.gini
        if math.isnan(gini):
            return UNKNOWN
        x = self.amounts[::-1].astype(np.float64)
        place = (2 * np.arange(1, n + 1) - 1) / n
        return student(gini, self._standard_error((place - gini - 1) * x - 2 * np.cumsum(x) / n), n)

    @property
    def hhi(self) -> float:
        """Sum of squared shares, negative customers as 0; NaN when nobody is positive."""
        positive = np.maximum(self.amounts, 0).astype(np.float64)
        return share(float((positive**2).sum()), float(positive.sum()) ** 2)

    @property
    def peak(self) -> Peak:
        """The highest point of the whale curve: all customers above zero."""
        positive = self.amounts > 0
        profit = float(self.amounts[positive].sum())
        return Peak(int(positive.sum()), profit, share(profit, self._whole))

    @property
    def losing(self) -> int:
        """Customers below zero."""
        return int((self.amounts < 0).sum())

    @property
    def losing_share(self) -> float:
        """Share of the customers who are below zero; NaN without customers."""
        return share(self.losing, self.customers)

    @property
    def lost(self) -> float:
        """What customers below zero take away from the peak again; 0 where there are none."""
        return abs(float(self.amounts[self.amounts < 0].sum()))

    def lorenz(self) -> pd.DataFrame:
        """Share of the whole by share of customers, those with least first.

        Returns
        -------
        DataFrame, one row per percent of customers from 0 to 100
            `customer_share`, `value_share` (NaN when the whole is not positive). Below zero where negative customers
            outweigh.
        """
        upto = np.concatenate([[0.0], np.cumsum(self.amounts[::-1], dtype=np.float64)])
        customers = np.linspace(0, 1, 101)
        reached = np.interp(customers * self.customers, np.arange(len(upto)), upto)
        return pd.DataFrame({"customer_share": customers, "value_share": reached / (self._whole or math.nan)})

    def whale(self) -> pd.DataFrame:
        """Cumulative profit by customers, those with most first.

        Returns
        -------
        DataFrame, one row per point of the curve (at most 202, the peak among them)
            `customers`, `customer_share`; `profit` of them together, `profit_share` of all (NaN when not positive).
        """
        upto = np.concatenate([[0.0], np.cumsum(self.amounts, dtype=np.float64)])
        points = np.linspace(0, self.customers, POINTS + 1).astype(np.int64)
        customers = np.unique(np.append(points, self.peak.customers))
        return pd.DataFrame(
            {
                "customers": customers,
                "customer_share": customers / (self.customers or math.nan),
                "profit": upto[customers],
                "profit_share": upto[customers] / (self._whole or math.nan),
            }
        )

    def deciles(self) -> pd.DataFrame:
        """Ten groups of customers of equal number (within one), those with most first.

        Returns
        -------
        DataFrame, one row per decile
            `decile` from 1; `customers`; `value` together, `mean`, `lowest`, `highest` (NaN in an empty decile);
            `share` of all and `cumulative_share` (NaN when the whole is not positive). Values add up to the whole.
        """
        ends = np.arange(1, DECILES + 1) * self.customers // DECILES
        starts = np.append(0, ends[:-1])
        parts = [self.amounts[a:b] for a, b in zip(starts, ends)]
        money = np.array([part.sum() for part in parts])
        known = [part if len(part) else np.array([np.nan]) for part in parts]
        whole = self._whole or math.nan
        return pd.DataFrame(
            {
                "decile": np.arange(1, DECILES + 1),
                "customers": ends - starts,
                "value": money,
                "mean": [float(part.mean()) for part in known],
                "lowest": [float(part[-1]) for part in known],
                "highest": [float(part[0]) for part in known],
                "share": money / whole,
                "cumulative_share": np.cumsum(money) / whole,
            }
        )

    @property
    def _whole(self) -> float:
        """The total where it is positive, else 0, which makes a share of it NaN."""
        return max(self.total, 0.0)

    def _border(self, top: float) -> tuple[int, float]:
        """Whole customers in the top part, and the part of the next one's value that belongs to it."""
        count = top * self.customers
        whole = int(count)
        return whole, (count - whole) * float(self.amounts[whole]) if whole < self.customers else 0.0

    def _standard_error(self, influence: NDArray[np.float64]) -> float:
        """Standard error of a mean of influences, in units of the mean value."""
        n = self.customers
        return float(influence.std(ddof=1)) / math.sqrt(n) / (self.total / n) if n > 1 else math.nan


def concentration(
    data: Dataset, base: ValueBase = ValueBase.SALES, *, start: int | None = None, end: int | None = None
) -> Concentration:
    """What each customer with a row in the months from `start` to `end` brought in them; by default in all months."""
    month, customer = row_months(data), row_customers(data)
    rows = (month >= (data.months.first if start is None else start)) & (
        month <= (data.months.last if end is None else end)
    )
    codes, size = customer[rows], data.months.size
    there = count_by(codes, size) > 0
    return Concentration.of(sum_by(codes, row_values(data, base)[rows], size)[there])
