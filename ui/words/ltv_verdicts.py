"""Words of the LTV page's first evidence: verdicts on segments, lenses, and observed LTV step by step."""

WORDS: dict[str, tuple[str, str]] = {
    "ltvs.verdict.title": ("{segment}は「{verdict}」：{reason}", "{segment} – {verdict}: {reason}"),
    "ltvs.verdict.title_open": (
        "{dimension}による価値の差は、まだ判定できるほど確かでない",
        "Differences by {dimension} are not yet certain enough for a verdict",
    ),
    "ltvs.verdict.title_unknown": (
        "価値はまだ推定できない。比べられるのは実績の獲得費と継続率だけ",
        "Values cannot be estimated yet: only observed cost and retention can be compared",
    ),
    "ltvs.verdict.how": (
        "点＝獲得から{years}年の1人あたり{base}（観測した分＋モデルの見通し、割引後）と95%区間（顧客の差、偶然、モデルの不確かさを含む）。縦線＝獲得費（CAC）。少人数の区分は全体平均に寄せ、差が80%以上確からしいときだけ判定します。",
        "Dot: {base} per customer in the {years} years from winning them (observed so far, forecast for the rest, discounted) with its 95% interval (how customers differ, chance, and the model’s own uncertainty). Stroke: acquisition cost (CAC). Small segments are pulled towards the mean; a verdict needs 80% certainty.",
    ),
    "ltvs.verdict.two_values.orders": (
        "カードの新規1人は最近の初回金額とモデルから見た新規顧客、図の点は過去に獲得した顧客（実績＋見通し）です。同じ額ではありません。",
        "The card's new customer is one won now, by recent first orders and the model; the dots are customers won in the past (observed so far, forecast for the rest). The two figures are not the same thing.",
    ),
    "ltvs.verdict.two_values.contracts": (
        "カードの新規1社は最近の契約額とモデルから見た新規顧客、図の点は過去に獲得した顧客（実績＋見通し）です。同じ額ではありません。",
        "The card's new customer is one won now, by recent contracts and the model; the dots are customers won in the past (observed so far, forecast for the rest). The two figures are not the same thing.",
    ),
    "ltvs.verdict.how_behaviour": (
        "この区分は購入の結果で分けたものです。獲得の良し悪しではなく、顧客のいまの姿を比べています。",
        "These groups are made of what customers have bought: they compare where customers stand, not how they were won.",
    ),
    "ltvs.verdict.most": ("顧客数の多い{n}区分を描いています。", "The {n} largest segments are drawn."),
    "ltvs.verdict.alt": (
        "{dimension}別の1人あたりの価値。最も高いのは{best}の{high}、最も低いのは{worst}の{low}。",
        "Value per customer by {dimension}. Highest: {best} with {high}; lowest: {worst} with {low}.",
    ),
    "ltvs.verdict.alt_none": ("価値は推定できません。", "Values cannot be estimated."),
    "ltvs.lens": ("順位の見方", "Rank by"),
    "ltvs.lens.acquisition": ("獲得", "Acquisition"),
    "ltvs.lens.churn": ("継続", "Retention"),
    "ltvs.lens.ltv": ("LTV", "LTV"),
    "ltvs.lens.moved": (
        "獲得（新規数・CPA）で{then}位の{segment}は、{lens}の見方では{now}位になります。",
        "{segment} is number {then} by acquisition (new customers, CPA) and number {now} by {lens}.",
    ),
    "ltvs.lens.same": (
        "判定できる大きさの区分では、獲得の見方と{lens}の見方で順位は変わりません。",
        "Among segments large enough to be judged, ranks by acquisition and by {lens} are the same.",
    ),
    "ltvs.lens.base": (
        "獲得の見方は、安く獲れた順（同額なら新規数の順）です。",
        "By acquisition: the cheapest to win first, among equal ones the most won.",
    ),
    "ltvs.col.rank": ("順位", "Rank"),
    "ltvs.col.net": ("LTV−CAC", "LTV − CAC"),
    "ltvs.col.paid": ("広告費あり", "Marketing paid"),
    "ltvs.col.per_kept.orders": ("継続1人の獲得費", "Cost per kept"),
    "ltvs.col.per_kept.contracts": ("継続1社の獲得費", "Cost per kept"),
    "ltvs.col.payback": ("回収", "Payback"),
    "ltvs.col.ltv": ("1人あたりLTV（補正後）", "LTV per customer, shrunk"),
    "ltvs.col.rank_of": ("順位：{lens}", "Rank: {lens}"),
    "ltvs.rank": ("{rank}位", "{rank}"),
    "ltvs.rank.up": ("{rank}位 ▲{by}", "{rank} ▲{by}"),
    "ltvs.rank.down": ("{rank}位 ▼{by}", "{rank} ▼{by}"),
    "ltvs.reasons": ("{verdict}＝{segments}：{reason}", "{verdict} – {segments}: {reason}"),
    "ltvs.of_n": ("{segment}（{n}）", "{segment} ({n})"),
    "ltvs.net.no_cost": ("LTV {ltv}", "LTV {ltv}"),
    "ltvs.net.no_value": ("CAC {cac}", "CAC {cac}"),
    "ltvs.payback.paid_back": ("{n}か月", "{n} months"),
    "ltvs.payback.not_yet": (
        "まだ回収していない（{observed}か月で{covered}）",
        "Not yet ({covered} after {observed} months)",
    ),
    "ltvs.payback.no_cost": ("広告費なし", "No cost"),
    "ltvs.payback.unknown": ("—", "—"),
    "ltvs.table.how_free": (
        "順位の▲▼は獲得の見方（新規数）からの変化。獲得費が分からないため、価値だけで比べています。",
        "▲▼: places gained or lost against acquisition (number won). Acquisition cost is unknown, so values alone are compared.",
    ),
    "ltvs.table.how": (
        "順位の▲▼は獲得の見方からの変化。回収は、累計の粗利（原価が不明なら売上）が獲得費に届いた月（PB2、実績）。",
        "▲▼: places gained or lost against acquisition. Payback: the month in which cumulative gross profit (sales where cost is unknown) covered the acquisition cost (PB2, observed).",
    ),
    "ltvs.steps.title": (
        "{days}後の実績LTVは、{best}の{high}に対し{worst}は{low}",
        "After {days} {best} has brought {high} per customer, {worst} {low}",
    ),
    "ltvs.steps.title_alike": (
        "{days}後の実績LTVに、{dimension}による差はまだ証明できない",
        "After {days} observed LTV does not provably differ by {dimension}",
    ),
    "ltvs.steps.title_all": (
        "{days}後の実績LTVは1人{value}（{low}〜{high}）",
        "After {days} customers have brought {value} each ({low} to {high})",
    ),
    "ltvs.steps.title_few": (
        "実績LTVはまだ少数の顧客でしか観測できていない（{n}）",
        "Observed LTV rests on few customers so far ({n})",
    ),
    "ltvs.steps.title_none": ("実績LTVはまだ観測できていない", "Observed LTV cannot be told yet"),
    "ltvs.steps.how": (
        "{base}の累計（30日刻み）。初回からその日数を観測し終えた顧客だけを数え、予測は含みません。右ほど、早く獲得した顧客だけの値になります。帯は色つきの区分の95%区間。{few}人未満の点、人数が360日時点の半分に満たない点、人数が一度に4分の1超減ったあとの点は描きません（データには残ります）。",
        "Cumulative {base} in steps of 30 days, of customers observed that long; nothing is forecast. The further right, the earlier the customers were won. The band is the 95% interval of the coloured segment. Not drawn (the data keep them): points of fewer than {few}, of fewer than half the customers at 360 days, or after over a quarter of the customers drop out at once.",
    ),
    "ltvs.steps.how_contracts": (
        "{base}の累計（契約開始からの月数）。その月数を観測し終えた顧客だけを数え、予測は含みません。右ほど、早く獲得した顧客だけの値になります。帯は色つきの区分の95%区間。{few}社未満の点、社数が12か月時点の半分に満たない点、社数が一度に4分の1超減ったあとの点は描きません（データには残ります）。",
        "Cumulative {base} by months since the contract began, of customers observed that long; nothing is forecast. The further right, the earlier the customers were won. The band is the 95% interval of the coloured segment. Not drawn (the data keep them): points of fewer than {few}, of fewer than half the customers at 12 months, or after over a quarter of the customers drop out at once.",
    ),
    "ltvs.steps.cost": ("破線は平均の獲得費です。", "Dashed: the mean acquisition cost."),
    "ltvs.steps.alt": ("{days}後の実績LTV：{list}。", "Observed LTV after {days}: {list}."),
    "ltvs.steps.cell": ("{value}（n={n}）", "{value} (n={n})"),
    "ltvs.steps.point": ("{segment} {value}", "{segment} {value}"),
    "ltvs.days": ("{n}日", "{n} days"),
    "ltvs.months": ("{n}か月", "{n} months"),
    "ltvs.months.one": ("{n}か月", "{n} month"),
    "ltvs.days.one": ("{n}日", "{n} day"),
    "ltvs.unit.days": ("日", "days"),
    "ltvs.unit.months": ("か月", "months"),
    "ltvs.cohorts.plain": ("獲得月別の実績LTV（LTV推移）", "Observed LTV by month won"),
    "ltvs.cohorts.up": (
        "獲得月別：{days}後の実績LTVは{first}の{then}から{last}の{now}へ上がった",
        "By month won: observed LTV after {days} rose from {then} ({first}) to {now} ({last})",
    ),
    "ltvs.cohorts.down": (
        "獲得月別：{days}後の実績LTVは{first}の{then}から{last}の{now}へ下がった",
        "By month won: observed LTV after {days} fell from {then} ({first}) to {now} ({last})",
    ),
    "ltvs.cohorts.unproven": (
        "獲得月別：{days}後の実績LTVは{first}の{then}から{last}の{now}へ。変化は未証明",
        "By month won: observed LTV after {days} went from {then} ({first}) to {now} ({last}), unproven",
    ),
    "ltvs.cohorts.how": (
        "獲得月ごとの累計。*が付いた値は、その期間を観測し終えた一部の顧客だけのものです（人数はデータに）。",
        "Cumulative, by the month in which customers were won. A value with * rests on those of them observed that long (how many: see the data).",
    ),
    "ltvs.cohorts.month": ("獲得月", "Won in"),
    "ltvs.cohorts.open": ("{value}*", "{value}*"),
    "ltvs.cohorts.size": ("人数", "Won"),
}
