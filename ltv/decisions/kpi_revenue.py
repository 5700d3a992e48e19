"""KPIs of revenue and value: what existing customers keep bringing, and whether the figures can be trusted."""

from __future__ import annotations

from ltv.decisions.kpi import Kpi, Maturity
from ltv.metrics.catalogue import GRR, NRR
from ltv.metrics.margin import MARGIN_LTV
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.metrics.movement_rates import CHURN_RATE, CONTRACTION_RATE, EXPANSION_RATE
from ltv.metrics.reconcile import EXPLAINED_REVENUE

RENEWAL_ERROR = METRICS.add(
    Metric(
        "renewal_error",
        Text("更新予測の誤差", "Renewal forecast error"),
        Text(
            "契約更新額の事前の予測が、実績からどれだけ外れたか。",
            "How far the forecast of renewed revenue was from what was renewed.",
        ),
        Text("|予測 − 実績| ÷ 実績", "|forecast − actual| ÷ actual"),
        Unit.SHARE,
        "LTV Compass",
        "down",
    )
)
TREATED_GAIN = METRICS.add(
    Metric(
        "treated_gain",
        Text("施策の純効果額", "Net gain of treatments"),
        Text(
            "比較対象を置いて評価した施策の効果額から、費用を引いた合計。評価していない施策は数えません。",
            "Value that evaluated initiatives added against a comparison group, less their cost. Initiatives without "
            "an evaluation do not count.",
        ),
        Text("Σ（効果 × 顧客価値 − 費用）", "Σ (effect × customer value − cost)"),
        Unit.MONEY,
        "LTV Compass",
    )
)

_YEAR_BASIS = Text(
    "12か月前との比較。分母は12か月前の顧客の売上（受注ではその前の12か月の純売上）",
    "Against 12 months earlier, over what customers paid then (orders: net sales of the 12 months before)",
)
_MOVEMENT_BASIS = Text(
    "契約：1か月、分母は月初のMRR。受注：直近12か月、分母はその前の12か月の純売上",
    "Contracts: one month, over the MRR it opened with. Orders: last 12 months, over net sales of the 12 before",
)

REVENUE = (
    Kpi(
        id="nrr12",
        metric=NRR,
        decision=Text(
            "既存顧客と新規獲得のどちらに予算と人員を振り向けるか",
            "How to divide money and people between existing customers and acquisition",
        ),
        kind="ratio",
        basis=_YEAR_BASIS,
        keeps=("revenue", "year"),
        owner="management",
        contributors=("marketing", "cs", "sales", "logistics", "product", "finance", "it"),
        guardrails=("grr12", "gross_margin"),
        gaming=Text(
            "値上げや大口の拡大で、小口顧客の離脱を隠す",
            "Price rises or a few large expansions hide that small customers leave",
        ),
        data="months: amount",
    ),
    Kpi(
        id="grr12",
        metric=GRR,
        decision=Text(
            "解約と縮小を止める体制にどこまで投資するか", "How much to invest in stopping churn and contraction"
        ),
        kind="ratio",
        basis=_YEAR_BASIS,
        keeps=("revenue", "year"),
        owner="cs",
        guardrails=("contacts_per_customer",),
        gaming=Text(
            "解約の受付を翌月に遅らせる、休止扱いにして契約を残す",
            "Cancellations are booked a month later, or kept on the books as paused",
        ),
        data="months: amount",
    ),
    Kpi(
        id="margin_ltv_24m",
        metric=MARGIN_LTV,
        decision=Text("新規顧客1人にいくらまでかけてよいか", "How much a new customer may cost"),
        kind="cumulative",
        basis=Text(
            "初月から24か月。分母は24か月を観測し終えた直近12か月分の新規顧客",
            "24 months from the first, over the new customers of the last 12 months that have all 24 observed",
        ),
        owner="finance",
        guardrails=("modelled_share",),
        gaming=Text(
            "原価に配送費や販促費を含めない、期間を長くとる",
            "Delivery and promotion are left out of cost, or the horizon is stretched",
        ),
        data="ledger: amount, cost",
    ),
    Kpi(
        id="churn_rate",
        metric=CHURN_RATE,
        decision=Text("どの顧客の引き止めに今月動くか", "Which customers to try to keep this month"),
        kind="ratio",
        basis=_MOVEMENT_BASIS,
        owner="cs",
        guardrails=("later_discount",),
        gaming=Text(
            "大幅な値引きで解約を縮小に付け替える",
            "Deep discounts turn churn into contraction",
        ),
        data="months: amount",
    ),
    Kpi(
        id="contraction_rate",
        metric=CONTRACTION_RATE,
        decision=Text(
            "プランと価格の見直しをどの顧客から始めるか", "With which customers to review plans and prices first"
        ),
        kind="ratio",
        basis=_MOVEMENT_BASIS,
        owner="sales",
        contributors=("cs",),
        guardrails=("contacts_per_customer", "churn_rate"),
        gaming=Text(
            "減額の相談に応じず、翌期の解約にしてしまう",
            "Requests to pay less are refused and become next period's churn",
        ),
        data="months: amount",
    ),
    Kpi(
        id="expansion_rate",
        metric=EXPANSION_RATE,
        decision=Text(
            "アップセル・クロスセルに誰が何時間使うか", "Who spends how many hours on up-sell and cross-sell"
        ),
        kind="ratio",
        basis=_MOVEMENT_BASIS,
        owner="sales",
        contributors=("cs", "product"),
        guardrails=("contraction_rate",),
        gaming=Text(
            "不要なプランを売り、翌期に縮小として戻ってくる",
            "Plans nobody needs are sold and come back as next period's contraction",
        ),
        data="months: amount",
    ),
    Kpi(
        id="renewal_error",
        metric=RENEWAL_ERROR,
        decision=Text("更新予測をどこまで資金計画に使えるか", "How far cash planning may rely on the renewal forecast"),
        kind="derived",
        basis=Text("四半期ごと。分母は更新の実績額", "Per quarter, over the revenue actually renewed"),
        owner="sales",
        guardrails=(),
        gaming=Text("締めの直前に予測を書き換える", "The forecast is rewritten just before the quarter closes"),
        data="contracts: renewals; forecasts kept before",
        maturity=Maturity.DRAFT,
    ),
    Kpi(
        id="treated_gain",
        metric=TREATED_GAIN,
        decision=Text("どの施策を広げ、どれをやめるか", "Which initiatives to widen and which to stop"),
        kind="derived",
        basis=Text("評価を終えた施策の累計。分母なし", "All initiatives evaluated so far; no denominator"),
        owner="cs",
        contributors=("marketing",),
        guardrails=("holdout_share",),
        gaming=Text("効果の出た施策だけを評価に回す", "Only initiatives that worked are sent to evaluation"),
        data="evaluations",
        maturity=Maturity.DRAFT,
    ),
    Kpi(
        id="explained_revenue",
        metric=EXPLAINED_REVENUE,
        decision=Text(
            "この数字で意思決定してよいか、先に突合すべきか", "Whether to decide on these figures or reconcile first"
        ),
        kind="ratio",
        basis=Text("データの全期間。分母は基幹の純売上", "All of the data, over the core system's net sales"),
        owner="finance",
        contributors=("it",),
        guardrails=("days_to_close",),
        gaming=Text(
            "説明できない顧客を片方のシステムから消す",
            "Customers nobody can explain are deleted from one of the systems",
        ),
        data="customers: crm_total; ledger: amount",
    ),
)
