"""What was decided, by whom, on what prediction, and when it is looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ltv.errors import InvalidTableError
from ltv.metrics.metric import Text


@dataclass(frozen=True)
class Prediction:
    """What is expected to happen, as it is to be read: with its unit and its interval.

    Attributes
    ----------
    of : the quantity
    estimate, interval : as shown, such as "¥61M" and "¥48M to ¥74M"
    kind : level and kind of the interval, such as "80 %, posterior"
    """

    of: str
    estimate: str
    interval: str
    kind: str = ""


@dataclass(frozen=True)
class Assumption:
    """Something taken to be true, and who watches whether it is."""

    text: str
    owner: str = ""


@dataclass(frozen=True)
class Dissent:
    """What somebody would have done otherwise, by department and never by name."""

    department: str
    text: str


@dataclass(frozen=True)
class DecisionCard:
    """A decision, complete in itself. Every text is the readers' own, in their language.

    Attributes
    ----------
    question, chosen, decider : what was asked, what was decided, and the one who decided
    options : what could have been chosen
    predictions : what is expected to come of it
    assumptions : what that rests on
    guardrails : what must not get worse
    stop_rule : when it is given up before the review
    decided_on, review_date : the day, and the day on which it is looked at again
    agreed : bool
        False is recorded as 未合意: the decider decided without agreement.
    dissent : tuple of Dissent
    responsible, consulted, informed : departments (RACI; the decider is accountable)
    links : what it refers to, such as a scenario or the version of a definition
    """

    question: str
    chosen: str
    decider: str
    decided_on: date
    review_date: date
    stop_rule: str
    predictions: tuple[Prediction, ...]
    options: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    guardrails: tuple[str, ...] = ()
    agreed: bool = True
    dissent: tuple[Dissent, ...] = ()
    responsible: tuple[str, ...] = ()
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        flaws = list(_flaws(self))
        if flaws:
            raise InvalidTableError("decision card", [flaw.en for flaw in flaws])


def card_flaws(
    *, question: str, chosen: str, decider: str, stop_rule: str, decided_on: date, review_date: date, predictions: int
) -> list[Text]:
    """Everything a card still lacks, before it is made; empty when it can be."""
    needed = {
        Text("決める問い", "the question"): question,
        Text("決めたこと", "what was chosen"): chosen,
        Text("決めた人", "who decided"): decider,
        Text("中止の条件", "the stop rule"): stop_rule,
    }
    flaws = [
        Text(f"{name.ja}が空です。入力してください", f"{name.en} is missing: enter it")
        for name, text in needed.items()
        if not text.strip()
    ]
    if not predictions:
        flaws.append(
            Text(
                "予測がありません。区間とともに1つ以上入れてください",
                "no prediction: enter at least one with its interval",
            )
        )
    if review_date <= decided_on:
        flaws.append(
            Text(
                "見直す日は、決めた日より後にしてください",
                "the review date is not after the day of the decision: choose a later one",
            )
        )
    return flaws


def _flaws(card: DecisionCard) -> Iterator[Text]:
    yield from card_flaws(
        question=card.question,
        chosen=card.chosen,
        decider=card.decider,
        stop_rule=card.stop_rule,
        decided_on=card.decided_on,
        review_date=card.review_date,
        predictions=len(card.predictions),
    )
    for one in card.predictions:
        if not (one.of.strip() and one.estimate.strip() and one.interval.strip()):
            yield Text(
                "予測に対象・値・区間のどれかがありません", "a prediction lacks its quantity, estimate or interval"
            )
