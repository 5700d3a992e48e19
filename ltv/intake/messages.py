"""Every sentence intake says, in Japanese and English: what, where, and how to fix it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ltv.intake.result import Choice, Message, Param, Question
from ltv.intake.vocabulary import presets, usual_header

LANGUAGES = ("ja", "en")


def text(what: str | Message | Question | Choice, lang: str, *, question: Question | None = None) -> str:
    """Write a sentence.

    Parameters
    ----------
    what : Message, Question, Choice or str
        A str is the reason of a record that was not used.
    lang : "ja" or "en"
    question : Question, optional
        The question a choice belongs to.

    Returns
    -------
    str
        Plain text. It may hold names of columns and sheets as the file writes them, so it is escaped where it is shown.
    """
    if isinstance(what, Choice):
        return _choice(what, lang, question)
    if isinstance(what, str):
        return _sentences("reasons")[what][lang]
    part = "questions" if isinstance(what, Question) else "messages"
    sentence = _sentences(part)[what.code][lang].format(**_written(what.params, lang))
    return ("" if lang == "ja" else " ").join(filter(None, (sentence, _way_out(what, lang))))


def _way_out(what: Message | Question, lang: str) -> str:
    """What can be done, where that depends on more than what is wrong; "" where the sentence says it itself."""
    preset = what.params.get("preset")
    if what.code == "column_missing" and isinstance(preset, str):
        return preset_notes(preset, lang)[0]  # what the lack means for an export that never has the column
    if what.code == "type_mismatch":
        fix = "rename" if "right" in what.params else "export_again"
        return _sentences("fixes")[fix][lang].format(**_written(what.params, lang))
    return ""


def codes(part: str) -> Mapping[str, Mapping[str, str]]:
    """Code → language → sentence for "reasons", "messages", "questions" or "choices"."""
    return _sentences(part)


def field_name(name: str, lang: str) -> str:
    """One of our fields in words."""
    words = _sentences("fields").get(name)
    return name if words is None else words[lang]


def preset_name(preset: str, lang: str) -> str:
    """Whose export a preset is, in words."""
    return next((known.name[lang] for known in presets() if known.id == preset), preset)


def preset_notes(preset: str, lang: str) -> tuple[str, ...]:
    """What to know about an export before its figures are believed, in sentences."""
    return tuple(note[lang] for known in presets() if known.id == preset for note in known.notes)


def _choice(choice: Choice, lang: str, question: Question | None) -> str:
    if question and question.answer == "preset":
        return preset_name(choice.code, lang)
    words = _sentences("choices").get(f"{question.code}.{choice.code}") if question else None
    return words[lang] if words else choice.code


def _written(params: Mapping[str, Param], lang: str) -> dict[str, str]:
    """Parameters as words; fields also by the `names` that their headers may have."""
    return {name: _word(name, value, lang) for name, value in {**_headers(params, lang), **params}.items()}


def _headers(params: Mapping[str, Param], lang: str) -> Mapping[str, Param]:
    fields, kind = params.get("fields"), params.get("kind")
    if not isinstance(fields, tuple) or not isinstance(kind, str):
        return {}
    return {"names": tuple(usual_header(kind, name, lang) for name in fields)}


def _word(name: str, value: Param, lang: str) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, str):
        return _named(name, value, lang)
    words = [field_name(word, lang) for word in value] if name == "fields" else list(value)
    return ("、" if lang == "ja" else ", ").join(words)


def _named(name: str, value: str, lang: str) -> str:
    """A code as the words it stands for; a text of the file as it is."""
    if name == "preset":
        return preset_name(value, lang)
    return _sentences("kinds")[value][lang] if name == "kind" else value


@cache
def _all() -> Any:
    return json.loads((Path(__file__).parent / "messages.json").read_text(encoding="utf-8"))


def _sentences(part: str) -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = _all()[part]
    return found
