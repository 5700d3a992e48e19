"""Where lines end, found in the bytes of a file without copying them."""

from __future__ import annotations

import mmap

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

Content = bytes | mmap.mmap
"""The bytes of a file, or memory that holds them."""
NEWLINE, RETURN = ord("\n"), ord("\r")
BLOCK = 1 << 18
"""Bytes looked at together: few enough to stay near the processor."""


def places(data: NDArray[np.uint8], byte: int) -> NDArray[np.int64]:
    """Where a byte stands."""
    blocks = [np.flatnonzero(data[at : at + BLOCK] == byte) + at for at in range(0, len(data), BLOCK)]
    return np.concatenate(blocks) if blocks else np.empty(0, dtype=np.int64)


def count(content: Content, byte: int, start: int = 0) -> int:
    """How often a byte stands there."""
    data = np.frombuffer(content, dtype=np.uint8)
    return sum(int(np.count_nonzero(data[at : at + BLOCK] == byte)) for at in range(start, len(data), BLOCK))


def holds(content: Content, part: bytes, start: int = 0) -> bool:
    """Whether some bytes stand there."""
    return content.find(part, start) >= 0


def stand_alone(content: Content) -> bool:
    """Whether any carriage return is not followed by a newline."""
    if not holds(content, b"\r"):
        return False
    data = np.frombuffer(content, dtype=np.uint8)
    after = places(data, RETURN) + 1
    return bool(after[-1] == len(data) or np.any(data[after] != NEWLINE))


def unified(content: Content) -> Content:
    """The same text without carriage returns that stand alone."""
    return content[:].replace(b"\r\n", b"\n").replace(b"\r", b"\n") if stand_alone(content) else content


def lines_of(content: Content) -> pa.LargeBinaryArray:
    """The lines of a content, their ends included, without copying it."""
    ends = places(np.frombuffer(content, dtype=np.uint8), NEWLINE) + 1
    bounds = np.concatenate([[0], ends] if len(ends) and ends[-1] == len(content) else [[0], ends, [len(content)]])
    offsets = pa.py_buffer(bounds.astype(np.int64))
    return pa.Array.from_buffers(pa.large_binary(), len(bounds) - 1, [None, offsets, pa.py_buffer(content)])
