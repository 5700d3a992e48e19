"""Every KPI's value now and a year earlier, with its interval, or what the data lack for it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ltv.dataset import Dataset
from ltv.decisions.kpi import Kpi, Maturity
from ltv.decisions.kpi_catalogue import CATALOGUE
from ltv.decisions.kpi_reading import YEAR, Facts, Reading
from ltv.decisions.kpi_readings import reading
from ltv.errors import NotEnoughDataError
from ltv.metrics.catalogue import RULES
from ltv.metrics.intervals import Interval
from ltv.metrics.metric import Lang, Metric, Text
from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.retention import is_like_the_year_before
from ltv.months import month_name

MISSING = {
    "spend": Text("この期間の広告費の記録がありません", "No marketing cost is recorded for the period"),
    "deliveries": Text(
        "配送（予定日・完了日）の表がありません", "There is no table of deliveries (promised, delivered)"
    ),
    "tickets": Text("問い合わせの表がありません", "There is no table of tickets"),
    "unanswered": Text(
        "返信時間のない問い合わせが10%を超えています", "More than 10 % of the tickets have no reply hours"
    ),
    "margin": Text("受注に原価の列がありません", "The orders have no column for cost"),
    "discount": Text("値引額・初回割引率の列がありません", "There is no column for discounts"),
    "crm_total": Text("CRMの累計購入額がありません", "There is no total from the CRM per customer"),
    "orders": Text("受注データではありません（契約）", "The data are contracts, not orders"),
    "second_orders": Text("2回購入した顧客がまだいません", "Nobody has ordered twice yet"),
    "thirteen_months": Text("13か月分のデータが必要です", "Thirteen months of data are needed"),
    "two_years": Text("24か月分を観測し終えたデータが必要です", "Twenty-four months observed to their end are needed"),
    "observation": Text(
        "観測し終えた新規顧客の月がまだありません", "No month of new customers has been observed long enough"
    ),
    "only_now": Text(
        "累計のみの値で、過去の時点では分かりません", "It is a total to date and not known for earlier months"
    ),
    "cases": Text("この期間に数える対象がありません", "There is nothing to count in the period"),
    "logistics_cost": Text("物流費のデータがありません", "There is no data on logistics cost"),
    "forecasts": Text("更新の事前予測の記録がありません", "No forecasts of renewals have been kept"),
    "behaviour": Text("行動ログがありません", "There is no log of customers' actions"),
    "evaluations": Text("評価を終えた施策がありません", "No initiative has been evaluated"),
    "contacts": Text("接触履歴がありません", "There is no log of contacts"),
    "models": Text("LTVモデルの結果が必要です", "It needs the result of an LTV model"),
    "resolutions": Text("問い合わせの解決状況がありません", "Tickets do not say whether they were resolved"),
    "closing_log": Text("差異の解消の記録がありません", "No log of closed differences has been kept"),
    "own_kpi": Text("自社で追加したKPIで、計算式の登録がありません", "An own KPI without a way to compute it"),
}
"""Why a value is not known, by code."""


@dataclass(frozen=True)
class KpiValue:
    """A KPI's value at the end of a month.

    Attributes
    ----------
    metric : Metric
        The definition in force: for NRR the rule's own, else the KPI's.
    value, low, high : float
        In the metric's unit, with a 95 % interval; NaN where not known.
    n : int
        Customers, deliveries or tickets it rests on.
    previous : float
        The same a year earlier; NaN when the data do not cover all of that period, or the years are not alike
        (`ltv.metrics.retention.is_like_the_year_before`).
    months : (first, last) or None
        Months counted (since January 1970): of the new customers' start, of what happened, or the two compared.
    missing : codes of `MISSING`
        Why the value is NaN; empty when it is known.
    """

    kpi: Kpi
    metric: Metric
    value: float
    n: int
    low: float
    high: float
    previous: float
    months: tuple[int, int] | None
    rule: NrrRule | None
    missing: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        """Whether it has a value."""
        return not math.isnan(self.value)

    @property
    def change(self) -> float:
        """Value less the one a year earlier."""
        return self.value - self.previous

    @property
    def is_better(self) -> bool | None:
        """Whether it moved the right way in a year; None when it did not move, is not known or has no right way."""
        return better(self.change, self.kpi.direction)

    @property
    def reaches_target(self) -> bool | None:
        """Whether the value is at least as good as the target; None without either, or for a band."""
        target = self.kpi.target_value
        if target is None or math.isnan(self.value) or self.kpi.direction == "band":
            return None
        return self.value == target or bool(better(self.value - target, self.kpi.direction))

    def reasons(self, lang: Lang) -> list[str]:
        """What the data lack, in words."""
        return [MISSING[code](lang) for code in self.missing]


@dataclass(frozen=True)
class Coverage:
    """How many KPIs there are, how many of them have a value, and how many may be used to judge people or teams."""

    kpis: int
    known: int
    ready: int


def coverage(values: Iterable[KpiValue]) -> Coverage:
    """Count the values of a catalogue."""
    rows = list(values)
    ready = sum(row.kpi.maturity == Maturity.EVALUATION for row in rows)
    return Coverage(len(rows), sum(row.is_known for row in rows), ready)


def better(change: float, direction: str) -> bool | None:
    """Whether a change is for the better; None for no change, an unknown one, or a KPI kept within a band."""
    if math.isnan(change) or change == 0 or direction == "band":
        return None
    return (change > 0) == (direction == "up")


def current_values(data: Dataset, end: int, kpis: Iterable[Kpi] = CATALOGUE) -> list[KpiValue]:
    """Read every KPI at the end of month `end` (since January 1970), and a year earlier.

    Raises
    ------
    NotEnoughDataError
        When the data do not know that month to its end.
    """
    months = data.months
    if not months.first <= end <= months.last_complete:
        raise NotEnoughDataError(
            f"{month_name(end)} is not a month known to its end. "
            f"The data have {month_name(months.first)} to {month_name(months.last_complete)}."
        )
    facts = Facts(data)
    return [_value(kpi, reading(kpi.id, facts, end), _year_earlier(kpi, facts, end)) for kpi in kpis]


def _year_earlier(kpi: Kpi, facts: Facts, end: int) -> float:
    if end - YEAR < facts.data.months.first:
        return math.nan
    earlier = reading(kpi.id, facts, end - YEAR)
    like = earlier.rule is None or is_like_the_year_before(facts.data.months, earlier.rule, end)
    return earlier.value if earlier.whole and like else math.nan


def _value(kpi: Kpi, now: Reading, previous: float) -> KpiValue:
    low, high = now.interval if not math.isnan(now.value) else Interval(math.nan, math.nan)
    metric = RULES[now.rule] if now.rule in RULES and kpi.metric.id == "nrr" else kpi.metric
    return KpiValue(kpi, metric, now.value, now.n, low, high, previous, now.months, now.rule, now.missing)
