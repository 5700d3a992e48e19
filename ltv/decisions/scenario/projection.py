"""The months ahead: who stays, comes back and is won, and what they pay; for every draw of what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ltv.decisions.scenario.effects import Effects
from ltv.decisions.scenario.hazards import drawn, drawn_early, drawn_growth, expected, expected_early
from ltv.decisions.scenario.levers import Lever
from ltv.decisions.scenario.pools import World, months_ahead
from ltv.decisions.scenario.state import Base, Floats

DRAWS, SEED = 2_000, 20260930
_BLOCK = 1 << 17
"""Numbers of one array that a pass works on, so that all of them stay in the processor's cache."""


@dataclass(frozen=True, eq=False)
class Projection:
    """What becomes of a company, draws × (months + 1), today first; one row where all draws are alike.

    Attributes
    ----------
    kept : customers of today who are still, or again, there
    opening : revenue a month of the customers of today
    gross : the same without what expanded, came back or got dearer
    active, revenue : customers and revenue a month of all, new ones and those who came back included
    won : customers won
    spent : money for winning them
    costs : of levers, months + 1
    margin : gross margin less cost to serve, winning customers and levers, money a month; what is sold costs what it
        costs today, so a dearer price is margin in full
    cash : the same, when contracts are paid for a term in advance: what comes in less what margin takes off revenue.
        Today's is told as if paid by month
    """

    kept: Floats
    opening: Floats
    gross: Floats
    active: Floats
    revenue: Floats
    won: Floats
    spent: Floats
    costs: Floats
    margin: Floats
    cash: Floats

    @property
    def nrr(self) -> Floats:
        """Revenue of the customers of today ÷ their revenue today, a share; NaN without any."""
        return _per_start(self.opening)

    @property
    def grr(self) -> Floats:
        """The same of what they paid already."""
        return _per_start(self.gross)

    @property
    def retention(self) -> Floats:
        """Share of the customers of today who are there."""
        return _per_start(self.kept)


def _per_start(values: Floats) -> Floats:
    start = values[:, :1]
    return np.asarray(values / np.where(start > 0, start, np.nan))


def projected(base: Base, levers: Sequence[Lever] = (), *, months: int = 12, rows: int = 1) -> Projection:
    """The months ahead at mean hazards: one row, or as many as the levers have sizes."""
    hazard, early = expected(base), expected_early(base)
    shape = (rows, *hazard.shape)
    world = World(np.broadcast_to(hazard, shape), np.broadcast_to(early, shape[:2]), np.zeros(shape[:2]))
    return _run(base, Effects.of(base, levers, months), world, months)


def simulated(
    base: Base, levers: Sequence[Lever] = (), *, months: int = 12, draws: int = DRAWS, seed: int = SEED
) -> Projection:
    """The months ahead in every draw of hazards and growth.

    The same seed gives the same draws whatever the levers: a scenario and the base differ by the levers alone.
    """
    world = World(drawn(base, draws, seed), drawn_early(base, draws, seed), drawn_growth(base, draws, seed))
    return _run(base, Effects.of(base, levers, months), world, months)


def _run(base: Base, moved: Effects, world: World, months: int) -> Projection:
    """Block by block of draws."""
    draws = max(_BLOCK // max(int((base.customers > 0).sum()), 1), 1)
    blocks = [slice(i, i + draws) for i in range(0, len(world.hazard), draws)]
    parts = [months_ahead(base, moved.of_draws(block), world.of_draws(block), months) for block in blocks]
    kept, opening, gross, active, revenue, listed, received, reached = (np.concatenate(part) for part in zip(*parts))
    cpa = np.zeros(len(base.segments)) if base.cpa is None else np.nan_to_num(base.cpa)
    won = _by_month([base.new @ moved.new(month) for month in range(months)], 0.0)
    spent = _by_month([(base.new * cpa) @ (moved.new(month) * moved.cpa(month)) for month in range(months)], 0.0)
    costs = _by_month(list(moved.cost()[:, None]), 0.0) + reached
    rate = base.margin + _by_month([moved.margin(month) for month in range(months)], 0.0)
    served = base.service * _by_month([moved.service(month) for month in range(months)], 1.0)
    margin = revenue - listed * (1 - rate) - active * served - spent - costs
    cash = margin + received - revenue
    return Projection(kept, opening, gross, active, revenue, won, spent, costs, margin, cash)


def _by_month(ahead: Sequence[Floats], today: float) -> Floats:
    """One array of draws per month as draws × (months + 1), today first."""
    each = np.broadcast_arrays(np.full(1, today), *ahead)
    return np.stack(each, axis=1)
