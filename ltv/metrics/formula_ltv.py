"""LTV by formula: six one-line formulas in use (LTV3 to LTV8), each with a name, what it assumes and where it fails.

All take the customers of today as alike and their churn as the same for ever. A model that lets customers differ
gives another, mostly higher value: the gap is shown beside them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from ltv.metrics.metric import METRICS, Metric, Text, Unit

MONTHS_A_YEAR = 12


class FormulaLtv(StrEnum):
    """The named formulas. `MARGIN_CHURN` is the default."""

    ARPA_CHURN = "arpa_churn"
    """LTV3: ARPA ÷ churn of customers."""
    MARGIN_CHURN = "margin_churn"
    """LTV4: margin × ARPA ÷ churn of customers."""
    REVENUE_RETENTION = "revenue_retention"
    """LTV5: ARPU ÷ (1 − retention of revenue), up- and downgrades and returns in it."""
    DISCOUNTED = "discounted"
    """LTV6: margin × ARPA × r ÷ (1 + d − r), retention r, discount d; today's payment left out."""
    ORDERS = "orders"
    """LTV7: order value × orders a year × years, × margin where it is known."""
    AFTER_SERVICE = "after_service"
    """LTV8: (ARPU − cost to serve) ÷ churn of customers."""


DEFAULT = FormulaLtv.MARGIN_CHURN


@dataclass(frozen=True)
class Rates:
    """What the formulas take, by month unless the name says otherwise; NaN where it is not known.

    Attributes
    ----------
    arpa : float
        Average revenue per account and month, in the smallest unit.
    churn : float
        Share of customers who leave in a month.
    revenue_retention : float
        Revenue from last month's customers ÷ last month's revenue, returning customers included.
    gross_margin : float
        Share of sales left after the cost of goods.
    order_value, orders_a_year, lifetime_years : float
        Mean order (smallest unit), orders of a buyer in a year, years from the first to the last order.
    discount_annual : float
        Share a year.
    service_cost_monthly : float
        What serving a customer costs a month, smallest unit.
    """

    arpa: float = math.nan
    churn: float = math.nan
    revenue_retention: float = math.nan
    gross_margin: float = math.nan
    order_value: float = math.nan
    orders_a_year: float = math.nan
    lifetime_years: float = math.nan
    discount_annual: float = math.nan
    service_cost_monthly: float = math.nan


def formula_ltv(rates: Rates, formula: FormulaLtv = DEFAULT) -> float:
    """LTV by a formula, smallest unit; NaN where an input is unknown or the formula has no end."""
    return _FORMULAS[formula](rates)


def arpa_over_churn(rates: Rates) -> float:
    """LTV3. Sales per customer for as long as churn lets them stay; NaN when nobody leaves."""
    return rates.arpa / rates.churn if rates.churn > 0 else math.nan


def margin_over_churn(rates: Rates) -> float:
    """LTV4. As LTV3, after the cost of goods."""
    return rates.gross_margin * arpa_over_churn(rates)


def arpu_over_lost_revenue(rates: Rates) -> float:
    """LTV5. NaN when revenue retention is 100 % or more, where the formula has no end."""
    return rates.arpa / (1 - rates.revenue_retention) if rates.revenue_retention < 1 else math.nan


def discounted_margin(rates: Rates) -> float:
    """LTV6. Margins from the next month on, discounted by month exactly: (1 + annual)^(1/12) − 1.

    This month's payment is not in it. NaN when nobody leaves.
    """
    if not rates.churn > 0:
        return math.nan
    discount = (1 + rates.discount_annual) ** (1 / MONTHS_A_YEAR) - 1
    return float(rates.gross_margin * rates.arpa * (1 - rates.churn) / (discount + rates.churn))


def order_value_times_years(rates: Rates) -> float:
    """LTV7. Mean order × orders a year × years a customer stays; gross profit where the margin is known, else sales."""
    sales = rates.order_value * rates.orders_a_year * rates.lifetime_years
    return sales if math.isnan(rates.gross_margin) else sales * rates.gross_margin


def arpu_after_service_over_churn(rates: Rates) -> float:
    """LTV8. Revenue less the cost to serve, for as long as churn lets customers stay; NaN when nobody leaves."""
    return (rates.arpa - rates.service_cost_monthly) / rates.churn if rates.churn > 0 else math.nan


_FORMULAS: dict[FormulaLtv, Callable[[Rates], float]] = {
    FormulaLtv.ARPA_CHURN: arpa_over_churn,
    FormulaLtv.MARGIN_CHURN: margin_over_churn,
    FormulaLtv.REVENUE_RETENTION: arpu_over_lost_revenue,
    FormulaLtv.DISCOUNTED: discounted_margin,
    FormulaLtv.ORDERS: order_value_times_years,
    FormulaLtv.AFTER_SERVICE: arpu_after_service_over_churn,
}

_CHURN_ZERO = Text(
    "離脱が0のときは値を出しません（無限大ではありません）。", "Unknown, not infinite, when nobody left."
)


