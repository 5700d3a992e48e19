"""Text that no spreadsheet runs: cells that look like a formula get an apostrophe in front."""

from __future__ import annotations

import re
import unicodedata

STARTS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\u2212")
"""What a formula begins with; full-width forms, which some spreadsheets read the same way, and − which becomes one."""

_BREAKS = ("\t", "\r", "\n", "\0")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might run a text: by its first character that is seen, or a break before it."""
    return text.startswith(_BREAKS) or _first_seen(text) in STARTS_A_FORMULA


def _first_seen(text: str) -> str:
    """First character that is no space, control or format character; "" without one."""
    return next((char for char in text if unicodedata.category(char)[0] not in "CZ"), "")


def neutral(value: object) -> object:
    """A cell as it may be written to a spreadsheet: text that looks like a formula behind an apostrophe.

    Numbers stay numbers: -1100 is no text. OWASP ASVS 5.0, 1.2.10.
    """
    return f"'{value}" if isinstance(value, str) and looks_like_formula(value) else value


def one_line(text: str) -> str:
    """A text without line breaks and other control characters; each run of them becomes a space."""
    return _CONTROL.sub(" ", text)
