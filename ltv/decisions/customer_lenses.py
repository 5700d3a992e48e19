"""The same customers as each department sees them: the first twenty by sales, by risk, by value, and by gain."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import combinations

import numpy as np
import pandas as pd

from ltv.metrics.metric import Text

MOST = 20
LENSES = {
    "sales": Text("売上（営業）", "Sales (sales)"),
    "risk": Text("離脱リスク（CS）", "Risk (customer success)"),
    "value": Text("残存LTV（共通の物差し）", "Residual LTV (common yardstick)"),
    "gain": Text("期待利益（今週動く順）", "Expected gain (order of action)"),
}
"""How a list may be ranked, largest first, and whose habit it is."""
_COLUMNS = {"sales": "revenue_12m", "risk": "risk", "value": "value", "gain": "gain"}


@dataclass(frozen=True, eq=False)
class CustomerLenses:
    """The first customers of each ranking.

    Attributes
    ----------
    top : DataFrame, one row per (lens, rank)
        `lens`, `rank` from 1, `customer` (code). Ties go to the smaller code; who is not known has no rank.
    pairs : DataFrame, one row per pair of lenses
        `first`, `second`; `shared`, customers in both tops; `rank_correlation` over all customers whom both rank
        (Spearman, ties at their mean rank), NaN with fewer than three or where one ranks all alike.
    most : length of a top
    """

    top: pd.DataFrame
    pairs: pd.DataFrame
    most: int

    @cached_property
    def in_common(self) -> int:
        """How many customers the tops by sales, by risk and by value share."""
        three = [set(self.of(name)) for name in ("sales", "risk", "value")]
        return len(reduce(set.intersection, three))

    def of(self, lens: str) -> list[int]:
        """Codes of a lens's top, the first first."""
        return self.top.loc[self.top["lens"] == lens, "customer"].tolist()

    def shared(self, first: str, second: str) -> int:
        """How many customers two tops share."""
        return len(set(self.of(first)) & set(self.of(second)))


def customer_lenses(people: pd.DataFrame, *, most: int = MOST) -> CustomerLenses:
    """Rank customers through every lens.

    Parameters
    ----------
    people : DataFrame, one row per customer
        `customer` (code), `revenue_12m`, `risk`, `value`, `gain`.
    most : length of the tops compared
    """
    ranked = people.sort_values("customer", kind="stable")
    top = pd.concat([_top(ranked, lens, most) for lens in LENSES], ignore_index=True)
    chosen = {lens: set(top.loc[top["lens"] == lens, "customer"]) for lens in LENSES}
    pairs = pd.DataFrame(
        [
            (a, b, len(chosen[a] & chosen[b]), _spearman(ranked[_COLUMNS[a]], ranked[_COLUMNS[b]]))
            for a, b in combinations(LENSES, 2)
        ],
        columns=["first", "second", "shared", "rank_correlation"],
    )
    return CustomerLenses(top, pairs, most)


def _top(people: pd.DataFrame, lens: str, most: int) -> pd.DataFrame:
    known = people.dropna(subset=[_COLUMNS[lens]])
    first = known.sort_values(_COLUMNS[lens], ascending=False, kind="stable").head(most)
    rank = np.arange(1, len(first) + 1)
    return pd.DataFrame({"lens": lens, "rank": rank, "customer": first["customer"].to_numpy(dtype=np.int64)})


def _spearman(a: pd.Series[float], b: pd.Series[float]) -> float:
    """Correlation of ranks (Spearman, 1904)."""
    known = a.notna() & b.notna()
    first, second = a[known].rank(), b[known].rank()
    if known.sum() < 3 or first.nunique() < 2 or second.nunique() < 2:
        return math.nan
    return float(np.corrcoef(first, second)[0, 1])
