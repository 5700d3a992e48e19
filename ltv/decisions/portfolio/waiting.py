"""The chosen set as work that waits: what every month of delay costs, how long each takes, what comes before what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ltv.decisions.portfolio.initiatives import Initiative, options_of
from ltv.decisions.portfolio.problem import Floats, Pair, Sets
from ltv.decisions.portfolio.sequence import Order, Task, cheapest_order, dearest_order, price_of_first


@dataclass(frozen=True)
class Waiting:
    """In which order to do what was chosen, one after the other.

    Attributes
    ----------
    tasks : in the order of the candidates
    best, worst : the order that costs least, and the one that costs most, prerequisites kept in both
    first : the one that is to begin; "" for none
    price_of_first : money; what beginning with it costs more; 0 without one
    """

    tasks: tuple[Task, ...]
    best: Order
    worst: Order
    first: str
    price_of_first: float

    @property
    def saved(self) -> float:
        """What the order is worth."""
        return self.worst.cost - self.best.cost


def sequence_of(
    initiatives: Sequence[Initiative], worth: Floats, chosen: Sets, *, horizon_months: float, first: str = ""
) -> Waiting:
    """The chosen options in order of their cost of delay, a month of which is worth ÷ months of the horizon.

    Parameters
    ----------
    worth : money per option, expected, each alone
    first : initiative that is to begin; "" for none
    """
    options = [(option, value) for option, value, inside in zip(options_of(initiatives), worth, chosen) if inside]
    tasks = tuple(
        Task(option.id, float(value) / horizon_months, option.initiative.duration) for option, value in options
    )
    ids = {option.initiative.id: option.id for option, _ in options}
    before: list[Pair] = [
        (ids[needed], option.id) for option, _ in options for needed in option.initiative.requires if needed in ids
    ]
    leader = ids.get(first, "")
    price = price_of_first(tasks, leader, before=before) if leader else 0.0
    return Waiting(tasks, cheapest_order(tasks, before=before), dearest_order(tasks, before=before), leader, price)
