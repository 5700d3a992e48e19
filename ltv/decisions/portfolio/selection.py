"""The set of initiatives worth most within budget, people and rules."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ltv.decisions.portfolio.problem import Floats, Problem, Sets
from ltv.decisions.portfolio.programme import best_by_programme, first_by_programme
from ltv.decisions.portfolio.relaxation import Relaxation, relaxed, smallest_relaxation
from ltv.decisions.portfolio.sets import feasible_sets, first_best, is_enumerable, totals


@dataclass(frozen=True, eq=False)
class Portfolio:
    """A set that was chosen.

    Attributes
    ----------
    chosen : ids of options, in order
    columns : bool, per option
    value : its worth, overlaps counted
    cost : money
    used : per resource
    relaxed : what had to give way; empty when every limit and rule is kept
    """

    chosen: tuple[str, ...]
    columns: Sets
    value: float
    cost: float
    used: Floats
    relaxed: tuple[Relaxation, ...] = ()

    @property
    def is_feasible(self) -> bool:
        """Whether it keeps every limit and rule."""
        return not self.relaxed


def best_portfolio(problem: Problem) -> Portfolio:
    """The set with the largest value; of equals the cheaper, then the smaller, then the one with the earlier options.

    Up to `sets.MOST_SETS` sets all are looked at; beyond, a mixed-integer programme decides, with equal results. Where
    no set keeps every limit and rule, the best one under the smallest relaxation, which is named.
    """
    columns = first_set(problem)
    if columns is not None:
        return portfolio_of(problem, columns)
    given_way = smallest_relaxation(problem)
    columns = first_set(relaxed(problem, given_way))
    if columns is None:
        raise RuntimeError("the relaxation found leaves no set either")
    return portfolio_of(problem, columns, given_way)


def portfolio_of(problem: Problem, columns: Sets, given_way: tuple[Relaxation, ...] = ()) -> Portfolio:
    """A given set with its worth and use."""
    used = columns @ problem.use
    value = float(totals(problem, columns[None], problem.value, problem.together)[0])
    return Portfolio(problem.chosen(columns), columns, value, float(used[0]), used, given_way)


def first_set(problem: Problem) -> Sets | None:
    """The best set, ties decided; shape (options,). None when no set keeps every limit and rule."""
    if not is_enumerable(problem):
        return first_by_programme(problem)
    sets = feasible_sets(problem)
    if not len(sets):
        return None
    value = totals(problem, sets, problem.value, problem.together)
    return np.asarray(sets[first_best(value[None], np.array([problem.tolerance]))[0]])


def best_value(problem: Problem) -> float:
    """The largest value within limits and rules; NaN when there is no feasible set."""
    if is_enumerable(problem):
        sets = feasible_sets(problem)
        return float(totals(problem, sets, problem.value, problem.together).max()) if len(sets) else math.nan
    columns = best_by_programme(problem)
    return math.nan if columns is None else portfolio_of(problem, columns).value
