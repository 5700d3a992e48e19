"""What would have to give way when nothing keeps every limit and rule: as few of them and as little as possible."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from ltv.decisions.portfolio.problem import Floats, Problem, Sets
from ltv.decisions.portfolio.programme import best_by_programme
from ltv.metrics.metric import Text

Kind = Literal["limit", "forced", "forbidden", "requires", "excludes"]

KIND_NAMES: dict[Kind, Text] = {
    "limit": Text("上限を広げる", "Raise the limit"),
    "forced": Text("「必ず入れる」を外す", "No longer insist on it"),
    "forbidden": Text("「入れない」を外す", "Allow it again"),
    "requires": Text("前提条件を外す", "Do without the prerequisite"),
    "excludes": Text("同時に行わない条件を外す", "Allow both"),
}

_WEIGHT: dict[Kind, float] = {"forced": 1.0, "forbidden": 1.0, "requires": 2.0, "excludes": 2.0}
"""Wishes give way before facts."""


@dataclass(frozen=True)
class Relaxation:
    """One thing that gives way.

    Attributes
    ----------
    names : the resource, the initiative, or the two of a rule
    amount : by how much a limit is raised, in its own unit; NaN for a rule
    """

    kind: Kind
    names: tuple[str, ...]
    amount: float = math.nan


def smallest_relaxation(problem: Problem) -> tuple[Relaxation, ...]:
    """The fewest limits and rules that have to give way for any set to be possible; of equals, by the least.

    A limit gives way by a share of itself (of all that could be used, where it is 0). A wish, forced or forbidden,
    counts as much as a limit doubled; a fact, a prerequisite or an exclusion, twice that. Between relaxations as small
    as each other, the one that leaves the set worth most. Empty when there is a feasible set.
    """
    if best_by_programme(problem) is not None:
        return ()
    return tuple(_passed(problem, _nearest(problem)))


def relaxed(problem: Problem, given_way: tuple[Relaxation, ...]) -> Problem:
    """The problem after some of its limits and rules have given way."""
    for one in given_way:
        if one.kind == "limit":
            (name,) = one.names
            place = problem.resources.index(name)
            problem = problem.limited(name, float(problem.limits[place]) + one.amount)
        else:
            problem = without(problem, one)
    return problem


def without(problem: Problem, rule: Relaxation) -> Problem:
    """The problem without one of its rules."""
    names = set(rule.names)
    return replace(
        problem,
        forced=problem.forced - names if rule.kind == "forced" else problem.forced,
        forbidden=problem.forbidden - names if rule.kind == "forbidden" else problem.forbidden,
        requires=tuple(pair for pair in problem.requires if rule.kind != "requires" or pair != rule.names),
        excludes=tuple(pair for pair in problem.excludes if rule.kind != "excludes" or pair != rule.names),
    )


def rules(problem: Problem) -> Iterator[Relaxation]:
    """Every rule of a problem, as what could give way."""
    yield from (Relaxation("forced", (name,)) for name in sorted(problem.forced))
    yield from (Relaxation("forbidden", (name,)) for name in sorted(problem.forbidden))
    yield from (Relaxation("requires", pair) for pair in problem.requires)
    yield from (Relaxation("excludes", pair) for pair in problem.excludes)


def _passed(problem: Problem, columns: Sets) -> Iterator[Relaxation]:
    """What a set does not keep."""
    used = columns @ problem.use
    for place in np.flatnonzero(used > problem.room):
        yield Relaxation("limit", (problem.resources[place],), float(used[place] - problem.limits[place]))
    has = {name: bool(columns[problem.columns(name)].any()) for name in (*problem.initiative, *problem.ids)}
    for rule in rules(problem):
        first, last = has[rule.names[0]], has[rule.names[-1]]
        broken = {
            "forced": not first,
            "forbidden": first,
            "requires": first and not last,
            "excludes": first and last,
        }
        if broken[rule.kind]:
            yield rule


def _nearest(problem: Problem) -> Sets:
    """The set that breaks fewest limits and rules; of equals by the least; of equals the one worth most."""
    given = list(rules(problem))
    size, limits = problem.size, np.flatnonzero(np.isfinite(problem.limits))
    over, raised, dropped = size, size + len(limits), size + 2 * len(limits)
    width = dropped + len(given)
    rows: list[tuple[Floats, float]] = []
    for place, resource in enumerate(limits):
        use = problem.use[:, resource] / (problem.limits[resource] or problem.use[:, resource].sum() or 1.0)
        rows.append((_row(width, (np.arange(size), use), (over + place, -1.0)), float(problem.limits[resource] > 0)))
        rows.append((_row(width, (over + place, 1.0), (raised + place, -use.sum() - 1.0)), 0.0))
    for place, rule in enumerate(given):
        terms, high = _terms(problem, rule)
        rows.append((_row(width, *terms, (dropped + place, -1.0)), high))
    rows += [(_row(width, (problem.columns(name), 1.0)), 1.0) for name in problem.names]
    weight = np.array([_WEIGHT[rule.kind] for rule in given])
    count = _row(width, (np.arange(raised, width), 1.0))
    amount = _row(width, (np.arange(over, raised), 1.0), (np.arange(dropped, width), weight))
    worth = _row(width, (np.arange(size), -problem.value / (np.abs(problem.value).max(initial=0.0) or 1.0)))
    found = np.zeros(width)
    for aim in (count, amount, worth):
        found = _least(aim, rows, over, raised)
        rows.append((aim, float(aim @ found) + 1e-7))
    return np.asarray(found[:size] > 0.5)


_Term = tuple[Any, Any]


def _terms(problem: Problem, rule: Relaxation) -> tuple[list[_Term], float]:
    """A rule as a row, Σ terms ≤ a number, kept unless the rule gives way."""
    first, last = problem.columns(rule.names[0]), problem.columns(rule.names[-1])
    rows: dict[Kind, tuple[list[_Term], float]] = {
        "forced": ([(first, -1.0)], -1.0),
        "forbidden": ([(first, 1.0)], 0.0),
        "requires": ([(first, 1.0), (last, -1.0)], 0.0),
        "excludes": ([(first, 1.0), (last, 1.0)], 1.0),
    }
    return rows[rule.kind]


def _row(width: int, *terms: _Term) -> Floats:
    row = np.zeros(width)
    for place, factor in terms:
        np.add.at(row, place, factor)
    return row


def _least(aim: Floats, rows: list[tuple[Floats, float]], over: int, raised: int) -> Floats:
    """The solution with the least aim: options and what gives way whole, by how much limits are passed not."""
    whole = np.ones(len(aim), dtype=np.int64)
    whole[over:raised] = 0
    upper = np.ones(len(aim))
    upper[over:raised] = np.inf
    matrix, high = np.array([row for row, _ in rows]), np.array([limit for _, limit in rows])
    found = milp(aim, constraints=LinearConstraint(matrix, ub=high), integrality=whole, bounds=Bounds(0, upper))
    return np.asarray(found.x)
