"""Equal rows counted once: what makes a fit's cost depend on how customers differ, not on how many there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

_LARGEST_GRID = 1 << 22
_NEAR = 1e-6
_BLOCK = 1 << 16


class Levels(NamedTuple):
    """A column as codes of its numbers: `numbers[codes]` is the column, and codes are in the order of the numbers."""

    codes: NDArray[np.int32]
    numbers: NDArray[np.float64]


def levels(column: NDArray[np.float64], steps_a_unit: float) -> Levels:
    """Code a column of numbers that are not negative.

    Where all are whole steps (days, of which the column's unit has so many) these are the codes and nothing is sorted.
    """
    whole = np.empty(len(column), dtype=np.int32)
    if _are_whole(column, steps_a_unit, whole):
        return Levels(whole, np.arange(int(whole.max(initial=0)) + 1) / steps_a_unit)
    numbers, codes = np.unique(column, return_inverse=True)
    return Levels(codes.astype(np.int32), numbers)


def _are_whole(column: NDArray[np.float64], steps_a_unit: float, whole: NDArray[np.int32]) -> bool:
    """Whether all numbers are so many whole steps; writes them into `whole`, part by part to need little memory."""
    for i in range(0, len(column), _BLOCK):
        steps = column[i : i + _BLOCK] * steps_a_unit
        nearest = np.rint(steps)
        if nearest.max() >= _LARGEST_GRID or np.abs(steps - nearest).max() >= _NEAR:
            return False
        whole[i : i + _BLOCK] = nearest
    return True


def counted(key: NDArray[np.int64], weight: NDArray[np.int64] | None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Distinct keys, ascending, and how many rows (or how much weight) each has. `key` is sorted in place."""
    if weight is None:
        key.sort()
        starts = _starts(key)
        return key[starts], np.diff(starts, append=len(key))
    order = np.argsort(key, kind="stable")
    key, weight = key[order], weight[order]
    starts = _starts(key)
    return key[starts], np.add.reduceat(weight, starts) if len(starts) else weight


def _starts(key: NDArray[np.int64]) -> NDArray[np.intp]:
    """Where each run of equal keys begins."""
    begins = np.ones(len(key), dtype=bool)
    np.not_equal(key[1:], key[:-1], out=begins[1:])
    return np.flatnonzero(begins)


def on_distinct(function: Callable[..., Any], *columns: ArrayLike) -> NDArray[np.float64]:
    """Ask an expensive function of several columns once for each distinct row, and hand every row its answer.

    The answer of a row is a number, or a row of numbers.
    """
    wide = np.broadcast_arrays(*(np.asarray(column) for column in columns))
    shape, flat = wide[0].shape, [column.ravel() for column in wide]
    if wide[0].size < 2:
        answers = np.asarray(function(*flat), dtype=np.float64)
        return answers.reshape(shape + answers.shape[1:])
    key = np.zeros(wide[0].size, dtype=np.int64)
    for column in flat:
        found, codes = np.unique(column, return_inverse=True)
        key = key * len(found) + codes
    _, first, back = np.unique(key, return_index=True, return_inverse=True)
    answers = np.asarray(function(*(column[first] for column in flat)), dtype=np.float64)
    return answers[back].reshape(shape + answers.shape[1:])
