"""The pairs in doubt, decided together by a mixed-integer programme."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from ltv.decisions.selection_pairs import CLOSE, SLACK, Pairs
from ltv.ledger import run_starts

EXACT_UP_TO = 1_200
"""Pairs of customer and treatment that the mixed-integer programme decides; of more, the most doubtful ones.

With 3,000 it takes from 2 to 17 seconds and gains less than one part in ten thousand.
"""


class _Effort(NamedTuple):
    """How long a programme may run: nodes, and tries until it keeps the caps; it stops within a share of the best."""

    nodes: int
    tries: int
    gap: float


_SMALL = 600
_THOROUGH, _BRIEF = _Effort(400, 8, CLOSE), _Effort(100, 1, 1e-4)


def decided(pairs: Pairs, prices: NDArray[np.float64], exact_up_to: int) -> tuple[NDArray[np.intp], float]:
    """Rows by mixed-integer programme, and the bound it proves; infinite when only the doubtful pairs were decided."""
    room = np.ones(pairs.use.shape[1])
    if pairs.size <= exact_up_to:
        return _programme(pairs, room)
    fixed, open_pairs = _doubtful(pairs, prices)
    room = room - pairs.use[fixed].sum(axis=0)
    if (room < 0).any():
        return fixed[:0], math.inf
    rows, _ = _programme(pairs.only(open_pairs), room)
    return np.concatenate([fixed, open_pairs[rows]]), math.inf


def _doubtful(pairs: Pairs, prices: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs that are clear, and all pairs of the customers whose two best choices, none included, differ least.

    Differences count relative to what a customer's dearest pair uses: a large pair is harder to fit in.
    """
    paid = pairs.use @ prices
    reduced = pairs.gain - paid
    order = np.lexsort((-reduced, pairs.customer))
    start = np.flatnonzero(run_starts(pairs.customer[order]))
    number = np.diff(start, append=len(order))
    best = reduced[order[start]]
    second = np.where(number > 1, reduced[order[np.minimum(start + 1, len(order) - 1)]], 0.0)
    margin = np.where(best > 0, best - np.maximum(second, 0.0), -best)
    dearest = np.maximum.reduceat(paid[order], start)
    closest = np.argsort(margin / np.where(dearest > 0, dearest, 1.0), kind="stable")
    is_open = np.zeros(len(start), dtype=bool)
    is_open[closest[np.cumsum(number[closest]) <= EXACT_UP_TO]] = True
    return order[start[~is_open & (best > 0)]], order[np.repeat(is_open, number)]


def _programme(pairs: Pairs, room: NDArray[np.float64]) -> tuple[NDArray[np.intp], float]:
    """Choose within `room` of each cap by mixed-integer programme, stopped after a number of nodes; and its bound."""
    _, row = np.unique(pairs.customer, return_inverse=True)
    one_each = LinearConstraint(sparse.csr_array((np.ones(pairs.size), (row, np.arange(pairs.size)))), ub=1.0)
    largest, unit = pairs.use.max(axis=0, initial=0.0), float(pairs.gain.mean())
    scale = np.where(largest > 0, largest, 1.0)
    effort = _THOROUGH if pairs.size <= _SMALL else _BRIEF
    limit, rows, bound = room / scale, np.empty(0, dtype=np.intp), math.inf
    for _ in range(effort.tries):
        result = milp(
            -pairs.gain / unit,
            constraints=[one_each, LinearConstraint((pairs.use / scale).T, ub=limit)],
            integrality=np.ones(pairs.size, dtype=np.int64),
            bounds=Bounds(0, 1),
            options={"node_limit": effort.nodes, "mip_rel_gap": effort.gap, "presolve": False},
        )
        if result.x is None:
            break
        bound = min(bound, -float(result.mip_dual_bound) * unit) if (limit == room / scale).all() else bound
        rows = np.flatnonzero(result.x > 0.5)
        over = pairs.use[rows].sum(axis=0) > room + SLACK
        if not over.any():
            return rows, bound
        limit = np.where(over, limit - 2e-6, limit)
    rows = rows[np.argsort(-pairs.gain[rows], kind="stable")]
    return rows[_fitting(pairs.use[rows], room)], bound


def _fitting(use: NDArray[np.float64], room: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of some pairs fit together when taken in this order; a solver keeps caps only to within its tolerance."""
    left, fits = room + SLACK, np.zeros(len(use), dtype=bool)
    for place, needed in enumerate(use):
        if (needed <= left).all():
            left, fits[place] = left - needed, True
    return fits
