"""Definitions of the numbers shown where initiatives are chosen."""

from __future__ import annotations

from ltv.metrics.metric import METRICS, Metric, Text, Unit

IMPACT = METRICS.add(
    Metric(
        "portfolio.impact",
        Text("施策の価値", "Worth of an initiative"),
        Text(
            "施策を行った場合と行わない場合を同じ条件で試算した粗利の差から、施策の費用を引いた期待値。手入力の点数は使いません。",
            "Margin simulated with the initiative less margin simulated without it, all else alike, net of its own "
            "cost. No score is typed in.",
        ),
        Text("E[ありの粗利 − なしの粗利] − 費用", "E[margin with − margin without] − cost"),
        Unit.MONEY,
        "LTV Compass",
    )
)
PORTFOLIO_VALUE = METRICS.add(
    Metric(
        "portfolio.value",
        Text("組み合わせの期待価値", "Expected value of a set"),
        Text(
            "選んだ施策を一緒に行ったときの価値。同じ顧客に効く施策どうしの重なりは差し引きます。",
            "What chosen initiatives bring together; where two reach for the same customers, the overlap is taken off.",
        ),
        Text("Σ 単独の価値 + Σ 2つの重なり", "Σ worth alone + Σ overlap of each two"),
        Unit.MONEY,
        "LTV Compass",
    )
)
NRR_ADDED = METRICS.add(
    Metric(
        "portfolio.nrr_added",
        Text("NRRの押し上げ（pt）", "Added to NRR (points)"),
        Text(
            "12か月後のNRRが、行わない場合より何ポイント高くなるか。いまの顧客の売上だけで数え、新規は含みません。",
            "By how many points NRR in 12 months is higher than without it. Only revenue of today’s customers counts; "
            "new ones do not.",
        ),
        Text("E[ありのNRR − なしのNRR]", "E[NRR with − NRR without]"),
        Unit.SHARE,
        "LTV Compass",
    )
)
INCLUSION = METRICS.add(
    Metric(
        "portfolio.inclusion",
        Text("採用確率", "Inclusion probability"),
        Text(
            "効果の不確かさを何通りも引き、そのたびに最適な組み合わせを選び直したとき、この施策が入った割合。",
            "How often the initiative is in the best set when unknown effects are drawn again and again and the "
            "best set is chosen each time.",
        ),
        Text("最適な組み合わせに入った回数 ÷ 回数", "draws in which it is in the best set ÷ draws"),
        Unit.SHARE,
        "Liesiö, Mild & Salo (2007), EJOR 181, core index",
    )
)
P_BEST = METRICS.add(
    Metric(
        "portfolio.p_best",
        Text("最適である確率", "Probability of being best"),
        Text("ほかのどの組み合わせもこれを上回らなかった割合。", "How often no other set is worth more."),
        Text("上回る組み合わせのない回数 ÷ 回数", "draws in which no set is worth more ÷ draws"),
        Unit.SHARE,
        "Tervonen & Lahdelma (2007), EJOR 178",
    )
)
REGRET = METRICS.add(
    Metric(
        "portfolio.regret",
        Text("後悔の期待値", "Expected regret"),
        Text(
            "すべてが分かっていた場合の最適と比べて、平均でどれだけ少なくなるか。完全な情報の価値に等しくなります。",
            "By how much the set falls short, on average, of what would have been best had everything been known. "
            "For the recommended set it is what perfect information is worth.",
        ),
        Text("E[最適な組み合わせの価値 − この組み合わせの価値]", "E[value of the best set − value of this set]"),
        Unit.MONEY,
        "Raiffa & Schlaifer (1961)",
        "down",
    )
)
DISAPPOINTMENT = METRICS.add(
    Metric(
        "portfolio.disappointment",
        Text("見込み違いの期待値", "Expected disappointment"),
        Text(
            "見積もりが高いから選ばれた施策は、実際には平均してこれだけ下回ります。",
            "Initiatives chosen because their estimates are high fall short of them by this much on average.",
        ),
        Text("Σ (見積もり − 補正後の見積もり)", "Σ (estimate − estimate after shrinkage)"),
        Unit.MONEY,
        "Smith & Winkler (2006), Management Science 52",
        "down",
    )
)
POLICY_PRICE = METRICS.add(
    Metric(
        "portfolio.policy_price",
        Text("方針の値段", "Price of a policy"),
        Text(
            "「必ず入れる」「入れない」などの方針によって失う期待価値。0なら方針は何も犠牲にしていません。",
            "Expected value given up for insisting on something or ruling it out. At 0 the policy costs nothing.",
        ),
        Text("方針なしの最適値 − 方針ありの最適値", "best value without the policy − best value with it"),
        Unit.MONEY,
        "LTV Compass",
        "down",
    )
)
CAPACITY_PRICE = METRICS.add(
    Metric(
        "portfolio.capacity_price",
        Text("人員・予算をもう1単位増やす価値", "Worth of one more unit of people or budget"),
        Text(
            "上限を1単位増やして選び直したときに増える期待価値。0なら、その上限は選択を縛っていません。",
            "Expected value won by choosing again with one unit more of a limit. At 0 the limit does not bind.",
        ),
        Text("増やした後の最適値 − いまの最適値", "best value with one more − best value now"),
        Unit.MONEY,
        "LTV Compass",
        "band",
    )
)
EVPPI = METRICS.add(
    Metric(
        "portfolio.evppi",
        Text("仮定を確かめる価値", "Value of knowing an assumption"),
        Text(
            "その仮定だけが確実に分かったとして、選び直しによって増える期待価値。調査にかけてよい費用の上限です。",
            "What choosing again would gain on average if this one assumption were known for certain: the most that"
            " finding out may cost.",
        ),
        Text("E[仮定を知って選んだ価値] − いまの最適値", "E[value chosen knowing it] − best value now"),
        Unit.MONEY,
        "Strong, Oakley & Brennan (2014), Medical Decision Making 34",
        "band",
    )
)
EVSI = METRICS.add(
    Metric(
        "portfolio.evsi",
        Text("試行の価値", "Value of a pilot"),
        Text(
            "試行の結果を見てから採否を決めることで増える期待価値。試行の費用を上回るなら「検証してから」を勧めます。",
            "What deciding after a pilot gains on average over deciding now. Where it is more than the pilot costs,"
            " test first.",
        ),
        Text(
            "E[max(0, M)] − max(0, μ)、M ~ N(μ, σ⁴ ÷ (σ² + se²))", "E[max(0, M)] − max(0, μ), M ~ N(μ, σ⁴ ÷ (σ² + se²))"
        ),
        Unit.MONEY,
        "Raiffa & Schlaifer (1961), 5.7",
        "band",
    )
)
SHORT_TERM_WEIGHT = METRICS.add(
    Metric(
        "portfolio.break_point",
        Text("選択が変わる短期の重み（λ）", "Weight of the short term at which the choice changes (λ)"),
        Text(
            "短期成果の重みがこの値を超えると、別の組み合わせが最適になります。",
            "Above this weight of short-term results another set is best.",
        ),
        Text("λ × 短期 + (1 − λ) × LTV", "λ × short term + (1 − λ) × LTV"),
        Unit.SHARE,
        "Aneja & Nair (1979), Management Science 25",
        "band",
    )
)
COST_OF_DELAY = METRICS.add(
    Metric(
        "portfolio.cost_of_delay",
        Text("遅れの費用（1か月）", "Cost of delay per month"),
        Text(
            "完了が1か月遅れるごとに失う価値。期間で割った値が大きい施策から順に行うと、失う額が最も少なくなります。",
            "Value lost for every month until it is finished. Doing first what is largest per month of work "
            "loses least.",
        ),
        Text("価値 ÷ 対象期間の月数", "worth ÷ months of the horizon"),
        Unit.MONEY,
        "Smith (1956), Naval Research Logistics Quarterly 3; Reinertsen (2009)",
        "band",
    )
)
RICE = METRICS.add(
    Metric(
        "portfolio.rice",
        Text("RICE", "RICE"),
        Text(
            "試算から導いた参考値。1人月あたりの期待価値に、価値がプラスになる確率を掛けたもの。人員や前提の制約は反映されません。",
            "Derived from the simulation, for readers used to it: expected value per person-month times the "
            "probability of being worth anything. It knows no limits and no prerequisites.",
        ),
        Text("対象顧客数 × 1人あたり価値 × 確度 ÷ 人月", "reach × impact × confidence ÷ person-months"),
        Unit.MONEY,
        "McBride, Intercom (2016)",
    )
)
ICE = METRICS.add(
    Metric(
        "portfolio.ice",
        Text("ICE", "ICE"),
        Text(
            "試算から導いた参考値。価値・確度・手軽さをそれぞれ0〜10にして掛け合わせます。",
            "Derived from the simulation, for readers used to it: worth, confidence and ease, each from 0 to 10, "
            "multiplied.",
        ),
        Text("価値 × 確度 × 手軽さ", "impact × confidence × ease"),
        Unit.COUNT,
        "Ellis & Brown, Hacking Growth (2017)",
    )
)
WSJF = METRICS.add(
    Metric(
        "portfolio.wsjf",
        Text("WSJF", "WSJF"),
        Text(
            "試算から導いた参考値。遅れの費用を、完了までの月数で割ったもの。",
            "Derived from the simulation, for readers used to it: cost of delay per month of work.",
        ),
        Text("遅れの費用 ÷ 期間", "cost of delay ÷ duration"),
        Unit.MONEY,
        "Reinertsen (2009)",
    )
)
