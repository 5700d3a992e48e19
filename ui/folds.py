"""Evidence that opens when it is asked for: a headline, and beneath it what is computed and sent only then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from ui import page, session

TURNED = "open"


def fold(name: str, title: str, show: Callable[[], None], *, is_open: bool = False) -> None:
    """A headline under which `show` draws when the reader opens it; the link says which were opened or closed.

    Parameters
    ----------
    name : canonical code, unique on the page
    is_open : whether it is open unless the reader closes it
    """
    opened = st.expander(page.plain(title), is_open != (name in _turned()), key=f"fold_{name}", on_change="rerun")
    if bool(opened.open) != (is_open != (name in _turned())):
        session.write(TURNED, ".".join(sorted(_turned() ^ {name})))
    if opened.open:
        with opened:
            show()


def _turned() -> set[str]:
    """Folds that the reader has opened, or closed where they are open at first."""
    return set(filter(None, session.written(TURNED).split(".")))


def chart(how: str, spec: Mapping[str, Any], *, name: str, alt: str) -> None:
    """A chart with how to read it."""
    st.caption(page.plain(how))
    st.vega_lite_chart(spec=dict(spec), key=f"chart_{name}", alt=alt)


def evidence(
    how: str,
    spec: Mapping[str, Any],
    table: pd.DataFrame,
    *,
    name: str,
    alt: str,
    columns: Mapping[str, str] | None = None,
) -> None:
    """A chart, how to read it, and its data; the headline is that of the fold around it."""
    chart(how, spec, name=name, alt=alt)
    page.table_of(table, name=name, columns=columns)
