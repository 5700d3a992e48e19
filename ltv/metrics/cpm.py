"""CPM: the customer portfolio, five stages by how long and how much customers have bought, each current or left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.errors import LtvError
from ltv.metrics.groups import named_groups, transitions
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.metrics.standing import standing

ABSENT_DAYS = 240
BEGINNER_DAYS = 90
BEST_DAYS = 210
SPEND_YEN = 70_000

CPM = METRICS.add(
    Metric(
        "cpm",
        Text("顧客ポートフォリオ（CPM）", "Customer portfolio (CPM)"),
        Text(
            "在籍日数（初回から最後の購入まで）、累計の純売上、最終購入からの日数の3つの境目で、全顧客を必ず1つの"
            "グループに分けます。購入1回は初回客、在籍90日未満は育成中。90日以上は、累計7万円未満なら堅実な常連、"
            "7万円以上は在籍210日未満なら急伸、210日以上なら優良（一般に初回・よちよち・コツコツ・流行・優良と"
            "呼ばれる5段階）。240日を超えて購入のない顧客は離脱です。240日ちょうどは現役に数えます。境目は変更できます。",
            "Three cuts put every customer into exactly one group: days from the first to the last purchase, net sales "
            "to date, days since the last purchase. One purchase: first order only. Less than 90 days: beginners. From "
            "90 days on, steady below 70,000 yen; from 70,000 yen on, risers before 210 days and best from then on. "
            "More than 240 days without a purchase: left (240 exactly is current). Cuts can be set.",
        ),
        Text("在籍日数 × 累計純売上 × 最終購入からの日数", "tenure × net sales to date × days since the last purchase"),
        Unit.COUNT,
        "CPM as used in Japanese mail order; strict cuts by LTV Compass",
    )
)


class CpmStage(StrEnum):
    """How far a customer has come; in rising order."""

    FIRST = "first"
    """One order."""
    BEGINNER = "beginner"
    """More than one, all within less than `beginner_days`."""
    STEADY = "steady"
    """`beginner_days` or more from the first to the last, less than `spend`."""
    RISER = "riser"
    """`beginner_days` or more but less than `best_days`, `spend` or more."""
    BEST = "best"
    """`best_days` or more, `spend` or more."""


STAGE_NAMES = {
    CpmStage.FIRST: Text("初回客", "First order only"),
    CpmStage.BEGINNER: Text("育成中の客", "Beginners"),
    CpmStage.STEADY: Text("堅実な常連客", "Steady regulars"),
    CpmStage.RISER: Text("急伸客", "Fast risers"),
    CpmStage.BEST: Text("優良客", "Best customers"),
}
CURRENT, LEFT = "current", "left"
GROUPS = tuple(f"{stage}.{state}" for state in (CURRENT, LEFT) for stage in CpmStage)
"""The ten groups, those of current customers first, such as "best.current"."""
GROUP_NAMES = {
    f"{stage}.{state}": Text(f"{words.ja}（{ja}）", f"{words.en}, {state}")
    for stage, words in STAGE_NAMES.items()
    for state, ja in ((CURRENT, "現役"), (LEFT, "離脱"))
}


@dataclass(frozen=True)
class CpmCuts:
    """Where the groups begin.

    Attributes
    ----------
    spend : int
        Net sales to date, in the smallest unit, from which a customer is a riser or one of the best.
    beginner_days, best_days : int
        Days from the first to the last purchase from which a customer is no beginner, and may be one of the best.
    absent_days : int
        Days since the last purchase up to which a customer is current; from the day after on, left.
    """

    spend: int
    beginner_days: int = BEGINNER_DAYS
    best_days: int = BEST_DAYS
    absent_days: int = ABSENT_DAYS

    def __post_init__(self) -> None:
        if not 0 < self.beginner_days <= self.best_days or self.absent_days < 0:
            raise LtvError(
                "CPM cuts need 0 < beginner_days ≤ best_days and absent_days of 0 or more, not "
                f"{self.beginner_days}, {self.best_days} and {self.absent_days}."
            )


def usual_cuts(data: Dataset) -> CpmCuts:
    """The cuts to begin with.

    For orders in yen those of the definition. In another currency, and for contracts, `spend` is the mean of the
    customers who bought more than once (0 when nobody did); who has no active contract has left.
    """
    months = data.months
    if data.ledger is not None and months.currency == "JPY":
        return CpmCuts(SPEND_YEN * 10**months.decimals)
    table = standing(data)
    repeated = table.loc[table["orders"] > 1, "revenue"]
    spend = round(float(repeated.mean())) if len(repeated) else 0
    return CpmCuts(spend, absent_days=ABSENT_DAYS if data.ledger is not None else 0)


def cpm(data: Dataset, *, as_of: dt.date | None = None, cuts: CpmCuts | None = None) -> pd.DataFrame:
    """Put every customer who had bought something by a day into one of ten groups.

    Parameters
    ----------
    as_of : date, optional
        Only rows up to that day count; by default all.
    cuts : CpmCuts, optional
        By default `usual_cuts`.

    Returns
    -------
    DataFrame, one row per customer
        The columns of `standing`; `tenure` in days from the first to the last purchase; `stage`, a category of
        `CpmStage`; `left`, bool; `group`, a category of `GROUPS`.
    """
    used = cuts or usual_cuts(data)
    table = standing(data, as_of=as_of)
    tenure = table["last_day"].to_numpy(dtype=np.int64) - table["first_day"].to_numpy()
    stage = _stages(table, tenure, used)
    left = table["days_since_last"].to_numpy() > used.absent_days
    return table.assign(
        tenure=tenure,
        stage=named_groups(stage, list(CpmStage)),
        left=left,
        group=named_groups(stage + len(CpmStage) * left, GROUPS),
    )


def cpm_transitions(
    data: Dataset, then: dt.date, now: dt.date | None = None, *, cuts: CpmCuts | None = None
) -> pd.DataFrame:
    """Tell who moved between the ten groups from one date to another, measured with the same cuts on both.

    Columns as `ltv.metrics.groups.transitions` has them.
    """
    used = cuts or usual_cuts(data)
    return transitions(cpm(data, as_of=then, cuts=used), cpm(data, as_of=now, cuts=used), "group")


def _stages(table: pd.DataFrame, tenure: NDArray[np.int64], cuts: CpmCuts) -> NDArray[np.int64]:
    """Place of each customer's stage in `CpmStage`."""
    rich = table["revenue"].to_numpy() >= cuts.spend
    first, beginner, steady, riser, best = range(len(CpmStage))
    conditions = [table["orders"].to_numpy() == 1, tenure < cuts.beginner_days, ~rich, tenure < cuts.best_days]
    return np.select(conditions, [first, beginner, steady, riser], default=best).astype(np.int64)
