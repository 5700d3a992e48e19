"""Which model tells who leaves: the plainest one that later months do not prove clearly worse."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.models.early_warning.bands import fit_bands
from ltv.models.early_warning.boosting import fit_boosting
from ltv.models.early_warning.evaluation import Evaluation
from ltv.models.early_warning.logistic import fit_logistic
from ltv.models.early_warning.sample import Sample

LEAST_EVENTS = 30
"""Fewer leavers (or stayers) than this among the rows to learn from: tenure bands only."""
HELD_OUT = 0.2
"""Share of the observed months, the latest ones, that are kept for checking."""
CLEAR_GAIN = 0.03
"""Boosting has to lower the log-loss on the months held out by this share, and by 2 standard errors."""
STANDARD_ERRORS = 2.0


class Status(StrEnum):
    """Which model gave the risks."""

    LOGISTIC = "logistic"
    BOOSTING = "boosting"
    BANDS = "tenure_bands"
    NOTHING = "nothing_observed"
    """No month is old enough for anyone's outcome to be known, so nobody has a score."""


class RiskModel(Protocol):
    """A fitted model of who leaves."""

    def risk(self, facts: pd.DataFrame) -> NDArray[np.float64]:
        """Probability of leaving within the horizon, of each row."""

    def contributions(self, facts: pd.DataFrame) -> pd.DataFrame:
        """What each driver adds to each row's log-odds; one column per driver."""


@dataclass(frozen=True, eq=False)
class Choice:
    """The model chosen, and what the months held out said about each candidate.

    Attributes
    ----------
    status : Status
    model : RiskModel
        Fitted again on all rows, the ones held out included.
    losses : status → log-loss on the months held out; empty where none could be held out
    evaluation : Evaluation or None
        Of the model chosen, fitted on the earlier months only.
    months : (int, int) or None
        First and last month held out.
    overlap : bool
        Outcomes learned from reach into the months held out: the data are too short to keep them apart.
    """

    status: Status
    model: RiskModel
    losses: dict[Status, float]
    evaluation: Evaluation | None
    months: tuple[int, int] | None
    overlap: bool


def choose(sample: Sample) -> Choice:
    """Fit the candidates on earlier months, compare them on the latest, and fit the one chosen on all.

    Logistic regression, whose reasons are exact, is taken unless boosting is clearly better or tenure bands are no
    worse. With fewer than 30 leavers or stayers to learn from, or nothing to check with, tenure bands are taken.
    `sample` has at least one row. Everything runs on one thread: the risks do not depend on how many processors
    there are, and several users at once do not wait for each other.
    """
    with _one_thread():
        return _chosen(sample)


def _one_thread() -> AbstractContextManager[object]:
    """Limit scikit-learn to one thread. It is loaded first: what loads within the limit would escape it."""
    import sklearn.ensemble  # type: ignore[import-untyped]  # noqa: F401, PLC0415 a second to load
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415 comes with it

    return threadpool_limits(limits=1)  # type: ignore[no-any-return]


def _chosen(sample: Sample) -> Choice:
    parts = sample.split(HELD_OUT, least=LEAST_EVENTS)
    if parts is None:
        return Choice(Status.BANDS, fit_bands(sample), {}, None, None, overlap=False)
    earlier, later, overlap = parts
    checks = {status: Evaluation(later.left, model.risk(later.facts)) for status, model in _candidates(earlier).items()}
    status = _best(checks)
    return Choice(
        status,
        _fitted(sample, status),
        {name: check.log_loss for name, check in checks.items()},
        checks[status],
        (int(later.month.min()), int(later.month.max())),
        overlap,
    )


def _candidates(sample: Sample) -> dict[Status, RiskModel]:
    bands: dict[Status, RiskModel] = {Status.BANDS: fit_bands(sample)}
    if sample.rarer < LEAST_EVENTS:
        return bands
    logistic = fit_logistic(sample)
    return bands | {Status.LOGISTIC: logistic, Status.BOOSTING: fit_boosting(sample, logistic)}


def _best(checks: dict[Status, Evaluation]) -> Status:
    if Status.LOGISTIC not in checks:
        return Status.BANDS
    bands, logistic, boosting = (checks[s].losses for s in (Status.BANDS, Status.LOGISTIC, Status.BOOSTING))
    gain = logistic - boosting
    error = gain.std() / np.sqrt(len(gain))
    if gain.mean() > max(CLEAR_GAIN * logistic.mean(), STANDARD_ERRORS * error) and boosting.mean() < bands.mean():
        return Status.BOOSTING
    return Status.LOGISTIC if logistic.mean() < bands.mean() else Status.BANDS


def _fitted(sample: Sample, status: Status) -> RiskModel:
    if status == Status.BANDS:
        return fit_bands(sample)
    logistic = fit_logistic(sample)
    return logistic if status == Status.LOGISTIC else fit_boosting(sample, logistic)
