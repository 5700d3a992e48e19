"""Files that are being read: how far, for how long, and how to stop; what is on screen stays meanwhile."""

from __future__ import annotations

import time

import streamlit as st

from ui import page, upload_list
from ui.upload_list import Running
from ui.words import t

EVERY = 0.3
"""Seconds between two looks at the readings."""
_FAR = {"queued": 0.02, "decode": 0.15, "table": 0.35, "check": 0.7, "done": 1.0}


def reading_files() -> None:
    """What is being read, looked at again and again until it is done."""
    if upload_list.running():
        with st.container(border=True):
            _watched()
            st.caption(t("import.reading.stays"))


@st.fragment(run_every=EVERY)
def _watched() -> None:
    if upload_list.settle():
        st.rerun()
    for item in upload_list.running():
        _one(item)


def _one(item: Running) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(width="stretch", gap=None):
            st.progress(_FAR[item.stage], text=page.plain(progress_words(item, time.monotonic())))
        if st.button(t("import.reading.cancel"), key=f"cancel_{item.key}", icon=":material/stop_circle:"):
            upload_list.cancel(item.key)
            st.rerun()


def progress_words(item: Running, now: float) -> str:
    """Which file, at what stage, for how long."""
    stage = t(f"import.stage.{item.stage}")
    return t("import.reading", name=item.file.name[:60], stage=stage, seconds=int(now - item.begun))
