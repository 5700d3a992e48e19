"""Differences of ln Γ and its derivatives between x and x + m, to full precision however large either is.

Γ(x + m) ÷ Γ(x) is what every Beta-mixture is made of. Subtracting two library values loses all digits once x is large
(a population that is nearly alike), so past `_LARGE` the difference of Stirling's series is taken term by term.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from ltv.models.newton import Floats

Step = Callable[[Floats, Floats], Floats]
_LARGE = 32.0
"""From here on the series below are exact to the last digit."""


def log_gamma_step(x: ArrayLike, m: ArrayLike) -> Floats:
    """Ln Γ(x + m) - ln Γ(x), for x > 0 and m >= 0."""
    return _step(x, m, special.gammaln, _log_gamma_series)


def digamma_step(x: ArrayLike, m: ArrayLike) -> Floats:
    """ψ(x + m) - ψ(x)."""
    return _step(x, m, special.digamma, _digamma_series)


def trigamma_step(x: ArrayLike, m: ArrayLike) -> Floats:
    """ψ′(x + m) - ψ′(x), never positive."""
    return _step(x, m, trigamma, _trigamma_series)


def trigamma(x: Floats) -> Floats:
    """ψ′(x), as the Hurwitz zeta function ζ(2, x)."""
    return np.asarray(special.zeta(2.0, x))


def _step(x: ArrayLike, m: ArrayLike, function: Callable[[Floats], Floats], series: Step) -> Floats:
    """A function's difference: the library's where x is small, by its series where x is large."""
    x, m = np.asarray(x, dtype=np.float64), np.asarray(m, dtype=np.float64)
    if x.min(initial=np.inf) >= _LARGE:
        return series(x, m)
    near = np.minimum(x, _LARGE)
    difference = np.asarray(function(near + m) - function(near))
    return difference if x.max() < _LARGE else np.where(x < _LARGE, difference, series(np.maximum(x, _LARGE), m))


def _log_gamma_series(x: Floats, m: Floats) -> Floats:
    """Abramowitz & Stegun (1964), 6.1.41."""
    step = (x - 0.5) * np.log1p(m / x) + m * (np.log(x + m) - 1)
    return np.asarray(step + _stirling(x + m) - _stirling(x))


def _digamma_series(x: Floats, m: Floats) -> Floats:
    """Abramowitz & Stegun (1964), 6.3.18."""
    return np.log1p(m / x) - _digamma_rest(x + m) + _digamma_rest(x)


def _trigamma_series(x: Floats, m: Floats) -> Floats:
    """Abramowitz & Stegun (1964), 6.4.12."""
    return -m / (x * (x + m)) + _trigamma_rest(x + m) - _trigamma_rest(x)


def _stirling(z: Floats) -> Floats:
    """What ln Γ(z) is more than (z - ½) ln z - z + ½ ln 2π."""
    r = 1 / z
    s = r * r
    return r * (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s / 1680)))


def _digamma_rest(z: Floats) -> Floats:
    """What ln z is more than ψ(z)."""
    r = 1 / z
    s = r * r
    return r / 2 + s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s / 240)))


def _trigamma_rest(z: Floats) -> Floats:
    """What ψ′(z) is more than 1 ÷ z."""
    r = 1 / z
    s = r * r
    return s * (1 / 2 + r * (1 / 6 - s * (1 / 30 - s * (1 / 42 - s / 30))))
