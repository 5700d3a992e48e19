"""What the reader decides about names that stand for customers, and what is said where pseudonyms will not last."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ui import kept, upload_list
from ui.upload_list import Upload
from ui.words import t


def names_toggle(files: Sequence[Upload]) -> None:
    """Whether names of companies stay readable: asked where names stand for customers; all files are read alike."""
    if kept.has_key_of_session():
        st.warning(t("data.privacy.session_key"), icon=":material/key:")
    readable = any(upload.options.readable_names for upload in files)
    if not readable and not any(_hides_names(upload) for upload in files):
        return
    st.toggle(
        t("data.privacy.names"), readable, key=f"readable_names_{readable}", help=t("data.privacy.names.help"),
        on_change=_read_again, args=(not readable,),
    )  # fmt: skip


def _hides_names(upload: Upload) -> bool:
    """Whether names of this file became pseudonyms or were left out."""
    return any(
        warning.code == "customer_names_not_imported" or warning.params.get("key") == "name"
        for warning in upload.reading.warnings
    )


def _read_again(readable: bool) -> None:  # noqa: FBT001  (what a switch says)
    kept.show_names(readable)
    upload_list.change_all(readable_names=readable)
