"""How many different texts a column holds, without comparing all of them where their order already tells."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]


def rises(texts: Any) -> bool:
    """Whether every text of an Arrow array is there and greater than the one before it, so that all are distinct."""
    later, earlier = texts.slice(1), texts.slice(0, max(0, len(texts) - 1))
    return texts.null_count == 0 and pc.all(pc.greater(later, earlier)).as_py() in (True, None)


def distinct_count(column: pd.Series[Any]) -> int:
    """Number of different values of a column; missing ones are none."""
    if isinstance(column.dtype, pd.StringDtype) and rises(pa.array(column, pa.large_string())):
        return len(column)
    return int(column.nunique())
