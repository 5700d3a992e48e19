"""Agreement across several initiatives: do departments put them in one order, does one see all of them larger."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ltv.decisions.agreement.estimates import between_share
from ltv.decisions.agreement.ranks import Concordance, concordance, ranks_of


def order_agreement(worth: pd.DataFrame) -> Concordance:
    """How far departments rank initiatives alike by what each is worth in their own estimates.

    Parameters
    ----------
    worth : DataFrame, one row per department and initiative
        `department`, `item`, `worth`. A department that lacks an initiative is not counted.
    """
    wide = worth.pivot_table(index="department", columns="item", values="worth")
    if not wide.size:
        return concordance(np.zeros((0, 0)))
    return concordance(ranks_of(wide.to_numpy()))


@dataclass(frozen=True)
class Lean:
    """Whether some departments see every initiative larger than others do.

    Attributes
    ----------
    share : η² between departments; NaN where too few estimates say anything
    by_chance : share to expect when departments do not differ, (departments − 1) ÷ (estimates − 1)
    highest, lowest : departments whose estimates lie furthest above and below the medians on average; "" when unknown
    items : initiatives counted
    """

    share: float
    by_chance: float
    highest: str
    lowest: str
    items: int


NO_LEAN = Lean(math.nan, math.nan, "", "", 0)


def lean(estimates: pd.DataFrame) -> Lean:
    """How far above or below an initiative's median each department lies, in logarithms, and whether always so.

    Where the share is high some departments start from other assumptions; where it is not they differ on this or that
    initiative. With one estimate per department and initiative it takes two initiatives that two departments estimated.
    Initiatives with an estimate of 0 or less, which has no logarithm, are left out.

    Parameters
    ----------
    estimates : DataFrame, one row per department and initiative
        `department`, `item`, `p50` (NaN for an abstention).
    """
    table = _off_the_median(estimates.dropna(subset="p50"))
    if table["department"].nunique() < 2:
        return NO_LEAN
    found = between_share(table["off"], list(table["department"]))
    means = table.groupby("department")["off"].mean().sort_values(kind="stable")
    by_chance = (len(means) - 1) / (len(table) - 1)
    return Lean(found, by_chance, str(means.index[-1]), str(means.index[0]), int(table["item"].nunique()))


def _off_the_median(given: pd.DataFrame) -> pd.DataFrame:
    """Logarithms of estimates less their initiative's median, of departments that estimated more than one of them."""
    groups = [group for _, group in given.groupby("item") if len(group) > 1 and (group["p50"] > 0).all()]
    parts = [group.assign(off=np.log(group["p50"]) - np.log(group["p50"]).median()) for group in groups]
    table = pd.concat(parts) if parts else given.iloc[:0].assign(off=0.0)
    return table[table.groupby("department")["off"].transform("size") > 1]
