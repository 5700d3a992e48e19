"""The definitions of what happened: retention by rule, movements, cohorts, repeat purchase."""

from __future__ import annotations

from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.metrics.nrr_rules import NrrRule


def _add(
    id: str, name: tuple[str, str], meaning: tuple[str, str], formula: tuple[str, str], unit: Unit, source: str,
    direction: str = "up",
) -> Metric:  # fmt: skip
    return METRICS.add(Metric(id, Text(*name), Text(*meaning), Text(*formula), unit, source, direction))  # type: ignore[arg-type]


NRR = _add(
    "nrr",
    ("NRR（売上継続率）", "NRR (net revenue retention)"),
    ("既存顧客からの売上が、比較する期間に比べて何%残っているか。新規顧客は含みません。",
     "How much of the revenue from existing customers is there compared with the earlier period. New customers do not count."),
    ("（期首 + 拡大 + 縮小 + 解約） ÷ 期首", "(opening + expansion + contraction + churn) ÷ opening"),
    Unit.SHARE,
    "ChartMogul, Net MRR retention (2024); saas-metrics",
)  # fmt: skip

RULES = {
    NrrRule.YOY_COHORT: _add(
        "nrr.yoy_cohort",
        ("前年同月比（NRR1）", "Year on year (NRR1)"),
        ("期首の月に売上があった顧客の、期末の月の売上を期首と比べます。途中で離れて戻った顧客は残ったものとして数えます。",
         ("Revenue in the end month of customers who paid in the start month, compared with then. "
         "A customer who left and came back in between counts as kept.")),
        ("Σ 期末の売上 ÷ Σ 期首の売上（期首に売上があった顧客）", "Σ revenue then-customers pay now ÷ Σ what they paid then"),
        Unit.SHARE,
        "saas-metrics; Gold, Fighting Churn with Data (2020)",
    ),
    NrrRule.YOY_STRICT: _add(
        "nrr.yoy_strict",
        ("前年同月比・復帰を除く", "Year on year, returns lost"),
        ("前年同月比と同じ式ですが、途中の月に一度でも売上がなかった顧客は解約として数えます。",
         "As year on year, but a customer who missed any month in between counts as lost."),
        ("Σ 毎月続いた顧客の期末の売上 ÷ Σ 期首の売上", "Σ end revenue of unbroken customers ÷ Σ start revenue"),
        Unit.SHARE,
        "LTV Compass",
    ),
    NrrRule.TRANSACTIONAL: _add(
        "nrr.transactional",
        ("直近12か月の前年比（NRR8）", "Trailing 12 months (NRR8)"),
        ("前の12か月に購入した顧客の、直近12か月の純売上（返金差引後）を前の12か月と比べます。契約のないECの標準です。",
         ("Net order revenue (after refunds) in the last 12 months of customers who bought in the 12 months before, "
         "compared with those. The default for orders without contracts.")),
        ("Σ 直近12か月の純売上 ÷ Σ その前の12か月の純売上（前の12か月の購入者）",
         "Σ net revenue, last 12 months ÷ Σ net revenue, 12 months before (buyers of those)"),
        Unit.SHARE,
        "LTV Compass; NRR1 applied to twelve-month sums",
    ),
    NrrRule.PERIOD_MOVES: _add(
        "nrr.period_moves",
        ("前月比（NRR2）", "Month on month (NRR2)"),
        ("前の月に売上があった顧客の、当月の売上を前月と比べます。戻ってきた顧客は含みません。",
         "Revenue this month of customers who paid last month, compared with last month. Returning customers do not count."),
        ("（期首 + 拡大 + 縮小 + 解約） ÷ 期首、1か月ごと", "(opening + expansion + contraction + churn) ÷ opening, one month"),
        Unit.SHARE,
        "ChartMogul, Net MRR retention (2024)",
    ),
    NrrRule.PERIOD_MOVES_REACT: _add(
        "nrr.period_moves_react",
        ("前月比・復帰を含む（NRR3）", "Month on month with returns (NRR3)"),
        ("前月比に、休眠から戻った顧客の売上を加えます。1 − 純MRR解約率と同じです。",
         "As month on month, with the revenue of returning customers added: 1 − net MRR churn."),
        ("（期首 + 拡大 + 復帰 + 縮小 + 解約） ÷ 期首、1か月ごと",
         "(opening + expansion + reactivation + contraction + churn) ÷ opening, one month"),
        Unit.SHARE,
        "ChartMogul, Net MRR churn (2024)",
    ),
    NrrRule.CHAINED: _add(
        "nrr.chained_12m",
        ("前月比の12か月連乗（NRR7）", "Chained 12 months (NRR7)"),
        ("前月比を12か月掛け合わせます。前年同月比とは一致しません。区間は計算できません。",
         "Twelve month-on-month rates multiplied. Not equal to year on year. No interval is known."),
        ("Π 前月比（12か月）", "Π of 12 month-on-month rates"),
        Unit.SHARE,
        "subscription calculators (annualising by ^12)",
    ),
    NrrRule.CHAINED_REACT: _add(
        "nrr.chained_12m_react",
        ("前月比の12か月連乗・復帰を含む", "Chained 12 months with returns"),
        ("復帰を含む前月比を12か月掛け合わせます。区間は計算できません。",
         "Twelve month-on-month rates with returning customers multiplied. No interval is known."),
        ("Π 復帰を含む前月比（12か月）", "Π of 12 month-on-month rates with returns"),
        Unit.SHARE,
        "subscription calculators (annualising by ^12)",
    ),
}  # fmt: skip

