"""KPIs of customers' first months: what they cost, what was promised, and whether they come back."""

from __future__ import annotations

from ltv.decisions.kpi import Kpi, Maturity
from ltv.metrics.acquisition import DISCOUNT_SHARE, RETENTION_90
from ltv.metrics.acquisition_cost import COST_PER_KEPT, CPA
from ltv.metrics.catalogue import REPEAT
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.metrics.service import FIRST_REPLY_P90, PROMISE_KEPT

COST_PER_PARCEL = METRICS.add(
    Metric(
        "cost_per_parcel",
        Text("1配送あたり物流費", "Cost per parcel"),
        Text("出荷1個にかかった物流費。", "Logistics cost of one parcel sent."),
        Text("物流費 ÷ 出荷個数", "logistics cost ÷ parcels"),
        Unit.MONEY,
        "LTV Compass",
        "down",
    )
)
ACTIVATION = METRICS.add(
    Metric(
        "activation",
        Text("初期利用率", "Activation"),
        Text(
            "獲得から14日以内に、決めた行動（初回利用・初期設定など）をした新規顧客の割合。",
            "Share of new customers who took a chosen key action (first use, set-up) within 14 days.",
        ),
        Text("14日以内に行動した顧客数 ÷ 新規顧客数", "customers who acted within 14 days ÷ new customers"),
        Unit.SHARE,
        "LTV Compass",
    )
)

CUSTOMERS = (
    Kpi(
        id="retention_90",
        metric=RETENTION_90,
        decision=Text("どのチャネルと訴求を続けるか", "Which channels and messages to keep"),
        kind="conversion",
        basis=Text(
            "90日。分母は120日（契約は3か月）を観測し終えた直近12か月分の新規顧客",
            "90 days, over the new customers of the last 12 months observed for 120 days (contracts: 3 months)",
        ),
        owner="marketing",
        contributors=("cs",),
        guardrails=("new_customers",),
        gaming=Text(
            "残りそうな顧客だけを集め、新規獲得を絞る",
            "Only customers sure to stay are sought, and acquisition dries up",
        ),
        data="ledger: day, amount; months: amount",
        keeps=("customers", "quarter"),
    ),
    Kpi(
        id="cost_per_kept",
        metric=COST_PER_KEPT,
        decision=Text("チャネル別の広告予算をどう組み替えるか", "How to move the budget between channels"),
        kind="derived",
        basis=Text(
            "90日継続率と同じ12か月分。分母は90日目に継続している顧客",
            "The same 12 months as 90-day retention, over customers kept at day 90",
        ),
        owner="marketing",
        guardrails=("new_customers", "retention_90"),
        gaming=Text(
            "もともと来るはずの顧客（指名検索など）に広告費を寄せる",
            "Money moves to customers who would have come anyway, such as searches for the brand",
        ),
        data="spend: month, amount; ledger: day, amount",
        inputs=("cpa", "retention_90"),
    ),
    Kpi(
        id="cpa",
        metric=CPA,
        decision=Text("広告費をどこまで増やせるか", "How far advertising may grow"),
        kind="ratio",
        basis=Text("直近12か月。分母は全チャネルの新規顧客", "Last 12 months, over the new customers of all channels"),
        owner="marketing",
        guardrails=("retention_90",),
        gaming=Text(
            "初回の大幅値引きで、すぐ離れる顧客を安く集める",
            "Deep first discounts bring cheap customers who leave at once",
        ),
        data="spend: month, channel, amount; customers: channel",
    ),
    Kpi(
        id="discount_share",
        metric=DISCOUNT_SHARE,
        decision=Text("初回割引の深さと対象をどう決めるか", "How deep first discounts go, and for whom"),
        kind="ratio",
        basis=Text("直近12か月。分母は新規顧客の初回注文", "Last 12 months, over the first orders of new customers"),
        owner="marketing",
        guardrails=("new_customers",),
        gaming=Text(
            "値引きをポイントや同梱品に置き換える",
            "Discounts become points or free extras",
        ),
        data="ledger: discount; customers: first_discount",
    ),
    Kpi(
        id="promise_kept",
        metric=PROMISE_KEPT,
        decision=Text(
            "約束の表示を変えるか、物流に投資するか", "Whether to change what is promised or invest in logistics"
        ),
        kind="ratio",
        basis=Text("直近12か月。分母は予定日が来た配送", "Last 12 months, over deliveries whose promised day has come"),
        owner="logistics",
        contributors=("product",),
        guardrails=("cost_per_parcel",),
        gaming=Text(
            "お届け予定日を必要以上に遅く表示する",
            "Promised days are set later than needed",
        ),
        data="deliveries: promised, delivered",
    ),
    Kpi(
        id="cost_per_parcel",
        metric=COST_PER_PARCEL,
        decision=Text("配送方法と委託先をどう選ぶか", "Which way of delivery and which carrier to choose"),
        kind="ratio",
        basis=Text("月次。分母は出荷個数", "Per month, over parcels sent"),
        owner="logistics",
        guardrails=("promise_kept",),
        gaming=Text("遅いが安い便に切り替える", "Parcels move to slower, cheaper services"),
        data="logistics cost per month; deliveries",
        maturity=Maturity.DRAFT,
    ),
    Kpi(
        id="first_reply_p90",
        metric=FIRST_REPLY_P90,
        decision=Text("サポートの人員をどの時間帯に置くか", "When to staff support"),
        kind="simple",
        basis=Text("直近12か月。全問い合わせの90%点", "Last 12 months; 90th percentile over all tickets"),
        owner="cs",
        guardrails=("resolution_rate",),
        gaming=Text("自動応答を初回返信として数える", "An automatic answer counts as the first reply"),
        data="tickets: day, reply_hours",
    ),
    Kpi(
        id="f2",
        metric=REPEAT,
        decision=Text("初回から2回目への引き上げ施策に何をするか", "What to do to bring about the second order"),
        kind="conversion",
        basis=Text(
            "購入間隔の中央値の1.5倍の日数以内。分母はその日数を観測し終えた直近12か月分の新規顧客",
            "Within 1.5 × the median days between orders, over new customers of the last 12 months observed that long",
        ),
        owner="marketing",
        contributors=("product",),
        guardrails=("discount_share",),
        gaming=Text(
            "2回目に大幅な値引きを付ける、初回を小分けの注文にする",
            "The second order is given away, or the first is split in two",
        ),
        data="ledger: day, amount, order",
    ),
    Kpi(
        id="activation",
        metric=ACTIVATION,
        decision=Text("初期案内と初期設定のどこを直すか", "Which part of onboarding to mend"),
        kind="conversion",
        basis=Text("獲得から14日。分母は新規顧客", "14 days from the first payment, over new customers"),
        owner="product",
        guardrails=("ticket_rate",),
        gaming=Text("達成しやすい行動を「利用」と定義する", "An easy action is declared to be use"),
        data="behaviour log: customer_id, day, action",
        maturity=Maturity.DRAFT,
    ),
)
