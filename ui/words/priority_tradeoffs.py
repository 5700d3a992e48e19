"""Words of the trade-offs of a plan: short against long term, what would change the choice, what to test, in which order."""

WORDS: dict[str, tuple[str, str]] = {
    # short term against long term
    "tradeoff.weight.title.none": (
        "短期成果の重みをどれだけ高めても、選ぶ組は変わらない",
        "However much the short term weighs, the choice stays the same",
    ),
    "tradeoff.weight.title": (
        "短期成果の重みλが{weight}を超えるまでは、選ぶ組は変わらない",
        "The choice stays the same until the short term weighs more than λ = {weight}",
    ),
    "tradeoff.weight.how": (
        "λ×短期＋(1−λ)×長期が最も大きい組を選びます。長期は費用を引いた24か月の{base}の増加、短期は最初の3か月の{base}の増加（施策の費用は引きません）。λ=0は長期だけ、λ=1は短期だけを見ます。",
        "The set with the largest λ × short + (1 − λ) × long. Long: {base} added in 24 months, cost taken off. Short: {base} added in the first three months, cost not taken off. λ = 0 looks at the long term only, λ = 1 at the short term only.",
    ),
    "tradeoff.weight.control": ("短期成果の重みλ（%）", "Weight of the short term λ (%)"),
    "tradeoff.weight.swap": (
        "λが{weight}を超えると、{out}を{into}に入れ替えるほうがよい（長期の効果はλ=0の組より{lost}少ない）。",
        "Above λ = {weight} it is better to replace {out} by {into} (long-term value {lost} below that of λ = 0).",
    ),
    "tradeoff.weight.add": (
        "λが{weight}を超えると、{into}を加えるほうがよい（長期の効果はλ=0の組より{lost}少ない）。",
        "Above λ = {weight} it is better to add {into} (long-term value {lost} below that of λ = 0).",
    ),
    "tradeoff.weight.drop": (
        "λが{weight}を超えると、{out}を外すほうがよい（長期の効果はλ=0の組より{lost}少ない）。",
        "Above λ = {weight} it is better to leave out {out} (long-term value {lost} below that of λ = 0).",
    ),
    "tradeoff.weight.zero": (
        "いまは長期の効果だけで選んでいます（λ＝0）。λを上げると、短期の成果を重く見た組に変わるかがわかります。",
        "The choice now looks at the long term alone (λ = 0). Raise λ to see whether weighing short-term results changes it.",
    ),
    "tradeoff.weight.same": (
        "λ={weight}で選ぶ組は、λ=0の組と同じ。",
        "At λ = {weight} the choice is the same as at λ = 0.",
    ),
    "tradeoff.weight.other": (
        "λ={weight}で選ぶ組は、λ=0の組より短期の効果が{short}多く、長期の効果が{lost}少ない。",
        "At λ = {weight} the set brings {short} more in the short term and {lost} less in the long term than that of λ = 0.",
    ),
    "tradeoff.weight.at": ("λ={weight}の組", "Set at λ = {weight}"),
    "tradeoff.weight.row": ("比べるもの", "Compared"),
    "tradeoff.weight.row.set": ("選ぶ施策", "Initiatives"),
    "tradeoff.weight.row.long": ("長期の効果（24か月）", "Long term (24 months)"),
    "tradeoff.weight.row.short": ("短期の効果（3か月）", "Short term (3 months)"),
    "tradeoff.nothing": ("なし", "None"),
    # what would change the choice
    "tradeoff.flip.title.none": (
        "条件をひとつずつ動かしても、選ぶ組は変わらない",
        "Moving any one condition leaves the choice as it is",
    ),
    "tradeoff.flip.title": (
        "選ぶ組が変わる条件は{n}件。最も僅差なのは「{what}」（効果の差 {change}、上回る確率{chance}）",
        "{n} conditions would change the choice. The closest: {what} (difference in value {change}, better in {chance} of draws)",
    ),
    "tradeoff.flip.title.impossible": (
        "条件をひとつ動かしても別の組にはならないが、{n}件は実施できる組がなくなる",
        "Moving one condition leads to no other set, but {n} of them leave nothing possible",
    ),
    "tradeoff.flip.how": (
        "条件をひとつだけ動かして選び直し、いまの組と比べた結果です。効果は24か月（費用差引後）。かっこ内は、選び直した組がいまの組を上回る確率で、50%に近いほど僅差です。人員は1人月、予算は1割ずつ動かします。",
        "The choice made again with one condition moved, against the set chosen now. Value is over 24 months after cost. In brackets: how often the other set is better; near 50% it is a close call. People move by a person-month, the budget by a tenth.",
    ),
    "tradeoff.flip.col.what": ("動かす条件", "Condition"),
    "tradeoff.flip.col.set": ("組の変化", "Change of the set"),
    "tradeoff.flip.col.change": ("効果の差", "Difference in value"),
    "tradeoff.flip.weight": ("短期成果の重みλが{size}を超える", "Short term weighs more than λ = {size}"),
    "tradeoff.flip.more": ("{subject}を{size}増やす", "{subject}: {size} more"),
    "tradeoff.flip.less": ("{subject}を{size}減らす", "{subject}: {size} less"),
    "tradeoff.flip.dropped": ("「{subject}を必ず入れる」を外す", "No longer insist on {subject}"),
    "tradeoff.flip.forced": ("{subject}を必ず入れる", "{subject} must be in"),
    "tradeoff.flip.forbidden": ("{subject}を入れない", "{subject} left out"),
    "tradeoff.flip.cautious": (
        "平均ではなく悪い場合（P10）で選ぶ",
        "Choose by the bad case (P10) instead of the mean",
    ),
    "tradeoff.flip.change": ("{change}（{chance}）", "{change} ({chance})"),
    "tradeoff.flip.months": ("{n}人月", "{n} person-months"),
    "tradeoff.flip.months.one": ("{n}人月", "{n} person-month"),
    "tradeoff.flip.in": ("＋{names}", "+ {names}"),
    "tradeoff.flip.out": ("−{names}", "− {names}"),
    "tradeoff.flip.both": ("＋{into} ／ −{out}", "+ {into} / − {out}"),
    "tradeoff.flip.impossible": ("実施できる組がない", "Nothing is possible"),
    "tradeoff.flip.free": (
        "1単位ずつ増減しても選択が変わらない上限：{names}。",
        "Limits that may move a step either way without changing the choice: {names}.",
    ),
    "tradeoff.flip.not_possible": (
        "いまの上限では「必ず入れる」にできない施策：{names}。",
        "Initiatives that cannot be insisted on within these limits: {names}.",
    ),
    "tradeoff.flip.rule_free": (
        "「{name}を必ず入れる」の条件による価値の減少はない。",
        "Insisting on {name} gives up nothing (its price is 0).",
    ),
    "tradeoff.flip.cautious_same": (
        "悪い場合（P10）で選んでも、同じ組になる。",
        "Choosing by the bad case (P10) gives the same set.",
    ),
    "tradeoff.flip.relaxed": (
        "いまの条件に収まる組がないため、緩めた条件から動かしています。",
        "As nothing fits the limits, steps start from the limits as they had to give way.",
    ),
    # what to test first
    "tradeoff.test.title.first": (
        "先に検証すべきは{names}：試行の価値がその費用を上回る",
        "Test {names} first: a pilot is worth more than it costs",
    ),
    "tradeoff.test.title.now": (
        "先に検証して得になる施策はない：いまの情報で決めてよい",
        "No pilot is worth its cost: decide on what is known now",
    ),
    "tradeoff.test.title.closed": (
        "いまの条件では、試しても採否が変わる施策がない",
        "Within these limits no pilot could change a decision",
    ),
    "tradeoff.test.how": (
        "試行は3か月、対象の半数を無作為に選んで行い、残りと比べると仮定。費用は初期費用の4分の1と、半数分の運用費3か月。精度は自社で見込まれる離脱・復帰・獲得の件数から計算し、件数で数えられないもの（価格・粗利・アップセル）は効果の不確かさ（分散）が半分になるとします。",
        "A pilot is taken to run three months on a random half of those concerned, compared with the rest. It costs a quarter of the set-up and three months of running cost for half. Its precision follows from how many leave, return or are won at this company; where nothing is counted (prices, margins, expansion) the variance of the effect is taken to halve.",
    ),
    "tradeoff.test.against": (
        "採用確率による「検証してから」は確からしさの目安、ここは試行の損得による判断です。",
        "“Test first” in the list above goes by probability; here it goes by what a pilot brings and costs.",
    ),
    "tradeoff.test.col.name": ("施策", "Initiative"),
    "tradeoff.test.col.evsi": ("試行の価値（EVSI）", "Worth of a pilot (EVSI)"),
    "tradeoff.test.col.cost": ("試行の費用", "Cost of the pilot"),
    "tradeoff.test.col.advice": ("判断", "Advice"),
    "tradeoff.test.advice.first": ("先に検証", "Test first"),
    "tradeoff.test.advice.now": ("試さずに決める", "Decide now"),
    "tradeoff.test.advice.too_small": (
        "この規模の試行では判断できるほど分からない",
        "A pilot of this size would not tell enough",
    ),
    "tradeoff.test.advice.forced": ("必ず入れるため、結果で変わらない", "Must be in: no result changes it"),
    "tradeoff.test.advice.forbidden": ("入れない条件のため、結果で変わらない", "Ruled out: no result changes it"),
    "tradeoff.test.advice.impossible": ("いまの上限では入れられない", "Does not fit the limits"),
    "tradeoff.unknown.title": (
        "確かめる価値が最も高いのは{name}：分かれば平均{value}の得",
        "Most worth knowing: {name}, {value} on average",
    ),
    "tradeoff.unknown.title.none": (
        "どの前提がひとつ分かっても、選ぶ組は変わらない",
        "Knowing any one assumption would not change the choice",
    ),
    "tradeoff.unknown.title.many": (
        "候補が多いため、前提ごとの確かめる価値は計算していない",
        "With so many candidates, what each assumption is worth knowing is not computed",
    ),
    "tradeoff.unknown.how": (
        "その前提だけが確実に分かり、選び直せる場合の平均の得（EVPPI）。調査にかけてよい費用の上限です。",
        "What choosing again would gain on average if this one assumption were known for certain (EVPPI): the most that finding out may cost.",
    ),
    "tradeoff.unknown.effect": ("{name}の効果の大きさ", "Effect of {name}"),
    "tradeoff.unknown.cost": ("{name}の費用", "Cost of {name}"),
    "tradeoff.unknown.trend": ("施策なしの離脱率と売上の伸び", "Churn and growth without initiatives"),
    "tradeoff.unknown.col.name": ("前提", "Assumption"),
    "tradeoff.unknown.col.evppi": ("確かめる価値（EVPPI）", "Worth knowing (EVPPI)"),
    "tradeoff.unknown.col.share": ("すべて分かる場合に対する割合", "Share of knowing everything"),
    "tradeoff.shrunk.less": (
        "選ばれた組の見積もり{raw}は、候補{n}件の平均へ引き寄せると{value}。高い見積もりを選んだことによる見込み違いを{gap}みておく。",
        "The chosen set is estimated at {raw}; pulled towards the mean of {n} candidates it is {value}. Expect to be disappointed by {gap}, as high estimates were picked.",
    ),
    "tradeoff.shrunk.lost": (
        "選ばれた組の見積もり{raw}は、候補{n}件の平均へ引き寄せると{value}となり、費用を回収できない。候補どうしの差が見積もりの不確かさより小さく、高い見積もりを選んだことによる見込み違いは{gap}にのぼる。",
        "The chosen set is estimated at {raw}; pulled towards the mean of {n} candidates it is {value} and does not bring its cost back. Candidates differ by less than their estimates are unsure, so {gap} of disappointment is to be expected.",
    ),
    "tradeoff.shrunk.not_less": (
        "選ばれた組の見積もり{raw}は、候補{n}件の平均へ引き寄せても{value}で、見込み違いの心配は小さい。",
        "The chosen set is estimated at {raw}; pulled towards the mean of {n} candidates it is {value}, so disappointment is not to be expected.",
    ),
    "tradeoff.shrunk.unknown": (
        "見込み違いの期待値は—（効果の見積もりを持つ候補が{fewest}件に満たないため、引き寄せる先がありません）。",
        "Expected disappointment: — (fewer than {fewest} candidates have an estimated effect, so there is nothing to pull towards).",
    ),
    "tradeoff.shrunk.how": (
        "完了した施策の実績がまだないため候補全体を基準にした、厳しめの目安です。",
        "No initiative has been finished yet, so all candidates together are the yardstick: a severe one.",
    ),
    # in which order
    "tradeoff.order.title": (
        "{names}の順に進めると、待つ費用が最も少ない（最も高い順より{saved}少ない）",
        "In the order {names} waiting costs least ({saved} less than in the dearest order)",
    ),
    "tradeoff.order.title.fixed": (
        "{names}の順に進める。どの順でも待つ費用は変わらない",
        "Go in the order {names}; no other order would cost more or less",
    ),
    "tradeoff.order.title.one": (
        "選ばれた施策は{names}だけで、順番を選ぶ余地はない",
        "Only {names} is chosen, so there is no order to choose",
    ),
    "tradeoff.order.title.none": (
        "選ばれた施策がないため、順番もない",
        "Nothing is chosen, so there is no order",
    ),
    "tradeoff.order.then": (" → ", " → "),
    "tradeoff.order.how": (
        "1件ずつ順に行う場合です。1か月の遅れの費用は24か月の効果÷24。待つ費用は、各施策の遅れの費用×完了までの月数の合計で、前提になる施策は必ず先に行います。",
        "One after the other. A month of delay costs the value of 24 months ÷ 24; waiting costs that × the month of finishing, added up. What others need comes before them.",
    ),
    "tradeoff.order.enabler": (
        "遅れの費用がマイナスの施策は、単独では費用が効果を上回り、ほかの施策の前提として行うもの。",
        "A negative cost of delay: by itself it costs more than it brings, and is done because others need it.",
    ),
    "tradeoff.order.cost": (
        "この順の待つ費用は{best}、最も高い順（{names}）では{worst}。",
        "Waiting costs {best} in this order and {worst} in the dearest ({names}).",
    ),
    "tradeoff.order.first_free": (
        "{name}を最初に始める条件で増える待つ費用は0。",
        "Beginning with {name} costs nothing more.",
    ),
    "tradeoff.order.first": (
        "{name}を最初に始めると、待つ費用は{price}増える。",
        "Beginning with {name} would cost {price} more.",
    ),
    "tradeoff.order.col.name": ("施策", "Initiative"),
    "tradeoff.order.col.delay": ("1か月の遅れの費用", "Cost of a month’s delay"),
    "tradeoff.order.col.done": ("完了", "Finished"),
    "tradeoff.order.place": ("{place}：{name}", "{place}: {name}"),
    "tradeoff.order.done": ("{n}か月後（所要{takes}か月）", "End of month {n} (takes {takes})"),
    # scores
    "tradeoff.rank.title": (
        "点数と効果の順位が最も違うのは{name}：{score}では{scored}位、効果では{ranked}位",
        "Scores and impact differ most on {name}: no. {scored} by {score}, no. {ranked} by impact",
    ),
    "tradeoff.rank.title.same": (
        "RICE・ICE・WSJFのどの順位も、効果の順位と同じ",
        "RICE, ICE and WSJF all rank as impact does",
    ),
    "tradeoff.rank.how": (
        "点数は手入力ではなく、効果の試算から計算した参考値です。順位は候補{n}件の中のもので、1が最も高い。",
        "Scores are not typed in but derived from the simulated impact, for reference. Ranks are among {n} candidates; 1 is highest.",
    ),
    "tradeoff.rank.loses": (
        "{score}の順に上から採ると効果は{value}で、最適な組より{lost}少ない。点数は1件ずつの評価で、人員の上限・前提になる施策・効果の重なりを見ないため。",
        "Working down the list by {score} brings {value}, {lost} less than the best set: a score looks at one initiative at a time and knows no limits of people, no prerequisites and no overlap.",
    ),
    "tradeoff.rank.same_set": (
        "どの点数の順に上から採っても、最適な組と同じ効果になる。ただし人員の上限や前提が変われば、違う答えになりうる。",
        "Working down the list by any score brings as much as the best set. With other limits or prerequisites it may not.",
    ),
    "tradeoff.rank.col.name": ("施策", "Initiative"),
    "tradeoff.rank.col.impact": ("効果", "Impact"),
    "tradeoff.rank.rice": ("RICE", "RICE"),
    "tradeoff.rank.ice": ("ICE", "ICE"),
    "tradeoff.rank.wsjf": ("WSJF", "WSJF"),
}
