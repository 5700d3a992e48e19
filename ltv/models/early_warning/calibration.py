"""Does a risk of 10 % mean that one in ten leaves? Slope and intercept of what happened on what was predicted."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

_STEPS, _SMALL, _SEPARATED = 50, 1e-10, 30.0
_LEAST = 1e-6


class Line(NamedTuple):
    """Log-odds of what happened = intercept + slope × log-odds predicted."""

    intercept: float
    slope: float
    slope_se: float


AS_PREDICTED = Line(0.0, 1.0, 0.0)
UNKNOWN_LINE = Line(math.nan, math.nan, math.nan)


def log_odds(risk: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds of risks, kept a millionth away from certainty."""
    return np.asarray(special.logit(np.clip(risk, _LEAST, 1 - _LEAST)))


def calibration_line(left: NDArray[np.bool_], risk: NDArray[np.float64]) -> Line:
    """Logistic regression of what happened on the log-odds predicted, by Newton's method.

    NaN when only one outcome occurred, all risks are the same, or the risks separate the outcomes completely.

    References
    ----------
    Cox (1958), Two further applications of a model for binary regression. As a correction: Platt (1999).
    """
    x = log_odds(risk)
    if not 0 < left.sum() < len(left) or np.ptp(x) < _SMALL:
        return UNKNOWN_LINE
    at, information = np.array([0.0, 1.0]), np.eye(2)
    design = np.column_stack([np.ones(len(x)), x])
    for _ in range(_STEPS):
        p = special.expit(design @ at)
        information = design.T @ (design * (p * (1 - p))[:, None])
        if np.linalg.cond(information) > 1 / np.finfo(float).eps:
            return UNKNOWN_LINE
        step = np.linalg.solve(information, design.T @ (left - p))
        at = at + step
        if np.abs(step).max() < _SMALL:
            return Line(float(at[0]), float(at[1]), float(math.sqrt(np.linalg.inv(information)[1, 1])))
    return UNKNOWN_LINE


def calibration_in_the_large(left: NDArray[np.bool_], risk: NDArray[np.float64]) -> float:
    """Log-odds to add to every risk so that as many leave as predicted; NaN when only one outcome occurred.

    0 is perfect, above 0 more left than predicted.

    References
    ----------
    Van Calster et al. (2016), A calibration hierarchy for risk models was defined.
    """
    x = log_odds(risk)
    if not 0 < left.sum() < len(left):
        return math.nan
    low, high = -_SEPARATED, _SEPARATED
    while high - low > _SMALL:
        middle = (low + high) / 2
        low, high = (middle, high) if special.expit(x + middle).sum() < left.sum() else (low, middle)
    return (low + high) / 2
