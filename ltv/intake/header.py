"""Which row is the header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ltv.intake.limits import MOST_COLUMNS
from ltv.intake.result import RefusedError
from ltv.intake.vocabulary import known_headers, personal, squashed, without_courtesy, without_unit

LOOK_AT = 60
"""Rows in which a header is searched."""

_VALUE = re.compile(r"^[\d\s.,:/\-+¥￥\\$€%()年月日時分TZ]+$")


def find_header(rows: Sequence[Sequence[str]], chosen: Iterable[str] = ()) -> int:
    """Index of the header among the first rows of a file.

    The row with most names that are known, or were chosen by hand; the first of equals.

    Raises
    ------
    RefusedError
        `header_not_found` when no row looks like one; `too_many_columns`.
    """
    wanted = known_headers() | {squashed(name) for name in chosen if name}
    scores = [_score(row, wanted) for row in rows]
    best = max(scores, default=0)
    if best > 0:
        return scores.index(best)
    for index, row in enumerate(rows):
        if _looks_like_names(row):
            return index
    raise RefusedError("header_not_found")


def _score(row: Sequence[str], wanted: frozenset[str] | set[str]) -> int:
    if len(row) > MOST_COLUMNS and sum(1 for cell in row if cell) > MOST_COLUMNS:
        raise RefusedError("too_many_columns", limit=f"{MOST_COLUMNS:,}")
    cells = {cell for cell in row if cell and len(cell) <= 200}
    known = sum(1 for cell in cells if {squashed(cell), without_unit(cell), without_courtesy(cell)} & wanted)
    return known if len(cells) > 1 or len(row) == 1 else 0


def _looks_like_names(row: Sequence[str]) -> bool:
    """At least two words, none of them a number or a date, some of them said to be personal or all distinct."""
    cells = [cell.strip() for cell in row if cell.strip()]
    if len(cells) < 2 or any(_VALUE.match(cell[:200]) for cell in cells):
        return False
    return len(set(cells)) == len(cells) and (len(cells) > 3 or any(personal(cell) for cell in cells))
