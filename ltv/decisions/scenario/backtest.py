"""How the projection would have done: made as the data stood earlier, against what happened and against flat churn."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ltv.dataset import Dataset
from ltv.decisions.agreement.calibration import calibration
from ltv.decisions.portfolio.priors import Z90
from ltv.decisions.scenario.company import base_of
from ltv.decisions.scenario.held import held_revenue, window_of
from ltv.decisions.scenario.outcomes import bands, with_chance
from ltv.decisions.scenario.projection import SEED, simulated
from ltv.decisions.scenario.state import Base, Floats
from ltv.ledger import CustomerMonths

BACK = (12, 6)
"""Months ago from which is forecast."""
DRAWS, BEFORE = 1_000, 4
"""Draws; months of data that a forecast needs before its own month."""


@dataclass(frozen=True, eq=False)
class BackTest:
    """Forecasts from earlier months.

    Attributes
    ----------
    table : DataFrame, one row per (origin, month ahead)
        `origin` (months since January 1970), `ahead`, `actual`, `p10`, `p50`, `p90` and `flat`, all NRR of the
        customers of the origin's month, shares.
    """

    table: pd.DataFrame

    @property
    def is_known(self) -> bool:
        """Whether the data are long enough for any."""
        return len(self.table) > 0

    @property
    def error(self) -> float:
        """Mean absolute error of the median, in shares of opening revenue; NaN without any."""
        return _error(self.table, "p50")

    @property
    def flat_error(self) -> float:
        """The same of one churn rate and one growth for everybody."""
        return _error(self.table, "flat")

    @property
    def inside(self) -> float:
        """Share of months whose actual NRR lay between P10 and P90; 80 % are meant to. NaN without any."""
        inside = self.table["actual"].between(self.table["p10"], self.table["p90"])
        return float(inside.mean()) if len(inside) else math.nan

    @property
    def widening(self) -> float:
        """How much wider ranges must be for 80 % to lie inside, 1 at least; 1 where nothing was tried.

        Split-conformal scaling, as `agreement.calibration` has it; months of one origin go together, so it is rough.
        """
        spread = (self.table["p90"] - self.table["p10"]) / (2 * Z90)
        z = (self.table["actual"] - self.table["p50"]) / spread.where(spread > 0)
        return max(1.0, calibration(z.to_numpy(dtype=np.float64)).widening)

    @property
    def beats_flat(self) -> bool:
        """Whether it was nearer to what happened than flat churn."""
        return self.error < self.flat_error


def back_test(data: Dataset, *, dimension: str | None = None) -> BackTest:
    """Forecast from 12 and from 6 months ago on what was known then, where at least `BEFORE` months lie before that."""
    months = data.months
    rows = []
    for back in BACK:
        origin = months.last_complete - back
        if origin - months.first >= BEFORE:
            base = base_of(data, dimension=dimension, end=origin)
            if base.revenue > 0:
                rows.append(_one(data, base, origin, back))
    columns = ["origin", "ahead", "actual", "p10", "p50", "p90", "flat"]
    return BackTest(pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=columns))


def _one(data: Dataset, base: Base, origin: int, back: int) -> pd.DataFrame:
    found = simulated(base, months=back, draws=DRAWS)
    ends = bands(with_chance(base, found.opening, seed=SEED) / base.revenue).iloc[1:]
    flat = ((1 - base.flat_churn) * (1 + base.flat_growth)) ** np.arange(1, back + 1)
    actual = actual_nrr(data.months, origin, back, window_of(data))
    return ends.assign(origin=origin, actual=actual, flat=flat)[
        ["origin", "ahead", "actual", "p10", "p50", "p90", "flat"]
    ]


def actual_nrr(months: CustomerMonths, origin: int, ahead: int, window: int) -> Floats:
    """Revenue of a month's customers in each month after it ÷ their revenue in it; both as `held_revenue` tells it."""
    total = np.zeros(ahead + 1)
    for block in months.blocks():
        held = held_revenue(block, origin, origin + ahead, window)
        total += held[held[:, 0] > 0].sum(axis=0)
    return np.asarray(total[1:] / total[0]) if total[0] > 0 else np.full(ahead, math.nan)


def _error(table: pd.DataFrame, column: str) -> float:
    return float((table[column] - table["actual"]).abs().mean()) if len(table) else math.nan
