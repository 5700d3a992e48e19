"""Words of the NRR trends page."""

WORDS = {
    "nrr.question": (
        "既存顧客からの売上は、以前より増えているか。動かした要因は何か。",
        "Is revenue from existing customers growing, and what moves it?",
    ),
    "nrr.headline.good": (
        "既存顧客の売上は{period}の{nrr}。{cause}が押し上げた",
        "Existing customers now bring {nrr} of {period} revenue, lifted by {cause}",
    ),
    "nrr.headline.bad": (
        "既存顧客の売上は{period}の{nrr}。最大の要因は{cause}",
        "Existing customers bring {nrr} of {period} revenue; the largest cause is {cause}",
    ),
    "nrr.headline.unproven": (
        "既存顧客の売上は{period}の{nrr}。増減は未証明",
        "Existing customers bring {nrr} of {period} revenue: growth or decline is unproven",
    ),
    "nrr.headline.no_interval": (
        "前月比を{months}か月掛け合わせると{nrr}。月ごとに失った分が積み重なる",
        "{months} month-on-month rates multiply to {nrr}: each month's loss compounds",
    ),
    "nrr.headline.few": (
        "対象は{n}だけ。NRRは{low}〜{high}のどこかで、断定できない",
        "Only {n}: NRR lies somewhere from {low} to {high}",
    ),
    "nrr.headline.one": ("対象は{n}だけで、NRRを論じられない", "Only {n}: too few to speak of NRR"),
    "nrr.headline.nothing": ("{start}に売上のあった顧客がいない", "No customer paid in {start}"),
    "nrr.headline.no_month": (
        "比較できる月がまだない。{day}までのデータがあれば計算できる",
        "No months to compare yet: data up to {day} are needed",
    ),
    "nrr.period.yoy": ("前年同月", "last year's"),
    "nrr.period.year": ("前の12か月", "the previous 12 months'"),
    "nrr.period.month": ("前月", "last month's"),
    "nrr.period.pair": ("{start}", "{start}"),
    "nrr.cause": ("{movement}（{amount}）", "{movement} ({amount})"),
    "nrr.badge.above": (
        "100%を上回る",
        "above 100%",
    ),
    "nrr.badge.below": (
        "100%を下回る",
        "below 100%",
    ),
    "nrr.badge.unproven": (
        "100%超は未証明",
        "100% unproven",
    ),
    "nrr.badge.few": ("少数データ", "few customers"),
    "nrr.scope": (
        "{rule}。{start}→{end}、{segment}、対象{n}。NRRの{interval}。新規顧客は含みません。",
        "{rule}. {start} → {end}, {segment}, {n}. NRR {interval}. New customers are not in it.",
    ),
    "nrr.caution": (
        "対象顧客の{won}は前の12か月の途中で獲得しました。翌年は丸1年分買えるため、全体の比率は高めに出ます。{month}の前年同月比（NRR1）では{nrr}です。",
        "{won} of the customers were won part-way through the earlier twelve months and have a whole year after it, so the overall ratio runs high. Year on year for {month} alone (NRR1) it is {nrr}.",
    ),
    "nrr.not_yet": (
        "前年比はまだ計算できません。{day}までのデータがそろうと計算できます。いま使えるルール：{rules}",
        "Year on year is not yet possible: it will be once the data reach {day}. Rules available now: {rules}",
    ),
    "nrr.card.churn": ("解約した売上", "Churned"),
    "nrr.card.of_opening": ("期首の{share}", "{share} of opening"),
    "nrr.scope_none": ("新規顧客は含みません。", "New customers are not in it."),
    "nrr.card.nrr": ("NRR（売上継続率）", "NRR"),
    "nrr.card.grr": ("GRR（拡大を除く）", "GRR"),
    "nrr.card.logo_retention": ("顧客継続率", "Customers kept"),
    "nrr.card.vs": (
        "前年差",
        "on a year ago",
    ),
    "nrr.bridge.title": ("{period}の売上は、どう入れ替わったか", "How {period} revenue turned over"),
    "nrr.bridge.how": (
        "濃い青の2本を比べるとNRRです（{kept} ÷ {opening} = {nrr}）。",
        "The two dark bars make NRR ({kept} ÷ {opening} = {nrr}).",
    ),
    "nrr.bridge.how_react": (
        "NRR3は、既存の期末に復帰を加えて期首で割ります（= {nrr}）。",
        "NRR3 adds the returned to the kept and divides by the opening (= {nrr}).",
    ),
    "nrr.bridge.cut": ("縦軸は途中から始まります。", "The axis does not start at zero."),
    "nrr.bridge.alt": (
        "期首{opening}から期末{closing}までの内訳。NRR {nrr}。",
        "From opening {opening} to closing {closing}. NRR {nrr}.",
    ),
    "nrr.bar.opening": ("期首", "Opening"),
    "nrr.bar.new": ("新規", "New"),
    "nrr.bar.reactivation": ("復帰", "Reacti-|vation"),
    "nrr.bar.expansion": ("拡大", "Expan-|sion"),
    "nrr.bar.contraction": ("縮小", "Contrac-|tion"),
    "nrr.bar.churn": ("解約", "Churn"),
    "nrr.bar.kept": ("既存の|期末", "Kept"),
    "nrr.bar.closing": ("期末|合計", "Closing"),
    "nrr.bar.refunds": ("その他|返金", "Other|refunds"),
    "nrr.line.up": (
        "NRRは{months}か月前の{then}から{now}へ上がった",
        "NRR rose from {then} to {now} in {months} months",
    ),
    "nrr.line.down": (
        "NRRは{months}か月前の{then}から{now}へ下がった",
        "NRR fell from {then} to {now} in {months} months",
    ),
    "nrr.line.unproven": (
        "NRRは{months}か月前の{then}から{now}へ。区間が重なり、変化は未証明",
        "NRR went from {then} to {now} in {months} months; the intervals overlap, so change is unproven",
    ),
    "nrr.line.no_interval": (
        "NRRは{months}か月前の{then}から{now}へ動いた",
        "NRR went from {then} to {now} in {months} months",
    ),
    "nrr.line.single": ("計算できる月はまだ1つ（NRR {now}）", "Only one month can be computed so far (NRR {now})"),
    "nrr.line.how": (
        "青=NRRと95%区間、灰=GRR。破線は100%と目標90%。",
        "Blue: NRR with its 95% interval; grey: GRR. Dashed: 100% and the 90% target.",
    ),
    "nrr.line.alt": ("{end}のNRRは{nrr}、GRRは{grr}。", "In {end} NRR is {nrr} and GRR {grr}."),
    "nrr.line.100": ("100%", "100%"),
    "nrr.line.target": ("目標90%", "target 90%"),
    "nrr.moves.title": (
        "{month}に失った売上は{lost}、取り戻した・増えた売上は{gained}",
        "{month}: {lost} lost, {gained} regained or expanded",
    ),
    "nrr.moves.how": (
        "月ごとの増減で、線は差し引きです。計算ルールによらず前月と比べます。",
        "Changes month on month; the line is the net. Always compared with the month before, whatever the rule. ",
    ),
    "nrr.moves.how_grace": (
        "購入のない月が{grace}か月までは休止とみなし、解約ではなく縮小（再開は拡大）に数えます。まだ判断できない直近{grace}か月は除きました。",
        "A gap without a purchase is a pause up to this grace ({grace} mo.): contraction, and expansion on return, not "
        "churn. The latest months ({grace}), not yet decided, are left out.",
    ),
    "nrr.moves.how_no_grace": (
        "猶予0か月のため、隔月で買う顧客は解約と復帰を繰り返します。",
        "With no grace, a customer who buys every second month churns and returns each time.",
    ),
    "nrr.moves.alt": ("月次の売上増減。直近月の差し引きは{net}。", "Monthly movements. Net in the last month: {net}."),
    "nrr.moves.net": ("差し引き", "Net"),
    "nrr.segments.title": (
        "{dimension}別では「{value}」が最も低い（{nrr}、95%区間{interval}、{n}）",
        "Lowest by {dimension}: {value} ({nrr}, 95% interval {interval}, {n})",
    ),
    "nrr.segments.how": (
        "点がNRR、線が95%区間。区間が重なる差は未証明です。対象が30未満のセグメントは参考値です。",
        "Dots are NRR, lines 95% intervals. Differences whose intervals overlap are unproven. Under 30 customers: for reference only.",
    ),
    "nrr.segments.alt": ("セグメント別のNRRと区間。", "NRR and interval by segment."),
    "nrr.rules.title": (
        "ルールが変わると、同じデータでもNRRは{low}から{high}まで変わる",
        "The same data give {low} to {high}, depending on the rule",
    ),
    "nrr.rules.how": (
        "この期間とセグメントで計算できるすべてのルールの結果です。社内で比べるときは、ルールをそろえてください。",
        "Every rule that this period and segment allow. Compare figures only under one rule.",
    ),
    "nrr.next": ("いつ離れているのかを、獲得月ごとに確かめる", "See when they leave, by month of acquisition"),
    "nrr.next.link": ("コホート継続率を見る", "Open cohort retention"),
    "nrr.headline.part_way": (
        "通年で比べられる{n}の売上は前の12か月の{whole}（{low}〜{high}）。期中に獲得した顧客を含めると{nrr}",
        "{n} of the whole earlier year now bring {whole} of it ({low} to {high}); with those won part-way {nrr}",
    ),
    "nrr.badge.no_interval": (
        "区間なし",
        "no interval",
    ),
    "nrr.rule.pair": (
        "{rule}と同じ計算の2時点比較（{months}か月）",
        "Two months compared, computed as {rule} ({months} months apart)",
    ),
    "nrr.period.span": (
        "{first}〜{last}",
        "{first} to {last}",
    ),
    "nrr.line.unlike": (
        "NRRは{now}。1年前の{then}とは期中獲得の割合が違い、比べられない",
        "NRR is {now}; a year ago ({then}) many more customers were won part-way, so the two cannot be compared",
    ),
    "nrr.segments.title_unproven": (
        "{dimension}によるNRRの差は未証明（{low}〜{high}）",
        "Differences by {dimension} are unproven ({low} to {high})",
    ),
    "nrr.segments.title_few": (
        "{dimension}別のNRR（比べられるほどの顧客がいない）",
        "NRR by {dimension}: too few customers to compare",
    ),
    "nrr.none.next": (
        "データを足すと計算できるようになる",
        "More data will make it possible",
    ),
    "nrr.none.link": (
        "データを入れる",
        "Add data",
    ),
    "nrr.card.whole": ("通年顧客{nrr}", "whole-year {nrr}"),
}
