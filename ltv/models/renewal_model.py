"""What every model of renewals can be asked, given its survival curve."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from ltv.metrics.intervals import LEVEL
from ltv.models.discounted_sum import discounted_sum
from ltv.models.newton import Floats

DRAWS = 400


class RenewalModel(ABC):
    """How long customers stay who may leave at each renewal.

    A customer pays at age 0 and at every renewal: the first at age 1, in renewal periods. `discount` and `growth` are
    shares per renewal period (`Term.discount` converts an annual rate): a payment k periods ahead counts
    ((1 + growth) ÷ (1 + discount))ᵏ, so growth is what the price, or the margin, of those who stay gains each time.
    `payments` counts only the next so many; without it, all there will ever be. Expected payments are NaN where they
    are infinite. Times the margin of one payment they are a customer's value (LTV10).
    """

    @abstractmethod
    def log_survival(self, age: ArrayLike) -> Floats:
        """Ln S(t) at any age >= 0, fractions included."""

    @abstractmethod
    def draws(self, n: int, seed: int) -> Sequence[RenewalModel]:
        """`n` models as likely as this one, given the data (Laplace approximation)."""

    @property
    @abstractmethod
    def expected_lifetime(self) -> float:
        """Expected payments of a new customer, undiscounted; NaN where the mean is infinite."""

    def survival(self, age: ArrayLike) -> Floats:
        """S(t): share of customers who renew t times."""
        return np.exp(self.log_survival(age))

    def retention(self, renewal: ArrayLike) -> Floats:
        """r(t): share of those who face the t-th renewal (t from 1) who renew."""
        t = np.asarray(renewal, dtype=np.float64)
        return np.exp(self.log_survival(t) - self.log_survival(t - 1))

    def hazard(self, renewal: ArrayLike) -> Floats:
        """Share of those who face the t-th renewal who leave."""
        t = np.asarray(renewal, dtype=np.float64)
        return -np.expm1(self.log_survival(t) - self.log_survival(t - 1))

    def probability_of_churn(self, renewal: ArrayLike) -> Floats:
        """P(T = t): share of all customers who leave at the t-th renewal."""
        return self.survival(np.asarray(renewal, dtype=np.float64) - 1) * self.hazard(renewal)

    def del_(self, *, discount: float, growth: float = 0.0, payments: int | None = None) -> float:
        """Discounted expected lifetime of a new customer: payments at age 0, 1, 2 …, that of today included."""
        return self._expected(0, 0, discount, growth, payments)

    def derl_before(self, renewal: int, *, discount: float, growth: float = 0.0, payments: int | None = None) -> float:
        """Discounted expected residual lifetime just **before** the n-th renewal, n from 1.

        Of a customer who has renewed n - 1 times and decides today: the n-th payment, if made, is made today.
        """
        return self._expected(renewal - 1, renewal, discount, growth, payments)

    def derl_after(self, renewals: int, *, discount: float, growth: float = 0.0, payments: int | None = None) -> float:
        """Discounted expected residual lifetime just **after** the n-th renewal, n from 0.

        Of a customer who has renewed n times and just paid: the next payment is due a whole period from today.
        """
        later = (1 + growth) / (1 + discount)
        return later * self._expected(renewals, renewals + 1, discount, growth, payments)

    def _expected(self, alive: int, first: int, discount: float, growth: float, payments: int | None) -> float:
        """Σ S(t) ÷ S(alive) × zᵏ over t = first + k."""
        base = float(self.log_survival(alive))
        log_z = math.log1p(growth) - math.log1p(discount)
        if payments is None and log_z >= 0:
            return self._undiscounted(alive, first) if log_z == 0 else math.nan
        return discounted_sum(lambda age: self.log_survival(age) - base, first, log_z, payments)

    def _undiscounted(self, alive: int, first: int) -> float:
        """All payments that are left, from the mean of a lifetime."""
        gone = float(self.survival(np.arange(first)).sum())
        return (self.expected_lifetime - gone) / float(self.survival(alive))


def band(
    model: RenewalModel,
    question: Callable[[RenewalModel], ArrayLike],
    *,
    level: float = LEVEL,
    draws: int = DRAWS,
    seed: int = 0,
) -> tuple[Floats, Floats]:
    """Interval of any answer of a model: between which values it lies in `level` of the models as likely.

    Parameters
    ----------
    question : model → number or array
        Such as `lambda m: m.survival(np.arange(13))`.

    Returns
    -------
    low, high : of the answer's shape
        Pointwise. NaN where some draw's answer is not known. Chance, who of the customers happens to leave, is not
        in it.
    """
    return _ends([question(drawn) for drawn in model.draws(draws, seed)], level)


def _ends(answers: Sequence[ArrayLike], level: float) -> tuple[Floats, Floats]:
    low, high = np.quantile(np.array(answers, dtype=np.float64), [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high
