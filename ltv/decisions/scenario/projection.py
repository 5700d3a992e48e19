"""The months ahead: who stays, comes back and is won, and what they pay; for every draw of what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ltv.decisions.scenario.effects import Effects, effects
from ltv.decisions.scenario.hazards import drawn, drawn_early, drawn_growth, expected, expected_early
from ltv.decisions.scenario.levers import Lever
from ltv.decisions.scenario.state import Base, Floats, Ints

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


def projected(base: Base, levers: Sequence[Lever] = (), *, months: int = 12) -> Projection:
    """The months ahead at mean hazards: one row."""
    noise = np.zeros((1, len(base.segments)))
    world = _World(expected(base)[None], expected_early(base)[None], noise)
    return _run(base, effects(base, levers, months), world, months)


def simulated(
    base: Base, levers: Sequence[Lever] = (), *, months: int = 12, draws: int = DRAWS, seed: int = SEED
) -> Projection:
    """The months ahead in every draw of hazards and growth.

    The same seed gives the same draws whatever the levers: a scenario and the base differ by the levers alone.
    """
    world = _World(drawn(base, draws, seed), drawn_early(base, draws, seed), drawn_growth(base, draws, seed))
    return _run(base, effects(base, levers, months), world, months)


@dataclass(frozen=True, eq=False)
class _World:
    """What is not known, by draw: hazards at renewals by cell; hazards between them, and growth, by segment."""

    hazard: Floats
    early: Floats
    growth: Floats

    def of_draws(self, rows: slice) -> _World:
        return _World(self.hazard[rows], self.early[rows], self.growth[rows])


def _run(base: Base, moved: Effects, world: _World, months: int) -> Projection:
    """Block by block of draws."""
    rows = max(_BLOCK // max(base.customers.size, 1), 1)
    blocks = [slice(i, i + rows) for i in range(0, len(world.hazard), rows)]
    parts = [_block(base, moved.of_draws(block), world.of_draws(block), months) for block in blocks]
    kept, opening, gross, active, revenue, received, reached = (np.concatenate(part) for part in zip(*parts))
    cpa = np.zeros(len(base.segments)) if base.cpa is None else np.nan_to_num(base.cpa)
    won = _after(0.0, (base.new * moved.new).sum(axis=-1))
    spent = _after(0.0, (base.new * moved.new * cpa * moved.cpa).sum(axis=-1))
    costs = _after(0.0, moved.cost[:, None]) + reached
    rate = base.margin + _after(0.0, moved.margin)
    served = base.service * _after(1.0, moved.service)
    margin = revenue * rate - active * served - spent - costs
    cash = margin + received - revenue
    return Projection(kept, opening, gross, active, revenue, won, spent, costs, margin, cash)


def _after(today: float, ahead: Floats) -> Floats:
    """Months × draws as draws × (months + 1), today first."""
    return np.concatenate([np.full((ahead.shape[1], 1), today), ahead.T], axis=1)


@dataclass
class _Pool:
    """Customers there by cell, their revenue, and who left, each draws × segments × bands."""

    there: Floats
    paying: Floats
    gone: Floats


def _block(base: Base, moved: Effects, world: _World, months: int) -> tuple[Floats, ...]:
    """One block of draws through all months."""
    shape = world.hazard.shape
    today = _Pool(_copies(base.customers, shape), _copies(base.mrr, shape), np.zeros(shape))
    later = _Pool(np.zeros(shape), np.zeros(shape), np.zeros(shape))
    later.gone[:, :, -1] = base.dormant
    gross = _copies(base.mrr, shape)
    price = _price(base)
    level = np.ones(shape[:2])
    found: list[list[Floats]] = [[] for _ in range(7)]
    _note(found, today, later, gross, base.mrr.sum(), np.zeros(shape[0]))
    for month in range(months):
        calendar = _Calendar.of(base, month + 1)
        leaves = np.minimum(calendar.hazard(world) * moved.hazard[month], 1.0)
        lost = np.minimum(leaves * base.size_tilt[:, None], 1.0)
        growth = moved.growth[month] + world.growth[:, :, None]
        level = level * growth.mean(axis=2)
        back = np.clip(base.reactivation * moved.reactivation[month], 0.0, 1.0)[:, :, None]
        reached = _reached(moved, month, today, later)
        gross = _older(gross * (1 - lost) * np.minimum(moved.loss[month], 1.0))
        for pool in (today, later):
            _step(pool, leaves, lost, growth, back, price * level[:, :, None], calendar)
        new = calendar.entering * base.new * moved.new[month]
        later.there[:, :, 0] += new
        later.paying[:, :, 0] += new * base.new_mrr * moved.price[month]
        received = calendar.received(today.paying) + calendar.received(later.paying)
        _note(found, today, later, gross, received, reached)
    return tuple(np.stack(each, axis=1) for each in found)


@dataclass(frozen=True, eq=False)
class _Calendar:
    """What one month ahead means for each row.

    Attributes
    ----------
    due : whether it may leave; None where all may
    entering : how many times its part of the new customers it takes: all of its group's in the row that begins a term
    entry : the row of its group whose term begins; None where every row is its own
    terms : months that are paid for at a renewal
    """

    due: NDArray[np.bool_] | None
    entering: Floats
    entry: Ints | None
    terms: Ints

    @classmethod
    def of(cls, base: Base, month: int) -> _Calendar:
        if not base.has_terms:
            return cls(None, np.ones(len(base.segments)), None, base.term)
        due, entry = base.renews(month), base.entry(month)
        entering = np.zeros(len(due))
        entering[entry] = np.bincount(base.group)[base.group[entry]]
        first = np.full(int(base.group.max()) + 1, -1)
        first[base.group[entry]] = entry
        return cls(due, entering, first[base.group], base.term)

    def hazard(self, world: _World) -> Floats:
        """Hazard of each cell: that of a renewal where one is due, else that of leaving between two."""
        if self.due is None:
            return world.hazard
        return np.where(self.due[:, None], world.hazard, world.early[:, :, None])

    def returning(self, cells: Floats) -> Floats:
        """Who comes back begins a new term."""
        if self.entry is None:
            return cells
        found = np.zeros_like(cells)
        for row in range(cells.shape[1]):
            found[:, self.entry[row] if self.entry[row] >= 0 else row] += cells[:, row]
        return found

    def received(self, paying: Floats) -> Floats:
        """Money that comes in when terms are paid for in advance; by draw."""
        each = paying.sum(axis=2)
        if self.due is None:
            return np.asarray(each.sum(axis=1))
        return np.asarray((each * np.where(self.due, self.terms, 0)).sum(axis=1))


def _reached(moved: Effects, month: int, today: _Pool, later: _Pool) -> Floats:
    """What levers cost for the customers they reach, by draw."""
    if moved.each is None:
        return np.zeros(len(today.there))
    return np.asarray(((today.there + later.there) * moved.each[month]).sum(axis=(1, 2)))


def _step(
    pool: _Pool, leaves: Floats, lost: Floats, growth: Floats, back: Floats, price: Floats, calendar: _Calendar
) -> None:
    """One month: who leaves, who comes back, what they pay; all a month older."""
    left, returned = pool.there * leaves, pool.gone * back
    begun = calendar.returning(returned)
    pool.there = _older(pool.there - left + begun)
    pool.paying = _older(pool.paying * (1 - lost) * growth + begun * price)
    pool.gone = _older(pool.gone - returned + left)


def _older(cells: Floats) -> Floats:
    """Everybody one band on; the last band keeps its own."""
    found = np.empty_like(cells)
    found[:, :, 0] = 0.0
    found[:, :, 1:] = cells[:, :, :-1]
    found[:, :, -1] += cells[:, :, -1]
    return found


def _note(
    found: list[list[Floats]], today: _Pool, later: _Pool, gross: Floats, received: Floats | float, reached: Floats
) -> None:
    kept, opening = today.there.sum(axis=(1, 2)), today.paying.sum(axis=(1, 2))
    active, revenue = kept + later.there.sum(axis=(1, 2)), opening + later.paying.sum(axis=(1, 2))
    cash = np.broadcast_to(received, kept.shape)
    for each, value in zip(found, (kept, opening, gross.sum(axis=(1, 2)), active, revenue, cash, reached)):
        each.append(value)


def _copies(cells: Floats, shape: tuple[int, ...]) -> Floats:
    return np.broadcast_to(cells, shape).copy()


def _price(base: Base) -> Floats:
    """What a customer of each segment pays a month, for those who come back."""
    people = np.bincount(base.group, base.customers.sum(axis=1))[base.group]
    money = np.bincount(base.group, base.mrr.sum(axis=1))[base.group]
    return np.asarray(np.where(people > 0, money / np.where(people > 0, people, 1), base.new_mrr))[None, :, None]
