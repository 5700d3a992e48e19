"""How far estimates of one quantity lie apart, who stands out, and whether departments are what divides them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

NORMAL = 1.4826
"""Median absolute deviations in a standard deviation of a normal distribution: 1 ÷ Φ⁻¹(3/4)."""
FAR = 3.0


@dataclass(frozen=True)
class Spread:
    """Estimates of one item. Abstentions are not counted.

    Attributes
    ----------
    n : estimates given
    median, iqr : in the item's unit; NaN when nobody gave one
    low, high : the smallest and the largest
    outliers : positions in what was handed in, of estimates far from the median
    """

    n: int
    median: float
    iqr: float
    low: float
    high: float
    outliers: tuple[int, ...]

    @property
    def relative_iqr(self) -> float:
        """Interquartile range over the median's size; NaN when the median is 0 or unknown."""
        return self.iqr / abs(self.median) if self.median else math.nan

    @property
    def agreement(self) -> float:
        """1 − relative IQR: 1 when the middle half say the same, below 0 when they differ by more than the median."""
        return 1 - self.relative_iqr

    @property
    def ratio(self) -> float:
        """The largest over the smallest; NaN unless all are above 0."""
        return self.high / self.low if self.low > 0 else math.nan


def spread(estimates: ArrayLike) -> Spread:
    """Estimates of one item, one per person, NaN for an abstention: it is no 0 and is not counted.

    Quartiles lie on the straight line between estimates (Hyndman & Fan, The American Statistician 50, 1996, type 7). An
    estimate stands out when it is further from the median than 3 × 1.4826 × the median absolute deviation (Leys et al.,
    Journal of Experimental Social Psychology 49, 2013). When half or more say the same this is 0, and everyone who says
    anything else stands out; when all say the same nobody does.
    """
    given = np.asarray(estimates, dtype=np.float64).ravel()
    known = given[~np.isnan(given)]
    if not len(known):
        return Spread(0, math.nan, math.nan, math.nan, math.nan, ())
    low, median, high = np.quantile(known, (0.25, 0.5, 0.75))
    off = np.abs(given - median)
    limit = FAR * NORMAL * float(np.median(off[~np.isnan(off)]))
    rounding = 1e-12 * float(np.abs(known).max())
    outliers = tuple(int(place) for place in np.flatnonzero(off > limit + rounding))
    return Spread(len(known), float(median), float(high - low), float(known.min()), float(known.max()), outliers)


def between_share(estimates: ArrayLike, departments: Sequence[str]) -> float:
    """η²: share of the spread of estimates that lies between departments, Σ n_d (mean_d − mean)² ÷ Σ (x − mean)².

    NaN with fewer than two departments, or when everyone says the same. With one person per department it is 1 and says
    nothing.

    Parameters
    ----------
    estimates : one per person, NaN for an abstention
    departments : one per person

    References
    ----------
    Fisher, Statistical Methods for Research Workers (1925), the correlation ratio.
    """
    table = pd.DataFrame(
        {"x": np.asarray(estimates, dtype=np.float64).ravel(), "department": list(departments)}
    ).dropna()
    total = float(((table["x"] - table["x"].mean()) ** 2).sum())
    scale = float(table["x"].abs().max()) if len(table) else 0.0
    if table["department"].nunique() < 2 or total <= len(table) * (1e-12 * scale) ** 2:
        return math.nan
    means = table.groupby("department")["x"].transform("mean")
    return float(((means - table["x"].mean()) ** 2).sum()) / total
