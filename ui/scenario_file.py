"""A scenario as a file: given out with all that decides its numbers, and taken in as a record of its own."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.decisions.scenario.record import Setting, saved_results, setting_of
from ltv.store import Record, Scenario, StoreError, export_scenario, import_scenario
from ltv.store.clock import utc_now
from ltv.store.files import ImportedScenario
from ui import kept, page, scenario, session, show, upload_button
from ui.charts.money_axis import Money
from ui.scenario_compare_words import LONGEST_NOTE, cell, levers_in_words, outcome_in_words, outcome_name
from ui.scenario_load import load, obstacle
from ui.scenario_shelf import act, show_also
from ui.words import of, t

ROUND = "scenario_file_round"
"""How often a file was taken in: each time the control begins anew, empty."""


def download(record: Record[Scenario]) -> None:
    """Give a scenario out as a file."""
    file = export_scenario(record, exported_at=utc_now())
    st.download_button(
        t("scenario.file.export"), file.data, file.name, "application/json", key="scenario_export",
        icon=":material/download:", on_click="ignore", help=t("scenario.file.export.help"),
    )  # fmt: skip


def show_import(data: Dataset) -> None:
    """Take a file in: what it holds and whether its numbers are those of the data on screen, before it is kept."""
    st.caption(t("scenario.file.how"))
    upload_button.in_readers_language()
    given = st.file_uploader(
        t("scenario.file.import"), type=["json"], key=f"scenario_file_{session.stored(ROUND, 0)}",
        label_visibility="collapsed",
    )  # fmt: skip
    if given is None:
        return
    try:
        arrived = import_scenario(given.getvalue())
        setting = setting_of(arrived.scenario)
    except StoreError as error:  # UnreadableScenarioError is one too
        st.error(page.plain(of(error.text)), icon=":material/block:")
        return
    _preview(arrived, setting, data)


def _preview(arrived: ImportedScenario, setting: Setting, data: Dataset) -> None:
    found = arrived.scenario
    st.markdown(f"**{page.plain(found.name)}**")
    st.markdown(page.plain(levers_in_words(setting, data)))
    if found.notes:
        st.caption(page.plain(found.notes[:LONGEST_NOTE]))
    for note in arrived.notes(data.fingerprint):
        st.warning(page.plain(of(note)), icon=":material/info:")
    page.small_table(file_table(found, setting, data))
    if found.base == data.fingerprint:
        st.caption(page.plain(agreement(found, setting, data)))
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("scenario.file.keep"), type="primary", on_click=_keep, args=(found,), key="scenario_file_keep",
            icon=":material/save:",
        )  # fmt: skip
        blocked = obstacle(setting, session.cached(scenario.company, data, setting.assumed, setting.method))
        st.button(
            t("scenario.load"), on_click=load, args=(setting, data, found.name), disabled=bool(blocked),
            help=blocked or None, key="scenario_file_load", icon=":material/tune:",
        )  # fmt: skip


def _keep(found: Scenario) -> None:
    """Keep what a file holds as a record of its own; the control is empty again."""
    saved = act(lambda store: store.save(found, author=kept.author()), t("scenario.file.kept", name=found.name))
    if saved is not None:
        show_also(saved)
        session.store(ROUND, session.stored(ROUND, 0) + 1)


def file_table(found: Scenario, setting: Setting, data: Dataset) -> pd.DataFrame:
    """What the file says came out, and what comes out on the data on screen."""
    kept_results, now = saved_results(found), session.cached(scenario.results, data, setting)
    columns = {
        t("scenario.file.in_file"): (kept_results, Money(setting.currency, setting.decimals)),
        t("scenario.file.here"): (now, Money.of(data.months)),
    }
    names = ("nrr", "grr", "retention", "mrr", "gained")
    table = {t("scenario.compare.outcome"): [outcome_name(name, setting, data) for name in names]}
    for title, (results, money) in columns.items():
        known = results is not None and results.is_known
        table[title] = [cell(*outcome_in_words(results, name, money)) if known else show.NOTHING for name in names]
    return pd.DataFrame(table)


def agreement(found: Scenario, setting: Setting, data: Dataset) -> str:
    """Whether the numbers came back."""
    before, now = saved_results(found), session.cached(scenario.results, data, setting)
    same = before is not None and not before.differing(now)
    return t("scenario.file.same" if same else "scenario.file.differs")
