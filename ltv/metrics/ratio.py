"""A ratio of two sums over customers, with the interval that customers drawn independently give it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ltv.metrics.intervals import Interval, ratio_se, share, student
from ltv.sums import dot


@dataclass(frozen=True)
class Ratio:
    """Σ above ÷ Σ below over customers, in parts that add up over customers.

    `squares` are Σb², Σb·a, Σa² (b below, a above). With 1 below for everyone it is a mean per customer.
    """

    customers: int = 0
    below: int = 0
    above: int = 0
    squares: tuple[int, int, int] = (0, 0, 0)

    @classmethod
    def of(cls, below: NDArray[np.int64], above: NDArray[np.int64]) -> Self:
        """Add up one number below and one above per customer."""
        squares = (dot(below, below), dot(below, above), dot(above, above))
        return cls(len(below), int(below.sum()), int(above.sum()), squares)

    def __add__(self, other: Self) -> Self:
        a, b, c = (mine + theirs for mine, theirs in zip(self.squares, other.squares))
        return type(self)(
            self.customers + other.customers, self.below + other.below, self.above + other.above, (a, b, c)
        )

    @property
    def rate(self) -> float:
        """Above ÷ below; NaN when there is nothing below, or refunds have made it negative."""
        return share(self.above, max(self.below, 0))

    @property
    def interval(self) -> Interval:
        """Confidence interval of `rate` (ratio linearisation, Student's t); unknown below two customers."""
        return student(self.rate, ratio_se(self.customers, self.below, self.squares, self.rate), self.customers)
