"""Two ways to count what customers buy: at any time, by the week, or at a rhythm, by opportunity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.ledger import Ledger
from ltv.metrics.histories import WEEK, PurchaseHistories, histories
from ltv.metrics.opportunities import Opportunities
from ltv.metrics.order_rhythm import rhythm_histories
from ltv.metrics.purchase_days import PurchaseDays, purchase_days
from ltv.models.bgbb import fit_bgbb
from ltv.models.choice import CANDIDATES
from ltv.models.holdout import Holdout
from ltv.models.newton import Floats
from ltv.models.purchase_model import PurchaseModel
from ltv.months import date_of, day_number

LONGEST_WINDOW, SHORTEST_WINDOW = 182, 28
"""Days of a hold-out: half a year, at most a third of the data; shorter ones tell nothing."""


class Buying(Protocol):
    """How the purchases of a ledger are counted, and which models count the same."""

    @property
    def ledger(self) -> Ledger:
        """Whose purchases they are."""

    @property
    def unit_days(self) -> float:
        """Days in the unit of time."""

    @property
    def candidates(self) -> Mapping[str, Callable[[Any], PurchaseModel]]:
        """Models to choose from, the simplest first: what is `known` → fitted model."""

    def known(self, until: dt.date | None = None) -> tuple[Any, pd.DataFrame]:
        """What models are fitted on, and one row per customer, as known by a day (see `histories`)."""

    def periods(self, days: Floats) -> Floats:
        """Time in units, as a model counts it."""

    def bought(self, until: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """First purchase days of the customers known by a day, and all days of later purchases that count."""


@dataclass(frozen=True, eq=False)
class AnyTime:
    """Orders that may come on any day."""

    ledger: Ledger
    unit_days: float = WEEK

    @property
    def candidates(self) -> Mapping[str, Callable[[Any], PurchaseModel]]:
        """Models in continuous time."""
        return CANDIDATES

    def known(self, until: dt.date | None = None) -> tuple[PurchaseHistories, pd.DataFrame]:
        """Purchase histories."""
        return histories(self.ledger, unit_days=self.unit_days, until=until)

    def periods(self, days: Floats) -> Floats:
        """Weeks."""
        return np.asarray(days / self.unit_days)

    def bought(self, until: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """First purchase days of the customers known by a day, and all their later purchase days."""
        return _bought(purchase_days(self.ledger), until, 0.0)


@dataclass(frozen=True, eq=False)
class AtARhythm:
    """Orders of which one is due every period."""

    ledger: Ledger
    unit_days: float

    @property
    def candidates(self) -> Mapping[str, Callable[[Any], PurchaseModel]]:
        """The model of opportunities."""
        return {"bgbb": fit_bgbb}

    def known(self, until: dt.date | None = None) -> tuple[Opportunities, pd.DataFrame]:
        """Opportunities taken and missed."""
        table = rhythm_histories(self.ledger, self.unit_days, until=until)
        x, t_x, n = (table[name].to_numpy() for name in ("frequency", "recency", "T"))
        return Opportunities.of(x, t_x, n, unit_days=self.unit_days), table

    def periods(self, days: Floats) -> Floats:
        """Whole opportunities; one that is due within a tenth of a period counts."""
        return np.floor(days / self.unit_days + 0.1)

    def bought(self, until: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """First purchase days of the customers known by a day, and all days on which they took a later opportunity."""
        return _bought(purchase_days(self.ledger), until, self.unit_days / 2)


def _bought(days: PurchaseDays, until: int, nearest: float) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    known = days.first <= until
    gap = np.diff(days.day, prepend=days.day[:1])
    later = days.is_repeat & np.repeat(known, days.of_each) & (gap > nearest)
    return days.first[known], days.day[later]


def origins(way: Buying) -> list[tuple[dt.date, int]]:
    """Earlier days from which forecasts are tried, the latest first, and how many days each is held against.

    Two, where the second leaves as long a time to learn from; none where a third of the data is below four weeks.
    """
    days = purchase_days(way.ledger)
    if len(days.day) == 0:
        return []
    first, last = int(days.day.min()), day_number(way.ledger.as_of)
    step = max(int(way.unit_days), 1)
    window = int(min(LONGEST_WINDOW, (last - first) // 3) // step * way.unit_days) if step else 0
    if window < max(SHORTEST_WINDOW, 2 * way.unit_days if way.unit_days > WEEK else 0):
        return []
    found = [last - window, last - 2 * window]
    return [(date_of(day), window) for day in found if day - first >= window]


def holdout(way: Buying, day: dt.date, window: int) -> Holdout:
    """Customers as known by a day, and what they bought in so many days after it."""
    then, later = way.known(day)[1], way.known(date_of(day_number(day) + window))[1]
    after = later.set_index("customer")["frequency"].reindex(then["customer"]).to_numpy()
    before = then["frequency"].to_numpy()
    return Holdout(
        before.astype(np.int64), then["recency"].to_numpy(float), then["T"].to_numpy(float),
        (after - before).astype(np.int64), float(way.periods(np.array([float(window)]))[0]), len(later) - len(then),
    )  # fmt: skip
