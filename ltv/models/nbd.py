"""NBD: customers buy at random times and never leave. The fallback, and the yardstick for models with dropout."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ltv.metrics.histories import PurchaseHistories
from ltv.models.erlang_counts import event_probability
from ltv.models.fit import climb
from ltv.models.gamma_purchases import without_dropout
from ltv.models.newton import Floats
from ltv.models.order_model import OrderModel
from ltv.models.timed_rows import TimedHistories

_SHAPES = (0.5, 2.0, 0.1)
"""Starts for r; α follows from the purchase rate. The first is the prior's centre."""


@dataclass(frozen=True)
class NBD(OrderModel):
    """Negative binomial distribution.

    Assumes that each customer buys at a steady random rate of their own, Gamma(r, α), for ever.

    References
    ----------
    Ehrenberg, The pattern of consumer purchases, Applied Statistics 8 (1959); with histories as Schmittlein, Morrison &
    Colombo, Counting your customers, Management Science 33 (1987), without dropout.
    """

    r: float
    alpha: float

    @property
    def _shortest_scale(self) -> float:
        return self.alpha

    def rate_shape(self, x: ArrayLike) -> Floats:  # noqa: D102 as in OrderModel
        return np.asarray(self.r + np.asarray(x), dtype=np.float64)

    def p_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Floats:
        """Probability that a customer has not left: 1, nobody leaves."""
        return np.ones(np.broadcast_shapes(np.shape(x), np.shape(t_x), np.shape(T)))

    def _while_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: ArrayLike) -> Floats:
        """Purchases to expect in the next `t`: (r + x) t / (α + T)."""
        return np.asarray(self.purchase_rate(x, t_x, T) * np.asarray(t, dtype=np.float64))

    def purchase_rate(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, ahead: ArrayLike = 0.0) -> Floats:
        """Purchases to expect per unit of time, the same at any time ahead: (r + x) / (α + T)."""
        rate = self.rate_shape(x) / (self.alpha + np.asarray(T, dtype=np.float64))
        return np.asarray(rate * self.p_alive(x, t_x, T) * np.ones(np.shape(ahead)))

    def expected_purchases_new(self, t: ArrayLike) -> Floats:
        """Repeat purchases to expect of a new customer by age `t`: rt / α."""
        return self.expected_purchases(0, 0.0, 0.0, t)

    def probability_of(self, n: ArrayLike, t: ArrayLike) -> Floats:
        """P(X(t) = n) of a new customer: negative binomial."""
        return self.probability_of_next(n, 0, 0.0, 0.0, t)

    def probability_of_next(  # noqa: D102 as in OrderModel
        self, n: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: ArrayLike
    ) -> Floats:
        n, T, t = (np.asarray(column, dtype=np.float64) for column in (n, T, t))
        probability = event_probability(n, self.rate_shape(x), t / (self.alpha + T + t))
        return np.asarray(probability * self.p_alive(x, t_x, T))

    def log_likelihood(self, histories: PurchaseHistories) -> float:
        """Σ ln Γ(r+x) / Γ(r) + r ln α - (r+x) ln(α+T)."""
        return without_dropout(TimedHistories(histories))(np.log([self.r, self.alpha]))[0]


def fit_nbd(histories: PurchaseHistories) -> NBD:
    """Fit by maximum likelihood, or down the ladder of `Fit.rung`; never raises on valid histories."""
    rows = TimedHistories.of(histories)
    starts = [(r, r / rows.rate) for r in _SHAPES]
    fit = climb(without_dropout(rows), starts, names=("r", "alpha"), customers=histories.customers, centre=starts[0])
    fit = rows.in_own_time(fit, "alpha")
    return NBD(**fit.parameters, fit=fit, unit_days=histories.unit_days)
