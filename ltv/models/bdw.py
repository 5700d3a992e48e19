"""Beta-discrete-Weibull: as the shifted-Beta-geometric, but a customer's own chance of leaving may rise or fall.

Fader, Hardie, Liu, Davin & Steenburgh, "How to Project Customer Retention" Revisited: The Role of Duration Dependence
(2018).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from ltv.metrics.tenures import Renewals, Tenures
from ltv.models.discounted_sum import discounted_sum
from ltv.models.fit import Fit, climb
from ltv.models.gamma_steps import digamma_step, trigamma, trigamma_step
from ltv.models.newton import Floats, Objective
from ltv.models.renewal_model import RenewalModel
from ltv.models.sbg import ShiftedBetaGeometric, fit_sbg, log_beta_survival

_LARGEST_LOG = 300.0
_SMALLEST = 1e-150
_FAR = 14.0
"""ln of how far tᶜ must be past (γ + δ)² for S(t) to be a power of t."""


@dataclass(frozen=True)
class BetaDiscreteWeibull(RenewalModel):
    """A customer survives t renewals with chance (1 - θ)^(tᶜ), θ ~ Beta(gamma, delta) over customers.

    S(t) = B(γ, δ + tᶜ) ÷ B(γ, δ). With c > 1 a customer grows more likely to leave, with c < 1 less; c = 1 is the
    shifted-Beta-geometric with α = γ, β = δ.
    """

    gamma: float
    delta: float
    c: float
    fit: Fit

    def log_survival(self, age: ArrayLike) -> Floats:
        """Ln S(t) at any age >= 0."""
        return log_beta_survival(self.gamma, self.delta, _power(np.asarray(age, dtype=np.float64), self.c))

    def draws(self, n: int, seed: int) -> Sequence[BetaDiscreteWeibull]:
        """`n` models as likely as this one, given the data."""
        return [BetaDiscreteWeibull(gamma, delta, c, self.fit) for gamma, delta, c in self.fit.draws(n, seed).tolist()]

    @property
    def expected_lifetime(self) -> float:
        """Σ S(t) payments; NaN when γc <= 1: S falls as t^(-γc), so some stay so long that the mean is infinite."""
        fall = self.gamma * self.c
        if fall <= 1:
            return math.nan
        far = max(math.exp(min((_FAR + 2 * math.log1p(self.gamma + self.delta)) / self.c, _LARGEST_LOG)), 1e6)
        later = far * float(self.survival(far)) / (fall - 1)
        return discounted_sum(self.log_survival, 0, 0.0, far) + later


def fit_bdw(tenures: Tenures, simple: ShiftedBetaGeometric | None = None) -> BetaDiscreteWeibull:
    """Fit to customers counted by renewals, as `fit_sbg` does; never raises on counts of renewals.

    Where the data do not settle all three parameters, a weak prior draws towards the shifted-Beta-geometric (c = 1).

    Parameters
    ----------
    simple : ShiftedBetaGeometric, optional
        What `fit_sbg` gives for the same customers, where it is known already.
    """
    simple = simple or fit_sbg(tenures)
    centre = (simple.alpha, simple.beta, 1.0)
    starts = [centre, (0.5, 1.0, 1.3)]
    objective = log_likelihood(tenures.renewals())
    fit = climb(objective, starts, names=("gamma", "delta", "c"), customers=tenures.customers, centre=centre)
    return BetaDiscreteWeibull(fit.parameters["gamma"], fit.parameters["delta"], fit.parameters["c"], fit)


class RatioTest(NamedTuple):
    """Likelihood-ratio test of a model against a simpler one inside it.

    `statistic` is twice the difference of log-likelihoods, `p` the chance of one as large if the simpler model is true.
    A small p does not mean that the larger model projects better.
    """

    statistic: float
    p: float


def ratio_test(model: BetaDiscreteWeibull, simple: ShiftedBetaGeometric) -> RatioTest:
    """Test whether a customer's own chance of leaving changes with time (c is not 1); both fitted to the same data."""
    statistic = max(0.0, 2 * (model.fit.loglik - simple.fit.loglik))
    return RatioTest(statistic, float(special.chdtrc(1, statistic)))


def log_likelihood(counts: Renewals) -> Objective:
    """Of ln γ, ln δ, ln c: Σ dₜ ln(1 - e^-Δₜ) - (nₜ - dₜ) Δₜ, where Δₜ = ln S(t - 1) - ln S(t)."""
    t = np.flatnonzero(counts.at_risk > 0) + 1
    deaths = counts.deaths[t - 1].astype(np.float64)
    stayed = counts.at_risk[t - 1] - deaths
    ages, at = np.unique([t - 1, t], return_inverse=True)
    before, after = at.reshape(2, -1)

    def objective(at: Floats) -> tuple[float, Floats, Floats]:
        log_s, slope, bend = _log_survival_and_derivatives(np.exp(at), ages.astype(np.float64))
        drop = np.maximum(log_s[before] - log_s[after], _SMALLEST)
        value = float(special.xlogy(deaths, -np.expm1(-drop)).sum()) - float(stayed @ drop)
        rise = np.expm1(np.minimum(drop, _LARGEST_LOG))
        by_drop, twice = deaths / rise - stayed, -deaths * (1 + rise) / rise**2
        change, curve = slope[:, before] - slope[:, after], bend[:, :, before] - bend[:, :, after]
        return value, change @ by_drop, np.einsum("t,it,jt->ij", twice, change, change) + curve @ by_drop

    return objective


def _log_survival_and_derivatives(parameters: Floats, age: Floats) -> tuple[Floats, Floats, Floats]:
    """Ln S at each age, its gradient (3 × ages) and Hessian (3 × 3 × ages) by ln γ, ln δ, ln c."""
    gamma, delta, c = parameters.tolist()
    u = _power(age, c)
    v = c * u * np.log(np.maximum(age, 1))  # ∂u/∂ln c
    whole, w = gamma + delta, c * np.log(np.maximum(age, 1))
    by_gamma = -digamma_step(whole, u)
    by_delta = digamma_step(delta, u) + by_gamma
    by_u = -digamma_step(delta + u, gamma)
    gradient = np.array([gamma * by_gamma, delta * by_delta, v * by_u])
    twice_gamma = -trigamma_step(whole, u)
    twice_delta = trigamma_step(delta, u) + twice_gamma
    twice_u = -trigamma_step(delta + u, gamma)
    gamma_u = -trigamma(whole + u)
    hessian = np.empty((3, 3, len(age)))
    hessian[0, 0] = gamma * gamma * twice_gamma + gradient[0]
    hessian[0, 1] = hessian[1, 0] = gamma * delta * twice_gamma
    hessian[1, 1] = delta * delta * twice_delta + gradient[1]
    hessian[0, 2] = hessian[2, 0] = gamma * v * gamma_u
    hessian[1, 2] = hessian[2, 1] = delta * v * twice_u
    hessian[2, 2] = v * v * twice_u + (1 + w) * gradient[2]
    return log_beta_survival(gamma, delta, u), gradient, hessian


def _power(age: Floats, c: float) -> Floats:
    """Age to the power of c, within what numbers hold."""
    return np.where(age > 0, np.exp(np.minimum(c * np.log(np.maximum(age, _SMALLEST)), _LARGEST_LOG)), 0.0)
