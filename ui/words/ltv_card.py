"""Words of the customer card."""

WORDS: dict[str, tuple[str, str]] = {
    "ltv_card.title": ("顧客カード {id}", "Customer {id}"),
    "ltv_card.dot": ("・", " · "),
    "ltv_card.monthly": ("月次売上 {amount}", "{amount} a month now"),
    "ltv_card.value.between": (
        "{name}の95%区間：期待値としては{mean}、実際にこの一人がもたらす額としては{outcome}。",
        "95% intervals of {name}: {mean} for the expectation, {outcome} for what this one customer will really bring.",
    ),
    "ltv_card.value.between.contracts": (
        "{name}の95%区間：期待値としては{mean}、実際にこの取引先がもたらす額としては{outcome}。",
        "95% intervals of {name}: {mean} for the expectation, {outcome} for what this one account will really bring.",
    ),
    "ltv_card.two_chances": (
        "モデルによる継続確率 P(alive) は「もう二度と買わない」かどうかの確率、「{n}か月注文なし」は一時的な休止も含む確率です。別のことを指すため、足して100%になるとは限りません。",
        "P(alive) is about leaving for good; no order in {n} months counts a pause too. They are different events, so "
        "the two need not add up to 100%.",
    ),
    "ltv_card.value.unknown": (
        "この顧客の価値の区間は計算できません。",
        "No interval of this customer's value can be computed.",
    ),
    "ltv_card.value.help": (
        "これから得られる額の期待値と、この一人に実際に起こりうる範囲。購入や解約の偶然も含むため、平均の区間よりずっと広くなります。",
        "What is expected to come, and the range of what may really come of this one customer. It includes chance, so "
        "it is far wider than that of an average.",
    ),
    "ltv_card.returns.orders": ("{n}か月の注文確率", "Orders in {n} mo."),
    "ltv_card.returns.orders.help": (
        "早期警戒モデルの確率（1−注文なしの確率）。直近の間隔や遅配など、その人の行動も見ています。",
        "By the early warning, 1 - risk. It looks at behaviour too: gaps, late deliveries and more.",
    ),
    "ltv_card.returns.contracts": ("次に更新する確率", "Renews next time"),
    "ltv_card.returns.contracts.help": (
        "契約モデル（sBGとBdWの平均）による、次に更新を迎えたときの更新確率。解約確率は早期警戒モデルの、今後{n}か月の値です。",
        "By the contract model (mean of sBG and BdW): the chance of renewing when next asked. The risk beside it is the "
        "early warning's, for the next {n} mo.",
    ),
    "ltv_card.returns.about.orders": ("注文なし {risk}", "no order {risk}"),
    "ltv_card.returns.about.contracts": ("解約 {risk}（{n}か月）", "cancels in {n} mo.: {risk}"),
    "ltv_card.alive": ("継続確率 P(alive)", "Model P(alive)"),
    "ltv_card.alive.about": ("{years}年で{n}回の見込み", "{n} orders in {years} years"),
    "ltv_card.alive.help": (
        "価値を求めた購入モデルから見た、まだ顧客である（二度と買わなくなってはいない）確率。購入の回数と時期だけから求めるので、早期警戒とは一致しません。順位づけには"
        "早期警戒の確率を使います。",
        "How likely the customer has not left as the value's purchase model sees it, from counts and dates of purchases "
        "alone. It differs from the early warning, which is what customers are ranked by.",
    ),
    "ltv_card.renewal": ("次の更新まで", "To next renewal"),
    "ltv_card.renewal.none": ("更新予定の契約なし", "no contract to renew"),
    "ltv_card.renewal.help": (
        "複数の契約があるときは最も早いもの。",
        "With several contracts, the earliest.",
    ),
    "ltv_card.gain": ("最善の施策の利益", "Gain of best action"),
    "ltv_card.why": ("確率を平均より高めている要因", "What raises the risk above the average"),
    "ltv_card.why.none": (
        "平均より高める要因はありません。",
        "Nothing does: the risk is no more than average for every reason.",
    ),
    "ltv_card.why.line": ("{words}（離れやすさ{odds}）", "{words} ({odds} as likely to leave)"),
    "ltv_card.why.times": ("約{n}倍", "about {n} times"),
    "ltv_card.why.times.most": ("100倍以上", "over 100 times"),
    "ltv_card.why.how": (
        "離れやすさはオッズ（離れる確率÷残る確率）の比です。平均的な顧客と比べて、その要因だけで何倍になるかを示します。原因とは限りません。",
        "Likelihood is told in odds (chance of leaving over that of staying), against the average customer, by this alone. Not "
        "necessarily a cause.",
    ),
    "ltv_card.pnl": ("これまでの損益", "Profit and loss to date"),
    "ltv_card.pnl.line": ("項目", "Line"),
    "ltv_card.pnl.amount": ("金額", "Amount"),
    "ltv_card.pnl.sales": ("売上", "Sales"),
    "ltv_card.pnl.refunds": ("返金", "Refunds"),
    "ltv_card.pnl.revenue": ("純売上", "Net sales"),
    "ltv_card.pnl.discount": ("値引き", "Discounts"),
    "ltv_card.pnl.cost": ("原価", "Cost of goods"),
    "ltv_card.pnl.gross_profit": ("粗利", "Gross profit"),
    "ltv_card.pnl.cost_to_serve": ("対応費", "Cost to serve"),
    "ltv_card.pnl.acquisition_cost": ("獲得費（CPA）", "Acquisition cost (CPA)"),
    "ltv_card.pnl.contribution": ("貢献利益", "Contribution"),
    "ltv_card.pnl.rank": ("貢献利益の順位", "Rank by contribution"),
    "ltv_card.pnl.rank.of": ("{n}中{rank}位", "{rank} of {n}"),
    "ltv_card.pnl.how": (
        "貢献利益＝純売上−（{taken}）。「—」はデータにない費目で、差し引いていません。値引きは売上に反映済みです。",
        "Taken off net sales: {taken}. A dash means the data do not tell, so it is not taken off. Discounts are in sales "
        "already.",
    ),
    "ltv_card.pnl.how.none": (
        "費用のデータがないため、貢献利益は純売上と同じです。「—」はデータにない費目です。",
        "No cost is known, so contribution equals net sales. A dash means the data do not tell.",
    ),
    "ltv_card.history": ("月ごとの支払い", "Payments by month"),
    "ltv_card.history.how": (
        "棒は支払額、0より下は返金。支払いは{orders}回。",
        "Bars are payments, refunds below zero; {orders} payments.",
    ),
    "ltv_card.history.alt": ("{n}か月の支払い、累計{total}。", "Payments in {n} months, {total} in all."),
    "ltv_card.contracts": ("契約と次の更新", "Contracts and next renewal"),
    "ltv_card.contracts.none": ("更新を迎える契約はありません。", "No running contract comes up for renewal."),
    "ltv_card.contracts.term": ("契約", "Contract"),
    "ltv_card.contracts.plan_term": ("{plan}・{term}", "{plan}, {term}"),
    "ltv_card.contracts.renewal": ("次の更新日", "Next renewal"),
    "ltv_card.contracts.notice": ("申し出の期限", "Notice by"),
    "ltv_card.contracts.mrr": ("月額", "A month"),
    "ltv_card.contracts.renewed": ("更新回数", "Renewed"),
    "ltv_card.contracts.how": (
        "申し出の期限は、更新の30日前と仮定しています（契約書でご確認ください）。",
        "Notice is assumed to be due 30 days before a renewal: check the contract.",
    ),
    "ltv_card.term.month": ("1か月", "1 month"),
    "ltv_card.term.quarter": ("3か月", "3 months"),
    "ltv_card.term.half_year": ("6か月", "6 months"),
    "ltv_card.term.year": ("1年", "1 year"),
    "ltv_card.term.week": ("1週間", "1 week"),
    "ltv_card.term.day": ("1日", "1 day"),
    "ltv_card.term.months": ("{n}か月", "{n} months"),
    "ltv_card.term.days": ("{n}日", "{n} days"),
    "ltv_card.term.mixed": ("混在", "Mixed"),
    "ltv_card.upsell": ("次に提案するもの", "What to propose next"),
    "ltv_card.upsell.product": ("商品", "Product"),
    "ltv_card.upsell.propensity": ("{days}日以内の購入見込み", "Buys within {days} days"),
    "ltv_card.upsell.expected": ("期待額", "Expected"),
    "ltv_card.upsell.because": ("根拠", "Because of"),
    "ltv_card.upsell.bought": ("{product}を購入", "bought {product}"),
    "ltv_card.upsell.popular": ("全体でよく売れている", "popular with everyone"),
    "ltv_card.upsell.how.margin": (
        "期待額＝購入見込み×注文1回あたりの粗利。似た購入歴の顧客がどれだけ買ったかで、提案の効果ではありません。",
        "Expected = chance × margin per order. It tells how customers with the same purchases went on to buy, not what a "
        "proposal does.",
    ),
    "ltv_card.upsell.how.revenue": (
        "期待額＝購入見込み×注文1回あたりの売上（原価が不明）。似た購入歴の顧客がどれだけ買ったかで、提案の効果ではありません。",
        "Expected = chance × sales per order (cost unknown). It tells how customers with the same purchases went on to "
        "buy, not what a proposal does.",
    ),
    "ltv_card.upsell.no_products": (
        "注文に商品の情報がない、または期間が短いため、提案先の商品は出せません。",
        "The orders name no products, or are too short, so nothing can be proposed.",
    ),
    "ltv_card.upsell.none": (
        "まだ買っていない商品で、見込みのあるものはありません。",
        "No product they have not bought is likely enough.",
    ),
    "ltv_card.upsell.short": (
        "12か月前と比べられないため、増額の見込みは出せません。",
        "The data do not reach back 12 months, so growth cannot be told.",
    ),
    "ltv_card.upsell.plan_unknown": (
        "同じプランの過去の顧客がいないため、増額の見込みは出せません。",
        "No earlier customer had this plan, so growth cannot be told.",
    ),
    "ltv_card.upsell.rate": ("12か月で増額した割合", "Came to pay more in 12 months"),
    "ltv_card.upsell.increase": ("増額した顧客の平均（月）", "Mean increase of those (month)"),
    "ltv_card.upsell.how.plan": (
        "このプランで12か月前に契約していた{customers}社のうち、増額は{expanded}社。割合は全体の平均に寄せています。",
        "Of {customers} customers on this plan 12 months ago, {expanded} now pay more. The share is drawn towards that of "
        "all plans.",
    ),
}
