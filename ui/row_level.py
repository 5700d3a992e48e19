"""Files with a row per customer: made only once the reader has said that they want one."""

from __future__ import annotations

import streamlit as st

from ui import session
from ui.words import t

_CHOSEN = "row_level"


def agreed(name: str) -> bool:
    """Whether the reader wants files of single customers; asked beside each list, remembered for the session.

    Those of the samples are of nobody, so nothing is asked there.
    """
    if session.is_sample():
        return True
    key = f"row_level_{name}"
    st.session_state[key] = bool(session.stored(_CHOSEN, False))
    st.checkbox(
        t("row_level.agree"), key=key, help=t("row_level.help"),
        on_change=lambda: session.store(_CHOSEN, st.session_state[key]),
    )  # fmt: skip
    return bool(session.stored(_CHOSEN, False))
