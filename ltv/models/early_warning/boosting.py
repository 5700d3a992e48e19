"""Boosted trees: what an unrestricted model would have found, to compare with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from ltv.models.early_warning.calibration import AS_PREDICTED, Line, log_odds
from ltv.models.early_warning.design import Design
from ltv.models.early_warning.logistic import LATER, Logistic, correction
from ltv.models.early_warning.sample import Sample

TREES, LEAVES, RATE, PENALTY, SEED = 60, 8, 0.1, 1.0, 20260930


@dataclass(frozen=True, eq=False)
class Boosting:
    """Gradient boosting on the design's columns; reasons come from the logistic model fitted beside it.

    Attributes
    ----------
    design : Design
    trees : HistGradientBoostingClassifier
        Where no column tells rows apart, a DummyClassifier: the share who left.
    beside : Logistic
    correction : Line
        Calibration line the log-odds are put through.
    """

    design: Design
    trees: Any
    beside: Logistic
    correction: Line = AS_PREDICTED

    def risk(self, facts: pd.DataFrame) -> NDArray[np.float64]:
        """Probability of leaving within the horizon, of each row."""
        if len(facts) == 0:
            return np.empty(0)
        odds = log_odds(self.trees.predict_proba(self.design.matrix(facts))[:, 1])
        return np.asarray(special.expit(self.correction.intercept + self.correction.slope * odds))

    def contributions(self, facts: pd.DataFrame) -> pd.DataFrame:
        """What each driver adds to the log-odds of the logistic model beside it: near to, not exactly, this one's."""
        return self.beside.contributions(facts)


def fit_boosting(sample: Sample, beside: Logistic) -> Boosting:
    """Fit on all rows, corrected where later months show that risks are too bold or too timid."""
    parts = sample.split(LATER)
    fitted = _fit(sample, beside)
    if parts is None or not parts[0].rarer:
        return fitted
    earlier, later, _ = parts
    return replace(fitted, correction=correction(later.left, _fit(earlier, beside).risk(later.facts)))


def _fit(sample: Sample, beside: Logistic) -> Boosting:
    from sklearn.dummy import DummyClassifier  # type: ignore[import-untyped]  # noqa: PLC0415 slow to load
    from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-untyped]  # noqa: PLC0415 slow to load

    design = Design.of(sample.facts)
    boosted = HistGradientBoostingClassifier(
        max_iter=TREES,
        max_leaf_nodes=LEAVES,
        learning_rate=RATE,
        l2_regularization=PENALTY,
        early_stopping=False,
        random_state=SEED,
    )
    trees = boosted if design.names else DummyClassifier(strategy="prior")
    return Boosting(design, trees.fit(design.matrix(sample.facts), sample.left), beside)
