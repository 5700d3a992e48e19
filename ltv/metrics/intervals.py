"""Intervals of observed shares and ratios."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from scipy import special

LEVEL = 0.95
FEW = 30
"""Of fewer customers the interval is told first, and no line, verdict or comparison is made."""


class Interval(NamedTuple):
    """A confidence interval; NaN, NaN where it cannot be known."""

    low: float
    high: float

    def beside(self, other: Interval) -> Literal["above", "below", "overlaps"]:
        """On which side of another interval it lies; "overlaps" too where either is unknown."""
        if self.low > other.high:
            return "above"
        return "below" if self.high < other.low else "overlaps"


UNKNOWN = Interval(math.nan, math.nan)


def share(part: float, whole: float) -> float:
    """Part of a whole; NaN when there is no whole."""
    return part / whole if whole else math.nan


def wilson(successes: int, n: int, level: float = LEVEL) -> Interval:
    """Score interval of a share of `n` customers (Wilson, 1927); unknown when n is 0."""
    if n == 0:
        return UNKNOWN
    z = float(special.ndtri((1 + level) / 2))
    p, shrink = successes / n, 1 + z * z / n
    centre = (p + z * z / (2 * n)) / shrink
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / shrink
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def student(estimate: float, se: float, n: int, level: float = LEVEL) -> Interval:
    """Estimate ± t(n - 1) × standard error; unknown below two customers."""
    if n < 2 or math.isnan(se):
        return UNKNOWN
    half = float(special.stdtrit(n - 1, (1 + level) / 2)) * se
    return Interval(estimate - half, estimate + half)


def ratio_se(n: int, opening: int, squares: tuple[int, int, int], ratio: float) -> float:
    """Standard error of Σe ÷ Σo over n customers by linearisation: √(n/(n−1) Σ(e − r·o)²) ÷ Σo.

    `squares` are Σo², Σo·e, Σe² (Cochran, Sampling Techniques, 1977, eq. 2.46 without the finite correction).
    """
    if n < 2 or not opening or math.isnan(ratio):
        return math.nan
    oo, oe, ee = squares
    p, q = ratio.as_integer_ratio()  # the squares may differ by little only, so their difference is taken exactly
    residual = max(0.0, (q * q * ee - 2 * p * q * oe + p * p * oo) / (q * q))
    return math.sqrt(n / (n - 1) * residual) / opening
