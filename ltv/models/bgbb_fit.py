"""The likelihood of opportunities taken and let pass, with exact gradient and Hessian."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ltv.metrics.opportunities import Opportunities
from ltv.models.fit import Fit, climb
from ltv.models.newton import Floats, Maximum, maximise
from ltv.models.rising import rising

NAMES = ("alpha", "beta", "gamma", "delta")
NO_BETTER = 0.1
"""A log-likelihood that beats customers who never leave by less than this is no better."""
_STARTS = ((1.0, 1.0, 1.0, 3.0), (0.5, 2.0, 0.5, 5.0), (2.0, 1.0, 1.0, 10.0), (1.0, 5.0, 2.0, 2.0))


class Ways(NamedTuple):
    """Every way to each history: alive at the end, or left before the i-th of the opportunities let pass last.

    Attributes
    ----------
    row : which history, ascending
    taken, passed : opportunities taken and let pass while alive
    lived : opportunities lived through
    left : 1 where the customer left after them, 0 where they are alive
    """

    row: NDArray[np.int64]
    taken: NDArray[np.int64]
    passed: NDArray[np.int64]
    lived: NDArray[np.int64]
    left: NDArray[np.int64]


def ways(x: NDArray[np.int64], t_x: NDArray[np.int64], n: NDArray[np.int64]) -> Ways:
    """The sum of Fader, Hardie & Shang (2010), eq. 5, written out."""
    number = n - t_x + 1
    row = np.repeat(np.arange(len(x)), number)
    i = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)
    lived = t_x[row] + i
    return Ways(row, x[row], lived - x[row], lived, (lived < n[row]).astype(np.int64))


def log_ways(at: Floats, found: Ways) -> tuple[Floats, Floats, Floats]:
    """Logarithm of each way's chance, and its slopes and bends by log-parameters, one row per parameter (pair).

    B(α+x, β+j) B(γ+left, δ+lived) / (B(α, β) B(γ, δ)), by rising factorials.
    """
    alpha, beta, gamma, delta = np.exp(at).tolist()
    most = int(found.lived.max(initial=0)) + 1
    tables = {c: rising(value, most) for c, value in zip("abgd", (alpha, beta, gamma, delta))}
    buys, leaves = rising(alpha + beta, most), rising(gamma + delta, most)
    taken, passed, lived, left, end = found.taken, found.passed, found.lived, found.left, found.lived + found.left
    index = {"a": taken, "b": passed, "g": left, "d": lived}
    log = sum(tables[c].log[k] for c, k in index.items()) - buys.log[lived] - leaves.log[end]
    slope, bend = np.empty((4, len(lived))), np.zeros((4, 4, len(lived)))
    for i, (c, value) in enumerate(zip("abgd", (alpha, beta, gamma, delta))):
        both, both_at = (buys, lived) if i < 2 else (leaves, end)
        slope[i] = value * (tables[c].slope[index[c]] - both.slope[both_at])
        bend[i, i] = slope[i] + value * value * (tables[c].bend[index[c]] - both.bend[both_at])
    bend[0, 1] = bend[1, 0] = -alpha * beta * buys.bend[lived]
    bend[2, 3] = bend[3, 2] = -gamma * delta * leaves.bend[end]
    return np.asarray(log), slope, bend


@dataclass(frozen=True, eq=False)
class BgbbLikelihood:
    """Log-likelihood by (ln α, ln β, ln γ, ln δ): Fader, Hardie & Shang (2010), eq. 5 and 6."""

    rows: Opportunities

    @cached_property
    def _ways(self) -> Ways:
        return ways(self.rows.x, self.rows.t_x, self.rows.n)

    def __call__(self, at: Floats) -> tuple[float, Floats, Floats]:
        """Value, gradient and Hessian."""
        count, row = self.rows.count.astype(np.float64), self._ways.row
        if not len(count):
            return 0.0, np.zeros(4), np.zeros((4, 4))
        starts = np.flatnonzero(np.diff(row, prepend=-1))
        log, slope, bend = log_ways(at, self._ways)
        most = np.maximum.reduceat(log, starts)
        chance = np.exp(log - most[row])
        total = np.add.reduceat(chance, starts)
        weight = chance / total[row] * count[row]
        mean = np.add.reduceat(chance * slope, starts, axis=1) / total
        hessian = bend @ weight + (slope * weight) @ slope.T - (mean * count) @ mean.T
        return float(count @ (most + np.log(total))), mean @ count, hessian


def fit_opportunities(rows: Opportunities) -> Fit:
    """Fit down the ladder (`climb`); a maximum that hardly beats customers who never leave is left for the prior."""
    staying = _most_without_dropout(rows)

    def is_boundary(top: Maximum) -> bool:
        return top.value < staying + NO_BETTER

    return climb(
        BgbbLikelihood(rows),
        _STARTS,
        names=NAMES,
        customers=rows.customers,
        centre=_STARTS[0],
        is_boundary=is_boundary,
    )


def _most_without_dropout(rows: Opportunities) -> float:
    """Highest log-likelihood of customers who never leave: a Beta-Bernoulli model of all n opportunities."""
    count = rows.count.astype(np.float64)
    alive = Ways(np.arange(len(count)), rows.x, rows.n - rows.x, rows.n, np.zeros(len(count), dtype=np.int64))

    def staying(at: Floats) -> tuple[float, Floats, Floats]:
        log, slope, bend = log_ways(np.array([at[0], at[1], -25.0, 25.0]), alive)
        return float(log @ count), slope[:2] @ count, bend[:2, :2] @ count

    return maximise(staying, np.zeros(2)).value
