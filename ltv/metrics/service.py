"""Did we keep our promises, and how fast did we answer?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from ltv.dataset import Dataset
from ltv.ledger import CUSTOMER_ID
from ltv.metrics.intervals import LEVEL, UNKNOWN, Interval, share, wilson
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.metrics.ratio import Ratio
from ltv.months import MonthRule, day_number, month_starts

PERCENTILE = 90

PROMISE_KEPT = METRICS.add(
    Metric(
        "promise_kept",
        Text("約束遵守率", "Promise-kept rate"),
        Text(
            "お届け予定日を過ぎた配送のうち、予定日までに届いたものの割合。まだ届いていないものは守れなかったと数え、"
            "予定日がまだ来ていないものは数えません。",
            "Share of deliveries due by now that arrived on or before the promised day. One that has not arrived "
            "counts as not kept; one whose day has not come is left out.",
        ),
        Text("予定日までに届いた配送 ÷ 予定日が来た配送", "deliveries on or before the promised day ÷ deliveries due"),
        Unit.SHARE,
        "LTV Compass",
    )
)
FIRST_REPLY_P90 = METRICS.add(
    Metric(
        "first_reply_p90",
        Text("初回返信時間（90%点）", "First reply hours (P90)"),
        Text(
            "問い合わせの90%に初回返信するまでにかかった時間。返信時間のない問い合わせは最も遅いものとして数えるため、"
            "それが10%を超えると値を出しません。",
            "Hours within which nine in ten tickets had a first reply. A ticket without reply hours counts as the "
            "slowest, so the value is unknown when they are more than 10 %.",
        ),
        Text("初回返信時間の90パーセンタイル（順位 ⌈0.9n⌉）", "90th percentile of first reply hours (rank ⌈0.9 n⌉)"),
        Unit.HOURS,
        "nearest rank; interval from order statistics (David & Nagaraja, 2003)",
        "down",
    )
)

TICKET_RATE = METRICS.add(
    Metric(
        "ticket_rate",
        Text("顧客1人あたり問い合わせ件数", "Tickets per customer"),
        Text(
            "期間内に購入または契約のあった顧客1人あたりの、同じ期間の問い合わせ件数。",
            "Tickets per customer who paid in a period, in the same period.",
        ),
        Text("問い合わせ件数 ÷ 売上のあった顧客数", "tickets ÷ customers who paid"),
        Unit.COUNT,
        "LTV Compass",
        "down",
    )
)


@dataclass(frozen=True)
class Promises:
    """Deliveries whose promised day has come, and those of them that arrived by it."""

    due: int = 0
    kept: int = 0

    def __add__(self, other: Promises) -> Promises:
        return Promises(self.due + other.due, self.kept + other.kept)

    @property
    def rate(self) -> float:
        """Share kept; NaN when nothing was due."""
        return share(self.kept, self.due)

    @property
    def interval(self) -> Interval:
        """Wilson interval of `rate`."""
        return wilson(self.kept, self.due)


@dataclass(frozen=True, eq=False)
class Replies:
    """Hours until the first reply: the answered tickets' sorted, and how many have none. Adds up as a collection."""

    hours: NDArray[np.float64]
    unanswered: int = 0

    def __add__(self, other: Replies) -> Replies:
        return Replies(np.sort(np.concatenate([self.hours, other.hours])), self.unanswered + other.unanswered)

    @property
    def tickets(self) -> int:
        """Answered and unanswered ones."""
        return len(self.hours) + self.unanswered

    @property
    def p90(self) -> float:
        """Hours within which 90 % of the tickets were answered; NaN when fewer were."""
        return self._at(-(-PERCENTILE * self.tickets // 100))

    @property
    def interval(self) -> Interval:
        """Distribution-free interval between two order statistics; NaN at an end that lies outside what was seen."""
        if math.isnan(self.p90):
            return UNKNOWN
        below = special.bdtr(np.arange(self.tickets + 1), self.tickets, PERCENTILE / 100)
        low, high = (int(np.searchsorted(below, p)) for p in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
        return Interval(self._at(low), self._at(high + 1))

    def _at(self, rank: int) -> float:
        """The ticket of a rank, 1 for the fastest; NaN for one that is unanswered or does not exist."""
        return float(self.hours[rank - 1]) if 1 <= rank <= len(self.hours) else math.nan


def promises(data: Dataset, start: int | None = None, end: int | None = None) -> Promises:
    """Deliveries promised for a day in the months from `start` to `end`; by default all that are due by `as_of`."""
    table = _due(data)
    inside = _between(table["month"], start, end)
    return Promises(int(inside.sum()), int(table["kept"][inside].sum()))


def promises_by_month(data: Dataset) -> pd.DataFrame:
    """Count promises by the month of the promised day.

    Returns
    -------
    DataFrame, one row per month with deliveries due
        `month` (timestamp); `due`, `kept`; `rate` with `low` and `high` (95 %).
    """
    table = _due(data).groupby("month").agg(due=("kept", "size"), kept=("kept", "sum")).reset_index()
    parts = [Promises(due, kept) for due, kept in zip(table["due"], table["kept"], strict=True)]
    return table.assign(
        month=month_starts(table["month"].to_numpy(dtype=np.int64)),
        rate=np.array([p.rate for p in parts], dtype=float),
        low=np.array([p.interval.low for p in parts], dtype=float),
        high=np.array([p.interval.high for p in parts], dtype=float),
    )


def replies(data: Dataset, start: int | None = None, end: int | None = None) -> Replies:
    """First replies to tickets of the months from `start` to `end`; by default all."""
    if data.tickets is None:
        return Replies(np.empty(0))
    table = data.tickets[_between(_months_of(data.tickets["day"], data.months.month_rule), start, end)]
    hours = table["reply_hours"].astype("Float64").to_numpy(dtype=np.float64, na_value=math.nan)
    return Replies(np.sort(hours[~np.isnan(hours)]), int(np.isnan(hours).sum()))


def tickets_per_customer(data: Dataset, start: int, end: int) -> Ratio:
    """Tickets of the months from `start` to `end` ÷ customers who paid in them; tickets of others are left out."""
    months = data.months
    paying = np.zeros(months.size, dtype=bool)
    paying[months.customer[(months.month >= start) & (months.month <= end) & (months.amount > 0)]] = True
    if data.tickets is None:
        return Ratio()
    inside = data.tickets[_between(_months_of(data.tickets["day"], months.month_rule), start, end)]
    codes = pd.Index(data.customers[CUSTOMER_ID]).get_indexer(pd.Index(inside[CUSTOMER_ID]))
    count = np.bincount(codes[codes >= 0], minlength=months.size)[paying]
    return Ratio.of(np.ones(len(count), dtype=np.int64), count.astype(np.int64))


def _due(data: Dataset) -> pd.DataFrame:
    """Month of the promised day and whether it was kept, of each delivery due by `as_of`."""
    if data.deliveries is None:
        return pd.DataFrame({"month": np.empty(0, dtype=np.int32), "kept": np.empty(0, dtype=bool)})
    promised = data.deliveries["promised"].astype("Int64")
    due = (promised <= day_number(data.months.as_of)).fillna(value=False).to_numpy(dtype=bool)
    kept = (data.deliveries["delivered"].astype("Int64") <= promised).fillna(value=False)
    month = data.months.month_rule.months(promised[due].to_numpy(dtype=np.int64))
    return pd.DataFrame({"month": month, "kept": kept[due].to_numpy(dtype=bool)})


def _months_of(days: pd.Series[Any], rule: MonthRule) -> pd.Series[int]:
    return pd.Series(rule.months(days.to_numpy(dtype=np.int64)), index=days.index)


def _between(month: pd.Series[int], start: int | None, end: int | None) -> pd.Series[bool]:
    inside = pd.Series(data=True, index=month.index)
    if start is not None:
        inside &= month >= start
    return inside & (month <= end) if end is not None else inside
