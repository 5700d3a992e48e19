"""Who is new, came with a discount, and was still a customer at day 90."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.ledger import CustomerMonths
from ltv.metrics.intervals import Interval, share, wilson
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.metrics.repeat import Purchases, purchases
from ltv.metrics.standing import first_days
from ltv.months import MonthRule
from ltv.sums import sum_by

DAY = 90
GRACE = 30
MONTHS_TO_DAY_90 = 3

NEW_CUSTOMERS = METRICS.add(
    Metric(
        "new_customers",
        Text("新規顧客数", "New customers"),
        Text(
            "初めて売上が立った顧客の数。データの最初の月の顧客は、新規かどうか分からないため数えません。",
            "Customers who paid for the first time. Those of the data's first month are not counted: whether they are "
            "new cannot be known.",
        ),
        Text("初めて売上が立った顧客数", "customers with their first revenue"),
        Unit.COUNT,
        "ChartMogul, MRR movements (2024)",
    )
)
RETENTION_90 = METRICS.add(
    Metric(
        "retention_90",
        Text("90日継続率", "90-day retention"),
        Text(
            "新規顧客のうち、90日目にも顧客である人の割合。受注では初回の60〜120日後に有料の注文がある顧客、契約では初月の"
            "3か月後の月末に契約が有効な顧客を数えます。全員をそこまで観測し終えた月の新規顧客だけが対象です。購入間隔が"
            "120日を超える商品には向きません。",
            "Share of new customers still there at day 90: for orders, with a paid order 60 to 120 days after the "
            "first; for contracts, active at the end of the third month after the first. Only months whose new "
            "customers have all been observed that long. Not for goods bought less often than every 120 days.",
        ),
        Text("90日目に継続している顧客数 ÷ 新規顧客数", "customers kept at day 90 ÷ new customers"),
        Unit.SHARE,
        "bracket retention; window by LTV Compass",
    )
)
DISCOUNT_SHARE = METRICS.add(
    Metric(
        "discount_share",
        Text("初回値引き比率", "Discounted first orders"),
        Text(
            "新規顧客の初回注文のうち、値引きのあったものの割合。受注の値引額で判定し、なければ顧客の初回割引率を使います。",
            "Share of new customers' first orders with a discount: from the orders' discount, else from the customer's "
            "first discount rate.",
        ),
        Text("値引きのあった初回注文 ÷ 初回注文", "discounted first orders ÷ first orders"),
        Unit.SHARE,
        "LTV Compass",
        "down",
    )
)


@dataclass(frozen=True, eq=False)
class Acquired:
    """Customers whose first payment can be dated, one entry each, by code.

    Those of the data set's first month are left out: whether they are new cannot be known (as in `movements`).

    Attributes
    ----------
    customer, month : int32
        Code, and month of the first positive amount.
    kept : bool
        Still a customer at day 90: for orders, paid for one in days 60 to 120 after the first; for contracts,
        active at the end of the third month after the first. False where that has not been observed yet.
    recurring : bool
        True for contracts.
    """

    customer: NDArray[np.int32]
    month: NDArray[np.int32]
    kept: NDArray[np.bool_]
    month_rule: MonthRule
    recurring: bool

    def last_mature(self, end: int) -> int:
        """Last month all of whose new customers had been observed long enough by the end of month `end`."""
        if self.recurring:
            return end - MONTHS_TO_DAY_90
        return last_observed(self.month_rule, end, DAY + GRACE)

    def between(self, start: int, end: int) -> NDArray[np.bool_]:
        """Which of them were new in the months from `start` to `end`."""
        return np.asarray((self.month >= start) & (self.month <= end))


@dataclass(frozen=True)
class Kept:
    """New customers of months observed long enough, and those of them kept at day 90."""

    acquired: int = 0
    kept: int = 0

    def __add__(self, other: Kept) -> Kept:
        return Kept(self.acquired + other.acquired, self.kept + other.kept)

    @property
    def rate(self) -> float:
        """90-day retention, a share; NaN without customers."""
        return share(self.kept, self.acquired)

    @property
    def interval(self) -> Interval:
        """Wilson interval of `rate`."""
        return wilson(self.kept, self.acquired)


@dataclass(frozen=True)
class FirstOrders:
    """New customers whose first order is known to have had a discount or not, and those with one."""

    known: int = 0
    discounted: int = 0

    def __add__(self, other: FirstOrders) -> FirstOrders:
        return FirstOrders(self.known + other.known, self.discounted + other.discounted)

    @property
    def rate(self) -> float:
        """Share with a discount; NaN without customers."""
        return share(self.discounted, self.known)

    @property
    def interval(self) -> Interval:
        """Wilson interval of `rate`."""
        return wilson(self.discounted, self.known)


def last_observed(rule: MonthRule, end: int, days: int) -> int:
    """Last month whose last day lies at least `days` before the end of month `end`."""
    month = end
    while rule.last_day(month) + days > rule.last_day(end):
        month -= 1
    return month


def acquired(data: Dataset) -> Acquired:
    """Find the new customers, when they came and whether they were kept at day 90."""
    months = data.months
    new = np.flatnonzero((months.first_paid > months.first) & (months.first_paid <= months.last))
    if data.ledger is None:
        kept = _active_three_months_on(months)
    else:
        kept = _ordered_around_day_90(purchases(data.ledger), first_days(data))
    return Acquired(new.astype(np.int32), months.first_paid[new], kept[new], months.month_rule, data.ledger is None)


def kept_at_90(new: Acquired, start: int, end: int) -> Kept:
    """Count the new customers of the months from `start` to `end`, which must be mature, and those kept."""
    rows = new.between(start, end)
    return Kept(int(rows.sum()), int(new.kept[rows].sum()))


def has_discounts(data: Dataset) -> bool:
    """Whether orders or customers tell of a discount on the first order."""
    return (data.ledger is not None and "discount" in data.ledger.columns) or "first_discount" in data.customers


def first_orders(data: Dataset, new: Acquired, start: int, end: int) -> FirstOrders:
    """Count the first orders of the new customers of the months from `start` to `end`, and the discounted ones."""
    rate = _first_discount(data)[new.customer[new.between(start, end)]]
    return FirstOrders(int((~np.isnan(rate)).sum()), int((rate > 0).sum()))


def _first_discount(data: Dataset) -> NDArray[np.float64]:
    """Discount of each customer's first day of purchase (its amount, else its rate); NaN where not known."""
    if data.ledger is not None and "discount" in data.ledger.columns:
        customer = data.ledger.customer
        on_first_day = data.ledger.day == first_days(data)[customer]
        given = np.maximum(data.ledger.columns["discount"][on_first_day], 0)
        return sum_by(customer[on_first_day], given, data.ledger.size).astype(np.float64)
    if "first_discount" not in data.customers:
        return np.full(data.months.size, np.nan)
    text = data.customers["first_discount"].astype("string").str.strip().str.rstrip("%％")
    return pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def _active_three_months_on(months: CustomerMonths) -> NDArray[np.bool_]:
    kept = np.zeros(months.size, dtype=bool)
    third = (months.month == months.first_paid[months.customer] + MONTHS_TO_DAY_90) & (months.amount > 0)
    kept[months.customer[third]] = True
    return kept


def _ordered_around_day_90(orders: Purchases, first_day: NDArray[np.int32]) -> NDArray[np.bool_]:
    since = orders.day - first_day[orders.customer]
    kept = np.zeros(len(first_day), dtype=bool)
    kept[orders.customer[(since >= DAY - GRACE) & (since <= DAY + GRACE)]] = True
    return kept
