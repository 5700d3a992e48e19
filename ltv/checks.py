"""What is wrong with a table given as a DataFrame, in lines that name columns and rows and never a value."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.errors import InvalidTableError


def require(frame: pd.DataFrame, names: tuple[str, ...], table: str) -> None:
    """Raise InvalidTableError naming every column that a table lacks."""
    missing = [
        f"{name}: column not found, found {list(map(str, frame.columns))[:12]}"
        for name in names
        if name not in frame.columns
    ]
    if missing:
        raise InvalidTableError(table, missing)


def first_problem(bad: NDArray[np.bool_], column: str, what: str) -> str | None:
    """One line for all bad values of a column. Values are left out: they may be personal."""
    rows = np.flatnonzero(bad)
    return f"{column}: {what} ({len(rows)} rows, first in row {rows[0] + 1})" if len(rows) else None
