"""The import tab: files are dropped, understood, asked about, corrected and accepted; or what is on screen is shown."""

from __future__ import annotations

import streamlit as st

from ltv.dataset import Dataset
from ltv.errors import LtvError
from ltv.intake import UnfitFilesError, text
from ui import page, samples, session, uploads
from ui.data_files import file_card
from ui.data_saved import saved_sets
from ui.data_settings import settings
from ui.data_shown import on_screen, sample_files
from ui.uploads import Upload
from ui.words import t


def uploader() -> None:
    """Drop files; they are read at once and the uploader is emptied."""
    files = st.file_uploader(
        t("data.upload"),
        type=["csv", "tsv", "txt", "xlsx", "xlsm", "parquet"],
        accept_multiple_files=True,
        help=t("data.upload.help"),
        key=f"uploader_{session.stored('uploader', 0)}",
    )
    if files:
        with st.spinner(t("data.working")):
            uploads.receive(files)
        session.store("uploader", session.stored("uploader", 0) + 1)
        st.rerun()


def import_tab(data: Dataset, pending: list[Upload]) -> None:
    """Files that wait for the reader; without any, what is on screen and what was saved."""
    for number, upload in enumerate(pending):
        file_card(number, upload)
    if pending:
        _decide(pending)
    else:
        _shown(data)


def _decide(pending: list[Upload]) -> None:
    with st.container(border=True):
        misfits = uploads.misfits(pending) if uploads.ready(pending) else ()
        for message in misfits:
            st.error(page.plain(text(message, session.lang())), icon=":material/block:")
        chosen = settings(pending) if uploads.ready(pending) and not misfits else None
        with st.container(horizontal=True):
            if chosen and st.button(t("data.accept"), type="primary", key="accept"):
                try:
                    uploads.accept(pending, chosen)
                except UnfitFilesError as problem:
                    st.error(page.plain("\n\n".join(text(message, session.lang()) for message in problem.messages)))
                except LtvError:
                    st.error(t("data.unfit"))
                else:
                    st.rerun()
            if st.button(t("data.discard"), key="discard"):
                uploads.discard()
                st.rerun()


def _shown(data: Dataset) -> None:
    on_screen(data)
    if session.uploaded() and st.button(t("data.forget"), icon=":material/delete:", key="forget"):
        session.forget_upload()
        st.rerun()
    saved_sets(data)
    sample_files(samples.FOLDER)
    page.next_step(t("data.next"), t("data.next.link"), "nrr_trends")
