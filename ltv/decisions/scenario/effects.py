"""All levers of a scenario together: what they do to each cell in each month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.state import Base, Floats

CPA_CURVE = 0.3
"""Elasticity of CPA to volume: winning twice as many costs 23 % more for each. An opinion, to be edited."""


@dataclass(frozen=True, eq=False)
class Effects:
    """Factors and additions by month ahead; the first axis is the month.

    Attributes
    ----------
    hazard : factor on hazards, months × segments × bands
    growth : factor on the revenue of who stays, from expansion, contraction and price, months × segments × bands
    loss : part of `growth` that is contraction alone, as GRR counts it
    reactivation, new, price : factors, months × segments; `price` is on what new customers pay
    cpa : factor on the cost of winning a customer, months × segments
    margin : points added to gross margin, months
    service : factor on cost to serve, months
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


def effects(base: Base, levers: Sequence[Lever], months: int, *, cpa_curve: float = CPA_CURVE) -> Effects:
    """What levers do. Cuts of the same thing multiply: two of 20 % leave 64 %, not 60 %."""
    shape = (months, len(base.segments), base.bands)
    hazard = _kept(base, levers, LeverKind.CHURN, months)
    dearer = np.ones(shape)
    for lever in _of(levers, LeverKind.PRICE):
        dearer *= 1 + lever.size * _moved(base, lever, months)
        hazard = hazard * (1 + lever.elasticity * lever.size * _moved(base, lever, months))
    undiscounted = _added(base, levers, LeverKind.DISCOUNT, months)
    level = dearer * (1 + undiscounted)
    step = level / np.concatenate([np.ones((1, *shape[1:])), level[:-1]])
    loss = base.contraction[None] * _kept(base, levers, LeverKind.CONTRACTION, months)
    gain = base.expansion[None] + _added(base, levers, LeverKind.EXPANSION, months)
    more = _raised(base, levers, LeverKind.NEW, months)[:, :, 0]
    cheaper = _kept(base, levers, LeverKind.CPA, months)[:, :, 0]
    return Effects(
        hazard=hazard,
        growth=np.maximum(1 + gain - loss, 0.0) * step,
        loss=np.maximum(1 - loss, 0.0),
        reactivation=_raised(base, levers, LeverKind.REACTIVATION, months)[:, :, 0],
        new=more,
        price=level[:, :, 0],
        cpa=cheaper * np.maximum(more, 1e-12) ** cpa_curve,
        margin=_over_time(levers, LeverKind.MARGIN, months) + undiscounted.mean(axis=(1, 2)),
        service=np.prod(
            [1 - x.size * x.strength(months) for x in _of(levers, LeverKind.SERVICE)] or [np.ones(months)], axis=0
        ),
        cost=np.sum([lever.cost(months) for lever in levers] or [np.zeros(months)], axis=0),
    )


def _of(levers: Iterable[Lever], kind: LeverKind) -> list[Lever]:
    return [lever for lever in levers if lever.kind == kind]


def _moved(base: Base, lever: Lever, months: int) -> Floats:
    """Strength of a lever in each cell, months × segments × bands."""
    return np.asarray(lever.strength(months)[:, None, None] * lever.reaches(base)[None])


def _kept(base: Base, levers: Sequence[Lever], kind: LeverKind, months: int) -> Floats:
    """Product of what each cut leaves; never below 0."""
    found = np.ones((months, len(base.segments), base.bands))
    for lever in _of(levers, kind):
        found *= np.maximum(1 - lever.size * _moved(base, lever, months), 0.0)
    return found


def _raised(base: Base, levers: Sequence[Lever], kind: LeverKind, months: int) -> Floats:
    """Product of all raises; never below 0."""
    found = np.ones((months, len(base.segments), base.bands))
    for lever in _of(levers, kind):
        found *= np.maximum(1 + lever.size * _moved(base, lever, months), 0.0)
    return found


def _added(base: Base, levers: Sequence[Lever], kind: LeverKind, months: int) -> Floats:
    """Sum of all additions."""
    found = np.zeros((months, len(base.segments), base.bands))
    for lever in _of(levers, kind):
        found += lever.size * _moved(base, lever, months)
    return found


def _over_time_kept(levers: Sequence[Lever], kind: LeverKind, months: int) -> Floats:
    cuts = [np.maximum(1 - lever.size * lever.strength(months), 0.0) for lever in _of(levers, kind)]
    return np.asarray(np.prod(cuts or [np.ones(months)], axis=0))


def _over_time(levers: Sequence[Lever], kind: LeverKind, months: int) -> Floats:
    return np.asarray(np.sum([x.size * x.strength(months) for x in _of(levers, kind)] or [np.zeros(months)], axis=0))
