"""A model's track record: what it said of customers at an earlier day, against what they bought afterwards."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special, stats

from ltv.metrics.intervals import share
from ltv.models.newton import Floats
from ltv.models.purchase_model import PurchaseModel

RED_FLAG = 0.25
"""A total that is off by more than this part is shown in red."""
GROUPS = 10


@dataclass(frozen=True, eq=False)
class Holdout:
    """Customers who had bought by a day, as they looked then, and what they bought in the time after.

    Attributes
    ----------
    x, t_x, T : per customer, up to that day; times in the model's unit
    later : int64
        Purchases within `window` after it.
    window : float
        In the model's unit.
    born_later : int
        Customers whose first purchase fell in the window; no model of repeat purchases speaks of them.
    """

    x: NDArray[np.int64]
    t_x: Floats
    T: Floats
    later: NDArray[np.int64]
    window: float
    born_later: int = 0

    @property
    def customers(self) -> int:
        """How many were known by the day."""
        return len(self.x)


@dataclass(frozen=True, eq=False)
class TrackRecord:
    """Predicted and actual purchases of each customer of a hold-out.

    Attributes
    ----------
    predicted : expected purchases in the window
    actual : purchases in the window
    p_alive : probability of being a customer still, at the earlier day
    log_score : log probability the model gave to the actual number, per customer
    """

    predicted: Floats
    actual: NDArray[np.int64]
    p_alive: Floats
    log_score: Floats

    @property
    def predicted_total(self) -> float:
        """Purchases expected of all customers in the window."""
        return float(self.predicted.sum())

    @property
    def actual_total(self) -> int:
        """Purchases of all customers in the window."""
        return int(self.actual.sum())

    @property
    def total_error(self) -> float:
        """Predicted ÷ actual total - 1; NaN when nothing was bought."""
        return share(self.predicted_total, float(self.actual_total)) - 1

    @property
    def absolute_error(self) -> float:
        """Mean absolute error per customer, purchases."""
        return float(np.abs(self.predicted - self.actual).mean()) if len(self.actual) else math.nan

    @property
    def is_off(self) -> bool:
        """Whether the total is off by more than `RED_FLAG`."""
        return abs(self.total_error) > RED_FLAG

    @property
    def brier(self) -> float:
        """Mean squared error of P(alive) as a forecast of any purchase in the window."""
        return float(((self.p_alive - (self.actual > 0)) ** 2).mean()) if len(self.actual) else math.nan

    @property
    def auc(self) -> float:
        """Chance that P(alive) ranks a customer who came back above one who did not; NaN when all did the same."""
        came = self.actual > 0
        back, gone = int(came.sum()), int((~came).sum())
        if back == 0 or gone == 0:
            return math.nan
        ranks = stats.rankdata(self.p_alive)
        return float((ranks[came].sum() - back * (back + 1) / 2) / (back * gone))

    def by_group(self) -> pd.DataFrame:
        """Customers in ten groups of equal size by predicted purchases, lowest first.

        Returns
        -------
        DataFrame, one row per group
            `group` from 1; `customers`; `predicted`, `actual` (mean purchases per customer); `p_alive` and `active`
            (mean probability, and share with any purchase in the window).
        """
        order = np.argsort(self.predicted, kind="stable")
        parts = [rows for rows in np.array_split(order, min(GROUPS, max(len(order), 1))) if len(rows)]
        return pd.DataFrame(
            {
                "group": np.arange(1, len(parts) + 1),
                "customers": [len(rows) for rows in parts],
                "predicted": [float(self.predicted[rows].mean()) for rows in parts],
                "actual": [float(self.actual[rows].mean()) for rows in parts],
                "p_alive": [float(self.p_alive[rows].mean()) for rows in parts],
                "active": [float((self.actual[rows] > 0).mean()) for rows in parts],
            }
        )

    @property
    def slope(self) -> float:
        """Slope of actual on predicted purchases over customers: 1 when calibrated; NaN where predictions are equal."""
        spread = float(((self.predicted - self.predicted.mean()) ** 2).sum()) if len(self.predicted) else 0.0
        if spread < 1e-12:
            return math.nan
        return float(((self.predicted - self.predicted.mean()) * self.actual).sum()) / spread

    @property
    def intercept(self) -> float:
        """Where that line begins: 0 when calibrated."""
        return float(self.actual.mean() - self.slope * self.predicted.mean()) if len(self.actual) else math.nan


def track_record(model: PurchaseModel, seen: Holdout) -> TrackRecord:
    """Ask a model, fitted on nothing later than the hold-out's day, about the hold-out's customers."""
    p_alive = model.p_alive(seen.x, seen.t_x, seen.T)
    predicted = model.expected_purchases(seen.x, seen.t_x, seen.T, seen.window)
    shape = model.rate_shape(seen.x)
    return TrackRecord(predicted, seen.later, p_alive, log_probability(seen.later, p_alive, predicted, shape))


def log_probability(later: NDArray[np.int64], p_alive: Floats, predicted: Floats, shape: Floats) -> Floats:
    """Log probability of a number of later purchases: none for who has left, negative binomial for who has not.

    An approximation with each model's own P(alive) and mean: a rate that is Gamma(`shape`) given the past, and no
    leaving within the window (for NBD exact).
    """
    alive = np.clip(p_alive, 1e-12, 1.0)
    mean = np.maximum(predicted / alive, 1e-12)
    bought = (
        special.gammaln(later + shape) - special.gammaln(shape) - special.gammaln(later + 1.0)
        - shape * np.log1p(mean / shape) + later * (np.log(mean) - np.log(shape + mean))
    )  # fmt: skip
    gone = np.log(np.maximum(1 - alive, 1e-300))
    return np.asarray(np.where(later == 0, np.logaddexp(gone, np.log(alive) + bought), np.log(alive) + bought))
