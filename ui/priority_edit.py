"""The table of initiatives on the page of priorities: typed over, kept at once, and nothing lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.decisions.kpi import DEPARTMENTS
from ltv.decisions.portfolio.initiatives import AIMS, STATUS_NAMES
from ltv.decisions.portfolio.simulator import KINDS
from ltv.decisions.treatments import GRADES
from ltv.fingerprints import fingerprint_of
from ltv.metrics.metric import Text
from ui import kept, page, session, show
from ui.candidates import Candidate, Candidates, add, candidates, save
from ui.charts.money_axis import Money
from ui.priority_cells import COLUMNS, ENABLER, PEOPLE, Cells, cells_of, with_cells
from ui.words import of, t

_DRAFT = "initiative."
_TABLE = "initiatives"
_WHY = "initiative_refused_"
"""Why the store did not keep an initiative: who changed it and when, or what the store could not do."""


def show_table(data: Dataset, found: Candidates) -> None:
    """The table, what could not be kept of it, and a button for one more."""
    st.caption(t("priority.edit.how", unit=Money.of(data.months).unit))
    for words in (*found.unreadable, *(_named(each, each.trouble) for each in found.here if each.trouble)):
        st.warning(page.plain(words), icon=":material/rule:")
    pending = [each for each in found.here if _typed(each)]
    for each in pending:
        _show_pending(data, found, each)
    kept.show_trouble()
    rows = pd.DataFrame([_cells(data, each) for each in found.here], columns=list(COLUMNS))
    key = f"{_TABLE}_{session.lang()}_{_version(found)}"
    session.store(_TABLE, key)
    st.data_editor(
        rows, key=key, column_config=_columns(data), hide_index=True, placeholder=show.NOTHING, num_rows="fixed",
        on_change=_keep, args=(data, found, key),
    )  # fmt: skip
    st.button(t("priority.edit.add"), on_click=_add, args=(data,), icon=":material/add:", key="initiative_add")


def _keep(data: Dataset, seen: Candidates, key: str) -> None:
    """Keep what was typed: as a revision where it can be used, else as a draft that stays on screen."""
    for row, typed in st.session_state[key]["edited_rows"].items():
        candidate = seen.here[row]
        cells = _typed(candidate) | typed
        if not _accept(data, seen, candidate, cells):
            kept.write_draft(_DRAFT + candidate.id, json.dumps(cells, ensure_ascii=False))


def _accept(data: Dataset, seen: Candidates, candidate: Candidate, cells: Cells) -> bool:
    """Save a row with its typed cells, when nothing is wrong with it and nobody else changed it."""
    changed, flaws = with_cells(candidate.initiative, cells, 10**data.months.decimals)
    if flaws or seen.flaws_with(changed):
        return False
    kept_now = save(data, candidate, changed)
    session.store(_WHY + candidate.id, "" if kept_now else kept.trouble())
    if not kept_now:
        return False
    kept.forget_drafts(_DRAFT + candidate.id)
    return True


def _show_pending(data: Dataset, found: Candidates, candidate: Candidate) -> None:
    """Why what was typed is not in force yet, and what to do about it."""
    cells = _typed(candidate)
    changed, flaws = with_cells(candidate.initiative, cells, 10**data.months.decimals)
    flaws = flaws or found.flaws_with(changed)
    refused = session.stored(_WHY + candidate.id) or t("priority.edit.changed_since")
    why = t("priority.edit.and").join(of(flaw) for flaw in _once(flaws)) if flaws else refused
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/edit_note: {page.plain(_named(candidate, why))}")
        if not flaws:
            st.button(t("priority.edit.mine"), on_click=_again, args=(data, candidate.id), key=f"mine_{candidate.id}")
        st.button(
            t("priority.edit.drop"), on_click=kept.forget_drafts, args=(_DRAFT + candidate.id,),
            key=f"drop_{candidate.id}",
        )  # fmt: skip


def _again(data: Dataset, code: str) -> None:
    """Keep what was typed on top of the newest revision."""
    newest = candidates(data)
    candidate = newest.of(code)
    if candidate is not None:
        _accept(data, newest, candidate, _typed(candidate))


def _add(data: Dataset) -> None:
    code = add(data)
    if code:
        session.write("initiative", code)


# --- what stands in it ----------------------------------------------------------------------------------------------


def _cells(data: Dataset, candidate: Candidate) -> Cells:
    """A row with what was typed on top."""
    now = cells_of(candidate.initiative, 10**data.months.decimals)
    return now | {name: value for name, value in _typed(candidate).items() if name in now}


def _typed(candidate: Candidate) -> Cells:
    """Cells that were typed and are not kept yet."""
    try:
        found = json.loads(kept.draft(_DRAFT + candidate.id) or "{}")
    except ValueError:
        return {}
    return {name: value for name, value in found.items() if name in COLUMNS} if isinstance(found, dict) else {}


def _version(found: Candidates) -> str:
    """Changes with everything the table shows, so that the widget never lays old changes over new rows."""
    drafts = "".join(kept.draft(_DRAFT + each.id) for each in found.here)
    return fingerprint_of("|".join(f"{each.id}.{each.revision}.{each.withdrawn}" for each in found.all) + drafts)


def _named(candidate: Candidate, why: str) -> str:
    return t("priority.edit.named", name=of(candidate.initiative.name), why=why)


def _once(flaws: list[Text]) -> list[Text]:
    return list(dict.fromkeys(flaws))


def _columns(data: Dataset) -> Mapping[str, Any]:
    config, unit = st.column_config, Money.of(data.months).unit
    names = {name: t(f"priority.edit.col.{name}", unit=unit) for name in COLUMNS if name not in PEOPLE}
    chosen = {"owner": DEPARTMENTS, "aim": AIMS, "grade": GRADES, "status": STATUS_NAMES}
    found: dict[str, Any] = {
        "name": config.TextColumn(names["name"], pinned=True, width="medium", max_chars=200),
        "kind": config.SelectboxColumn(
            names["kind"],
            options=[ENABLER, *KINDS],
            format_func=lambda kind: t(
                "priority.edit.kind.none" if kind == ENABLER else f"priority_export.effect.{kind}"
            ),
        ),
        "half_life": config.NumberColumn(names["half_life"], min_value=0.01),
    }
    for name, words in chosen.items():
        options = {code: of(text) for code, text in words.items()}
        found[name] = config.SelectboxColumn(names[name], options=list(options), format_func=options.get, required=True)
    for name in ("one_off", "monthly"):
        found[name] = config.NumberColumn(names[name], min_value=0, format="localized")
    for name in ("p10", "p50", "p90"):
        found[name] = config.NumberColumn(names[name], format="%.4g%%")
    for name, department in zip(PEOPLE, DEPARTMENTS.values()):
        found[name] = config.NumberColumn(t("priority.edit.people", name=of(department)), min_value=0, format="%.3g")
    for name in ("months", "start", "ramp", "duration"):
        found[name] = config.NumberColumn(names[name], min_value=0, format="%.3g")
    return found
