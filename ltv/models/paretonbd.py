"""Pareto/NBD: customers buy at random times until they leave, which can happen at any moment."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from ltv.metrics.distinct_rows import on_distinct
from ltv.metrics.histories import PurchaseHistories
from ltv.models.erlang_counts import event_probability
from ltv.models.legendre import legendre
from ltv.models.newton import Floats
from ltv.models.order_model import OrderModel
from ltv.models.paretonbd_fit import ParetoLikelihood, fit_pareto, left_by
from ltv.models.timed_rows import TimedHistories

_BLOCK = 1 << 12


@dataclass(frozen=True)
class ParetoNBD(OrderModel):
    """Pareto / negative binomial distribution.

    Assumes that each customer buys at a steady random rate of their own, Gamma(r, α), and leaves for good at a steady
    random rate of their own, Gamma(s, β), the two having nothing to do with each other.

    References
    ----------
    Schmittlein, Morrison & Colombo, Counting your customers: who are they and what will they do next?, Management
    Science 33 (1987); Fader & Hardie, A note on deriving the Pareto/NBD model and related expressions (2005).
    """

    r: float
    alpha: float
    s: float
    beta: float

    @property
    def _shortest_scale(self) -> float:
        return min(self.alpha, self.beta)

    def rate_shape(self, x: ArrayLike) -> Floats:  # noqa: D102 as in OrderModel
        return np.asarray(self.r + np.asarray(x), dtype=np.float64)

    def p_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Floats:
        """Probability that a customer has not left: Schmittlein et al. (1987), eq. 11 to 13, as odds of an integral."""
        wide = np.broadcast_arrays(*(np.asarray(column, dtype=np.float64) for column in (x, t_x, T)))
        x, t_x, T = (column.ravel() for column in wide)
        parameters = np.array([self.r, self.alpha, self.s, self.beta])
        parts = [slice(i, i + _BLOCK) for i in range(0, len(x), _BLOCK)]
        alive = [special.expit(-left_by(parameters, x[part], t_x[part], T[part]).odds) for part in parts]
        return np.concatenate([np.zeros(0), *alive]).reshape(wide[0].shape)

    def p_alive_later(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, ahead: ArrayLike) -> Floats:
        """Probability that a customer will not have left, `ahead` after the last known day."""
        return np.asarray(self.p_alive(x, t_x, T) * self._stays(T, ahead))

    def _stays(self, T: ArrayLike, ahead: ArrayLike) -> Floats:
        """Chance of who is there at T to be there later: ((β+T) / (β+T+u))^s."""
        return np.asarray(np.exp(-self.s * np.log1p(np.asarray(ahead) / (self.beta + np.asarray(T)))))

    def _while_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: ArrayLike) -> Floats:
        """Purchases to expect of who is alive at T: Schmittlein et al. (1987), eq. 22; a limit at s = 1."""
        rate = self.rate_shape(x) / (self.alpha + np.asarray(T, dtype=np.float64))
        return np.asarray(rate * self._time_as_customer(np.asarray(T, dtype=np.float64), t))

    def _time_as_customer(self, T: ArrayLike, t: ArrayLike) -> Floats:
        """Time within the next `t` that who is there at T can expect to stay: ∫ ((β+T) / (β+T+u))^s du."""
        scale = self.beta + np.asarray(T, dtype=np.float64)
        longer = np.log1p(np.asarray(t, dtype=np.float64) / scale)
        return np.asarray(scale * (longer if self.s == 1 else np.expm1((1 - self.s) * longer) / (1 - self.s)))

    def purchase_rate(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, ahead: ArrayLike = 0.0) -> Floats:  # noqa: D102
        rate = self.rate_shape(x) / (self.alpha + np.asarray(T, dtype=np.float64))
        return np.asarray(self.p_alive_later(x, t_x, T, ahead) * rate)

    def expected_purchases_new(self, t: ArrayLike) -> Floats:
        """Repeat purchases to expect of a new customer by age `t`: Schmittlein et al. (1987), eq. 17."""
        return np.asarray(self.r / self.alpha * self._time_as_customer(0.0, t))

    def probability_of(self, n: ArrayLike, t: ArrayLike) -> Floats:
        """P(X(t) = n) of a new customer: Fader & Hardie, Deriving an expression for P(X(t) = x) (2006), as integral."""
        return self._probability(n, 0, 0.0, t)

    def probability_of_next(  # noqa: D102 as in OrderModel
        self, n: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: ArrayLike
    ) -> Floats:
        alive = self.p_alive(x, t_x, T)
        return np.asarray(alive * self._probability(n, x, T, t) + np.where(np.asarray(n) == 0, 1 - alive, 0.0))

    def _probability(self, n: ArrayLike, x: ArrayLike, T: ArrayLike, t: ArrayLike) -> Floats:
        """Exactly n purchases of who is there at T: either they stay to the end, or they leave on the way."""

        def of(n: Floats, x: Floats, T: Floats, t: Floats) -> Floats:
            alpha, beta, q = self.alpha + T, self.beta + T, self.r + x
            stays = np.exp(-self.s * np.log1p(t / beta)) * event_probability(n, q, t / (alpha + t))
            c = np.minimum(alpha, beta)
            length = np.log1p(t / c)[:, None]
            node, weight = legendre(_nodes(float(length.max(initial=0)), float(n.max(initial=0))))
            v = length * node
            u = c[:, None] * np.expm1(v)
            leaves = self.s * np.exp(-(self.s + 1) * np.log1p(u / beta[:, None])) / beta[:, None]
            by_then = event_probability(n[:, None], q[:, None], u / (alpha[:, None] + u))
            density = weight * length * (c[:, None] + u) * leaves
            return np.asarray(stays + (density * by_then).sum(axis=1))

        return on_distinct(of, np.asarray(n, dtype=np.float64), x, T, np.asarray(t, dtype=np.float64))

    def log_likelihood(self, histories: PurchaseHistories) -> float:
        """Fader & Hardie (2005), eq. 18."""
        likelihood = ParetoLikelihood(TimedHistories(histories))
        return likelihood(np.log([self.r, self.alpha, self.s, self.beta]))[0]


def _nodes(length: float, most: float) -> int:
    """Nodes that resolve the time of the n-th purchase, which in logarithms is about 1/√n wide."""
    return math.ceil(24 + 5 * length * (1 + math.sqrt(most) / 4))


def fit_paretonbd(histories: PurchaseHistories) -> ParetoNBD:
    """Fit by maximum likelihood, or down the ladder of `Fit.rung`; never raises on valid histories."""
    fit = fit_pareto(histories)
    return ParetoNBD(**fit.parameters, fit=fit, unit_days=histories.unit_days)
