"""What options are worth in each draw of what is not known, alone and two by two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ltv.decisions.portfolio.problem import Floats, Problem, Sets
from ltv.decisions.portfolio.sets import both


@dataclass(frozen=True, eq=False)
class Values:
    """Draws of what options are worth; every row is one state of the world, the same for all options.

    Attributes
    ----------
    alone : draws × options
        Each option by itself against doing nothing.
    pairs : columns of two options
    together : draws × pairs
        What two options bring beyond the sum of each alone: V({i, j}) − V({i}) − V({j}). Negative where they reach for
        the same customers.
    """

    alone: Floats
    pairs: tuple[tuple[int, int], ...]
    together: Floats

    @classmethod
    def apart(cls, alone: ArrayLike) -> Values:
        """Options that do not touch each other."""
        draws = np.asarray(alone, dtype=np.float64)
        return cls(draws, (), np.zeros((len(draws), 0)))

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.alone)

    def of(self, columns: Sets) -> Floats:
        """Draws of what a set is worth, shape (draws,): of more than two, by all its pairs."""
        return np.asarray(self.alone @ columns + self.together @ both(self.pairs, columns[None])[0])

    def of_sets(self, sets: Sets, rows: slice) -> Floats:
        """The same for many sets and some of the draws, shape (draws, sets)."""
        return np.asarray(self.alone[rows] @ sets.T + self.together[rows] @ both(self.pairs, sets).T)

    def tolerance(self, rows: slice) -> Floats:
        """Per draw, by how much two sets may differ and still be worth the same."""
        return np.asarray(1e-9 * (np.abs(self.alone[rows]).sum(axis=1) + np.abs(self.together[rows]).sum(axis=1)))

    def expected_in(self, problem: Problem) -> Problem:
        """The problem of choosing by the mean of the draws."""
        return self._in(problem, self.alone.mean(axis=0), self.together.mean(axis=0))

    def draw_in(self, problem: Problem, row: int) -> Problem:
        """The problem of choosing when one draw is known to be true."""
        return self._in(problem, self.alone[row], self.together[row])

    def _in(self, problem: Problem, alone: Floats, together: Floats) -> Problem:
        return problem.valued(alone, self.pairs, together)
