"""Gauss-Legendre nodes and weights, made once per number of nodes."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ltv.models.newton import Floats


@lru_cache(maxsize=256)
def legendre(nodes: int) -> tuple[Floats, Floats]:
    """Nodes and weights on (0, 1); not to be written to."""
    node, weight = np.polynomial.legendre.leggauss(nodes)
    return (node + 1) / 2, weight / 2
