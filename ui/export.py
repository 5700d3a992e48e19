"""Tables as files: CSV that Excel opens in Japanese, with text that no spreadsheet runs as a formula."""

from __future__ import annotations

import pandas as pd

from ltv.spreadsheet_safety import neutral, one_line


def csv(table: pd.DataFrame) -> bytes:
    """A table as UTF-8 CSV with a byte-order mark; numbers stay numbers, text that looks like a formula is quoted.

    Text is in one line: a lone carriage return inside of it would begin a row of its own in a spreadsheet.
    """
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
