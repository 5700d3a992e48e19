"""Customers on their way through the months ahead: those of today, and those who come after.

Who is in the same cell today stays together: a column of customers, which grows a band older each month. Arrays are
columns × draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from ltv.decisions.scenario.effects import Effects
from ltv.decisions.scenario.state import Base, Floats, Ints


@dataclass(frozen=True, eq=False)
class World:
    """What is not known, by draw.

    Attributes
    ----------
    hazard : draws × segments × bands, in months in which customers may leave
    early : draws × segments, in months without a renewal
    growth : draws × segments, how far monthly growth is from its mean
    """

    hazard: Floats
    early: Floats
    growth: Floats

    def of_draws(self, draws: slice) -> Self:
        """The same for some of the draws."""
        return type(self)(self.hazard[draws], self.early[draws], self.growth[draws])


def months_ahead(base: Base, moved: Effects, world: World, months: int) -> tuple[Floats, ...]:
    """Follow everybody through the months; each result is draws × (months + 1), today first.

    Returns
    -------
    tuple
        Customers and revenue of the customers of today; that revenue without growth; customers and revenue of all; that
        revenue at today's prices; money that comes in; what levers cost for whom they reach.
    """
    road = _Road(base, moved, world)
    today, later = _Pool.today(road), _Pool.later(road)
    gross = today.paying.copy()
    found = [_seen(today, later, gross, base.mrr.sum(), np.zeros(road.draws))]
    for month in range(months):
        road.begin(month)
        reached = today.cost(road) + later.cost(road)
        lost, loss = today.step(road)
        gross = np.concatenate([gross * (1 - lost) * loss, np.zeros((len(today.row) - len(gross), road.draws))])
        later.step(road)
        later.add_new(road)
        received = today.received(road) + later.received(road)
        found.append(_seen(today, later, gross, received, reached))
    return tuple(np.stack(each, axis=1) for each in zip(*found))


def _seen(today: _Pool, later: _Pool, gross: Floats, received: Floats | float, reached: Floats) -> tuple[Floats, ...]:
    kept, opening = today.there.sum(axis=0), today.paying.sum(axis=0)
    active, revenue = kept + later.there.sum(axis=0), opening + later.paying.sum(axis=0)
    listed, cash = today.listed() + later.listed(), np.broadcast_to(received, kept.shape)
    return kept, opening, gross.sum(axis=0), active, revenue, listed, cash, reached


class _Road:
    """One month ahead after the other: what it means for each row of the company."""

    def __init__(self, base: Base, moved: Effects, world: World) -> None:
        self.base, self.moved, self.world = base, moved, world
        self.draws, bands = len(world.hazard), base.bands
        heads = base.heads
        self.hazard = np.ascontiguousarray(world.hazard[:, heads].reshape(self.draws, -1).T)
        self.first = np.searchsorted(base.group[heads], base.group) * bands
        self.early = world.early.T
        self.growth = world.growth.T
        self.comes_back = bool((base.reactivation > 0).any())
        self.price = _price(base)[:, None]
        self.level = np.ones((len(base.segments), self.draws))
        self.month = -1

    def begin(self, month: int) -> None:
        """Go to the next month."""
        self.month = month
        self.due = self.base.renews(month + 1)
        self.entry = _entry(self.base, month + 1)
        rows = np.arange(len(self.base.segments))
        if self.comes_back:
            each = [self.moved.growth(month, rows, np.full(len(rows), band)) for band in range(self.base.bands)]
            self.level = self.level * (np.mean(each, axis=0) + self.growth)
            self.back = np.clip(self.base.reactivation[:, None] * self.moved.reactivation(month), 0.0, 1.0)

    def leaving(self, row: Ints, band: Ints) -> Floats:
        """Share of each column that leaves."""
        cell = self.first[row] + band
        if not self.base.has_terms:
            found = self.hazard[cell]
        else:
            due = self.due[row]
            found = self.early[row]
            found[due] = self.hazard[cell[due]]
        return np.asarray(np.minimum(found * self.moved.hazard(self.month, row, band), 1.0))


@dataclass(eq=False)
class _Pool:
    """Columns of customers.

    Attributes
    ----------
    row, band : of the company, now
    there, paying, gone : customers, their revenue, and who has left and may come back; columns × draws
    charged : level of their price
    """

    row: Ints
    band: Ints
    there: Floats
    paying: Floats
    gone: Floats
    charged: Floats

    @classmethod
    def today(cls, road: _Road) -> Self:
        """Whoever is there."""
        base = road.base
        row, band = np.nonzero((base.customers > 0) | (base.mrr > 0))
        there, paying = (_copies(cells[row, band], road.draws) for cells in (base.customers, base.mrr))
        return cls(row, band, there, paying, np.zeros_like(there), np.ones((len(row), 1)))

    @classmethod
    def later(cls, road: _Road) -> Self:
        """Nobody yet, but those who left before and may come back."""
        base = road.base
        row = np.flatnonzero((base.dormant > 0) & (base.reactivation > 0))
        none = np.zeros((len(row), road.draws))
        oldest = np.full(len(row), base.bands - 1)
        return cls(row, oldest, none, none.copy(), _copies(base.dormant[row], road.draws), np.ones((len(row), 1)))

    def step(self, road: _Road) -> tuple[Floats, Floats]:
        """One month: who leaves, who comes back, what they pay. Shares of revenue lost, and what contraction leaves."""
        row, band, moved, month = self.row, self.band, road.moved, road.month
        leaves = road.leaving(row, band)
        lost = np.minimum(leaves * road.base.size_tilt[row][:, None], 1.0)
        loss = moved.loss(month, row, band)
        growth = moved.growth(month, row, band) + road.growth[row]
        left = self.there * leaves
        self.there = self.there - left
        self.band = np.minimum(band + 1, road.base.bands - 1)
        level = moved.level(month, row, self.band)
        self.paying = self.paying * (1 - lost) * growth * self._dearer(road, level)
        if road.comes_back:
            self._come_back(road, left, level)
        return lost, loss

    def _dearer(self, road: _Road, level: Floats) -> Floats:
        """Factor from the price they paid to the one they pay, which moves at a renewal."""
        before = self.charged
        self.charged = np.where(road.due[self.row][:, None], level, before)
        return self.charged / np.where(before > 0, before, 1.0)

    def _come_back(self, road: _Road, left: Floats, price: Floats) -> None:
        """Who comes back goes where they were; under a contract of several months, to those whose term begins."""
        returned = self.gone * road.back[self.row]
        self.gone = self.gone - returned + left
        entry = road.entry[self.row]
        bound = entry != self.row
        pays = returned * (road.price * road.level)[self.row] * price
        self.there[~bound] += returned[~bound]
        self.paying[~bound] += pays[~bound]
        for row in np.unique(entry[bound]):
            mine = bound & (entry == row)
            self._add(row, returned[mine].sum(axis=0), pays[mine].sum(axis=0), road)

    def add_new(self, road: _Road) -> None:
        """Customers won in the month, at what they pay."""
        base = road.base
        if not base.new.any():
            return
        more = road.moved.new(road.month)
        for row in np.unique(road.entry):
            won = (base.new * (road.entry == row)) @ more
            if not won.any():
                continue
            people = np.broadcast_to(won, road.draws)
            level = road.moved.level(road.month, np.array([row]), np.array([0]))[0]
            self._add(row, people, people * base.new_mrr[row] * level, road)

    def _add(self, row: int, people: Floats, pays: Floats, road: _Road) -> None:
        """A column more, of customers whose first month this is, or whose term begins anew."""
        level = road.moved.level(road.month, np.array([row]), np.array([0]))[0]
        wide = max(self.charged.shape[1], len(level))
        self.row, self.band = np.append(self.row, row), np.append(self.band, 0)
        self.there, self.paying = np.vstack([self.there, people]), np.vstack([self.paying, pays])
        self.gone = np.vstack([self.gone, np.zeros(road.draws)])
        columns = np.broadcast_to(self.charged, (len(self.charged), wide))
        self.charged = np.vstack([columns, np.broadcast_to(level, wide)])

    def cost(self, road: _Road) -> Floats:
        """What levers cost for the customers they reach, by draw."""
        each = road.moved.cost_per_customer(road.month, self.row, self.band)
        return np.zeros(road.draws) if each is None else np.asarray(each @ self.there)

    def listed(self) -> Floats:
        """Revenue at today's prices, by draw."""
        return np.asarray((self.paying / np.where(self.charged > 0, self.charged, 1.0)).sum(axis=0))

    def received(self, road: _Road) -> Floats:
        """Money that comes in when terms are paid for in advance; by draw."""
        months = np.where(road.due, road.base.term, 0)[self.row]
        return np.asarray(months @ self.paying)


def _entry(base: Base, month: int) -> Ints:
    """For each row, the row of its group whose term begins so many months ahead; itself where there is none."""
    found = np.arange(len(base.segments))
    if base.has_terms:
        for row in base.entry(month):
            found[base.group == base.group[row]] = row
    return found


def _price(base: Base) -> Floats:
    """What a customer of each segment pays a month, for those who come back."""
    people = np.bincount(base.group, base.customers.sum(axis=1))[base.group]
    money = np.bincount(base.group, base.mrr.sum(axis=1))[base.group]
    return np.asarray(np.where(people > 0, money / np.where(people > 0, people, 1), base.new_mrr))


def _copies(cells: Floats, draws: int) -> Floats:
    return np.broadcast_to(cells[:, None], (len(cells), draws)).copy()
