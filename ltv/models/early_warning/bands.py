"""How many leave at each tenure: the plainest model of who leaves, for few data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from ltv.models.early_warning.design import AGE_BANDS, age_band
from ltv.models.early_warning.sample import Sample

PSEUDO_COUNTS = 30.0
"""A band is pulled towards the average of all as if so many more of its customers had left at that rate."""


@dataclass(frozen=True, eq=False)
class TenureBands:
    """Share of customers who leave, by tenure band.

    Attributes
    ----------
    at_risk, leaves : int64, one per band of `AGE_BANDS` and one for unknown age
    """

    at_risk: NDArray[np.int64]
    leaves: NDArray[np.int64]

    @property
    def pooled(self) -> float:
        """Share who leave over all bands: mean of Beta(leaves + ½, stays + ½), so never 0 or 1."""
        return float((self.leaves.sum() + 0.5) / (self.at_risk.sum() + 1))

    @property
    def hazard(self) -> NDArray[np.float64]:
        """Share who leave in each band, shrunk towards the pooled share with 30 pseudo-counts."""
        return (self.leaves + PSEUDO_COUNTS * self.pooled) / (self.at_risk + PSEUDO_COUNTS)

    def risk(self, facts: pd.DataFrame) -> NDArray[np.float64]:
        """Probability of leaving within the horizon, of each row."""
        return np.asarray(self.hazard[age_band(facts["age"].to_numpy())])

    def contributions(self, facts: pd.DataFrame) -> pd.DataFrame:
        """What tenure, all that this model knows, adds to each row's log-odds."""
        return pd.DataFrame({"tenure": special.logit(self.risk(facts))})


def fit_bands(sample: Sample) -> TenureBands:
    """Count who was at risk and who left in each tenure band."""
    band = age_band(sample.facts["age"].to_numpy())
    size = len(AGE_BANDS) + 1
    return TenureBands(np.bincount(band, minlength=size), np.bincount(band[sample.left], minlength=size))
