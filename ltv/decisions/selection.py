"""Choosing at most one treatment per customer under caps so that the total gain is largest.

A multiple-choice knapsack with several caps. Lagrange multipliers bound what any choice can reach; a mixed-integer
programme then decides all pairs while they are few, and the doubtful ones when they are many.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

EXACT_UP_TO = 1_200
"""Pairs of customer and treatment that the mixed-integer programme decides; of more, the most doubtful ones.

With 3,000 it takes from 2 to 17 seconds and gains less than one part in ten thousand.
"""

CLOSE = 1e-6
"""Share of the total gain below which a better choice does not matter."""

_CUTS = 200
_SLACK = 1e-9


class _Effort(NamedTuple):
    """How long a programme may run: nodes, and tries until it keeps the caps; it stops within a share of the best."""

    nodes: int
    tries: int
    gap: float


_SMALL = 600
_THOROUGH, _BRIEF = _Effort(400, 8, CLOSE), _Effort(100, 1, 1e-4)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of customer and treatment with a positive gain.

    Attributes
    ----------
    customer : int64; row of the customer
    gain : money, above 0
    use : float, one column per cap; what the pair takes of it, 0 or more
    """

    customer: NDArray[np.int64]
    gain: NDArray[np.float64]
    use: NDArray[np.float64]

    def only(self, rows: NDArray[np.intp]) -> Pairs:
        """Some of the pairs."""
        return Pairs(self.customer[rows], self.gain[rows], self.use[rows])

    def total(self, rows: NDArray[np.intp]) -> float:
        """Gain of some of the pairs together."""
        return float(self.gain[rows].sum())

    @property
    def size(self) -> int:
        """Number of pairs."""
        return len(self.gain)


@dataclass(frozen=True, eq=False)
class Selection:
    """Pairs that were chosen.

    Attributes
    ----------
    rows : row numbers of the chosen pairs, ascending
    gain : money; their sum
    bound : money; no choice within the caps can have more
    prices : money per unit of each cap, what one more of it is worth by the multipliers; 0 where it does not bind
    """

    rows: NDArray[np.intp]
    gain: float
    bound: float
    prices: NDArray[np.float64]

    @property
    def is_exact(self) -> bool:
        """Whether a better choice has been ruled out, up to one millionth of the gain."""
        return self.bound - self.gain <= CLOSE * self.bound


def select(pairs: Pairs, caps: NDArray[np.float64], *, exact_up_to: int = EXACT_UP_TO) -> Selection:
    """Choose at most one pair per customer, together within the caps, with the largest total gain.

    Parameters
    ----------
    caps : float
        Largest total of each column of `pairs.use`; infinite for no cap.
    exact_up_to : pairs
        Up to here all pairs are decided together, beyond only the doubtful ones.
    """
    rows = np.flatnonzero((pairs.use <= _room(caps)).all(axis=1))
    possible = pairs.only(rows)
    free = _best_of_each(possible, possible.gain)
    if (possible.use[free].sum(axis=0) <= _room(caps)).all():
        total = possible.total(free)
        return Selection(np.sort(rows[free]), total, total, np.zeros(len(caps)))
    kept = np.flatnonzero(~_dominated(possible))
    finite = np.isfinite(caps)
    scale = np.where(finite & (caps > 0), caps, 1.0)
    use = (possible.use[kept] / scale)[:, finite]
    found = _chosen(Pairs(possible.customer[kept], possible.gain[kept], use), exact_up_to)
    prices = np.zeros(len(caps))
    prices[finite] = found.prices / scale[finite]
    return Selection(np.sort(rows[kept[found.rows]]), found.gain, found.bound, prices)


