"""What is kept between visits, as pages ask for it: the store, who the reader is to it, and what they have typed.

Text is kept as it is typed, under a secret in the reader's link: a refresh, a dropped connection or a locked phone
brings it back. Where the store cannot be reached the page says so once, and goes on with this session's memory.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from ltv.saved import KEY_BYTES, Folder, Opened, SavedSets, workspace_folder, workspace_key
from ltv.store import Drafts, Store, StoreError, chosen_location, open_store
from ltv.store.tokens import author_of, new_token
from ui import session
from ui.words import of

T = TypeVar("T")
TOKEN = "me"  # noqa: S105  (a name, not a secret)
"""The reader's secret in the link."""
SET = "set"
"""In the link: the saved data set on screen."""
_DRAFTS = "drafts"


def store() -> Store | None:
    """The store; None where it cannot be opened, which `trouble` tells."""
    return tried(_opened)


def trouble() -> str:
    """Why something asked of the store could not be done, in the reader's language; "" where all could. Told once."""
    found = str(session.stored("store_trouble", ""))
    session.store("store_trouble", "")
    return found


def show_trouble() -> None:
    """Say on the page what the store could not do."""
    if words := trouble():
        st.warning(words, icon=":material/save:")


def tried(ask: Callable[[], T]) -> T | None:
    """What the store answers; None where it cannot, and `trouble` then says why."""
    try:
        return ask()
    except StoreError as error:
        session.store("store_trouble", of(error.text))
        return None


def author() -> str:
    """The reader's public code: the same for everything they save, and no way back to their link."""
    return author_of(_token())


def privacy() -> dict[str, Any]:
    """How files are read so that nobody in them can be recognised: with the workspace's key, and what the reader chose.

    Without a folder to keep a key in, one of this session is used; what is read now cannot be joined with later
    files then.
    """
    folder = tried(_folder)
    key = None if folder is None else tried(lambda: workspace_key(folder))
    if key is None:
        key = session.stored("key") or secrets.token_bytes(KEY_BYTES)
        session.store("key", key)
    return {"secret": key, "readable_names": bool(session.stored("readable_names", False))}


def has_key_of_session() -> bool:
    """Whether pseudonyms are made with a key of this session only, as the workspace's could not be read or made."""
    return session.stored("key") is not None


def show_names(readable: bool) -> None:  # noqa: FBT001  (what a switch says)
    """Have names that stand for customers stay readable, or not, in files read from now on."""
    session.store("readable_names", readable)


def forget_session() -> None:
    """Forget what this session has of the reader's words and keys, after everything was deleted."""
    session.store(_DRAFTS, None)
    session.store("key", None)
    session.store("accepted", None)
    session.store("addresses", {})
    session.write(SET, "")


def saved() -> SavedSets | None:
    """The workspace's saved data sets; None where there is no folder for them, which `trouble` tells."""
    return tried(_saved)


def show_saved(opened: Opened) -> None:
    """Put an opened data set on screen, its choices anew; the link brings it back."""
    session.upload(opened.dataset)
    session.write(SET, opened.manifest.id)
    _with_account(opened)


def bring_back() -> None:
    """Open the saved data set that the link names, in a session that has none: after a refresh, or for a colleague."""
    _expired_at_start()
    id, sets = session.written(SET), saved() if session.lost_upload() else None
    if not id or sets is None:
        return
    opened = tried(lambda: sets.open(id))
    if opened is not None:
        session.bring_back(opened.dataset)
        _with_account(opened)


def _with_account(opened: Opened) -> None:
    """How many records of each file were used, as it was when the data were accepted."""
    account = opened.manifest.facts.get("account")
    session.store("accepted", None if account is None else pd.DataFrame(account))


def workspace() -> Folder | None:
    """The folder of what the workspace keeps in files."""
    return tried(_folder)


def expired(sets: SavedSets) -> list[str]:
    """Names of saved data sets whose time was up: deleted just now, or when the app started and nobody was there."""
    before = _expired_at_start()
    names = [*before, *(manifest.name for manifest in tried(sets.tidy) or ())]
    before.clear()
    return names


def draft(name: str) -> str:
    """What the reader typed last under a name; "" when nothing."""
    return _drafts().get(name, "")


def write_draft(name: str, words: str) -> None:
    """Keep a text at once, in place of what was there; an empty one takes it away."""
    _drafts()[name] = words
    known = store()
    if known is not None:
        tried(lambda: Drafts(known, _token()).write(name, words))


def forget_drafts(*names: str) -> None:
    """Forget texts once what they held is saved as a record."""
    for name in names:
        _drafts().pop(name, None)
    known = store()
    if known is not None:
        tried(lambda: Drafts(known, _token()).clear(*names))


def drafts(begins: str) -> dict[str, str]:
    """Everything typed under names that begin so."""
    return {name: words for name, words in _drafts().items() if name.startswith(begins) and words}


def ask(
    name: str,
    control: Callable[..., Any],
    label: str,
    value: Any,
    in_words: Callable[[Any], str] = str,
    **widget: Any,
) -> None:
    """A control whose value is kept as a draft; `value` is what it shows now, made from `draft(name)`."""
    key = f"kept_{name}"
    st.session_state[key] = value

    def keep() -> None:
        given = st.session_state[key]
        write_draft(name, "" if given is None else in_words(given))

    control(label, key=key, on_change=keep, **widget)


def pressed(name: str, label: str, **widget: Any) -> bool:
    """A button that is acted on in the page, after what was typed last is kept; True on the run it was pressed for.

    A callback of the button could come before that of the text field the reader has just left.
    """
    mark = f"pressed_{name}"
    st.button(label, key=name, on_click=session.store, args=(mark, True), **widget)
    was = bool(session.stored(mark, False))
    session.store(mark, False)
    return was


def _drafts() -> dict[str, str]:
    """The reader's drafts: read once a session, and written through from then on."""
    found: dict[str, str] | None = session.stored(_DRAFTS)
    if found is None:
        known = store() if session.written(TOKEN) else None
        found = (known and tried(lambda: Drafts(known, _token()).all())) or {}
        session.store(_DRAFTS, found)
    return found


def _token() -> str:
    """The reader's secret, made and put into the link when it is first needed."""
    if not session.written(TOKEN):
        session.write(TOKEN, new_token())
    return session.written(TOKEN)


@st.cache_resource(show_spinner=False)
def _opened() -> Store:
    return open_store()


def _folder() -> Folder:
    return workspace_folder(chosen_location())


@st.cache_resource(show_spinner=False)
def _saved() -> SavedSets:
    return SavedSets(_folder())


@st.cache_resource(show_spinner=False)
def _expired_at_start() -> list[str]:
    """Deletes what is due when the app starts; why it cannot is told to who opens the list."""
    try:
        return [manifest.name for manifest in _saved().tidy()]
    except StoreError:
        return []
