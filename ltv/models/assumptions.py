"""What a value is computed under: horizon, discount and margin. Every figure that depends on them prints them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np

from ltv.dataset import Dataset
from ltv.metrics.margin import gross_margin, has_cost
from ltv.metrics.metric import Text
from ltv.metrics.other_costs import NO_OTHER_COSTS, OtherCosts
from ltv.models.newton import Floats

HORIZONS = (12, 36, 60)
YEAR = 12
LONGEST = 60
"""Five years: past that a model speaks of a business that nobody knows."""


class Base(StrEnum):
    """What a value is counted in."""

    MARGIN_OBSERVED = "margin_observed"
    """Gross profit at the margin the orders' cost column shows."""
    MARGIN_GIVEN = "margin_given"
    """Gross profit at a margin the reader states."""
    SALES = "sales"
    """Sales: nothing is taken off, because no cost is known or because the reader wants it so."""


BASE_NAMES = {
    Base.MARGIN_OBSERVED: Text("粗利LTV", "margin LTV"),
    Base.MARGIN_GIVEN: Text("粗利LTV（入力した粗利率）", "margin LTV (margin as entered)"),
    Base.SALES: Text("売上LTV（原価を引いていない）", "sales LTV (cost not taken off)"),
}


@dataclass(frozen=True)
class Assumptions:
    """Assumptions of a value.

    Attributes
    ----------
    horizon_months : int
        Months counted, 1 to 60.
    discount_annual : float
        Effective annual rate, a share; exact per period: (1 + d)^(months ÷ 12).
    gross_margin : float or None
        Share of sales left after cost; 1 values sales; None takes what the orders show, else sales.
    cost_per_purchase : float
        Further cost of every purchase (of every month under contract), smallest unit: packing, delivery, service.
    timing : "middle" or "end"
        When within a month its money arrives.
    other_costs : OtherCosts
        Of winning customers, beside marketing: what a value is held against.
    """

    horizon_months: int = 36
    discount_annual: float = 0.10
    gross_margin: float | None = None
    cost_per_purchase: float = 0.0
    timing: Literal["middle", "end"] = "middle"
    other_costs: OtherCosts = NO_OTHER_COSTS

    def __post_init__(self) -> None:
        if not 1 <= self.horizon_months <= LONGEST:
            raise ValueError(f"horizon_months is a number of months from 1 to {LONGEST}, not {self.horizon_months}")
        if not 0 <= self.discount_annual < 1:
            raise ValueError(f"discount_annual is a share from 0 to below 1, not {self.discount_annual}")
        if self.gross_margin is not None and not -1 <= self.gross_margin <= 1:
            raise ValueError(f"gross_margin is a share from -1 to 1, not {self.gross_margin}")

    @property
    def discounts(self) -> Floats:
        """Present value of 1 that arrives in each month of the horizon, the first first."""
        shift = 0.5 if self.timing == "middle" else 0.0
        months = np.arange(1, self.horizon_months + 1) - shift
        return np.asarray((1 + self.discount_annual) ** (-months / YEAR))


USUAL = Assumptions()
"""Three years at 10 % a year."""


@dataclass(frozen=True)
class Margin:
    """The margin in force and where it comes from."""

    rate: float
    base: Base

    @property
    def words(self) -> Text:
        """What a value under it is called."""
        return BASE_NAMES[self.base]


def margin_in_force(data: Dataset, assumptions: Assumptions) -> Margin:
    """The stated margin, else that of the last twelve complete months, else sales (1.0)."""
    if assumptions.gross_margin == 1:
        return Margin(1.0, Base.SALES)
    if assumptions.gross_margin is not None:
        return Margin(assumptions.gross_margin, Base.MARGIN_GIVEN)
    if has_cost(data):
        last = data.months.last_complete
        observed = gross_margin(data, max(data.months.first, last - YEAR + 1), last).rate
        if not math.isnan(observed):
            return Margin(observed, Base.MARGIN_OBSERVED)
    return Margin(1.0, Base.SALES)
