"""Words of the Actions tab: whom to contact this week, within which limits, and the files to hand out."""

WORDS: dict[str, tuple[str, str]] = {
    "ltv_actions.flaw": ("「{name}」は使えません：{flaw}", "{name} cannot be used: {flaw}"),
    "ltv_actions.treatments.title": ("施策とその前提", "Treatments and what is assumed of them"),
    "ltv_actions.treatments.how": (
        "セルを書き換えると、この画面と「顧客」タブの計算がすぐに変わります。効果はすべて評価前の見込み（確度D）です。評価が済んだら実測値に"
        "置き換えてください。",
        "Edit a cell and both this tab and Customers follow at once. Every effect is an opinion (grade D) until it has "
        "been evaluated: replace it by what was measured.",
    ),
    "ltv_actions.treatments.reset": ("初期値に戻す", "Back to the starting values"),
    "ltv_actions.treatments.used": ("使う", "Use"),
    "ltv_actions.treatments.name": ("施策", "Treatment"),
    "ltv_actions.treatments.effect": ("効果の中央値", "Effect, P50"),
    "ltv_actions.treatments.effect.help": (
        "引き止めの施策は、離れるはずの顧客のうち残る割合。提案の施策は、残存価値が増える割合。P10とP90は同じ比率で動きます。",
        "For keeping: share of would-be leavers who stay. For proposals: share by which the residual value grows. P10 and "
        "P90 move in proportion.",
    ),
    "ltv_actions.treatments.contact_cost": ("連絡費用（{unit}）", "Cost per contact ({unit})"),
    "ltv_actions.treatments.offer": ("特典（{unit}）", "Offer ({unit})"),
    "ltv_actions.treatments.take_rate": ("特典の利用率", "Take rate"),
    "ltv_actions.treatments.take_rate.help": (
        "何もしなくても残る顧客のうち、特典を使う割合。高いほど無駄な値引きになります。",
        "Of customers who would have stayed anyway, the share who take the offer: the waste of it.",
    ),
    "ltv_actions.treatments.hours": ("人の時間（h）", "Hours per contact"),
    "ltv_actions.treatments.grade": ("根拠の確度", "Evidence"),
    # --- answer ---
    "ltv_actions.headline.both": (
        "今週、人が動くべきは{people}、自動配信は{automatic}。期待利益は{gain}",
        "This week people should contact {people}, and {automatic} get an automatic message: {gain} expected",
    ),
    "ltv_actions.headline.both.spared": (
        "今週、人が動くべきは{people}、自動配信は{automatic}。期待利益は{gain}、接触不要は{spared}（{saved}節約）",
        "This week people should contact {people}, and {automatic} get an automatic message: {gain} expected; leaving "
        "{spared} alone saves {saved}",
    ),
    "ltv_actions.headline.people": (
        "今週、人が動くべきは{people}。期待利益は{gain}",
        "This week people should contact {people}: {gain} expected",
    ),
    "ltv_actions.headline.people.spared": (
        "今週、人が動くべきは{people}。期待利益は{gain}、接触不要は{spared}（{saved}節約）",
        "This week people should contact {people}: {gain} expected; leaving {spared} alone saves {saved}",
    ),
    "ltv_actions.headline.automatic": (
        "今週は自動配信だけで足りる。対象は{automatic}、期待利益は{gain}",
        "Automatic messages are enough this week: {automatic}, {gain} expected",
    ),
    "ltv_actions.headline.automatic.spared": (
        "今週は自動配信だけで足りる。対象は{automatic}、期待利益は{gain}、接触不要は{spared}（{saved}節約）",
        "Automatic messages are enough this week: {automatic}, {gain} expected; leaving {spared} alone saves {saved}",
    ),
    "ltv_actions.headline.none_pays": (
        "今週は誰にも連絡しない方がよい。{all}のうち、費用を上回る効果を見込める顧客がいない",
        "Contact nobody this week: of {all}, there is no one whom it is expected to pay off for",
    ),
    "ltv_actions.headline.no_room": (
        "上限が厳しく、誰にも連絡できない。見込みのある顧客は{waiting}",
        "The caps leave no room for anyone; {waiting} would be worth contacting",
    ),
    "ltv_actions.headline.no_treatment": (
        "使える施策がない。下の表で1つ以上を「使う」にする",
        "No treatment is in use: tick at least one in the table below",
    ),
    "ltv_actions.headline.unknown": (
        "誰に何をするかはまだ決められない。顧客ごとの金額がない（{lacking}）",
        "Who should get what cannot be decided yet: values per customer are not known ({lacking})",
    ),
    "ltv_actions.headline.nobody": (
        "連絡先を選ぶ対象の顧客がいない",
        "There is nobody to choose from",
    ),
    "ltv_actions.gain": ("{amount}", "{amount}"),
    "ltv_actions.gain.unproven": ("{amount}（未証明）", "{amount} (unproven)"),
    "ltv_actions.scope": (
        "上限の中で期待利益の合計が最大になるように、顧客ごとに最も有利な施策を1つ選びます。効果は評価が済むまで見込み（確度D）です。"
        "選んだ顧客の{share}は比較のため連絡しません。{consent}",
        "One treatment per customer at most, chosen so that the total expected gain is largest within the caps. Effects "
        "are opinions (grade D) until evaluated. {share} of those chosen are held out, to tell the effect. {consent}",
    ),
    "ltv_actions.consent": (
        "メール・アプリの配信同意：あり{given}、なし{refused}、不明{unknown}（なしと不明には送りません）。",
        "Consent to mail and app: {given} yes, {refused} no, {unknown} unknown (only a yes is written to).",
    ),
    # --- figures ---
    "ltv_actions.card.contacts": ("連絡する顧客", "To contact"),
    "ltv_actions.card.contacts.about": ("人 {people}・自動 {automatic}", "people {people} · auto {automatic}"),
    "ltv_actions.card.contacts.help": (
        "比較のため連絡しない顧客は含みません。",
        "Those held out are not among them.",
    ),
    "ltv_actions.card.gain.help": (
        "範囲は、全施策の効果がそろってP10・P90だった場合です。",
        "The range is that of every effect at its P10, and at its P90.",
    ),
    "ltv_actions.card.cost": ("費用の見込み", "Expected cost"),
    "ltv_actions.card.cost.about": ("人の時間 {hours}時間", "{hours} h of people"),
    "ltv_actions.card.cost.help": (
        "うち特典は{offers}。",
        "Offers are {offers} of it.",
    ),
    "ltv_actions.card.held": ("比較対象", "Held out"),
    "ltv_actions.card.held.about": ("見送る利益 {gain}", "gives up {gain}"),
    "ltv_actions.card.held.help": (
        "連絡しない顧客です。施策名と配信回で決まる無作為抽出で、次回、連絡した顧客と比べて本当の効果を測ります。0にはできません。",
        "Drawn at random by the initiative's name and wave. Comparing them with those contacted tells the true effect; "
        "there is no plan without them.",
    ),
    "ltv_actions.card.saved": ("接触不要の節約額", "Saved"),
    "ltv_actions.card.saved.about": ("{n}", "{n}"),
    "ltv_actions.card.saved.help": (
        "ふだんの施策：{usual}。",
        "The usual treatment: {usual}.",
    ),
    # --- choices ---
    "ltv_actions.inputs.title": ("今週の上限", "This week's limits"),
    "ltv_actions.inputs.how": (
        "空欄は上限なし。初期値の40時間は担当者1人の1週間です。上限は、比較対象も含めて選んだ全員にかかります。",
        "Empty: no limit. The 40 hours at the start are one person's week. Limits hold for everyone chosen, those held "
        "out included.",
    ),
    "ltv_actions.cap.hours": ("人の時間（時間）", "People's hours"),
    "ltv_actions.cap.contacts": ("連絡の件数", "Contacts"),
    "ltv_actions.cap.budget": ("予算（{unit}）", "Budget ({unit})"),
    "ltv_actions.cap.offers": ("特典の見込み額（{unit}）", "Expected offers ({unit})"),
    "ltv_actions.cap.none": ("上限なし", "no limit"),
    "ltv_actions.hold_out": ("比較対象の割合", "Held out"),
    "ltv_actions.initiative": ("施策名", "Initiative"),
    "ltv_actions.initiative.usual": ("解約予兆への対応", "Early warning"),
    "ltv_actions.wave": ("配信回", "Wave"),
    "ltv_actions.send_on": ("配信日", "First day"),
    "ltv_actions.expires_on": ("有効期限", "Use until"),
    # --- lists ---
    "ltv_actions.list.title": ("誰に何をするか：{n}", "Who gets what: {n}"),
    "ltv_actions.list.how": (
        "期待利益の大きい順です。「比較対象」は今回は連絡しません。",
        "By expected gain. Those held out are not contacted this time.",
    ),
    "ltv_actions.list.alt": ("選んだ顧客の一覧", "The customers chosen"),
    "ltv_actions.col.treatment": ("施策", "Treatment"),
    "ltv_actions.col.arm": ("群", "Arm"),
    "ltv_actions.col.cost": ("費用", "Cost"),
    "ltv_actions.col.why": ("理由", "Why"),
    "ltv_actions.col.saved": ("節約額", "Saved"),
    "ltv_actions.col.forgone": ("見送る利益", "Gain forgone"),
    "ltv_actions.col.treated": ("連絡", "Contacted"),
    "ltv_actions.col.held": ("比較対象", "Held out"),
    "ltv_actions.col.value_share": ("価値の割合", "Share of value"),
    "ltv_actions.col.meaning": ("すること", "What to do"),
    "ltv_actions.quadrants.title": ("顧客の区分", "Where customers stand"),
    "ltv_actions.quadrants.how": (
        "区分は金額で決まります。価値が高いとは、平均的な確率で人手の施策の元が取れる{value}以上のことです。",
        "Decided by money: valuable means {value} or more, from where a person's effort pays at the average risk.",
    ),
    "ltv_actions.suppressed.title": (
        "{n}には連絡しない。ふだんの施策をやめて{saved}を節約する",
        "{n} are left alone, which saves {saved} of the usual treatment",
    ),
    "ltv_actions.suppressed.title.nothing": ("{n}には連絡しない", "{n} are left alone"),
    "ltv_actions.suppressed.how": (
        "節約額は、ふだんの施策（{usual}）を行っても元が取れない顧客の費用。見送る利益は、理由がなくなれば見込める利益です。",
        "Saved: what the usual treatment ({usual}) would cost where it does not pay off. Gain forgone: what could be "
        "expected if the reason were gone.",
    ),
    "ltv_actions.suppressed.list": ("連絡しない顧客の一覧", "The customers left alone"),
    # --- caps ---
    "ltv_actions.caps.title": (
        "いちばん効いている上限は「{cap}」。あと{step}増やせば期待利益が{more}増える",
        "The cap that costs most: {cap}. {step} more would bring {more}",
    ),
    "ltv_actions.caps.title.free": (
        "どの上限にも余裕があり、増やしても期待利益は増えない",
        "No cap binds: more of any would bring nothing",
    ),
    "ltv_actions.caps.title.none": ("上限は設定されていない", "No cap is set"),
    "ltv_actions.caps.how": (
        "1単位の価値は、上限を少し広げて選び直したときに増える期待利益です。",
        "The worth of one more unit is the gain won by choosing again with a slightly wider cap.",
    ),
    "ltv_actions.caps.gap": (
        "組み合わせが多いため近似です。これより良い選び方があっても、差は期待利益の{gap}以内です。",
        "There are too many combinations to try all: no choice could bring more than {gap} in addition.",
    ),
    "ltv_actions.col.cap": ("上限", "Cap"),
    "ltv_actions.col.limit": ("設定", "Limit"),
    "ltv_actions.col.used": ("使用", "Used"),
    "ltv_actions.col.binds": ("状態", "State"),
    "ltv_actions.col.price": ("あと1単位の価値", "Worth of one more"),
    "ltv_actions.binds.yes": ("効いている", "binds"),
    "ltv_actions.binds.no": ("余裕あり", "room left"),
    "ltv_actions.n": ("{n}件", "{n}"),
    "ltv_actions.price.money": ("1{unit}あたり{n}{unit}", "{n} {unit} per {unit}"),
    "ltv_actions.price.hour": ("1時間あたり{amount}", "{amount} an hour"),
    "ltv_actions.price.contact": ("1件あたり{amount}", "{amount} each"),
    # --- files ---
    "ltv_actions.export.title": ("リストを書き出す", "Write the lists"),
    "ltv_actions.export.how": (
        "連絡するリストと、比較対象のリストを別のファイルにします。データにある項目だけを書き出し、同意のない人は外して人数を示します。",
        "One file of those to contact and one of those held out. Only what the data hold is written; people without "
        "consent are left out and counted.",
    ),
    "ltv_actions.export.layout": ("書式", "Layout"),
    "ltv_actions.export.encoding": ("文字コード", "Encoding"),
    "ltv_actions.export.encoding.usual": ("標準（{name}）", "Usual ({name})"),
    "ltv_actions.export.encoding.utf8": ("UTF-8", "UTF-8"),
    "ltv_actions.export.encoding.cp932": ("CP932（Shift-JIS）", "CP932 (Shift-JIS)"),
    "ltv_actions.export.past": (
        "有効期限がすでに過ぎています。送付リストとして使うなら、期限を今日より後にしてください。",
        "The last day of use is past. To send from these lists, choose one after today.",
    ),
    "ltv_actions.export.expired": (
        "有効期限が配信日より前です。日付を直してください。",
        "The last day of use is before the first day. Change one of them.",
    ),
    "ltv_actions.export.too_large": (
        "{layout}が受け付ける大きさ（{rows}行）を超えています。上限を狭めてください。",
        "The list is larger than {layout} takes ({rows} rows). Narrow the caps.",
    ),
    "ltv_actions.export.rows": (
        "連絡するリスト{n}、比較対象{held}。",
        "{n} to contact, {held} held out.",
    ),
    "ltv_actions.export.channels": (
        "「{layout}」の手段で連絡する顧客だけが入ります。",
        "Only customers contacted through the channels of {layout} are in it.",
    ),
    "ltv_actions.export.replaced": (
        "文字コードにないため置き換えた文字：{n}。",
        "Characters the encoding lacks, replaced: {n}.",
    ),
    "ltv_actions.export.left_out": (
        "外した人：{n}（{reasons}）。",
        "Left out: {n} ({reasons}).",
    ),
    "ltv_actions.export.reason": ("{why} {n}", "{why}: {n}"),
    "ltv_actions.export.nobody_left_out": ("外した人はいません。", "Nobody had to be left out."),
    "ltv_actions.export.send": ("連絡するリスト（{n}件）", "To contact ({n})"),
    "ltv_actions.export.hold_out": ("比較対象リスト（{n}件）", "Held out ({n})"),
    "ltv_actions.export.arms": (
        "比較対象のファイルには連絡先を入れません。効果を測るときまで保管してください。",
        "The file of those held out has nothing to contact anyone with. Keep it until the effect is measured.",
    ),
}
