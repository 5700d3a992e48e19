"""Weibull: tenures in continuous time, with a rate of leaving that rises or falls as a power of age.

Weibull (1951); with late entry, Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data (1980).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from ltv.metrics.tenures import Tenures
from ltv.models.fit import Fit, climb
from ltv.models.newton import Floats, Objective

_LARGEST_LOG = 300.0


@dataclass(frozen=True)
class Weibull:
    """S(t) = exp(-(t ÷ λ)^ρ), in the unit of time of the tenures it was fitted to.

    `lambda_` is the age by which 63 % have left. With ρ < 1 those who stay are ever less likely to leave.
    """

    lambda_: float
    rho: float
    fit: Fit

    def survival(self, age: ArrayLike) -> Floats:
        """S(t): share still there at an age."""
        return np.exp(-self.cumulative_hazard(age))

    def survival_given(self, age: ArrayLike, later: ArrayLike) -> Floats:
        """Share of those there at an age who will be there so much later."""
        return np.exp(self.cumulative_hazard(age) - self.cumulative_hazard(np.add(age, later)))

    def hazard(self, age: ArrayLike) -> Floats:
        """Rate of leaving at an age > 0, per unit of time: ρ ÷ λ (t ÷ λ)^(ρ - 1)."""
        return self.rho / self.lambda_ * (np.asarray(age, dtype=np.float64) / self.lambda_) ** (self.rho - 1)

    def cumulative_hazard(self, age: ArrayLike) -> Floats:
        """(t ÷ λ)^ρ."""
        ratio = np.asarray(age, dtype=np.float64) / self.lambda_
        log = self.rho * np.log(np.where(ratio > 0, ratio, 1.0))
        return np.where(ratio > 0, np.exp(np.minimum(log, _LARGEST_LOG)), 0.0)

    def quantile(self, left: float) -> float:
        """Age by which a share has left."""
        return self.lambda_ * math.pow(-math.log1p(-left), 1 / self.rho)

    @property
    def median(self) -> float:
        """Age by which half have left."""
        return self.quantile(0.5)

    @property
    def mean(self) -> float:
        """Mean tenure, λ Γ(1 + 1/ρ)."""
        return self.lambda_ * float(special.gamma(1 + 1 / self.rho))

    def draws(self, n: int, seed: int) -> Sequence[Weibull]:
        """`n` models as likely as this one, given the data (Laplace approximation)."""
        return [Weibull(lambda_, rho, self.fit) for lambda_, rho in self.fit.draws(n, seed).tolist()]


def fit_weibull(tenures: Tenures) -> Weibull:
    """Fit to customers counted by age; never raises.

    Whoever left at age 0 is taken to have left at half the smallest other age. Where the data do not settle both
    parameters, `fit.rung` and `fit.why` say so; where all left at one and the same age, no curve of this family is
    steep enough, and both are assumed.
    """
    scale = mean_time_to_leave(tenures)
    fit = climb(
        log_likelihood(tenures),
        [(scale, shape) for shape in (1.0, 0.5, 2.0, 5.0)],
        names=("lambda", "rho"),
        customers=tenures.customers,
        centre=(scale, 1.0),
    )
    return Weibull(fit.parameters["lambda"], fit.parameters["rho"], fit)


def mean_time_to_leave(tenures: Tenures) -> float:
    """Time under observation per departure, half a departure added so that there is one; 1 without any time."""
    left, total = (
        float(tenures.deaths.sum()),
        float((tenures.deaths + tenures.censored - tenures.entered) @ tenures.age),
    )
    return total / (left + 0.5) if total > 0 else 1.0


def positive_ages(tenures: Tenures) -> Floats:
    """Ages, with half the smallest positive one (or ½) instead of 0."""
    later = tenures.age[tenures.age > 0]
    return np.where(tenures.age > 0, tenures.age, later.min(initial=1.0) / 2)


def log_likelihood(tenures: Tenures) -> Objective:
    """Of ln λ, ln ρ: Σ D (ln ρ + z - ln t) - Σ (D + C) e^z + Σ E e^z of entry, where z = ρ (ln t - ln λ)."""
    log_age = np.log(positive_ages(tenures))
    entered = np.where(tenures.age > 0, tenures.entered, 0)
    deaths = tenures.deaths.astype(np.float64)
    exposed = (tenures.deaths + np.where(tenures.age > 0, tenures.censored, 0) - entered).astype(np.float64)
    left, constant = float(deaths.sum()), float(deaths @ log_age)

    def objective(at: Floats) -> tuple[float, Floats, Floats]:
        rho = math.exp(at[1])
        z = rho * (log_age - at[0])
        passed = exposed * np.exp(np.minimum(z, _LARGEST_LOG))
        z_left, total = float(deaths @ z), float(passed.sum())
        by_z, by_zz = float(passed @ z), float(passed @ (z * z))
        gradient = np.array([rho * (total - left), left + z_left - by_z])
        cross = rho * (total + by_z - left)
        hessian = np.array([[-rho * rho * total, cross], [cross, z_left - by_z - by_zz]])
        return left * float(at[1]) + z_left - constant - total, gradient, hessian

    return objective
