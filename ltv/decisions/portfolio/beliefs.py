"""What a group believes of initiatives, put in the place of what was believed before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ltv.decisions.portfolio.initiatives import Initiative
from ltv.decisions.portfolio.priors import Prior


@dataclass(frozen=True)
class Belief:
    """What is believed of one initiative; None where nothing new is.

    Attributes
    ----------
    initiative : its id
    effect : of its first lever, as the engine counts it
    cost : of its whole cost, money
    """

    initiative: str
    effect: Prior | None = None
    cost: Prior | None = None


def with_beliefs(initiatives: Iterable[Initiative], beliefs: Iterable[Belief]) -> tuple[Initiative, ...]:
    """The same initiatives in the same order, those that are named with what is believed of them now."""
    given = {one.initiative: one for one in beliefs}
    return tuple(
        each.believed(effect=given[each.id].effect, cost=given[each.id].cost) if each.id in given else each
        for each in initiatives
    )
