"""Exact sums of whole numbers, by key, by run and of products."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 1 << 17
"""Rows that are worked on together: what is made of them on the way fits the processor's cache."""

_EXACT_IN_INT64 = 2**63 - 1
_RUNS = 1 << 14
_LIMB = 20
_CHUNK = 1 << 16


def sum_by(key: NDArray[np.integer], values: NDArray[Any], size: int) -> NDArray[np.int64]:
    """Sum `values` (whole numbers or bool) for each key from 0 to `size` - 1, exactly."""
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, key.astype(np.intp, copy=False), values.astype(np.int64, copy=False))  # other types take longer
    return total


def count_by(key: NDArray[np.integer], size: int) -> NDArray[np.int64]:
    """How often each key from 0 to `size` - 1 occurs."""
    return np.bincount(key, minlength=size).astype(np.int64)


def total(values: NDArray[np.integer]) -> int:
    """Sum of a column as one exact whole number, however large."""
    if len(values) == 0 or _largest(values) * len(values) <= _EXACT_IN_INT64:
        return int(values.sum(dtype=np.int64))
    return dot(values, np.ones(len(values), dtype=np.int64))


def dot(a: NDArray[np.integer], b: NDArray[np.integer]) -> int:
    """Sum of the products of two columns as one exact whole number, however large."""
    if len(a) == 0:
        return 0
    if _largest(a) * _largest(b) * len(a) <= _EXACT_IN_INT64:
        return int(np.dot(a.astype(np.int64), b.astype(np.int64)))
    return sum(_dot_limbs(a[i : i + _CHUNK], b[i : i + _CHUNK]) for i in range(0, len(a), _CHUNK))


def sums_from(starts: NDArray[np.intp], values: NDArray[Any]) -> NDArray[np.int64]:
    """Sum of each run of rows, from one of `starts` to the next; the first run starts at row 0.

    Differences of running sums, a block at a time: of many short runs it is quicker than to add up each.
    """
    sums = np.empty(len(starts), dtype=np.int64)
    for i in range(0, len(starts), _RUNS):
        bounds = starts[i : i + _RUNS + 1]
        if i + _RUNS >= len(starts):
            bounds = np.append(bounds, len(values))
        running = np.zeros(bounds[-1] - bounds[0] + 1, dtype=np.int64)
        np.cumsum(values[bounds[0] : bounds[-1]], out=running[1:])
        sums[i : i + _RUNS] = np.diff(running.take(bounds - bounds[0]))
    return sums


def sums_of_runs(values: NDArray[Any], lengths: NDArray[np.integer]) -> NDArray[np.int64]:
    """Sum of each run of rows, where the runs follow one another; 0 for a run of no rows. For few, long runs."""
    sums = np.zeros(len(lengths), dtype=np.int64)
    filled = lengths > 0
    starts = np.cumsum(lengths) - lengths
    sums[filled] = np.add.reduceat(values, starts[filled], dtype=np.int64)
    return sums


def squares_of_runs(
    a: NDArray[np.int64], others: Sequence[NDArray[np.int64]], lengths: NDArray[np.integer]
) -> list[list[int]]:
    """Σa², then Σab and Σb² of every other column b, of each run of rows: exact whole numbers, however large."""
    pairs = [(a, a), *((x, b) for b in others for x in (a, b))]
    if len(a) == 0 or max(map(_largest, (a, *others))) ** 2 * int(lengths.max()) <= _EXACT_IN_INT64:
        return [sums_of_runs(x * y, lengths).tolist() for x, y in pairs]
    bounds = [0, *np.cumsum(lengths).tolist()]
    return [[dot(x[i:j], y[i:j]) for i, j in pairwise(bounds)] for x, y in pairs]


def _dot_limbs(a: NDArray[np.integer], b: NDArray[np.integer]) -> int:
    """Long multiplication in pieces of 20 bits, each of whose sums fits in 64 bits."""
    return sum(int(np.dot(x, y)) << (_LIMB * (i + j)) for i, x in enumerate(_limbs(a)) for j, y in enumerate(_limbs(b)))


def _limbs(values: NDArray[np.integer]) -> list[NDArray[np.int64]]:
    low, rest = values & ((1 << _LIMB) - 1), values >> _LIMB
    middle, high = rest & ((1 << _LIMB) - 1), rest >> _LIMB
    return [part.astype(np.int64) for part in (low, middle, high)]


def _largest(values: NDArray[np.integer]) -> int:
    return max(abs(int(values.min())), abs(int(values.max())))