GRR = _add(
    "grr",
    ("GRR（拡大を除く継続率）", "GRR (gross revenue retention)"),
    ("期首の売上のうち、増えた分を除いていくら残ったか。100%を超えることはありません。",
     "How much of the revenue we opened with is still there, increases left out. Never above 100 %."),
    ("Σ min（期首, 期末） ÷ Σ 期首", "Σ min(then, now) ÷ Σ then"),
    Unit.SHARE,
    "saas-metrics (GRR1)",
)  # fmt: skip
LOGO_RETENTION = _add(
    "logo_retention",
    ("顧客継続率", "Customer retention"),
    ("期首に売上があった顧客のうち、期末にも売上がある顧客の割合。", "Share of the customers who paid then and still pay."),
    ("期末にも売上がある顧客数 ÷ 期首の顧客数", "customers who still pay ÷ customers then"),
    Unit.SHARE,
    "LOGO1; saas-metrics",
)  # fmt: skip

MOVEMENTS = {
    name: _add(f"movement.{name}", label, meaning, formula, Unit.MONEY, "ChartMogul, MRR movements (2024)", direction)
    for name, label, meaning, formula, direction in (
        ("new", ("新規", "New"),
         ("その月に初めて売上が立った顧客の売上。", "Revenue of customers who paid for the first time."),
         ("Σ 初月の売上", "Σ first month's revenue"), "up"),
        ("reactivation", ("復帰", "Reactivation"),
         ("一度離れてから戻った顧客の売上。", "Revenue of customers who came back after a month without any."),
         ("Σ 戻った月の売上", "Σ revenue in the month of return"), "up"),
        ("expansion", ("拡大", "Expansion"),
         ("続けて支払う顧客の増えた分。アップセル・値上げ・購入点数の増加です。",
          "What continuing customers pay more: up-sell, price rises, larger baskets."),
         ("Σ 増加額", "Σ increases"), "up"),
        ("contraction", ("縮小", "Contraction"),
         ("続けて支払う顧客の減った分。その月の購入を上回る返金も含みます。",
          "What continuing customers pay less; refunds beyond a month's purchases are in it."),
         ("Σ 減少額", "Σ decreases"), "down"),
        ("churn", ("解約", "Churn"),
         ("売上がなくなった顧客の、前の月の売上。", "What customers who stopped paying had paid before."),
         ("Σ 失った売上", "Σ revenue lost"), "down"),
    )
}  # fmt: skip

COHORT_CUSTOMERS = _add(
    "cohort.customers",
    ("コホート顧客継続率", "Cohort customer retention"),
    ("初回購入月が同じ顧客のうち、経過月ごとに売上があった顧客の割合。観測し終えた月だけを数えます。",
     "Of the customers with the same first month, the share who paid at each age. Only months observed to their end."),
    ("その月に支払った顧客数 ÷ コホートの顧客数", "customers who paid at that age ÷ customers of the cohort"),
    Unit.SHARE,
    "ChartMogul cohorts (2024)",
)  # fmt: skip
COHORT_REVENUE = _add(
    "cohort.revenue",
    ("コホート売上継続率", "Cohort revenue retention"),
    ("コホートの経過月ごとの売上を、初月の売上と比べます（NRR4）。", "Revenue of a cohort at each age compared with its first month (NRR4)."),
    ("経過月の売上 ÷ 初月の売上", "revenue at that age ÷ revenue at age 0"),
    Unit.SHARE,
    "ChartMogul cohorts (2024)",
)  # fmt: skip
COHORT_CUMULATIVE = _add(
    "cohort.cumulative",
    ("顧客1人あたり累計売上", "Cumulative revenue per customer"),
    ("コホートの累計売上を顧客数で割った、観測済みの売上LTVです。粗利ではありません。",
     "Revenue of a cohort so far per customer: observed revenue LTV, not margin."),
    ("Σ 累計売上 ÷ コホートの顧客数", "Σ revenue to date ÷ customers of the cohort"),
    Unit.MONEY_PER_CUSTOMER,
    "Drivepoint; ECPower; KARTE (observed LTV)",
)  # fmt: skip
REPEAT = _add(
    "repeat",
    ("F2転換率", "F2 conversion"),
    ("初回購入から決めた日数以内に2回目を購入した顧客の割合。その日数を観測し終えた顧客だけを数えます。",
     "Share of first-time buyers who ordered again within a number of days; only customers observed that long."),
    ("日数内に次の注文をした顧客数 ÷ その日数を観測した顧客数", "customers who ordered again in the window ÷ customers observed that long"),
    Unit.SHARE,
    "LTV-Lab; Kozuchi (same-cohort F2)",
)  # fmt: skip
