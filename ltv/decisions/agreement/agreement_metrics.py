"""Definitions of the numbers shown where departments estimate together."""

from __future__ import annotations

from ltv.metrics.metric import METRICS, Metric, Text, Unit

RANK_AGREEMENT = METRICS.add(
    Metric(
        "agreement.w",
        Text("順位の一致度（ケンドールのW）", "Agreement of order (Kendall's W)"),
        Text(
            "全員が同じ順位なら1、ばらばらなら0。同順位は平均順位として数え、一部でも順位を付けなかった人は含めません。",
            "1 when all rank alike, 0 when orders have nothing in common. Equal ranks count as their mean; who left an "
            "item unranked is not counted.",
        ),
        Text("12S ÷ (m²(n³ − n) − mΣT)", "12 S ÷ (m² (n³ − n) − m ΣT)"),
        Unit.SHARE,
        "Kendall & Babington Smith (1939)",
    )
)
ITEM_AGREEMENT = METRICS.add(
    Metric(
        "agreement.item",
        Text("見積もりの一致度", "Agreement of estimates"),
        Text(
            "見積もりの中央半分の幅が、中央値に対してどれだけ狭いか。棄権は0ではなく、数えません。",
            "How narrow the middle half of the estimates is beside their median. An abstention is not a 0 and is not "
            "counted.",
        ),
        Text("1 − 四分位範囲 ÷ 中央値", "1 − interquartile range ÷ median"),
        Unit.SHARE,
        "b4; Birko et al. (2015), PLoS ONE 10",
    )
)
ESTIMATE_RATIO = METRICS.add(
    Metric(
        "agreement.ratio",
        Text("見積もりの開き", "Range of estimates"),
        Text("最大の見積もりが最小の何倍か。", "How many times the smallest estimate the largest one is."),
        Text("最大 ÷ 最小", "largest ÷ smallest"),
        Unit.TIMES,
        "LTV Compass",
        "down",
    )
)
BETWEEN_SHARE = METRICS.add(
    Metric(
        "agreement.between",
        Text("部門間の差の割合（η²）", "Share between departments (η²)"),
        Text(
            "見積もりのばらつきのうち、部門の違いで説明できる割合。高ければ、部門ごとに前提が違います。",
            "How much of the spread of estimates lies between departments. Where it is high, departments start from "
            "different assumptions.",
        ),
        Text(
            "Σ 人数 × (部門平均 − 全体平均)² ÷ Σ (見積もり − 全体平均)²",
            "Σ people × (their mean − mean)² ÷ Σ (x − mean)²",
        ),
        Unit.SHARE,
        "Fisher (1925), correlation ratio",
        "down",
    )
)
COVERAGE = METRICS.add(
    Metric(
        "agreement.coverage",
        Text("80%区間の的中率", "Outcomes within 80 % intervals"),
        Text(
            "過去の見積もりのP10〜P90に実際の結果が入った割合。80%より低ければ区間が狭すぎます。",
            "How many past outcomes fell between P10 and P90. Below 80 %, intervals were too narrow.",
        ),
        Text("区間に入った件数 ÷ 結果の出た件数", "outcomes inside ÷ outcomes known"),
        Unit.SHARE,
        "Wilson (1927) for its interval",
        "band",
    )
)
WIDENING = METRICS.add(
    Metric(
        "agreement.widening",
        Text("区間を広げる倍率", "Widening of intervals"),
        Text(
            "過去の結果の80%が区間に入るように、次の見積もりの幅に掛ける倍率。結果が5件に満たないうちは1です。",
            "What to multiply the next intervals by so that 80 % of past outcomes would have been inside. 1 until five "
            "outcomes are known.",
        ),
        Text("|z|の80%点 ÷ 1.2816", "80th percentile of |z| ÷ 1.2816"),
        Unit.TIMES,
        "Lei et al. (2018), JASA 113, split-conformal scaling",
        "band",
    )
)
