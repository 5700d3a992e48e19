"""Initiatives carried out on a company's own customers: the scenario engine as the portfolio asks it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ltv.dataset import Dataset
from ltv.decisions.portfolio.impact import Action, Outcome
from ltv.decisions.portfolio.problem import Floats
from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.projection import SEED, simulated
from ltv.decisions.scenario.rates import discount_shares
from ltv.decisions.scenario.state import Base
from ltv.metrics.intervals import share

YEAR, HORIZON, SHORT = 12, 24, 3
"""Months after which NRR is told, over which margin is added up, and that count as short-term."""
KINDS = {
    "churn": LeverKind.CHURN, "expansion": LeverKind.EXPANSION, "reactivation": LeverKind.REACTIVATION,
    "acquisition": LeverKind.NEW, "price": LeverKind.PRICE, "margin": LeverKind.MARGIN, "discount": LeverKind.MARGIN,
}  # fmt: skip
"""Codes of what initiatives move, as levers of the scenario engine."""


@dataclass(frozen=True, eq=False)
class CompanySimulator:
    """What happens to a company when actions are taken; the same draws of hazards whatever they are.

    Attributes
    ----------
    base : Base
    draws, seed : of hazards and growth; as many as the actions have sizes
    discount_share : what first orders were given away in discounts ÷ revenue: what a cut of discounts is a share of
    """

    base: Base
    draws: int
    seed: int = SEED
    discount_share: float = 0.0

    def __call__(self, actions: Sequence[Action], /) -> Outcome:
        """Margin of `HORIZON` months, NRR after `YEAR`, and the margin of the first `SHORT` months."""
        levers = [lever for action in actions for lever in self._levers(action)]
        found = simulated(self.base, levers, months=HORIZON, draws=self.draws, seed=self.seed)
        margin = found.margin[:, 1:]
        return Outcome(margin.sum(axis=1), found.nrr[:, YEAR], margin[:, :SHORT].sum(axis=1))

    def _levers(self, action: Action) -> Iterator[Lever]:
        """An action's levers on each segment and channel it reaches, costs left out."""
        population = action.population
        for kind, size in action.levers:
            for segment, channel in itertools.product(population.segments or ("",), population.channels or ("",)):
                yield Lever(
                    KINDS[kind],
                    self._sized(kind, size),
                    segment=segment,
                    channel=channel,
                    tenure_from=max(population.tenure_from, 1),
                    tenure_to=population.tenure_to,
                    start=action.start,
                    ramp_months=action.ramp,
                    half_life_months=action.half_life,
                    owner=action.owner,
                )

    def _sized(self, kind: str, size: Floats) -> Floats:
        """Sizes as the engine counts them: what is a share of today's expansion or discounts becomes points.

        Where no margin is known, sales are counted, and nothing that moves the margin moves them.
        """
        if kind == "expansion":
            return size * share(float((self.base.expansion * self.base.mrr).sum()), self.base.revenue)
        if kind in ("margin", "discount") and self.base.margin >= 1:
            return np.zeros_like(size)
        return size * self.discount_share if kind == "discount" else size


def first_discount_share(data: Dataset) -> float:
    """Discounts in customers' first months ÷ revenue, over the last twelve complete months; 0 where not known."""
    found = discount_shares(data).first
    return found if found > 0 else 0.0
