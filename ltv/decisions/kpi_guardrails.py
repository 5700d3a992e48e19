"""KPIs that are no aim of their own: what must not get worse while another one gets better."""

from __future__ import annotations

from ltv.decisions.kpi import Kpi, Maturity
from ltv.metrics.acquisition import NEW_CUSTOMERS
from ltv.metrics.margin import GROSS_MARGIN, LATER_DISCOUNT
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.metrics.service import TICKET_RATE

LEAST_HOLDOUT = 0.05

CONTACTS = METRICS.add(
    Metric(
        "contacts_per_customer",
        Text("顧客1人あたり接触回数", "Contacts per customer"),
        Text(
            "30日間に顧客1人へ送った連絡（メール・電話・DM）の平均回数。",
            "Messages, calls and letters sent to a customer in 30 days, on average.",
        ),
        Text("接触回数 ÷ 顧客数、30日", "contacts ÷ customers, 30 days"),
        Unit.COUNT,
        "LTV Compass",
        "band",
    )
)
MODELLED_SHARE = METRICS.add(
    Metric(
        "modelled_share",
        Text("LTVに占める予測の割合", "Modelled share of LTV"),
        Text(
            "LTVのうち、実績ではなくモデルの予測による部分の割合。",
            "Share of an LTV that is forecast by a model rather than observed.",
        ),
        Text("予測による粗利 ÷ LTV", "forecast margin ÷ LTV"),
        Unit.SHARE,
        "LTV Compass",
        "down",
    )
)
RESOLUTION_RATE = METRICS.add(
    Metric(
        "resolution_rate",
        Text("解決率", "Resolution rate"),
        Text("解決済みになった問い合わせの割合。", "Share of tickets that were resolved."),
        Text("解決した問い合わせ ÷ 問い合わせ", "resolved tickets ÷ tickets"),
        Unit.SHARE,
        "LTV Compass",
    )
)
HOLDOUT_SHARE = METRICS.add(
    Metric(
        "holdout_share",
        Text("比較対象として残した割合", "Hold-out kept"),
        Text(
            "施策の対象顧客のうち、効果を測るために施策を行わなかった人の割合。",
            "Share of an initiative's customers left untreated so that its effect can be measured.",
        ),
        Text("施策を行わなかった顧客数 ÷ 対象顧客数", "customers left untreated ÷ customers meant"),
        Unit.SHARE,
        "LTV Compass",
    )
)
DAYS_TO_CLOSE = METRICS.add(
    Metric(
        "days_to_close",
        Text("差異の解消日数", "Days to close"),
        Text(
            "CRMと基幹の差が見つかってから解消するまでの日数。",
            "Days from finding a difference between CRM and core sales to closing it.",
        ),
        Text("解消日 − 発見日、中央値", "day closed − day found, median"),
        Unit.DAYS,
        "LTV Compass",
        "down",
    )
)

_YEAR = Text("直近12か月", "Last 12 months")

