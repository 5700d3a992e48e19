"""Which steps of observed LTV may be drawn as a line or compared: those that rest on customers like those of the year.

All functions take tables of `ltv.metrics.observed_ltv`.
"""

from __future__ import annotations

import pandas as pd

from ltv.metrics.acquisition_segments import NOT_GIVEN
from ltv.metrics.intervals import FEW
from ltv.metrics.observed_ltv import YEAR_STEP

MOST = 6
"""Lines at most: those of the largest segments."""
LEAST = 0.5
"""Share of the customers observed for a year below which later points are not drawn."""
KEPT = 0.75
"""Share of the customers of the step before below which a line ends: a whole cohort has dropped out there."""


def drawn(table: pd.DataFrame) -> pd.DataFrame:
    """The steps of the largest segments that rest on enough customers; `table` is that of `observed_ltv_by`."""
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


def compared_at(rows: pd.DataFrame) -> int:
    """The step at which segments are compared: 12, or the latest that two of them (or the only one) have reached."""
    reached = rows.groupby("step")["segment"].nunique()
    enough = reached[reached >= min(2, int(reached.max()))].index
    return YEAR_STEP if YEAR_STEP in enough else int(enough.max())


def ranked(rows: pd.DataFrame) -> pd.DataFrame:
    """The segments whose interval is known at the step of comparison, the lowest LTV first."""
    return rows[rows["step"] == compared_at(rows)].dropna(subset=["low"]).sort_values("ltv")


def settled(table: pd.DataFrame) -> pd.DataFrame:
    """A year of the cohorts that are large enough and observed so long in full; of `observed_ltv_by_cohort`."""
    final = (table["step"] == YEAR_STEP) & (table["customers"] == table["size"])
    return table[final & (table["size"] >= FEW)]
