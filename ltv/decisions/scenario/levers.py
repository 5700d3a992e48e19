"""What a company may change: which customers it reaches, by how much, from when on, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ltv.decisions.scenario.state import Base, Floats
from ltv.metrics.metric import Text


class LeverKind(StrEnum):
    """What moves."""

    CHURN = "churn"
    """Hazard of leaving, cut by a share of it; negative sizes raise it."""
    CONTRACTION = "contraction"
    """Monthly contraction, cut by a share of it."""
    EXPANSION = "expansion"
    """Monthly expansion, points added (0.01 = one point of the revenue of who stays)."""
    REACTIVATION = "reactivation"
    """Monthly reactivation, raised by a share of it."""
    NEW = "new"
    """Customers won, raised by a share of them; their cost rises by the curve of CPA."""
    CPA = "cpa"
    """Cost of winning a customer, cut by a share of it."""
    PRICE = "price"
    """Price, raised by a share of it while costs stay; hazards rise by `elasticity` times that."""
    MARGIN = "margin"
    """Gross margin, points added."""
    SERVICE = "service"
    """Cost to serve, cut by a share of it."""
    DISCOUNT = "discount"
    """Share of revenue given away as discounts, points cut: prices rise by as much while costs stay."""


LEVER_NAMES = {
    LeverKind.CHURN: Text("解約・離脱を減らす", "Less churn"),
    LeverKind.CONTRACTION: Text("減額を減らす", "Less contraction"),
    LeverKind.EXPANSION: Text("アップセルを増やす", "More expansion"),
    LeverKind.REACTIVATION: Text("呼び戻しを増やす", "More reactivation"),
    LeverKind.NEW: Text("新規獲得を増やす", "More new customers"),
    LeverKind.CPA: Text("獲得単価を下げる", "Lower CPA"),
    LeverKind.PRICE: Text("価格を上げる", "Higher price"),
    LeverKind.MARGIN: Text("粗利率を上げる", "Higher margin"),
    LeverKind.SERVICE: Text("対応費用を下げる", "Lower cost to serve"),
    LeverKind.DISCOUNT: Text("値引きを減らす", "Fewer discounts"),
}


@dataclass(frozen=True)
class Lever:
    """One change.

    Attributes
    ----------
    kind, size : what moves and by how much, as `LeverKind` says; a share, or one per draw of a simulation
    segment, channel : the segment, and the channel, it reaches; "" for all
    tenure_from, tenure_to : months of tenure it reaches, both included; None for no end
    start : months from now on before it begins
    ramp_months : over which it comes to full effect
    half_life_months : after which, once at full effect, half of it is left; None when it lasts
    one_off_cost, monthly_cost : money, smallest unit
    cost_per_customer : money a month for each customer it reaches, alike
    owner : code of a department
    elasticity : of hazards to a price, for `PRICE`: 0.5 raises hazards by half the price's share
    """

    kind: LeverKind
    size: float | Floats
    segment: str = ""
    channel: str = ""
    tenure_from: int = 1
    tenure_to: int | None = None
    start: int = 0
    ramp_months: int = 0
    half_life_months: float | None = None
    one_off_cost: float = 0.0
    monthly_cost: float = 0.0
    cost_per_customer: float = 0.0
    owner: str = "management"
    elasticity: float = 0.0

    def strength(self, months: int) -> Floats:
        """Part of its full effect in each of the months ahead, the first first."""
        month = np.arange(1, months + 1, dtype=np.float64)
        since = month - self.start
        risen = np.clip(since / (self.ramp_months + 1), 0.0, 1.0)
        if self.half_life_months is None:
            return np.where(since > 0, risen, 0.0)
        at_full = np.maximum(since - self.ramp_months - 1, 0.0)
        return np.where(since > 0, risen * 0.5 ** (at_full / self.half_life_months), 0.0)

    def reaches(self, base: Base) -> NDArray[np.bool_]:
        """Cells it moves, segments × bands."""
        names = zip(base.segments, base.channel)
        of_segment = np.array([self.segment in ("", one) and self.channel in ("", other) for one, other in names])
        tenure = np.arange(1, base.bands + 1)
        of_tenure = (tenure >= self.tenure_from) & (tenure <= (self.tenure_to or base.bands))
        return np.asarray(of_segment[:, None] & of_tenure[None, :])

    def cost(self, months: int) -> Floats:
        """What it costs in each of the months ahead, whomever it reaches."""
        since = np.arange(1, months + 1) - self.start
        return np.where(since > 0, self.monthly_cost, 0.0) + np.where(since == 1, self.one_off_cost, 0.0)
