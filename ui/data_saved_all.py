"""Delete everything that is kept of this workspace, and look whether anything is left."""

from __future__ import annotations

import streamlit as st

from ltv.saved import Removed, delete_workspace
from ltv.store import Deleted, delete_all
from ui import kept, page, session, show, uploads
from ui.words import sentences, t

_SAID = "deleted_all_said"


def delete_everything() -> None:
    """What goes, what else may go, and the button; what went is told on the run after."""
    with st.container():
        if said := session.stored(_SAID):
            st.success(page.plain(said), icon=":material/check:")
            session.store(_SAID, None)
    with st.expander(t("data.all.title"), icon=":material/delete_forever:"):
        st.markdown(page.plain(t("data.all.what")))
        records = st.checkbox(t("data.all.records"), key="delete_records")
        sure = st.checkbox(t("data.all.sure"), key="delete_sure")
        st.button(
            t("data.all.now"), on_click=_delete, args=(records,), disabled=not sure, icon=":material/delete_forever:",
            key="delete_all",
        )  # fmt: skip


def _delete(records: bool) -> None:  # noqa: FBT001  (what a box says)
    """Delete, and begin again with a new key; what is on screen and what waits goes, too."""
    folder = kept.workspace()
    removed = None if folder is None else kept.tried(lambda: delete_workspace(folder))
    store = kept.store() if records else None
    deleted = None if store is None else kept.tried(lambda: delete_all(store))
    uploads.discard()
    uploads.forget_shown()
    kept.forget_session()
    if removed is not None:
        session.store(_SAID, sentences(_files(removed), _records(deleted)))


def _files(removed: Removed) -> str:
    if not removed.files:
        return t("data.all.said.nothing")
    values = {"sets": show.count(removed.sets), "files": show.count(removed.files), "size": show.size(removed.bytes)}
    return t("data.all.said.with_key" if removed.key else "data.all.said", **values)


def _records(deleted: Deleted | None) -> str:
    if deleted is None:
        return ""
    return t("data.all.said.records", records=show.count(deleted.records), drafts=show.count(deleted.drafts))
