"""What BG/NBD, MBG/NBD and (M)BG/CNBD-k can be asked. They differ in two whole numbers, m and k."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from ltv.metrics.distinct_rows import on_distinct
from ltv.metrics.histories import PurchaseHistories
from ltv.models.beta_geometric_fit import BetaGeometricLikelihood
from ltv.models.beta_mean import beta_mean
from ltv.models.erlang_counts import event_tail, purchase_probability
from ltv.models.gamma_purchases import phases
from ltv.models.newton import Floats
from ltv.models.order_model import OrderModel
from ltv.models.timed_rows import TimedHistories


@dataclass(frozen=True)
class BetaGeometric(OrderModel):
    """Customers who buy at a Gamma(r, α) rate of their own, and leave after a purchase with a Beta(a, b) chance.

    `_m` is 1 where the first purchase can be the last, else 0; `_k` is the number of exponential phases between two
    purchases, whose rate is the customer's.
    """

    r: float
    alpha: float
    a: float
    b: float

    _m: ClassVar[int]

    @property
    def _k(self) -> int:
        return 1

    @property
    def _shortest_scale(self) -> float:
        return self.alpha

    def rate_shape(self, x: ArrayLike) -> Floats:  # noqa: D102 as in OrderModel
        return np.asarray(self.r + self._k * np.asarray(x), dtype=np.float64)

    def p_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Floats:
        """Probability that a customer has not left; with m = 0 it is 1 for all who never bought again.

        References
        ----------
        Fader, Hardie & Lee, Computing P(alive) using the BG/NBD model (2008); Wagner & Hoppe (2008), eq. 6, for m = 1.
        """
        x, t_x, T = (np.asarray(column, dtype=np.float64) for column in (x, t_x, T))
        since = x - 1 + self._m
        odds = math.log(self.a) - np.log(self.b + np.maximum(since, 0))
        longer = self.rate_shape(x) * (np.log1p(T / self.alpha) - np.log1p(t_x / self.alpha))
        waited = np.log(phases(self.rate_shape(x), (T - t_x) / (self.alpha + T), self._k).sum(axis=0))
        return np.asarray(np.where(since >= 0, special.expit(-(odds + longer - waited)), 1.0))

    def purchase_rate(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, ahead: ArrayLike = 0.0) -> Floats:  # noqa: D102
        return np.asarray(self.p_alive(x, t_x, T) * self._rate_while_alive(x, t_x, T, ahead))

    def expected_purchases_new(self, t: ArrayLike) -> Floats:
        """Repeat purchases to expect of a new customer by age `t`: Fader, Hardie & Lee (2005), eq. 9."""
        stays = self.b / (self.a + self.b) if self._m else 1.0
        return np.asarray(stays * self._while_alive(0, 0.0, 0.0, t))

    def _while_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: ArrayLike) -> Floats:
        """Purchases to expect of who is alive at T: E[(1 - (1 + pt/(α+T))^-(r+x)) / p], p ~ Beta(a, b+x+m).

        References
        ----------
        Fader, Hardie & Lee (2005), eq. 10, before its integral over p is written as a hypergeometric function, which
        has poles at a = 1 and a + b + x = 1 that the integral has not.
        """

        def mean(x: Floats, T: Floats, t: Floats) -> Floats:
            q, tau = self.r + x, t / (self.alpha + T)
            return beta_mean(_until_left, self.a, self.b + x + self._m, q, tau)

        return on_distinct(mean, x, T, t)

    def _rate_while_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: ArrayLike) -> Floats:
        """Slope of it by t."""

        def mean(x: Floats, T: Floats, t: Floats) -> Floats:
            q, tau = self.r + x, t / (self.alpha + T)
            slope = beta_mean(_still_buying, self.a, self.b + x + self._m, q, tau)
            return q / (self.alpha + T) * slope

        return on_distinct(mean, x, T, t)

    def _phase_shares(self, x: Floats, t_x: Floats, T: Floats) -> Floats:
        """How far customers who are alive have come to their next purchase: chance of each phase, one row each."""
        terms = phases(self.rate_shape(x), (T - t_x) / (self.alpha + T), self._k)
        return np.asarray(terms / terms.sum(axis=0))

    def probability_of(self, n: ArrayLike, t: ArrayLike) -> Floats:
        """P(X(t) = n) of a new customer: Fader, Hardie & Lee (2005), eq. 8.

        The binomial sum of eq. 8 is written as an incomplete Beta function, which does not cancel.
        """
        return self._probability(n, 0, self._m, 0.0, 0.0, t)

    def probability_of_next(  # noqa: D102 as in OrderModel
        self, n: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: ArrayLike
    ) -> Floats:
        alive = self.p_alive(x, t_x, T)
        survived = np.asarray(x) + self._m
        later = self._probability(n, survived, 0, t_x, T, t)
        return np.asarray(alive * later + np.where(np.asarray(n) == 0, 1 - alive, 0.0))

    def _probability(
        self, n: ArrayLike, survived: ArrayLike, chances: int, t_x: ArrayLike, T: ArrayLike, t: ArrayLike
    ) -> Floats:
        """Exactly n purchases after `survived` chances to leave, with `chances` more before the first of them."""
        wide = np.broadcast_arrays(*(np.asarray(c, dtype=np.float64) for c in (n, survived, t_x, T, t)))
        number, survived, t_x, T, t = (column.ravel() for column in wide)
        x = survived - self._m if chances == 0 else survived
        z, q = t / (self.alpha + T + t), self.rate_shape(x)
        passed = number + chances
        stays = self._stays(survived, passed)
        leaves = np.where(
            passed > 0, self._stays(survived, passed - 1) * self.a / (self.a + self.b + survived + passed - 1), 0.0
        )
        total = np.zeros(len(number))
        for phase, share in enumerate(self._phase_shares(x, t_x, T)):
            exactly = purchase_probability(number, q + phase, z, phase, self._k)
            at_least = np.where(number > 0, event_tail(self._k * number - phase, q + phase, z), 1.0)
            total += share * (stays * exactly + leaves * at_least)
        return total.reshape(wide[0].shape)

    def _stays(self, survived: Floats, passed: Floats) -> Floats:
        """E[(1 - p)^passed] of who survived so many chances to leave: B(a, b+s+n) / B(a, b+s); 1 below none."""
        before = survived.astype(np.int64)
        after = before + np.maximum(passed, 0).astype(np.int64)
        steps = np.log1p(self.a / (self.b + np.arange(int(after.max(initial=0)))))
        log = np.concatenate([[0.0], -np.cumsum(steps)])
        return np.asarray(np.exp(log[after] - log[before]))

    def log_likelihood(self, histories: PurchaseHistories) -> float:
        """Fader, Hardie & Lee (2005), eq. 7; Batislam et al. (2007), eq. 5; Reutterer et al. (2020), eq. 4."""
        likelihood = BetaGeometricLikelihood(TimedHistories(histories), self._m, self._k)
        return likelihood(np.log([self.r, self.alpha, self.a, self.b]))[0]


def _until_left(p: Floats, q: Floats, tau: Floats) -> Floats:
    """Purchases to expect of one dropout probability."""
    return np.asarray(-np.expm1(-q * np.log1p(p * tau)) / p)


def _still_buying(p: Floats, q: Floats, tau: Floats) -> Floats:
    """Its slope, as a share of the slope without dropout."""
    return np.asarray(np.exp(-(q + 1) * np.log1p(p * tau)))
