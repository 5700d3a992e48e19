"""The definitions of how unequally customers contribute."""

from __future__ import annotations

from ltv.metrics.metric import METRICS, Metric, Text, Unit

TOP_SHARE = METRICS.add(
    Metric(
        "top_share",
        Text("上位20%の顧客の構成比", "Share of the top 20 % of customers"),
        Text(
            "金額の多い順に並べた上位20%の顧客が全体に占める割合。人数が割り切れないときは、境目の顧客を按分します。"
            "全体が0以下のときは値を出しません。",
            "What the 20 % of customers with most are of the whole. Where 20 % is no whole number of customers, the "
            "one on the border counts in part. Unknown when the whole is not positive.",
        ),
        Text("Σ上位20%の顧客 ÷ Σ全顧客", "Σ top 20 % of customers ÷ Σ all customers"),
        Unit.SHARE,
        "Lorenz ordinate; interval: Beach & Davidson, Review of Economic Studies 50 (1983)",
        "band",
    )
)
GINI = METRICS.add(
    Metric(
        "gini",
        Text("ジニ係数", "Gini index"),
        Text(
            "顧客ごとの金額の偏り。全員同じなら0、1人に集中すると1に近づきます。マイナスの顧客が多いと1を超えることが"
            "あります。",
            "How unequal customers are: 0 when all are the same, near 1 when one has everything. It can pass 1 when "
            "many customers are negative.",
        ),
        Text("Σ(2i − n − 1)x ÷ (nΣx)、xは昇順", "Σ(2i − n − 1)x ÷ (n Σx), x ascending"),
        Unit.SHARE,
        "Gini (1912); interval: Davidson, Journal of Econometrics 150 (2009)",
        "band",
    )
)
HHI = METRICS.add(
    Metric(
        "hhi",
        Text("集中度（HHI）", "Concentration (HHI)"),
        Text(
            "顧客の構成比の2乗の合計。1÷HHIは「同じ大きさの顧客なら何社分か」を表します。マイナスの顧客は0とみなします。",
            "Sum of customers' squared shares; 1 ÷ HHI is how many customers of equal size it comes to. Negative "
            "customers count as 0.",
        ),
        Text("Σ(顧客の金額 ÷ 全体)²", "Σ (customer ÷ all)²"),
        Unit.SHARE,
        "Herfindahl (1950); Hirschman (1945)",
        "down",
    )
)
WHALE_PEAK = METRICS.add(
    Metric(
        "whale_peak",
        Text("利益のピーク（ホエールカーブ）", "Peak of the whale curve"),
        Text(
            "利益のある顧客だけを足した利益が、全体の利益の何%か。100%を超えた分は、赤字の顧客が失わせている利益です。",
            "Profit of the profitable customers alone as a share of all profit. What it is above 100 % is what "
            "unprofitable customers take away again.",
        ),
        Text("Σ利益がプラスの顧客 ÷ Σ全顧客", "Σ customers with a profit ÷ Σ all customers"),
        Unit.SHARE,
        "Cooper & Kaplan, Harvard Business Review 69 (1991)",
        "down",
    )
)
