"""What a forecast needs, in the reader's words."""

from __future__ import annotations

from ltv.models.sufficiency import Condition
from ui import show
from ui.words import of, t


def in_words(condition: Condition) -> str:
    """What is counted, with what there is and what it takes."""
    return t("condition.lacking", what=of(condition.words), have=have(condition), need=need(condition))


def have(condition: Condition) -> str:
    """What there is."""
    return show.count(condition.have) + of(condition.unit)


def need(condition: Condition) -> str:
    """What it takes."""
    return show.count(condition.need) + of(condition.unit)
