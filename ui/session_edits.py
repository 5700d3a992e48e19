"""Tables that a reader edits: what was changed outlives the table on screen."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from ui.session import store, stored

Edits = dict[int, dict[str, Any]]
"""Row → column → value."""


def edits(name: str) -> Edits:
    """What a reader has changed in an editable table in this session: row → column → value."""
    return dict(stored(f"edits_{name}", {}))


def editor(name: str, table: pd.DataFrame, *, version: str = "", **widget: Any) -> None:
    """Show a table for editing; `table` is as it was before any change, `edits` has the changes.

    Streamlit forgets the changes of a table that leaves the screen, and every second one of a table that is given its
    own result. So the widget gets one table as long as it is there, and a new one begins with all changes so far.
    `version` is of what the table says besides, such as the language.
    """
    key = f"edit_{name}_{version}_{stored(f'edits_round_{name}', 0)}"
    if key not in st.session_state:
        store(f"edits_begun_{name}", edits(name))
    begun = stored(f"edits_begun_{name}", {})

    def keep() -> None:
        store(f"edits_{name}", _merged(begun, st.session_state[key]["edited_rows"]))

    st.data_editor(_changed(table, begun), key=key, on_change=keep, **widget)


def forget_edits(name: str) -> None:
    """Take back every change of an editable table."""
    store(f"edits_{name}", {})
    store(f"edits_round_{name}", stored(f"edits_round_{name}", 0) + 1)


def _merged(first: Edits, later: Edits) -> Edits:
    return {row: first.get(row, {}) | later.get(row, {}) for row in sorted({*first, *later})}


def _changed(table: pd.DataFrame, changes: Edits) -> Any:
    changed = table.copy()
    for row, cells in changes.items():
        for column, value in cells.items():
            changed.loc[changed.index[row], column] = value
    return changed
