"""What models of orders at any time have in common: parameters, time, discounting, uncertainty."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from ltv.metrics.distinct_rows import on_distinct
from ltv.metrics.histories import WEEK, PurchaseHistories
from ltv.metrics.metric import Text
from ltv.metrics.repeat import DAYS_A_MONTH
from ltv.models.fit import Fit, Rung
from ltv.models.legendre import legendre
from ltv.models.newton import Floats

DAYS_A_YEAR = 12 * DAYS_A_MONTH
_SMALLEST_WEIGHT = 45.0
"""A discount factor below e^-45 counts as nothing."""
_BLOCK = 1 << 12

GIVEN = Fit(
    (), np.zeros(0), np.zeros((0, 0)), math.nan, 0, math.nan, 0, Rung.ASSUMED,
    Text("パラメータは推定値ではなく、指定された値です。", "The parameters were given, not estimated."),
    converged=False,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class OrderModel(ABC):
    """A model of customers who buy at any time and leave unseen; its other fields are the paper's letters.

    In every question `x` is the number of repeat purchases, `t_x` the age at the last one (0 without any) and `T` the
    age at the last known day; times are in units of `unit_days`. Arrays are broadcast, answers have their shape.
    """

    is_discrete: ClassVar[bool] = False
    """Time is continuous."""

    unit_days: float = WEEK
    fit: Fit = field(default=GIVEN, repr=False, compare=False)

    @abstractmethod
    def p_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Floats:
        """Probability that a customer with this history has not left."""

    def expected_purchases(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: ArrayLike) -> Floats:
        """Purchases to expect of a customer with this history in the next `t`."""
        return np.asarray(self.p_alive(x, t_x, T) * self._while_alive(x, t_x, T, t))

    @abstractmethod
    def _while_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: ArrayLike) -> Floats:
        """Purchases to expect in the next `t` of who is alive at T."""

    _silence_matters: ClassVar[bool] = False
    """Whether `_while_alive` depends on the time since the last purchase; where not, there is less to compute."""

    @abstractmethod
    def expected_purchases_new(self, t: ArrayLike) -> Floats:
        """Repeat purchases to expect of a new customer by age `t`, E[X(t)]."""

    @abstractmethod
    def probability_of(self, n: ArrayLike, t: ArrayLike) -> Floats:
        """Probability that a new customer makes exactly `n` repeat purchases by age `t`, P(X(t) = n)."""

    @abstractmethod
    def probability_of_next(self, n: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: ArrayLike) -> Floats:
        """Probability that a customer with this history makes exactly `n` purchases in the next `t`."""

    @abstractmethod
    def purchase_rate(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, ahead: ArrayLike = 0.0) -> Floats:
        """Purchases to expect per unit of time, `ahead` after the last known day: the slope of `expected_purchases`."""

    @abstractmethod
    def rate_shape(self, x: ArrayLike) -> Floats:
        """Shape of the Gamma distribution of a customer's purchase rate after `x` repeat purchases."""

    @abstractmethod
    def log_likelihood(self, histories: PurchaseHistories) -> float:
        """Log-likelihood of histories under these parameters, in the histories' own unit of time."""

    @property
    @abstractmethod
    def _shortest_scale(self) -> float:
        """Time in which a new customer's expectation may bend."""

    def purchase_variance(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: float, expected: Floats) -> Floats:
        """Variance of the purchases of customers with these histories in the next `t`, of whom so many are `expected`.

        None for who has left, negative binomial for who has not: at a Gamma rate, as if it went on until then.
        """
        alive = np.clip(self.p_alive(x, t_x, T), 1e-12, 1.0)
        mean = expected / alive
        return np.asarray(expected + alive * mean**2 / self.rate_shape(x) + alive * (1 - alive) * mean**2)

    def simulated_purchases(
        self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: float, *, size: int, rng: np.random.Generator
    ) -> Floats:
        """How often one customer may buy in the next `t`, `size` times by chance: as `purchase_variance` has it."""
        alive = float(np.clip(self.p_alive(x, t_x, T), 1e-12, 1.0).item())
        mean = float(self.expected_purchases(x, t_x, T, t).item()) / alive
        shape = float(self.rate_shape(x).item())
        return np.asarray(rng.poisson(rng.gamma(shape, mean / shape, size)) * (rng.random(size) < alive), np.float64)

    def increments(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, ends: ArrayLike) -> Floats:
        """Purchases to expect in consecutive periods from the last known day on.

        Parameters
        ----------
        ends : ascending ends of the periods

        Returns
        -------
        array, one row per history and one column per period
        """
        until = np.asarray(ends, dtype=np.float64)

        def while_alive(x: Floats, t_x: Floats, T: Floats) -> Floats:
            by_end = self._while_alive(x[:, None], t_x[:, None], T[:, None], until)
            return np.maximum(np.diff(by_end, prepend=0.0), 0.0)  # what is equal may differ in the last digit

        return self._of_pasts(while_alive, x, t_x, T)

    def _of_pasts(self, while_alive: Callable[..., Floats], x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Floats:
        """P(alive) × something that takes long, asked once per distinct past that it depends on, block by block."""

        def in_blocks(*columns: Floats) -> Floats:
            starts = range(0, max(len(columns[0]), 1), _BLOCK)
            return np.concatenate([while_alive(*(column[i : i + _BLOCK] for column in columns)) for i in starts])

        alive = self.p_alive(x, t_x, T)
        silence = t_x if self._silence_matters else np.zeros(np.shape(t_x))
        later = on_distinct(in_blocks, x, silence, T)
        return np.asarray(alive.reshape(alive.shape + (1,) * (later.ndim - alive.ndim)) * later)

    def discounted_purchases(
        self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, *, discount_annual: float, horizon_months: float = math.inf
    ) -> Floats:
        """Purchases to expect within the horizon, each discounted from its own moment on: ∫ e^(-δu) dE[Y(u)].

        With an infinite horizon this is DERT, discounted expected residual transactions.

        Parameters
        ----------
        discount_annual : effective annual rate, a share; above 0 where the horizon is infinite
        horizon_months : months of 30.4375 days

        References
        ----------
        Fader, Hardie & Lee, RFM and CLV: using iso-value curves (2005), eq. 2; here integrated by parts.
        """
        delta = math.log1p(discount_annual) * self.unit_days / DAYS_A_YEAR
        horizon = horizon_months * DAYS_A_MONTH / self.unit_days
        if delta < 0 or (delta == 0 and math.isinf(horizon)):
            raise ValueError(
                f"discount_annual {discount_annual} with horizon_months {horizon_months} has no finite value: "
                "give a horizon or a discount above 0"
            )

        end = min(horizon, _SMALLEST_WEIGHT / max(delta, 1e-300))
        return self._of_pasts(partial(self._discounted, delta, end), x, t_x, T)

    def _discounted(self, delta: float, horizon: float, x: Floats, t_x: Floats, T: Floats) -> Floats:
        """Gauss-Legendre over v = ln(1 + u / scale), in which an expectation bends gently."""
        scale = (self._shortest_scale + T)[:, None]
        longest = np.log1p(horizon / scale)
        node, weight = legendre(16 + math.ceil(4 * float(longest.max(initial=0))))
        v = longest * node
        u = scale * np.expm1(v)
        density = longest * weight * delta * np.exp(-delta * u) * (scale + u)
        expected = self._while_alive(x[:, None], t_x[:, None], T[:, None], np.c_[u, np.full(len(T), horizon)])
        return np.asarray((density * expected[:, :-1]).sum(axis=1) + math.exp(-delta * horizon) * expected[:, -1])

    def drawn(self, draws: int, seed: int) -> list[Self]:
        """The same model with parameters drawn from what its fit leaves open (`Fit.draws`); itself if given."""
        names = self.fit.names
        return [replace(self, **dict(zip(names, row.tolist()))) for row in self.fit.draws(draws, seed)]
