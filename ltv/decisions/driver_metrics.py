"""Definitions of the parts of NRR that are no KPI of their own."""

from __future__ import annotations

from ltv.metrics.metric import METRICS, Metric, Text, Unit

REACTIVATION_RATE = METRICS.add(
    Metric(
        "reactivation_rate",
        Text("復帰率（売上）", "Reactivation rate"),
        Text(
            "離れてから戻った顧客の売上の、期首の売上に対する割合。復帰を含むNRRだけがこれを数えます。",
            "Revenue of customers who came back, as a share of the opening revenue. Only an NRR that counts returning "
            "customers has it.",
        ),
        Text("復帰した顧客の売上 ÷ 期首の売上", "revenue of returning customers ÷ opening revenue"),
        Unit.SHARE,
        "ChartMogul, Net MRR churn (2024)",
    )
)
LOST_SHARE = METRICS.add(
    Metric(
        "lost_customer_share",
        Text("離脱顧客率", "Share of customers lost"),
        Text(
            "期首に売上があった顧客のうち、期末に売上がない顧客の割合。",
            "Share of the customers who paid then and pay nothing now.",
        ),
        Text("離脱した顧客数 ÷ 期首の顧客数", "customers lost ÷ customers then"),
        Unit.SHARE,
        "LOGO1; saas-metrics",
        "down",
    )
)
LOST_SIZE = METRICS.add(
    Metric(
        "lost_relative_size",
        Text("離脱顧客の平均売上（全体比）", "Size of the customers lost"),
        Text(
            "離脱した顧客の期首の平均売上を、期首の全顧客の平均売上で割ったもの。100%より大きければ大口から離れています。",
            "Average opening revenue of the customers lost over that of all customers. Above 100 %, large customers "
            "leave more than small ones.",
        ),
        Text("離脱顧客の平均売上 ÷ 全顧客の平均売上", "average revenue of those lost ÷ average revenue of all"),
        Unit.SHARE,
        "LTV Compass",
        "down",
    )
)
MONTH_1 = METRICS.add(
    Metric(
        "month_1_retention",
        Text("翌月継続率", "Month-1 retention"),
        Text(
            "新規顧客のうち、初月の翌月にも売上があった顧客の割合。直近12か月分の初月で、データの最初の月を除きます。",
            "Share of new customers who paid in the month after their first. The last 12 months of new customers, "
            "without the data's first month.",
        ),
        Text("翌月に売上のある顧客数 ÷ 新規顧客数", "customers who paid the month after ÷ new customers"),
        Unit.SHARE,
        "ChartMogul cohorts (2024)",
    )
)

_CLOSING = "opening + new + reactivation + expansion + contraction + churn = closing"


def _money(id: str, name: Text, meaning: Text, formula: Text, direction: str = "up") -> Metric:
    return METRICS.add(Metric(id, name, meaning, formula, Unit.MONEY, _CLOSING, direction))  # type: ignore[arg-type]


CLOSING = _money(
    "revenue.closing",
    Text("期末の売上", "Revenue now"),
    Text("比較する期間の、新規を含む全顧客の売上。", "Revenue of the later period, all customers, new ones included."),
    Text("既存 + 新規 + 復帰 + 返金", "existing + new + returning + refunds"),
)
KEPT = _money(
    "revenue.kept",
    Text("既存顧客の売上", "Revenue of existing customers"),
    Text("期首に売上があった顧客の、期末の売上。", "Revenue now of the customers who paid then."),
    Text("期首 + 拡大 + 縮小 + 解約", "opening + expansion + contraction + churn"),
)
NEW = _money(
    "revenue.new",
    Text("新規顧客の売上", "Revenue of new customers"),
    Text(
        "期首より後に初めて売上が立った顧客の、期末の売上。",
        "Revenue now of customers whose first payment came after then.",
    ),
    Text("Σ 新規顧客の期末の売上", "Σ revenue now of new customers"),
)
RETURNING = _money(
    "revenue.returning",
    Text("復帰顧客の売上", "Revenue of returning customers"),
    Text(
        "期首には売上がなく、それ以前に売上があった顧客の、期末の売上。",
        "Revenue now of customers who paid nothing then but had paid before.",
    ),
    Text("Σ 復帰顧客の期末の売上", "Σ revenue now of returning customers"),
)
REFUNDS = _money(
    "revenue.refunds",
    Text("期首にいない顧客への返金", "Refunds to customers not there then"),
    Text(
        "期首に売上がなく、期末に返金だけがある顧客の金額。ふつうは0か小さな負の値です。",
        "Amounts of customers without revenue then who only have refunds now. Mostly 0 or a small negative number.",
    ),
    Text("Σ 返金", "Σ refunds"),
)
