"""The treatments in force, and the table in which a reader edits them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.decisions.treatment_library import library_in
from ltv.decisions.treatments import GRADES, Treatment, treatment_flaws
from ui import page, session, session_edits
from ui.charts.money_axis import Money
from ui.words import of, t

COLUMNS = ("used", "effect", "contact_cost", "offer", "take_rate", "hours")
"""What may be edited: shares in percent, money in whole currency units."""


def in_force(data: Dataset) -> tuple[Treatment, ...]:
    """The treatments as edited; those with a flaw are left out (`flaws` tells of them)."""
    flawed = {flaw.treatment for flaw in treatment_flaws(edited(data))}
    return tuple(treatment for treatment in edited(data) if treatment.id not in flawed)


def edited(data: Dataset) -> list[Treatment]:
    """The library with the reader's changes, without what has been switched off."""
    library, changes = _library(data), session_edits.edits(_name(data))
    unit = 10**data.months.decimals
    kept = [row for row in range(len(library)) if changes.get(row, {}).get("used", True)]
    return [changed(library[row], changes.get(row, {}), unit) for row in kept]


def flaws(data: Dataset) -> list[str]:
    """What is wrong with edited treatments, a sentence each."""
    names = {treatment.id: of(treatment.name) for treatment in _library(data)}
    return [
        t("ltv_actions.flaw", name=names[flaw.treatment], flaw=of(flaw.text))
        for flaw in treatment_flaws(edited(data))
    ]  # fmt: skip


def changed(treatment: Treatment, cells: Mapping[str, Any], unit: int) -> Treatment:
    """A treatment with edited cells. The spread of its effect keeps its proportions."""
    plain = {"contact_cost": unit, "offer": unit, "take_rate": 0.01, "hours": 1.0}
    given = {name: _number(cells[name]) * scale for name, scale in plain.items() if name in cells}
    if "effect" in cells:
        given["effect"] = treatment.effect.around(_number(cells["effect"]) / 100)
    return replace(treatment, **given)  # type: ignore[arg-type]


def editor(data: Dataset) -> None:
    """The table of treatments, to be edited in place; what is wrong with it beneath."""
    st.caption(t("ltv_actions.treatments.how"))
    session_edits.editor(
        _name(data),
        _table(data),
        version=session.lang(),
        column_config=_columns(data),
        hide_index=True,
        disabled=["name", "grade"],
        alt=t("ltv_actions.treatments.title"),
    )
    for words in flaws(data):
        st.warning(page.plain(words), icon=":material/error:")
    if session_edits.edits(_name(data)):
        st.button(
            t("ltv_actions.treatments.reset"), on_click=session_edits.forget_edits, args=(_name(data),),
            icon=":material/undo:", key="treatments_reset",
        )  # fmt: skip


def _library(data: Dataset) -> list[Treatment]:
    """The contacts of the library in the data set's currency; nobody sends a coupon to an account under contract."""
    found = library_in(data.months.currency, data.months.decimals)
    return [treatment for treatment in found if treatment.is_contact and (data.kind == "orders" or not treatment.offer)]


def _name(data: Dataset) -> str:
    """Edits belong to a library and a currency: the same number is another amount in another one."""
    return f"treatments_{data.kind}_{data.months.currency}_{data.months.decimals}"


def _number(cell: object) -> float:
    """A cell as a number; an emptied one is NaN, which no treatment may have."""
    return math.nan if cell is None else float(cell)  # type: ignore[arg-type]


def _table(data: Dataset) -> pd.DataFrame:
    """The library as a reader edits it."""
    library, unit = _library(data), 10**data.months.decimals
    places = min(data.months.decimals, 2)
    return pd.DataFrame(
        {
            "used": [True for _ in library],
            "name": [of(treatment.name) for treatment in library],
            "effect": [round(treatment.effect.p50 * 100, 4) for treatment in library],
            "contact_cost": [round(treatment.contact_cost / unit, places) for treatment in library],
            "offer": [round(treatment.offer / unit, places) for treatment in library],
            "take_rate": [round(treatment.take_rate * 100, 4) for treatment in library],
            "hours": [float(treatment.hours) for treatment in library],
            "grade": [of(GRADES[treatment.effect.grade]) for treatment in library],
        }
    )


def _columns(data: Dataset) -> dict[str, Any]:
    unit = Money.of(data.months).unit
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    money = {"min_value": 0.0, "format": "localized", "required": True, "width": 110}
    share = {"min_value": 0.0, "max_value": 100.0, "format": "%g%%", "required": True, "width": 105}
    return {
        "used": st.column_config.CheckboxColumn(t("ltv_actions.treatments.used"), width=60),
        "name": text(t("ltv_actions.treatments.name"), width=185, pinned=True),
        "effect": number(t("ltv_actions.treatments.effect"), help=t("ltv_actions.treatments.effect.help"), **share),
        "contact_cost": number(t("ltv_actions.treatments.contact_cost", unit=unit), **money),
        "offer": number(t("ltv_actions.treatments.offer", unit=unit), **money),
        "take_rate": number(
            t("ltv_actions.treatments.take_rate"), help=t("ltv_actions.treatments.take_rate.help"), **share
        ),
        "hours": number(t("ltv_actions.treatments.hours"), min_value=0.0, format="%g", required=True, width=110),
        "grade": text(t("ltv_actions.treatments.grade"), width=120),
    }
