"""Data sets the reader chose to keep: save what is on screen, open, rename, keep longer, delete."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from ltv.dataset import Dataset
from ltv.saved import KEPT_DAYS, Manifest, SavedSet, SavedSets
from ltv.saved.sets import MOST_NAME
from ltv.store.clock import moment_of
from ui import kept, page, session, show
from ui.data import kind_words
from ui.data_saved_all import delete_everything
from ui.words import t

DAYS = (30, 90, 180, KEPT_DAYS, 800, 1_500)
_SAID, _NAME = "saved_said", "saved.name"


def saved_sets(data: Dataset) -> None:
    """What is kept, and how to keep what is on screen.

    What is said once stands in a place of its own: when it goes, nothing below it moves up a place and folds up. What
    could not be done is told below the button that saves, where it is seen however long the list is.
    """
    sets = kept.saved()
    with st.container(border=True):
        found = [] if sets is None else kept.tried(sets.all) or []
        st.subheader(page.plain(_headline(found)), anchor=False)
        st.caption(t("data.saved.how"))
        if sets is not None:
            with st.container():
                _tell(kept.expired(sets))
            with st.container():
                _save(sets, data, found)
            trouble = st.container()
            with st.container():
                for one in kept.tried(sets.all) or []:
                    _line(sets, one)
            delete_everything()
        else:
            trouble = st.container()
        with trouble:
            kept.show_trouble()


def _headline(found: list[SavedSet]) -> str:
    good = [one for one in found if one.manifest is not None]
    if not good:
        return t("data.saved.none")
    return t("data.saved.some", n=show.count(len(good)), size=show.size(sum(one.bytes for one in good)))


def _tell(expired: list[str]) -> None:
    """Say once what was just done, and what was deleted because its time was up."""
    if said := session.stored(_SAID):
        st.success(page.plain(said), icon=":material/check:")
        session.store(_SAID, None)
    if expired:
        st.info(
            page.plain(t("data.saved.expired", names=("、" if show.is_japanese() else ", ").join(expired))),
            icon=":material/auto_delete:",
        )


def _save(sets: SavedSets, data: Dataset, found: list[SavedSet]) -> None:
    """Keep what is on screen; samples are always there."""
    if session.is_sample():
        return
    same = next((one.manifest for one in found if one.manifest and one.manifest.fingerprint == data.fingerprint), None)
    if same is not None:
        st.caption(page.plain(t("data.saved.already", name=same.name)))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        kept.ask(_NAME, st.text_input, t("data.saved.name"), kept.draft(_NAME) or _suggested(data), max_chars=MOST_NAME)
        days = _days("saved_days")
        if kept.pressed("saved_save", t("data.saved.save"), icon=":material/save:", type="primary"):
            name = kept.draft(_NAME) or _suggested(data)
            one = kept.tried(lambda: sets.save(data, name=name, days=days, facts=_facts()))
            if one is not None:
                session.write(kept.SET, one.id)
                _done("saved", name)
                kept.forget_drafts(_NAME)
                st.rerun()


def _suggested(data: Dataset) -> str:
    first, last = show.month(data.months.first), show.month(data.months.last)
    return t("data.saved.suggested", kind=kind_words(data.kind), first=first, last=last)


def _facts() -> dict[str, object]:
    """How many records of each file were used."""
    account = session.stored("accepted")
    return {} if account is None else {"account": account.to_dict("records")}


def _line(sets: SavedSets, one: SavedSet) -> None:
    """One set, with all that can be done with it."""
    with st.container(border=True):
        if one.manifest is None:
            st.markdown(page.plain(t(f"data.saved.{one.state}", code=one.id[:8], size=show.size(one.bytes))))
            _delete(sets, one.id, one.id[:8])
            return
        st.markdown(f"**{page.plain(one.manifest.name)}**")
        st.caption(page.plain(_about(one.manifest, one.bytes)))
        with st.container(horizontal=True, gap="small"):
            st.button(
                t("data.saved.open"), on_click=_open, args=(sets, one.id), icon=":material/folder_open:",
                key=f"saved_open_{one.id}",
            )  # fmt: skip
            with st.popover(t("data.saved.rename"), icon=":material/edit:", key=f"saved_ask_rename_{one.id}"):
                _rename(sets, one.manifest)
            with st.popover(t("data.saved.longer"), icon=":material/schedule:", key=f"saved_ask_keep_{one.id}"):
                _keep(sets, one.manifest)
            _delete(sets, one.id, one.manifest.name)


def _about(manifest: Manifest, size: int) -> str:
    values = {
        "saved": show.day(_here(manifest.saved_at)),
        "until": show.day(manifest.last_day),
        "kind": kind_words(manifest.kind),
        "rows": show.count(manifest.rows),
        "customers": _customers(manifest),
        "first": show.month(manifest.first),
        "last": show.day(dt.date.fromisoformat(manifest.as_of)),
        "size": show.size(size),
        "code": manifest.fingerprint[:8],
    }
    return t("data.saved.about", **values)


def _customers(manifest: Manifest) -> str:
    """How many customers, counted as those of its kind are, whatever is on screen."""
    word = f"n.{manifest.kind}" + (".one" if manifest.customers == 1 else "")
    return t(word, n=show.count(manifest.customers))


def _here(moment: str) -> dt.date:
    """The day of a moment, where the reader is."""
    away = st.context.timezone_offset or 0
    return moment_of(moment).astimezone(dt.timezone(-dt.timedelta(minutes=away))).date()


def _open(sets: SavedSets, id: str) -> None:
    opened = kept.tried(lambda: sets.open(id))
    if opened is None:
        return
    kept.show_saved(opened)
    _done("opened", opened.manifest.name)


def _rename(sets: SavedSets, manifest: Manifest) -> None:
    name = f"saved.rename.{manifest.id}"
    kept.ask(name, st.text_input, t("data.saved.name"), kept.draft(name) or manifest.name, max_chars=MOST_NAME)
    if kept.pressed(f"saved_rename_{manifest.id}", t("data.saved.rename_now"), icon=":material/check:"):
        given = kept.draft(name) or manifest.name
        _then("renamed", given, kept.tried(lambda: sets.rename(manifest.id, given) or True))


def _keep(sets: SavedSets, manifest: Manifest) -> None:
    days = _days(f"saved_days_{manifest.id}")
    if kept.pressed(f"saved_keep_{manifest.id}", t("data.saved.longer_now"), icon=":material/check:"):
        _then("longer", manifest.name, kept.tried(lambda: sets.keep_until(manifest.id, days) or True))


def _delete(sets: SavedSets, id: str, name: str) -> None:
    with st.popover(t("data.saved.delete"), icon=":material/delete:", key=f"saved_ask_delete_{id}"):
        st.markdown(page.plain(t("data.saved.delete.sure", name=name)))
        if kept.pressed(f"saved_delete_{id}", t("data.saved.delete_now"), icon=":material/delete:"):
            deleted = kept.tried(lambda: sets.delete(id) or True)
            if deleted and session.written(kept.SET) == id:
                session.write(kept.SET, "")
            _then("deleted", name, deleted)


def _days(key: str) -> int:
    words = {days: t("data.saved.days", n=show.count(days)) for days in DAYS}
    chosen = st.selectbox(
        t("data.saved.keep_for"), DAYS, index=DAYS.index(KEPT_DAYS), format_func=words.get, key=key, width=200
    )
    return int(chosen)


def _then(what: str, name: str, is_done: bool | None) -> None:  # noqa: FBT001  (an answer, handed on)
    """Draw the list anew once something was done; else the reason why not is told."""
    if is_done:
        _done(what, name)
        st.rerun()


def _done(what: str, name: str) -> None:
    session.store(_SAID, t(f"data.saved.said.{what}", name=name))
