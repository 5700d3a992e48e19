"""Every set of initiatives that keeps the limits and the rules, when there are few enough to look at them all."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from ltv.decisions.portfolio.problem import Floats, Problem, Sets

MOST_SETS = 2**15
"""Up to so many sets, 15 initiatives without sizes, all are looked at; beyond, a mixed-integer programme decides."""


def is_enumerable(problem: Problem) -> bool:
    """Whether the sets of options, limits aside, are few enough to look at them all."""
    counts = Counter(problem.initiative).values()
    return math.prod(count + 1 for count in counts) <= MOST_SETS


def feasible_sets(problem: Problem) -> Sets:
    """All sets that keep every limit and rule, the cheaper first, then the smaller, then by order of the options.

    Returns
    -------
    bool, sets × options; no row when nothing can be kept
    """
    sets = np.zeros((1, problem.size), dtype=bool)
    for name in problem.names:
        grown = [sets]
        for column in problem.columns(name):
            with_it = sets.copy()
            with_it[:, column] = True
            grown.append(with_it)
        sets = np.concatenate(grown)
        sets = sets[fits(problem, sets)]
    return in_order(problem, sets[keeps_rules(problem, sets)])


def fits(problem: Problem, sets: Sets) -> Sets:
    """Which sets stay within every limit, shape (sets,)."""
    return np.asarray((sets @ problem.use <= problem.room).all(axis=1))


def keeps_rules(problem: Problem, sets: Sets) -> Sets:
    """Which sets have one size per initiative and keep what is required, excluded, forced and forbidden."""
    kept = np.ones(len(sets), dtype=bool)
    has = {name: sets[:, problem.columns(name)].any(axis=1) for name in _named(problem)}
    for name in problem.names:
        kept &= sets[:, problem.columns(name)].sum(axis=1) <= 1
    for a, b in problem.requires:
        kept &= ~has[a] | has[b]
    for a, b in problem.excludes:
        kept &= ~(has[a] & has[b])
    for name in problem.forced:
        kept &= has[name]
    for name in problem.forbidden:
        kept &= ~has[name]
    return kept


def _named(problem: Problem) -> set[str]:
    rules = problem.requires + problem.excludes
    return {*problem.forced, *problem.forbidden, *(name for rule in rules for name in rule)}


def in_order(problem: Problem, sets: Sets) -> Sets:
    """Sets sorted so that of equals the first is taken: cheaper, then fewer, then with the earlier options."""
    cost = np.round(sets @ problem.cost, 9)
    keys = (*(~sets[:, column] for column in reversed(range(problem.size))), sets.sum(axis=1), cost)
    return sets[np.lexsort(keys)]


def totals(problem: Problem, sets: Sets, value: Floats, together: Floats) -> Floats:
    """What sets are worth: Σ of each alone + Σ of what pairs of them are worth beyond that.

    Parameters
    ----------
    value, together : shape (options,) and (pairs,), or (draws, options) and (draws, pairs)

    Returns
    -------
    shape (sets,), or (draws, sets)
    """
    return np.asarray(value @ sets.T + together @ both(problem.pairs, sets).T)


def both(pairs: tuple[tuple[int, int], ...], sets: Sets) -> Sets:
    """Whether each set holds both of each pair, shape (sets, pairs)."""
    first = [a for a, _ in pairs]
    second = [b for _, b in pairs]
    return np.asarray(sets[:, first] & sets[:, second])


def first_best(value: Floats, tolerance: Floats) -> NDArray[np.intp]:
    """Position of the largest in each row, the first of those within `tolerance` of it; shape (rows,)."""
    return np.asarray(np.argmax(value >= value.max(axis=1, keepdims=True) - tolerance[:, None], axis=1))
