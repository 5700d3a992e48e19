"""A hazard that adds up: ridge-penalised logistic regression on the design's columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from ltv.models.early_warning.calibration import AS_PREDICTED, Line, calibration_line
from ltv.models.early_warning.design import Design
from ltv.models.early_warning.evaluation import Evaluation
from ltv.models.early_warning.sample import Sample

STRENGTHS = (0.01, 0.1, 1.0, 10.0)
"""Inverse penalties that are tried, the strongest penalty first: scikit-learn's C."""
LATER = 0.25
"""Share of the months to learn from that the penalty is chosen on."""
LEAST_TO_RECALIBRATE = 100
MOST_OFF, CERTAIN = 0.2, 2.0


@dataclass(frozen=True, eq=False)
class Logistic:
    """Log-odds of leaving = correction of (intercept + Σ coefficient × column).

    Attributes
    ----------
    design : Design
    coefficients : float64, one per column of the design, after standardisation
    strength : float
        Inverse penalty, chosen on later months.
    correction : Line
        Calibration line the log-odds are put through; `AS_PREDICTED` where none was needed.
    """

    design: Design
    intercept: float
    coefficients: NDArray[np.float64]
    strength: float
    correction: Line = AS_PREDICTED

    def risk(self, facts: pd.DataFrame) -> NDArray[np.float64]:
        """Probability of leaving within the horizon, of each row."""
        odds = self.intercept + self.design.matrix(facts) @ self.coefficients
        return np.asarray(special.expit(self.correction.intercept + self.correction.slope * odds))

    def contributions(self, facts: pd.DataFrame) -> pd.DataFrame:
        """What each driver adds to each row's log-odds: exact, its columns added up. One column per driver."""
        parts = self.design.matrix(facts) * (self.coefficients * self.correction.slope)
        drivers = np.array(self.design.drivers, dtype=object)
        sums = {name: parts[:, drivers == name].sum(axis=1) for name in dict.fromkeys(drivers)}
        return pd.DataFrame(sums, index=range(len(facts)))

    @property
    def table(self) -> pd.DataFrame:
        """One row per column: `driver`, `column`, `coefficient` per standard deviation (or for a flag being set)."""
        return pd.DataFrame(
            {"driver": self.design.drivers, "column": self.design.names, "coefficient": self.coefficients}
        )


def fit_logistic(sample: Sample) -> Logistic:
    """Fit with the penalty, and where needed the correction, that later months ask for; then on all rows.

    The rows need both outcomes.
    """
    parts = sample.split(LATER)
    if parts is None or not parts[0].rarer:
        return _fits(sample, STRENGTHS[1:2])[0]
    earlier, later, _ = parts
    checks = [Evaluation(later.left, risk) for risk in _risks(_fits(earlier, STRENGTHS), later.facts)]
    best = int(np.argmin([check.log_loss for check in checks]))
    fitted = _fits(sample, STRENGTHS[best : best + 1])[0]
    return replace(fitted, correction=correction(later.left, checks[best].risk))


def correction(left: NDArray[np.bool_], risk: NDArray[np.float64]) -> Line:
    """Line to put log-odds through if their slope is clearly off: by 0.2, by 2 standard errors, with enough to tell.

    Small departures are left alone: on later months again, correcting them made risks worse more often than better.
    """
    if min(left.sum(), (~left).sum()) < LEAST_TO_RECALIBRATE:
        return AS_PREDICTED
    line = calibration_line(left, risk)
    off = abs(line.slope - 1)
    return line if off > max(MOST_OFF, CERTAIN * line.slope_se) and line.slope > 0 else AS_PREDICTED


def _fits(sample: Sample, strengths: Sequence[float]) -> list[Logistic]:
    """One fit per inverse penalty, of the same columns."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]  # noqa: PLC0415 slow to load

    design = Design.of(sample.facts)
    if not design.names:
        odds = float(special.logit((sample.left.sum() + 0.5) / (len(sample) + 1)))
        return [Logistic(design, odds, np.empty(0), strength) for strength in strengths]
    x = design.matrix(sample.facts)
    fitted = [LogisticRegression(C=c, solver="newton-cholesky", tol=1e-6).fit(x, sample.left) for c in strengths]
    return [
        Logistic(design, float(fit.intercept_[0]), fit.coef_[0], strength) for fit, strength in zip(fitted, strengths)
    ]


def _risks(fits: list[Logistic], facts: pd.DataFrame) -> list[NDArray[np.float64]]:
    """Risks by fits that share one design."""
    x = fits[0].design.matrix(facts)
    return [np.asarray(special.expit(fit.intercept + x @ fit.coefficients)) for fit in fits]
