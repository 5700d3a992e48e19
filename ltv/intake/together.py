"""Tables of several readings under one another, with money at the same number of decimal places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ltv.intake.result import Reading


def together(readings: Sequence[Reading]) -> pd.DataFrame:
    """Tables under one another."""
    return under_one_another([reading.table for reading in readings])


def under_one_another(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Tables under one another; categories that differ become texts."""
    if len(tables) == 1:
        return tables[0].reset_index(drop=True)
    return pd.concat([_in_texts(table) for table in tables], ignore_index=True)


def _in_texts(table: pd.DataFrame) -> pd.DataFrame:
    coded = [name for name in table if isinstance(table[name].dtype, pd.CategoricalDtype)]
    return table.astype(dict.fromkeys(coded, "str"))


def money_at(readings: Sequence[Reading], decimals: int, columns: Sequence[str]) -> pd.DataFrame:
    """Tables under one another, with money at the same number of decimal places."""
    given = {name for reading in readings for name in columns if name in reading.table}
    tables = [
        reading.table.assign(**{name: _money(reading, name, decimals) for name in columns if name in given})
        for reading in readings
    ]
    return under_one_another(tables)


def _money(reading: Reading, name: str, decimals: int) -> pd.Series[Any]:
    """Money of a column; missing, and whole all the same, where only other files have the column."""
    if name not in reading.table:
        return pd.Series(pd.NA, index=reading.table.index, dtype="Int64")
    return _rescaled(reading.table[name], reading.decimals, decimals)


def _rescaled(money: pd.Series[Any], decimals: int, wanted: int) -> pd.Series[Any]:
    """Money with more decimal places; with fewer it is rounded half to even."""
    if wanted >= decimals:
        scaled: pd.Series[Any] = money * 10 ** (wanted - decimals)
        return scaled
    unit = 10 ** (decimals - wanted)
    up = 2 * (money % unit) + (money // unit) % 2 > unit
    rounded: pd.Series[Any] = money // unit + up.astype(money.dtype)
    return rounded
