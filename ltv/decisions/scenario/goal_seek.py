"""What it would take to reach a target; where that is impossible, how far one gets and what else would do it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from scipy import optimize

from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.projection import Projection, projected
from ltv.decisions.scenario.state import Base, Floats

Aim = Literal["nrr", "retention"]
MOST = {LeverKind.CHURN: 1.0, LeverKind.CONTRACTION: 1.0, LeverKind.EXPANSION: 0.5, LeverKind.REACTIVATION: 9.0,
        LeverKind.PRICE: 1.0}  # fmt: skip
"""How far each lever is tried: churn and contraction down to nothing, half as much again each month, prices doubled."""


@dataclass(frozen=True)
class Goal:
    """What a lever must do for a target.

    Attributes
    ----------
    kind : LeverKind
    size : float
        Of the lever that just reaches the target; NaN where it cannot, 0 where nothing need be done.
    best : float
        The best outcome that the lever can bring, however far it is pulled: where it ends when the target is out of
        reach.
    at_most : float
        How far it is pulled then.
    """

    kind: LeverKind
    size: float
    best: float
    at_most: float

    @property
    def has_limit(self) -> bool:
        """Whether the lever ends by itself: churn and contraction cannot be cut by more than all of it."""
        return self.kind in (LeverKind.CHURN, LeverKind.CONTRACTION)

    @property
    def is_possible(self) -> bool:
        """Whether this lever alone reaches the target."""
        return not math.isnan(self.size)


def outcome(found: Projection, aim: Aim) -> float:
    """Mean NRR or retention at the end of the months ahead."""
    return float(outcomes(found, aim).mean())


def outcomes(found: Projection, aim: Aim) -> Floats:
    """NRR or retention at the end of the months ahead, row by row."""
    return np.asarray((found.nrr if aim == "nrr" else found.retention)[:, -1])


def goal_seek(
    base: Base, target: float, lever: Lever, *, levers: Sequence[Lever] = (), months: int = 12, aim: Aim = "nrr"
) -> Goal:
    """How large one lever must be, its reach and timing as given, beside other levers already pulled."""
    base = base.only_today

    def reached(size: float) -> float:
        return outcome(projected(base, [*levers, replace(lever, size=size)], months=months), aim)

    most = MOST.get(lever.kind, 1.0)
    tried = np.linspace(0.0, most, _TRIED if lever.kind in _UP_AND_DOWN else 2)
    found = outcomes(projected(base, [*levers, replace(lever, size=tried)], months=months, rows=len(tried)), aim)
    now = float(found[0])
    at_most, best = _best(reached, tried, found)
    if now >= target:
        return Goal(lever.kind, 0.0, best, at_most)
    if not best >= target:
        return Goal(lever.kind, math.nan, best, at_most)
    over = np.flatnonzero(found >= target)
    high = float(tried[over[0]]) if len(over) else at_most
    low = float(tried[tried < high][-1])
    size = optimize.brentq(lambda x: reached(x) - target, low, high, xtol=1e-12)
    return Goal(lever.kind, float(size), best, at_most)


_UP_AND_DOWN, _TRIED = (LeverKind.PRICE,), 33
"""Levers of which more may be worse, and at how many sizes they are tried."""


def _best(reached: Callable[[float], float], tried: Floats, found: Floats) -> tuple[float, float]:
    """The size that brings most, and what it brings; between two of those tried where it lies there."""
    top = int(np.nanargmax(found)) if np.isfinite(found).any() else len(found) - 1
    if not 0 < top < len(tried) - 1:
        return float(tried[top]), float(found[top])
    around = (float(tried[top - 1]), float(tried[top + 1]))
    peak = optimize.minimize_scalar(lambda x: -reached(x), bounds=around, method="bounded")
    return (float(peak.x), -float(peak.fun)) if -peak.fun > found[top] else (float(tried[top]), float(found[top]))


def contour(
    base: Base,
    *,
    months: int = 12,
    cuts: int = 21,
    steps: int = 16,
    most_expansion: float = 0.03,
    levers: Sequence[Lever] = (),
) -> pd.DataFrame:
    """NRR over a cut of all churn and an addition to monthly expansion.

    Returns
    -------
    DataFrame, one row per cell
        `x` (share of churn cut), `y` (points added a month), `nrr`.
    """
    each = np.linspace(0, 1, cuts), np.linspace(0, most_expansion, steps)
    cut, added = (values.ravel() for values in np.meshgrid(*each, indexing="ij"))
    pulled = [*levers, Lever(LeverKind.CHURN, cut), Lever(LeverKind.EXPANSION, added)]
    found = projected(base.only_today, pulled, months=months, rows=len(cut))
    return pd.DataFrame({"x": cut, "y": added, "nrr": outcomes(found, "nrr")})


def frontier(
    base: Base, target: float, *, months: int = 12, points: int = 21, most_expansion: float = 0.03,
    levers: Sequence[Lever] = (),
) -> pd.DataFrame:  # fmt: skip
    """For each cut of churn, how much expansion must be added for a target NRR: the line on the contour.

    Returns
    -------
    DataFrame, by cut
        `x`, `y`; only where the addition lies between 0 and `most_expansion`.
    """
    rows = []
    for cut in np.linspace(0, 1, points).tolist():
        goal = goal_seek(
            base, target, Lever(LeverKind.EXPANSION, 0.0), levers=[*levers, Lever(LeverKind.CHURN, cut)], months=months
        )
        if goal.is_possible and 0 < goal.size <= most_expansion:
            rows.append((cut, goal.size))
    return pd.DataFrame(rows, columns=["x", "y"])
