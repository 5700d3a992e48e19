"""What can this data say, what can it not, and can the figures be trusted?"""

import streamlit as st

from ltv.errors import LtvError
from ltv.intake import UnfitFilesError, text
from ui import page, samples, session, uploads
from ui.data import headline
from ui.data_files import file_card
from ui.data_settings import settings
from ui.data_shown import on_screen, sample_files
from ui.words import t

data = page.start("data")
top = st.container()

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

pending = uploads.pending()
with top:
    page.answer(t("data.question"), headline(pending, data), t("data.scope"), data)

for number, upload in enumerate(pending):
    file_card(number, upload)

if pending:
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
else:
    on_screen(data)
    if session.uploaded() and st.button(t("data.forget"), icon=":material/delete:", key="forget"):
        session.forget_upload()
        st.rerun()
    sample_files(samples.FOLDER)
    page.next_step(t("data.next"), t("data.next.link"), "nrr_trends")
