"""Rows to learn from and rows to check with, always split by time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Sample:
    """Facts of customer-months and what happened after them.

    Attributes
    ----------
    facts : DataFrame, one row per customer-month (see `features`)
    left : bool
    month : int32
        The month at whose end each row stands.
    horizon_months : int
        Months after it that `left` speaks of.
    """

    facts: pd.DataFrame
    left: NDArray[np.bool_]
    month: NDArray[np.int32]
    horizon_months: int

    def __len__(self) -> int:
        return len(self.left)

    def only(self, rows: NDArray[np.bool_]) -> Sample:
        """Some of the rows."""
        return Sample(self.facts[rows].reset_index(drop=True), self.left[rows], self.month[rows], self.horizon_months)

    @property
    def rarer(self) -> int:
        """Number of rows of the rarer outcome: how much there is to learn from."""
        leaves = int(self.left.sum())
        return min(leaves, len(self) - leaves)

    def split(self, share: float, least: int = 1) -> tuple[Sample, Sample, bool] | None:
        """Earlier and later rows: the last `share` of the months are the later ones.

        What the earlier rows speak of lies before the first later row, as it did for someone standing there. Where
        that leaves fewer than `least` rows of either outcome, earlier rows are all of earlier months, and the answer
        says that their outcomes overlap with the later months (True). None with a single month.
        """
        months = np.unique(self.month)
        if len(months) < 2:
            return None
        start = months[-max(1, min(round(len(months) * share), len(months) - 1))]
        later = self.month >= start
        apart = self.only(self.month + self.horizon_months <= start)
        if apart.rarer >= least:
            return apart, self.only(later), False
        return self.only(~later), self.only(later), self.horizon_months > 1
