"""Money as whole numbers of the smallest unit a data set needs."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

MOST_DECIMALS = 4
LARGEST = 10**12
"""Largest amount of one row, in whole currency units, that is believed."""
LARGEST_TOTAL = 2.0**62
"""Largest sum of money in its smallest unit that is added up in 64 bits."""
_SURE_IN_FLOAT = 2**51
"""Below it, a float and its decimal places name one whole number only."""
_MOST_DIGITS = 28
"""More digits than this `Decimal` would round in a product."""


def whole_amounts(
    amounts: pd.Series[Any], decimals: int | None = None, name: str = "amount"
) -> tuple[NDArray[np.int64], int, str | None]:
    """Turn amounts into whole numbers without losing a digit.

    Parameters
    ----------
    amounts : Series of int, float, Decimal or numeric text
    decimals : int, optional
        Decimal places to keep; by default the fewest (0 to 4) that lose nothing.

    Returns
    -------
    whole : int64
        amount × 10**decimals; 0 where the value is a problem.
    decimals : int
    problem : str or None
        One line naming the first row that is not a finite amount with at most `decimals` places.
    """
    if amounts.dtype.kind in "iu" and not amounts.hasnans:
        scale = decimals or 0
        bad = ((amounts > LARGEST) | (amounts < -LARGEST)).to_numpy(dtype=bool)
        return amounts.mask(bad, 0).to_numpy(dtype=np.int64) * 10**scale, scale, _problem(bad, name, decimals)
    if amounts.dtype.kind == "f":
        return _from_floats(amounts.to_numpy(dtype=np.float64), decimals, name)
    return _from_decimals([_decimal(value) for value in amounts], decimals, name)


def scaled_amounts(
    amounts: pd.Series[Any], scaled: int, name: str = "amount"
) -> tuple[NDArray[np.int64], int, str | None]:
    """Check amounts that are whole numbers already, × 10**`scaled`; the result is that of `whole_amounts`."""
    if amounts.dtype.kind not in "iu" or amounts.hasnans:
        return np.zeros(len(amounts), dtype=np.int64), scaled, f"{name}: not a column of whole numbers"
    largest = LARGEST * 10**scaled
    bad = ((amounts > largest) | (amounts < -largest)).to_numpy(dtype=bool)
    return amounts.mask(bad, 0).to_numpy(dtype=np.int64), scaled, _problem(bad, name, scaled)


def _from_floats(
    values: NDArray[np.float64], decimals: int | None, name: str
) -> tuple[NDArray[np.int64], int, str | None]:
    """A float stands for the shortest decimal that reads back as it, so 29.33 is exactly 29.33."""
    finite = np.isfinite(values) & (np.abs(values) <= LARGEST)
    usable = np.where(finite, values, 0.0)
    scale, whole, exact = 0, usable, ~finite
    for scale in [decimals] if decimals is not None else range(MOST_DECIMALS + 1):
        whole = np.rint(usable * 10**scale)
        if np.abs(whole).max(initial=0) >= _SURE_IN_FLOAT:
            return _from_decimals([_decimal(value) for value in values], decimals, name)
        exact = whole / 10**scale == usable
        if exact.all():
            return whole.astype(np.int64), scale, _problem(~finite, name, decimals)
    return np.where(exact, whole, 0).astype(np.int64), scale, _problem(~finite | ~exact, name, decimals)


def _from_decimals(
    values: list[Decimal | None], decimals: int | None, name: str
) -> tuple[NDArray[np.int64], int, str | None]:
    known = [v for v in values if v is not None]
    places = max((max(0, -int(v.normalize().as_tuple().exponent)) for v in known), default=0)
    scale = min(places, MOST_DECIMALS) if decimals is None else decimals
    factor = Decimal(10) ** scale
    whole = [None if v is None or v * factor != int(v * factor) else int(v * factor) for v in values]
    return (
        np.array([w or 0 for w in whole], dtype=np.int64),
        scale,
        _problem(np.array([w is None for w in whole], dtype=bool), name, decimals),
    )


def _decimal(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    usable = number.is_finite() and abs(number) <= LARGEST and len(number.as_tuple().digits) <= _MOST_DIGITS
    return number if usable else None


def _problem(bad: NDArray[np.bool_], name: str, decimals: int | None) -> str | None:
    rows = np.flatnonzero(bad)
    if len(rows) == 0:
        return None
    places = MOST_DECIMALS if decimals is None else decimals
    return (
        f"{name}: not an amount up to {LARGEST:,} with at most {places} decimal places "
        f"({len(rows)} rows, first in row {rows[0] + 1})"
    )
