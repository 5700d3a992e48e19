"""The part of the page where saved scenarios are compared, and everything that can be done with one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from ltv.decisions.scenario.record import Setting
from ui import kept, page, scenario, session, show
from ui.scenario_compare import Comparison, comparison, show_tables
from ui.scenario_evidence import Asked
from ui.scenario_file import download, show_import
from ui.scenario_handover import hand_over
from ui.scenario_load import load, obstacle
from ui.scenario_save import setting_on_screen, show_save
from ui.scenario_shelf import Saved, Shelf, bring_back, rename, shelf, show_said, withdraw
from ui.scenario_story import Story
from ui.words import t


def show_saved(story: Story, asked: Asked) -> None:
    """Save what is on screen, see what was saved side by side, and do something with it."""
    found = shelf(story.data)
    if asked[2]:
        show_save(story, asked, found)
    with st.container(border=True):
        _side_by_side(story, asked, found)
        _others(found)
        with st.expander(t("scenario.file.title"), icon=":material/upload_file:"):
            show_import(story.data)


def _side_by_side(story: Story, asked: Asked, found: Shelf) -> None:
    head = st.container()
    compared = _compared(story, asked, found) if found.here else None
    with head:
        st.subheader(page.plain(compared.headline() if compared else t("scenario.compare.empty")), anchor=False)
        st.caption(page.plain(t("scenario.compare.how" if compared else "scenario.compare.empty.how")))
        if not show_said():
            kept.show_trouble()
    if compared:
        if compared.shown:
            show_tables(compared)
        _acts(story, found)


def _compared(story: Story, asked: Asked, found: Shelf) -> Comparison:
    here = setting_on_screen(story, asked)
    base = session.cached(scenario.results, story.data, replace(here, levers=()))
    return comparison(story.data, here, base, found)


def _acts(story: Story, found: Shelf) -> None:
    """What can be done with one scenario."""
    newest = [each.code for each in reversed(found.here)]
    names = {each.code: each.label for each in found.here}
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        code = session.choose("with", t("scenario.act.with"), newest, newest[0], names.__getitem__, width=300)
        saved = found.of(code)
        if saved is None:
            return
        _load_button(story, saved)
        _button("send", hand_over, (story.data, saved), ":material/send:", help=t("scenario.act.send.help"))
        download(saved.record)
        with st.popover(t("scenario.act.rename"), icon=":material/edit:", key=f"scenario_ask_rename_{saved.record.id}"):
            _rename(saved)
        record = saved.record
        _button("withdraw", withdraw, (record.id, record.revision, saved.label), ":material/delete:")


def _button(name: str, do: Any, args: tuple[Any, ...], icon: str, **more: Any) -> None:
    st.button(t(f"scenario.act.{name}"), on_click=do, args=args, icon=icon, key=f"scenario_{name}", **more)


def _load_button(story: Story, saved: Saved) -> None:
    setting: Setting = saved.setting
    blocked = obstacle(setting, session.cached(scenario.company, story.data, setting.assumed, setting.method))
    st.button(
        t("scenario.load"), on_click=load, args=(setting, story.data, saved.label), disabled=bool(blocked),
        help=blocked or None, key="scenario_load", icon=":material/tune:",
    )  # fmt: skip


def _rename(saved: Saved) -> None:
    record = saved.record
    name = f"scenario.rename.{record.id}"
    kept.ask(name, st.text_input, t("scenario.save.name"), kept.draft(name) or record.body.name, max_chars=80)
    _button("rename_now", rename, (record.id, record.revision, record.body), ":material/check:")


def _others(found: Shelf) -> None:
    """What is not in the tables: other data, what cannot be read, what was withdrawn."""
    if found.elsewhere:
        st.caption(t("scenario.saved.elsewhere", n=show.count(found.elsewhere)))
    for name, why in found.unreadable:
        st.caption(page.plain(t("scenario.saved.unreadable", name=name, why=why)))
    if found.withdrawn:
        with st.expander(t("scenario.saved.gone", n=show.count(len(found.withdrawn))), icon=":material/history:"):
            for each in reversed(found.withdrawn):
                _gone(each)


def _gone(each: Saved) -> None:
    record = each.record
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(page.plain(each.label), width="content")
        st.button(
            t("scenario.saved.bring_back"), on_click=bring_back, args=(record.id, record.revision, record.body),
            key=f"scenario_back_{record.id}", icon=":material/undo:", type="tertiary",
        )  # fmt: skip
