"""How many Erlang-k purchases fall into a time, when every k-th event of a Gamma-mixed Poisson process is one."""

from __future__ import annotations

import numpy as np
from scipy import special

from ltv.models.newton import Floats


def event_probability(events: Floats, q: Floats, z: Floats) -> Floats:
    """Probability of exactly so many events: negative binomial with shape q, z = t / (α + t); 0 below no events."""
    n = np.maximum(events, 0)
    log = special.gammaln(q + n) - special.gammaln(q) - special.gammaln(n + 1) + special.xlog1py(q, -z)
    return np.asarray(np.where(events >= 0, np.exp(log + special.xlogy(n, z)), 0.0))


def event_tail(events: Floats, q: Floats, z: Floats) -> Floats:
    """Probability of at least so many events."""
    return np.asarray(np.where(events > 0, special.betainc(np.maximum(events, 1), q, z), 1.0))


def purchase_probability(n: Floats, q: Floats, z: Floats, phase: int, k: int) -> Floats:
    """Probability of exactly n purchases, `phase` events of the first one's k having happened."""
    first = k * n - phase
    return np.asarray(sum(event_probability(first + i, q, z) for i in range(k)))


def event_density(events: Floats, q: Floats, z: Floats) -> Floats:
    """Density of the time of the events-th event × α: the slope of `event_tail` by t / α."""
    return q * event_probability(events - 1, q + 1, z)
