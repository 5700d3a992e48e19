"""All levers of a scenario together: what they do to each cell in each month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

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
    growth : factor on the revenue of who stays, from expansion, contraction and price, alike; under contracts a price
        moves at the next renewal
    loss : part of `growth` that is contraction alone, as GRR counts it
    reactivation, new, price : factors, months × draws × segments; `price` is on what new customers pay
    cpa : factor on the cost of winning a customer, alike
    margin : points added to gross margin, months × draws
    service : factor on cost to serve, months × draws
    cost : money, months
    each : money for each customer there, months × segments × bands; None where no lever costs any
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
    each: Floats | None = None

    def of_draws(self, rows: slice) -> Effects:
        """The same for some of the draws."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        by_draw = {n: x for n, x in found.items() if n not in ("cost", "each")}
        return replace(self, **{n: x[:, rows] if x.shape[1] > 1 else x for n, x in by_draw.items()})


def effects(base: Base, levers: Sequence[Lever], months: int, *, cpa_curve: float = CPA_CURVE) -> Effects:
    """What levers do. Cuts of the same thing multiply: two of 20 % leave 64 %, not 60 %."""
    cells, segments = _Reach(levers, months, base, cells=True), _Reach(levers, months, base, cells=False)
    level = cells.raised(LeverKind.PRICE) * (1 + cells.added(LeverKind.DISCOUNT))
    charged = _at_renewal(base, level)
    before = np.concatenate([np.ones_like(level[:1]), charged[:-1]])
    loss = base.contraction * cells.kept(LeverKind.CONTRACTION)
    gain = base.expansion + cells.added(LeverKind.EXPANSION)
    more = segments.raised(LeverKind.NEW)
    everywhere = _Reach(levers, months, base, cells=None)
    return Effects(
        hazard=cells.kept(LeverKind.CHURN) * cells.dearer(),
        growth=np.maximum(1 + gain - loss, 0.0) * charged / before,
        loss=np.maximum(1 - loss, 0.0),
        reactivation=segments.raised(LeverKind.REACTIVATION),
        new=more,
        price=level[..., 0],
        cpa=segments.kept(LeverKind.CPA) * _dearer_volume(base, more, cpa_curve),
        margin=everywhere.added(LeverKind.MARGIN) + _weighed(base, cells.added(LeverKind.DISCOUNT)),
        service=everywhere.kept(LeverKind.SERVICE),
        cost=np.sum([lever.cost(months) for lever in levers] or [np.zeros(months)], axis=0),
        each=_each(base, levers, months),
    )


def _at_renewal(base: Base, level: Floats) -> Floats:
    """The price that each cell pays: the level of its last renewal, today's until the first."""
    if not base.has_terms:
        return level
    charged = np.ones_like(level)
    for month in range(len(level)):
        before = charged[month - 1] if month else np.ones_like(level[0])
        charged[month] = np.where(base.renews(month + 1)[None, :, None], level[month], before)
    return charged


def _dearer_volume(base: Base, more: Floats, curve: float) -> Floats:
    """Factor on the cost of winning a customer: by how much more the whole channel wins, raised to the curve."""
    _, channel = np.unique(np.array(base.channel), return_inverse=True)
    same = channel[:, None] == channel[None, :]
    won, now = (base.new * more) @ same, base.new @ same
    volume = np.where(now > 0, won / np.where(now > 0, now, 1.0), more)
    return np.asarray(np.maximum(volume, 1e-12) ** curve)


def _weighed(base: Base, values: Floats) -> Floats:
    """Mean over cells by the revenue they have today, months × draws."""
    weight = base.mrr / base.revenue if base.revenue > 0 else np.full(base.mrr.shape, 1.0 / base.mrr.size)
    return np.asarray((values * weight).sum(axis=(2, 3)))


def _each(base: Base, levers: Sequence[Lever], months: int) -> Floats | None:
    """What levers cost for each customer they reach, from the month they begin."""
    month = np.arange(1, months + 1)
    costs = [
        np.multiply.outer(np.where(month > lever.start, lever.cost_per_customer, 0.0), lever.reaches(base))
        for lever in levers
        if lever.cost_per_customer
    ]
    return np.sum(costs, axis=0) if costs else None


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
