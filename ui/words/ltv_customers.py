"""Words of the Customers tab: whom to save first, the quadrant and its list, the lenses, and the early warning."""

WORDS: dict[str, tuple[str, str]] = {
    "ltv_customers.value": ("失うおそれのある{base}", "{base} at stake"),
    "ltv_customers.value.within": ("失うおそれのある{base}", "{base} at stake"),
    "ltv_customers.residual": ("残存{base}", "Residual {base}"),
    "ltv_customers.residual.within": ("残存{base}", "residual {base}"),
    "ltv_customers.risk.orders": ("{n}か月注文なしの確率", "Chance of no order in {n} months"),
    "ltv_customers.risk.contracts": ("{n}か月以内の解約確率", "Risk of cancelling within {n} mo."),
    "ltv_customers.and": ("、", ", "),
    "ltv_customers.lacking": ("{what}が{have}（目安{need}）", "{what}: {have} (about {need} are needed)"),
    "ltv_customers.lacking.other": (
        "この種類のデータに使えるモデルがありません",
        "there is no model for this kind of data",
    ),
    # --- answer ---
    "ltv_customers.headline.rescue": (
        "未検証の効果を前提にすると、まず{n}。今動けば{saving}を守れる見込み（この顧客の{name}は計{value}）",
        "On unproven assumptions, start with {n}: acting now is expected to save {saving} of their {value} {name}",
    ),
    "ltv_customers.headline.many": (
        "未検証の効果を前提にすると、{all}のうち{n}は、動けば元が取れる（期待回収額{saving}）。誰から動くかは「アクション」の上限で決める",
        "On unproven assumptions, acting pays off for {n} of {all}, {saving} in all: let the limits under Actions decide whom to begin with",
    ),
    "ltv_customers.headline.calm": (
        "未検証の効果を前提にすると、いま人手をかけて引き止めるべき顧客はいない。{all}のどの一人も、かけた費用を取り戻せる見込みがない",
        "On unproven assumptions, nobody needs a person's effort now: of {all}, no single one is expected to repay it",
    ),
    "ltv_customers.headline.waiting": (
        "未検証の効果を前提にすると、{window}日以内に更新を迎える顧客に、人手をかけて元が取れる相手はいない。{waiting}は更新が近づいてから動く",
        "On unproven assumptions, nobody renewed within {window} days repays a person's effort; {waiting} will when their "
        "renewal is near",
    ),
    "ltv_customers.headline.unknown": (
        "顧客ごとの金額はまだ出せない。注文や更新をしない確率の高い順に{all}を並べる",
        "Values per customer are not known yet, so {all} are listed by their chance of not ordering or renewing",
    ),
    "ltv_customers.headline.nobody": (
        "離脱のおそれを判定する顧客がいない。{gone}はすでに離れている",
        "Nobody is left to be warned of: {gone} have left already",
    ),
    "ltv_customers.headline.nothing_observed": (
        "離脱確率はまだ出せない。結果まで確認できる月がない",
        "No risk can be told yet: no month is old enough for its outcome to be known",
    ),
    "ltv_customers.scope": (
        "{rule}いま判定できるのは{all}。{name}は、注文があった場合となかった場合の今後{years}年分の差（割引率年{discount}）。休んで戻る人もいるため、残存LTVとは一致しません。",
        "{rule} {all} can be judged now. {name}: the difference of the next {years} years (discounted at {discount} a year) between ordering now and not; some pause and return, so it is not the same as residual LTV.",
    ),
    "ltv_customers.scope.contracts": (
        "{rule}いま判定できるのは{all}。{name}は、解約されると失う今後{years}年分の価値（割引率年{discount}）です。",
        "{rule} {all} can be judged now. {name}: what the next {years} years (discounted at {discount} a year) would bring and an ending would lose.",
    ),
    "ltv_customers.window": ("更新が近いとみなす期間", "A renewal is near within"),
    "ltv_customers.window.days": ("{n}日以内", "{n} days"),
    "ltv_customers.window.none": ("期限を設けない", "any time"),
    "ltv_customers.window.rule": (
        "「今すぐ救う」のは、次の更新まで{n}日以内の顧客だけです。更新がそれより先の{waiting}は、人手をかければ元が取れる見込みでも、更新が近づくまで「更新待ち」とします。",
        "Only customers whose next renewal is within {n} days are to be saved now. {waiting} with a later one wait until it "
        "is near, though effort would pay off.",
    ),
    "ltv_customers.window.rule.none": (
        "更新の時期は問わず、人手をかければ元が取れる見込みの顧客をすべて「今すぐ救う」としています。",
        "Everybody for whom effort pays off is to be saved now, however far away the renewal.",
    ),
    "ltv_customers.scope.recent": (
        "途中の月にすでに注文・契約のあった{n}は、まだ警戒する理由がないため含みません。",
        "{n} who have ordered or signed since that month are not in it: there is nothing to warn of yet.",
    ),
    "ltv_customers.scope.unknown": (
        "{rule}いま判定できるのは{all}。金額がないため、救える額では並べられません。",
        "{rule} {all} can be judged now. Without values they cannot be ranked by what acting would save.",
    ),
    "ltv_customers.caution.off.contracts": (
        "価値のモデルは、過去の時点からの更新予測を{error}外しました。金額の大小は参考にとどめ、順位と理由で判断してください。",
        "The model behind the values was off by {error} on earlier forecasts of renewals. Take amounts as rough, and judge "
        "by order and reasons.",
    ),
    "ltv_customers.caution.off.orders": (
        "価値のモデルは検証期間の購入回数を{error}外しました。金額の大小は参考にとどめ、順位と理由で判断してください。",
        "The model behind the values was off by {error} on purchases held out. Take amounts as rough, and judge by order "
        "and reasons.",
    ),
    "ltv_customers.caution.few": (
        "金額の推定に足りないデータがあります（{lacking}）。一人ひとりの金額は参考値です。",
        "The data lack something for a firm estimate ({lacking}). Single values are for reference.",
    ),
    "ltv_customers.card.rescue": ("今すぐ救う顧客", "To save now"),
    "ltv_customers.card.rescue.about": ("価値全体の{value}", "{value} of all value"),
    "ltv_customers.card.rescue.help": (
        "人による働きかけが、その顧客自身の確率で費用を上回ると見込める顧客。上位何%という区切りではなく、金額で決まります。",
        "Customers for whom a person's effort is expected to bring more than it costs, at their own risk. Decided by "
        "money, not by a percentile.",
    ),
    "ltv_customers.card.saving": ("期待回収額", "Expected saving"),
    "ltv_customers.card.saving.about": ("費用差引後・未検証", "net, unproven"),
    "ltv_customers.card.leavers.orders": ("{n}か月注文なしの見込み", "No order in {n} mo."),
    "ltv_customers.card.leavers.contracts": ("解約見込み（{n}か月）", "Cancelling in {n} mo."),
    "ltv_customers.card.leavers.about": ("失う価値の見込み {loss}", "expected loss {loss}"),
    "ltv_customers.card.leavers.help": (
        "一人ひとりの確率の合計。誰かではなく、何人になるかの見込みです。注文の休止も含みます。",
        "The sum of everyone's risk: how many to expect, not who. A pause in ordering counts too.",
    ),
    "ltv_customers.card.gone": ("すでに離れた顧客", "Gone already"),
    "ltv_customers.card.gone.value": ("戻る見込みの価値 {value}", "may still bring {value}"),
    "ltv_customers.card.gone.about": ("呼び戻しは別の施策", "a matter for win-back"),
    "ltv_customers.card.gone.help": (
        "自社の購入間隔（契約なら契約の終了）から見て、すでに離れたと数える顧客。引き止めではなく呼び戻しの対象なので、この図には"
        "含めません。",
        "Customers who count as gone by the shop's own rhythm, or whose contract has ended. They are for win-back, not "
        "for keeping, and are not in the chart.",
    ),
    # --- quadrant ---
    "ltv_customers.chart.title.waiting": (
        "今すぐ救うのは{n}（価値の{share}）。{waiting}（{waiting_share}）は更新が近づいてから動く",
        "{n} to save now, {share} of the value; {waiting} ({waiting_share}) wait until their renewal is near",
    ),
    "ltv_customers.chart.title.leave": (
        "{n}に価値の{share}がかかっている。{leave}は深追いしない",
        "{share} of the value rests on {n}; {leave} are better left alone",
    ),
    "ltv_customers.chart.title.all_pay": (
        "{n}に価値の{share}がかかっている。何をしても元が取れない顧客はいない",
        "{share} of the value rests on {n}; there is nobody for whom nothing pays off",
    ),
    "ltv_customers.chart.title.calm": (
        "価値と確率から見て、今すぐ救うべき顧客はいない",
        "By value and risk, nobody has to be saved now",
    ),
    "ltv_customers.chart.how": (
        "点は顧客、大きさは月次売上。ドラッグで囲むと下の一覧が絞り込まれ、ダブルクリックで元に戻ります。色は顧客ごとの判定で、"
        "配信の同意の有無も含みます。",
        "Each dot is a customer, its size the monthly revenue. Drag a box to narrow the list below; double-click to undo. "
        "Colours are verdicts on single customers, consent to mail included.",
    ),
    "ltv_customers.chart.how.line": (
        "破線より上は、最も手軽な人手の施策（{treatment}）で元が取れる顧客です。平均的な確率なら価値{value}からです。",
        "Above the dashed line the easiest effort by a person ({treatment}) pays off; at the average risk from a value of "
        "{value}.",
    ),
    "ltv_customers.chart.how.no_line": (
        "元が取れる人手の施策がないため、境目の線はありません。",
        "No effort by a person pays off at any value, so there is no line.",
    ),
    "ltv_customers.chart.how.losses": (
        "残存価値が赤字の{n}は下端に置き、引き止めではなく価格・条件の見直しの対象です。",
        "{n} with a negative residual value stand at the bottom: review price or terms rather than keep them.",
    ),
    "ltv_customers.chart.how.sample": (
        "価値の上位{sure}件は必ず描き、残りは無作為に抽出して{most}件にしています（抽出は毎回同じです）。",
        "The {sure} most valuable are always drawn, the rest is a random sample up to {most} (the same each time).",
    ),
    "ltv_customers.chart.alt": (
        "価値と注文・更新をしない確率の散布図。今すぐ救う{rescue}、更新待ち{wait}、守り育てる{nurture}、見守り自動化{watch}、深追いしない{leave}。",
        "Customers by value and risk: {rescue} to save now, {wait} to wait, {nurture} to nurture, {watch} to watch, {leave} to let go.",
    ),
    # --- list ---
    "ltv_customers.list.rescue": ("今すぐ救う{n}", "{n} to save now"),
    "ltv_customers.list.all": ("判定できる{n}", "All {n} that can be judged"),
    "ltv_customers.list.brushed": ("選択した{n}", "{n} selected"),
    "ltv_customers.list.empty": ("選択した範囲に顧客はいない", "Nobody in the box"),
    "ltv_customers.list.empty.how": (
        "囲む範囲を広げるか、図をダブルクリックして選択を解除してください。",
        "Draw a wider box, or double-click the chart to clear it.",
    ),
    "ltv_customers.list.by_risk": ("確率の高い順に{n}", "{n} by risk"),
    "ltv_customers.list.how": (
        "期待回収額の大きい順です（確率の順ではありません）。行を選ぶと、下の顧客カードが入れ替わります。",
        "By expected saving, not by risk. Select a row to see that customer's card below.",
    ),
    "ltv_customers.list.how.by_risk": (
        "金額が分からないため、確率の高い順です。行を選ぶと、下の顧客カードが入れ替わります。",
        "By risk, as values are not known. Select a row to see that customer's card below.",
    ),
    "ltv_customers.list.most": (
        "先頭の{most}件を表示しています。CSVには全件が入ります。",
        "The first {most} are shown; the CSV has all of them.",
    ),
    "ltv_customers.list.no_reason": ("平均以下のリスク", "No more than average risk"),
    "ltv_customers.col.value": ("失うLTV", "LTV at stake"),
    "ltv_customers.col.risk.orders": ("{n}か月注文なし", "No order in {n} mo."),
    "ltv_customers.col.risk.contracts": ("解約確率", "Cancels"),
    "ltv_customers.col.id": ("顧客ID", "Customer"),
    "ltv_customers.col.company": ("会社名", "Company"),
    "ltv_customers.col.risk.help": (
        "{risk}。早期警戒モデルの値です。休止も含みます。棒の右端は全員の最大値に合わせた目盛です。",
        "{risk}, by the early warning. The bar's full length is a round number above everyone's risk.",
    ),
    "ltv_customers.col.monthly": ("月次売上", "Monthly"),
    "ltv_customers.col.since_last": ("最終購入（日前）", "Last order, days ago"),
    "ltv_customers.col.to_renewal": ("次の更新まで（日）", "Days to renewal"),
    "ltv_customers.col.saving": ("期待回収額", "Expected saving"),
    "ltv_customers.col.action": ("最善の施策", "Best action"),
    "ltv_customers.col.gain.help": (
        "最善の施策の期待利益。上位プランや関連商品の提案も含むため、引き止めだけの期待回収額とは異なることがあります。",
        "Expected gain of the best action. It may be a proposal to buy more, so it can differ from the expected saving.",
    ),
    "ltv_customers.col.reason": ("主な理由", "Main reason"),
    "ltv_customers.col.quadrant": ("区分", "Group"),
    # --- lenses ---
    "ltv_lenses.title": (
        "売上・リスク・LTVの上位{most}に共通する顧客は{n}件だけ",
        "Sales, risk and LTV share {n} of their top {most} customers",
    ),
    "ltv_lenses.title.none": (
        "売上・リスク・LTVの上位{most}に共通する顧客は1件もない。リスク上位のうち、動いて得になるのは{risk_gain}件",
        "Sales, risk and LTV share none of their top {most}; of the riskiest, {risk_gain} are among those worth acting on",
    ),
    "ltv_lenses.title.all": (
        "判定できるのは{n}だけで、部門による見方の違いは比べられない",
        "Only {n} can be judged, too few to compare how departments see them",
    ),
    "ltv_lenses.how": (
        "部門ごとの物差しで選んだ上位{most}件を比べます。順位相関は全員についての値で、+1なら同じ順、0なら無関係、−1なら逆順です。",
        "The top {most} by each department's yardstick. Rank correlation is over everyone: +1 same order, 0 unrelated, "
        "-1 reversed.",
    ),
    "ltv_lenses.pair": ("比べる物差し", "Yardsticks"),
    "ltv_lenses.pair.of": ("{first} と {second}", "{first} and {second}"),
    "ltv_lenses.shared": ("上位{most}で共通", "Shared of {most}"),
    "ltv_lenses.correlation": ("順位相関", "Rank correlation"),
    "ltv_lenses.rank": ("順位", "Rank"),
    # --- early warning ---
    "ltv_warning.headline.good": (
        "学習に使っていない月でも、確率の上位{top}に離脱者の{caught}が入っていた（AUC {auc}）",
        "On months not learned from, the riskiest {top} held {caught} of those who left (AUC {auc})",
    ),
    "ltv_warning.headline.weak": (
        "順位づけは弱い。確率の上位{top}に入った離脱者は{caught}（AUC {auc}）",
        "The ranking is weak: the riskiest {top} held {caught} of those who left (AUC {auc})",
    ),
    "ltv_warning.headline.none_better": (
        "順位づけは当てずっぽうと変わらない（AUC {auc}）。確率で選ばず、金額と理由で判断する",
        "The ranking is no better than guessing (AUC {auc}): judge by money and reasons, not by risk",
    ),
    "ltv_warning.headline.few": (
        "当たり外れはまだ言えない。検証した{n}件のうち離脱は{leaves}件だけ",
        "Too few outcomes to tell how good it is: {leaves} of {n} held out left",
    ),
    "ltv_warning.headline.none": (
        "早期警戒の当たり外れはまだ確かめられない",
        "How good the early warning is cannot be checked yet",
    ),
    "ltv_warning.sampled": (
        "学習には無作為に選んだ顧客{share}を使い、確率は全員に出しています。",
        "Learned from {share} of the customers, chosen at random; everyone is scored.",
    ),
    "ltv_warning.held_out": (
        "検証は{first}〜{last}の顧客月{n}件（離脱{leaves}件）。モデルはそれより前だけで学習しました。{rule}",
        "Held out: {n} customer-months from {first} to {last}, {leaves} of which left; the model learned from earlier "
        "ones only. {rule}",
    ),
    "ltv_warning.auc": ("順位の正しさ", "Correct order"),
    "ltv_warning.skill": ("予測の改善度", "Gain on average"),
    "ltv_warning.auc.about": ("50%は当てずっぽう", "50% is guessing"),
    "ltv_warning.lift.about": ("1倍は無作為", "1 × is random"),
    "ltv_warning.skill.about": ("0%は平均と同じ", "0% is no better"),
    "ltv_warning.base": ("検証期間の離脱率", "Share that left"),
    "ltv_warning.base.about": ("比べる基準の値", "the average risk"),
    "ltv_warning.base.help": (
        "検証した顧客月のうち、期間内に離れた割合。",
        "Of the customer-months held out, the share that left within the horizon.",
    ),
    "ltv_warning.col.tenth_low": ("10分位（低い順）", "Tenth, lowest first"),
    "ltv_warning.col.left": ("離脱", "Left"),
    "ltv_warning.col.n": ("顧客月", "Customer-months"),
    "ltv_warning.calibration.right": (
        "予測した確率は、実際に離れた割合とおおむね一致（傾き{slope}）",
        "Risks agree with the shares that left (slope {slope})",
    ),
    "ltv_warning.calibration.bold": (
        "予測は強すぎる：高い確率は高すぎ、低い確率は低すぎた（傾き{slope}）",
        "Risks are too bold: high ones too high, low ones too low (slope {slope})",
    ),
    "ltv_warning.calibration.timid": (
        "予測は弱すぎる：実際の差は予測より大きかった（傾き{slope}）",
        "Risks are too timid: what happened differs more than predicted (slope {slope})",
    ),
    "ltv_warning.calibration.unknown": (
        "確率の正しさはまだ確かめられない",
        "Whether risks mean what they say cannot be checked yet",
    ),
    "ltv_warning.calibration.how": (
        "検証した顧客月を確率の低い順に10等分しました。対角線上なら、言ったとおりの割合が離れています。縦線は95%区間。",
        "Customer-months held out in tenths by risk. On the diagonal as many left as was said; lines are 95% intervals.",
    ),
    "ltv_warning.calibration.alt": (
        "10分位ごとの予測と実績。較正の傾きは{slope}。",
        "Predicted and actual by tenth; the calibration slope is {slope}.",
    ),
    "ltv_warning.lift.title": (
        "確率の上位{top}には、平均の{lift}の離脱者がいた",
        "The riskiest {top} held {lift} the average share of leavers",
    ),
    "ltv_warning.lift.how": (
        "1より高い分位ほど、連絡先として選ぶ意味があります。検証した月の実績です。",
        "Tenths above 1 are worth choosing from. Measured on the months held out.",
    ),
    "ltv_warning.lift.alt": (
        "確率の10分位ごとのリフト。最上位は{lift}。",
        "Lift by tenth of risk; the highest is {lift}.",
    ),
    "ltv_warning.contacts.title": (
        "期待利益の順に{n}まで連絡すると最大{profit}。リスクの順に同じ数だけ連絡すると{lost}少ない",
        "Contacting {n} by expected gain brings most, {profit}; as many by risk bring {lost} less",
    ),
    "ltv_warning.contacts.same": (
        "期待利益の順に{n}まで連絡すると最大{profit}。リスクの順でも変わらない",
        "Contacting {n} by expected gain brings most, {profit}; by risk it is the same",
    ),
    "ltv_warning.contacts.nobody": (
        "「{treatment}」は、誰に行っても費用が効果を上回る",
        "{treatment} costs more than it is expected to bring, whoever is contacted",
    ),
    "ltv_warning.contacts.how": (
        "最も手軽な人手の施策「{treatment}」を上から順に行った場合の期待利益の累計。引き止め率{rate}は評価前の見込み（確度D）、"
        "費用は1件{cost}です。全員（{all}）に行うと{end}です。",
        "Expected profit so far of {treatment}, the easiest effort by a person, down each ranking. Its save rate of {rate} "
        "is an opinion (grade D) until evaluated; a contact costs {cost}. Contacting all {all} would bring {end}.",
    ),
}
