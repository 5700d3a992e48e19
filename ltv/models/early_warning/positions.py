"""Positions within sorted runs, and what moves along them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def begins(starts: NDArray[np.bool_]) -> NDArray[np.intp]:
    """For each row, the position of the first row of its run; `starts` is True where a run begins."""
    return np.maximum.accumulate(np.where(starts, np.arange(len(starts)), 0))


def repeated(sizes: NDArray[np.integer]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Each position as often as its size says, and 0, 1, 2 … within it."""
    row = np.repeat(np.arange(len(sizes)), sizes)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def running(values: NDArray[Any]) -> NDArray[np.int64]:
    """Sum of everything before each position, and of all at the end."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(values, dtype=np.int64)])


def trend(
    amount: NDArray[np.int64], last: NDArray[np.intp], nth: NDArray[np.int64], recent: int
) -> NDArray[np.float64]:
    """Mean of the `recent` amounts up to `last` ÷ mean of those before them in the same run.

    `nth` counts the rows of the run up to `last`. NaN with no more than `recent` of them, or where a mean is not
    positive.
    """
    total = running(amount)
    enough = nth > recent
    split = last + 1 - np.minimum(recent, nth)
    before = (total[split] - total[last + 1 - nth]) / np.where(enough, nth - recent, 1)
    latest = (total[last + 1] - total[split]) / recent
    known = enough & (before > 0) & (latest > 0)
    return np.where(known, latest / np.where(known, before, 1.0), np.nan)
