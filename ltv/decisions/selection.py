"""Choosing at most one treatment per customer under caps so that the total gain is largest.

A multiple-choice knapsack with several caps. Lagrange multipliers bound what any choice can reach; a mixed-integer
programme then decides all pairs while they are few, and the doubtful ones when they are many.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from ltv.decisions.selection_pairs import CLOSE, SLACK, Pairs, best_of_each
from ltv.decisions.selection_programme import EXACT_UP_TO, decided

_CUTS = 200
"""Cutting planes tried before the bound is taken as it is."""


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
    free = best_of_each(possible, possible.gain)
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
    return caps + SLACK * np.where(np.isfinite(caps), np.maximum(1.0, caps), 1.0)


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
        candidate, proven = decided(pairs, prices, exact_up_to)
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
        chosen = best_of_each(pairs, reduced)
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
        waiting = waiting[~served[pairs.customer[waiting]] & (pairs.use[waiting] <= room + SLACK).all(axis=1)]
        _, first = np.unique(pairs.customer[waiting], return_index=True)
        leading = waiting[np.sort(first)]
        spent = np.cumsum(pairs.use[leading], axis=0)
        number = int((spent <= room + SLACK).all(axis=1).sum())
        taken.append(leading[:number])
        served[pairs.customer[leading[:number]]] = True
        room = room - (spent[number - 1] if number else 0.0)
    return np.concatenate([np.empty(0, dtype=np.intp), *taken])
