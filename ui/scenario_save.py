"""Saving the levers on screen: under a new name a new record, under one's own old name a new version once asked for."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ltv.decisions.scenario.record import Setting, scenario_of
from ltv.store import Record, Scenario
from ui import kept, page, scenario, session
from ui.scenario_evidence import Asked
from ui.scenario_levers import suggested_name
from ui.scenario_shelf import Shelf, act, show_also
from ui.scenario_story import Story
from ui.words import t

NAME, NOTE, SAME, WANTED = "scenario.name", "scenario.note", "scenario_same", "scenario_wanted"
LONGEST_NAME, LONGEST_NOTE = 80, 500


def setting_on_screen(story: Story, asked: Asked) -> Setting:
    """Everything that decides the numbers on screen."""
    assumed, method, levers = asked
    months = story.data.months
    return Setting(levers, assumed, method, story.target, months.currency, months.decimals)


def show_save(story: Story, asked: Asked, shelf: Shelf) -> None:
    """The form; what is typed into it survives a refresh."""
    with st.container(border=True):
        st.markdown(f"**{t('scenario.save.title')}**")
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            kept.ask(
                NAME, st.text_input, t("scenario.save.name"), kept.draft(NAME), max_chars=LONGEST_NAME,
                placeholder=suggested_name(asked[2]), width=300,
            )  # fmt: skip
            kept.ask(
                NOTE, st.text_input, t("scenario.save.note"), kept.draft(NOTE), max_chars=LONGEST_NOTE, width="stretch"
            )
            _button("save", ":material/save:", type="primary")
        st.caption(t("scenario.save.how"))
        wanted = session.stored(WANTED)
        session.store(WANTED, None)
        if wanted == "save":
            _pressed(story, asked, shelf)
        _ask_about_same(story, asked, wanted)


def _button(name: str, icon: str | None = None, **more: Any) -> None:
    """A button whose wish is met once everything typed at the same time has been read."""
    st.button(
        t("scenario.save" if name == "save" else f"scenario.save.{name}"), icon=icon, key=f"scenario_{name}",
        on_click=session.store, args=(WANTED, name), **more,
    )  # fmt: skip


def _pressed(story: Story, asked: Asked, shelf: Shelf) -> None:
    name = _name(asked)
    mine = own_of_name(shelf, name)
    if mine is None:
        _save(story, asked)
    else:
        session.store(SAME, (mine.id, mine.revision, name))


def _ask_about_same(story: Story, asked: Asked, wanted: str | None) -> None:
    """Ask before one's own scenario of the same name gets a new version."""
    same = session.stored(SAME)
    if same is None or same[2] != _name(asked) or wanted == "not":
        session.store(SAME, None)
    elif wanted == "revise":
        _revise(story, asked, same[0], same[1])
    elif wanted == "another":
        _save(story, asked)
    else:
        st.warning(page.plain(t("scenario.save.same", name=same[2])), icon=":material/help:")
        with st.container(horizontal=True, gap="small"):
            _button("revise", ":material/history:")
            _button("another", ":material/add:")
            _button("not", type="tertiary")


def _name(asked: Asked) -> str:
    """The name typed, else what is pulled."""
    return kept.draft(NAME).strip() or suggested_name(asked[2])


def own_of_name(shelf: Shelf, name: str) -> Record[Scenario] | None:
    """The reader's own scenario of a name: whoever made its first version; of several the newest."""
    store, me = kept.store(), kept.author()
    named = [each.record for each in reversed(shelf.here) if each.record.body.name == name]
    if store is None:
        return None
    firsts = ((record, kept.tried(lambda record=record: store.history(record.id)[0].author)) for record in named)  # type: ignore[misc]
    return next((record for record, author in firsts if author == me), None)


def _body(story: Story, asked: Asked) -> Scenario:
    setting = setting_on_screen(story, asked)
    results = session.cached(scenario.results, story.data, setting)
    return scenario_of(setting, results, name=_name(asked), base=story.data.fingerprint, notes=kept.draft(NOTE).strip())


def _save(story: Story, asked: Asked) -> None:
    name = _name(asked)
    saved = act(
        lambda store: store.save(_body(story, asked), author=kept.author()), t("scenario.save.saved", name=name)
    )
    if saved is not None:
        show_also(saved)
        _done()
    st.rerun()


def _revise(story: Story, asked: Asked, record: str, revision: int) -> None:
    words = t("scenario.save.revised", name=_name(asked), n=revision + 1)
    author = kept.author()
    if act(lambda store: store.revise(record, _body(story, asked), expected=revision, author=author), words):
        _done()
    session.store(SAME, None)
    st.rerun()


def _done() -> None:
    """Forget what was typed now that it is a record."""
    kept.forget_drafts(NAME, NOTE)
    session.store(SAME, None)
