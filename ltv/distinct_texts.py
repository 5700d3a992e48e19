"""Texts in order: whether a column is, so that none comes twice, and how to put it so.

Texts of one length, as ids mostly are, are compared as whole numbers, many times faster than as texts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

_MOST_BYTES = 64
"""Length of texts that are compared a word of the processor at a time."""


def strictly_ordered(texts: Any) -> bool:
    """Whether every text of an Arrow array is greater than the one before it, or every one smaller: none comes twice.

    Numbers of orders are so in most exports, oldest or newest first. A missing text makes it False.
    """
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    if whole.null_count or len(whole) < 2:
        return not whole.null_count
    words = _words(whole)
    return _arrow_ordered(whole) if words is None else _words_ordered(words)


def distinct_count(column: pd.Series[Any]) -> int:
    """Number of different values of a column; missing ones are none."""
    if isinstance(column.dtype, pd.StringDtype) and strictly_ordered(pa.array(column, pa.large_string())):
        return len(column)
    return int(column.nunique())


def sorted_places(texts: Any) -> NDArray[np.int64]:
    """Places of the distinct texts of an Arrow array, in the order of their UTF-8."""
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    words = _words(whole) if len(whole) > 1 else None
    if words is None:
        return np.asarray(pc.array_sort_indices(whole).to_numpy(), dtype=np.int64)
    telling = [word for word in words if word.min() != word.max()]
    return np.argsort(telling[0]) if len(telling) == 1 else np.lexsort(telling[::-1])


def _arrow_ordered(texts: Any) -> bool:
    later, earlier = texts.slice(1), texts.slice(0, len(texts) - 1)
    compared = pc.greater if texts[1].as_py() > texts[0].as_py() else pc.less
    return bool(pc.all(compared(later, earlier)).as_py())


def _words(texts: Any) -> list[NDArray[np.unsignedinteger]] | None:
    """Texts of one length as whole numbers that compare as they do, most significant first; None for others."""
    _, offsets, data = texts.buffers()
    wide = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    bounds = np.frombuffer(offsets, dtype=wide)[texts.offset : texts.offset + len(texts) + 1]
    length = int(bounds[1] - bounds[0])
    if not 0 < length <= _MOST_BYTES or np.any(np.diff(bounds) != length):
        return None
    size = next(size for size in (8, 4, 2, 1) if size <= length)
    places = [0, *range(length - size, 0, -size)[::-1]]
    words = [
        np.ndarray(len(texts), f">u{size}", data, int(bounds[0]) + place, (length,)).astype(f"u{size}")
        for place in places
    ]
    words[0] >>= 8 * (size - places[1]) if len(places) > 1 else 0  # the bytes that the second word has, too
    return words


def _words_ordered(words: list[NDArray[np.unsignedinteger]]) -> bool:
    rising = tuple(int(word[0]) for word in words) < tuple(int(word[1]) for word in words)
    low, high = (slice(None, -1), slice(1, None)) if rising else (slice(1, None), slice(None, -1))
    ordered = np.zeros(len(words[0]) - 1, dtype=bool)
    for word in reversed(words):
        ordered = (word[low] < word[high]) | ((word[low] == word[high]) & ordered)
    return bool(ordered.all())
