"""Shifted-Beta-Geometric: every customer has their own, constant chance of leaving at each renewal.

Fader & Hardie, How to Project Customer Retention (2007); Customer-Base Valuation in a Contractual Setting: The Perils
of Ignoring Heterogeneity (2010).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from ltv.metrics.intervals import LEVEL, Interval
from ltv.metrics.tenures import Renewals, Tenures
from ltv.models.fit import Fit, climb
from ltv.models.gamma_steps import log_gamma_step
from ltv.models.newton import Floats, Objective
from ltv.models.renewal_model import RenewalModel


@dataclass(frozen=True)
class ShiftedBetaGeometric(RenewalModel):
    """θ, the chance of leaving at a renewal, is Beta(alpha, beta) over customers.

    S(t) = B(α, β + t) ÷ B(α, β); r(t) = (β + t - 1) ÷ (α + β + t - 1), which rises with t because those likely to leave
    go first, though no customer changes.
    """

    alpha: float
    beta: float
    fit: Fit

    def log_survival(self, age: ArrayLike) -> Floats:
        """Ln S(t) at any age >= 0."""
        return log_beta_survival(self.alpha, self.beta, np.asarray(age, dtype=np.float64))

    def draws(self, n: int, seed: int) -> Sequence[ShiftedBetaGeometric]:
        """`n` models as likely as this one, given the data."""
        return [ShiftedBetaGeometric(alpha, beta, self.fit) for alpha, beta in self.fit.draws(n, seed).tolist()]

    @property
    def expected_lifetime(self) -> float:
        """(α + β - 1) ÷ (α - 1) payments; NaN when α <= 1: some stay so long that the mean is infinite."""
        return (self.alpha + self.beta - 1) / (self.alpha - 1) if self.alpha > 1 else math.nan

    def theta(self, renewals: int = 0) -> Theta:
        """What is known of the chance of leaving of customers who have renewed so many times."""
        return Theta(self.alpha, self.beta + renewals)

    def elasticity(self, renewal: int, *, discount: float) -> float:
        """By how many percent a customer's DERL just before the n-th renewal rises with 1 % more retention.

        The mean over those who have renewed n - 1 times of each one's (1 + d) ÷ (d + θ): ₂F₁(1, β + n - 1;
        α + β + n - 1; 1 ÷ (1 + d)), their DEL (2010). With one retention rate r for all it is (1 + d) ÷ (1 + d - r).
        """
        return ShiftedBetaGeometric(self.alpha, self.beta + renewal - 1, self.fit).del_(discount=discount)


@dataclass(frozen=True)
class Theta:
    """Beta(alpha, beta): how the chance of leaving at a renewal differs between customers who look the same."""

    alpha: float
    beta: float

    @property
    def mean(self) -> float:
        """Share of them who leave at the next renewal."""
        return self.alpha / (self.alpha + self.beta)

    def interval(self, level: float = LEVEL) -> Interval:
        """Where the chance of `level` of them lies."""
        low, high = special.betaincinv(self.alpha, self.beta, [(1 - level) / 2, (1 + level) / 2])
        return Interval(float(low), float(high))


def log_beta_survival(alpha: float, beta: float, steps: Floats) -> Floats:
    """Ln B(α, β + u) - ln B(α, β), exact for large and for small α, β and u, which α may change places with."""
    small, large = np.minimum(alpha, steps), np.maximum(alpha, steps)
    return log_gamma_step(beta, small) - log_gamma_step(beta + large, small)


def fit_sbg(tenures: Tenures) -> ShiftedBetaGeometric:
    """Fit to customers counted by renewals: any mixture of cohorts, still there or not, known late or from the start.

    Never raises on counts of renewals: where the data do not settle α and β, `fit.rung` and `fit.why` say so.
    """
    counts = tenures.renewals()
    odds = _odds_of_staying(counts)
    starts = [(scale, scale * odds) for scale in (1.0, 5.0)]
    fit = climb(
        log_likelihood(counts), starts, names=("alpha", "beta"), customers=tenures.customers, centre=(1.0, odds)
    )
    return sbg_of(fit)


def sbg_of(fit: Fit) -> ShiftedBetaGeometric:
    """The model of a fit."""
    return ShiftedBetaGeometric(fit.parameters["alpha"], fit.parameters["beta"], fit)


def _odds_of_staying(counts: Renewals) -> float:
    """Renewals per departure, half of each added so that neither is 0; 4 where nobody faced one."""
    deaths, faced = int(counts.deaths.sum()), int(counts.at_risk.sum())
    return (faced - deaths + 0.5) / (deaths + 0.5) if faced else 4.0


def log_likelihood(counts: Renewals) -> Objective:
    """Of ln α, ln β: Σ dₜ ln hₜ + (nₜ - dₜ) ln(1 - hₜ), hₜ = α ÷ (α + β + t - 1).

    The same as Σ D ln P(T = t) + Σ C ln S(t) - Σ E ln S(e) of the papers, with d who left and n at risk.
    """
    t = np.flatnonzero(counts.at_risk > 0)
    deaths, faced = counts.deaths[t].astype(np.float64), counts.at_risk[t].astype(np.float64)
    stayed, left = faced - deaths, float(deaths.sum())

    def objective(at: Floats) -> tuple[float, Floats, Floats]:
        alpha, beta = np.exp(at).tolist()
        stay, whole = beta + t, alpha + beta + t
        value = left * float(at[0]) + float(special.xlogy(stayed, stay).sum()) - float(faced @ np.log(whole))
        to_whole, to_stay = float(faced @ (1 / whole)), float(stayed @ (1 / stay))
        gradient = np.array([left - alpha * to_whole, beta * (to_stay - to_whole)])
        bent, stay_bent = float(faced @ whole**-2), float(stayed @ stay**-2)
        hessian = np.array([[alpha * alpha * bent, alpha * beta * bent], [0, beta * beta * (bent - stay_bent)]])
        hessian[1, 0] = hessian[0, 1]
        hessian[0, 0] += gradient[0] - left
        hessian[1, 1] += gradient[1]
        return value, gradient, hessian

    return objective
