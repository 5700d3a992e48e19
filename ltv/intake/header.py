"""Which row is the header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ltv.intake.limits import MOST_COLUMNS
from ltv.intake.result import RefusedError
from ltv.intake.vocabulary import known_headers, personal, squashed, without_courtesy, without_unit

LOOK_AT = 60
"""Rows in which a header is searched."""

_VALUE = re.compile(r"^[\d\s.,:/\-+¥￥\\$€%()年月日時分TZ]+$")


@dataclass(frozen=True)
class Header:
    """Names of columns, and the index of the last row they stand in."""

    at: int
    names: tuple[str, ...]


def find_header(rows: Sequence[Sequence[str]], chosen: Iterable[str] = ()) -> Header:
    """The header among the first rows of a file.

    The row with most names that are known, or were chosen by hand; the first of equals. Two rows, such as 顧客 above
    ID, when they make more known names together than any row does alone.

    Raises
    ------
    RefusedError
        `header_not_found` when no row looks like one; `too_many_columns`.
    """
    wanted = known_headers() | {squashed(name) for name in chosen if name}
    scores = [_score(row, wanted) for row in rows]
    best = max(scores, default=0)
    joined = [_joined(above, below) for above, below in pairwise(rows)]
    together = [_score(row, wanted) for row in joined]
    if max(together, default=0) > max(best, 2):
        at = together.index(max(together))
        return Header(at + 1, tuple(map(_trimmed, joined[at])))
    if best > 0:
        return Header(scores.index(best), tuple(map(_trimmed, rows[scores.index(best)])))
    for index, row in enumerate(rows):
        if _looks_like_names(row):
            return Header(index, tuple(map(_trimmed, row)))
    raise RefusedError("header_not_found")


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Names that run over two rows; one above several columns stands in the first of them."""
    names, last = [], ""
    for i in range(max(len(above), len(below))):
        upper = above[i].strip() if i < len(above) else ""
        lower = below[i].strip() if i < len(below) else ""
        last = upper or last
        names.append((last if lower else upper) + lower)
    return names


def _trimmed(name: str) -> str:
    return name.strip(" \t\u3000\xa0\ufeff\u200b")


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
