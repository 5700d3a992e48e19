"""The months ahead: who stays, comes back and is won, and what they pay; for every draw of what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ltv.decisions.scenario.effects import Effects, effects
from ltv.decisions.scenario.hazards import drawn, expected
from ltv.decisions.scenario.levers import Lever
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
    margin : gross margin less cost to serve, winning customers and levers, money a month
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


def projected(base: Base, levers: Sequence[Lever] = (), *, months: int = 12) -> Projection:
    """The months ahead at mean hazards: one row."""
    return _run(base, effects(base, levers, months), expected(base)[None], np.zeros((1, len(base.segments))), months)


def simulated(
    base: Base, levers: Sequence[Lever] = (), *, months: int = 12, draws: int = DRAWS, seed: int = SEED
) -> Projection:
    """The months ahead in every draw of hazards and growth.

    The same seed gives the same draws whatever the levers: a scenario and the base differ by the levers alone.
    """
    noise = np.random.default_rng(seed + 1).standard_normal((draws, len(base.segments))) * base.net_se
    return _run(base, effects(base, levers, months), drawn(base, draws, seed), noise, months)


def _run(base: Base, moved: Effects, hazards: Floats, noise: Floats, months: int) -> Projection:
    """Block by block of draws."""
    rows = max(_BLOCK // max(base.customers.size, 1), 1)
    parts = [
        _block(base, moved.of_draws(slice(i, i + rows)), hazards[i : i + rows], noise[i : i + rows], months)
        for i in range(0, len(hazards), rows)
    ]
    kept, opening, gross, active, revenue = (np.concatenate(part, axis=0) for part in zip(*parts))
    cpa = np.zeros(len(base.segments)) if base.cpa is None else np.nan_to_num(base.cpa)
    won = _after(0.0, (base.new * moved.new).sum(axis=-1))
    spent = _after(0.0, (base.new * moved.new * cpa * moved.cpa).sum(axis=-1))
    costs = _after(0.0, moved.cost[:, None])
    rate = base.margin + _after(0.0, moved.margin)
    served = base.service * _after(1.0, moved.service)
    margin = revenue * rate - active * served - spent - costs
    return Projection(kept, opening, gross, active, revenue, won, spent, costs, margin)


def _after(today: float, ahead: Floats) -> Floats:
    """Months × draws as draws × (months + 1), today first."""
    return np.concatenate([np.full((ahead.shape[1], 1), today), ahead.T], axis=1)


@dataclass
class _Pool:
    """Customers there by cell, their revenue, and who left, each draws × segments × bands."""

    there: Floats
    paying: Floats
    gone: Floats


def _block(
    base: Base, moved: Effects, hazard: Floats, noise: Floats, months: int
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """One block of draws through all months."""
    shape = hazard.shape
    today = _Pool(_copies(base.customers, shape), _copies(base.mrr, shape), np.zeros(shape))
    later = _Pool(np.zeros(shape), np.zeros(shape), np.zeros(shape))
    later.gone[:, :, -1] = base.dormant
    gross = _copies(base.mrr, shape)
    price = _price(base)
    level = np.ones(shape[:2])
    found: list[list[Floats]] = [[], [], [], [], []]
    _note(found, today, later, gross)
    for month in range(months):
        leaves = np.minimum(hazard * moved.hazard[month], 1.0)
        lost = np.minimum(leaves * base.size_tilt[:, None], 1.0)
        growth = moved.growth[month] + noise[:, :, None]
        level = level * growth.mean(axis=2)
        back = np.clip(base.reactivation * moved.reactivation[month], 0.0, 1.0)[:, :, None]
        gross = _older(gross * (1 - lost) * np.minimum(moved.loss[month], 1.0))
        for pool in (today, later):
            _step(pool, leaves, lost, growth, back, price * level[:, :, None])
        later.there[:, :, 0] += base.new * moved.new[month]
        later.paying[:, :, 0] += base.new * moved.new[month] * base.new_mrr * moved.price[month]
        _note(found, today, later, gross)
    return tuple(np.stack(each, axis=1) for each in found)  # type: ignore[return-value]


def _step(pool: _Pool, leaves: Floats, lost: Floats, growth: Floats, back: Floats, price: Floats) -> None:
    """One month: who leaves, who comes back, what they pay; all a month older."""
    left, returned = pool.there * leaves, pool.gone * back
    pool.there = _older(pool.there - left + returned)
    pool.paying = _older(pool.paying * (1 - lost) * growth + returned * price)
    pool.gone = _older(pool.gone - returned + left)


def _older(cells: Floats) -> Floats:
    """Everybody one band on; the last band keeps its own."""
    found = np.empty_like(cells)
    found[:, :, 0] = 0.0
    found[:, :, 1:] = cells[:, :, :-1]
    found[:, :, -1] += cells[:, :, -1]
    return found


def _note(found: list[list[Floats]], today: _Pool, later: _Pool, gross: Floats) -> None:
    kept, opening = today.there.sum(axis=(1, 2)), today.paying.sum(axis=(1, 2))
    active, revenue = kept + later.there.sum(axis=(1, 2)), opening + later.paying.sum(axis=(1, 2))
    for each, value in zip(found, (kept, opening, gross.sum(axis=(1, 2)), active, revenue)):
        each.append(value)


def _copies(cells: Floats, shape: tuple[int, ...]) -> Floats:
    return np.broadcast_to(cells, shape).copy()


def _price(base: Base) -> Floats:
    """What a customer of each segment pays a month, for those who come back."""
    people, money = base.customers.sum(axis=1), base.mrr.sum(axis=1)
    return np.asarray(np.where(people > 0, money / np.where(people > 0, people, 1), base.new_mrr))[None, :, None]
