"""What an early warning says about itself: the rule for leaving, and why its risks came from this model."""

from __future__ import annotations

from ltv.metrics.metric import Text
from ltv.models.early_warning.model import LEAST_EVENTS, Choice, Status
from ltv.models.early_warning.panel import Panel
from ltv.months import month_name

NOTHING_OBSERVED = Text(
    "結果まで確認できる月がまだないため、誰の確率も出していません。",
    "No month is old enough for its outcome to be known, so nobody has a risk yet.",
)
_FEW = Text(
    f"学習できる離脱または継続が{LEAST_EVENTS}件に満たないため、利用期間ごとの離脱率（全体平均に寄せた値）を使います。",
    f"Fewer than {LEAST_EVENTS} leavers or stayers to learn from, so risks are shares by tenure, drawn towards the "
    "average.",
)
_NOT_CHECKED = Text(
    "結果の分かる月が1つしかなく確かめられないため、利用期間ごとの離脱率（全体平均に寄せた値）を使います。",
    "Only one month's outcome is known, so nothing could be checked: risks are shares by tenure, drawn towards the "
    "average.",
)
_NO_BETTER = Text(
    "後の月で比べると、詳しいモデルは利用期間ごとの離脱率より良くありませんでした。",
    "On later months the fuller models were no better than shares by tenure.",
)
_LOGISTIC = Text(
    "ロジスティック回帰による確率です。後の月で勾配ブースティングに明らかに劣らず、理由を正確に分解できます。",
    "Risks come from logistic regression: on later months boosted trees were not clearly better, and its reasons are "
    "exact.",
)
_BOOSTING = Text(
    "勾配ブースティングによる確率です。後の月で明らかに優れていました。理由は並行して推定したロジスティック回帰による近似です。",
    "Risks come from boosted trees, which were clearly better on later months. Reasons are those of the logistic "
    "regression beside them, so they are approximate.",
)
_OVERLAP = Text(
    "データ期間が短く、学習に使った結果の一部が確認用の月と重なっています。精度はやや良く見えている可能性があります。",
    "The data are short: some outcomes learned from reach into the months held out, so the accuracy may look a little "
    "too good.",
)
_CORRECTED = Text(
    "予測が強すぎる、または弱すぎる傾向が後の月で見られたため、確率を補正しています。",
    "Later months showed risks to be too bold or too timid, so they are corrected.",
)


def rule_words(panel: Panel) -> Text:
    """Who is at risk, and what counts as leaving, with this data set's numbers."""
    month, ahead = month_name(panel.period), panel.horizon_months
    after = "the month after" if ahead == 1 else f"the {ahead} months after"
    if panel.recurring:
        return Text(
            f"対象は{month}に契約のあった顧客。その後{ahead}か月に契約のない月があれば「解約」と数えます。",
            f"Customers with a contract in {month}. They count as leaving when a month without one follows in {after}.",
        )
    recent = panel.pause_months + 1
    span = "in that month" if recent == 1 else f"in the {recent} months up to it"
    return Text(
        f"対象は{month}までの{recent}か月に有料の注文があった顧客。その後{ahead}か月に注文がなければ「離脱」と数えます。",
        f"Customers at the end of {month} with a paid order {span}. They count as leaving when none follows in "
        f"{after}.",
    )


def why_words(choice: Choice, rarer: int, *, corrected: bool) -> Text:
    """Why this model, and what to keep in mind: sentences one after the other."""
    said = [_reason(choice, rarer)]
    if choice.overlap:
        said.append(_OVERLAP)
    if corrected:
        said.append(_CORRECTED)
    return Text("".join(text.ja for text in said), " ".join(text.en for text in said))


def _reason(choice: Choice, rarer: int) -> Text:
    if choice.status == Status.LOGISTIC:
        return _LOGISTIC
    if choice.status == Status.BOOSTING:
        return _BOOSTING
    if Status.LOGISTIC in choice.losses:
        return _NO_BETTER
    return _NOT_CHECKED if choice.months is None and rarer >= LEAST_EVENTS else _FEW
