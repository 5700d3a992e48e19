"""Customers made up as each model says they come about, in continuous time: each one's x, t_x and T."""

from __future__ import annotations

import numpy as np


def _buy(rng, T, rate, leaves, k=1, before=None):
    """Let everyone buy until T, or until `before`; `leaves` tells who goes right after a purchase."""
    x, last, now = np.zeros(len(T), dtype=int), np.zeros(len(T)), np.zeros(len(T))
    gaps = 0.0
    end = T if before is None else np.minimum(T, before)
    here = np.flatnonzero(~leaves(rng, np.arange(len(T)), first=True))
    while len(here):
        gap = rng.gamma(k, 1, len(here)) / rate[here]
        came = now[here] + gap <= end[here]
        here, gap = here[came], gap[came]
        now[here] += gap
        gaps += float(np.log(gap).sum())
        x[here] += 1
        last[here] = now[here]
        here = here[~leaves(rng, here, first=False)]
    return x, last, T, gaps


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
