"""Definitions of the numbers shown where scenarios are compared."""

from __future__ import annotations

from ltv.metrics.metric import METRICS, Metric, Text, Unit

NRR12 = METRICS.add(
    Metric(
        "scenario.nrr12",
        Text("12か月後のNRR", "NRR in 12 months"),
        Text(
            "今いる顧客だけの12か月後の月次売上を、今の月次売上で割った見込み。増額・減額・離脱・呼び戻し・値上げを含み、新しい顧客は含みません。",
            "Expected revenue a month, in twelve months, of the customers of today ÷ their revenue a month today; "
            "expansion, contraction, churn, returns and prices included, new customers not.",
        ),
        Text(
            "今の顧客の12か月後の月次売上 ÷ 今の月次売上", "revenue a month in 12 months of today's customers ÷ today's"
        ),
        Unit.SHARE,
        "b2",
    )
)
GRR12 = METRICS.add(
    Metric(
        "scenario.grr12",
        Text("12か月後のGRR", "GRR in 12 months"),
        Text(
            "NRRから増額・呼び戻し・値上げを除いた見込み。今の売上のうち残る分だけを数えます。",
            "The same without what expands, comes back or gets dearer: what is left of today's revenue.",
        ),
        Text("今の売上のうち12か月後に残る分 ÷ 今の月次売上", "what is left in 12 months of today's revenue ÷ today's"),
        Unit.SHARE,
        "b2",
    )
)
RETENTION12 = METRICS.add(
    Metric(
        "scenario.retention12",
        Text("12か月後の顧客継続率", "Customer retention in 12 months"),
        Text(
            "今いる顧客のうち、12か月後にもいる（または戻っている）人数の割合の見込み。期間は12か月、分母は今いる顧客数です。",
            "Expected share of the customers of today who are there, or back, in twelve months. Period twelve months, "
            "denominator the customers of today.",
        ),
        Text("12か月後にいる今の顧客数 ÷ 今の顧客数", "today's customers there in 12 months ÷ today's customers"),
        Unit.SHARE,
        "b2",
    )
)
MRR12 = METRICS.add(
    Metric(
        "scenario.mrr12",
        Text("12か月後の月次売上", "Revenue a month in 12 months"),
        Text(
            "新しい顧客と戻った顧客を含む、12か月後の月次売上の見込み。",
            "Expected revenue a month of all customers in twelve months, new ones and those who came back included.",
        ),
        Text("Σ 顧客 × 1か月の売上", "Σ customers × revenue a month"),
        Unit.MONEY,
        "b2",
    )
)
MARGIN12 = METRICS.add(
    Metric(
        "scenario.margin12",
        Text("12か月の粗利（費用差引後）", "Margin of 12 months, costs taken off"),
        Text(
            "向こう12か月の粗利の合計から、対応費用・獲得費用・施策の費用を引いた見込み。粗利率がわからない場合は売上で数えます。",
            "Expected gross margin of the twelve months ahead less cost to serve, winning customers and levers; "
            "revenue where no margin is known.",
        ),
        Text(
            "Σ 売上 − 原価 − 対応費用 − CPA × 新規 − 施策費用",
            "Σ revenue − cost of sales − service − CPA × new − levers",
        ),
        Unit.MONEY,
        "b2",
    )
)
CASH = METRICS.add(
    Metric(
        "scenario.cash12",
        Text("12か月の現金収支", "Cash of 12 months"),
        Text(
            "粗利と同じものを、契約の代金が期間の初めに前払いされるものとして数えた見込み。月払いと注文では粗利と同じです。",
            "The same, with contracts paid for at the beginning of each term. By the month, and for orders, it is the "
            "margin.",
        ),
        Text("Σ 入金 − 原価 − 費用", "Σ money received − cost of sales − costs"),
        Unit.MONEY,
        "b2",
    )
)
LTV_NEW = METRICS.add(
    Metric(
        "scenario.ltv_new",
        Text("新規顧客1人のLTV（5年）", "LTV of a new customer (5 years)"),
        Text(
            "これから獲得する顧客1人が60か月にもたらす粗利の見込み。割り引かず、売上の伸びは含めません。獲得費用は引いていません。",
            "Expected margin that one customer won now brings in sixty months; not discounted, without growth of "
            "revenue, cost of winning it not taken off.",
        ),
        Text("Σ 継続率(t) × 1か月の粗利", "Σ S(t) × margin a month"),
        Unit.MONEY_PER_CUSTOMER,
        "Fader & Hardie (2007), eq. 6, for the tail",
    )
)
CHANCE = METRICS.add(
    Metric(
        "scenario.chance",
        Text("目標に届く確率", "Chance of the target"),
        Text(
            "離脱率と伸びの不確かさを何通りも引いたとき、12か月後のNRRが目標以上になった割合。過去の予測の外れ方に合わせて幅を広げてあります。",
            "Share of draws of unknown hazards and growth in which NRR in twelve months is at the target or above it; "
            "ranges widened by how forecasts have missed so far.",
        ),
        Text("目標以上の回数 ÷ 回数", "draws at or above the target ÷ draws"),
        Unit.SHARE,
        "b2",
    )
)
BREAK_EVEN = METRICS.add(
    Metric(
        "scenario.break_even",
        Text("回収月", "Break-even month"),
        Text(
            "シナリオの粗利の増加の累計が、施策の費用を上回り、その後も下回らなくなる最初の月。",
            "First month from which on the margin gained so far stays at the cost of the levers or above it.",
        ),
        Text("Σ (ありの粗利 − なしの粗利) ≥ 0 となる月", "month from which Σ (margin with − without) ≥ 0"),
        Unit.MONTHS,
        "b2",
        "down",
    )
)
MONTHS_SURVIVED = METRICS.add(
    Metric(
        "scenario.months_survived",
        Text("持ちこたえる月数", "Months survived"),
        Text(
            "その事態が続いたとき、月の粗利が固定費を下回るまでの月数。36か月まで計算します。",
            "Months for which the month's margin covers the fixed cost while a hard time lasts; up to thirty-six.",
        ),
        Text("粗利 < 固定費 となる最初の月 − 1", "first month with margin < fixed cost, less one"),
        Unit.MONTHS,
        "b2",
    )
)
HHI = METRICS.add(
    Metric(
        "scenario.hhi",
        Text("売上の集中度（HHI）", "Concentration of revenue (HHI)"),
        Text(
            "顧客ごとの売上シェアの2乗の合計。同じ売上の顧客がn人なら1÷nで、1に近いほど少数の顧客に頼っています。",
            "Sum of the squared shares that customers have of revenue: 1 ÷ n for n equal ones; the nearer to 1, the "
            "fewer it hangs on.",
        ),
        Text("Σ (顧客の売上 ÷ 全体)²", "Σ (a customer's revenue ÷ all)²"),
        Unit.SHARE,
        "Herfindahl (1950); Hirschman (1964)",
        "down",
    )
)
