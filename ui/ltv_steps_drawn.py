"""Which steps of observed LTV are drawn: those of large segments that rest on customers like those of the year."""

from __future__ import annotations

import pandas as pd

from ltv.metrics.acquisition_segments import NOT_GIVEN
from ltv.metrics.observed_ltv import YEAR_STEP

FEW = 30
"""Points that rest on fewer customers are not drawn."""
MOST = 6
"""Lines at most: those of the largest segments."""
LEAST = 0.5
"""Share of the customers observed for a year below which later points are not drawn."""
KEPT = 0.75
"""Share of the customers of the step before below which a line ends: a whole cohort has dropped out there."""


def drawn(table: pd.DataFrame) -> pd.DataFrame:
    """The steps of the largest segments that rest on enough customers."""
    known = alike(table[(table["segment"] != NOT_GIVEN) & (table["customers"] >= FEW)])
    largest = list(dict.fromkeys(known["segment"]))[:MOST]
    return known[known["segment"].isin(largest)]


def alike(table: pd.DataFrame) -> pd.DataFrame:
    """The steps of each segment up to where its line would jump by who is left, not by what they bring.

    Kept are steps with at least half the customers of the step of a year, or of the first step where a year has not
    been observed, before the first one that loses over a quarter of the customers of the step before.
    """
    by_segment = table.groupby("segment")["customers"]
    year = table[(table["step"] == YEAR_STEP) & (table["customers"] > 0)].set_index("segment")["customers"]
    base = table["segment"].map(year).fillna(by_segment.transform("first"))
    holds = ~(table["customers"] < KEPT * by_segment.shift())
    return table[(table["customers"] >= LEAST * base) & holds.groupby(table["segment"]).cummin()]
