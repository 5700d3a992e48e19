"""Several sums over customers, from which any smooth figure gets an interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ltv.metrics.intervals import UNKNOWN, Interval, student
from ltv.metrics.ratio import Ratio
from ltv.sums import dot

Figure = Callable[[Mapping[str, float]], float]
"""A number computed from the sums, such as one ratio times another."""

_STEP = 1e-6
_WIDEST = 20.0
"""Half width, on the log scale, past which an interval says nothing."""


@dataclass(frozen=True)
class Totals:
    """Sums of columns over customers, in parts that add up over customers.

    `products` are the sums of the products of every two columns, Σ x·y, row by row of the upper triangle.
    """

    names: tuple[str, ...]
    customers: int
    sums: tuple[int, ...]
    products: tuple[int, ...]

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[np.int64]]) -> Self:
        """Add up columns with one whole number per customer."""
        names = tuple(columns)
        pairs = [(a, b) for i, a in enumerate(names) for b in names[i:]]
        return cls(
            names,
            len(columns[names[0]]),
            tuple(int(columns[name].sum()) for name in names),
            tuple(dot(columns[a], columns[b]) for a, b in pairs),
        )

    def __add__(self, other: Self) -> Self:
        if self.names != other.names:
            raise ValueError(f"sums of {self.names} and of {other.names} do not add up")
        return type(self)(
            self.names,
            self.customers + other.customers,
            tuple(a + b for a, b in zip(self.sums, other.sums)),
            tuple(a + b for a, b in zip(self.products, other.products)),
        )

    def __getitem__(self, name: str) -> int:
        return self.sums[self.names.index(name)]

    @property
    def floats(self) -> dict[str, float]:
        """The sums by name, as a figure takes them."""
        return dict(zip(self.names, map(float, self.sums)))

    def ratio(self, above: str, below: str) -> Ratio:
        """One sum over another, with the interval of a ratio."""
        squares = (self._product(below, below), self._product(below, above), self._product(above, above))
        return Ratio(self.customers, self[below], self[above], squares)

    def interval(self, figure: Figure) -> Interval:
        """Interval of a figure, customers drawn independently.

        Linearised on the log scale of its size, so that it keeps its sign (delta method, as for ratios in Cochran,
        Sampling Techniques, 1977, chapter 6); Student's t. Unknown below two customers, for 0, and where next to
        nothing is known.
        """
        value = figure(self.floats)
        if self.customers < 2 or math.isnan(value) or value == 0:
            return UNKNOWN
        slopes = [self._slope(figure, place) for place in range(len(self.names))]
        if any(map(math.isnan, slopes)):
            return UNKNOWN
        low, high = student(0.0, math.sqrt(self._variance(slopes)), self.customers)
        if high > _WIDEST:
            return UNKNOWN
        return Interval(*sorted((value * math.exp(low), value * math.exp(high))))

    def _product(self, one: str, other: str) -> int:
        i, j = sorted((self.names.index(one), self.names.index(other)))
        return self.products[i * len(self.names) - i * (i + 1) // 2 + j]

    def _slope(self, figure: Figure, place: int) -> float:
        """Change of log |figure| with one of the sums (central difference); NaN where it is not defined."""
        step = _STEP * max(abs(self.sums[place]), 1)
        sums = [figure(self.floats | {self.names[place]: self.sums[place] + way * step}) for way in (1, -1)]
        up, down = map(abs, sums)
        return (math.log(up) - math.log(down)) / (2 * step) if up > 0 and down > 0 else math.nan

    def _variance(self, slopes: list[float]) -> float:
        """Variance of the sum of z = Σ slope · column: n ÷ (n − 1) Σ(z − z̄)², exactly."""
        g = [Fraction(slope) for slope in slopes]
        pairs = ((i, j) for i in range(len(g)) for j in range(i, len(g)))
        squares = sum((1 + (i != j)) * g[i] * g[j] * p for (i, j), p in zip(pairs, self.products))
        mean = sum(a * b for a, b in zip(g, self.sums)) / Fraction(self.customers)
        n = self.customers
        return max(0.0, float((squares - n * mean**2) * Fraction(n, n - 1)))