def _room(caps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Caps with the rounding of sums allowed for."""
    return caps + _SLACK * np.where(np.isfinite(caps), np.maximum(1.0, caps), 1.0)


def _best_of_each(pairs: Pairs, worth: NDArray[np.float64]) -> NDArray[np.intp]:
    """Row of each customer's pair that is worth most, the first of equals; customers ascending."""
    order = np.lexsort((-worth, pairs.customer))
    return order[_first_of_run(pairs.customer[order])]


def _first_of_run(values: NDArray[np.int64]) -> NDArray[np.bool_]:
    first = np.ones(len(values), dtype=bool)
    first[1:] = np.diff(values) != 0
    return first


def _dominated(pairs: Pairs) -> NDArray[np.bool_]:
    """Pairs beaten by another one of the same customer that gains no less and uses no more of anything."""
    order = np.lexsort((np.arange(pairs.size), -pairs.gain, pairs.customer))
    customer, use = pairs.customer[order], pairs.use[order]
    beaten = np.zeros(pairs.size, dtype=bool)
    for step in range(1, int(np.unique(customer, return_counts=True)[1].max(initial=0))):
        beaten[step:] |= (customer[step:] == customer[:-step]) & (use[:-step] <= use[step:]).all(axis=1)
    result = np.zeros(pairs.size, dtype=bool)
    result[order] = beaten
    return result


def _chosen(pairs: Pairs, exact_up_to: int) -> Selection:
    """Choose where every cap is 1."""
    prices, bound = _multipliers(pairs)
    rows = _in_order(pairs, prices)
    if bound - pairs.total(rows) > CLOSE * bound:
        candidate, proven = _decided(pairs, prices, exact_up_to)
        rows = max(rows, candidate, key=pairs.total)
        bound = min(bound, proven)
    total = pairs.total(rows)
    return Selection(rows, total, max(bound, total), prices)


def _multipliers(pairs: Pairs) -> tuple[NDArray[np.float64], float]:
    """Prices of the caps, and the bound they prove, by cutting planes (Kelley, 1960).

    For any prices λ ≥ 0 no choice has more than Σλ + Σ over customers of max(0, gain − λ·use), caps being 1; the
    prices are those with the lowest such bound (Lagrangian dual; Fisher, Management Science 27, 1981).
    """
    slopes: list[NDArray[np.float64]] = []
    heights: list[float] = []
    prices = best = np.zeros(pairs.use.shape[1])
    bound = math.inf
    for _ in range(_CUTS):
        reduced = pairs.gain - pairs.use @ prices
        chosen = _best_of_each(pairs, reduced)
        chosen = chosen[reduced[chosen] > 0]
        height = float(prices.sum() + reduced[chosen].sum())
        slopes.append(1 - pairs.use[chosen].sum(axis=0))
        heights.append(height - float(slopes[-1] @ prices))
        if height < bound:
            best, bound = prices, height
        prices, lowest = _lowest_point(np.array(slopes), np.array(heights), heights[0])
        if bound - lowest <= 1e-8 * bound:
            break
    return best, bound


def _lowest_point(
    slopes: NDArray[np.float64], heights: NDArray[np.float64], largest: float
) -> tuple[NDArray[np.float64], float]:
    """Prices at which the highest of the cuts is lowest, and how high it is there."""
    caps = slopes.shape[1]
    found = linprog(
        np.append(np.zeros(caps), 1.0),
        A_ub=np.hstack([slopes, -np.ones((len(slopes), 1))]),
        b_ub=-heights,
        bounds=[(0, largest)] * caps + [(0, None)],
    )
    point = np.asarray(found.x)
    return point[:-1], float(point[-1])


def _in_order(pairs: Pairs, prices: NDArray[np.float64]) -> NDArray[np.intp]:
    """Take pairs by gain less the price of what they use, while they fit and their customer has none."""
    waiting = np.lexsort((-pairs.gain, pairs.use @ prices - pairs.gain))
    room = np.ones(pairs.use.shape[1])
    taken: list[NDArray[np.intp]] = []
    served = np.zeros(int(pairs.customer.max(initial=-1)) + 1, dtype=bool)
    while len(waiting):
        waiting = waiting[~served[pairs.customer[waiting]] & (pairs.use[waiting] <= room + _SLACK).all(axis=1)]
        _, first = np.unique(pairs.customer[waiting], return_index=True)
        leading = waiting[np.sort(first)]
        spent = np.cumsum(pairs.use[leading], axis=0)
        number = int((spent <= room + _SLACK).all(axis=1).sum())
        taken.append(leading[:number])
        served[pairs.customer[leading[:number]]] = True
        room = room - (spent[number - 1] if number else 0.0)
    return np.concatenate([np.empty(0, dtype=np.intp), *taken])


def _decided(pairs: Pairs, prices: NDArray[np.float64], exact_up_to: int) -> tuple[NDArray[np.intp], float]:
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
    start = np.flatnonzero(_first_of_run(pairs.customer[order]))
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
        over = pairs.use[rows].sum(axis=0) > room + _SLACK
        if not over.any():
            return rows, bound
        limit = np.where(over, limit - 2e-6, limit)
    rows = rows[np.argsort(-pairs.gain[rows], kind="stable")]
    return rows[_fitting(pairs.use[rows], room)], bound


def _fitting(use: NDArray[np.float64], room: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of some pairs fit together when taken in this order; a solver keeps caps only to within its tolerance."""
    left, fits = room + _SLACK, np.zeros(len(use), dtype=bool)
    for place, needed in enumerate(use):
        if (needed <= left).all():
            left, fits[place] = left - needed, True
    return fits
