"""Equal rows counted once: what makes a fit's cost depend on how customers differ, not on how many there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

_LARGEST_GRID = 1 << 22
_NEAR = 1e-6


class Levels(NamedTuple):
    """A column as codes of its numbers: `numbers[codes]` is the column, and codes are in the order of the numbers."""

    codes: NDArray[np.int64]
    numbers: NDArray[np.float64]


def levels(column: NDArray[np.float64], steps_a_unit: float) -> Levels:
    """Code a column of numbers that are not negative.

    Where all are whole steps (days, of which the column's unit has so many) these are the codes and nothing is sorted.
    """
    steps = column * steps_a_unit
    whole = np.rint(steps)
    most = float(whole.max(initial=0))
    if most < _LARGEST_GRID and float(np.abs(steps - whole).max(initial=0)) < _NEAR:
        return Levels(whole.astype(np.int64), np.arange(most + 1, dtype=np.float64) / steps_a_unit)
    numbers, codes = np.unique(column, return_inverse=True)
    return Levels(codes.reshape(column.shape).astype(np.int64), numbers)


def counted(
    key: NDArray[np.int64], weight: NDArray[np.int64] | None, below: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Distinct keys, ascending, and how many rows (or how much weight) each has.

    Keys under `below` are common, so they are counted in a table; only the others are sorted.
    """
    common = key < below
    table = np.bincount(key[common], None if weight is None else weight[common], below).astype(np.int64)
    often = np.flatnonzero(table)
    rare, number = _sorted_counts(key[~common], None if weight is None else weight[~common])
    return np.concatenate([often, rare]), np.concatenate([table[often], number])


def _sorted_counts(
    key: NDArray[np.int64], weight: NDArray[np.int64] | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if weight is None:
        key = np.sort(key)
    else:
        order = np.argsort(key, kind="stable")
        key, weight = key[order], weight[order]
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    if weight is None:
        return key[starts], np.diff(starts, append=len(key))
    return key[starts], np.add.reduceat(weight, starts) if len(starts) else weight


def on_distinct(function: Callable[..., Any], *columns: ArrayLike) -> NDArray[np.float64]:
    """Ask an expensive function of several columns once for each distinct row, and hand every row its answer."""
    wide = np.broadcast_arrays(*(np.asarray(column) for column in columns))
    shape, flat = wide[0].shape, [column.ravel() for column in wide]
    if wide[0].size < 2:
        return np.asarray(function(*flat), dtype=np.float64).reshape(shape)
    key = np.zeros(wide[0].size, dtype=np.int64)
    for column in flat:
        found, codes = np.unique(column, return_inverse=True)
        key = key * len(found) + codes
    _, first, back = np.unique(key, return_index=True, return_inverse=True)
    answers = np.asarray(function(*(column[first] for column in flat)), dtype=np.float64)
    return answers[back].reshape(shape)
