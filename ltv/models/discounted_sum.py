"""Sums over all that is still to come, however slowly it fades."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from ltv.models.newton import Floats

_TINY = 36.0
"""A term e^-36 of the first no longer counts."""
_DIRECT = 8192
"""Terms added one by one; the rest is an integral."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(24)


def discounted_sum(
    log_survival: Callable[[Floats], Floats], first: int, log_z: float, terms: float | None = None
) -> float:
    """Σ S(first + k) zᵏ over k from 0 on.

    Parameters
    ----------
    log_survival : ages → ln S, at any real age
    log_z : float
        ln z; below 0 unless `terms` is given.
    terms : optional
        How many; by default all. The sum ends where zᵏ < e^-36; past 8,192 terms the Euler-Maclaurin formula takes
        over, so that the work is bounded however little is discounted.
    """
    count = math.ceil(_TINY / -log_z) if terms is None else terms
    k = np.arange(int(min(count, _DIRECT)))
    total = float(np.exp(log_survival((first + k).astype(np.float64)) + k * log_z).sum())
    return total if count <= _DIRECT else total + _rest(log_survival, first, log_z, _DIRECT, count)


def _rest(log_survival: Callable[[Floats], Floats], first: int, log_z: float, begin: int, end: float) -> float:
    """Σ over k from `begin` to `end` - 1: the integral, and the first two corrections at either end."""

    def term(k: Floats) -> Floats:
        return np.exp(log_survival(first + k) + k * log_z)

    at = np.array([begin, begin - 1, begin + 1, end, end - 1, end + 1], dtype=np.float64)
    a, before_a, after_a, b, before_b, after_b = term(at)
    corrections = (a - b) / 2 - ((after_a - before_a) - (after_b - before_b)) / 24
    return _integral(term, begin, end) + float(corrections)


def _integral(term: Callable[[Floats], Floats], begin: int, end: float) -> float:
    """∫ term from `begin` to `end`, by Gauss-Legendre in ln k, in which a slow fading is smooth."""
    low, high = math.log(begin), math.log(end)
    edges = np.linspace(low, high, 2 + 2 * math.ceil(high - low))
    half = np.diff(edges)[:, None] / 2
    k = np.exp((edges[:-1] + edges[1:])[:, None] / 2 + half * _NODES)
    return float((half * _WEIGHTS * k * term(k)).sum())
