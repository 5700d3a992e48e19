"""What a late delivery is followed by: who does not buy again in the months after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.ledger import CUSTOMER_ID
from ltv.metrics.intervals import Interval, share, wilson
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.months import month_number

MONTHS_AFTER = 2

LEFT_AFTER_DELIVERY = METRICS.add(
    Metric(
        "left_after_delivery",
        Text("お届け後の離脱率", "Left after a delivery"),
        Text(
            "お届けのあった顧客のうち、その後の2か月に購入がなかった顧客の割合。1回でも遅れた月と、遅れなかった月を"
            "分けて数えます。同時に動いた事柄の比較であり、遅れが原因とは限りません。",
            "Of customers with a delivery in a month, the share who did not buy in the two months after it; months "
            "with any late delivery apart from the others. An association: lateness need not be the cause.",
        ),
        Text(
            "その後2か月に購入のない顧客月 ÷ お届けのあった顧客月",
            "customer-months without a purchase in the next two ÷ customer-months with a delivery",
        ),
        Unit.SHARE,
        "LTV Compass",
        "down",
    )
)


@dataclass(frozen=True)
class AfterDelivery:
    """Customer-months with a delivery that two later months are known of, and those without a purchase in them."""

    late: int = 0
    late_left: int = 0
    on_time: int = 0
    on_time_left: int = 0

    def __add__(self, other: AfterDelivery) -> AfterDelivery:
        return AfterDelivery(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    @property
    def late_rate(self) -> float:
        """Share who left after a late delivery; NaN when there was none."""
        return share(self.late_left, self.late)

    @property
    def on_time_rate(self) -> float:
        """Share who left after a delivery in time; NaN when there was none."""
        return share(self.on_time_left, self.on_time)

    @property
    def is_worse_when_late(self) -> bool:
        """Whether more left after late deliveries, beyond both intervals."""
        return self.late_interval.beside(self.on_time_interval) == "above"

    @property
    def late_interval(self) -> Interval:
        """Wilson interval of `late_rate`."""
        return wilson(self.late_left, self.late)

    @property
    def on_time_interval(self) -> Interval:
        """Wilson interval of `on_time_rate`."""
        return wilson(self.on_time_left, self.on_time)


def after_delivery(data: Dataset, start: int, end: int) -> AfterDelivery:
    """Compare late with punctual deliveries promised for the months `start` to `end`.

    A month counts only when the two months after it are complete. Empty without a table of deliveries.
    """
    cells = _delivered(data)
    months = data.months
    ripe = (cells["month"] >= start) & (cells["month"] <= min(end, months.last_complete - MONTHS_AFTER))
    cells = cells[ripe]
    bought = np.zeros(len(cells), dtype=bool)
    for later in range(1, MONTHS_AFTER + 1):
        bought |= _paid(data, cells["customer"].to_numpy(), cells["month"].to_numpy() + later)
    late = cells["late"].to_numpy(dtype=bool)
    return AfterDelivery(int(late.sum()), int((late & ~bought).sum()), int((~late).sum()), int((~late & ~bought).sum()))


def after_worst_months(data: Dataset, table: pd.DataFrame) -> AfterDelivery:
    """As `after_delivery` in the worst run of months of `service.promises_by_month`, else in all complete months."""
    worst = worst_months(table)
    if worst is None:
        return after_delivery(data, data.months.first, data.months.last_complete)
    first, last = (month_number(f"{month:%Y-%m}") for month in worst)
    return after_delivery(data, first, last)


def late_share(table: pd.DataFrame, run: tuple[pd.Timestamp, pd.Timestamp]) -> float:
    """Share of promises not kept in a run of months of `service.promises_by_month`; NaN when nothing was due."""
    table = table[table["month"].between(*run)]
    return 1 - share(int(table["kept"].sum()), int(table["due"].sum()))


def worst_months(table: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """First and last of the longest run of months whose promises were kept less than in the months around it.

    `table` is that of `service.promises_by_month`. A month belongs to the run when its interval lies below the
    median month's rate less ten points. None when there is no such month.
    """
    bad = (table["high"] < table["rate"].median() - 0.10).to_numpy()
    if not bad.any():
        return None
    run = np.cumsum(~bad)
    longest = np.bincount(run[bad]).argmax()
    months = table["month"][bad & (run == longest)]
    return months.iloc[0], months.iloc[-1]


def _delivered(data: Dataset) -> pd.DataFrame:
    """One row per (customer, month) with a delivery that has arrived: whether any came after its promised day."""
    if data.deliveries is None:
        return pd.DataFrame({"customer": np.empty(0, int), "month": np.empty(0, int), "late": np.empty(0, bool)})
    table = data.deliveries.dropna(subset=["promised", "delivered"])
    codes = pd.Index(data.customers[CUSTOMER_ID]).get_indexer(pd.Index(table[CUSTOMER_ID]))
    rows = pd.DataFrame(
        {
            "customer": codes,
            "month": data.months.month_rule.months(table["promised"].to_numpy(dtype=np.int64)),
            "late": table["delivered"].to_numpy(dtype=np.int64) > table["promised"].to_numpy(dtype=np.int64),
        }
    )
    return rows[rows["customer"] >= 0].groupby(["customer", "month"]).any().reset_index()


def _paid(data: Dataset, customer: NDArray[np.int64], month: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each (customer, month) has a positive amount."""
    months = data.months
    width = months.last - months.first + 1
    known = months.customer.astype(np.int64) * width + (months.month - months.first)
    return np.isin(customer * width + (month - months.first), known[months.amount > 0])
