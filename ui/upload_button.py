"""Words of Streamlit's own upload button, which it has in English only."""

from __future__ import annotations

import streamlit as st

from ui import show
from ui.words import t

_STYLE = """<style>
[data-testid="stFileUploaderDropzone"] button p,
[data-testid="stFileUploaderDropzoneInstructions"] span {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button p::after {{ content: "{choose}"; font-size: 0.875rem; }}
[data-testid="stFileUploaderDropzoneInstructions"] span::after {{ content: "{limit}"; font-size: 0.875rem; }}
</style>"""


def in_readers_language() -> None:
    """Say it in Japanese where the page is; called beside `st.file_uploader`."""
    if show.is_japanese():
        st.html(_STYLE.format(choose=t("upload.choose"), limit=t("upload.limit")))
