"""Which kind of business a data set shows: contracts, orders at a fixed rhythm, or orders at any time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.metrics.intervals import share
from ltv.metrics.metric import Text
from ltv.metrics.repeat import DAYS_A_MONTH, Purchases, purchases

PERIODS = (7.0, 14.0, 28.0, 30.0, DAYS_A_MONTH, 60.0, 2 * DAYS_A_MONTH, 90.0, 3 * DAYS_A_MONTH)
"""Rhythms looked for, in days."""
REGULAR = 0.95
"""Share of gaps that must fit a rhythm."""
TOLERANCE = 0.10
"""How far a gap may lie from a multiple of the rhythm, as a part of it; one gap in five would fit by chance."""
FEWEST_GAPS = 100


class Kind(StrEnum):
    """What decides which models apply (Schmittlein, Morrison & Colombo, 1987; Fader & Hardie, 2009)."""

    CONTRACTS = "contracts"
    """A customer's leaving is seen: survival models."""
    REGULAR_ORDERS = "regular_orders"
    """Orders come at a fixed rhythm or not at all, and leaving is not seen: BG/BB."""
    ORDERS = "orders"
    """Orders come at any time, and leaving is not seen: BG/NBD and its relatives."""


@dataclass(frozen=True)
class Setting:
    """The kind, and the evidence for it.

    Attributes
    ----------
    period_days : float or None
        Rhythm of regular orders.
    regular_share : float
        Share of the gaps between a customer's orders that fit the rhythm that fits best; NaN for contracts and where
        there are no gaps.
    gaps : int
    """

    kind: Kind
    period_days: float | None = None
    regular_share: float = float("nan")
    gaps: int = 0

    @property
    def evidence(self) -> Text:
        """The decision and what it rests on, in one sentence."""
        if self.kind == Kind.CONTRACTS:
            return Text(
                "契約の開始日と終了日があるため、解約は観測できます。",
                "Contracts have starts and ends, so leaving is seen.",
            )
        if self.gaps < FEWEST_GAPS:
            return Text(
                f"注文間隔が{self.gaps:,}件しかないため、随時の注文とみなします。",
                f"Only {self.gaps:,} gaps between orders are known, so orders are taken to come at any time.",
            )
        percent = f"{self.regular_share:.0%}"
        if self.kind == Kind.REGULAR_ORDERS:
            return Text(
                f"注文間隔{self.gaps:,}件の{percent}が約{self.period_days:.0f}日の倍数のため、周期的な注文とみなします。",
                f"{percent} of {self.gaps:,} gaps between orders are multiples of about {self.period_days:.0f} days, "
                "so orders are taken to come at a rhythm.",
            )
        return Text(
            f"注文間隔{self.gaps:,}件に一定の周期は見られません（最もよく合う周期でも{percent}）。",
            f"{self.gaps:,} gaps between orders show no fixed rhythm (the best one fits {percent} of them).",
        )


def setting(data: Dataset) -> Setting:
    """Decide which kind of business a data set shows."""
    if data.ledger is None:
        return Setting(Kind.CONTRACTS)
    gaps = gaps_of(purchases(data.ledger))
    if len(gaps) < FEWEST_GAPS:
        return Setting(Kind.ORDERS, gaps=len(gaps))
    fitting = [regular_share(gaps, period) for period in PERIODS]
    regular = [(period, fits) for period, fits in zip(PERIODS, fitting) if fits >= REGULAR]
    if not regular:
        return Setting(Kind.ORDERS, regular_share=max(fitting), gaps=len(gaps))
    period, fits = max(regular, key=lambda found: (round(found[0] / 7), found[1]))
    return Setting(Kind.REGULAR_ORDERS, period, fits, len(gaps))


def gaps_of(orders: Purchases) -> NDArray[np.int32]:
    """Days between consecutive orders of a customer; orders of one day are one."""
    gaps = np.diff(orders.day)[orders.customer[1:] == orders.customer[:-1]]
    return np.asarray(gaps[gaps > 0])


def regular_share(gaps: NDArray[np.integer], period: float) -> float:
    """Share of gaps within `TOLERANCE` of a multiple of a period; NaN without gaps."""
    periods = gaps / period
    near = (np.abs(periods - np.rint(periods)) <= TOLERANCE) & (np.rint(periods) >= 1)
    return share(int(near.sum()), len(gaps))
