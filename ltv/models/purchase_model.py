"""What every purchase model can be asked, so that value, hold-out and calibration need not know which one it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, Self

import numpy as np
from numpy.typing import ArrayLike

from ltv.models.fit import Fit
from ltv.models.newton import Floats


class PurchaseModel(Protocol):
    """A fitted model of a customer who buys, and leaves unseen.

    `x` repeat purchases, the last of them at age `t_x`, of a customer of age `T`; times in the model's own unit
    (`unit_days` of the histories it was fitted on; for discrete models, opportunities).
    """

    @property
    def is_discrete(self) -> bool:
        """Whether time is counted in whole opportunities to buy."""

    @property
    def fit(self) -> Fit:
        """How it was fitted."""

    def p_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Floats:
        """Probability that a customer has not left, a share."""

    def expected_purchases(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: ArrayLike) -> Floats:
        """Expected purchases of a customer in the next `t`."""

    def expected_purchases_new(self, t: ArrayLike) -> Floats:
        """Expected repeat purchases of a new customer by age `t`."""

    def rate_shape(self, x: ArrayLike) -> Floats:
        """Shape of the Gamma distribution of a customer's purchase rate after `x` repeat purchases."""

    def purchase_variance(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: float, expected: Floats) -> Floats:
        """Variance of a customer's purchases in the next `t`, of whom so many are `expected` (as already asked)."""

    def simulated_purchases(
        self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: float, *, size: int, rng: np.random.Generator
    ) -> Floats:
        """How often one customer may buy in the next `t`, `size` times by chance."""

    def drawn(self, draws: int, seed: int) -> Sequence[Self]:
        """As likely models: parameters drawn from what the fit leaves open (`Fit.draws`)."""
