"""An outlook as a record of it was computed: with the seed, draws and months that the record names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ltv.decisions.scenario.outcomes import with_chance
from ltv.decisions.scenario.outlook import MONTHS, Outlook
from ltv.decisions.scenario.projection import DRAWS, SEED, Projection, simulated
from ltv.decisions.scenario.state import Floats


@dataclass(frozen=True)
class Run:
    """How often, from which seed and how far ahead is simulated; the program's own unless told otherwise."""

    seed: int = SEED
    draws: int = DRAWS
    months: int = MONTHS


USUAL_RUN = Run()


@dataclass(frozen=True, eq=False)
class Replay(Outlook):
    """An outlook of another run. Of the usual run it is the outlook of the page, to the last digit."""

    run: Run = USUAL_RUN

    @cached_property
    def plain(self) -> Projection:
        """Without levers."""
        return simulated(self.base, months=self.run.months, draws=self.run.draws, seed=self.run.seed)

    @cached_property
    def moved(self) -> Projection:
        """With them."""
        if not self.levers:
            return self.plain
        return simulated(self.base, self.levers, months=self.run.months, draws=self.run.draws, seed=self.run.seed)

    def nrr(self, found: Projection) -> Floats:
        """NRR as it may turn out, who happens to leave included; draws × (months + 1)."""
        return np.maximum(self.widened(self.turned_out(found.opening)), 0.0)

    def turned_out(self, opening: Floats) -> Floats:
        """Revenue of today's customers with the chance in who leaves, ÷ their revenue today; NaN without any."""
        revenue = self.base.revenue
        drawn = with_chance(self.base, opening, seed=self.run.seed)
        return np.asarray(drawn / (revenue if revenue > 0 else np.nan))

    def widened(self, drawn: Floats) -> Floats:
        """Draws spread about their median by how wide ranges must be to hold what they say."""
        middle = np.median(drawn, axis=0)
        return np.asarray(middle + (drawn - middle) * self.widening)
