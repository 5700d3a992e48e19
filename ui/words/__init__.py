"""Every word on screen, in Japanese and English, by key. Sentences are whole: they are never put together from parts."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from ltv.metrics.metric import Lang, Text
from ui.words import (
    cohort,
    common,
    data,
    data_import,
    data_quality,
    data_reconcile,
    data_saved,
    decide_charts,
    home,
    kpi,
    ltv_actions,
    ltv_base,
    ltv_card,
    ltv_customers,
    ltv_segments,
    ltv_trust,
    ltv_verdicts,
    nrr,
    priority,
    priority_edit,
    priority_export,
    priority_tradeoffs,
    scenario,
    scenario_more,
    scenario_saved,
    value_charts,
    workshop,
    workshop_outcome,
)

WORDS: dict[str, tuple[str, str]] = {
    **common.WORDS, **home.WORDS, **data.WORDS, **data_import.WORDS,
    **data_reconcile.WORDS, **data_quality.WORDS, **data_saved.WORDS, **kpi.WORDS, **nrr.WORDS, **cohort.WORDS,
    **value_charts.WORDS, **ltv_segments.WORDS, **ltv_base.WORDS, **ltv_trust.WORDS, **ltv_verdicts.WORDS, **ltv_customers.WORDS,
    **ltv_card.WORDS, **ltv_actions.WORDS, **decide_charts.WORDS, **scenario.WORDS, **scenario_more.WORDS, **scenario_saved.WORDS, **priority.WORDS,
    **priority_edit.WORDS, **priority_tradeoffs.WORDS, **priority_export.WORDS, **workshop.WORDS, **workshop_outcome.WORDS,
}  # fmt: skip


def text(key: str, lang: Lang, **values: object) -> str:
    """Words of a key in a language, with its placeholders filled in."""
    ja, en = WORDS[key]
    return (ja if lang == "ja" else en).format(**values)


def t(key: str, **values: object) -> str:
    """Words of a key in the reader's language."""
    from ui import session  # noqa: PLC0415  (the session shows words of its own)

    return text(key, session.lang(), **values)


def sentences(*said: str) -> str:
    """Sentences one after the other, as the reader's language sets them; empty ones are left out."""
    from ui import session  # noqa: PLC0415

    return ("" if session.lang() == "ja" else " ").join(sentence for sentence in said if sentence)


def of(words: Text) -> str:
    """A definition's words in the reader's language."""
    from ui import session  # noqa: PLC0415

    return words(session.lang())


def label(value: object, dimension: str = "") -> str:
    """A value of the data as shown: discounts as percent, sample values in English too, others as they are."""
    from ui import session, show  # noqa: PLC0415

    written = str(value)
    if dimension == "first_discount" and re.fullmatch(r"[01](\.\d+)?", written):
        return show.share(float(written), 0)
    return _sample_labels().get(written, written) if session.lang() == "en" and session.is_sample() else written


@cache
def _sample_labels() -> dict[str, str]:
    path = Path(__file__).parent.parent.parent / "sample_data" / "labels_en.json"
    labels: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return labels
