"""Definitions of the numbers shown where customers are chosen for action."""

from __future__ import annotations

from ltv.metrics.metric import METRICS, Metric, Text, Unit

_CAMPAIGN = "Neslin et al. (2006), JMR 43; Lemmens & Gupta (2013), HBS 14-020"

EXPECTED_GAIN = METRICS.add(
    Metric(
        "expected_gain",
        Text("期待利益", "Expected gain"),
        Text(
            "施策を1回行ったときに見込まれる純利益。離れるはずの顧客を引き止めて残る粗利から、施策がなくても残る顧客に渡る特典と"
            "連絡費用を引きます。効果は評価を終えるまで見込み（確度D）です。",
            "Net profit expected of treating a customer: margin kept from those who would leave, less offers to those "
            "who would have stayed and the contact. Until it has been evaluated, the effect is an opinion (grade D).",
        ),
        Text("p·γ·(V − δ) − (1 − p)·利用率·δ − c", "p·γ·(V − δ) − (1 − p)·take·δ − c"),
        Unit.MONEY,
        _CAMPAIGN,
    )
)
EXPECTED_COST = METRICS.add(
    Metric(
        "expected_cost",
        Text("施策の見込み費用", "Expected cost"),
        Text(
            "連絡費用と、利用されると見込まれる特典の額の合計。期待利益に足すと、残る粗利の見込み額になります。",
            "Contact costs and the offers expected to be taken. With the expected gain it adds up to the margin kept.",
        ),
        Text("c + δ·(p·γ + (1 − p)·利用率)", "c + δ·(p·γ + (1 − p)·take)"),
        Unit.MONEY,
        _CAMPAIGN,
        "down",
    )
)
SAVED_COST = METRICS.add(
    Metric(
        "saved_cost",
        Text("節約できる施策費", "Saved cost"),
        Text(
            "連絡しても元が取れない顧客に、ふだんの施策を行った場合にかかっていた費用。連絡すれば利益が見込めた顧客は数えません。",
            "What the usual treatment would have cost for customers on whom it does not pay off. Customers on whom it "
            "would have paid are not counted.",
        ),
        Text(
            "Σ ふだんの施策の見込み費用（期待利益が0以下の顧客）",
            "Σ expected cost of the usual treatment where gain ≤ 0",
        ),
        Unit.MONEY,
        "LTV Compass",
    )
)
LOSS_AVOIDED = METRICS.add(
    Metric(
        "loss_avoided",
        Text("避けられる損失", "Loss avoided"),
        Text(
            "連絡しても元が取れない顧客に、ふだんの施策を行った場合の赤字の見込み額。",
            "What the usual treatment would have lost on balance on customers on whom it does not pay off.",
        ),
        Text("−Σ ふだんの施策の期待利益（0以下の顧客）", "−Σ expected gain of the usual treatment where ≤ 0"),
        Unit.MONEY,
        "LTV Compass",
    )
)
FORGONE_GAIN = METRICS.add(
    Metric(
        "forgone_gain",
        Text("同意・間隔などで見送る期待利益", "Gain forgone to rules"),
        Text(
            "配信の同意がない、前回の連絡から日が浅いなど、費用以外の理由で連絡しない顧客の期待利益。同意を得る価値の目安です。",
            "Expected gain of customers not contacted for want of consent, a recent contact and the like. It tells "
            "what asking for consent is worth.",
        ),
        Text("Σ 最も有利な施策の期待利益（対象外の顧客）", "Σ gain of the best treatment of customers not open to it"),
        Unit.MONEY,
        "LTV Compass",
        "down",
    )
)
VALUE_THRESHOLD = METRICS.add(
    Metric(
        "value_threshold",
        Text("人が動く価値の下限", "Value at which a person's time pays"),
        Text(
            "平均的なリスクの顧客に、最も手軽な人手の施策を行って元が取れる残存粗利LTV。これ以上を「価値が高い」とします。",
            "Residual margin LTV at which the cheapest effort by a person breaks even for a customer of average risk. "
            "From here on a customer counts as valuable.",
        ),
        Text("δ + ((1 − p)·利用率·δ + c) ÷ (p·γ)", "δ + ((1 − p)·take·δ + c) ÷ (p·γ)"),
        Unit.MONEY_PER_CUSTOMER,
        _CAMPAIGN,
        "band",
    )
)
SHADOW_PRICE = METRICS.add(
    Metric(
        "shadow_price",
        Text("上限を1単位増やす価値", "Worth of one more unit of a cap"),
        Text(
            "予算・時間・件数などの上限を少し広げて選び直したときに増える期待利益を、広げた1単位あたりで表したもの。",
            "Expected gain won by choosing again with a slightly wider cap, per unit of budget, hours or contacts.",
        ),
        Text("期待利益の増加 ÷ 上限の増加", "gain won ÷ cap added"),
        Unit.MONEY,
        "b3, price of policy; Fisher (1981), Management Science 27",
        "band",
    )
)
WHITESPACE = METRICS.add(
    Metric(
        "whitespace",
        Text("クロスセルの期待粗利", "Cross-sell whitespace"),
        Text(
            "まだ買っていない商品について、期間内に買う見込みの割合と、注文1回あたり粗利を掛けた額。働きかけの効果ではなく、"
            "似た購入歴の顧客がどれだけ買ったかを表します。",
            "For a product not yet bought: how likely it is bought within the horizon, times its margin per order. It "
            "tells how customers with the same purchases went on to buy, not the effect of a proposal.",
        ),
        Text("購入見込み × 注文1回あたり粗利", "propensity × margin per order"),
        Unit.MONEY,
        "LTV Compass; lift shrunk as in DuMouchel (1999), The American Statistician 53",
    )
)
LIFT_AT_K = METRICS.add(
    Metric(
        "lift_at_k",
        Text("推奨の的中倍率", "Lift at k"),
        Text(
            "顧客ごとに推奨した上位k商品が後の期間に実際に買われた割合を、まだ買っていない商品から無作為に選んだ場合と比べたもの。"
            "200%なら2倍当たったことになります。",
            "How often the top k products proposed per customer were bought in a later period, over what products "
            "drawn at random from those not yet bought would have reached. 200 % is twice as often.",
        ),
        Text("推奨の的中率 ÷ 無作為の的中率", "hit rate of proposals ÷ hit rate at random"),
        Unit.SHARE,
        "LTV Compass; time split",
    )
)
PLAN_EXPANSION = METRICS.add(
    Metric(
        "plan_expansion",
        Text("プラン別の増額率（12か月）", "Expansion by plan, 12 months"),
        Text(
            "12か月前に契約のあったプランの顧客のうち、いまの月額がそのときより多い顧客の割合。",
            "Share of a plan's customers of 12 months ago who now pay more a month than then.",
        ),
        Text("増額した顧客数 ÷ 12か月前の顧客数", "customers who pay more ÷ customers 12 months ago"),
        Unit.SHARE,
        "LTV Compass",
    )
)
