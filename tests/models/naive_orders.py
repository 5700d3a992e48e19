"""Models of orders once more, from what one customer does: integrate over all customers there could be.

Nothing here knows a closed form. Purchase rates are averaged by Gauss-Laguerre, dropout by Gauss-Jacobi or by quad.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import integrate, special, stats


def gamma_nodes(shape, scale, nodes=160):
    """Values of a Gamma(shape, rate `scale`) variable and their weights: trapezoid in its logarithm."""
    spread = 40 / min(shape, 1.0)
    y = np.linspace(math.log(shape / scale) - spread, math.log((shape + 40 + 9 * math.sqrt(shape)) / scale), nodes * 20)
    log = shape * (y + math.log(scale)) - scale * np.exp(y) - special.gammaln(shape)
    weight = np.exp(log) * (y[1] - y[0])
    return np.exp(y), weight


def beta_nodes(a, b, nodes=3000):
    """Values of a Beta(a, b) variable, 1 - value, and their weights: trapezoid in its log odds."""
    y = np.linspace(-42 / min(a, 1.0), 42 / min(b, 1.0), nodes)
    p, stays = special.expit(y), special.expit(-y)
    weight = np.exp(a * np.log(p) + b * np.log(stays) - special.betaln(a, b)) * (y[1] - y[0])
    return p, stays, weight


@dataclass
class NaiveBetaGeometric:
    """Customer (λ, p): Erlang-k times between purchases; after each counted purchase gone with chance p."""

    r: float
    alpha: float
    a: float
    b: float
    m: int
    k: int = 1

    def __post_init__(self):
        self.rate, self.rate_weight = gamma_nodes(self.r, self.alpha)
        self.p, self.stays, self.p_weight = beta_nodes(self.a, self.b)

    def over_rates(self, values):
        return float(self.rate_weight @ values)

    def over_dropout(self, values):
        return float(self.p_weight @ values)

    def timing(self, x, until):
        """∫ λ^(kx) e^(-λ until) over customers, the part of the likelihood that is about times bought at."""
        return self.rate ** (self.k * x) * np.exp(-self.rate * until)

    def not_yet(self, x, t_x, T):
        """No purchase between t_x and T though alive: fewer than k events."""
        return self.timing(x, t_x) * special.gammaincc(self.k, self.rate * (T - t_x))

    def alive_and_gone(self, x, t_x, T):
        alive = self.over_dropout(self.stays ** (x + self.m)) * self.over_rates(self.not_yet(x, t_x, T))
        if x + self.m == 0:
            return alive, 0.0
        gone = self.over_dropout(self.p * self.stays ** (x - 1 + self.m)) * self.over_rates(self.timing(x, t_x))
        return alive, gone

    def log_likelihood(self, x, t_x, T, log_gaps=0.0):
        alive, gone = self.alive_and_gone(x, t_x, T)
        return math.log(alive + gone) + (self.k - 1) * log_gaps - x * special.gammaln(self.k)

    def p_alive(self, x, t_x, T):
        alive, gone = self.alive_and_gone(x, t_x, T)
        return alive / (alive + gone)

    def not_yet_then_by(self, n, x, t_x, T, t):
        """No purchase between t_x and T, with j events on the way to it, and the n-th purchase by T + t."""
        since = self.rate * (T - t_x)
        ways = (stats.poisson.pmf(j, since) * special.gammainc(self.k * n - j, self.rate * t) for j in range(self.k))
        return self.timing(x, t_x) * np.sum(list(ways), axis=0)

    def expected(self, x, t_x, T, t):
        """Σ over n of P(still there for the n-th) P(it comes in time), each averaged over who may be alive."""
        so_far = self.over_rates(self.not_yet(x, t_x, T))
        survive = self.stays ** (x + self.m)
        total, n = 0.0, 1
        while True:
            term = self.over_rates(self.not_yet_then_by(n, x, t_x, T, t)) / so_far
            term *= self.over_dropout(survive * self.stays ** (n - 1)) / self.over_dropout(survive)
            total, n = total + term, n + 1
            if term < 1e-13 * total:
                return total * self.p_alive(x, t_x, T)

    def expected_new(self, t):
        first = self.over_dropout(self.stays**self.m)
        return self.expected_given(t) * first

    def expected_given(self, t):
        """As `expected` right after the first purchase, given that the customer did not leave with it."""
        return self.expected(0, 0.0, 0.0, t) / self.p_alive(0, 0.0, 0.0)

    def probability_of(self, n, t):
        """P(X(t) = n): n purchases and no more, or gone with the n-th."""
        at_least = self.over_rates(special.gammainc(self.k * n, self.rate * t) if n else np.ones_like(self.rate))
        exactly = at_least - self.over_rates(special.gammainc(self.k * (n + 1), self.rate * t))
        there = self.over_dropout(self.stays ** (n + self.m))
        if n + self.m == 0:
            return there * exactly
        return there * exactly + self.over_dropout(self.p * self.stays ** (n + self.m - 1)) * at_least


@dataclass
class NaivePareto:
    """Customer (λ, μ): buys at rate λ until an exponential lifetime of rate μ is over."""

    r: float
    alpha: float
    s: float
    beta: float

    def __post_init__(self):
        rate, self.rate_weight = gamma_nodes(self.r, self.alpha, 40)
        leaving, self.leaving_weight = gamma_nodes(self.s, self.beta, 40)
        self.rate, self.leaving = rate[:, None], leaving[None, :]

    def mean(self, values):
        return float(self.rate_weight @ values @ self.leaving_weight)

    def alive_and_gone(self, x, t_x, T):
        both = self.rate + self.leaving
        alive = self.rate**x * np.exp(-both * T)
        gone = self.rate**x * self.leaving / both * (np.exp(-both * t_x) - np.exp(-both * T))
        return alive, gone

    def log_likelihood(self, x, t_x, T):
        return math.log(sum(map(self.mean, self.alive_and_gone(x, t_x, T))))

    def p_alive(self, x, t_x, T):
        alive, gone = map(self.mean, self.alive_and_gone(x, t_x, T))
        return alive / (alive + gone)

    def expected(self, x, t_x, T, t):
        alive, gone = self.alive_and_gone(x, t_x, T)
        later = self.rate / self.leaving * -np.expm1(-self.leaving * t)
        return self.mean(alive * later) / self.mean(alive + gone)

    def expected_new(self, t):
        return self.expected(0, 0.0, 0.0, t)

    def probability_of(self, n, t):
        """Still there at t, or left at u on the way; by quad over u."""
        nbinom = lambda u: stats.nbinom.pmf(n, self.r, self.alpha / (self.alpha + u))  # noqa: E731
        stays = lambda u: (self.beta / (self.beta + u)) ** self.s  # noqa: E731
        left = integrate.quad(lambda u: nbinom(u) * self.s / (self.beta + u) * stays(u), 0, t, epsabs=1e-13)[0]
        return nbinom(t) * stays(t) + left
