"""Whether outcomes fell where intervals had said, and by how much the next intervals should be wider."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ltv.decisions.portfolio.priors import Z90, Prior
from ltv.metrics.intervals import Interval, share, wilson

LEVEL = 0.8
"""Share of outcomes that should fall between P10 and P90."""
FEWEST = 5
"""Outcomes below which nothing is said about a department's intervals, and they are left as they are."""


@dataclass(frozen=True)
class Calibration:
    """How past 80 % intervals did.

    Attributes
    ----------
    n, inside : outcomes known, and those within their interval
    factor : what to multiply widths by so that 80 % would have been inside; above 1 widens. NaN below `FEWEST`
    """

    n: int
    inside: int
    factor: float

    @property
    def coverage(self) -> float:
        """Share inside; NaN without outcomes."""
        return share(self.inside, self.n)

    @property
    def interval(self) -> Interval:
        """95 % interval of the coverage (Wilson, 1927)."""
        return wilson(self.inside, self.n)

    @property
    def widening(self) -> float:
        """The factor to use: 1 where it is not known."""
        return 1.0 if math.isnan(self.factor) else self.factor


def calibration(z: ArrayLike) -> Calibration:
    """How intervals did, from where outcomes fell in them.

    Parameters
    ----------
    z : one per outcome, NaN for one not known yet
        In standard deviations from the P50, P10 and P90 being at ∓1.2816 (`Prior.z_of`).

    Returns
    -------
    Calibration
        `factor` is the 80th percentile of |z| over 1.2816: split-conformal scaling of the intervals (Lei et al.,
        Journal of the American Statistical Association 113, 2018) without its correction for few outcomes.
    """
    far = np.abs(np.asarray(z, dtype=np.float64).ravel())
    far = far[~np.isnan(far)]
    inside = int((far <= Z90 * (1 + 1e-9)).sum())
    factor = _percentile(far) / Z90 if len(far) >= FEWEST else math.nan
    return Calibration(len(far), inside, factor if math.isfinite(factor) else math.nan)


def places(beliefs: Iterable[tuple[Prior, float]]) -> list[float]:
    """Where each outcome fell in its belief, in standard deviations; NaN for one not known yet."""
    return [prior.z_of(outcome) for prior, outcome in beliefs]


def _percentile(far: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """The 80th percentile on the straight line between outcomes, of which some may be infinite."""
    ordered = np.sort(far)
    at = LEVEL * (len(ordered) - 1)
    below, part = int(at), at - int(at)
    if part == 0 or ordered[below] == ordered[min(below + 1, len(ordered) - 1)]:
        return float(ordered[below])
    return float(ordered[below] + part * (ordered[below + 1] - ordered[below]))
