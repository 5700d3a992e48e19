"""What a new customer costs, and what a kept one costs, by month and channel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from ltv.dataset import Dataset
from ltv.ledger import CustomerMonths
from ltv.metrics.acquisition import Acquired, Kept
from ltv.metrics.intervals import LEVEL, UNKNOWN, Interval, share
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.months import month_starts

NO_CHANNEL = ""

CPA = METRICS.add(
    Metric(
        "cpa",
        Text("CPA（新規顧客獲得単価）", "CPA (cost per new customer)"),
        Text(
            "新規顧客1人を獲得するのにかかった広告費。全体の値は、広告費の記録がある月の全チャネルの新規顧客で割ります"
            "（広告を使わないチャネルも含みます）。区間は新規顧客数をポアソン分布とみなしたものです。",
            "Marketing cost per new customer. The overall value divides by the new customers of all channels, unpaid "
            "ones too, over the months with a cost recorded. The interval takes their number as a Poisson count.",
        ),
        Text("広告費 ÷ 新規顧客数", "marketing cost ÷ new customers"),
        Unit.MONEY_PER_CUSTOMER,
        "blended CAC",
        "down",
    )
)
COST_PER_KEPT = METRICS.add(
    Metric(
        "cost_per_kept",
        Text("継続顧客1人あたり獲得費", "Cost per kept customer"),
        Text(
            "90日目にも継続している顧客1人あたりの広告費。同じ月の新規顧客で比べたCPA ÷ 90日継続率に等しくなります。",
            "Marketing cost per customer kept at day 90: CPA ÷ 90-day retention of the same months' new customers.",
        ),
        Text("広告費 ÷ 90日目に継続している顧客数", "marketing cost ÷ customers kept at day 90"),
        Unit.MONEY_PER_CUSTOMER,
        "LTV Compass",
        "down",
    )
)


OBSERVED_FOR_90_DAYS = 4
"""Months before the last complete one whose customers have been seen for 90 days and the grace after them."""
TWO_YEARS = 24


@dataclass(frozen=True)
class Cost:
    """Marketing cost and the customers it is divided by: the new ones, or those kept at day 90."""

    spend: int = 0
    customers: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.spend + other.spend, self.customers + other.customers)

    @property
    def per_customer(self) -> float:
        """Smallest unit per customer; NaN without customers."""
        return share(self.spend, self.customers)

    @property
    def interval(self) -> Interval:
        """Interval of `per_customer`: the cost is known, the number of customers is taken as a Poisson count."""
        if self.customers == 0:
            return UNKNOWN
        fewest, most = poisson(self.customers)
        return Interval(self.spend / most, self.spend / fewest)


def poisson(count: int, level: float = LEVEL) -> Interval:
    """Exact interval of the mean of a Poisson count (Garwood, 1936)."""
    low = float(special.gammaincinv(count, (1 - level) / 2)) if count else 0.0
    return Interval(low, float(special.gammaincinv(count + 1, (1 + level) / 2)))


def cost_per_new(data: Dataset, new: Acquired, start: int, end: int) -> Cost:
    """Marketing cost ÷ new customers of all channels, over those of the months that have any cost recorded."""
    return _cost(data, new.month[new.between(start, end)], start, end)


def cost_per_kept(data: Dataset, new: Acquired, start: int, end: int) -> Cost:
    """Marketing cost ÷ customers kept at day 90, over those of the mature months that have any cost recorded."""
    return _cost(data, new.month[new.between(start, end) & new.kept], start, end)


def cost_by_month(data: Dataset, new: Acquired) -> pd.DataFrame:
    """Set marketing cost beside the new customers of each month and channel.

    Returns
    -------
    DataFrame, one row per (month, channel) with a cost or a new customer; sorted
        `month` (timestamp, complete months from the second on); `channel` ("" where a customer has none); `spend`
        (Int64, smallest unit; missing where no cost is recorded), `customers`; `cpa` with `cpa_low`, `cpa_high`,
        NaN where either is missing.
    """
    table = _cells(data, new, data.months.first + 1, data.months.last_complete)
    table = table.assign(month=month_starts(table["month"].to_numpy(dtype=np.int64)))
    return _with_cost(table, "cpa", "customers").drop(columns="kept")


def kept_by_channel(data: Dataset, new: Acquired, start: int, end: int) -> pd.DataFrame:
    """Compare channels by what they cost and how many of their customers were kept, over mature months.

    Returns
    -------
    DataFrame, one row per channel, the one with most new customers first
        `channel`, `spend` (missing where none is recorded), `customers`, `kept`; `retention`, `cpa` and
        `cost_per_kept`, each with `_low` and `_high`. cost_per_kept = cpa ÷ retention.
    """
    cells = _cells(data, new, start, end)
    table = cells.groupby("channel", as_index=False).agg(
        spend=("spend", lambda s: s.sum(min_count=1)), customers=("customers", "sum"), kept=("kept", "sum")
    )
    shares = [Kept(n, k) for n, k in zip(table["customers"], table["kept"])]
    table = table.assign(
        retention=[k.rate for k in shares],
        retention_low=[k.interval.low for k in shares],
        retention_high=[k.interval.high for k in shares],
    )
    table = _with_cost(_with_cost(table, "cpa", "customers"), "cost_per_kept", "kept")
    return table.sort_values(["customers", "channel"], ascending=[False, True], ignore_index=True)


def paid_average(table: pd.DataFrame) -> float:
    """Marketing cost ÷ customers kept over all rows of `kept_by_channel` with a cost; NaN when nobody was kept."""
    paid = table[table["spend"] > 0]
    return share(float(paid["spend"].sum()), float(paid["kept"].sum()))


def paid_channels(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of `kept_by_channel` with a cost and a customer kept, the dearest per customer kept first."""
    paid = table[(table["spend"] > 0) & (table["kept"] > 0)]
    return paid.sort_values("cost_per_kept", ascending=False, ignore_index=True)


