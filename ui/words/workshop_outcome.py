"""Words of the workshop page from the moment estimates are shown: agreement, pooled estimates, the card."""

WORDS: dict[str, tuple[str, str]] = {
    # on the table
    "workshop.reveal.how": (
        "{round}の結果です。部門ごとの数字だけで、個人の名前はありません。",
        "The result of {round}: by department, without anybody’s name.",
    ),
    "workshop.reveal.absent": ("入力がなかった部門：{names}。", "Nothing was entered by: {names}."),
    "workshop.abstained": ("見送り", "abstained"),
    "workshop.department": ("部門", "Department"),
    "workshop.chart.estimate": ("見積もり", "Estimate"),
    "workshop.chart.how": (
        "{asks}：点は中央（P50）、帯は低め（P10）から高め（P90）。橙は、ほかの部門から離れた見積もりです。",
        "{asks} Dots are P50, bands reach from P10 to P90. Orange stands apart from the others.",
    ),
    "workshop.chart.how_before": ("白い丸は前の巡の中央です。", "Hollow circles: the middle in the round before."),
    "workshop.title.agreed": (
        "{quantity}は{n}部門がほぼ一致（中央値{middle}）",
        "{n} departments nearly agree on the {quantity} (median {middle})",
    ),
    "workshop.title.all_but": (
        "{quantity}は{name}の{value}を除いてほぼ一致（中央値{middle}）",
        "All but {name} ({value}) nearly agree on the {quantity} (median {middle})",
    ),
    "workshop.title.apart": (
        "{quantity}は{high}の{high_value}から{low}の{low_value}まで割れている",
        "The {quantity} runs from {high_value} ({high}) to {low_value} ({low})",
    ),
    "workshop.title.outlier": (
        "{quantity}は{name}の{value}だけが離れている（中央値{middle}）",
        "Only {name} stands apart on the {quantity}: {value} (median {middle})",
    ),
    "workshop.title.alone": ("{quantity}は1部門だけの見積もり", "Only one department gave a figure for the {quantity}"),
    "workshop.title.nobody": ("{quantity}はどの部門も見送り", "Every department abstained on the {quantity}"),
    "workshop.says.agreement": (
        "一致度{agreement}：中央半分の部門の幅が、中央値の{iqr}です（25%以内なら一致とみなします）。",
        "Agreement {agreement}: the middle half of departments spans {iqr} of the median (25% or less counts as agreed).",
    ),
    "workshop.says.no_share": (
        "中央値が0のため、一致度を割合では示せません。",
        "The median is 0, so agreement cannot be told as a share.",
    ),
    "workshop.says.ratio": (
        "最大は最小の{n}倍です。",
        "The largest is {n} times the smallest.",
    ),
    "workshop.says.outliers": (
        "{names}は、ほかの部門の散らばりからみて中央値{middle}から大きく離れています。前提の違いを最初に確かめます。",
        "Far from the median of {middle}, given how the others vary: {names}. Ask first what is assumed there.",
    ),
    "workshop.says.abstained": (
        "{names}は見送りのため、数えていません。",
        "Abstained and not counted: {names}.",
    ),
    "workshop.says.still": (
        "話し合いの前後で、中央は動いていません。",
        "Talking has moved nobody’s middle.",
    ),
    "workshop.says.moved": (
        "前の巡から、{all}部門のうち{n}部門が動きました。",
        "Since the round before, {n} of {all} departments moved.",
    ),
    "workshop.says.moved.agreement": ("一致度は{before}から{now}へ。", "Agreement went from {before} to {now}."),
    "workshop.says.moved.ratio": (
        "最大と最小の開きは{before}倍から{now}倍へ。",
        "The largest was {before} times the smallest and is now {now} times.",
    ),
    "workshop.says.moved.median": ("中央値は{before}から{now}へ。", "The median went from {before} to {now}."),
    "workshop.speak": (
        "まず{high}（{quantity}{high_value}）、次に{low}（{low_value}）が2分ずつ話します。問い：「どの顧客の、どんな行動が変わると見ていますか。その根拠は何ですか」",
        "First {high} ({quantity} {high_value}), then {low} ({low_value}), two minutes each. Ask: “Whose behaviour do you expect to change, how, and how do you know?”",
    ),
    "workshop.speak.agreed": (
        "ほぼ一致していますが、念のため{high}（{quantity}{high_value}）と{low}（{low_value}）から話します。問い：「全員が同じ思い込みをしていないか。外れるとしたら何が起きたときか」",
        "They nearly agree. Still, let {high} ({quantity} {high_value}) and {low} ({low_value}) begin. Ask: “Do we all assume the same thing? What would have to happen for us to be wrong?”",
    ),
    "workshop.reasons": ("部門ごとの見積もりと理由", "Estimates and reasons by department"),
    "workshop.reason.column": ("理由", "Reason"),
    "workshop.worth.how": (
        "各部門の見積もりを自社の顧客データに当てはめた、この施策だけの24か月の効果（費用を引いた後の平均）。費用を見送った部門は、当初の費用で計算しています。",
        "Each department’s estimate applied to the company’s own customers: what this initiative alone adds in 24 months, its cost taken off, on average. Who abstained from the cost is taken at the cost stated before.",
    ),
    "workshop.worth.not_counted": (
        "このデータでは粗利が分からないため、この施策の粗利への効果を金額にできません。粗利の分かるデータを取り込むか、シナリオなどのページで粗利率を指定してください。",
        "These data show no margin, so what this initiative does to it cannot be told in money. Load data with costs, or state a margin.",
    ),
    "workshop.worth.value": ("24か月の効果（費用差引後）", "Added in 24 months, cost taken off"),
    "workshop.worth.all_pay": (
        "どの部門の見積もりでも費用を回収できる（{low_value}〜{high_value}）",
        "It pays by every department’s estimate ({low_value} to {high_value})",
    ),
    "workshop.worth.none_pays": (
        "どの部門の見積もりでも費用を回収できない（{low_value}〜{high_value}）",
        "It does not pay by any department’s estimate ({low_value} to {high_value})",
    ),
    "workshop.worth.divides": (
        "{high}の見積もりなら{high_value}、{low}の見積もりなら{low_value}。意見の違いが、やるかやらないかを分ける",
        "{high_value} if {high} is right, {low_value} if {low} is: the difference decides whether it pays",
    ),
    "workshop.pool.carry": ("統合した見積もりを優先順位に反映", "Put the pooled estimate into the plan"),
    "workshop.pool.carry.help": (
        "優先順位マトリクスの施策の前提（効果と費用）を書き換えます。前の値は履歴に残り、初期値にも戻せます。",
        "Replaces what the impact-cost matrix believes of the effect and cost; the earlier values stay on record.",
    ),
    "workshop.pool.carried": (
        "優先順位マトリクスの前提に反映しました。",
        "The impact-cost matrix now rests on it.",
    ),
    "workshop.card.dissent.untold": ("（理由は未記入）", "(no reason given)"),
    # across initiatives
    "workshop.order.unknown": (
        "施策{items}件の順位の一致は、まだ計算できない",
        "Agreement on the order of {items} initiatives cannot be told yet",
    ),
    "workshop.order.strong": (
        "施策{items}件の優先順位は{judges}部門でよく一致（W = {w}）",
        "{judges} departments largely agree on the order of {items} initiatives (W = {w})",
    ),
    "workshop.order.moderate": (
        "施策{items}件の優先順位は{judges}部門である程度一致（W = {w}）",
        "{judges} departments partly agree on the order of {items} initiatives (W = {w})",
    ),
    "workshop.order.weak": (
        "施策{items}件の優先順位は{judges}部門でばらばら（W = {w}）",
        "{judges} departments do not agree on the order of {items} initiatives (W = {w})",
    ),
    "workshop.order.how": (
        "順位は、各部門の見積もりどおりの効果（費用差引後）で付けています。Wは全員同じなら1、ばらばらなら0。公開済みの施策をすべて見積もった部門だけを数えます。",
        "Initiatives are ranked by what each department’s estimates make them worth. W is 1 when all rank alike and 0 when nothing is common. Only departments that estimated every initiative shown are counted.",
    ),
    "workshop.order.p_sure": (
        "部門がでたらめに順位を付けたとき、これほど一致する確率は{p}。偶然とは考えにくい一致です。",
        "If departments ranked at random, this much agreement would have a chance of {p}: hardly luck.",
    ),
    "workshop.order.p_chance": (
        "部門がでたらめに順位を付けても、{p}の確率でこの程度は一致します。偶然かもしれません。",
        "Even if departments ranked at random, this much agreement would have a chance of {p}: it may be luck.",
    ),
    "workshop.lean.always": (
        "部門間の差（η²）は{share}（偶然なら{chance}程度）：{high}はどの施策の効果も高め、{low}は低めに見る傾向があります。施策ごとの議論の前に、共通の前提を合わせます。",
        "Share between departments (η²) {share} (about {chance} by chance): {high} sees every effect larger, {low} smaller. Settle what they assume before talking about one initiative.",
    ),
    "workshop.lean.varies": (
        "部門間の差（η²）は{share}（偶然なら{chance}程度）：いつも高め・低めの部門があるとは言えず、施策ごとに見方が違います。",
        "Share between departments (η²) {share} (about {chance} by chance): no department is always high or low; they differ from one initiative to the next.",
    ),
    "workshop.card.agreement": ("{quantity}の一致度", "Agreement: {quantity}"),
    "workshop.card.too_few": ("見積もり{n}件", "{n} given"),
    "workshop.card.ratio": ("最大は最小の{n}倍", "largest {n} × smallest"),
    "workshop.card.order": ("順位の一致度（W）", "Order (Kendall’s W)"),
    "workshop.card.order_about": (
        "施策{items}件・{judges}部門、p = {p}",
        "{items} initiatives, {judges} depts, p = {p}",
    ),
    "workshop.card.no_order": ("施策が2件以上になると計算", "needs two initiatives"),
    "workshop.card.stop": ("次に行うこと", "What now"),
    "workshop.card.go_on": ("もう一巡", "Go on"),
    "workshop.card.not_yet": ("まだ一致していない", "not agreed yet"),
    "workshop.card.agreed": ("合意", "Agreed"),
    "workshop.card.not_agreed": ("未合意", "Not agreed"),
    "workshop.stop.go_on": (
        "まだ一致していません。両端の部門の話を聞いてから、もう一巡見積もります。",
        "Not agreed yet. Hear both extremes, then estimate once more.",
    ),
    "workshop.stop.agreed": (
        "見積もりを終えてよい状態です（{reason}）。統合した見積もりへ進みます。",
        "Estimating can stop here ({reason}). Go on to the pooled estimate.",
    ),
    "workshop.stop.not_agreed": (
        "これ以上繰り返しても一致しません（{reason}）。未合意として記録し、決める人が判断します。",
        "More rounds would not help ({reason}). It is recorded as not agreed, and the decider decides.",
    ),
    "workshop.stop.how": (
        "終える条件：四分位範囲が中央値の25%以内、または3件以上の施策の順位の一致度Wが0.7以上、またはWの変化が0.05未満。多くても三巡です。",
        "Stop when the interquartile range is within 25% of the median, or W over three or more initiatives is 0.7 or more, or moves by less than 0.05; after three rounds in any case.",
    ),
    "workshop.to_again": ("{round}を始める", "Begin {round}"),
    "workshop.to_pool": ("統合へ進む", "Pool the estimates"),
    "workshop.to_decide": ("決定へ進む", "Go on to the decision"),
    # pooling
    "workshop.pool.how": (
        "統合＝中央は各部門のP50の（対数の）中央値、両端は各部門のP10・P90の平均。中央は、1部門の極端な見積もりに引っ張られにくくなっています。",
        "Pooled: the median of the P50 (in logarithms), and the mean of the P10 and of the P90, so that one wild guess moves the middle little.",
    ),
    "workshop.pool.together": ("部門の統合", "Pooled"),
    "workshop.pool.prior": ("当初の見込み", "So far"),
    "workshop.pool.point": ("幅なし", "no range"),
    "workshop.pool.nobody": (
        "{quantity}は見積もった部門がないため、当初の見込みのまま",
        "Nobody gave a figure for the {quantity}, so what was believed so far stays",
    ),
    "workshop.pool.near": (
        "{quantity}は{now}。当初の見込み{before}はこの幅に収まる",
        "Pooled {quantity}: {now}; what was believed so far, {before}, lies within",
    ),
    "workshop.pool.higher": (
        "{quantity}は{now}。当初の見込み{before}より高い",
        "Pooled {quantity}: {now}, higher than what was believed so far ({before})",
    ),
    "workshop.pool.lower": (
        "{quantity}は{now}。当初の見込み{before}より低い",
        "Pooled {quantity}: {now}, lower than what was believed so far ({before})",
    ),
    "workshop.pool.widening.unknown": (
        "過去の見積もりの結果は{n}件。5件たまるまでは区間の的中率が分からないため、区間は広げていません。人の区間は狭すぎることが多い点に注意してください。",
        "{n} outcomes of past estimates are known. Until there are five, nobody knows how often such ranges hold the outcome, and they are not widened. People’s ranges are usually too narrow.",
    ),
    "workshop.plan.none": (
        "いま取引のある顧客がいないため、施策の組は計算できません。",
        "Nobody is a customer now, so no set of initiatives can be computed.",
    ),
    "workshop.plan.how": (
        "公開済みの施策{n}件に統合した見積もりを入れ、優先順位マトリクスと同じ予算（{budget}）・人員・条件で解き直しました。ほかの施策は当初の見込みのままです。",
        "The best set under the budget ({budget}), people and rules of the impact-cost matrix, solved again with the pooled estimates of {n} initiatives shown so far; the others as believed before.",
    ),
    "workshop.plan.same": (
        "統合した見積もりでも、最適な組は変わらない",
        "With the pooled estimates the best set stays the same",
    ),
    "workshop.plan.added": (
        "統合した見積もりでは、最適な組に{added}が加わる",
        "With the pooled estimates {added} joins the best set",
    ),
    "workshop.plan.dropped": (
        "統合した見積もりでは、最適な組から{dropped}が外れる",
        "With the pooled estimates {dropped} leaves the best set",
    ),
    "workshop.plan.both": (
        "統合した見積もりでは、最適な組に{added}が加わり、{dropped}が外れる",
        "With the pooled estimates {added} joins the best set and {dropped} leaves it",
    ),
    "workshop.plan.was": ("当初 {value}", "before: {value}"),
    "workshop.plan.set": ("最適な組", "Best set"),
    "workshop.plan.by_rule": ("必ず入れる条件", "in by rule"),
    "workshop.plan.stays": ("入ったまま", "stays in"),
    "workshop.plan.joins": ("加わる", "joins"),
    "workshop.plan.leaves": ("外れる", "leaves"),
    "workshop.plan.out": ("入らない", "stays out"),
    "workshop.plan.advice": ("扱い", "Advice"),
    "workshop.from_to": ("{before} → {after}", "{before} → {after}"),
    # the card
    "workshop.card.title": ("意思決定カード：{name}", "Decision card: {name}"),
    "workshop.card.how": (
        "問いと決めたことには、統合した見積もりからの案が入っています。書き換えられます（空にすると案に戻ります）。個人名ではなく、役職や部門で書いてください。",
        "The question and what was chosen begin with what the pooled estimates suggest; change them as you like (emptied, they return). Name roles and departments, not people.",
    ),
    "workshop.card.question.usual": ("「{name}」を実施するか", "Should we do “{name}”?"),
    "workshop.option.now": ("「{name}」を実施する", "Do “{name}” now"),
    "workshop.option.test": ("「{name}」を一部で検証してから広げる", "Test “{name}” on a part, then roll it out"),
    "workshop.option.leave": ("「{name}」を見送る", "Leave “{name}” for now"),
    "workshop.field.question": ("決める問い", "Question"),
    "workshop.field.chosen": ("決めたこと", "What was chosen"),
    "workshop.field.decider": ("決めた人（役職）", "Decider (role)"),
    "workshop.field.decider.example": ("例：事業責任者", "Such as: head of the business"),
    "workshop.field.agreed": ("合意", "Agreement"),
    "workshop.agreed.yes": ("合意", "Agreed"),
    "workshop.agreed.no": ("未合意", "Not agreed"),
    "workshop.field.review_date": ("見直す日", "Review date"),
    "workshop.field.stop_rule": ("中止の条件", "Stop rule"),
    "workshop.field.stop_rule.example": (
        "例：3か月後に、対象群の離脱率が対象外の群より低くなっていなければ中止する",
        "Such as: stop if after three months churn is no lower than among those left out",
    ),
    "workshop.field.assumptions": ("前提（1行に1つ）", "Assumptions (one a line)"),
    "workshop.field.assumptions.example": (
        "例：CSが月40時間を予兆対応に使える",
        "Such as: customer success can spend 40 hours a month on it",
    ),
    "workshop.field.watcher": ("前提を見守る部門", "Who watches the assumptions"),
    "workshop.field.dissent": ("反対意見のある部門", "Departments that dissent"),
    "workshop.field.dissent.of": ("{name}の反対意見", "What {name} would do instead"),
    "workshop.card.predictions": ("予測", "Prediction"),
    "workshop.card.predictions.how": (
        "統合した見積もりと、それを自社の顧客データに当てはめた計算の結果です。手では書き換えられません。あとで実際の結果と照らし合わせます。",
        "The pooled estimates, and what they come to on the company’s own customers. They cannot be typed, and are to be held against the outcome later.",
    ),
    "workshop.card.predictions.none": (
        "見積もった部門がないため、予測がありません。",
        "No department gave an estimate, so there is no prediction.",
    ),
    "workshop.card.of": ("対象", "Of"),
    "workshop.card.estimate": ("予測", "Estimate"),
    "workshop.card.interval": ("区間", "Interval"),
    "workshop.card.kind": ("区間の種類", "Kind"),
    "workshop.card.kind.pooled": ("80%、部門の統合", "80%, pooled"),
    "workshop.card.kind.simulated": ("80%、シミュレーション", "80%, simulated"),
    "workshop.card.link": ("ワークショップ {room}（{round}まで）", "Workshop {room} (up to {round})"),
    "workshop.card.missing": (
        "次を入れると、保存と書き出しができます。",
        "Still to be filled in before it can be saved or exported:",
    ),
    "workshop.card.save": ("決定として保存する", "Save the decision"),
    "workshop.card.revise": ("変更を保存する", "Save the changes"),
    "workshop.card.saved": ("保存済み", "Saved"),
    "workshop.card.markdown": ("Markdownで書き出す", "Card as Markdown"),
    "workshop.card.html": ("1ページのHTMLで書き出す", "Card as one-page HTML"),
    # what was decided
    "workshop.saved": ("これまでの決定（{n}件）", "Decisions so far ({n})"),
    "workshop.saved.one": ("{day} {question}", "{day}: {question}"),
    "workshop.saved.pick": ("カードを書き出す決定", "Decision to export"),
    "workshop.saved.on": ("決めた日", "Decided on"),
    "workshop.saved.question": ("問い", "Question"),
    "workshop.saved.chosen": ("決めたこと", "Chosen"),
    "workshop.saved.decider": ("決めた人", "Decider"),
    "workshop.saved.by": ("{decider}（{agreed}）", "{decider} ({agreed})"),
    "workshop.saved.review": ("見直す日", "Review date"),
    "workshop.next": (
        "決めた施策を含めて、予算と人員の配分を確かめる",
        "See what the decided initiatives leave of budget and people",
    ),
    "workshop.next.link": ("優先順位マトリクスを開く", "Open the impact-cost matrix"),
}
