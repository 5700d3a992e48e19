"""Exact sums of whole numbers, by key and of products."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_EXACT_IN_FLOAT = 2**53
_EXACT_IN_INT64 = 2**63 - 1
_LIMB = 20
_CHUNK = 1 << 16


def sum_by(key: NDArray[np.integer], values: NDArray[np.integer], size: int) -> NDArray[np.int64]:
    """Sum `values` for each key from 0 to `size` - 1, exactly.

    Floating-point sums are exact while no partial sum can pass 2**53; past that whole numbers are added one by one.
    """
    if len(values) == 0:
        return np.zeros(size, dtype=np.int64)
    if _largest(values) * len(values) < _EXACT_IN_FLOAT:
        return np.bincount(key, weights=values, minlength=size).astype(np.int64)
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, key, values)
    return total


def count_by(key: NDArray[np.integer], size: int) -> NDArray[np.int64]:
    """How often each key from 0 to `size` - 1 occurs."""
    return np.bincount(key, minlength=size).astype(np.int64)


def total(values: NDArray[np.integer]) -> int:
    """Sum of a column as one exact whole number, however large."""
    return dot(values, np.ones(len(values), dtype=np.int64))


def dot(a: NDArray[np.integer], b: NDArray[np.integer]) -> int:
    """Sum of the products of two columns as one exact whole number, however large."""
    if len(a) == 0:
        return 0
    if _largest(a) * _largest(b) * len(a) <= _EXACT_IN_INT64:
        return int(np.dot(a.astype(np.int64), b.astype(np.int64)))
    return sum(_dot_limbs(a[i : i + _CHUNK], b[i : i + _CHUNK]) for i in range(0, len(a), _CHUNK))


def _dot_limbs(a: NDArray[np.integer], b: NDArray[np.integer]) -> int:
    """Long multiplication in pieces of 20 bits, each of whose sums fits in 64 bits."""
    return sum(int(np.dot(x, y)) << (_LIMB * (i + j)) for i, x in enumerate(_limbs(a)) for j, y in enumerate(_limbs(b)))


def _limbs(values: NDArray[np.integer]) -> list[NDArray[np.int64]]:
    low, rest = values & ((1 << _LIMB) - 1), values >> _LIMB
    middle, high = rest & ((1 << _LIMB) - 1), rest >> _LIMB
    return [part.astype(np.int64) for part in (low, middle, high)]


def _largest(values: NDArray[np.integer]) -> int:
    return max(abs(int(values.min())), abs(int(values.max())))