def _add(formula: FormulaLtv, name: Text, meaning: Text, how: Text, source: str) -> Metric:
    return METRICS.add(Metric(f"ltv.formula.{formula}", name, meaning, how, Unit.MONEY_PER_CUSTOMER, source))


FORMULAS = {
    FormulaLtv.ARPA_CHURN: _add(
        FormulaLtv.ARPA_CHURN,
        Text("売上LTV（LTV3・ARPA÷離脱率）", "Sales LTV (LTV3, ARPA ÷ churn)"),
        Text(
            f"顧客1人の月間売上を月間の顧客離脱率で割った値。売上であって利益ではありません。{_CHURN_ZERO.ja}",
            f"Monthly sales per customer ÷ monthly churn of customers. Sales, not profit. {_CHURN_ZERO.en}",
        ),
        Text("ARPA ÷ 顧客離脱率", "ARPA ÷ customer churn"),
        "ChartMogul; Baremetrics",
    ),
    FormulaLtv.MARGIN_CHURN: _add(
        FormulaLtv.MARGIN_CHURN,
        Text("粗利LTV（LTV4・粗利×ARPA÷離脱率）", "Margin LTV (LTV4, margin × ARPA ÷ churn)"),
        Text(
            "顧客1人の月間粗利を月間の顧客離脱率で割った値。全員が同じ率で離れ続けると仮定するため、長く続く顧客が混ざる"
            f"実際より低く出がちです。{_CHURN_ZERO.ja}",
            "Monthly gross profit per customer ÷ monthly churn of customers. It takes all customers to leave at one "
            f"rate for ever, so it is mostly lower than where loyal ones are among them. {_CHURN_ZERO.en}",
        ),
        Text("粗利率 × ARPA ÷ 顧客離脱率", "gross margin × ARPA ÷ customer churn"),
        "Finmark, with customer churn",
    ),
    FormulaLtv.REVENUE_RETENTION: _add(
        FormulaLtv.REVENUE_RETENTION,
        Text("売上LTV（LTV5・売上継続率）", "Sales LTV (LTV5, revenue retention)"),
        Text(
            "顧客1人の月間売上を（1−売上継続率）で割った値。継続率は増額・減額・復帰を含む前月比を12か月まとめて平滑にした"
            "ものです。100%以上のときは値を出しません。",
            "Monthly sales per customer ÷ (1 − revenue retention). Retention is month on month with upgrades, "
            "downgrades and returns in it, smoothed by pooling 12 months. Unknown from 100 % on.",
        ),
        Text("ARPU ÷ (1 − 売上継続率)", "ARPU ÷ (1 − revenue retention)"),
        "ProfitWell; smoothing by LTV Compass",
    ),
    FormulaLtv.DISCOUNTED: _add(
        FormulaLtv.DISCOUNTED,
        Text("割引後の粗利LTV（LTV6）", "Discounted margin LTV (LTV6)"),
        Text(
            "来月以降の粗利を、継続率rで残り割引率dで割り引いて合計した値。今月の支払いは含みません。継続率が100%以上の"
            "ときは値を出しません。",
            "Gross profit from next month on, kept with retention r and discounted with d; this month's payment is "
            "left out. Unknown when retention is 100 % or more.",
        ),
        Text("粗利率 × ARPA × r ÷ (1 + d − r)", "gross margin × ARPA × r ÷ (1 + d − r)"),
        "Gupta & Lehmann, Journal of Interactive Marketing 17 (2003), first payment a month on",
    ),
    FormulaLtv.ORDERS: _add(
        FormulaLtv.ORDERS,
        Text("購買LTV（LTV7・単価×頻度×期間）", "Purchase LTV (LTV7, value × frequency × years)"),
        Text(
            "平均注文額 × 年間の注文回数 × 継続年数（粗利率が分かれば × 粗利率）。継続年数は、直近12か月に購入した"
            "顧客の初回から最後の購入までの平均です。続いている顧客の年数はまだ途中なので、低く出がちです。",
            "Mean order × orders a year × years (× margin where known). Years are the mean from the first to the last "
            "purchase of the buyers of the last 12 months. Those who stay on have only part of their years behind "
            "them, so it is mostly too low.",
        ),
        Text("平均注文額 × 年間注文回数 × 継続年数（× 粗利率）", "mean order × orders a year × years (× margin)"),
        "Peel; RFMATRIX",
    ),
    FormulaLtv.AFTER_SERVICE: _add(
        FormulaLtv.AFTER_SERVICE,
        Text("対応費控除後LTV（LTV8）", "LTV after cost to serve (LTV8)"),
        Text(
            f"顧客1人の月間売上から月間の対応費を引き、顧客離脱率で割った値。原価は引きません。{_CHURN_ZERO.ja}",
            "Monthly sales per customer less the cost to serve, ÷ customer churn. Cost of goods stays in. "
            f"{_CHURN_ZERO.en}",
        ),
        Text("(ARPU − 対応費) ÷ 顧客離脱率", "(ARPU − cost to serve) ÷ customer churn"),
        "polar",
    ),
}
