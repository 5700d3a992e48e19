"""The best set as a mixed-integer programme, for more initiatives than sets can be looked at one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from ltv.decisions.portfolio.problem import Floats, Problem, Sets

_SCALE = 1e4
"""The largest worth after scaling. The solver stops within 1e-6 of the best, so within 1e-10 of the largest worth."""
_BLOCK = 10
_TRIES = 1_000


@dataclass(frozen=True, eq=False)
class _Rows:
    """Rows of a programme, low ≤ matrix · x ≤ high; x are the options, then the pairs."""

    matrix: Floats
    low: Floats
    high: Floats

    def and_also(self, row: Floats, low: float, high: float) -> _Rows:
        return _Rows(np.vstack([self.matrix, row]), np.append(self.low, low), np.append(self.high, high))


@dataclass(eq=False)
class _Programme:
    """A problem made ready for the solver; sets it took for feasible within its tolerance are cut off as they appear.

    The solver keeps a limit to one part in a million only. A set found to pass a limit of a resource by more than
    rounding is a cover of it: of the options it holds that use the resource, not all can be in (Balas, Facets of the
    knapsack polytope, Mathematical Programming 8, 1975). Such a cut loses no feasible set.
    """

    problem: Problem
    rows: _Rows
    upper: Floats
    worth: Floats
    cuts: list[tuple[Floats, float]] = field(default_factory=list)

    def solved(self, aim: Floats, rows: _Rows) -> Sets | None:
        """The set with the least aim · x, shape (options,); None when there is no feasible set."""
        whole = np.where(np.arange(len(aim)) < self.problem.size, 1, 0)
        for _ in range(_TRIES):
            matrix = np.vstack([rows.matrix, *(row for row, _ in self.cuts)])
            high = np.append(rows.high, [limit for _, limit in self.cuts])
            low = np.append(rows.low, np.full(len(self.cuts), -np.inf))
            found = milp(
                aim,
                constraints=[LinearConstraint(matrix, low, high)] if len(matrix) else [],
                integrality=whole,
                bounds=Bounds(0.0, self.upper),
                options={"mip_rel_gap": 0.0},
            )
            if found.x is None:
                return None
            columns = np.asarray(found.x[: self.problem.size] > 0.5)
            covers = list(self._covers(columns))
            if not covers:
                return columns
            self.cuts += covers
        raise RuntimeError("the programme did not settle on a set within its limits")

    def _covers(self, columns: Sets) -> Iterator[tuple[Floats, float]]:
        over = columns @ self.problem.use > self.problem.room
        for resource in np.flatnonzero(over):
            row = np.zeros(self.rows.matrix.shape[1])
            row[: self.problem.size] = columns & (self.problem.use[:, resource] > 0)
            yield row, row.sum() - 1

    def value(self, columns: Sets) -> float:
        """−worth · x, with the pairs a set holds."""
        pairs = [columns[a] and columns[b] for a, b in self.problem.pairs]
        return float(self.worth @ np.array([*columns, *pairs], dtype=np.float64))


def best_by_programme(problem: Problem) -> Sets | None:
    """A set with the largest value, any of equals; None when no set keeps every limit and rule."""
    if problem.size == 0:
        return None if problem.forced else np.zeros(0, dtype=bool)
    ready = _ready(problem)
    return ready.solved(-ready.worth, ready.rows)


def first_by_programme(problem: Problem) -> Sets | None:
    """The set with the largest value; of equals the cheaper, then the smaller, then the one with the earlier options.

    Each wish is a programme of its own, in which those before it are kept.
    """
    best = best_by_programme(problem)
    if best is None or problem.size == 0:
        return best
    ready = _ready(problem)
    least = ready.value(best) - problem.tolerance * _unit(problem)
    rows = ready.rows.and_also(ready.worth, least, np.inf)
    wide = rows.matrix.shape[1]
    for aim in (
        _padded(problem.cost / (problem.cost.max() or 1.0) * _SCALE, wide),
        _padded(np.ones(problem.size), wide),
    ):
        best = _kept(ready.solved(aim, rows), best)
        rows = rows.and_also(aim, -np.inf, float(aim[: problem.size] @ best) + 1e-5)
    for start in range(0, problem.size, _BLOCK):
        block = np.arange(start, min(start + _BLOCK, problem.size))
        aim = np.zeros(wide)
        aim[block] = -(2.0 ** np.arange(len(block))[::-1])
        best = _kept(ready.solved(aim, rows), best)
        for column in block:
            rows = rows.and_also(_padded(np.eye(problem.size)[column], wide), best[column], best[column])
    return best


def _kept(found: Sets | None, before: Sets) -> Sets:
    """What a further programme found; the set before it where rounding left it none."""
    return before if found is None else found


def _padded(row: Floats, width: int) -> Floats:
    return np.append(row, np.zeros(width - len(row)))


def _unit(problem: Problem) -> float:
    largest = float(np.abs(np.append(problem.value, problem.together)).max(initial=0.0))
    return _SCALE / largest if largest else 1.0


def _ready(problem: Problem) -> _Programme:
    """The programme of a problem: worth of each variable, rows and upper bounds."""
    kept = problem.together != 0
    pairs = tuple(pair for pair, keep in zip(problem.pairs, kept) if keep)
    problem = replace(problem, pairs=pairs, together=problem.together[kept])
    worth = np.append(problem.value, problem.together) * _unit(problem)
    rows = [*_limit_rows(problem), *_rule_rows(problem), *_pair_rows(problem)]
    width = problem.size + len(pairs)
    matrix = np.array([_padded(row, width) for row, _, _ in rows]).reshape(len(rows), width)
    low, high = np.array([low for _, low, _ in rows]), np.array([high for _, _, high in rows])
    return _Programme(problem, _Rows(matrix, low, high), _upper(problem, width), worth)


_Row = tuple[Floats, float, float]


def _limit_rows(problem: Problem) -> Iterator[_Row]:
    for resource, limit in enumerate(problem.limits):
        if np.isfinite(limit) and limit > 0:
            yield problem.use[:, resource] / limit, -np.inf, 1.0


def _upper(problem: Problem, width: int) -> Floats:
    """1, or 0 where an option alone passes a limit or is forbidden."""
    upper = np.ones(width)
    upper[: problem.size][(problem.use > problem.room).any(axis=1)] = 0
    for name in problem.forbidden:
        upper[problem.columns(name)] = 0
    return upper


def _rule_rows(problem: Problem) -> Iterator[_Row]:
    has = {name: np.zeros(problem.size) for name in (*problem.initiative, *problem.ids)}
    for name, row in has.items():
        row[problem.columns(name)] = 1
    for name in problem.names:
        if has[name].sum() > 1:
            yield has[name], -np.inf, 1.0
    for a, b in problem.requires:
        yield has[a] - has[b], -np.inf, 0.0
    for a, b in problem.excludes:
        yield has[a] + has[b], -np.inf, 1.0
    for name in problem.forced:
        yield has[name], 1.0, np.inf


def _pair_rows(problem: Problem) -> Iterator[_Row]:
    """A pair counts in full where it costs and both are in, and at most as often as each where it brings something."""
    for place, ((a, b), worth) in enumerate(zip(problem.pairs, problem.together)):
        pair = np.zeros(problem.size + len(problem.pairs))
        pair[problem.size + place] = 1
        for column in (a, b):
            one = np.zeros_like(pair)
            one[column] = 1
            if worth > 0:
                yield pair - one, -np.inf, 0.0
        if worth < 0:
            ends = np.zeros_like(pair)
            ends[[a, b]] = 1
            yield ends - pair, -np.inf, 1.0
