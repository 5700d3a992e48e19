"""Words of the page of priorities."""

WORDS: dict[str, tuple[str, str]] = {
    "page.priorities": ("優先順位マトリクス", "Impact-cost matrix"),
    "priority.question": (
        "予算と人員の中で何を先にやるか、どれほど確かか。",
        "What to do first within budget and people, and how sure is it?",
    ),
    "priority.and": ("、", ", "),
    "priority.more": ("など", " and more"),
    "value.base.margin.plain": ("粗利", "margin"),
    "value.base.sales.plain": ("売上", "sales"),
    "priority.headline.sure": (
        "予算{budget}なら、{names}の{n}件が最適。費用を引いた24か月の{base}の増加は{value}（80%の範囲 {low}〜{high}）",
        "With {budget}, the best set is {names} ({n} in all): {value} of {base} more in 24 months after their cost (80% range {low} to {high})",
    ),
    "priority.headline.unsure": (
        "予算{budget}なら、{names}の{n}件が最適とみられるが、確かではない。費用を引いた24か月の{base}の増加は{value}（80%の範囲 {low}〜{high}）",
        "With {budget}, {names} ({n} in all) look best but are not sure: {value} of {base} more in 24 months after their cost (80% range {low} to {high})",
    ),
    "priority.headline.loss": (
        "必ず入れる施策を含めると、24か月では費用を回収できない（{value}）。条件を見直す",
        "With what must be in, 24 months do not bring the cost back ({value}): reconsider the rule",
    ),
    "priority.headline.nothing": (
        "どの施策も、24か月では費用に見合う効果が見込めない",
        "No initiative is expected to bring its cost back within 24 months",
    ),
    "priority.headline.relaxed": (
        "いまの条件に収まる組がない。{gives}と、{names}を実施できる",
        "Nothing fits these limits. It would take: {gives}; then {names} can be done",
    ),
    "priority.headline.nobody": (
        "いま取引のある顧客がいないため、施策の効果を計算できない",
        "Nobody is a customer now, so no impact can be computed",
    ),
    "priority.scope.nobody": (
        "効果は自社の顧客データから計算します。",
        "Impact is computed from the company’s own customers.",
    ),
    "priority.gave_way": ("{what}：{how}", "{what}: {how}"),
    "priority.gave_way.limit": ("{what}を{more}増やす", "{more} more of {what}"),
    "priority.person_months": ("{n}人月", "{n} person-months"),
    "priority.scope": (
        "効果＝施策を行う場合と行わない場合の24か月の{base}の差（施策の費用を差引後）。自社の顧客の離脱率・売上から1,000通りを計算し、施策同士の重なりも数えています。",
        "Impact is the difference in {base} over 24 months with and without an initiative, its cost taken off: 1,000 draws from the company’s own churn and revenue, overlaps between initiatives counted.",
    ),
    "priority.caution": (
        "施策の効果の大きさは一般的な見込み（確度D、意見）で、検証されたものではありません。まず検証してから広げてください。",
        "How much an initiative moves is an opinion (grade D), not proven: test before rolling out.",
    ),
    "priority.caution.first": (
        "「解約予兆検知を必ず入れる」条件により、{price}を見送っています。",
        "Insisting on churn early warning gives up {price}.",
    ),
    "priority.caution.unpriced": (
        "「{names}」は費用も人月も0のままです。下の表に入れると、順位が変わることがあります。",
        "“{names}” has neither cost nor person-months yet: entering them below may change the choice.",
    ),
    "priority.caution.shrunk": (
        "候補全体のばらつきから見た楽観を割り引くと、この組の価値は{value}です。",
        "Discounted for optimism, as all candidates spread, the set is worth {value}.",
    ),
    "priority.badge.sure": ("効果はほぼ確か", "pays almost surely"),
    "priority.badge.unsure": ("検証が必要", "to be tested"),
    "priority.badge.relaxed": ("条件に収まらない", "does not fit"),
    "priority.badge.nothing": ("見合う施策なし", "nothing pays"),
    "priority.card.value": ("効果（費用差引後）", "Value after cost"),
    "priority.card.nrr": ("NRRの押し上げ", "Added to NRR"),
    "priority.card.nrr_about": ("12か月後", "in 12 months"),
    "priority.card.cost": ("費用", "Cost"),
    "priority.card.of": ("予算 {budget}", "of {budget}"),
    "priority.card.best": ("最適である確率", "Chance of being best"),
    "priority.card.regret": ("平均の損 {regret}", "mean regret {regret}"),
    "priority.limits": ("予算と人員", "Budget and people"),
    "priority.budget": ("予算（{unit}）", "Budget ({unit})"),
    "priority.people": ("{department}（人月）", "{department} (person-months)"),
    "priority.first": ("解約予兆検知を必ず入れる", "Churn early warning must be in"),
    "priority.first.yes": ("はい", "Yes"),
    "priority.first.no": ("いいえ", "No"),
    "priority.limits.how": (
        "人員は最初の四半期に使える人月です。費用と人月の初期値は小さな会社の目安です。",
        "People are the person-months of the first quarter. What you see first is a small company’s.",
    ),
    "priority.matrix.title": (
        "最も確かなのは{first}（最適な組に入る確率{most}）、最も遠いのは{last}（{least}）",
        "Surest: {first} (in the best set in {most} of draws); furthest: {last} ({least})",
    ),
    "priority.matrix.how": (
        "横は費用、縦は費用を引いた効果。縦の線は80%の範囲、番号は下の一覧、色は今すぐ（緑）・検証してから（橙）・見送り（灰）、輪は選ばれた施策です。",
        "Cost across, impact after cost up. Lines hold 80%, numbers are those of the list; green: do now, orange: test first, grey: leave. A ring marks what is chosen.",
    ),
    "priority.col.number": ("番号", "No."),
    "priority.col.name": ("施策", "Initiative"),
    "priority.line": (
        "{number} {name}｜{label}（最適な組に入る確率{inclusion}）。効果 {impact}、費用 {cost}。{why}",
        "{number} {name} | {label} (in the best set in {inclusion} of draws). Impact {impact}, cost {cost}. {why}",
    ),
    "priority.col.impact": ("効果（費用差引後）", "Impact after cost"),
    "priority.col.low": ("効果の下限（P10）", "Impact, P10"),
    "priority.col.high": ("効果の上限（P90）", "Impact, P90"),
    "priority.col.cost": ("費用", "Cost"),
    "priority.col.owner": ("担当部門", "Owner"),
    "priority.col.nrr": ("NRRへの効果", "Added to NRR"),
    "priority.col.inclusion": ("最適な組に入る確率", "In the best set"),
    "priority.why": ("{reason}（{subject}）", "{reason} ({subject})"),
    "priority.people.title": (
        "最も足りないのは{department}：あと1人月あれば効果は{more}増える",
        "{department} is scarcest: one more person-month would bring {more}",
    ),
    "priority.people.title_free": (
        "どの部門も、あと1人月増やすだけでは効果は増えない",
        "One more person-month of any one department would bring nothing",
    ),
    "priority.people.how": (
        "選ばれた施策が使う人月と上限。橙は上限いっぱいの部門です。",
        "Person-months that the chosen set takes, and the limit. Orange: all used up.",
    ),
    "priority.frontier.title": (
        "予算を{budget}まで増やせば、効果はあと{gain}増える",
        "With a budget of {budget} the value would rise by {gain}",
    ),
    "priority.frontier.title_enough": (
        "人員がいまのままなら、予算を増やしても効果は増えない",
        "With people as they are, more budget would bring no more",
    ),
    "priority.frontier.how": (
        "予算ごとの最適な組の効果。人員と条件はいまのままです。",
        "The best value of every budget; people and rules as they are.",
    ),
    "priority.next": ("施策の前提を動かして、届くかを確かめる", "Move the assumptions and see what is within reach"),
    "priority.next.link": ("シナリオを開く", "Open what-if scenarios"),
}
