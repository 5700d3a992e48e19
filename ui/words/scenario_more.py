"""Words of what a scenario comes to, and of hard times."""

WORDS: dict[str, tuple[str, str]] = {
    "scenario.outcomes.title": (
        "シナリオで{name}は{base}から{moved}へ。売上・粗利・現金まで内訳を見る",
        "{name} goes from {base} to {moved}: see revenue, margin and cash",
    ),
    "scenario.outcomes.title_base": (
        "現状のままの12か月後を、売上・粗利・現金・LTVで見る",
        "A year ahead as things are, in revenue, margin, cash and LTV",
    ),
    "scenario.outcomes.how": (
        "中央値と80%の範囲です。差は同じ試行どうしで比べているため、両者の範囲が重なっていても確かなことがあります。打ち手の大きさは入力どおりとし、粗利・現金・LTVの範囲は率の不確かさだけを含みます。",
        "Medians and 80% ranges. Differences compare the same draws, so one may be sure though the two ranges overlap. Levers are taken to move as much as entered; ranges of margin, cash and LTV hold uncertain rates alone.",
    ),
    "scenario.outcomes.metric": ("指標", "Metric"),
    "scenario.outcomes.sales": ("{name}※粗利率が未設定のため売上で計算", "{name} (sales: no margin is known)"),
    "scenario.outcomes.range": ("中央値（80%の範囲）", "Median (80% range)"),
    "scenario.outcomes.moved": (
        "現状のまま {base} → シナリオ {moved}、差 {change}",
        "{base} as things are → {moved} in the scenario, difference {change}",
    ),
    "scenario.outcomes.with": ("{value}（{low}〜{high}）", "{value} ({low} to {high})"),
    "scenario.hard.title.lasts": (
        "どの事態でも、月の{base}は{months}か月にわたって固定費を上回る。最も響くのは「{worst}」（12か月の{base}{change}）",
        "In every hard time {base} covers the fixed cost for all {months} months; worst is “{worst}” ({change} of {base} in 12 months)",
    ),
    "scenario.hard.title.open": (
        "最も響くのは「{worst}」（12か月の{base}{change}）。固定費を入れると、何か月持ちこたえるかがわかる",
        "Worst is “{worst}” ({change} of {base} in 12 months); a fixed cost tells for how long it can be borne",
    ),
    "scenario.hard.title.falls": (
        "「{worst}」が起きると、月の{base}が固定費を上回るのは{n}か月まで（12か月の{base}{change}）",
        "In “{worst}” {base} covers the fixed cost for {n} months ({change} of {base} in 12 months)",
    ),
    "scenario.hard.title.never": (
        "固定費は、現状のままでも月の{base}を上回っている",
        "The fixed cost is above the month’s {base} even as things are",
    ),
    "scenario.hard.fixed": ("固定費（月額、{unit}）", "Fixed cost a month ({unit})"),
    "scenario.hard.how": (
        "それぞれの事態が来月から続いた場合を、平均的な率で{months}か月先まで計算します。打ち手を動かしているときは、それも含めます。固定費を入れると、{base}が固定費を下回るまでの月数と、現金の谷がわかります。",
        "Each hard time lasts from next month on, at mean rates, for {months} months; levers that are pulled count. With a fixed cost it shows for how many months {base} covers it, and how low cash falls.",
    ),
    "scenario.hard.what": ("事態", "Hard time"),
    "scenario.hard.nrr": ("12か月後のNRR", "NRR in 12 months"),
    "scenario.hard.change": ("12か月の{base}の変化", "Change of {base}, 12 months"),
    "scenario.hard.months": ("持ちこたえる月数", "Months survived"),
    "scenario.hard.cash": ("現金の累計が最も減るとき", "Lowest sum of cash"),
    "scenario.hard.lasts": ("{n}か月以上", "{n} or more"),
    "scenario.hard.cash_at": ("{amount}（{n}か月後）", "{amount} (month {n})"),
    "scenario.hard.cash_none": ("減らない", "never below 0"),
    "scenario.hard.none_moved": ("シナリオのまま", "As in the scenario"),
    "scenario.hard.unknown": (
        "「{name}」は、配送の記録から遅れと離脱の関係がわからないため計算していません。",
        "“{name}” is not computed: the data do not tell how late deliveries go with leaving.",
    ),
    "scenario.hard.late": (
        "配送の遅れは、これまで遅れた顧客の離脱率をあてはめた目安で、原因を証明したものではありません（離脱{times}倍）。",
        "Late deliveries apply the churn of customers whose deliveries were late so far ({times} times): an association, not a proof.",
    ),
    "scenario.hard.no_cpa": (
        "「{name}」は、獲得費用がわからないため計算していません。",
        "“{name}” is not computed: what winning a customer costs is not known.",
    ),
    "scenario.hard.concentration": (
        "上位10件が売上の{share}を占めます（集中度HHI {hhi}、同じ売上の顧客{n}件に相当）。",
        "The ten largest have {share} of revenue (HHI {hhi}, as if {n} customers paid the same).",
    ),
    "scenario.hard.run_off": (
        "打ち手なしで新規獲得をすべて止めた場合、今の顧客が{months}か月にもたらす{base}は{margin}です。",
        "Without levers and new customers, those of today bring {margin} of {base} in {months} months.",
    ),
    "scenario.hard.must_stay": (
        "獲得単価{cpa}を回収するには、1か月の継続率が{must}以上必要で、今は{stays}です。",
        "For a CPA of {cpa} to be earned back, {must} must stay from month to month; {stays} do now.",
    ),
}
