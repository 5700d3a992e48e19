"""One belief from those of several people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ltv.decisions.portfolio.priors import Prior
from ltv.decisions.treatments import Grade
from ltv.errors import InvalidTableError, NotEnoughDataError


def pooled(estimates: Sequence[Prior | None], *, widening: float = 1.0, grade: Grade = "D") -> Prior:
    """The belief of a group: middle of the P50, mean of the P10 and of the P90, widened by past calibration.

    P50 is the median of their logarithms, so that one wild guess moves little; where an estimate is 0 or below, which
    has no logarithm, the plain median. P10 and P90 are averaged as quantiles, not as probabilities (Lichtendahl,
    Grushka-Cockayne & Winkler, Management Science 59, 2013), and never pass the P50. Quantile averages being too narrow
    or too wide by as much as their members, both ends are then moved by the calibration factor.

    Parameters
    ----------
    estimates : one per person; None for an abstention, which is not counted
    widening : `Calibration.widening` of the group's past intervals

    Raises
    ------
    NotEnoughDataError
        When nobody gave an estimate.
    InvalidTableError
        When an estimate or the widening cannot be used; the message lists all flaws.
    """
    given = [one for one in estimates if one is not None]
    flaws = [f"estimate {row + 1}: {flaw.en}" for row, one in enumerate(estimates) if one for flaw in one.flaws]
    if not 0 < widening < np.inf:
        flaws.append(f"widening: expected a factor above 0, found {widening}")
    if flaws:
        raise InvalidTableError("estimates", flaws)
    if not given:
        raise NotEnoughDataError("nobody gave an estimate: nothing to pool")
    points = np.array([(one.p10, one.p50, one.p90) for one in given])
    middles = points[:, 1]
    middle = float(np.exp(np.median(np.log(middles))) if (middles > 0).all() else np.median(middles))
    low, high = points[:, 0].mean(), points[:, 2].mean()
    return Prior(min(float(low), middle), middle, max(float(high), middle), grade).widened(widening)