GUARDRAILS = (
    Kpi(
        id="new_customers",
        metric=NEW_CUSTOMERS,
        decision=Text("獲得を絞りすぎていないか", "Whether acquisition has been cut too far"),
        kind="simple",
        basis=_YEAR,
        owner="marketing",
        guardrails=("retention_90",),
        gaming=Text("別IDでの再登録を新規に数える", "Customers who register again count as new"),
        data="months: amount",
    ),
    Kpi(
        id="gross_margin",
        metric=GROSS_MARGIN,
        decision=Text("売上の伸びが利益を伴っているか", "Whether growth comes with profit"),
        kind="ratio",
        basis=Text("直近12か月。分母は純売上", "Last 12 months, over net sales"),
        owner="finance",
        guardrails=("nrr12",),
        gaming=Text("原価の一部を販管費に移す", "Part of the cost is moved to overheads"),
        data="ledger: amount, cost",
    ),
    Kpi(
        id="later_discount",
        metric=LATER_DISCOUNT,
        decision=Text(
            "引き止めの値引きを許す上限をどこに置くか", "How much discount may be given to make customers stay"
        ),
        kind="ratio",
        basis=Text("直近12か月。分母は2か月目以降の値引き前売上", "Last 12 months, over prices after the first month"),
        owner="finance",
        guardrails=("churn_rate",),
        gaming=Text("値引きを返金やポイントで行う", "Discounts are given as refunds or points"),
        data="ledger: amount, discount",
    ),
    Kpi(
        id="ticket_rate",
        metric=TICKET_RATE,
        decision=Text("利用開始を急がせて困らせていないか", "Whether customers are rushed into trouble"),
        kind="ratio",
        basis=Text("直近12か月。分母は売上のあった顧客", "Last 12 months, over customers who paid"),
        owner="cs",
        guardrails=("first_reply_p90",),
        gaming=Text("問い合わせ窓口を見つけにくくする", "Support is made hard to find"),
        data="tickets: customer_id, day",
    ),
    Kpi(
        id="contacts_per_customer",
        metric=CONTACTS,
        decision=Text("連絡の上限を何回にするか", "How often a customer may be contacted"),
        kind="ratio",
        basis=Text("30日。分母は連絡できる顧客", "30 days, over customers who may be contacted"),
        owner="cs",
        contributors=("marketing", "sales"),
        guardrails=("churn_rate",),
        gaming=Text("記録に残らない手段で連絡する", "Contacts are made where they are not recorded"),
        data="contact log",
        maturity=Maturity.DRAFT,
    ),
    Kpi(
        id="modelled_share",
        metric=MODELLED_SHARE,
        decision=Text("LTVをどこまで投資判断に使えるか", "How far an LTV may decide an investment"),
        kind="ratio",
        basis=Text("LTVの期間。分母はLTV", "The LTV's horizon, over the LTV"),
        owner="finance",
        guardrails=("margin_ltv_24m",),
        gaming=Text("期間を短くして実績の割合を高く見せる", "The horizon is cut so that more of it is observed"),
        data="models: expected margin",
        maturity=Maturity.DRAFT,
    ),
    Kpi(
        id="resolution_rate",
        metric=RESOLUTION_RATE,
        decision=Text("返信の速さと解決のどちらに人を置くか", "Whether to staff for quick replies or for solutions"),
        kind="ratio",
        basis=Text("直近12か月。分母は問い合わせ", "Last 12 months, over tickets"),
        owner="cs",
        guardrails=("first_reply_p90",),
        gaming=Text(
            "未解決のまま閉じ、再度の問い合わせを別件にする", "Tickets are closed unsolved and reopened as new ones"
        ),
        data="tickets: resolved",
        maturity=Maturity.DRAFT,
    ),
    Kpi(
        id="holdout_share",
        metric=HOLDOUT_SHARE,
        decision=Text("施策の効果を確かめられる状態か", "Whether an initiative's effect can be told at all"),
        kind="ratio",
        basis=Text("施策ごと。分母は施策の対象顧客", "Per initiative, over the customers it is meant for"),
        owner="marketing",
        contributors=("cs",),
        guardrails=("treated_gain",),
        gaming=Text("効果の薄い顧客だけを残す", "Only customers it would not help are left out"),
        data="evaluations: arm",
        maturity=Maturity.DRAFT,
        target=LEAST_HOLDOUT,
    ),
    Kpi(
        id="days_to_close",
        metric=DAYS_TO_CLOSE,
        decision=Text("突合に人を足すか", "Whether reconciliation needs more people"),
        kind="simple",
        basis=Text("月次。差異ごとの日数の中央値", "Per month; median over differences"),
        owner="finance",
        contributors=("it",),
        guardrails=("explained_revenue",),
        gaming=Text("原因を調べずに差異を閉じる", "Differences are closed without finding the cause"),
        data="log of differences",
        maturity=Maturity.DRAFT,
    ),
)
