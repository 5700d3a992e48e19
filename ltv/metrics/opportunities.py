"""Purchase histories where buying is possible once a period: which of the opportunities each customer took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ltv.errors import InvalidTableError
from ltv.metrics.distinct_rows import counted


@dataclass(frozen=True, eq=False)
class Opportunities:
    """Customers' distinct histories of opportunities, sorted by (x, t_x, n).

    Attributes
    ----------
    x : int64
        Opportunities taken, the one of the first purchase not counted.
    t_x : int64
        The last one taken; 0 without any.
    n : int64
        Opportunities there were.
    count : int64
        Customers with this history.
    unit_days : float
        Days from one opportunity to the next; a year is 365.25.
    without_purchase : int
        Customers left out because they had not bought by the last day.
    """

    x: NDArray[np.int64]
    t_x: NDArray[np.int64]
    n: NDArray[np.int64]
    count: NDArray[np.int64]
    unit_days: float = 365.25
    without_purchase: int = 0

    @classmethod
    def of(
        cls, x: ArrayLike, t_x: ArrayLike, n: ArrayLike, count: ArrayLike | None = None, *, unit_days: float = 365.25
    ) -> Self:
        """Count equal histories.

        Raises
        ------
        InvalidTableError
            For histories that contradict themselves.
        """
        taken, last, number = (np.asarray(column).astype(np.int64) for column in (x, t_x, n))
        bad = ~((taken >= 0) & (taken <= last) & (last <= number)) | ((taken == 0) & (last > 0))
        if bad.any():
            where = f"{int(bad.sum()):,} rows, first row {int(np.argmax(bad)) + 1}"
            raise InvalidTableError("opportunities", [f"x, t_x, n: not 0 ≤ x ≤ t_x ≤ n ({where})"])
        span = int(number.max(initial=0)) + 1
        weight = None if count is None else np.asarray(count).astype(np.int64)
        rows, customers = counted((taken * span + last) * span + number, weight)
        rest, number = np.divmod(rows, span)
        return cls(rest // span, rest % span, number, customers, unit_days)

    def __add__(self, other: Self) -> Self:
        if self.unit_days != other.unit_days:
            raise ValueError(f"opportunities every {self.unit_days} and {other.unit_days} days do not add up")
        merged = self.of(
            *(np.concatenate([getattr(o, name) for o in (self, other)]) for name in ("x", "t_x", "n", "count"))
        )
        left_out = self.without_purchase + other.without_purchase
        return type(self)(merged.x, merged.t_x, merged.n, merged.count, self.unit_days, left_out)

    @property
    def customers(self) -> int:
        """Number of customers with a history."""
        return int(self.count.sum())
