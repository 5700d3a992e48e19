"""From which weight of short-term results on another set of initiatives would be chosen."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ltv.decisions.portfolio.problem import Floats, Problem, Sets
from ltv.decisions.portfolio.selection import first_set
from ltv.decisions.portfolio.sets import totals
from ltv.errors import InvalidTableError

_Piece = tuple[float, float, Sets]


def balance(problem: Problem, short: Floats, short_together: Floats | None = None) -> pd.DataFrame:
    """The best set for every weight λ of the short term in λ · short + (1 − λ) · value.

    The best value is a convex chain of lines in λ, one per set; each break-point is found by solving where two known
    lines cross until nothing better is found there (Aneja & Nair, Management Science 25, 1979).

    Parameters
    ----------
    problem : Problem
        Its values are the long term.
    short : per option
        The short-term result in the same unit, such as margin of the first 90 days.
    short_together : per pair of `problem.pairs`, as in `Problem.together`; by default 0

    Returns
    -------
    DataFrame, one row per set, from λ = 0 to λ = 1
        `low`, `high`, the λ between which the set is best; `chosen` (ids), `value`, `short` of the set. The `low` of
        every row after the first is a break-point.
    """
    together = np.zeros(len(problem.pairs)) if short_together is None else short_together
    line = _Lines(problem, np.asarray(short, dtype=np.float64), together)
    first, last = line.best(0.0), line.best(1.0)
    if first is None or last is None:
        raise InvalidTableError("portfolio", ["no set keeps every limit and rule; ask for the smallest relaxation"])
    chain = line.between(first, last)
    rows, low = [], 0.0
    for place, columns in enumerate(chain):
        high = line.crossing(columns, chain[place + 1]) if place + 1 < len(chain) else 1.0
        if high > low:
            rows.append((low, high, problem.chosen(columns), *line.of(columns)))
            low = high
    return pd.DataFrame(rows, columns=["low", "high", "chosen", "value", "short"])


def break_points(table: pd.DataFrame) -> list[float]:
    """Weights of the short term at which the best set changes."""
    return [float(low) for low in table["low"].iloc[1:]]


def row_at(table: pd.DataFrame, weight: float) -> int:
    """The row of the set that is best at a weight; at a break-point the set beyond it."""
    return max(0, int(np.searchsorted(table["low"].to_numpy(dtype=np.float64), weight, side="right")) - 1)


class _Lines:
    """Sets as lines over λ."""

    def __init__(self, problem: Problem, short: Floats, together: Floats) -> None:
        self._problem, self._short, self._together = problem, short, together

    def _at(self, weight: float) -> Problem:
        value = weight * self._short + (1 - weight) * self._problem.value
        together = weight * self._together + (1 - weight) * self._problem.together
        return self._problem.valued(value, self._problem.pairs, together)

    def best(self, weight: float) -> Sets | None:
        return first_set(self._at(weight))

    def of(self, columns: Sets) -> tuple[float, float]:
        """Long-term value and short-term result of a set."""
        one = columns[None]
        long = totals(self._problem, one, self._problem.value, self._problem.together)
        return float(long[0]), float(totals(self._problem, one, self._short, self._together)[0])

    def crossing(self, a: Sets, b: Sets) -> float:
        """λ at which two sets are worth the same, from 0 to 1; 0 where they always are."""
        (long_a, short_a), (long_b, short_b) = self.of(a), self.of(b)
        slope = (short_b - short_a) + (long_a - long_b)
        return min(1.0, max(0.0, (long_a - long_b) / slope)) if slope else 0.0

    def between(self, a: Sets, b: Sets) -> list[Sets]:
        """Sets best somewhere between two, in order of λ."""
        if (a == b).all():
            return [a]
        weight = self.crossing(a, b)
        middle = self.best(weight)
        problem = self._at(weight)
        if middle is None:
            return [a, b]
        worth = totals(problem, np.array([a, b, middle]), problem.value, problem.together)
        if worth[2] <= max(worth[0], worth[1]) + problem.tolerance:
            return [a, b]
        return self.between(a, middle)[:-1] + self.between(middle, b)
