"""What the same number of contacts brings when customers are ranked by risk, by value or by expected gain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.decisions.people import People
from ltv.decisions.treatments import Treatment, expected_gain


@dataclass(frozen=True)
class Rankings:
    """Expected gain of one treatment for the first `contacts` customers of each ranking. Money.

    Attributes
    ----------
    by_risk, by_value, by_gain : the riskiest, the most valuable, those with the largest expected gain
    every_positive : everyone whose expected gain is above 0, however many
    """

    contacts: int
    by_risk: float
    by_value: float
    by_gain: float
    every_positive: float


def rankings(people: pd.DataFrame, treatment: Treatment, *, contacts: int) -> Rankings:
    """Compare rankings on customers whose value and risk are known; ties go to the smaller customer code."""
    read = People.of(people)
    gain = expected_gain(read.risk, read.value, treatment)
    known = np.isfinite(gain)
    gain = gain[known]

    def first(by: NDArray[np.float64]) -> float:
        return float(gain[np.argsort(-by, kind="stable")[:contacts]].sum())

    return Rankings(
        contacts, first(read.risk[known]), first(read.value[known]), first(gain), float(gain[gain > 0].sum())
    )
