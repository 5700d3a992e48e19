"""Known exports, each one file of facts: adding one needs no code."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from ltv.errors import LtvError

AMOUNT_RULES = ("line_sum", "order_repeated", "order_first_line")
"""A line's own amount; the order's on each of its lines; the order's on its first line only."""
KEYS = ("email", "masked_email", "name", "phone")
_LANGUAGES = {"ja", "en"}


class InvalidPresetError(LtvError):
    """A file of a preset is not as it must be; the message lists every problem of it."""

    def __init__(self, file: str, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join([f"{file} is no preset:", *problems]))


@dataclass(frozen=True)
class Preset:
    """A known export.

    Attributes
    ----------
    name : language → whose export it is
    export : what the vendor calls it
    confirmed : bool
        False when its columns were only partly seen: it is a suggestion, and the reader is told to check.
    encodings, delimiter, dates, amounts : how the vendor writes it; what a file really has is seen in the file
    signature : headers that are all there when a file is this export
    headers : all columns of the export in its own order, as far as they are known
    columns : our field → headers, the first that has a value wins row by row
    keep, leave_out : header → values; other rows, or these rows, are no revenue
    ask_keep : header of `keep` whose values are free text, so that the reader is asked when none of them is known
    continued : headers whose empty cells hold what the line above holds
    empty_ids : customer ids that stand for none, such as 0
    key : what stands for the customer when it is no id
    several_ids : what separates the ids of several customers in one cell; the first counts
    other_amounts : columns that are revenue by another definition, so that the reader knows of the choice
    utc, minor_units, unquoted : times without an offset are UTC; amounts are cents; a quotation mark is a character
    journal_account : account that is revenue on the credit side of a journal
    customer_by_order : rows without a customer, such as refunds, belong to that of the other row with their order
    notes : what to know about it, in each language
    """

    id: str
    name: Mapping[str, str]
    kind: str
    signature: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    export: str = ""
    confirmed: bool = True
    encodings: tuple[str, ...] = ("utf-8",)
    delimiter: str = ","
    dates: str = ""
    amounts: str = ""
    headers: tuple[str, ...] = ()
    amount_rule: str = "line_sum"
    keep: Mapping[str, tuple[str, ...]] | None = None
    leave_out: Mapping[str, tuple[str, ...]] | None = None
    ask_keep: str | None = None
    continued: tuple[str, ...] = ()
    empty_ids: tuple[str, ...] = ()
    key: str | None = None
    several_ids: str | None = None
    other_amounts: tuple[str, ...] = ()
    utc: bool = False
    minor_units: bool = False
    unquoted: bool = False
    journal_account: str | None = None
    customer_by_order: bool = False
    notes: tuple[Mapping[str, str], ...] = ()


@cache
def presets_in(folder: Path, kinds: tuple[str, ...]) -> tuple[Preset, ...]:
    """Every preset of a folder, by name of its file.

    Raises
    ------
    InvalidPresetError
        For the first file that is no preset of one of `kinds`.
    """
    return tuple(read_preset(path, kinds) for path in sorted(folder.glob("*.json")))


def read_preset(path: Path, kinds: tuple[str, ...]) -> Preset:
    """Read and check one file."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as wrong:
        raise InvalidPresetError(path.name, [f"not JSON in UTF-8: {wrong}"]) from None
    problems = _problems(record, path.stem, kinds)
    if problems:
        raise InvalidPresetError(path.name, problems)
    return Preset(**{name: _frozen(value) for name, value in record.items()})


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return {name: _frozen(each) for name, each in value.items()} if isinstance(value, dict) else value


def _problems(record: Any, stem: str, kinds: tuple[str, ...]) -> list[str]:
    """All that is wrong with a record, each by the name of its field, with what was found."""
    if not isinstance(record, dict):
        return ["expected one object of fields"]
    known = {part.name: part for part in fields(Preset)}
    problems = [f"{name}: no such field; known are {', '.join(known)}" for name in record if name not in known]
    problems += [
        f"{part.name}: missing" for part in known.values() if part.default is MISSING and part.name not in record
    ]
    for name, value in record.items():
        if name in known and not _SHAPES[str(known[name].type)](value):
            problems.append(f"{name}: expected {_MEANT[str(known[name].type)]}, found {value!r:.80}")
    return problems or _contradictions(record, stem, kinds)


def _contradictions(record: dict[str, Any], stem: str, kinds: tuple[str, ...]) -> list[str]:
    """What is well formed and cannot be."""
    problems = [
        f"{name}: expected one of {', '.join(allowed)}, found {record[name]!r}"
        for name, allowed in (("kind", kinds), ("amount_rule", AMOUNT_RULES), ("key", KEYS), ("id", (stem,)))
        if record.get(name, allowed[0]) not in allowed
    ]
    if not record["signature"]:
        problems.append("signature: expected at least one header that only this export has")
    words = [record["name"], *record.get("notes", [])]
    problems += [
        f"name, notes: expected ja and en, found {dict(said)!r:.80}" for said in words if set(said) != _LANGUAGES
    ]
    ask = record.get("ask_keep")
    if ask is not None and ask not in record.get("keep", {}):
        problems.append(f"ask_keep: expected a header of keep, found {ask!r}")
    return problems


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _are_lists(value: Any) -> bool:
    return isinstance(value, dict) and all(_are_texts(each) and each for each in value.values())


def _are_words(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


_SHAPES: Mapping[str, Callable[[Any], bool]] = {
    "str": _is_text,
    "str | None": _is_text,
    "bool": lambda value: isinstance(value, bool),
    "tuple[str, ...]": _are_texts,
    "Mapping[str, str]": _are_words,
    "Mapping[str, tuple[str, ...]]": _are_lists,
    "Mapping[str, tuple[str, ...]] | None": _are_lists,
    "tuple[Mapping[str, str], ...]": lambda value: isinstance(value, list) and all(map(_are_words, value)),
}
_MEANT = {
    "str": "a text",
    "str | None": "a text",
    "bool": "true or false",
    "tuple[str, ...]": "a list of texts",
    "Mapping[str, str]": "an object of texts",
    "Mapping[str, tuple[str, ...]]": "an object of lists of texts",
    "Mapping[str, tuple[str, ...]] | None": "an object of lists of texts",
    "tuple[Mapping[str, str], ...]": "a list of objects of texts",
}
