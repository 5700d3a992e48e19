"""Every segment its own shifted-Beta-geometric, leaning on all customers together the more, the smaller it is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import numpy as np

from ltv.metrics.metric import Text
from ltv.metrics.tenures import Tenures
from ltv.models.fit import Fit, Rung
from ltv.models.newton import Floats, Maximum, Objective, maximise
from ltv.models.sbg import ShiftedBetaGeometric, fit_sbg, log_likelihood, sbg_of

SPREADS = (0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0)
"""Standard deviations that segments' ln α and ln β are tried to have around those of all customers."""
USUAL_SPREAD = 0.5
"""The spread is a priori half-normal with this scale: segments rarely differ by more than a factor of 3."""

LEANS = Text(
    "セグメントの顧客数が少ないほど、全顧客の推定値に近づけて推定しています。",
    "The fewer customers a segment has, the more its estimate leans on all customers together.",
)


@dataclass(frozen=True, eq=False)
class SegmentedSbg:
    """The models of all segments.

    Attributes
    ----------
    pooled : fitted to all customers together
    spread : float
        Standard deviation of the segments' ln α and ln β around the pooled ones: how much segments differ.
    models : segment → model
        With the spread as a prior around the pooled parameters; `fit.loglik` is without it.
    """

    pooled: ShiftedBetaGeometric
    spread: float
    models: Mapping[str, ShiftedBetaGeometric]


def fit_sbg_by(segments: Mapping[str, Tenures]) -> SegmentedSbg:
    """Fit every segment with partial pooling (empirical Bayes); never raises on counts of renewals.

    The parameters' logarithms are normal around those of all customers together; how far segments spread is the value
    of `SPREADS` with the highest marginal likelihood (Laplace approximation; Morris, Parametric Empirical Bayes, 1983).
    A segment without customers gets the pooled curve, with the uncertainty of a segment nothing is known of.

    Raises
    ------
    ValueError
        When segments are counted in different terms.
    """
    everyone = reduce(add, segments.values()) if segments else Tenures.of([], [])
    pooled = fit_sbg(everyone)
    objectives = {name: log_likelihood(tenures.renewals()) for name, tenures in segments.items()}
    spread = max(SPREADS, key=lambda sd: _evidence(list(objectives.values()), pooled.fit.at, sd))
    tops = {name: _top(objective, pooled.fit.at, spread) for name, objective in objectives.items()}
    logliks = {name: objectives[name](top.at)[0] for name, top in tops.items()}
    models = {
        name: sbg_of(_leaning(top, logliks[name], segments[name].customers, pooled.fit, spread))
        for name, top in tops.items()
    }
    return SegmentedSbg(pooled, spread, models)


def _evidence(objectives: list[Objective], centre: Floats, spread: float) -> float:
    """Ln marginal likelihood of a spread: that of each segment, its parameters integrated out, and the spread's own."""
    tops = [_top(objective, centre, spread) for objective in objectives]
    volumes = [2 * math.log(spread) + float(np.log(top.curvatures).sum()) / 2 for top in tops]
    return sum(top.value for top in tops) - sum(volumes) - (spread / USUAL_SPREAD) ** 2 / 2


def _top(objective: Objective, centre: Floats, spread: float) -> Maximum:
    """The highest point of a segment's likelihood × prior."""

    def penalised(at: Floats) -> tuple[float, Floats, Floats]:
        value, gradient, hessian = objective(at)
        away = (at - centre) / spread**2
        return value - float(away @ (at - centre)) / 2, gradient - away, hessian - np.eye(2) / spread**2

    return maximise(penalised, centre)


def _leaning(top: Maximum, loglik: float, customers: int, pooled: Fit, spread: float) -> Fit:
    """The record of a segment's fit.

    To its own uncertainty comes that of the pooled parameters, so far as it leans on them (Kass & Steffey, 1989).
    """
    own = np.linalg.inv(-top.hessian)
    lean = own / spread**2
    return replace(
        pooled,
        at=top.at,
        covariance=np.asarray(own + lean @ pooled.covariance @ lean.T, dtype=np.float64),
        loglik=loglik,
        customers=customers,
        gradient_norm=float(np.abs(top.gradient).max()) / max(customers, 1),
        steps=top.steps,
        rung=Rung.PRIOR,
        why=LEANS,
        converged=top.converged,
    )
