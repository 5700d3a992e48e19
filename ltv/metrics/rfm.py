"""RFM: how recently, how often and for how much each customer buys, in ranks from 1 to 5 and seven segments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.errors import LtvError
from ltv.metrics.groups import group_totals, named_groups, per_customer, transitions
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.metrics.standing import standing
from ltv.sums import sum_by

RANKS = 5
Four = tuple[int, int, int, int]

RFM = METRICS.add(
    Metric(
        "rfm",
        Text("RFM分析", "RFM"),
        Text(
            "最終購入からの日数（R）、購入回数（F）、累計の純売上（M）をそれぞれ5段階に分けます。境目ちょうどの顧客は"
            "上のランクです。境目は変更でき、初期値は顧客をほぼ5等分する値です。同じ値の顧客は必ず同じランクになるため、"
            "人数がそろわない段階や空の段階もあります。契約ではRは最後の契約月からの日数（契約中は0日）、Fは契約月数です。",
            "Days since the last purchase (R), number of purchases (F) and net sales to date (M), in five ranks each. "
            "Who is exactly on a cut has reached the better rank. Cuts can be set; by default they make five parts of "
            "about equal size. Equal values always share a rank, so parts can differ in size or be empty. For "
            "contracts R counts days since the last contracted month (0 while active) and F contracted months.",
        ),
        Text("R：日数が少ないほど5、F・M：多いほど5", "R: 5 for the fewest days; F, M: 5 for the most"),
        Unit.COUNT,
        "Hughes, Strategic Database Marketing (1994); cuts and segments by LTV Compass",
    )
)


class RfmSegment(StrEnum):
    """Every combination of three ranks belongs to exactly one."""

    BEST = "best"
    """R 4 or 5, F 4 or 5, M 4 or 5."""
    LOYAL = "loyal"
    """R 4 or 5, F 4 or 5, M 3 or less."""
    PROMISING = "promising"
    """R 4 or 5, F 2 or 3."""
    NEW = "new"
    """R 4 or 5, F 1."""
    COOLING = "cooling"
    """R 3."""
    WIN_BACK = "win_back"
    """R 1 or 2, and F or M 4 or 5."""
    DORMANT = "dormant"
    """R 1 or 2, F and M 3 or less."""


SEGMENT_NAMES = {
    RfmSegment.BEST: Text("最優良客", "Best customers"),
    RfmSegment.LOYAL: Text("常連客", "Regulars"),
    RfmSegment.PROMISING: Text("有望客", "Promising"),
    RfmSegment.NEW: Text("新規・低頻度の客", "New or occasional"),
    RfmSegment.COOLING: Text("足が遠のき始めた客", "Cooling off"),
    RfmSegment.WIN_BACK: Text("呼び戻したい優良客", "Worth winning back"),
    RfmSegment.DORMANT: Text("休眠客", "Dormant"),
}


@dataclass(frozen=True)
class RfmCuts:
    """What a customer needs for the ranks 2, 3, 4 and 5; rank 1 needs nothing. Exactly on a cut is enough.

    Attributes
    ----------
    days : four int
        At most so many days since the last purchase; never rising.
    orders, revenue : four int
        At least so many orders, so much money in the smallest unit; never falling.
        Two equal cuts leave the rank between them empty.
    """

    days: Four
    orders: Four
    revenue: Four

    def __post_init__(self) -> None:
        for name, cuts in (("days", self.days[::-1]), ("orders", self.orders), ("revenue", self.revenue)):
            if len(cuts) != RANKS - 1 or list(cuts) != sorted(cuts):
                order = "falling" if name == "days" else "rising"
                given = getattr(self, name)
                raise LtvError(f"RFM cuts of {name} are {RANKS - 1} {order} numbers, for ranks 2 to 5: not {given}.")


def quantile_cuts(table: pd.DataFrame) -> RfmCuts:
    """Cuts that make five parts of about equal size of a table of `standing`; equal values stay together.

    Where many customers share a value, the rank of all is that of the last of them for days, of the first of them for
    orders and money: who bought on the latest day has R 5, who bought least often F 1.
    """
    if len(table) == 0:
        return RfmCuts((0, 0, 0, 0), (1, 1, 1, 1), (0, 0, 0, 0))
    days = np.sort(table["days_since_last"].to_numpy())[::-1]
    return RfmCuts(
        _four([days[k * len(days) // RANKS] for k in range(1, RANKS)]),
        _least(table["orders"].to_numpy()),
        _least(table["revenue"].to_numpy()),
    )


def rfm(
    data: Dataset, *, as_of: dt.date | None = None, cuts: RfmCuts | None = None, window_days: int | None = None
) -> pd.DataFrame:
    """Rank every customer who had bought something by a day.

    Parameters
    ----------
    as_of, window_days
        As in `standing`: only rows up to the day count.
    cuts : RfmCuts, optional
        By default those of `quantile_cuts` on that day.

    Returns
    -------
    DataFrame, one row per customer
        The columns of `standing`; `r`, `f`, `m` from 1 to 5; `segment`, a category of `RfmSegment`.
    """
    table = standing(data, as_of=as_of, window_days=window_days)
    used = cuts or quantile_cuts(table)
    r = RANKS - np.searchsorted(used.days[::-1], table["days_since_last"], side="left")
    f = 1 + np.searchsorted(used.orders, table["orders"], side="right")
    m = 1 + np.searchsorted(used.revenue, table["revenue"], side="right")
    segment = named_groups(_SEGMENTS[r - 1, f - 1, m - 1], list(RfmSegment))
    ranks = {name: rank.astype(np.int8) for name, rank in (("r", r), ("f", f), ("m", m))}
    return table.assign(**ranks, segment=segment)


def segment_of(r: int, f: int, m: int) -> RfmSegment:
    """The segment of three ranks."""
    often, much = f >= 4, m >= 4
    if r <= 2:
        return RfmSegment.WIN_BACK if often or much else RfmSegment.DORMANT
    if r == 3:
        return RfmSegment.COOLING
    if often:
        return RfmSegment.BEST if much else RfmSegment.LOYAL
    return RfmSegment.NEW if f == 1 else RfmSegment.PROMISING


def rfm_grid(table: pd.DataFrame) -> pd.DataFrame:
    """Count customers and money by R and F.

    Returns
    -------
    DataFrame, one row per (r, f), all 25
        `customers`, `revenue`; `mean_revenue` per customer and `mean_m`, the third axis (NaN without customers).
    """
    cell = (table["r"].to_numpy(dtype=np.int64) - 1) * RANKS + table["f"].to_numpy() - 1
    r, f = np.divmod(np.arange(RANKS * RANKS), RANKS)
    totals = group_totals(cell, table, RANKS * RANKS)
    m = sum_by(cell, table["m"].to_numpy(dtype=np.int64), RANKS * RANKS)
    return pd.DataFrame({"r": r + 1, "f": f + 1, **totals, "mean_m": per_customer(m, totals["customers"])})


def rfm_transitions(
    data: Dataset,
    then: dt.date,
    now: dt.date | None = None,
    *,
    cuts: RfmCuts | None = None,
    window_days: int | None = None,
) -> pd.DataFrame:
    """Tell who moved between segments from one date to another, measured with the same cuts on both.

    By default with the cuts of the later date, so that its side is the table the reader sees. Columns as
    `ltv.metrics.groups.transitions` has them.
    """
    used = cuts or quantile_cuts(standing(data, as_of=now, window_days=window_days))
    before, after = (rfm(data, as_of=day, cuts=used, window_days=window_days) for day in (then, now))
    return transitions(before, after, "segment")


def _least(values: NDArray[np.int64]) -> Four:
    """Least value for each rank: more than what the lowest 20, 40, 60, 80 % have at most."""
    ordered = np.sort(values)
    return _four([ordered[-(-k * len(ordered) // RANKS) - 1] + 1 for k in range(1, RANKS)])


def _four(cuts: list[np.int64]) -> Four:
    a, b, c, d = map(int, cuts)
    return a, b, c, d


_SEGMENTS = np.array(
    [
        [[list(RfmSegment).index(segment_of(r, f, m)) for m in range(1, RANKS + 1)] for f in range(1, RANKS + 1)]
        for r in range(1, RANKS + 1)
    ],
    dtype=np.int8,
)
