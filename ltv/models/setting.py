"""Which kind of business a data set shows: contracts, orders at a fixed rhythm, or orders at any time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.metrics.intervals import share
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
    def evidence(self) -> str:
        """What the decision rests on: the kind; "few_gaps" where there were too few to look for a rhythm."""
        return "few_gaps" if self.kind == Kind.ORDERS and self.gaps < FEWEST_GAPS else self.kind.value


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
