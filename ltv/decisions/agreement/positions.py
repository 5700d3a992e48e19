"""Where departments stand on one quantity of one initiative: who is highest, who lowest, who far off, do they agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ltv.decisions.agreement.estimates import Spread, spread
from ltv.decisions.agreement.reveal import revealed_representatives
from ltv.decisions.agreement.stopping import CLOSE_IQR


@dataclass(frozen=True, eq=False)
class Positions:
    """One estimate per department of one quantity.

    Attributes
    ----------
    quantity : such as "effect" or "cost"
    table : DataFrame, one row per department, the highest P50 first, abstentions last
        `department`, `p10`, `p50`, `p90` (NaN for an abstention), `reasons` (tuple).
    """

    quantity: str
    table: pd.DataFrame

    @cached_property
    def spread(self) -> Spread:
        """How far the middles lie apart."""
        return spread(self.table["p50"])

    @property
    def given(self) -> pd.DataFrame:
        """Departments that gave an estimate."""
        return self.table.dropna(subset="p50")

    @property
    def abstained(self) -> tuple[str, ...]:
        """Departments that gave none."""
        return tuple(self.table.loc[self.table["p50"].isna(), "department"])

    @property
    def highest(self) -> str:
        """Department with the highest middle; "" when nobody gave an estimate."""
        return str(self.given["department"].iloc[0]) if self.spread.n else ""

    @property
    def lowest(self) -> str:
        """Department with the lowest middle."""
        return str(self.given["department"].iloc[-1]) if self.spread.n else ""

    @property
    def outliers(self) -> tuple[str, ...]:
        """Departments far from the median; with fewer than three estimates there is no middle to be far from."""
        if self.spread.n < 3:
            return ()
        return tuple(self.table["department"].iloc[place] for place in self.spread.outliers)

    @property
    def relative_iqr(self) -> float:
        """Interquartile range over the median; 0 when all say the same, whatever it is; NaN with one estimate."""
        if self.spread.n < 2:
            return float("nan")
        return 0.0 if self.spread.iqr == 0 else round(self.spread.relative_iqr, 12)

    @property
    def is_agreed(self) -> bool:
        """Whether the middle half lies within a quarter of the median; never with one estimate."""
        return self.relative_iqr <= CLOSE_IQR


def positions(estimates: pd.DataFrame, quantity: str) -> Positions:
    """Where each department stands.

    Parameters
    ----------
    estimates : DataFrame, one row per participant, of one initiative and round
        `quantity` and the columns of `reveal.COLUMNS`.
    """
    shown = revealed_representatives(estimates[estimates["quantity"] == quantity])
    ordered = shown.sort_values(["p50", "department"], ascending=[False, True], na_position="last", kind="stable")
    return Positions(quantity, ordered[["department", "p10", "p50", "p90", "reasons"]].reset_index(drop=True))


def widest(found: Iterable[Positions]) -> Positions | None:
    """The quantity on which departments are furthest apart; None where nothing can be compared."""
    compared = [one for one in found if one.spread.n >= 2]
    return max(compared, key=_width, default=None)


def _width(one: Positions) -> float:
    return one.relative_iqr if one.relative_iqr == one.relative_iqr else float("inf")


def as_of_round(estimates: pd.DataFrame, number: int) -> pd.DataFrame:
    """What holds after a round: of each participant, initiative and quantity the newest estimate up to it.

    Who says nothing in a later round stands by what was said before.

    Parameters
    ----------
    estimates : DataFrame
        `round`, `participant`, `item`, `quantity` and whatever else; one row per combination of these.
    """
    past = estimates[estimates["round"] <= number].sort_values("round", kind="stable")
    return past.drop_duplicates(["participant", "item", "quantity"], keep="last").reset_index(drop=True)
