"""The parts of a decision card in order, in one language, before they are written in any format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ltv.decisions.agreement.decision_card import DecisionCard
from ltv.metrics.metric import Lang, Text

TITLE = Text("意思決定カード", "Decision card")
DISCLAIMER = Text(
    "予測は仮定にもとづく見込みであり、結果を約束するものではありません。",
    "Predictions rest on assumptions and promise nothing.",
)
_NAMES = {
    "question": Text("決める問い", "Question"),
    "chosen": Text("決めたこと", "Chosen"),
    "decider": Text("決めた人", "Decider"),
    "decided_on": Text("決めた日", "Decided on"),
    "review_date": Text("見直す日", "Review date"),
    "agreement": Text("合意", "Agreement"),
    "options": Text("選択肢", "Options"),
    "predictions": Text("予測", "Prediction"),
    "assumptions": Text("仮定", "Assumptions"),
    "guardrails": Text("悪化させない指標", "Guardrails"),
    "stop_rule": Text("中止の条件", "Stop rule"),
    "dissent": Text("反対意見", "Dissent"),
    "responsible": Text("実行（R）", "Responsible"),
    "consulted": Text("相談先（C）", "Consulted"),
    "informed": Text("共有先（I）", "Informed"),
    "links": Text("関連", "Links"),
}
_AGREED = {True: Text("合意", "Agreed"), False: Text("未合意（決める人が判断）", "Not agreed: the decider decided")}
NONE = Text("なし", "None")
_ASSUMED = Text("{text}（確認：{owner}）", "{text} (watched by {owner})")
_DISSENTED = Text("{department}：{text}", "{department}: {text}")
_PREDICTED = Text("{of}：{estimate}（{interval}）", "{of}: {estimate} ({interval})")
_LISTED = Text("、", ", ")


@dataclass(frozen=True)
class Part:
    """One heading of a card with what stands below it, a text per line."""

    name: str
    heading: str
    lines: tuple[str, ...]


def card_parts(card: DecisionCard, lang: Lang) -> list[Part]:
    """The parts of a card in the order they are read; what may be empty says so, what was not given is left out."""
    return [Part(name, _NAMES[name](lang), lines) for name, lines in _lines(card, lang)]


def _lines(card: DecisionCard, lang: Lang) -> Iterator[tuple[str, tuple[str, ...]]]:
    none = (NONE(lang),)
    yield "question", (card.question,)
    yield "chosen", (card.chosen,)
    yield "predictions", tuple(_prediction(card, row, lang) for row in range(len(card.predictions)))
    yield "decider", (card.decider,)
    yield "agreement", (_AGREED[card.agreed](lang),)
    yield "decided_on", (card.decided_on.isoformat(),)
    yield "review_date", (card.review_date.isoformat(),)
    yield "stop_rule", (card.stop_rule,)
    yield "assumptions", tuple(_assumption(one.text, one.owner, lang) for one in card.assumptions) or none
    dissent = (_DISSENTED(lang).format(department=one.department, text=one.text) for one in card.dissent)
    yield "dissent", tuple(dissent) or none
    for name in ("options", "guardrails", "links"):
        if getattr(card, name):
            yield name, getattr(card, name)
    for name in ("responsible", "consulted", "informed"):
        if getattr(card, name):
            yield name, (_LISTED(lang).join(getattr(card, name)),)


def _prediction(card: DecisionCard, row: int, lang: Lang) -> str:
    one = card.predictions[row]
    interval = _LISTED(lang).join(text for text in (one.interval, one.kind) if text)
    return _PREDICTED(lang).format(of=one.of, estimate=one.estimate, interval=interval)


def _assumption(text: str, owner: str, lang: Lang) -> str:
    return _ASSUMED(lang).format(text=text, owner=owner) if owner else text
