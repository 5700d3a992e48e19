"""Saved scenarios as the page of scenarios has them: those of the data on screen, and what is told of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, timezone
from typing import Any

import streamlit as st

from ltv.dataset import Dataset
from ltv.decisions.scenario.record import Setting, UnreadableScenarioError, saved_results, setting_of
from ltv.decisions.scenario.results import Results
from ltv.store import InitiativeRecord, Record, Scenario, Store
from ui import kept, page, scenario, session, shell, show
from ui.words import of, t


@dataclass(frozen=True)
class Saved:
    """A scenario that was saved from the data on screen.

    Attributes
    ----------
    label : its name, with a number where several have the same
    """

    record: Record[Scenario]
    setting: Setting
    label: str

    @property
    def code(self) -> str:
        """In the link and in controls."""
        return self.record.id[:8]

    @property
    def kept_results(self) -> Results | None:
        """What came out when it was saved; None where that cannot be read."""
        return saved_results(self.record.body)

    def beside(self, data: Dataset, here: Setting) -> Results:
        """What its levers come to in the draws and under the assumptions on screen, which all scenarios then share."""
        found: Results = session.cached(scenario.results, data, replace(here, levers=self.setting.levers))
        return found

    def again(self, data: Dataset) -> Results:
        """What comes out today in its own draws, held against its own target: as saved, if nothing changed."""
        found: Results = session.cached(scenario.results, data, self.setting)
        return found


@dataclass(frozen=True)
class Shelf:
    """Everything that was saved.

    Attributes
    ----------
    here, withdrawn : of the data on screen
    elsewhere : how many are of other data
    unreadable : names of those that cannot be computed, and why
    """

    here: tuple[Saved, ...] = ()
    withdrawn: tuple[Saved, ...] = ()
    elsewhere: int = 0
    unreadable: tuple[tuple[str, str], ...] = ()

    def of(self, code: str) -> Saved | None:
        """The scenario with a code."""
        return next((each for each in self.here if each.code == code), None)


def shelf(data: Dataset) -> Shelf:
    """Read everything that was saved; nothing where the store cannot be reached."""
    store = kept.store()
    records = [] if store is None else kept.tried(lambda: store.latest(Scenario, withdrawn=True)) or []
    found = [record for record in records if record.body.base == data.fingerprint]
    others = [record for record in records if record.body.base != data.fingerprint and not record.withdrawn]
    read, unreadable = _read(found)
    return Shelf(
        tuple(each for each in read if not each.record.withdrawn),
        tuple(each for each in read if each.record.withdrawn),
        len(others),
        tuple(unreadable),
    )


def _read(records: Sequence[Record[Scenario]]) -> tuple[list[Saved], list[tuple[str, str]]]:
    read: list[Saved] = []
    unreadable = []
    for record in records:
        try:
            setting = setting_of(record.body)
        except UnreadableScenarioError as error:
            unreadable += [] if record.withdrawn else [(record.body.name, of(error.text))]
            continue
        alike = sum(each.record.body.name == record.body.name for each in read)
        name = t("scenario.saved.again", name=record.body.name, n=alike + 1) if alike else record.body.name
        read.append(Saved(record, setting, name))
    return read, unreadable


# --- changing it ----------------------------------------------------------------------------------------------------


def act(do: Callable[[Store], Any], words: str, *, to: str = "", link: str = "") -> Any:
    """Do something with the store and say so, or why it could not be done; what the store answers.

    Parameters
    ----------
    to, link : page that a link leads to, and its words
    """
    store = kept.store()
    found = None if store is None else kept.tried(lambda: do(store))
    if found is None:
        say(kept.trouble(), good=False)
    else:
        say(words, to=to, link=link)
    return found


def rename(record: str, revision: int, body: Scenario) -> None:
    """Give a scenario the name that was typed; where none was, it keeps its own."""
    name = kept.draft(f"scenario.rename.{record}").strip()
    if name in ("", body.name):
        return
    new = replace(body, name=name)
    words = t("scenario.saved.renamed", name=name)
    if act(lambda store: store.revise(record, new, expected=revision, author=kept.author()), words):
        kept.forget_drafts(f"scenario.rename.{record}")


def withdraw(record: str, revision: int, name: str) -> None:
    """Take a scenario off the list."""
    words = t("scenario.saved.withdrawn", name=name)
    act(lambda store: store.withdraw(record, expected=revision, author=kept.author()), words)


def bring_back(record: str, revision: int, body: Scenario) -> None:
    """Put a withdrawn scenario back on the list."""
    words = t("scenario.saved.brought_back", name=body.name)
    act(lambda store: store.revise(record, body, expected=revision, author=kept.author()), words)


def show_also(record: Record[Scenario]) -> None:
    """Put a new scenario among those that are shown, where the reader has chosen some."""
    if session.written("shown"):
        chosen = [code for code in session.written("shown").split(".") if code != session.NONE]
        session.write("shown", ".".join([*chosen, record.id[:8]]))


def handed_over(record: Record[Scenario]) -> Record[InitiativeRecord] | None:
    """The initiative that was made from a scenario as it is now."""
    store = kept.store()
    found = [] if store is None else kept.tried(lambda: store.linking_to(record.id)) or []
    made = [each for each in found if isinstance(each.body, InitiativeRecord) and not each.withdrawn]
    return next((each for each in made if each.body.details.get("scenario_revision") == record.revision), None)


# --- what is said ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """What the page says once of what was done."""

    words: str
    good: bool
    to: str
    link: str


def say(words: str, *, good: bool = True, to: str = "", link: str = "") -> None:
    """Say something the next time the page is drawn."""
    session.store("scenario_said", Said(words, good, to, link))


def show_said() -> bool:
    """Say once what was done; whether there was anything to say."""
    said: Said | None = session.stored("scenario_said")
    if said is None:
        return False
    session.store("scenario_said", None)
    if said.good:
        st.success(page.plain(said.words), icon=":material/check:")
    else:
        st.warning(page.plain(said.words), icon=":material/save:")
    if said.to:
        st.page_link(shell.path_of(said.to), label=said.link, icon=":material/arrow_forward:", icon_position="right")
    return True


def saved_on(record: Record[Any]) -> str:
    """The day a record was last changed, where the reader is."""
    away = st.context.timezone_offset or 0
    return show.day(record.changed_at.astimezone(timezone(-timedelta(minutes=away))).date())
