"""How good was a score? Ranking, calibration and lift on customers it was not learned from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from ltv.metrics.intervals import share, wilson
from ltv.models.early_warning.calibration import Line, calibration_in_the_large, calibration_line, log_odds

TOP = 0.1
DECILES = 10


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Risks given, and what happened. Rows with equal risks are taken together, so their order changes nothing.

    Attributes
    ----------
    left : bool
    risk : float64
        Predicted probability of leaving.
    """

    left: NDArray[np.bool_]
    risk: NDArray[np.float64]

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.left)

    @property
    def leaves(self) -> int:
        """Number of rows that left."""
        return int(self.left.sum())

    @property
    def base_rate(self) -> float:
        """Share that left; NaN without rows."""
        return share(self.leaves, self.n)

    @cached_property
    def auc(self) -> float:
        """Probability that a leaver's risk is above a stayer's, ties counted half (Mann and Whitney, 1947).

        NaN unless both outcomes occurred.
        """
        stays = self.n - self.leaves
        if not self.leaves or not stays:
            return math.nan
        ranks = stats.rankdata(self.risk)[self.left].sum()
        return float((ranks - self.leaves * (self.leaves + 1) / 2) / (self.leaves * stays))

    @cached_property
    def average_precision(self) -> float:
        """Mean share of leavers among the customers down to each leaver, by falling risk; NaN without leavers.

        Σ (recall − recall before) × precision over distinct risks, not interpolated.
        """
        chosen, caught = self._cumulative
        if not self.leaves:
            return math.nan
        return float((np.diff(caught) * caught[1:] / chosen[1:]).sum() / self.leaves)

    @property
    def brier(self) -> float:
        """Mean squared difference between risk and outcome (Brier, 1950); NaN without rows."""
        return float(((self.risk - self.left) ** 2).mean()) if self.n else math.nan

    @property
    def brier_base(self) -> float:
        """Brier score of giving everyone the base rate: base rate × (1 − base rate)."""
        return self.base_rate * (1 - self.base_rate)

    @property
    def brier_skill(self) -> float:
        """Share of the base rate's Brier score that the risks remove; NaN unless both outcomes occurred."""
        return 1 - self.brier / self.brier_base if 0 < self.leaves < self.n else math.nan

    @property
    def losses(self) -> NDArray[np.float64]:
        """Minus the log-likelihood of each row."""
        return np.logaddexp(0, np.where(self.left, -1, 1) * log_odds(self.risk))

    @property
    def log_loss(self) -> float:
        """Mean of `losses`; NaN without rows."""
        return float(self.losses.mean()) if self.n else math.nan

    @cached_property
    def line(self) -> Line:
        """Calibration line; its slope is 1 when risks are neither too bold (below 1) nor too timid (above 1)."""
        return calibration_line(self.left, self.risk)

    @cached_property
    def intercept(self) -> float:
        """Calibration in the large: above 0 when more left than predicted."""
        return calibration_in_the_large(self.left, self.risk)

    def gain(self, top: float) -> float:
        """Share of all leavers among the `top` share of customers by risk; NaN without leavers.

        Of customers with equal risks at the border, as many leavers count as a random choice would bring.
        """
        chosen, caught = self._cumulative
        return float(np.interp(top * self.n, chosen, caught)) / self.leaves if self.leaves else math.nan

    @property
    def top_decile_lift(self) -> float:
        """How many times more leavers the top tenth by risk holds than a tenth chosen blindly."""
        return self.gain(TOP) / TOP

    def gain_curve(self, points: int = 100) -> pd.DataFrame:
        """Cumulative gain: `contacted` share of customers by risk, and `caught` share of the leavers."""
        contacted = np.linspace(0, 1, points + 1)
        return pd.DataFrame({"contacted": contacted, "caught": [self.gain(top) for top in contacted]})

    def deciles(self) -> pd.DataFrame:
        """Compare predicted with observed shares in tenths by risk.

        Returns
        -------
        DataFrame, one row per tenth that holds anyone, the lowest risks first
            `decile` (1 to 10), `customers`, `left`, `predicted` (mean risk), `observed` with `low` and `high` (95 %,
            Wilson). Equal risks fall into the same tenth.
        """
        tenth = np.ceil(stats.rankdata(self.risk) * DECILES / max(self.n, 1)).astype(np.int64)
        rows = pd.DataFrame({"decile": tenth, "risk": self.risk, "left": self.left})
        table = rows.groupby("decile", as_index=False).agg(
            customers=("left", "size"), left=("left", "sum"), predicted=("risk", "mean")
        )
        bounds = [wilson(int(left), int(n)) for left, n in zip(table["left"], table["customers"])]
        return table.assign(
            observed=table["left"] / table["customers"],
            low=np.array([b.low for b in bounds], dtype=float),
            high=np.array([b.high for b in bounds], dtype=float),
        )

    def lifts(self) -> pd.DataFrame:
        """Tell how many times the average share each tenth holds that left.

        Returns
        -------
        DataFrame, one row per tenth that holds anyone, the highest risks first
            `decile` (1 = highest), `customers`, `rate` (share that left), `lift` (rate ÷ base rate; NaN without
            leavers).
        """
        tenths = self.deciles().sort_values("decile", ascending=False, ignore_index=True)
        rate = tenths["observed"]
        lift = rate / (self.base_rate or math.nan)
        table = pd.DataFrame({"decile": DECILES + 1 - tenths["decile"], "customers": tenths["customers"]})
        return table.assign(rate=rate, lift=lift)

    @cached_property
    def _cumulative(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Customers and leavers among those with at least each distinct risk, from nobody on."""
        order = np.argsort(-self.risk, kind="stable")
        last = np.append(np.diff(self.risk[order]) != 0, True)[: self.n]
        chosen = np.flatnonzero(last) + 1
        caught = np.cumsum(self.left[order])[last]
        return np.append(0.0, chosen), np.append(0.0, caught)
