"""Words of the home page."""

WORDS: dict[str, tuple[str, str]] = {
    "home.question": (
        "今月、何が変わり、誰が何を決めるべきか。",
        "What changed this month, and who should decide what?",
    ),
    "home.headline.moved": (
        "既存顧客の売上は{period}の{nrr}（前年差{change}）。最も動かしたのは{cause}、担当は{owner}",
        "Existing customers bring {nrr} of {period} revenue ({change} on a year ago); moved most by {cause}, owned by {owner}",
    ),
    "home.headline.plain": (
        "既存顧客の売上は{period}の{nrr}（{interval}）",
        "Existing customers bring {nrr} of {period} revenue ({interval})",
    ),
    "home.headline.none": (
        "比較できる月がまだない。{day}までのデータがあればNRRを計算できる",
        "No months to compare yet: NRR needs data up to {day}",
    ),
    "home.scope_none": (
        "月が1つも比較できないため、率は表示しません。",
        "No two months can be compared, so no rate is shown.",
    ),
    "home.questions": ("まず3つの質問から", "Start with three questions"),
    "home.q1": ("既存顧客からの売上は増えているか", "Is revenue from existing customers growing?"),
    "home.q2": ("顧客はいつ離れるか", "When do customers leave?"),
    "home.q3": ("全部門が同じ物差しで見ているか", "Does everyone measure with the same ruler?"),
    "home.q1.answer": (
        "失った既存売上は{lost}、増えた既存売上は{gained}。",
        "{lost} of existing revenue lost, {gained} gained.",
    ),
    "home.q1.spend": (
        "同じ期間の広告費は{spend}で、失った売上の{share}にあたります。",
        " Marketing cost in the same period was {spend}, {share} of the revenue lost.",
    ),
    "home.q2.answer": (
        "初回の翌月も購入したのは{share}（{interval}、対象{n}）。",
        "{share} bought again in the month after their first ({interval}, {n}).",
    ),
    "home.q2.contracts": (
        "契約から12か月後も続いているのは{share}（{interval}、対象{n}）。",
        "{share} are still there 12 months after their first contract ({interval}, {n}).",
    ),
    "home.q2.none": ("観測し終えた月がまだありません。", "No month has been observed to its end yet."),
    "home.q3.answer": (
        "KPI{all}件のうち{known}件が計算でき、成熟度はいま「参考」です。",
        "{known} of {all} KPIs can be computed; their maturity is Reference.",
    ),
    "home.ltv": (
        "どの顧客層を維持し、今週誰に何をするかは、顧客の将来価値（LTV）から決める",
        "Which customers to keep, and who gets what this week: decide by what they are worth (LTV)",
    ),
    "home.dark.title": ("あと{n}種類のデータを足すと、見えるようになること", "What {n} more kinds of data would show"),
    "home.dark.title_none": ("必要なデータはそろっている", "All the data the pages can use are there"),
    "home.dark.data": ("足りないデータ", "Missing data"),
    "home.dark.unlocks": ("見えるようになるKPI", "KPIs it unlocks"),
    "home.next": ("数字の根拠を、自社のデータで確かめる", "Check the figures with your own data"),
    "home.next.link": ("データを入れる", "Add your data"),
    "home.headline.unproven": (
        "既存顧客の売上は{period}の{nrr}（前年差{change}、変化は未証明）",
        "Existing customers bring {nrr} of {period} revenue ({change} on a year ago, unproven)",
    ),
}
