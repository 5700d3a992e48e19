"""Gamma-Gamma: what a customer spends per purchase, from the few purchases seen."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ltv.metrics.metric import Text
from ltv.metrics.repeat_spend import RepeatSpend
from ltv.models.fit import Fit, climb
from ltv.models.gammagamma_fit import SpendLikelihood
from ltv.models.newton import Floats
from ltv.models.order_model import GIVEN

NAMES = ("p", "q", "gamma")
_SHAPES = ((4.0, 4.0), (1.5, 2.5), (10.0, 10.0), (1.0, 1.5))
"""Starts: p, q; γ follows from the mean. The first is the prior's centre."""

NO_MEAN = Text(
    "購入単価のばらつきが大きく、モデル上の平均が定まりません。全体の平均に寄せた実績平均を使っています。",
    "Amounts vary so much that the model has no mean; observed means, drawn toward the overall one, are used instead.",
)


@dataclass(frozen=True)
class GammaGamma:
    """Gamma-Gamma model of spend.

    Assumes that a customer's amounts are Gamma(p, ν) around a mean of their own, that ν differs by customer as
    Gamma(q, γ), and that how much a customer spends has nothing to do with how often.

    Attributes
    ----------
    p, q, gamma : float
        `gamma` in the currency's smallest unit.
    observed_mean, credibility : float
        For `q` at or near 1, where the model's mean is infinite: the mean amount of all purchases seen, and how many
        purchases weigh as much as that mean (Bühlmann & Straub, 1970).
    fit : Fit
    without_repeat, not_positive : int
        Customers left out of the fit, as in `RepeatSpend`.

    References
    ----------
    Fader & Hardie, The Gamma-Gamma model of monetary value (2013); Colombo & Jiang, A stochastic RFM model (1999).
    """

    p: float
    q: float
    gamma: float
    observed_mean: float = math.nan
    credibility: float = math.nan
    fit: Fit = field(default=GIVEN, repr=False, compare=False)
    without_repeat: int = 0
    not_positive: int = 0

    @property
    def has_mean(self) -> bool:
        """Whether q is above 1, by a standard error where one is known: only then has the model a mean."""
        return self.q - self.fit.standard_errors.get("q", 0.0) > 1

    @property
    def warning(self) -> Text | None:
        """What a reader has to know about the means; None when they are the model's own."""
        return None if self.has_mean else NO_MEAN

    @property
    def mean_spend(self) -> float:
        """Mean amount per purchase of a customer of whom nothing is known: pγ / (q - 1), else the observed mean."""
        return self.p * self.gamma / (self.q - 1) if self.has_mean else self.observed_mean

    def expected_spend(self, x: ArrayLike, m: ArrayLike) -> Floats:
        """Mean amount per purchase to expect of a customer: E[M | m, x] = p (γ + mx) / (px + q - 1), eq. 5.

        A weighted mean of the customer's own mean and everybody's.

        Parameters
        ----------
        x : purchases that the mean is of; 0 where nothing is known of the customer
        m : their mean amount; not looked at where x is 0. A negative one counts as 0
        """
        x = np.asarray(x, dtype=np.float64)
        own = np.where(x > 0, np.maximum(np.asarray(m, dtype=np.float64), 0.0), 0.0)
        weight = x / (x + ((self.q - 1) / self.p if self.has_mean else self.credibility))
        return np.asarray(weight * own + (1 - weight) * self.mean_spend)

    def by_frequency(self, spend: RepeatSpend, most: int = 10) -> pd.DataFrame:
        """`RepeatSpend.by_frequency` with `expected`, the mean the model gives to every frequency alike."""
        return spend.by_frequency(most).assign(expected=self.mean_spend)

    def log_likelihood(self, spend: RepeatSpend) -> float:
        """Fader & Hardie (2013), eq. 1a, over repeat customers."""
        return SpendLikelihood(spend, 1.0)(np.log([self.p, self.q, self.gamma]))[0]

    def drawn(self, draws: int, seed: int) -> list[GammaGamma]:
        """The same model with parameters drawn from what its fit leaves open (`Fit.draws`)."""
        rows = self.fit.draws(draws, seed).tolist()
        return [replace(self, **dict(zip(self.fit.names, row))) for row in rows]


def fit_gammagamma(spend: RepeatSpend, *, otherwise: float = math.nan) -> GammaGamma:
    """Fit by maximum likelihood, or down the ladder of `Fit.rung`; never raises on valid spend.

    Parameters
    ----------
    otherwise : mean amount to take where nobody bought again, such as that of first purchases
    """
    mean = spend.mean if spend.customers else otherwise
    likelihood = SpendLikelihood(spend, mean if mean > 0 else 1.0)
    starts = [(p, q, (q - 1) / p) for p, q in _SHAPES]
    scaled = climb(likelihood, starts, names=NAMES, customers=spend.customers, centre=starts[0])
    money = np.array([0.0, 0.0, math.log(likelihood.scale)])
    fit = replace(scaled, at=scaled.at + money, loglik=likelihood.in_own_money(scaled.loglik))
    return GammaGamma(
        **fit.parameters,
        observed_mean=mean,
        credibility=_credibility(spend, fit.parameters["p"]),
        fit=fit,
        without_repeat=spend.without_repeat,
        not_positive=spend.not_positive,
    )


def _credibility(spend: RepeatSpend, p: float) -> float:
    """Variance within a customer ÷ variance between customers' means, by moments; infinite when all are alike."""
    if spend.customers == 0:
        return math.inf
    sums = np.zeros(3)
    for part in spend.parts():
        mean, inverse = part.total / part.x, 1 / part.x
        sums += [float(part.count @ each) for each in (mean, inverse, mean**2 / (p + inverse))]
    centre, inverse_mean, within = (sums / spend.customers).tolist()
    squares = sum(float(part.count @ (part.total / part.x - centre) ** 2) for part in spend.parts())
    between = squares / spend.customers - within * inverse_mean
    return within / between if between > 0 else math.inf
