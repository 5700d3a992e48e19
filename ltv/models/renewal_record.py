"""The track record of a forecast of renewals: what it said of those that came due, against those that were made."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special, stats

from ltv.metrics.intervals import LEVEL, UNKNOWN, Interval, share, student, wilson
from ltv.models.holdout import GROUPS, RED_FLAG
from ltv.models.newton import Floats
from ltv.models.renewal_windows import MODELS, asked, log_scores
from ltv.months import month_starts

FEWEST_DUE = 30
"""Customers with a renewal due in the windows for a forecast to be judged by them."""


@dataclass(frozen=True)
class Compared:
    """A total as forecast and as it came, with the interval of the error."""

    expected: float
    actual: float
    interval: Interval = UNKNOWN

    @property
    def error(self) -> float:
        """Expected ÷ actual - 1; NaN when nothing came."""
        return share(self.expected, self.actual) - 1

    @property
    def is_off(self) -> bool:
        """Whether the total is off by more than `RED_FLAG`; of one that never came, whether any was expected."""
        return abs(self.error) > RED_FLAG if self.actual else self.expected > 0


@dataclass(frozen=True, eq=False)
class RenewalRecord:
    """What was said of renewals that came due after an earlier day, and what became of them.

    Attributes
    ----------
    due : DataFrame, one row per renewal that came due
        As `renewals_due` returns it, with `chance`: that of the model in use, as of the earlier day.
    """

    due: pd.DataFrame

    @classmethod
    def of(cls, due: pd.DataFrame, in_use: Mapping[str, str]) -> RenewalRecord | None:
        """The record of the models in use, by period; None where fewer than `FEWEST_DUE` customers had one due."""
        if contracts_due(due) < FEWEST_DUE:
            return None
        names = due["period"].map(dict(in_use)).fillna("average").to_numpy()
        chance = np.select([names == name for name in MODELS], [due[name].to_numpy(dtype=float) for name in MODELS])
        return cls(due.assign(chance=chance))

    @property
    def contracts(self) -> int:
        """Customers with a renewal due, counted once in each window."""
        return contracts_due(self.due)

    @property
    def windows(self) -> int:
        """Earlier days that forecasts were made from."""
        return int(self.due["origin"].nunique())

    @cached_property
    def renewed(self) -> Compared:
        """Renewals made."""
        return _compared(self.due, self._chance, self._made.astype(float))

    @cached_property
    def revenue(self) -> Compared:
        """What the renewals pay, at the revenue of the earlier day; smallest unit."""
        amount = self.due["amount"].to_numpy(dtype=np.float64)
        return _compared(self.due, self._chance * amount, self._made * amount)

    @cached_property
    def lost(self) -> Compared:
        """Customers who did not renew when a renewal was due."""
        return _compared(self.due, self._leaving, self._left.astype(float))

    @property
    def is_lost_by_chance(self) -> bool:
        """Whether so many more or fewer than expected leave by chance in 95 of 100 cases, were every chance right."""
        stays = self.due.assign(stays=self._chance).groupby(["origin", "customer"])["stays"].last().to_numpy()
        spread = math.sqrt(float((stays * (1 - stays)).sum()))
        return abs(self.lost.actual - self.lost.expected) <= float(special.ndtri((1 + LEVEL) / 2)) * spread

    @property
    def worst(self) -> Compared:
        """The total that decides whether the record is off; that of renewals where none is."""
        lost = [] if self.is_lost_by_chance else [self.lost]
        off = [total for total in (self.renewed, self.revenue, *lost) if total.is_off]
        return next((total for total in off if math.isfinite(total.error)), off[0] if off else self.renewed)

    @property
    def is_off(self) -> bool:
        """Whether renewals or their revenue are off by more than `RED_FLAG`, or customers lost and not by chance."""
        return self.worst.is_off

    @property
    def total_error(self) -> float:
        """Error of the total that decides."""
        return self.worst.error

    @property
    def brier(self) -> float:
        """Mean squared error of the chances, over renewals that somebody was there to be asked for."""
        return self._squared(asked(self.due, "chance"))

    @property
    def flat_brier(self) -> float:
        """The same of one rate for everybody, the share who had renewed until the earlier day."""
        return self._squared(asked(self.due, "flat"))

    @property
    def skill(self) -> float:
        """By how much the squared error is below that of the flat rate, a share; below 0 it is worse."""
        return 1 - share(self.brier, self.flat_brier)

    @property
    def same_as_flat(self) -> bool:
        """Whether the squared error differs from that of the flat rate by no more than chance, by customers."""
        made, faced = self._made, self._faced
        flat, own = ((asked(self.due, name) - made) ** 2 * faced for name in ("flat", "chance"))
        gain = pd.Series(flat - own).groupby(self.due["customer"].to_numpy()).sum()
        return abs(float(gain.sum())) <= float(special.ndtri((1 + LEVEL) / 2)) * math.sqrt(float((gain**2).sum()))

    @property
    def auc(self) -> float:
        """Chance that of two renewals of one period the one not made was given the lower chance; NaN without a pair.

        Between periods a month's renewal is made more often than a year's, which is no merit of a model.
        """
        table = pd.DataFrame({"made": self._made, "rank": np.round(asked(self.due, "chance"), 12)})[self._faced]
        won, pairs = 0.0, 0
        for _, part in table.groupby(self.due["period"][self._faced].to_numpy()):
            made = part["made"].to_numpy(dtype=bool)
            yes, no = int(made.sum()), int((~made).sum())
            won += float(stats.rankdata(part["rank"])[made].sum()) - yes * (yes + 1) / 2
            pairs += yes * no
        return share(won, pairs)

    def by_group(self) -> pd.DataFrame:
        """Renewals that were asked for, in ten groups by the chance of not being made, lowest first.

        Returns
        -------
        DataFrame, one row per group
            `group` from 1; `renewals`; `predicted`, `actual` (shares not made) with `low` and `high` of the actual one.
        """
        left, chance = self._left[self._faced], np.round(1 - asked(self.due, "chance")[self._faced], 12)
        order = np.argsort(chance, kind="stable")
        parts = [rows for rows in np.array_split(order, min(GROUPS, max(len(order), 1))) if len(rows)]
        bounds = [wilson(int(left[rows].sum()), len(rows)) for rows in parts]
        return pd.DataFrame(
            {
                "group": np.arange(1, len(parts) + 1),
                "renewals": [len(rows) for rows in parts],
                "predicted": [float(chance[rows].mean()) for rows in parts],
                "actual": [float(left[rows].mean()) for rows in parts],
                "low": [bound.low for bound in bounds],
                "high": [bound.high for bound in bounds],
            }
        )

    def by_month(self) -> pd.DataFrame:
        """Customers lost since the first window began, by the month in which their renewal was due.

        Returns
        -------
        DataFrame, one row per calendar month
            `month` (timestamp); `predicted`, `actual`: customers so far.
        """
        month = (
            self.due["day"].to_numpy(dtype=np.int64).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        )
        rows = pd.DataFrame({"predicted": self._leaving, "actual": self._left}).groupby(month).sum()
        every = rows.reindex(np.arange(month.min(), month.max() + 1), fill_value=0).cumsum()
        return every.assign(month=month_starts(every.index.to_numpy(dtype=np.int64))).reset_index(drop=True)[
            ["month", "predicted", "actual"]
        ]

    def by_origin(self) -> pd.DataFrame:
        """Each earlier day's forecast, the latest first.

        Returns
        -------
        DataFrame, one row per earlier day
            `origin`, `known` (timestamp of the earlier day), `contracts`; `renewals` due; `expected`, `renewed`,
            `error` (share); `expected_lost`, `lost`.
        """
        parts = {origin: RenewalRecord(part) for origin, part in self.due.groupby("origin")}
        return pd.DataFrame(
            {
                "origin": list(parts),
                "known": [pd.Timestamp(part.due["known"].iloc[0], unit="D") for part in parts.values()],
                "contracts": [part.contracts for part in parts.values()],
                "renewals": [len(part.due) for part in parts.values()],
                "expected": [part.renewed.expected for part in parts.values()],
                "renewed": [part.renewed.actual for part in parts.values()],
                "error": [part.renewed.error for part in parts.values()],
                "expected_lost": [part.lost.expected for part in parts.values()],
                "lost": [part.lost.actual for part in parts.values()],
            }
        )

    @cached_property
    def _made(self) -> NDArray[np.bool_]:
        return self.due["made"].to_numpy(dtype=bool)

    @cached_property
    def _faced(self) -> NDArray[np.bool_]:
        return self.due["faced"].to_numpy(dtype=bool)

    @cached_property
    def _chance(self) -> Floats:
        return self.due["chance"].to_numpy(dtype=np.float64)

    @cached_property
    def _left(self) -> NDArray[np.bool_]:
        return self._faced & ~self._made

    @cached_property
    def _leaving(self) -> Floats:
        """Chance, as of the earlier day, of leaving at each renewal."""
        before = np.where(self.due["nth"].to_numpy() == 1, 1.0, np.roll(self._chance, 1))
        return np.asarray(before - self._chance)

    def _squared(self, chance: Floats) -> float:
        errors = (chance - self._made)[self._faced]
        return float((errors**2).mean()) if len(errors) else math.nan


def contracts_due(due: pd.DataFrame) -> int:
    """Customers with a renewal due, counted once in each window."""
    return int((due["nth"] == 1).sum())


def _compared(due: pd.DataFrame, expected: Floats, actual: Floats) -> Compared:
    """Totals, and the interval of their ratio over customers by linearisation (Cochran, 1977, eq. 2.46)."""
    sums = pd.DataFrame({"expected": expected, "actual": actual}).groupby(due["customer"].to_numpy()).sum()
    said, came, n = float(sums["expected"].sum()), float(sums["actual"].sum()), len(sums)
    if n < 2 or not came:
        return Compared(said, came)
    residual = sums["expected"] - said / came * sums["actual"]
    error = math.sqrt(n / (n - 1) * float((residual**2).sum())) / came
    return Compared(said, came, student(said / came - 1, error, n))


def model_scores(due: pd.DataFrame) -> pd.DataFrame:
    """How each of `MODELS` forecast the renewals of each period from each earlier day.

    Returns
    -------
    DataFrame, one row per (period, origin, model)
        `period`, `origin` (0 the latest), `model`; `customers` with a renewal due; `log_score`, the log probability of
        all that happened (a sum; higher is better); `predicted`, `actual` renewals made, `total_error` (a share).
    """
    rows = []
    for (period, origin), part in due.groupby(["period", "origin"], sort=True):
        for model in MODELS:
            total = Compared(float(part[model].sum()), float(part["made"].sum()))
            score = float(log_scores(part, model).sum())
            rows.append((period, origin, model, contracts_due(part), score, total.expected, total.actual, total.error))
    return pd.DataFrame(rows, columns=list(SCORED))


def by_model(scores: pd.DataFrame) -> pd.DataFrame:
    """Each model over all windows, by period; the period with most customers and the best model first.

    Parameters
    ----------
    scores : DataFrame, as `model_scores` returns it

    Returns
    -------
    DataFrame, one row per (period, model)
        `period`, `model`, `origins` (earlier days), `customers` with a renewal due; `log_score`, a sum; `predicted`,
        `actual` renewals made and `total_error` of their sums; `worst`, the largest error of a window, unsigned.
    """
    table = scores.groupby(["period", "model"], as_index=False).agg(
        origins=("origin", "nunique"), customers=("customers", "sum"), log_score=("log_score", "sum"),
        predicted=("predicted", "sum"), actual=("actual", "sum"), worst=("total_error", lambda e: e.abs().max()),
    )  # fmt: skip
    error = table["predicted"] / table["actual"].where(table["actual"] > 0) - 1
    order = ["customers", "period", "log_score"]
    return table.assign(total_error=error).sort_values(order, ascending=[False, True, False], ignore_index=True)


def log_score_sums(scores: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Log scores of each model over all windows, by period; periods with too few customers due are left out.

    The windows do not overlap and each model saw only what was before its own, so that e to the difference of two sums
    is the odds that the renewals speak for one model against the other (prequential; Dawid, 1984).
    """
    sums = scores.groupby(["period", "model"])[["customers", "log_score"]].sum().reset_index()
    enough = sums[sums["customers"] >= FEWEST_DUE]
    return {
        str(period): dict(zip(part["model"], part["log_score"].astype(float)))
        for period, part in enough.groupby("period")
    }


SCORED = ("period", "origin", "model", "customers", "log_score", "predicted", "actual", "total_error")
