"""Words of the quality tab, of the badge beside every answer, and of the warning in files."""

WORDS: dict[str, tuple[str, str]] = {
    "quality.question": (
        "このデータの数字は、どこまで信じてよいか。何から直すか。",
        "How far can the figures of these data be trusted, and what to mend first?",
    ),
    "quality.headline.perfect": (
        "データ品質 {points}（最低: {lowest}）。5つの観点のどれにも不備がない",
        "Data quality {points} (lowest: {lowest}). Nothing is amiss in any of the five dimensions",
    ),
    "quality.headline.good": (
        "データ品質 {points}（最低: {lowest}）。このまま判断に使える。",
        "Data quality {points} (lowest: {lowest}). Good to decide with.",
    ),
    "quality.headline.uneven": (
        "データ品質 {points}（最低: {lowest}）。全体は使えるが、最低の観点を確かめてから決める。",
        "Data quality {points} (lowest: {lowest}). Usable as a whole; look at the lowest dimension before deciding.",
    ),
    "quality.headline.careful": (
        "データ品質 {points}（最低: {lowest}）。傾向は読めるが、決める前に直したい。",
        "Data quality {points} (lowest: {lowest}). Trends can be read; mend the data before deciding.",
    ),
    "quality.headline.poor": (
        "データ品質 {points}（最低: {lowest}）。このままの数字で決めるのは危うい。",
        "Data quality {points} (lowest: {lowest}). Deciding on these figures would be risky.",
    ),
    "quality.headline.sample": (
        "サンプルのデータ品質は {points}（最低: {lowest}）。自社のファイルも同じ物差しで採点する",
        "Data quality of the sample is {points} (lowest: {lowest}). Your own files are scored the same way",
    ),
    "quality.headline.unknown": (
        "データ品質は採点できない。測れる観点の重みが{weight}%しかない",
        "Data quality cannot be scored: only {weight}% of the weight can be measured",
    ),
    "quality.best": ("いちばん効くのは「{fix}」で、{after}になる", "What helps most: {fix}. The score becomes {after}"),
    "quality.scope": (
        "このデータで出せる指標{n}件が使う列だけで採点。点 = Σ 重み × 観点（小数は切り捨てて表示）。日付の古さは{day}を基準に数える。",
        "Scored on the columns that the {n} metrics of these data use. Score = Σ weight × dimension (shown rounded down). Ages are counted to {day}.",
    ),
    "quality.scope.crm": (
        "CRMの売上記録との一致も全体の整合性に数える。",
        "Agreement with the CRM's sales record counts for the consistency of the whole.",
    ),
    "quality.scope.renormalised": (
        "{names}は測れないため、残りの観点の重みを100%に直した。",
        "Not measurable: {names}; the weights of the others are taken as the whole.",
    ),
    "quality.list": ("、", ", "),
    "quality.columns": ("{kind}（{columns}）", "{kind} ({columns})"),
    "quality.columns.list": ("・", ", "),
    "quality.more": ("{names} ほか{n}件", "{names} and {n} more"),
    "quality.figure": ("「{name}」", "{name}"),
    "quality.figure.more": ("「{name}」ほか{n}件", "{name} and {n} more"),
    "quality.score": ("{points}（{lowest}）", "{points} ({lowest})"),
    "quality.unknown.no_facts": (
        "取込のときに数えた記録がないデータです。ファイルを取り込み直すと採点できます。",
        "These data have no counts from their import. Import the files again to have them scored.",
    ),
    "quality.unknown.weight": (
        "重みの半分以上（50%）を測れないときは点を出しません。測れたのは{weight}%です。",
        "There is no score unless at least half (50%) of the weight can be measured; it is {weight}%.",
    ),
    "quality.dimension.completeness": ("完全性", "Completeness"),
    "quality.dimension.uniqueness": ("一意性", "Uniqueness"),
    "quality.dimension.validity": ("有効性", "Validity"),
    "quality.dimension.timeliness": ("適時性", "Timeliness"),
    "quality.dimension.consistency": ("整合性", "Consistency"),
    "quality.about.completeness": (
        "使う列の、埋まっているセル ÷ すべてのセル。空欄のため使えなかった行の空欄も数えます。原価は0も空欄とみなします（無料の注文を除く）。",
        "Filled cells of the columns in use ÷ all their cells, those included whose emptiness made a row unusable. A cost of 0 counts as empty, except for free orders.",
    ),
    "quality.about.uniqueness": (
        "1 − 重複した記録 ÷ 番号（注文番号・契約ID・顧客ID）のある記録。注文の明細行は重複に数えません。",
        "1 − repeated records ÷ records with a number (order, contract or customer id). Lines of one order are no repeats.",
    ),
    "quality.about.validity": (
        "採用した行 ÷（採用した行 + 使えなかった行）。合計行やキャンセルなど、正しく除いた行は数えません。",
        "Accepted ÷ (accepted + rejected) records. Rows rightly left out, such as totals and cancelled orders, do not count.",
    ),
    "quality.about.timeliness": (
        "最後の記録からの日数が、そのデータの普段の間隔（95%点、最短31日）以内なら100%。過ぎたら、許される日数 ÷ 経過日数。",
        "100% while the last record is no older than the data's usual pause (its 95th percentile, at least 31 days); after that, days it may be ÷ days it is.",
    ),
    "quality.about.consistency": (
        "突き合わせて一致した割合。返金と購入額、同じ注文の金額と顧客、終了日と開始日、通貨、CRMと基幹の売上を比べ、最も低いものを採ります。",
        "What agrees where it is compared: refunds with sales, amounts and customers of one order, ends with starts, currencies, CRM with core sales. The lowest counts.",
    ),
    "quality.none.completeness": ("— 使う列の記録がない", "— no record of the columns in use"),
    "quality.none.uniqueness": ("— 注文番号などの番号の列がない", "— no column with a number of its own"),
    "quality.none.validity": ("— 取込の記録がない", "— no record of the import"),
    "quality.none.timeliness": ("— 日付のある記録がない", "— no record with a day"),
    "quality.none.consistency": ("— 突き合わせる相手がない", "— nothing to compare with"),
    "quality.count.completeness": ("{kind}: {of}セル中{good}セルに値", "{kind}: {good} of {of} cells filled"),
    "quality.count.uniqueness": ("{kind}: {of}件中{good}件が重複なし", "{kind}: {good} of {of} records are no repeats"),
    "quality.count.validity": ("{kind}: {of}件中{good}件を採用", "{kind}: {good} of {of} records accepted"),
    "quality.count.timeliness": (
        "{kind}: {of}日前が最後（許される間隔は{good}日）",
        "{kind}: last record {of} days ago ({good} allowed)",
    ),
    "quality.count.timeliness.fresh": ("{kind}: 普段の間隔の内", "{kind}: within its usual pause"),
    "quality.count.refunds": (
        "{kind}: 売上と返金{of}のうち{good}が一致",
        "{kind}: {good} of {of} in sales and refunds agrees",
    ),
    "quality.count.currency": ("{kind}: {of}件中{good}件が同じ通貨", "{kind}: {good} of {of} records in one currency"),
    "quality.count.order_amounts": (
        "{kind}: {of}件中{good}件で金額が一致",
        "{kind}: amounts agree in {good} of {of} orders",
    ),
    "quality.count.order_owners": (
        "{kind}: 注文番号{of}件中{good}件が1顧客",
        "{kind}: {good} of {of} order numbers have one customer",
    ),
    "quality.count.ends": (
        "{kind}: {of}件中{good}件で終了日が開始日以後",
        "{kind}: {good} of {of} ends are not before their start",
    ),
    "quality.count.crm": (
        "CRMと基幹の売上の合計{of}のうち{good}が一致",
        "{good} of {of} (CRM plus core sales) agrees",
    ),
    "quality.card.count": ("{of}中 {good}", "{good} of {of}"),
    "quality.card.days": ("{good}日 ÷ {of}日", "{good} ÷ {of} days"),
    "quality.card.fresh": ("普段の間隔の内", "on time"),
    "quality.card.none": ("測れない", "not measurable"),
    "quality.fix.fill": (
        "{kind}の{column}の空欄{count}件を埋める",
        "fill the empty cells of {column} in {kind} ({count})",
    ),
    "quality.fix.correct": (
        "{kind}の{count}件を直す（{reason}）",
        "correct {count} records of {kind} ({reason})",
    ),
    "quality.fix.repeat": ("{kind}の重複{count}件を除く", "take out {count} repeated records of {kind}"),
    "quality.fix.age": (
        "{kind}を最新の日まで取り込む（{count}日遅れ）",
        "import {kind} up to the latest day ({count} days late)",
    ),
    "quality.fix.check.refunds": (
        "購入額を超える返金{count}を確かめて直す",
        "check refunds beyond what was bought ({count})",
    ),
    "quality.fix.check.currency": (
        "別の通貨の{count}件を別のデータに分ける",
        "keep the {count} records in another currency as data of their own",
    ),
    "quality.fix.check.order_amounts": (
        "行ごとに金額が違う注文{count}件を直す",
        "correct {count} orders whose lines differ in amount",
    ),
    "quality.fix.check.order_owners": (
        "複数の顧客に付いた注文番号{count}件を直す",
        "correct {count} order numbers that several customers share",
    ),
    "quality.fix.check.crm": (
        "CRMと基幹の差（両方合わせて{count}）を突合で解消する",
        "reconcile CRM and core sales ({count} of both)",
    ),
    "quality.fix.none": ("不備なし", "Nothing amiss"),
    "quality.fix.several": (
        "1か所だけ直しても上がらない。同じ低さの観点が複数ある",
        "No single correction helps: several counts are equally low",
    ),
    "quality.fix.change": ("{fix}（{before} → {after}）", "{fix} ({before} → {after})"),
    "quality.lacking.file": ("{kind}のファイル", "a file of {kind}"),
    "quality.col.dimension": ("観点", "Dimension"),
    "quality.col.quality_dimension": ("観点", "Dimension"),
    "quality.col.definition": ("数え方と、数えた結果", "How it is counted, and what was counted"),
    "quality.col.counted": ("数えた結果", "What was counted"),
    "quality.col.weighed": ("観点（重み）", "Dimension (weight)"),
    "quality.weighed": ("{name}（{weight}）", "{name} ({weight})"),
    "quality.col.share": ("割合", "Share"),
    "quality.col.kind_of_file": ("ファイル", "File"),
    "quality.col.quality_check": ("突き合わせ", "Check"),
    "quality.col.good": ("良い数", "Good"),
    "quality.col.of": ("全体", "Of"),
    "quality.col.decides": ("この数で決まる", "Decides"),
    "quality.col.told": ("内容", "In words"),
    "quality.col.figures": ("指標", "Metrics"),
    "quality.col.points": ("点（最低の観点）", "Score (lowest)"),
    "quality.col.fix": ("いちばん効く直し方", "What helps most"),
    "quality.col.columns": ("使う列", "Columns used"),
    "quality.check.currency": ("通貨", "Currency"),
    "quality.check.refunds": ("返金と購入額", "Refunds and sales"),
    "quality.check.order_amounts": ("同じ注文の金額", "Amounts of one order"),
    "quality.check.order_owners": ("同じ注文の顧客", "Customers of one order"),
    "quality.check.ends": ("終了日と開始日", "Ends and starts"),
    "quality.check.crm": ("CRMと基幹", "CRM and core sales"),
    "quality.chart.all_good": (
        "測れた{n}つの観点はすべて90%以上",
        "All {n} dimensions that can be measured are at 90% or more",
    ),
    "quality.chart.some_low": ("90%に届かないのは{names}", "Below 90%: {names}"),
    "quality.chart.how": (
        "棒は各観点の割合。複数のファイルを使うときは、最も低いファイルの割合をその観点の値とする。",
        "Each bar is a dimension's share. Where several files are used, the lowest of them counts.",
    ),
    "quality.definitions": ("5つの観点の数え方と重み", "How the five dimensions are counted and weighed"),
    "quality.definitions.note": (
        "90点以上は通常どおり。80点以上90点未満はページに注意を表示。80点未満は書き出すファイルにも警告を入れます。",
        "From 90 on all is as usual; from 80 to 90 pages show a note; below 80 exported files carry a warning too.",
    ),
    "quality.figures.title": (
        "KPI定義の指標ごとの品質と、いちばん効く直し方",
        "Quality by metric of the KPI definitions, and what helps most",
    ),
    "quality.figures.how": (
        "各指標が使う列だけで採点し、低い順に並べる。直した後の点は、その1点だけを直したデータで数え直した値。同じ列を使う指標は1行にまとめ、全指標はCSVにある。",
        "Each metric is scored on the columns it uses, lowest first. Scores after a correction are counted again with that one thing mended. Metrics with the same columns share a row; the CSV has every metric.",
    ),
    "quality.lacking.title": (
        "まだ出せない指標と、足りないもの",
        "Metrics that cannot be told yet, and what they lack",
    ),
    "quality.col.lacking": ("足りないもの", "What is missing"),
    "quality.next": (
        "品質を踏まえて、既存顧客の売上がどう動いたかを見る",
        "With that in mind, see how revenue from existing customers moved",
    ),
    "quality.next.link": ("NRR推移へ", "Go to NRR trends"),
    "quality.badge.careful": ("データ品質 {points}", "Data quality {points}"),
    "quality.badge.poor": ("データ品質 {points}・要確認", "Data quality {points}: check first"),
    "quality.badge.help": ("最低の観点は{lowest}", "Lowest dimension: {lowest}"),
    "quality.badge.link": ("品質タブへ", "Quality tab"),
    "quality.banner.careful": (
        "このページの{figure}が使うデータの品質は{points}（最低: {lowest}）。傾向として読み、決める前に品質タブで直す所を確かめてください。",
        "The data behind {figure} on this page score {points} (lowest: {lowest}). Read it as a trend, and see the Quality tab before deciding.",
    ),
    "quality.banner.poor": (
        "このページの{figure}が使うデータの品質は{points}（最低: {lowest}）。直すまで判断に使わないでください。書き出すファイルにも警告が入ります。",
        "The data behind {figure} on this page score {points} (lowest: {lowest}). Do not decide on it until mended; exported files carry a warning.",
    ),
    "quality.export": (
        "警告: {figure}が使うデータの品質は{points}点（最低: {lowest}）で、80点を下回っています。",
        "Warning: the data behind {figure} score {points} for quality (lowest: {lowest}), which is below 80.",
    ),
    "quality.export.data": (
        "警告: データ品質は{points}点（最低: {lowest}）で、80点を下回っています。",
        "Warning: data quality is {points} (lowest: {lowest}), which is below 80.",
    ),
    "quality.export.mark": (
        "配信ツールに渡すファイルでは、定義バージョンの列の「dq」に続く数字が品質の点です。",
        "In files for mailing tools, the number after dq in the column of the definition version is the score.",
    ),
}
