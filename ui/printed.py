"""Text as it may stand in a document that is handed out: in one line, and without signs that break or turn it."""

from __future__ import annotations

import unicodedata

from ltv.spreadsheet_safety import one_line

_TURNS = {"\u061c", "\u200e", "\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
"""Marks that turn the direction of all that follows. Words of languages written from the right need none of them."""


def cleaned(words: str) -> str:
    """A text in one line without what no document may hold: half characters, no-characters, turns of direction."""
    return "".join(sign for sign in one_line(words) if sign not in _TURNS and _is_character(sign)).strip()


def shortened(words: str, most: int) -> str:
    """A clean text of at most so many characters, with "…" where some are left out."""
    whole = cleaned(words)
    return whole if len(whole) <= most else f"{whole[: most - 1].rstrip()}…"


def _is_character(sign: str) -> bool:
    return unicodedata.category(sign) != "Cs" and ord(sign) & 0xFFFE != 0xFFFE
