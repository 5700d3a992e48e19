"""An estimate with the interval that the parameters' uncertainty gives it, and the one that chance adds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from ltv.metrics.intervals import LEVEL, UNKNOWN, Interval
from ltv.models.newton import Floats


@dataclass(frozen=True)
class Estimated:
    """A number that a model expects.

    Attributes
    ----------
    value : float
        NaN where it cannot be known.
    interval : Interval
        Within which it lies given how uncertain the parameters are.
    outcome : Interval
        Within which what really happens will lie, chance included; unknown where it was not asked.
    """

    value: float
    interval: Interval = UNKNOWN
    outcome: Interval = UNKNOWN


NOT_KNOWN = Estimated(math.nan)


def from_draws(value: float, draws: Floats, variance: float = math.nan, level: float = LEVEL) -> Estimated:
    """An estimate from the answers of as likely models.

    Parameters
    ----------
    draws : the same number by models drawn from the parameters' distribution
    variance : variance of the outcome around what a model expects; NaN where not asked

    Notes
    -----
    The outcome's interval widens that of the draws by a normal spread of `variance`; it never passes 0 where no draw
    does, as nobody can be worth less than nothing by chance alone.
    """
    known = draws[np.isfinite(draws)]
    if len(known) < 2:
        return Estimated(value)
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    chance = float(special.ndtri((1 + level) / 2)) * math.sqrt(variance) if variance >= 0 else math.nan
    least = value - math.hypot(value - float(low), chance)
    outcome = Interval(max(least, 0.0) if low >= 0 else least, value + math.hypot(float(high) - value, chance))
    return Estimated(value, Interval(float(low), float(high)), UNKNOWN if math.isnan(chance) else outcome)
