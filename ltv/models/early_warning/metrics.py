"""The numbers of an early warning, defined."""

from __future__ import annotations

from ltv.metrics.metric import METRICS, Metric, Text, Unit

LEAVE_RISK = METRICS.add(
    Metric(
        "leave_risk",
        Text("離脱確率", "Risk of leaving"),
        Text(
            "いま顧客である人が、表示した期間内に離脱する確率。契約は期間中に契約のない月があること、受注は期間中に有料の"
            "注文が1件もないことを離脱とします。その月の末までに分かっていたことだけから計算します。",
            "Probability that a present customer leaves within the months shown: for contracts, a month without one "
            "comes; for orders, no paid order comes. Computed only from what was known at the end of the month.",
        ),
        Text(
            "logit p = 利用期間の区分 + Σ 係数 × 特徴量（リッジ罰則付きロジスティック回帰）",
            "logit p = tenure band + Σ coefficient × feature (logistic regression with a ridge penalty)",
        ),
        Unit.SHARE,
        "discrete-time hazard (Singer & Willett, 1993)",
        "down",
    )
)
LEAVE_BASE_RATE = METRICS.add(
    Metric(
        "leave_base_rate",
        Text("平均離脱率", "Average share leaving"),
        Text(
            "結果の分かる過去の顧客月のうち、同じ期間内に離脱したものの割合。個々の離脱確率を比べる基準です。",
            "Of past customer-months whose outcome is known, the share that left within the same number of months: "
            "what a single risk is compared with.",
        ),
        Text(
            "離脱した顧客月 ÷ 結果の分かる顧客月", "customer-months that left ÷ customer-months whose outcome is known"
        ),
        Unit.SHARE,
        "LTV Compass",
        "down",
    )
)
WARNING_AUC = METRICS.add(
    Metric(
        "warning_auc",
        Text("AUC（順位の正しさ）", "AUC (correct order)"),
        Text(
            "離脱した顧客と継続した顧客を1人ずつ選んだとき、離脱した顧客の確率の方が高かった割合。50%は当てずっぽうと同じ"
            "です。学習に使っていない後の月で測ります。",
            "Of all pairs of a customer who left and one who stayed, the share in which the leaver had the higher "
            "risk; 50 % is guessing. Measured on later months that were not learned from.",
        ),
        Text("正しい順の組 ÷ 全ての組（同順位は半分）", "pairs in the right order ÷ all pairs (ties count half)"),
        Unit.SHARE,
        "Mann & Whitney (1947)",
    )
)
WARNING_PRECISION = METRICS.add(
    Metric(
        "warning_average_precision",
        Text("平均適合率", "Average precision"),
        Text(
            "確率の高い順に並べ、離脱した顧客に行き当たるたびに、そこまでに占める離脱者の割合を取った平均。平均離脱率と"
            "比べて読みます。",
            "Going down the list by falling risk, the average share of leavers among everyone down to each leaver. To "
            "be compared with the average share leaving.",
        ),
        Text("Σ（再現率の増分 × 適合率）", "Σ (increase of recall × precision)"),
        Unit.SHARE,
        "average precision, not interpolated",
    )
)
WARNING_BRIER_SKILL = METRICS.add(
    Metric(
        "warning_brier_skill",
        Text("ブライアスキル", "Brier skill"),
        Text(
            "全員に平均離脱率を与えた場合の二乗誤差のうち、予測が取り除いた割合。0%以下なら平均を使う方がましです。",
            "Share of the squared error of giving everyone the average that the risks remove. At 0 % or less the "
            "average would have done as well.",
        ),
        Text("1 − 予測のブライアスコア ÷ 平均のブライアスコア", "1 − Brier score ÷ Brier score of the average"),
        Unit.SHARE,
        "Brier (1950)",
    )
)
WARNING_SLOPE = METRICS.add(
    Metric(
        "warning_calibration_slope",
        Text("較正の傾き", "Calibration slope"),
        Text(
            "実際の離脱を予測の対数オッズに回帰した傾き。1なら確率をそのまま読めます。1より小さいと予測が強すぎ、大きいと"
            "弱すぎます。",
            "Slope of what happened on the log-odds predicted. At 1 risks mean what they say; below 1 they are too "
            "bold, above 1 too timid.",
        ),
        Text("logit P(離脱) = a + b × logit p の b", "b of logit P(left) = a + b × logit p"),
        Unit.TIMES,
        "Cox (1958)",
        "band",
    )
)
WARNING_LIFT = METRICS.add(
    Metric(
        "warning_top_decile_lift",
        Text("上位10%リフト", "Top-decile lift"),
        Text(
            "確率の高い上位10%の顧客に含まれる離脱者が、無作為に10%を選んだ場合の何倍か。",
            "How many times more leavers the 10 % of customers with the highest risk hold than 10 % chosen at random.",
        ),
        Text("上位10%の離脱率 ÷ 全体の離脱率", "share leaving among the top 10 % ÷ share leaving overall"),
        Unit.TIMES,
        "Neslin et al. (2006)",
    )
)
EXPECTED_SAVING = METRICS.add(
    Metric(
        "expected_saving",
        Text("期待回収額", "Expected saving"),
        Text(
            "連絡によって失わずに済むと見込まれる額から、特典と連絡の費用を引いた額。確率ではなくこの額の順に連絡し、マイナス"
            "なら連絡しません。引き止めの成功率は仮定であり、施策の検証結果で置き換えてください。",
            "Loss a contact is expected to avert, less offer and contact cost. Contact by this, not by risk, and not "
            "at all when it is negative. The save rate is an assumption; replace it by what a test has measured.",
        ),
        Text(
            "p × 成功率 × (残存価値 − 特典) − (1 − p) × 受取率 × 特典 − 連絡費",
            "p × save rate × (value − offer) − (1 − p) × take rate × offer − contact",
        ),
        Unit.MONEY_PER_CUSTOMER,
        "Neslin et al. (2006)",
    )
)
