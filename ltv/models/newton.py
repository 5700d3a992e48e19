"""The maximum of a log-likelihood whose gradient and Hessian are known exactly: Newton's method, damped."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Objective = Callable[[Floats], tuple[float, Floats, Floats]]
"""Log-parameters → value, gradient and Hessian, all with respect to the log-parameters."""

FARTHEST = 25.0
"""Log-parameters are kept within ± this: e^25 is a parameter that no data can tell from infinity."""
_LONGEST_STEP = 2.0
_FLATTEST = 1e-10
"""Curvatures below this part of the steepest one count as flat."""
_ENOUGH_RISE = 1e-4
_HALVINGS = 40
_ROUNDING = 1e-12
"""A rise below this part of the value may be lost in the sum's rounding."""


@dataclass(frozen=True, eq=False)
class Maximum:
    """Where the search ended.

    Attributes
    ----------
    at : the log-parameters
    value, gradient, hessian : of the objective there
    steps : int
        Newton steps taken.
    converged : bool
        Whether no further rise was promised: half of g'(-H)⁻¹g is below the tolerance.
    """

    at: Floats
    value: float
    gradient: Floats
    hessian: Floats
    steps: int
    converged: bool

    @property
    def curvatures(self) -> Floats:
        """Eigenvalues of -H, ascending: all positive at a true maximum, near 0 along what the data do not tell."""
        return np.asarray(np.linalg.eigvalsh(-self.hessian))

    @property
    def is_inside(self) -> bool:
        """Whether no parameter ran to the edge of what is searched."""
        return bool(np.all(np.abs(self.at) < FARTHEST - 1))


def maximise(objective: Objective, start: Floats, *, tolerance: float = 1e-12, most_steps: int = 200) -> Maximum:
    """Climb from `start` to a maximum.

    Each step solves with the absolute values of the Hessian's eigenvalues (so that it rises even where the function is
    not concave), is at most e² in any parameter, and is halved until the value rises enough (Armijo, 1966). Never
    raises: where nothing finite is found `converged` is False.

    References
    ----------
    Nocedal & Wright, Numerical Optimization (2006), ch. 3; Dauphin et al. (2014) for the absolute eigenvalues.
    """
    at = np.clip(np.asarray(start, dtype=np.float64), -FARTHEST, FARTHEST)
    value, gradient, hessian = objective(at)
    for steps in range(most_steps):
        direction = _ascent(at, gradient, hessian)
        if not np.isfinite(value) or not np.all(np.isfinite(direction)):
            return Maximum(at, value, gradient, hessian, steps, converged=False)
        promised = float(gradient @ direction)
        if promised / 2 <= tolerance:
            return Maximum(at, value, gradient, hessian, steps, converged=True)
        if promised <= _ROUNDING * abs(value):  # too small a rise to be measured; the step itself is exact enough
            last = np.clip(at + direction, -FARTHEST, FARTHEST)
            return Maximum(last, *objective(last), steps + 1, converged=True)
        found = _step(objective, at, value, direction, promised)
        if found is None:
            return Maximum(at, value, gradient, hessian, steps, converged=promised <= _rounding(value))
        at, value, gradient, hessian = found
    return Maximum(at, value, gradient, hessian, most_steps, converged=False)


def _ascent(at: Floats, gradient: Floats, hessian: Floats) -> Floats:
    """Newton's step; parameters that are at the edge and would leave it stay where they are."""
    if not (np.all(np.isfinite(gradient)) and np.all(np.isfinite(hessian))):
        return np.full_like(gradient, math.nan)
    free = (np.abs(at) < FARTHEST) | (gradient * at <= 0)
    curvature, axes = np.linalg.eigh(-hessian[np.ix_(free, free)])
    curvature = np.abs(curvature)
    curvature = np.maximum(curvature, max(float(curvature.max(initial=0)) * _FLATTEST, 1e-300))
    direction = np.zeros_like(gradient)
    direction[free] = axes @ ((axes.T @ gradient[free]) / curvature)
    longest = float(np.abs(direction).max())
    return direction if longest <= _LONGEST_STEP else direction * (_LONGEST_STEP / longest)


def _step(
    objective: Objective, at: Floats, value: float, direction: Floats, promised: float
) -> tuple[Floats, float, Floats, Floats] | None:
    """The first of ever shorter steps that rises enough; None when none does."""
    length = 1.0
    for _ in range(_HALVINGS):
        there = np.clip(at + length * direction, -FARTHEST, FARTHEST)
        found = objective(there)
        if np.isfinite(found[0]) and found[0] >= value + _ENOUGH_RISE * length * promised:
            return there, *found
        length /= 2
    return None


def _rounding(value: float) -> float:
    """A rise too small for the value's own precision."""
    return 1e-10 * max(1.0, abs(value))
