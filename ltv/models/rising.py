"""Rising factorials (c)_k = c (c + 1) … (c + k - 1), in logarithms and with derivatives: Γ(c + k) / Γ(c)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ltv.models.newton import Floats


class Rising(NamedTuple):
    """ln (c)_k and its first two derivatives by c, for k = 0 … most."""

    log: Floats
    slope: Floats
    bend: Floats


def rising(c: float, most: int) -> Rising:
    """Log Γ(c + k) - log Γ(c), ψ(c + k) - ψ(c) and ψ'(c + k) - ψ'(c) for whole k, as sums.

    A difference of gamma functions loses all its digits where c is huge; a sum of positive terms loses none.
    """
    factors = c + np.arange(most)
    inverse = 1 / factors
    return Rising(_sums(np.log(factors)), _sums(inverse), _sums(-inverse * inverse))


def _sums(terms: Floats) -> Floats:
    """Sums of the first 0, 1, 2 … terms."""
    return np.concatenate([[0.0], np.cumsum(terms)])
