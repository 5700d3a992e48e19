"""Words of the cohort page."""

WORDS: dict[str, tuple[str, str]] = {
    "cohort.question": (
        "顧客はいつ離れ、目標とどこで差がついているか",
        "When do customers leave, and where do they differ from the target?",
    ),
    # Orders, customers: the month after the first order, and whether newer cohorts differ.
    "cohort.headline.improved_since": (
        "初回の翌月に購入しない顧客は{lost}（{low}〜{high}）。{month}の獲得分から改善し、以後は{now}",
        "{lost} ({low} to {high}) do not buy in the month after their first; from the {month} cohort on it is down to {now}",
    ),
    "cohort.headline.worse_since": (
        "初回の翌月に購入しない顧客は{lost}（{low}〜{high}）。{month}の獲得分から悪化し、以後は{now}",
        "{lost} ({low} to {high}) do not buy in the month after their first; from the {month} cohort on it is up to {now}",
    ),
    "cohort.headline.improved": (
        "初回の翌月に購入しない顧客は{lost}（{low}〜{high}）。直近{cohorts}か月の獲得分は{now}に改善",
        "{lost} ({low} to {high}) do not buy in the month after their first; the latest {cohorts} cohorts are down to {now}",
    ),
    "cohort.headline.worse": (
        "初回の翌月に購入しない顧客は{lost}（{low}〜{high}）。直近{cohorts}か月の獲得分は{now}に悪化",
        "{lost} ({low} to {high}) do not buy in the month after their first; the latest {cohorts} cohorts are up to {now}",
    ),
    "cohort.headline.unproven": (
        "初回の翌月に購入しない顧客は{lost}（{low}〜{high}）。獲得月による差は未証明",
        "{lost} ({low} to {high}) do not buy in the month after their first; a change between cohorts is unproven",
    ),
    "cohort.headline.unknown": (
        "初回の翌月に購入しない顧客は{lost}（{low}〜{high}）。改善したかを比べるには獲得月が足りない",
        "{lost} ({low} to {high}) do not buy in the month after their first; too few cohorts to see a change",
    ),
    "cohort.headline.few_orders": (
        "翌月まで観測した{n}だけでは断定できない。翌月に購入しない割合は{low}〜{high}のどこか",
        "Too few to tell: of {n} observed, the share who do not buy in the month after lies from {low} to {high}",
    ),
    # Contracts, customers: the year against the target.
    "cohort.headline.contracts_below": (
        "契約から{age}か月で{lost}（{low}〜{high}）が離れる。年90%の目標に{gap}足りない",
        "{lost} ({low} to {high}) leave by month {age}: {gap} short of keeping 90% a year",
    ),
    "cohort.headline.contracts_reached": (
        "契約から{age}か月で離れるのは{lost}（{low}〜{high}）。年90%の目標を上回る",
        "Only {lost} ({low} to {high}) leave by month {age}: better than the target of keeping 90% a year",
    ),
    "cohort.headline.contracts_open": (
        "契約から{age}か月で{lost}（{low}〜{high}）が離れる。年90%の目標に届くかは未証明",
        "{lost} ({low} to {high}) leave by month {age}; whether 90% are kept a year is unproven",
    ),
    "cohort.headline.contracts_early": (
        "契約から{age}か月で{lost}（{low}〜{high}）が離れる。年間の目標と比べるには12か月分の観測が要る",
        "{lost} ({low} to {high}) leave by month {age}; twelve months are needed to compare with a yearly target",
    ),
    "cohort.headline.few_contracts": (
        "{age}か月後まで観測した{n}だけでは断定できない。離れる割合は{low}〜{high}のどこか",
        "Too few to tell: of {n} observed to month {age}, the share who leave lies from {low} to {high}",
    ),
    # Revenue against the first month's.
    "cohort.headline.revenue_below": (
        "{age}か月後の売上は初月の{value}（{low}〜{high}）。年90%の目標に{gap}足りない",
        "In month {age} a cohort brings {value} ({low} to {high}) of its first month's revenue: {gap} short of 90% a year",
    ),
    "cohort.headline.revenue_reached": (
        "{age}か月後の売上は初月の{value}（{low}〜{high}）。年90%の目標を上回る",
        "In month {age} a cohort brings {value} ({low} to {high}) of its first month's revenue: above 90% a year",
    ),
    "cohort.headline.revenue_open": (
        "{age}か月後の売上は初月の{value}（{low}〜{high}）。年90%の目標に届くかは未証明",
        "In month {age} a cohort brings {value} ({low} to {high}) of its first month's revenue; 90% a year is unproven",
    ),
    "cohort.headline.revenue_early": (
        "{age}か月後の売上は初月の{value}（{low}〜{high}）。年間の目標と比べるには12か月分の観測が要る",
        "In month {age} a cohort brings {value} ({low} to {high}) of its first month's revenue; twelve months are needed for a yearly target",
    ),
    "cohort.headline.few_revenue": (
        "{age}か月後まで観測した{n}だけでは断定できない。売上は初月の{low}〜{high}のどこか",
        "Too few to tell: with {n} observed to month {age}, revenue lies from {low} to {high} of the first month's",
    ),
    "cohort.headline.no_revenue": (
        "初月の売上がないため、売上の継続率は計算できない",
        "There is no revenue in the first months to compare with",
    ),
    # Cumulative revenue.
    "cohort.headline.cumulative": (
        "顧客1人あたりの累計売上は{age}か月後までに{value}（{low}〜{high}）",
        "A customer has brought {value} ({low} to {high}) by month {age}",
    ),
    "cohort.headline.few_cumulative": (
        "{age}か月後まで観測した{n}だけでは断定できない。1人あたりの累計売上は{low}〜{high}のどこか",
        "Too few to tell: with {n} observed to month {age}, revenue per customer lies from {low} to {high}",
    ),
    "cohort.headline.nobody": ("{segment}で購入した顧客がまだいない", "No customer has bought yet: {segment}"),
    "cohort.headline.no_month": (
        "翌月まで観測し終えた獲得月がまだない。{day}までのデータがあれば計算できる",
        "No cohort has been observed for a full month yet: data up to {day} are needed",
    ),
    "cohort.headline.no_interval": (
        "{age}か月後まで観測した{n}では、値のばらつきが分からず、区間を計算できない",
        "With {n} observed to month {age}, no interval can be given",
    ),
    "cohort.badge.improved": ("改善", "improved"),
    "cohort.badge.worse": ("悪化", "worse"),
    "cohort.badge.unproven": ("変化は未証明", "change unproven"),
    "cohort.badge.few": ("少数データ", "few customers"),
    "cohort.badge.reached": ("目標を上回る", "above target"),
    "cohort.badge.below": ("目標に未達", "below target"),
    "cohort.badge.open": ("到達は未証明", "target unproven"),
    "cohort.scope": (
        "{name}（{formula}）。{segment}、{age}か月後まで観測した{n}。月末まで観測した月だけを、顧客数で加重平均。",
        "{name} ({formula}). {segment}; {n} observed up to month {age}. Only months observed to their end, averaged by customers.",
    ),
    "cohort.scope.now": (
        "変化後の{now}は95%区間{low}〜{high}（{n}）。",
        "The {now} since has a 95% interval of {low} to {high} ({n}).",
    ),
    "cohort.scope.first": (
        "{first}の獲得分には、それ以前からの顧客が混ざることがあります。",
        "The {first} cohort may contain customers from before the data begin.",
    ),
    "cohort.scope_none": (
        "月末まで観測し終えた月だけを数えます。",
        "Only months observed to their end are counted.",
    ),
    "cohort.basis.customers": ("顧客", "Customers"),
    "cohort.basis.revenue": ("売上", "Revenue"),
    "cohort.basis.cumulative": ("1人あたり累計売上", "Cumulative"),
    "cohort.horizon": ("表示する期間", "Horizon"),
    "cohort.horizon.12": ("12か月", "12 mo."),
    "cohort.horizon.24": ("24か月", "24 mo."),
    "cohort.horizon.all": ("全期間", "All"),
    # Cards.
    "cohort.card.customers": ("{age}か月後の継続率", "Kept at month {age}"),
    "cohort.card.revenue": ("{age}か月後の売上", "Revenue mo. {age}"),
    "cohort.card.cumulative": ("{age}か月後まで/人", "Each by month {age}"),
    "cohort.between": ("{low}〜{high}", "{low} to {high}"),
    "cohort.card.help": (
        "{meaning}\n\n{formula}\n\n{interval}、観測し終えた{n}、獲得月{cohorts}か月分。小さな線は獲得月ごとの値（古い順）です。",
        "{meaning}\n\n{formula}\n\n{interval}; {n} observed, cohorts: {cohorts}. The small line shows the cohorts, oldest first.",
    ),
    "cohort.card.not_yet": ("{age}か月後は未観測", "month {age} not observed yet"),
    "cohort.card.f2": ("F2転換率（{days}日）", "F2 in {days} days"),
    "cohort.card.f2_about": ("全期間 {interval}", "ever: {interval}"),
    "cohort.card.f2_help": (
        "{meaning}\n\n{days}日は購入間隔の中央値{gap}日の1.5倍です。\n\n{interval}、観測し終えた{n}。{open}は{days}日たっておらず、まだ数えません。",
        "{meaning}\n\n{days} days are 1.5 × the median gap of {gap} days.\n\n{interval}; {n} observed. {open} have not been observed for {days} days and are not counted yet.",
    ),
    "cohort.card.logo": ("直近1年の継続率", "Kept last year"),
    "cohort.card.logo_help": (
        "{meaning}（{start}→{end}）\n\n{formula}\n\n{interval}、{n}。獲得月ではなく、{start}に契約中だった全顧客が対象です。",
        "{meaning} ({start} → {end})\n\n{formula}\n\n{interval}; {n}. Everyone under contract in {start}, whatever their cohort.",
    ),
    "cohort.card.target": ("年90%との差", "vs 90% a year"),
    "cohort.card.target_about": ("{unit}の継続率", "of {unit}"),
    "cohort.card.target_help": (
        "目標「{target}」と12か月後の値（{yearly}、毎月同じ率なら月{monthly}）を比べます。同じ90%でも期間で意味が変わります。{meanings}。",
        "The target, {target}, is compared with month 12 ({yearly}, or {monthly} a month if the same every month). The same 90% means different things by period: {meanings}.",
    ),
    "cohort.unit.customers": ("顧客", "customers"),
    "cohort.unit.revenue": ("売上", "revenue"),
    # Heat map.
    "cohort.heat.improved": (
        "{month}の獲得分から、翌月の継続率が{before}から{after}に上がった",
        "From the {month} cohort on, retention in the next month rose from {before} to {after}",
    ),
    "cohort.heat.worse": (
        "{month}の獲得分から、翌月の継続率が{before}から{after}に下がった",
        "From the {month} cohort on, retention in the next month fell from {before} to {after}",
    ),
    "cohort.heat.drop": (
        "最も多く離れるのは{age}か月目で、{before}から{after}に下がる",
        "Most are lost in month {age}: {before} become {after}",
    ),
    "cohort.heat.plain": ("獲得月ごとの経過", "How each cohort went"),
    "cohort.heat.revenue": (
        "平均では、12か月後に初月の{value}（{between}）の売上がある",
        "On average month 12 brings {value} ({between}) of the first month's revenue",
    ),
    "cohort.heat.cumulative": (
        "平均では、12か月後までに1人あたり{value}（{between}）になる",
        "On average a customer brings {value} ({between}) by month 12",
    ),
    "cohort.heat.how": (
        "行は初回購入月（下ほど新しい）、列は経過月、数字は%。色が濃いほど高い値です。空白は未観測の月。隔月などで買う顧客は、買わない月には数えません。",
        "Rows are first months (newest at the bottom), columns months since, numbers percent; stronger colour is higher, blank is not observed yet. Customers who buy every second month do not count in the months between.",
    ),
    "cohort.heat.how_contracts": (
        "行は契約開始月（下ほど新しい）、列は経過月、数字は%。色が濃いほど高い値です。空白は未観測の月。",
        "Rows are first months (newest at the bottom), columns months since, numbers percent; stronger colour is higher, blank is not observed yet.",
    ),
    "cohort.heat.how_cumulative": (
        "行は初回購入月（下ほど新しい）、列は経過月、数字は1人あたり累計売上（単位：{unit}）。空白は未観測の月。",
        "Rows are first months (newest at the bottom), columns months since, numbers revenue per customer so far ({unit}). Blank: not observed yet.",
    ),
    "cohort.heat.rows": (
        "直近{rows}か月の獲得分。すべての獲得月は下の表にあります。",
        "The latest {rows} cohorts; the table below has all.",
    ),
    "cohort.heat.few": (
        "顧客{few}人未満の獲得月は薄い色（参考値）で、月の横に人数を示します。",
        "Cohorts under {few} customers are paler (for reference only); sizes stand beside the months.",
    ),
    "cohort.heat.how_change": (
        "95%区間は、変化の前{before}（{before_n}）、以後{after}（{after_n}）です。",
        "95% intervals: before the change {before} ({before_n}), since {after} ({after_n}).",
    ),
    "cohort.heat.how_drop": (
        "{value}の95%区間は{between}（{n}）です。",
        "The 95% interval of {value} is {between} ({n}).",
    ),
    "cohort.heat.marker": ("破線は変化の始まりです。", "The dashed line is where the change begins."),
    "cohort.heat.axis": ("初回からの経過月", "Months since the first"),
    "cohort.heat.mean": ("平均", "Mean"),
    "cohort.heat.alt": (
        "獲得月×経過月の表。平均は1か月後{first}、最後の{age}か月後{last}。",
        "Cohorts by age. Mean {first} at month 1 and {last} at month {age}.",
    ),
    # Curves.
    "cohort.curve.lowest": (
        "{dimension}別では、{age}か月後の{what}は{value}が最も低く{share}（{low}〜{high}）",
        "{dimension}: {value} has the lowest {what} at month {age}, {share} ({low} to {high})",
    ),
    "cohort.curve.apart": (
        "{dimension}別では、{age}か月後の{what}は{value}が{share}（{low}〜{high}）で、{best}の{best_share}を下回る",
        "{dimension}: at month {age}, {what} of {value} is {share} ({low} to {high}), below {best} at {best_share}",
    ),
    "cohort.curve.unproven": (
        "{dimension}別では、{age}か月後の{what}の差は未証明",
        "{dimension}: no proven difference in {what} at month {age}",
    ),
    "cohort.what.customers": ("継続率", "retention"),
    "cohort.what.revenue": ("売上継続率", "revenue retention"),
    "cohort.what.cumulative": ("1人あたり累計売上", "revenue per customer"),
    "cohort.curve.plain": ("平均の継続曲線", "The average curve"),
    "cohort.curve.how": (
        "青=選んだ顧客と95%区間、灰=セグメント（顧客の多い順に最大6つ）、赤=最も低いと確かめられたもの。観測した顧客が30未満の月は描きません。右へ行くほど、古い獲得月だけの平均です。",
        "Blue: everyone chosen, with its 95% interval; grey: segments (the six largest at most); red: the lowest, where the difference is certain. Months with fewer than 30 customers observed are not drawn. The further right, the older the cohorts.",
    ),
    "cohort.curve.how_plain": (
        "青=選んだ顧客と95%区間。観測した顧客が30未満の月は描きません。右へ行くほど、古い獲得月だけの平均です。",
        "Blue: everyone chosen, with its 95% interval. Months with fewer than 30 customers observed are not drawn. The further right, the older the cohorts.",
    ),
    "cohort.curve.how_target": (
        "破線は年90%（月{target_monthly}）で減る場合。選んだ顧客の12か月後{yearly}は、毎月同じ率なら月{monthly}です。",
        "Dashed: keeping 90% a year ({target_monthly} a month). Month 12 of those chosen, {yearly}, is {monthly} a month if the same every month.",
    ),
    "cohort.curve.how_target_early": (
        "破線は年90%（月{target_monthly}）で減る場合です。",
        "Dashed: keeping 90% a year ({target_monthly} a month).",
    ),
    "cohort.curve.target": ("年90%の目標", "90% a year"),
    "cohort.curve.all": ("全体", "All"),
    "cohort.curve.alt": (
        "経過月ごとの平均。{age}か月後は{value}（{low}〜{high}）。",
        "Average by month. Month {age}: {value} ({low} to {high}).",
    ),
    # Repeat orders.
    "cohort.repeat.title": (
        "初回から{days}日以内に2回目へ進むのは{f2}。2回目から3回目へは{f3}",
        "{f2} go on to a second order within {days} days, and {f3} from there to a third",
    ),
    "cohort.repeat.title_f2": (
        "初回から{days}日以内に2回目へ進むのは{f2}",
        "{f2} go on to a second order within {days} days",
    ),
    "cohort.repeat.how": (
        "棒は前の購入から{days}日以内に次を買った割合（線は95%区間）。{days}日は購入間隔の中央値{gap}日の1.5倍。まだ{days}日たっていない顧客（未確定）は数えません。",
        "Bars: share who ordered again within {days} days (line: 95% interval). {days} days are 1.5 × the median gap of {gap} days. Customers not yet observed that long (open) are not counted.",
    ),
    "cohort.repeat.step": ("F{n}→F{next}", "F{n}→F{next}"),
    "cohort.repeat.small": ("対象{n}・未確定{open}", "n {n} · open {open}"),
    "cohort.days.title": (
        "半数は初回から{days}日以内に2回目を買う",
        "Half have ordered again within {days} days of the first order",
    ),
    "cohort.days.title_open": (
        "2回目を買う顧客は、{days}日たっても半数に届かない",
        "After {days} days fewer than half have ordered again",
    ),
    "cohort.days.how": (
        "棒は週ごとに2回目を買った割合、線はその累計。まだ買っていない顧客も観測した日数だけ数えています（Kaplan–Meier法）。",
        "Bars: share who placed the second order in that week; line: the running total. Customers who may still come count for as long as they were observed (Kaplan–Meier).",
    ),
    "cohort.days.axis": ("初回からの日数", "Days since the first order"),
    "cohort.days.median": ("半数 {days}日", "half: {days} days"),
    "cohort.days.alt": ("2回目までの日数。{days}日までに{share}。", "Days to the second order: {share} by day {days}."),
    "cohort.days.range": ("{low}〜{high}日", "{low} to {high} days"),
    "cohort.next": (
        "継続率の基準（期間・単位・分母）を全部門でそろえる",
        "Agree on one basis of retention (period, unit, denominator) across departments",
    ),
    "cohort.next.link": ("KPI定義を見る", "Open KPI definitions"),
    "cohort.col.at_risk": ("観測した顧客数", "Customers observed"),
    "cohort.col.contract": ("契約開始月", "First month"),
    "cohort.col.of_step": ("次を買った割合", "Share"),
    "cohort.col.step": ("段階", "Step"),
    "cohort.col.of_week": ("その週の割合", "In that week"),
    "cohort.col.total": ("累計", "So far"),
}
