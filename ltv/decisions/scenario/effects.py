"""All levers of a scenario together: what they do to each cell in each month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.state import Base, Floats

CPA_CURVE = 0.3
"""Elasticity of CPA to volume: winning twice as many costs 23 % more for each. An opinion, to be edited."""


@dataclass(frozen=True, eq=False)
class Effects:
    """Factors and additions by month ahead: the first axis is the month, the second the draw.

    The axis of draws is 1 long unless a lever's size differs from draw to draw.

    Attributes
    ----------
    hazard : factor on hazards, months × draws × segments × bands
    growth : factor on the revenue of who stays, from expansion, contraction and price, alike
    loss : part of `growth` that is contraction alone, as GRR counts it
    reactivation, new, price : factors, months × draws × segments; `price` is on what new customers pay
    cpa : factor on the cost of winning a customer, alike
    margin : points added to gross margin, months × draws
    service : factor on cost to serve, months × draws
    cost : money, months
    """

    hazard: Floats
    growth: Floats
    loss: Floats
    reactivation: Floats
    new: Floats
    price: Floats
    cpa: Floats
    margin: Floats
    service: Floats
    cost: Floats

    def of_draws(self, rows: slice) -> Effects:
        """The same for some of the draws."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return Effects(**{n: x[:, rows] if x.ndim > 1 and x.shape[1] > 1 else x for n, x in found.items()})


def effects(base: Base, levers: Sequence[Lever], months: int, *, cpa_curve: float = CPA_CURVE) -> Effects:
    """What levers do. Cuts of the same thing multiply: two of 20 % leave 64 %, not 60 %."""
    cells, segments = _Reach(levers, months, base, cells=True), _Reach(levers, months, base, cells=False)
    level = cells.raised(LeverKind.PRICE) * (1 + cells.added(LeverKind.DISCOUNT))
    before = np.concatenate([np.ones_like(level[:1]), level[:-1]])
    loss = base.contraction * cells.kept(LeverKind.CONTRACTION)
    gain = base.expansion + cells.added(LeverKind.EXPANSION)
    more = segments.raised(LeverKind.NEW)
    everywhere = _Reach(levers, months, base, cells=None)
    return Effects(
        hazard=cells.kept(LeverKind.CHURN) * cells.dearer(),
        growth=np.maximum(1 + gain - loss, 0.0) * level / before,
        loss=np.maximum(1 - loss, 0.0),
        reactivation=segments.raised(LeverKind.REACTIVATION),
        new=more,
        price=level[..., 0],
        cpa=segments.kept(LeverKind.CPA) * np.maximum(more, 1e-12) ** cpa_curve,
        margin=everywhere.added(LeverKind.MARGIN) + cells.added(LeverKind.DISCOUNT).mean(axis=(2, 3)),
        service=everywhere.kept(LeverKind.SERVICE),
        cost=np.sum([lever.cost(months) for lever in levers] or [np.zeros(months)], axis=0),
    )


class _Reach:
    """Levers spread over what they reach: cells, segments, or (None) the company as a whole."""

    def __init__(self, levers: Sequence[Lever], months: int, base: Base, *, cells: bool | None) -> None:
        self.levers, self.months, self.base, self.cells = levers, months, base, cells

    def kept(self, kind: LeverKind) -> Floats:
        """Product of what each cut leaves; never below 0."""
        return self._product(kind, -1.0)

    def raised(self, kind: LeverKind) -> Floats:
        """Product of all raises; never below 0."""
        return self._product(kind, 1.0)

    def added(self, kind: LeverKind) -> Floats:
        """Sum of all additions."""
        found = np.zeros((self.months, 1, *self._shape))
        for lever in self._of(kind):
            found = found + self._moved(lever)
        return found

    def dearer(self) -> Floats:
        """Factor on hazards of all price rises."""
        found = np.ones((self.months, 1, *self._shape))
        for lever in self._of(LeverKind.PRICE):
            found = found * np.maximum(1 + lever.elasticity * self._moved(lever), 0.0)
        return found

    def _product(self, kind: LeverKind, sign: float) -> Floats:
        found = np.ones((self.months, 1, *self._shape))
        for lever in self._of(kind):
            found = found * np.maximum(1 + sign * self._moved(lever), 0.0)
        return found

    def _moved(self, lever: Lever) -> Floats:
        """Size × strength of a lever, months × draws × what it is spread over."""
        part = np.multiply.outer(lever.strength(self.months), np.atleast_1d(np.asarray(lever.size, dtype=np.float64)))
        if self.cells is None:
            return np.asarray(part)
        reach = lever.reaches(self.base) if self.cells else lever.reaches(self.base).any(axis=1)
        return np.asarray(np.multiply.outer(part, reach))

    def _of(self, kind: LeverKind) -> list[Lever]:
        return [lever for lever in self.levers if lever.kind == kind]

    @property
    def _shape(self) -> tuple[int, ...]:
        whole = len(self.base.segments), self.base.bands
        return () if self.cells is None else whole if self.cells else whole[:1]
