"""The projection of contracts: the shifted-Beta-geometric and the Beta-discrete-Weibull, averaged."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ltv.metrics.metric import Text
from ltv.metrics.tenures import Renewals, Tenures
from ltv.models.bdw import BetaDiscreteWeibull, fit_bdw
from ltv.models.newton import Floats
from ltv.models.renewal_model import RenewalModel
from ltv.models.sbg import ShiftedBetaGeometric, fit_sbg

CLEAR = 3.0
"""A log score this much higher is strong evidence: odds of 20 to 1 (Kass & Raftery, 1995)."""
FEWEST_RENEWALS = 3
"""Renewals that must have been seen before a fit of three parameters is scored."""
MOST_ORIGINS = 8

_SCORED = {"origin": int, "faced": int, "sbg": float, "bdw": float, "average": float}

AVERAGED = Text(
    "sBGとBdWのどちらかが明らかに優れているとはいえないため、両者の平均で予測します。",
    "Neither sBG nor BdW forecast clearly better, so their average is used.",
)
UNTRIED = Text(
    "契約更新の観測回数が少なく予測の成績を比べられないため、sBGとBdWの平均で予測します。",
    "Too few renewals have been seen to compare forecasts, so the average of sBG and BdW is used.",
)
SBG_WON = Text(
    "過去の予測成績が明らかに優れていたsBGで予測します。", "sBG is used: it forecast clearly better in the past."
)
BDW_WON = Text(
    "過去の予測成績が明らかに優れていたBdWで予測します。", "BdW is used: it forecast clearly better in the past."
)


@dataclass(frozen=True, eq=False)
class ContractAverage(RenewalModel):
    """S(t) is the mean of the two models' curves, or the curve of the one that forecast clearly better.

    Attributes
    ----------
    sbg, bdw : both models, fitted to the same customers
    weight : float
        Weight of `bdw`: 0.5, or 0 or 1 where only one is used.
    why : which, and the reason in words
    scores : DataFrame
        As `rolling_scores` returns it.
    """

    sbg: ShiftedBetaGeometric
    bdw: BetaDiscreteWeibull
    weight: float
    why: Text
    scores: pd.DataFrame

    def log_survival(self, age: ArrayLike) -> Floats:
        """Ln of the weighted mean of both S(t)."""
        if self.weight in (0, 1):
            return (self.bdw if self.weight else self.sbg).log_survival(age)
        simple, other = self.sbg.log_survival(age), self.bdw.log_survival(age)
        return np.asarray(np.logaddexp(simple + math.log1p(-self.weight), other + math.log(self.weight)))

    @property
    def in_use(self) -> str:
        """What is used: "sbg", "bdw" or "average"."""
        return {0.0: "sbg", 1.0: "bdw"}.get(self.weight, "average")

    def draws(self, n: int, seed: int) -> Sequence[RenewalModel]:
        """`n` models as likely as this one: of either kind in proportion to its weight."""
        others = round(n * self.weight)
        return [*self.sbg.draws(n - others, seed), *self.bdw.draws(others, seed + 1)]

    @property
    def expected_lifetime(self) -> float:
        """The weighted mean of both; NaN where one that is used has none."""
        means = ((1 - self.weight, self.sbg.expected_lifetime), (self.weight, self.bdw.expected_lifetime))
        return sum(weight * mean for weight, mean in means if weight)


def fit_contracts(tenures: Tenures, held_out: Mapping[str, float] | None = None) -> ContractAverage:
    """Fit both models and average them, unless one forecast clearly better than their average did.

    Clearly: by a log score of more than `CLEAR` over the renewals held out. Where none are given the first renewals of
    all customers forecast the later ones (`rolling_scores`), and the median origin decides, so that an early one with
    few renewals behind it does not. That a model fits better, however significantly, is not asked: it does not tell
    which projects better.

    Parameters
    ----------
    held_out : mapping, optional
        Log scores of "sbg", "bdw" and "average" on renewals that came due after an earlier day, fitted on what was
        known then; sums over renewals.
    """
    scores = rolling_scores(tenures)
    weight, why = (
        _choice(scores) if held_out is None else _clearly_better(held_out["sbg"], held_out["bdw"], held_out["average"])
    )
    return ContractAverage(*_both(tenures), weight, why, scores)


def averaged(tenures: Tenures) -> ContractAverage:
    """Fit both models and average them, whatever they forecast before."""
    return ContractAverage(*_both(tenures), 0.5, AVERAGED, pd.DataFrame(columns=list(_SCORED)))


def _both(tenures: Tenures) -> tuple[ShiftedBetaGeometric, BetaDiscreteWeibull]:
    sbg = fit_sbg(tenures)
    return sbg, fit_bdw(tenures, sbg)


def rolling_scores(tenures: Tenures, *, fewest: int = FEWEST_RENEWALS, origins: int = MOST_ORIGINS) -> pd.DataFrame:
    """How well each model forecasts the later renewals of customers from their first.

    Parameters
    ----------
    fewest : int
        Renewals that must have been seen before the first forecast.
    origins : int
        Forecasts made at most, spread evenly.

    Returns
    -------
    DataFrame, one row per origin
        `origin`: models are fitted to what was known when nobody had been seen past this renewal; `faced`: later
        renewals of customers that are scored; `sbg`, `bdw`, `average`: log probability given to all that happened at
        them, who left and who did not (higher is better; sums over customers).
    """
    counts = tenures.renewals()
    faced = np.cumsum(counts.at_risk[::-1])[::-1]
    later = np.arange(fewest, np.count_nonzero(faced))
    rows = []
    for origin in np.unique(later[np.linspace(0, len(later) - 1, min(origins, len(later))).astype(int)]).tolist():
        average = averaged(tenures.until(origin))
        tried = (average.sbg, average.bdw, average)
        rows.append((origin, int(faced[origin]), *(log_score(model, counts, origin) for model in tried)))
    return pd.DataFrame(rows, columns=list(_SCORED)).astype(_SCORED)


def log_score(model: RenewalModel, counts: Renewals, origin: int) -> float:
    """Log probability a model gives to who left, and who did not, at the renewals after an origin."""
    t = np.arange(origin + 1, len(counts.deaths) + 1)
    deaths, faced = counts.deaths[origin:], counts.at_risk[origin:]
    stays = model.log_survival(t) - model.log_survival(t - 1)
    return float(special.xlogy(deaths, -np.expm1(stays)).sum() + (faced - deaths) @ stays)


def _choice(scores: pd.DataFrame) -> tuple[float, Text]:
    """Weight of BdW, and why."""
    if len(scores) == 0:
        return 0.5, UNTRIED
    better = scores[["sbg", "bdw"]].sub(scores["average"], axis=0).median()
    return _clearly_better(float(better["sbg"]), float(better["bdw"]), 0.0)


def _clearly_better(sbg: float, bdw: float, average: float) -> tuple[float, Text]:
    """Weight of BdW by log scores, and why; where both beat the average clearly, the better one."""
    if max(sbg, bdw) <= average + CLEAR:
        return 0.5, AVERAGED
    return (0.0, SBG_WON) if sbg >= bdw else (1.0, BDW_WON)
