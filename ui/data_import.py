"""The import tab: files are dropped, understood, asked about, corrected and accepted; or what is on screen is shown."""

from __future__ import annotations

import streamlit as st

from ltv.dataset import Dataset
from ltv.errors import LtvError
from ltv.intake import UnfitFilesError, text
from ltv.intake.possible import Inventory
from ltv.intake.sandbox import warm
from ui import page, samples, session, upload_button, upload_list, uploads
from ui.data_files import file_card
from ui.data_possible import show_possible
from ui.data_progress import reading_files
from ui.data_questions import questions
from ui.data_saved import saved_sets
from ui.data_settings import settings
from ui.data_shown import on_screen, sample_files
from ui.upload_days import last_day
from ui.upload_list import Upload
from ui.uploads import Notice
from ui.words import sentences, t


def uploader() -> None:
    """Drop files; their reading begins at once and the uploader is emptied.

    Files of any type: the reader says in its own words what it does not read, and what to do.
    """
    warm()
    upload_button.in_readers_language()
    files = st.file_uploader(
        t("data.upload"),
        accept_multiple_files=True,
        help=t("data.upload.help"),
        key=f"uploader_{session.stored('uploader', 0)}",
    )
    if files:
        uploads.receive(files)
        session.store("uploader", session.stored("uploader", 0) + 1)
        st.rerun()
    for number, notice in enumerate(uploads.notices()):
        _notice(number, notice)


def _notice(number: int, notice: Notice) -> None:
    """A file that was stopped because it is here already."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(page.plain(notice_words(notice)), icon=":material/content_copy:")
        if notice.file and st.button(t("import.again.read"), key=f"anyway_{number}", type="tertiary"):
            uploads.read_anyway(notice)
            st.rerun()


def notice_words(notice: Notice) -> str:
    """Why a file was stopped."""
    if notice.where == "here" and notice.other != notice.name:
        return t("import.again.other", name=notice.name[:80], other=notice.other[:80])
    return t(f"import.again.{notice.where}", name=notice.name[:80])


def import_tab(data: Dataset, pending: list[Upload]) -> None:
    """Files that wait for the reader; without any, what is on screen and what was saved."""
    reading_files()
    questions(pending)
    for upload in pending:
        file_card(upload)
    if pending and not upload_list.running():
        _decide(pending)
    if not pending and not upload_list.running():
        _shown(data)


def _decide(pending: list[Upload]) -> None:
    accepted = [upload for upload in pending if upload.reading.outcome == "accept"]
    if accepted:
        readings = [upload.reading for upload in accepted]
        show_possible(Inventory.of_readings(readings, last_day(accepted)), t("import.can.before"))
    with st.container(border=True):
        misfits = uploads.misfits(pending) if uploads.ready(pending) else ()
        for message in misfits:
            st.error(page.plain(text(message, session.lang())), icon=":material/block:")
        chosen = settings(pending) if uploads.ready(pending) and not misfits else None
        st.caption(page.plain(_what_accepting_does(is_ready=chosen is not None)))
        with st.container(horizontal=True):
            if chosen and st.button(t("data.accept"), type="primary", key="accept"):
                _accept(pending, chosen)
            _without_refused(pending)
            if st.button(t("data.discard"), key="discard"):
                uploads.discard()
                st.rerun()


def _what_accepting_does(*, is_ready: bool) -> str:
    """What is lacking before files can be shown; else that they take the place of an upload that is on screen."""
    if not is_ready:
        return t("import.not_yet")
    return sentences(t("import.reading.stays"), t("import.replaces") if session.uploaded() else "")


def _accept(pending: list[Upload], chosen: uploads.Settings) -> None:
    try:
        with st.spinner(t("import.assembling")):
            uploads.accept(pending, chosen)
    except UnfitFilesError as problem:
        st.error(page.plain("\n\n".join(text(message, session.lang()) for message in problem.messages)))
    except LtvError:
        st.error(t("data.unfit"))
    else:
        st.rerun()


def _without_refused(pending: list[Upload]) -> None:
    """Go on with the other files where some cannot be read."""
    refused = [upload.key for upload in pending if upload.reading.outcome == "reject"]
    if refused and len(refused) < len(pending) and st.button(t("import.without_refused"), key="without_refused"):
        upload_list.remove(*refused)
        st.rerun()


def _shown(data: Dataset) -> None:
    on_screen(data)
    if session.uploaded() and st.button(t("data.forget"), icon=":material/delete:", key="forget"):
        uploads.forget_shown()
        st.rerun()
    saved_sets(data)
    sample_files(samples.FOLDER)
    page.next_step(t("data.next"), t("data.next.link"), "nrr_trends")
