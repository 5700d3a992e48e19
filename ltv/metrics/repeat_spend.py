"""What repeat customers spend: the two numbers per customer that a model of spend needs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ltv.errors import InvalidTableError
from ltv.metrics.distinct_rows import counted

_EXACT = 2.0**53
_NEAR = 1e-6
_BLOCK = 1 << 16


@dataclass(frozen=True, eq=False)
class RepeatSpend:
    """Number and total of each repeat customer's purchases, sorted by number; equal ones are counted once.

    Attributes
    ----------
    x : int64
        Purchases the total is of, at least 1.
    total : float64
        Their amounts, refunds taken off; above 0, in the smallest unit.
    count : int64
        Customers with this row. Totals that are not whole numbers are kept one by one.
    without_repeat, not_positive : int
        Customers left out: without a repeat purchase, and those whose refunds eat up what they bought.
    """

    x: NDArray[np.int64]
    total: NDArray[np.float64]
    count: NDArray[np.int64]
    without_repeat: int = 0
    not_positive: int = 0

    @classmethod
    def of(cls, frequency: ArrayLike, monetary_value: ArrayLike, count: ArrayLike | None = None) -> Self:
        """Reduce customers to the repeat customers a model can learn from.

        Parameters
        ----------
        frequency, monetary_value : repeat purchases and their mean amount, per customer; as in the table of `histories`
        count : customers per row, 1 by default

        Raises
        ------
        InvalidTableError
            For repeat customers without a finite amount.
        """
        x, mean = np.asarray(frequency).astype(np.int64, copy=False), np.asarray(monetary_value, dtype=np.float64)
        number = None if count is None else np.asarray(count).astype(np.int64)
        repeats = x > 0
        unknown = repeats & ~np.isfinite(mean)
        if unknown.any():
            where = f"{int(unknown.sum()):,} rows, first row {int(np.argmax(unknown)) + 1}"
            raise InvalidTableError("spend", [f"monetary_value: missing for customers with repeat purchases ({where})"])
        paid = repeats & (mean > 0)
        rows = _merged(x[paid], x[paid] * mean[paid], None if number is None else number[paid])
        return cls(
            *rows, *(int(part.sum() if number is None else number[part].sum()) for part in (~repeats, repeats & ~paid))
        )

    def __add__(self, other: Self) -> Self:
        columns = (np.concatenate([getattr(s, name) for s in (self, other)]) for name in ("x", "total", "count"))
        return type(self)(
            *_merged(*columns), self.without_repeat + other.without_repeat, self.not_positive + other.not_positive
        )

    @property
    def customers(self) -> int:
        """Repeat customers the rows stand for."""
        return int(self.count.sum())

    @property
    def mean(self) -> float:
        """Mean amount of a purchase; NaN without any."""
        purchases = int(self.x @ self.count)
        return float((self.total * self.count).sum()) / purchases if purchases else float("nan")

    def parts(self, rows: int = _BLOCK) -> Iterator[Self]:
        """The same, so many rows at a time: sums over parts need little memory. Who is left out is not in any part."""
        for i in range(0, len(self.x), rows):
            here = slice(i, i + rows)
            yield replace(
                self, x=self.x[here], total=self.total[here], count=self.count[here], without_repeat=0, not_positive=0
            )

    def by_frequency(self, most: int = 10) -> pd.DataFrame:
        """Whether those who buy more often spend more each time, which Gamma-Gamma takes not to be so.

        Returns
        -------
        DataFrame, one row per number of repeat purchases, `most` standing for that many or more
            `frequency`, `customers`, `mean` (mean over customers of their mean amount), `se` (its standard error).
        """
        bucket = np.minimum(self.x, most)
        n = np.bincount(bucket, self.count, most + 1)
        means = self.total / self.x
        sums, squares = (np.bincount(bucket, self.count * means**power, most + 1) for power in (1, 2))
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = sums / n
            se = np.sqrt(np.maximum(squares / n - mean**2, 0) / np.where(n > 1, n - 1, np.nan))
        table = pd.DataFrame(
            {"frequency": np.arange(most + 1), "customers": n.astype(np.int64), "mean": mean, "se": se}
        )
        return table[n > 0].reset_index(drop=True)


def _merged(
    x: NDArray[np.int64], total: NDArray[np.float64], count: NDArray[np.int64] | None
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Rows sorted by number of purchases; of whole totals equal rows are one."""
    span = _span(total)
    if span * (float(x.max(initial=0)) + 1) >= _EXACT:
        order = np.argsort(x, kind="stable")
        return x[order], total[order], np.ones(len(x), dtype=np.int64) if count is None else count[order]
    key = np.empty(len(x), dtype=np.int64)
    for i in range(0, len(x), _BLOCK):
        here = slice(i, i + _BLOCK)
        key[here] = x[here] * int(span) + np.rint(total[here]).astype(np.int64)
    del x, total
    key, number = counted(key, count)
    x = key // int(span)
    key -= x * int(span)
    return x, key.astype(np.float64), number


def _span(total: NDArray[np.float64]) -> float:
    """One more than the largest of totals that are all whole numbers; infinite where one is not."""
    largest = 0.0
    for i in range(0, len(total), _BLOCK):
        part = total[i : i + _BLOCK]
        whole = np.rint(part)
        if float(np.abs(part - whole).max()) >= _NEAR:
            return math.inf
        largest = max(largest, float(whole.max()))
    return largest + 1
