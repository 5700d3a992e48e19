"""Customers made up as each model says they come about, in continuous time: each one's x, t_x and T."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ltv.metrics.histories import PurchaseHistories


class Simulated(NamedTuple):
    x: np.ndarray
    t_x: np.ndarray
    T: np.ndarray
    later: np.ndarray
    log_gaps: float

    def histories(self, **kw):
        return PurchaseHistories.of(self.x, self.t_x, self.T, log_gaps=self.log_gaps, **kw)


def _buy(rng, T, rate, leaves, k=1, before=None):
    """Let everyone buy until 2T, or until `before`; `leaves` tells who goes right after a purchase.

    x, t_x and T as known at T, what was bought from T to 2T, and the sum of log gaps up to T.
    """
    x, last, now = np.zeros(len(T), dtype=int), np.zeros(len(T)), np.zeros(len(T))
    later = np.zeros(len(T), dtype=int)
    gaps = 0.0
    end = 2 * T if before is None else np.minimum(2 * T, before)
    here = np.flatnonzero(~leaves(rng, np.arange(len(T)), first=True))
    while len(here):
        gap = rng.gamma(k, 1, len(here)) / rate[here]
        came = now[here] + gap <= end[here]
        here, gap = here[came], gap[came]
        now[here] += gap
        known = now[here] <= T[here]
        gaps += float(np.log(gap[known]).sum())
        x[here[known]] += 1
        last[here[known]] = now[here[known]]
        later[here[~known]] += 1
        here = here[~leaves(rng, here, first=False)]
    return Simulated(x, last, T, later, gaps)


def beta_geometric(r, alpha, a, b, *, m, n, seed, k=1, ages=(10.0, 80.0)):
    """(M)BG/CNBD-k customers: m = 1 lets them leave after the first purchase."""
    rng = np.random.default_rng(seed)
    T, rate, p = rng.uniform(*ages, n), rng.gamma(r, 1 / alpha, n), rng.beta(a, b, n)

    def leaves(rng, who, *, first):
        return np.zeros(len(who), dtype=bool) if first and not m else rng.random(len(who)) < p[who]

    return _buy(rng, T, rate, leaves, k)


def pareto(r, alpha, s, beta, *, n, seed, ages=(10.0, 80.0)):
    """Pareto/NBD customers."""
    rng = np.random.default_rng(seed)
    T, rate = rng.uniform(*ages, n), rng.gamma(r, 1 / alpha, n)
    lives = rng.exponential(1, n) / rng.gamma(s, 1 / beta, n)
    return _buy(rng, T, rate, lambda _, who, *, first: np.zeros(len(who), dtype=bool), before=lives)


def poisson_gamma(r, alpha, *, n, seed, ages=(10.0, 80.0)):
    """NBD customers: nobody leaves."""
    rng = np.random.default_rng(seed)
    T, rate = rng.uniform(*ages, n), rng.gamma(r, 1 / alpha, n)
    return _buy(rng, T, rate, lambda _, who, *, first: np.zeros(len(who), dtype=bool))


def opportunities(alpha, beta, gamma, delta, *, n, seed, most=8):
    """BG/BB customers with up to `most` opportunities: x, t_x, n."""
    rng = np.random.default_rng(seed)
    number = rng.integers(1, most + 1, n)
    p, theta = rng.beta(alpha, beta, n), rng.beta(gamma, delta, n)
    x, last, alive = np.zeros(n, dtype=int), np.zeros(n, dtype=int), np.ones(n, dtype=bool)
    for i in range(1, most + 1):
        alive &= rng.random(n) >= theta
        buys = alive & (i <= number) & (rng.random(n) < p)
        x += buys
        last[buys] = i
    return x, last, number


def spend(p, q, gamma, *, n, seed):
    """Gamma-Gamma customers: number of purchases, and their mean amount."""
    rng = np.random.default_rng(seed)
    x, nu = rng.geometric(0.3, n), rng.gamma(q, 1 / gamma, n)
    return x, rng.gamma(p * x, 1 / (x * nu))
