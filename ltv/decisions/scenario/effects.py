"""All levers of a scenario together: what they do to whom in each month ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.state import Base, Floats, Ints

CPA_CURVE = 0.3
"""Elasticity of CPA to volume: winning twice as many costs 23 % more for each. An opinion, to be edited."""


@dataclass(frozen=True, eq=False)
class Effects:
    """What levers do to a company. Cuts of the same thing multiply: two of 20 % leave 64 %, not 60 %.

    Months count from 0, the first one ahead. Answers about customers take where they are, their rows and bands, and
    have one row for each place; answers about segments have one row per segment. The second axis is the draw, 1 long
    unless a lever's size differs from draw to draw.
    """

    base: Base
    pulled: tuple[_Pulled, ...]
    months: int
    cpa_curve: float = CPA_CURVE

    @classmethod
    def of(cls, base: Base, levers: Sequence[Lever], months: int) -> Self:
        """Put levers in force."""
        return cls(base, tuple(_Pulled.of(lever, base, months) for lever in levers), months)

    def of_draws(self, draws: slice) -> Self:
        """The same for some of the draws."""
        return replace(self, pulled=tuple(each.of_draws(draws) for each in self.pulled))

    def hazard(self, month: int, row: Ints, band: Ints) -> Floats:
        """Factor on hazards: from less churn, and from dearer prices."""
        found = self._cells(LeverKind.CHURN, month, row, band, sign=-1.0)
        for each in self._moving(LeverKind.PRICE, month):
            found = found * np.maximum(1 + each.lever.elasticity * each.at(month, each.cells[row, band]), 0.0)
        return found

    def growth(self, month: int, row: Ints, band: Ints) -> Floats:
        """Factor on the revenue of who stays, from expansion and contraction."""
        gain = self.base.expansion[row, band][:, None] + self._added(LeverKind.EXPANSION, month, row, band)
        return np.asarray(np.maximum(gain + self._kept_after_loss(month, row, band), 0.0))

    def loss(self, month: int, row: Ints, band: Ints) -> Floats:
        """The part of it that is contraction alone, as GRR counts it; 1 at most."""
        return np.asarray(np.clip(self._kept_after_loss(month, row, band), 0.0, 1.0))

    def level(self, month: int, row: Ints, band: Ints) -> Floats:
        """Price, against today's."""
        dearer = self._cells(LeverKind.PRICE, month, row, band, sign=1.0)
        return dearer * (1 + self._added(LeverKind.DISCOUNT, month, row, band))

    def reactivation(self, month: int) -> Floats:
        """Factor on returns, by segment."""
        return self._segments(LeverKind.REACTIVATION, month, sign=1.0)

    def new(self, month: int) -> Floats:
        """Factor on customers won, by segment."""
        return self._segments(LeverKind.NEW, month, sign=1.0)

    def cpa(self, month: int) -> Floats:
        """Factor on the cost of winning a customer, by segment: the more a channel wins, the dearer each."""
        more, same = self.new(month), self._same_channel
        won, now = same @ (self.base.new[:, None] * more), (same @ self.base.new)[:, None]
        volume = np.where(now > 0, won / np.where(now > 0, now, 1.0), more)
        return np.asarray(self._segments(LeverKind.CPA, month, sign=-1.0) * np.maximum(volume, 1e-12) ** self.cpa_curve)

    def margin(self, month: int) -> Floats:
        """Points added to gross margin, by draw."""
        return np.asarray(sum((each.moved(month) for each in self._moving(LeverKind.MARGIN, month)), np.zeros(1)))

    def service(self, month: int) -> Floats:
        """Factor on cost to serve, by draw."""
        found = np.ones(1)
        for each in self._moving(LeverKind.SERVICE, month):
            found = found * np.maximum(1 - each.moved(month), 0.0)
        return found

    def cost(self) -> Floats:
        """Money in each month, whomever levers reach."""
        return np.asarray(np.sum([each.lever.cost(self.months) for each in self.pulled] or [np.zeros(self.months)], 0))

    def cost_per_customer(self, month: int, row: Ints, band: Ints) -> Floats | None:
        """Money for each customer levers reach; None where none costs any."""
        running = [each for each in self.pulled if each.lever.cost_per_customer and month >= each.lever.start]
        if not running:
            return None
        return np.asarray(np.sum([each.lever.cost_per_customer * each.cells[row, band] for each in running], axis=0))

    @cached_property
    def _same_channel(self) -> NDArray[np.bool_]:
        channel = np.array(self.base.channel)
        return np.asarray(channel[:, None] == channel[None, :])

    def _kept_after_loss(self, month: int, row: Ints, band: Ints) -> Floats:
        kept = self._cells(LeverKind.CONTRACTION, month, row, band, sign=-1.0)
        return np.asarray(1 - self.base.contraction[row, band][:, None] * kept)

    def _cells(self, kind: LeverKind, month: int, row: Ints, band: Ints, *, sign: float) -> Floats:
        """Product of what each lever leaves, or raises to; never below 0."""
        found = np.ones((len(row), 1))
        for each in self._moving(kind, month):
            found = found * np.maximum(1 + sign * each.at(month, each.cells[row, band]), 0.0)
        return found

    def _added(self, kind: LeverKind, month: int, row: Ints, band: Ints) -> Floats:
        found = np.zeros((len(row), 1))
        for each in self._moving(kind, month):
            found = found + each.at(month, each.cells[row, band])
        return found

    def _segments(self, kind: LeverKind, month: int, *, sign: float) -> Floats:
        found = np.ones((len(self.base.segments), 1))
        for each in self._moving(kind, month):
            found = found * np.maximum(1 + sign * each.at(month, each.segments), 0.0)
        return found

    def _moving(self, kind: LeverKind, month: int) -> list[_Pulled]:
        return [each for each in self.pulled if each.lever.kind == kind and each.strength[month]]


@dataclass(frozen=True, eq=False)
class _Pulled:
    """A lever, how strong it is in each month, its sizes by draw, and the cells it reaches."""

    lever: Lever
    strength: Floats
    size: Floats
    cells: NDArray[np.bool_]

    @classmethod
    def of(cls, lever: Lever, base: Base, months: int) -> Self:
        return cls(lever, lever.strength(months), np.atleast_1d(np.asarray(lever.size, float)), lever.reaches(base))

    @property
    def segments(self) -> NDArray[np.bool_]:
        """Segments it reaches somewhere."""
        return np.asarray(self.cells.any(axis=1))

    def of_draws(self, draws: slice) -> Self:
        return replace(self, size=self.size[draws] if len(self.size) > 1 else self.size)

    def moved(self, month: int) -> Floats:
        """Size × strength, by draw."""
        return np.asarray(self.strength[month] * self.size)

    def at(self, month: int, reached: NDArray[np.bool_]) -> Floats:
        """The same where it reaches, 0 elsewhere; places × draws."""
        return np.multiply.outer(reached, self.moved(month))