def compared_months(months: CustomerMonths) -> tuple[int, int]:
    """First and last of the 24 months by which channels are compared: new customers observed for 90 days."""
    last = months.last_complete - OBSERVED_FOR_90_DAYS
    return max(last - TWO_YEARS + 1, months.first + 1), last


@dataclass(frozen=True)
class CheapestChannel:
    """The channel that wins customers at the lowest cost, beside what paid channels cost per customer kept."""

    channel: str
    cpa: float
    cost_per_kept: float
    cost_per_kept_low: float
    average: float

    @property
    def is_dear(self) -> bool:
        """Whether a customer kept costs more than on average, beyond its interval."""
        return self.cost_per_kept_low > self.average


def cheapest_channel(table: pd.DataFrame) -> CheapestChannel:
    """Of the rows of `paid_channels`; there must be one."""
    row = table.iloc[int(table["cpa"].argmin())]
    kept, low = float(row["cost_per_kept"]), float(row["cost_per_kept_low"])
    return CheapestChannel(str(row["channel"]), float(row["cpa"]), kept, low, paid_average(table))


@dataclass(frozen=True)
class SpendAndLoss:
    """Marketing cost of some months, and what existing customers' revenue lost in them; smallest unit."""

    spend: int
    lost: int

    @property
    def share(self) -> float:
        """Cost ÷ loss; NaN where nothing was lost."""
        return share(self.spend, self.lost)


def spend_between(data: Dataset, start: int, end: int) -> int:
    """Marketing cost of all channels in the months `start` to `end`, both included; 0 where none is recorded."""
    return int(_spend(data, start, end)["spend"].sum()) if data.spend is not None else 0


def _cost(data: Dataset, months_of_customers: NDArray[np.int32], start: int, end: int) -> Cost:
    """Cost of the months with any, from the second month of the data on, and the customers counted in those months."""
    if data.spend is None:
        return Cost()
    start = max(start, data.months.first + 1)
    spend = data.spend[(data.spend["month"] >= start) & (data.spend["month"] <= end)]
    counted = np.isin(months_of_customers, spend["month"].to_numpy(dtype=np.int64))
    return Cost(int(spend["amount"].sum()), int(counted.sum()))


def _cells(data: Dataset, new: Acquired, start: int, end: int) -> pd.DataFrame:
    """Cost, new customers and kept ones of each (month, channel); months as whole numbers."""
    start = max(start, data.months.first + 1)
    rows = new.between(start, end)
    table = pd.DataFrame(
        {
            "month": new.month[rows].astype(np.int64),
            "channel": _channels(data, new.customer[rows]),
            "kept": new.kept[rows],
        }
    )
    counts = table.groupby(["month", "channel"], as_index=False).agg(customers=("kept", "size"), kept=("kept", "sum"))
    cells = counts.merge(_spend(data, start, end), on=["month", "channel"], how="outer", validate="1:1", sort=True)
    return cells.astype({"spend": "Int64"}).fillna({"customers": 0, "kept": 0}).astype({"customers": int, "kept": int})


def _spend(data: Dataset, start: int, end: int) -> pd.DataFrame:
    if data.spend is None:
        return pd.DataFrame(
            {"month": np.empty(0, np.int64), "channel": np.empty(0, object), "spend": np.empty(0, np.int64)}
        )
    table = data.spend[(data.spend["month"] >= start) & (data.spend["month"] <= end)]
    table = table.assign(
        month=table["month"].astype(np.int64), channel=table["channel"].fillna(NO_CHANNEL).astype(object)
    )
    return table.groupby(["month", "channel"], as_index=False).agg(spend=("amount", "sum"))


def _channels(data: Dataset, codes: NDArray[np.int32]) -> NDArray[Any]:
    if "channel" not in data.customers:
        return np.full(len(codes), NO_CHANNEL, dtype=object)
    return data.customers["channel"].astype(object).fillna(NO_CHANNEL).to_numpy(dtype=object)[codes]


def _with_cost(table: pd.DataFrame, name: str, per: str) -> pd.DataFrame:
    """Add a cost per customer with its interval, NaN where the cost is not recorded."""
    costs = [None if pd.isna(spend) else Cost(spend, n) for spend, n in zip(table["spend"], table[per])]
    return table.assign(
        **{
            name: np.array([c.per_customer if c else math.nan for c in costs], dtype=float),
            f"{name}_low": np.array([c.interval.low if c else math.nan for c in costs], dtype=float),
            f"{name}_high": np.array([c.interval.high if c else math.nan for c in costs], dtype=float),
        }
    )
