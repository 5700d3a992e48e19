"""How many customers to contact: profit down the list, ranked by expected gain and, to compare, by risk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ltv.decisions.people import People
from ltv.decisions.treatments import Treatment, expected_gain
from ltv.models.early_warning.saving import ProfitCurve, profit_curve


@dataclass(frozen=True, eq=False)
class ContactCurves:
    """Profit of one treatment for the first k customers of two rankings.

    Attributes
    ----------
    by_gain, by_risk : ProfitCurve
    """

    by_gain: ProfitCurve
    by_risk: ProfitCurve

    @property
    def lost_by_risk(self) -> float:
        """What contacting the same number by risk instead of by gain would give away, money."""
        return self.by_gain.best_profit - float(self.by_risk.profit[self.by_gain.best])

    @property
    def reach(self) -> int:
        """How many customers of the curves are worth looking at: four times as many as the best number, at least 50."""
        return min(len(self.by_gain.order), max(4 * max(self.by_gain.best, self.by_risk.best), 50))

    @property
    def of_all(self) -> float:
        """Profit of contacting everyone, money."""
        return float(self.by_gain.profit[-1])

    def table(self) -> pd.DataFrame:
        """Both curves within `reach`.

        Returns
        -------
        DataFrame, one row per (ranking, number)
            `ranking` ("saving" by expected gain, or "risk"), `customers` contacted, `profit` (money).
        """
        reach = self.reach
        curves = {"saving": self.by_gain, "risk": self.by_risk}
        near = {name: ProfitCurve(c.order[:reach], c.profit[: reach + 1]) for name, c in curves.items()}
        return pd.concat([curve.table().assign(ranking=name) for name, curve in near.items()], ignore_index=True)


def contact_curves(people: pd.DataFrame, treatment: Treatment) -> ContactCurves:
    """Add up the expected gain of a treatment down both rankings, over customers whose value and risk are known.

    Parameters
    ----------
    people : DataFrame, as `People.of` reads it
        Consent, pauses and caps are not looked at: this compares rankings.
    """
    read = People.of(people)
    gain = expected_gain(read.risk, read.value, treatment)
    known = np.isfinite(gain)
    return ContactCurves(profit_curve(gain[known]), profit_curve(gain[known], read.risk[known]))
