"""Tables as files: CSV that Excel opens in Japanese, with text that no spreadsheet runs as a formula."""

from __future__ import annotations

import pandas as pd

from ltv.spreadsheet_safety import neutral, one_line

WARNING = "data_quality"
"""Column of a warning about the data: it stands in the first row, so that the file stays a plain table."""


def csv(table: pd.DataFrame, warning: str = "") -> bytes:
    """A table as UTF-8 CSV with a byte-order mark; numbers stay numbers, text that looks like a formula is quoted.

    Text is in one line: a lone carriage return inside of it would begin a row of its own in a spreadsheet.
    """
    table = _warned(table, warning) if warning else table
    safe = table.copy()
    for name in table.columns:
        if not pd.api.types.is_numeric_dtype(table[name]) and not pd.api.types.is_datetime64_any_dtype(table[name]):
            safe[name] = [_text(value) for value in table[name]]
        if pd.api.types.is_datetime64_any_dtype(table[name]):
            safe[name] = table[name].dt.strftime("%Y-%m-%d")
    safe.columns = [_text(name) for name in table.columns]
    return safe.to_csv(index=False).encode("utf-8-sig")


def _text(value: object) -> object:
    safe = neutral(value)
    return one_line(safe) if isinstance(safe, str) else safe


def _warned(table: pd.DataFrame, warning: str) -> pd.DataFrame:
    """The table with a last column that holds a warning in its first row."""
    lines = max(len(table), 1)
    return table.reset_index(drop=True).reindex(range(lines)).assign(**{WARNING: [warning, *[""] * (lines - 1)]})
