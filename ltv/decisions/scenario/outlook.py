"""A company's year ahead with and without a scenario: what a page tells of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ltv.decisions.scenario.levers import Lever
from ltv.decisions.scenario.outcomes import Payoff, bands, chance, payoff, with_chance
from ltv.decisions.scenario.projection import SEED, Projection, simulated
from ltv.decisions.scenario.state import Base, Floats
from ltv.metrics.intervals import Interval

MONTHS = 12


@dataclass(frozen=True, eq=False)
class Outlook:
    """The same draws with and without levers, so that they differ by the levers alone.

    Attributes
    ----------
    base : Base
    levers : those that are pulled; empty for the company as it is
    widening : factor on ranges, from how forecasts have done so far (`BackTest.widening`)
    without : Projection, optional
        The one without levers, where it was computed before.
    """

    base: Base
    levers: tuple[Lever, ...] = ()
    widening: float = 1.0
    without: Projection | None = None

    @cached_property
    def plain(self) -> Projection:
        """Without levers."""
        return simulated(self.base, months=MONTHS) if self.without is None else self.without

    @cached_property
    def moved(self) -> Projection:
        """With them."""
        return simulated(self.base, self.levers, months=MONTHS) if self.levers else self.plain

    def nrr(self, found: Projection) -> Floats:
        """NRR as it may turn out, who happens to leave included; draws × (months + 1)."""
        revenue = self.base.revenue
        drawn = with_chance(self.base, found.opening, seed=SEED) / (revenue if revenue > 0 else math.nan)
        middle = np.median(drawn, axis=0)
        return np.asarray(np.maximum(middle + (drawn - middle) * self.widening, 0.0))

    def middle(self, found: Projection) -> float:
        """Median NRR in a year; NaN without customers."""
        return float(self.ends(found)[1])

    def range(self, found: Projection) -> Interval:
        """P10 and P90 of it."""
        low, _, high = self.ends(found)
        return Interval(low, high)

    def ends(self, found: Projection) -> tuple[float, float, float]:
        """P10, P50 and P90 of NRR in a year."""
        last = bands(self.nrr(found)).iloc[-1]
        return float(last["p10"]), float(last["p50"]), float(last["p90"])

    def chance_of(self, found: Projection, target: float) -> float:
        """Chance that NRR in a year is at a target or above it."""
        return chance(self.nrr(found), target)

    @property
    def payoff(self) -> Payoff:
        """What the levers bring beyond their cost."""
        return payoff(self.plain, self.moved)
