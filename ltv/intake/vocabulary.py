"""Names of columns that are known: synonyms for every kind of file, and presets of known exports."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from ltv.intake.preset import Preset, presets_in

KINDS = ("orders", "contracts", "customers", "spend", "deliveries", "tickets", "surveys", "crm")
"""Kinds of files that can be read."""

_HERE = Path(__file__).parent
PRESETS = _HERE / "presets"
"""Folder of the known exports."""
_CODE = re.compile(r"(?<=[^\x00-\x7f])cd$")
_INVISIBLE = re.compile("[\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069]")
_LOOSE = re.compile(r"[\s_.\-‐‑–\"'「」『』【】*:：]+")
_UNIT = re.compile(
    r"[(\[<](?:円|jpy|¥|yen|usd|eur|gbp|\$|€|£|税込|税込み|税抜|税抜き|税別|消費税込|内税|外税|必須|任意|任意入力|単位:?円)[)\]>]$"
)


_REMEMBERED = 1 << 14
"""Headers whose comparison is remembered; they come from files, so that no end of them can be kept."""


@lru_cache(maxsize=_REMEMBERED)
def squashed(header: str) -> str:
    """How headers are compared: NFKC, no case, no spaces, underscores, hyphens or quotation marks."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", header[:400])).casefold()
    return _LOOSE.sub("", text)


@lru_cache(maxsize=_REMEMBERED)
def without_unit(header: str) -> str:
    """The squashed header without a unit at its end and a polite prefix, CD spelled out: "ご請求額(円)" is "請求額"."""
    text, shorter = squashed(header), ""
    while shorter != text:
        text, shorter = _UNIT.sub("", text), text
    return _CODE.sub("コード", text.removeprefix("ご").removeprefix("御"))


@lru_cache(maxsize=_REMEMBERED)
def without_courtesy(header: str) -> str:
    """The header without the polite prefix that only some words have by nature: "お得意先CD" is "得意先コード"."""
    return without_unit(header).removeprefix("お")


def presets() -> tuple[Preset, ...]:
    """Every preset: one file each in the folder `PRESETS`."""
    return presets_in(PRESETS, KINDS)


@cache
def synonyms(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Field → squashed headers, best first, for a kind of file."""
    return {
        name: tuple(dict.fromkeys(map(squashed, headers))) for name, headers in _json("synonyms.json")[kind].items()
    }


def usual_header(kind: str, name: str, lang: str) -> str:
    """How the header of a field is best written: its first synonym in a language."""
    headers: list[str] = _json("synonyms.json")[kind].get(name, [name])
    return next((header for header in headers if header.isascii() == (lang == "en")), name)


def known_headers() -> frozenset[str]:
    """Every squashed header that any kind or preset knows; a header line is found by them."""
    return _known_headers(PRESETS)


@cache
def _known_headers(folder: Path) -> frozenset[str]:
    names = {name for kind in KINDS for headers in synonyms(kind).values() for name in headers}
    for preset in presets_in(folder, KINDS):
        names |= {squashed(header) for headers in preset.columns.values() for header in headers}
        names |= {squashed(header) for header in preset.signature}
    return frozenset(names)


@cache
def _personal() -> tuple[frozenset[str], tuple[str, ...], frozenset[str], frozenset[str], frozenset[str]]:
    words = _json("synonyms.json")["personal"]
    return (
        frozenset(map(squashed, words["whole"])),
        tuple(words["inside"]),
        frozenset(words["english"]),
        frozenset(words["things"]),
        frozenset(map(squashed, words["never"])),
    )


def personal(header: str) -> bool:
    """Whether a header names something about a person, such as a name, an address or a birthday."""
    whole, inside, english, things, never = _personal()
    text = unicodedata.normalize("NFKC", header).casefold()
    tokens = set(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header).casefold())) | set(
        re.findall(r"[a-z]+", text)
    )
    if squashed(header) in never or (tokens & things and not tokens & {"customer", "billing", "shipping"}):
        return False
    return squashed(header) in whole or any(word in text for word in inside) or bool(tokens & english)


@lru_cache(maxsize=_REMEMBERED)
def identity(header: str) -> str | None:
    """Which match key a header names: "corporate_number", "email", "phone", "company", "name" or "postcode"."""
    for spelling in (squashed, without_unit, without_courtesy):
        if found := _identities().get(spelling(header)):
            return found
    return None


@cache
def _identities() -> Mapping[str, str]:
    words = _json("synonyms.json")["identity"]
    return {squashed(header): key for key, headers in words.items() for header in headers}


@cache
def _json(name: str) -> Any:
    return json.loads((_HERE / name).read_text(encoding="utf-8"))
