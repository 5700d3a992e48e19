"""How likely customers leave at each tenure: posteriors from counts, and a model's tail where nothing was seen."""

from __future__ import annotations

import numpy as np
from scipy import optimize

from ltv.decisions.scenario.state import Base, Floats

FEW, STRENGTH = 30, 30.0
"""Below so many customer-months a cell is pulled towards its band in all segments, which counts as so many."""
_JEFFREYS, _FAR = 0.5, 15.0


def posterior(base: Base) -> tuple[Floats, Floats]:
    """Parameters a and b of the Beta distribution of each cell's hazard, segments × bands.

    Jeffreys' prior, Beta(½ + d, ½ + n − d), where d of n left. A cell with fewer than `FEW` is pulled towards the same
    band of all segments; a band that nobody was seen in takes the tail of a shifted beta-geometric model.
    """
    pooled_left, pooled_seen = base.left.sum(axis=0), base.at_risk.sum(axis=0)
    band = (pooled_left + _JEFFREYS) / (pooled_seen + 2 * _JEFFREYS)
    band = np.where(pooled_seen > 0, band, tail(base))
    few = base.at_risk < FEW
    a = np.where(few, STRENGTH * band, _JEFFREYS) + base.left
    b = np.where(few, STRENGTH * (1 - band), _JEFFREYS) + base.at_risk - base.left
    return a, b


def expected(base: Base) -> Floats:
    """Mean hazard of each cell."""
    a, b = posterior(base)
    return np.asarray(a / (a + b))


def drawn(base: Base, draws: int, seed: int) -> Floats:
    """Hazards drawn from what counts leave open, draws × segments × bands. The same seed draws the same."""
    a, b = posterior(base)
    return np.random.default_rng(seed).beta(a, b, size=(draws, *a.shape))


def tail(base: Base) -> Floats:
    """Hazard α ÷ (α + β + t − 1) of each tenure t by a shifted beta-geometric model fitted to all counts.

    Fader & Hardie, How to project customer retention (2007), eq. 6: retention (β + t − 1) ÷ (α + β + t − 1). Counts of
    the last band, of many tenures together, are left out. The plain mean where there is too little to fit.
    """
    left, seen = base.left.sum(axis=0)[:-1], base.at_risk.sum(axis=0)[:-1]
    age = np.arange(base.bands, dtype=np.float64)
    plain = (base.left.sum() + _JEFFREYS) / (base.at_risk.sum() + 2 * _JEFFREYS)
    if (seen > 0).sum() < 3 or left.sum() < 3:
        return np.full(base.bands, plain)
    share = left / max(float(seen.sum()), 1.0), (seen - left) / max(float(seen.sum()), 1.0)

    def loss(at: Floats) -> float:
        alpha, beta = np.exp(np.clip(at, -_FAR, _FAR))
        hazard = alpha / (alpha + beta + age[:-1])
        return -float(share[0] @ np.log(hazard) + share[1] @ np.log1p(-hazard))

    found = optimize.minimize(loss, np.log([1.0, 1.0 / max(plain, 1e-6)]), method="Nelder-Mead")
    alpha, beta = np.exp(np.clip(found.x, -_FAR, _FAR))
    return np.asarray(alpha / (alpha + beta + age))
