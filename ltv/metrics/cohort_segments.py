"""Which segment's customers leave first, where that can be told; tables are those of `cohort_curves_by`."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from ltv.dataset import Dataset
from ltv.metrics.intervals import FEW, Interval

YEAR, EARLY = 12, 3


class Lowest(NamedTuple):
    """The lowest segment, and the best one it is apart from; None where it is apart from every other."""

    segment: str | None
    better: str | None


def compared_age(data: Dataset, by: pd.DataFrame) -> int:
    """Age at which segments are compared: orders are lost early, contracts when they are first renewed."""
    reached = by.loc[by["at_risk"] >= FEW, "age"]
    return YEAR if data.kind == "contracts" and YEAR in set(reached) else EARLY


def lowest_segment(by: pd.DataFrame, age: int) -> Lowest:
    """The segment that is lowest at an age, where its interval is apart: from all others, or from the best only."""
    ripe = by[(by["age"] == age) & (by["at_risk"] >= FEW)].dropna(subset=["low", "high"]).sort_values("value")
    bounds = [Interval(low, high) for low, high in zip(ripe["low"], ripe["high"])]
    names = list(map(str, ripe["segment"]))
    if len(bounds) < 2:
        return Lowest(None, None)
    worst, others = bounds[0], bounds[1:]
    if all(worst.beside(other) == "below" for other in others):
        return Lowest(names[0], None)
    return Lowest(names[0], names[-1]) if worst.beside(others[-1]) == "below" else Lowest(None, None)
