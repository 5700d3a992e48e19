"""Exponential-Gamma (Pareto II): tenures in continuous time, each customer with their own constant rate of leaving.

The shifted-Beta-geometric's counterpart in continuous time (Fader & Hardie, How to Project Customer Retention, 2007;
Lomax, 1954).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ltv.metrics.tenures import Tenures
from ltv.models.fit import Fit, climb
from ltv.models.newton import Floats, Objective
from ltv.models.weibull import mean_time_to_leave


@dataclass(frozen=True)
class ExponentialGamma:
    """S(t) = (α ÷ (α + t))^r, in the unit of time of the tenures: rates of leaving are Gamma(r, α) over customers."""

    r: float
    alpha: float
    fit: Fit

    def survival(self, age: ArrayLike) -> Floats:
        """S(t): share still there at an age."""
        return np.exp(-self.cumulative_hazard(age))

    def survival_given(self, age: ArrayLike, later: ArrayLike) -> Floats:
        """Share of those there at an age who will be there so much later: it rises with age."""
        return np.exp(self.cumulative_hazard(age) - self.cumulative_hazard(np.add(age, later)))

    def hazard(self, age: ArrayLike) -> Floats:
        """Rate of leaving of those there at an age, per unit of time: r ÷ (α + t)."""
        return np.asarray(self.r / (self.alpha + np.asarray(age, dtype=np.float64)))

    def cumulative_hazard(self, age: ArrayLike) -> Floats:
        """R ln(1 + t ÷ α)."""
        return np.asarray(self.r * np.log1p(np.asarray(age, dtype=np.float64) / self.alpha))

    def quantile(self, left: float) -> float:
        """Age by which a share has left."""
        return self.alpha * math.expm1(-math.log1p(-left) / self.r)

    @property
    def median(self) -> float:
        """Age by which half have left."""
        return self.quantile(0.5)

    @property
    def mean(self) -> float:
        """Mean tenure, α ÷ (r - 1); NaN when r <= 1: some stay so long that the mean is infinite."""
        return self.alpha / (self.r - 1) if self.r > 1 else math.nan

    def draws(self, n: int, seed: int) -> Sequence[ExponentialGamma]:
        """`n` models as likely as this one, given the data (Laplace approximation)."""
        return [ExponentialGamma(r, alpha, self.fit) for r, alpha in self.fit.draws(n, seed).tolist()]


def fit_exponential_gamma(tenures: Tenures) -> ExponentialGamma:
    """Fit to customers counted by age; never raises. With nothing but one rate for all, r and α run off together."""
    scale = mean_time_to_leave(tenures)
    fit = climb(
        log_likelihood(tenures),
        [(r, r * scale) for r in (1.0, 0.3, 3.0, 20.0)],
        names=("r", "alpha"),
        customers=tenures.customers,
        centre=(1.0, scale),
    )
    return ExponentialGamma(fit.parameters["r"], fit.parameters["alpha"], fit)


def log_likelihood(tenures: Tenures) -> Objective:
    """Of ln r, ln α: Σ D (ln r - ln(α + t)) - r Σ (D + C - E) ln(1 + t ÷ α)."""
    age, deaths = tenures.age, tenures.deaths.astype(np.float64)
    exposed = (tenures.deaths + tenures.censored - tenures.entered).astype(np.float64)
    left = float(deaths.sum())

    def objective(at: Floats) -> tuple[float, Floats, Floats]:
        r, alpha = np.exp(at).tolist()
        part = age / (alpha + age)  # -∂ ln(1 + t/α) / ∂ ln α
        passed, by_alpha = float(exposed @ np.log1p(age / alpha)), float(exposed @ part)
        bent, of_left = float(exposed @ (part * (1 - part))), float(deaths @ (1 - part))
        value = left * float(at[0]) - float(deaths @ np.log(alpha + age)) - r * passed
        gradient = np.array([left - r * passed, r * by_alpha - of_left])
        hessian = np.array(
            [[-r * passed, r * by_alpha], [r * by_alpha, -r * bent - float(deaths @ (part * (1 - part)))]]
        )
        return value, gradient, hessian

    return objective
