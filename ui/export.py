"""Tables as files: CSV that Excel opens in Japanese, with text that no spreadsheet runs as a formula."""

from __future__ import annotations

import pandas as pd

from ltv.spreadsheet_safety import neutral


def csv(table: pd.DataFrame) -> bytes:
    """A table as UTF-8 CSV with a byte-order mark; numbers stay numbers, text that looks like a formula is quoted."""
    safe = table.copy()
    for name in table.columns:
        if not pd.api.types.is_numeric_dtype(table[name]) and not pd.api.types.is_datetime64_any_dtype(table[name]):
            safe[name] = [neutral(value) for value in table[name]]
        if pd.api.types.is_datetime64_any_dtype(table[name]):
            safe[name] = table[name].dt.strftime("%Y-%m-%d")
    safe.columns = [neutral(name) for name in table.columns]
    return safe.to_csv(index=False).encode("utf-8-sig")
