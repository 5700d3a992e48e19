"""How far departments agree after a round, on what is open and on all that is on the table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ltv.decisions.agreement.across import Lean
from ltv.decisions.agreement.positions import Positions, widest
from ltv.decisions.agreement.ranks import Concordance
from ltv.decisions.agreement.stopping import Stop, stop


@dataclass(frozen=True, eq=False)
class Standing:
    """How far departments agree after a round.

    Attributes
    ----------
    item : what is open
    positions : on it, per quantity
    before : the same one round earlier; empty after the first
    order, order_before : agreement on the order of all initiatives on the table, now and one round earlier
    lean : whether some see every effect larger
    worth : DataFrame, one row per initiative on the table and department
        `department`, `item`, `worth` (money, what it brings if the department is right), `low`, `high`.
    """

    item: str
    round: int
    positions: Sequence[Positions]
    before: Sequence[Positions]
    order: Concordance
    order_before: Concordance
    lean: Lean
    worth: pd.DataFrame

    @property
    def widest(self) -> Positions | None:
        """The quantity on which they are furthest apart."""
        return widest(self.positions)

    @property
    def divides(self) -> bool:
        """Whether what is open pays if one department is right, and does not if another is."""
        mine = self.worth.loc[self.worth["item"] == self.item, "worth"]
        return bool(len(mine) and mine.min() <= 0 < mine.max())

    @property
    def is_agreed(self) -> bool:
        """Whether they agree on every quantity that can be compared, and on whether it pays."""
        return self.widest is not None and self.widest.is_agreed and not self.divides

    @property
    def stop(self) -> Stop:
        """Whether another round is worth the time. The order counts where it is one of more than two initiatives.

        While departments differ on whether it pays at all, only the last round ends it.
        """
        if self.divides:
            return stop(self.round)
        apart = self.widest.relative_iqr if self.widest else math.nan
        w, w_before = (one.w if one.items > 2 else math.nan for one in (self.order, self.order_before))
        return stop(self.round, w=w, w_before=w_before, relative_iqr=apart)
