"""Means over a Beta-distributed dropout probability, for every shape of it, however extreme."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import special

from ltv.models.newton import Floats

_DROP = 33.0
"""Nodes reach to where the density has fallen by e^-33."""
_WIDEST_STEP = 0.34
_SHORT_TAIL = 1.0
"""Exponents below this make tails so long that the ends are better taken out exactly."""
_ZERO = 1e-150
"""Nothing, where a formula would be 0 / 0."""
_BLOCK = 1 << 17


class Nodes(NamedTuple):
    """Points of the dropout probability, one row per distribution: p, 1 - p and weights that sum to 1."""

    p: Floats
    stays: Floats
    weight: Floats


def beta_mean(function: Callable[..., Floats], a: float, b: Floats, *columns: Floats) -> Floats:
    """Mean of function(p, *columns) over p ~ Beta(a, b), for every row of `b` and the columns.

    The trapezoidal rule in y = ln(p / (1 - p)), which converges geometrically: the density times a power of 1 + τp is
    analytic for |Im y| < π, whatever τ > 0. Where `a` or `b` is small and the density's tails are long, the function's
    values at p = 0 or p = 1 are taken out exactly; the rest vanishes there and is averaged over Beta(a + 1, b + 1).
    Nodes are made once per distinct `b`.

    Parameters
    ----------
    function : positive and smooth from p = 1 down to 1e-150; called with p as a matrix, one row per row of the columns
    a : above 0
    b, columns : of one length; `b` above 0

    References
    ----------
    Trefethen & Weideman, The exponentially convergent trapezoidal rule, SIAM Review 56 (2014).
    """
    shapes, of = np.unique(b, return_inverse=True)
    long_tail = a < _SHORT_TAIL, bool(shapes.min(initial=math.inf) < _SHORT_TAIL)
    nodes = _nodes(a + long_tail[0], shapes + long_tail[1])
    rows = max(_BLOCK // nodes.p.shape[1], 1)
    means = [np.zeros(0)]
    for i in range(0, len(b), rows):
        part = slice(i, i + rows)
        here = Nodes(*(column[of[part]] for column in nodes))
        given = [column[part, None] for column in columns]
        low, high = (function(np.full((1, 1), p), *given)[:, 0] for p in (_ZERO, 1.0))
        means.append(_mean(function(here.p, *given), low, high, a, b[part], here, long_tail))
    return np.concatenate(means)


def _mean(
    inside: Floats, low: Floats, high: Floats, a: float, b: Floats, nodes: Nodes, long_tail: tuple[bool, bool]
) -> Floats:
    """Weighted mean of `inside`, with its ends `low` and `high` taken out where the density's tails are long."""
    weight, p, stays = nodes.weight, nodes.p, nodes.stays
    low, high, both = low[:, None], high[:, None], a + b
    if long_tail == (False, False):
        return np.asarray((weight * inside).sum(axis=1))
    if long_tail == (True, False):
        return np.asarray(low[:, 0] + a / both * (weight * (inside - low) / p).sum(axis=1))
    if long_tail == (False, True):
        return np.asarray(high[:, 0] + b / both * (weight * (inside - high) / stays).sum(axis=1))
    bent = (weight * (inside - low * stays - high * p) / (p * stays)).sum(axis=1)
    return np.asarray((b * low[:, 0] + a * high[:, 0]) / both + a * b / (both * (both + 1)) * bent)


def _nodes(a: float, b: Floats) -> Nodes:
    """Equidistant points in y = ln(p / (1 - p)) over all of each density, as many for each distribution."""
    b = b[:, None]
    peak, spread = np.log(a / b), math.sqrt(2 * _DROP) * np.sqrt(1 / a + 1 / b)
    top = _log_density(peak, a, b)
    low, high = peak - _DROP / a - spread, peak + _DROP / b + spread
    for _ in range(12):  # Newton's method from outside, which on a concave function never oversteps
        low = low - (_log_density(low, a, b) - top + _DROP) / (a * special.expit(-low) - b * special.expit(low))
        high = high - (_log_density(high, a, b) - top + _DROP) / (a * special.expit(-high) - b * special.expit(high))
    step = _WIDEST_STEP / np.sqrt(1 + a * b / (a + b) / 5)
    number = 1 + math.ceil(float(((high - low) / step).max(initial=1)))
    y = low + (high - low) * (np.arange(number) / (number - 1))
    weight = np.exp(_log_density(y, a, b) - top)
    return Nodes(special.expit(y), special.expit(-y), weight / weight.sum(axis=1, keepdims=True))


def _log_density(y: Floats, a: float, b: Floats) -> Floats:
    """Log density of y up to a constant: a ln p + b ln(1 - p)."""
    return np.asarray(-a * np.logaddexp(0, -y) - b * np.logaddexp(0, y))
