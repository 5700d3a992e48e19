"""The best set in every draw of what is not known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ltv.decisions.portfolio.problem import Floats, Problem, Sets
from ltv.decisions.portfolio.programme import best_by_programme
from ltv.decisions.portfolio.selection import first_set
from ltv.decisions.portfolio.sets import feasible_sets, first_best, in_order, is_enumerable
from ltv.decisions.portfolio.values import Values
from ltv.errors import InvalidTableError

SOLVED = 200
"""Draws solved one by one where the sets are too many to look at all of them."""
_CELLS = 4_000_000


@dataclass(frozen=True, eq=False)
class Optima:
    """The best set of each draw.

    Attributes
    ----------
    sets : candidates, sets × options
    best : row of `sets`, per draw; of equals the cheaper, smaller, earlier set
    value : its worth, per draw
    mean : per candidate, its worth averaged over the draws
    is_exact : whether every feasible set is a candidate; else those best in some solved draw or on average
    """

    sets: Sets
    best: NDArray[np.intp]
    value: Floats
    mean: Floats
    is_exact: bool

    @property
    def included(self) -> Sets:
        """Whether each option is in the best set of each draw, draws × options."""
        return self.sets[self.best]


def optima(problem: Problem, values: Values, *, solved: int = SOLVED) -> Optima:
    """The best set of each draw.

    Up to `sets.MOST_SETS` sets every draw is compared over all of them. Beyond, some draws are solved by programme, and
    every draw takes the best of the sets found so.

    Raises
    ------
    InvalidTableError
        When no set keeps every limit and rule.
    """
    exact = is_enumerable(problem)
    sets = feasible_sets(problem) if exact else _found(problem, values, solved)
    if not len(sets):
        raise InvalidTableError("portfolio", ["no set keeps every limit and rule; ask for the smallest relaxation"])
    best, value, total = np.zeros(values.draws, dtype=np.intp), np.zeros(values.draws), np.zeros(len(sets))
    step = max(1, _CELLS // len(sets))
    for start in range(0, values.draws, step):
        rows = slice(start, start + step)
        worth = values.of_sets(sets, rows)
        best[rows] = first_best(worth, values.tolerance(rows))
        value[rows] = worth.max(axis=1)
        total += worth.sum(axis=0)
    return Optima(sets, best, value, total / values.draws, exact)


def _found(problem: Problem, values: Values, solved: int) -> Sets:
    """The sets best on average and in some of the draws."""
    draws = np.unique(np.linspace(0, values.draws - 1, min(solved, values.draws)).astype(int))
    found = [first_set(values.expected_in(problem))]
    found += [best_by_programme(values.draw_in(problem, int(draw))) for draw in draws]
    sets = np.array([one for one in found if one is not None], dtype=bool).reshape(-1, problem.size)
    return in_order(problem, np.unique(sets, axis=0))
