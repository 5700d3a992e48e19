"""How a model came to its parameters: which rung of the ladder, why, how certain, in the data's own time unit."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ltv.metrics.intervals import LEVEL, UNKNOWN, Interval
from ltv.metrics.metric import Text
from ltv.models.newton import Floats, Maximum, Objective, maximise

_FLAT_ENDS = 2
"""So many starts that end where the likelihood is flat or a simpler model would do prove that it has no clear top."""
_PRIOR_ENDS = 2
"""The prior leaves one top, as a rule; a second start makes sure."""
PRIOR_SD = 3.0
"""Standard deviation of the weak prior on a log-parameter: a factor of 400 either way is still plausible."""


class Rung(StrEnum):
    """How far down the ladder a fit had to step, the best first."""

    MAXIMUM = "maximum_likelihood"
    """The likelihood has one clear maximum."""
    PRIOR = "weak_prior"
    """The likelihood runs off to infinity or is flat; a weak log-normal prior holds it where the data say nothing."""
    ASSUMED = "prior_only"
    """The data say nothing usable; the parameters are the prior's centre."""


CLEAR = Text("尤度に明確な最大値があります。", "The likelihood has one clear maximum.")
FLAT = Text(
    "データだけではパラメータが一つに決まらないため、弱い事前分布で補いました。",
    "The data alone do not settle the parameters, so a weak prior completes them.",
)
NOTHING = Text(
    "データが少なすぎて推定できないため、一般的な値を仮に置いています。",
    "Too few data to estimate anything; the parameters are assumed, typical ones.",
)


@dataclass(frozen=True, eq=False)
class Fit:
    """The record of one fit.

    Attributes
    ----------
    names : the parameters' letters
    at : log-parameters, in the data's own time unit
    covariance : of the log-parameters (Laplace: inverse of the negative Hessian, the prior's included)
    loglik : float
        In the data's own time unit, the prior not included; NaN when nothing was observed.
    customers : int
    gradient_norm : float
        Largest derivative by a log-parameter, per customer, at the end.
    steps : int
    rung, why : which rung of the ladder, and the reason in words
    converged : bool
    """

    names: tuple[str, ...]
    at: Floats
    covariance: Floats
    loglik: float
    customers: int
    gradient_norm: float
    steps: int
    rung: Rung
    why: Text
    converged: bool

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters by letter."""
        return dict(zip(self.names, np.exp(self.at).tolist()))

    @property
    def standard_errors(self) -> dict[str, float]:
        """Standard errors of the parameters themselves (delta method)."""
        se = np.exp(self.at) * np.sqrt(np.diag(self.covariance))
        return dict(zip(self.names, se.tolist()))

    def interval(self, name: str, level: float = LEVEL) -> Interval:
        """Interval of a parameter, symmetric in its logarithm; unknown where the covariance is."""
        i = self.names.index(name)
        half = float(special.ndtri((1 + level) / 2)) * math.sqrt(self.covariance[i, i])
        if math.isnan(half):
            return UNKNOWN
        return Interval(math.exp(self.at[i] - half), math.exp(self.at[i] + half))

    def draws(self, n: int, seed: int) -> Floats:
        """`n` draws of the parameters, one row each, log-normal around the estimate (Laplace approximation)."""
        curvature, axes = np.linalg.eigh(self.covariance)
        spread = axes * np.sqrt(np.maximum(curvature, 0))
        normal = np.random.default_rng(seed).standard_normal((n, len(self.at)))
        return np.asarray(np.exp(np.clip(self.at + normal @ spread.T, -50, 50)))


def climb(
    objective: Objective,
    starts: Sequence[Sequence[float]],
    *,
    names: tuple[str, ...],
    customers: int,
    centre: Sequence[float],
    is_boundary: Callable[[Maximum], bool] = lambda _: False,
) -> Fit:
    """Fit down the ladder: maximum likelihood from several starts, then with a weak prior, then the prior alone.

    Parameters
    ----------
    objective : log-parameters → log-likelihood, gradient, Hessian
    starts : natural parameters to start from, tried in turn until one gives a clear maximum
    centre : natural parameters that the weak prior is centred on
    is_boundary : whether a maximum lies where a simpler model would do as well

    Returns
    -------
    Fit
        Always; `rung` and `why` say what happened.
    """
    flat = 0
    for start in starts if customers else ():
        top = maximise(objective, np.log(np.asarray(start, dtype=np.float64)))
        if top.converged and _is_clear(top, customers) and not is_boundary(top):
            return _record(top, top.value, names, customers, Rung.MAXIMUM, CLEAR)
        flat += top.converged or not top.is_inside
        if flat == _FLAT_ENDS:
            break
    middle = np.log(np.asarray(centre, dtype=np.float64))
    best = _with_prior(objective, middle, [middle, *(np.log(np.asarray(s, dtype=np.float64)) for s in starts)])
    if customers and best is not None:
        return _record(best, objective(best.at)[0], names, customers, Rung.PRIOR, FLAT)
    return Fit(
        names, middle, np.eye(len(names)) * PRIOR_SD**2, math.nan, customers, math.nan, 0, Rung.ASSUMED, NOTHING,
        converged=False,
    )  # fmt: skip


def _is_clear(top: Maximum, customers: int) -> bool:
    """Whether every direction is curved enough for the data to tell its parameter within a factor of e^PRIOR_SD."""
    return top.is_inside and bool(top.curvatures[0] > max(PRIOR_SD**-2, 1e-12 * customers))


def _with_prior(objective: Objective, centre: Floats, starts: Sequence[Floats]) -> Maximum | None:
    """The highest point of likelihood × prior from the first starts that lead to one; None when none does."""

    def penalised(at: Floats) -> tuple[float, Floats, Floats]:
        value, gradient, hessian = objective(at)
        away = (at - centre) / PRIOR_SD**2
        return value - float(away @ (at - centre)) / 2, gradient - away, hessian - np.eye(len(at)) / PRIOR_SD**2

    tops = (top for start in starts if (top := maximise(penalised, start)).converged)
    return max(islice(tops, _PRIOR_ENDS), key=lambda top: top.value, default=None)


def _record(top: Maximum, loglik: float, names: tuple[str, ...], customers: int, rung: Rung, why: Text) -> Fit:
    norm = float(np.abs(top.gradient).max()) / max(customers, 1)
    return Fit(
        names, top.at, _inverse(-top.hessian), loglik, customers, norm, top.steps, rung, why, converged=top.converged
    )


def _inverse(information: NDArray[np.float64]) -> Floats:
    """Covariance from the information; directions without any are given the prior's variance."""
    curvature, axes = np.linalg.eigh(information)
    curvature = np.where(curvature > PRIOR_SD**-2, curvature, PRIOR_SD**-2)
    return np.asarray((axes / curvature) @ axes.T)
