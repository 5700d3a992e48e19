"""How much a company stands: hard times played through, one after the other, and how long its margin lasts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.decisions.scenario.company import base_of
from ltv.decisions.scenario.held import held_revenue, window_of
from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.outcomes import value_of_new
from ltv.decisions.scenario.projection import Projection, projected
from ltv.decisions.scenario.state import Base
from ltv.metrics.intervals import share
from ltv.metrics.lateness import after_delivery
from ltv.metrics.metric import Text
from ltv.models.assumptions import Assumptions

YEAR, MONTHS = 12, 36
"""Months after which NRR is told, and months that are played through."""
LARGEST, DAYS_LATE, CPA_UP, PRICE_DOWN = 10, 3, 0.30, 0.05


class Stress(StrEnum):
    """A hard time."""

    NONE = "none"
    NO_NEW = "no_new"
    CPA = "cpa"
    LARGEST = "largest"
    LATE = "late"
    PRICE = "price"
    ALL = "all"


STRESS_NAMES = {
    Stress.NONE: Text("現状のまま", "As things are"),
    Stress.NO_NEW: Text("新規獲得が止まる", "No new customers"),
    Stress.CPA: Text("獲得単価が30%上がる", "CPA 30% higher"),
    Stress.LARGEST: Text("上位10社・10人が離れる", "The ten largest customers leave"),
    Stress.LATE: Text("配送が3日遅れる", "Deliveries three days later"),
    Stress.PRICE: Text("価格が5%下がる", "Prices 5% lower"),
    Stress.ALL: Text("すべて同時に起きる", "All of it at once"),
}
_LEVERS = {
    Stress.NO_NEW: Lever(LeverKind.NEW, -1.0),
    Stress.CPA: Lever(LeverKind.CPA, -CPA_UP),
    Stress.PRICE: Lever(LeverKind.PRICE, -PRICE_DOWN),
}


@dataclass(frozen=True, eq=False)
class Company:
    """What hard times are played through with.

    Attributes
    ----------
    whole : Base
    reduced : Base
        Without its `LARGEST` customers.
    later : factor on hazards when all deliveries come `DAYS_LATE` days later; NaN where no deliveries tell
    """

    whole: Base
    reduced: Base
    later: float

    @property
    def knows_cpa(self) -> bool:
        """Whether it is known anywhere what winning a customer costs."""
        return self.whole.cpa is not None and bool(np.isfinite(self.whole.cpa).any())

    @property
    def top_share(self) -> float:
        """Share of revenue that the largest customers have; NaN without any."""
        return 1 - share(self.reduced.revenue, self.whole.revenue)

    @property
    def hhi(self) -> float:
        """Herfindahl–Hirschman index: Σ of squared shares of revenue; 1 ÷ n when n customers pay the same."""
        return share(float(self.whole.squares.sum()), self.whole.revenue**2)


def company_of(data: Dataset, *, dimension: str | None = None, assumed: Assumptions | None = None) -> Company:
    """Read a company, once whole and once without its largest customers."""
    gone = largest_customers(data)
    return Company(
        base_of(data, dimension=dimension, assumed=assumed),
        base_of(data, dimension=dimension, assumed=assumed, gone=gone),
        hazard_when_late(data),
    )


def largest_customers(data: Dataset, number: int = LARGEST) -> NDArray[np.bool_]:
    """Who pays most at the end of the last complete month; one truth value per customer code."""
    last, pause = data.months.last_complete, window_of(data)
    paid = np.concatenate([held_revenue(block, last, last, pause)[:, 0] for block in data.months.blocks()])
    order = np.argsort(-paid, kind="stable")[:number]
    found = np.zeros(len(paid), dtype=bool)
    found[order[paid[order] > 0]] = True
    return found


def hazard_when_late(data: Dataset, days: int = DAYS_LATE) -> float:
    """Factor on leaving when every delivery comes so many days later, over the last twelve complete months.

    Customers leave after late and after punctual deliveries as they did (`lateness.after_delivery`); more of them are
    late. An association, so a bound rather than a promise. NaN without deliveries, or when all or none were late.
    """
    if data.deliveries is None:
        return math.nan
    months = data.months
    table = data.deliveries.dropna(subset=["promised", "delivered"])
    month = months.month_rule.months(table["promised"].to_numpy(dtype=np.int64))
    recent = table[(month > months.last_complete - YEAR) & (month <= months.last_complete)]
    behind = recent["delivered"].to_numpy(dtype=np.int64) - recent["promised"].to_numpy(dtype=np.int64)
    found = after_delivery(data, months.last_complete - YEAR + 1, months.last_complete)
    now, then = (share(int((behind + more > 0).sum()), len(behind)) for more in (0, days))
    late, on_time = found.late_rate, found.on_time_rate
    times = share(then * late + (1 - then) * on_time, now * late + (1 - now) * on_time)
    return times if math.isnan(times) else max(1.0, times)


def resilience(company: Company, *, fixed_cost: float = 0.0, levers: Sequence[Lever] = ()) -> pd.DataFrame:
    """Play every hard time through at mean rates.

    Parameters
    ----------
    fixed_cost : money a month that has to be paid whatever happens
    levers : of a scenario, pulled beside

    Returns
    -------
    DataFrame, one row per stress
        `stress`; `nrr` and `retention` after a year (against the customers of today, the largest included); `margin` of
        that year after fixed cost, and `change` against things as they are; `months`: how many months margin covers
        the fixed cost, NaN when it does for all `MONTHS`; `cash_low`: the lowest sum of cash on the way, 0 at most, and
        `cash_month`, the month it is reached. NaN where a stress cannot be told.
    """
    rows = [_told(company, stress, fixed_cost, levers) for stress in Stress]
    columns = ["stress", "nrr", "retention", "margin", "months", "cash_low", "cash_month"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(change=table["margin"] - table["margin"].iloc[0])


def _told(company: Company, stress: Stress, fixed_cost: float, levers: Sequence[Lever]) -> tuple[object, ...]:
    found = _played(company, stress, levers)
    if found is None:
        return stress, *[math.nan] * 6
    margin, cash = (values[0, 1:] - fixed_cost for values in (found.margin, found.cash))
    short = np.flatnonzero(margin < 0)
    total = np.cumsum(cash)
    low = int(total.argmin())
    return (
        stress,
        share(float(found.opening[0, YEAR]), company.whole.revenue),
        share(float(found.kept[0, YEAR]), float(company.whole.customers.sum())),
        float(margin[:YEAR].sum()),
        float(short[0]) if len(short) else math.nan,
        min(0.0, float(total[low])),
        float(low + 1) if total[low] < 0 else math.nan,
    )


def _played(company: Company, stress: Stress, levers: Sequence[Lever]) -> Projection | None:
    """The months ahead in a hard time; None where it cannot be told."""
    if stress == Stress.CPA and not company.knows_cpa:
        return None
    late = Lever(LeverKind.CHURN, 1 - company.later)
    if stress == Stress.LATE:
        return None if math.isnan(company.later) else projected(company.whole, [*levers, late], months=MONTHS)
    if stress == Stress.ALL:
        known = [] if math.isnan(company.later) else [late]
        return projected(company.reduced, [*levers, *_LEVERS.values(), *known], months=MONTHS)
    base = company.reduced if stress == Stress.LARGEST else company.whole
    return projected(base, [*levers, *([_LEVERS[stress]] if stress in _LEVERS else [])], months=MONTHS)


@dataclass(frozen=True)
class RunOff:
    """A company that wins nobody any more.

    Attributes
    ----------
    margin : money that the customers of today still bring, in so many `months`
    new : money that one new customer brings, undiscounted
    cpa : money that winning one costs; NaN where not known
    stays, must_stay : share of the customers of a month who are there in the next, and what it must be for `new` to
        cover `cpa`, all customers alike; NaN where not known
    """

    months: int
    margin: float
    new: float
    cpa: float
    stays: float
    must_stay: float


def run_off(base: Base) -> RunOff:
    """What a company is worth without new customers, and how well customers must stay for winning one to pay.

    Of equal customers who bring m a month and of whom a share r stays, one brings m ÷ (1 − r): r must be 1 − m ÷ CPA.
    """
    found = projected(base, [Lever(LeverKind.NEW, -1.0)], months=MONTHS)
    known = np.zeros(0, dtype=bool) if base.cpa is None else np.isfinite(base.cpa)
    cpa = (
        share(float((base.cpa * base.new)[known].sum()), float(base.new[known].sum()))
        if base.cpa is not None
        else math.nan
    )
    monthly = share(float((base.new * base.new_mrr).sum()), float(base.new.sum())) * base.margin - base.service
    return RunOff(
        MONTHS, float(found.margin[0, 1:].sum()), value_of_new(base), cpa, 1 - base.flat_churn,
        max(0.0, 1 - monthly / cpa) if cpa > 0 else math.nan,
    )  # fmt: skip
