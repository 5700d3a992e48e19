"""The list beneath the quadrant: who is in it, in which order, and its columns in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from ltv.decisions.quadrants import QUADRANT_NAMES, Quadrant
from ltv.decisions.treatment_library import NO_CONTACT
from ltv.models.early_warning.metrics import EXPECTED_SAVING
from ui import show
from ui.ltv_customers_chart import inside
from ui.ltv_customers_data import Seen, defined, first_reasons
from ui.ltv_money_notes import gain_name
from ui.words import label, of, sentences, t

MOST = 300
"""Rows shown; the file has all of them."""

Selection = Mapping[str, Sequence[float]]


def chosen(seen: Seen, selection: Selection) -> pd.DataFrame:
    """The customers brushed; without a brush those to save now, or all where nobody is. Most saved first, not riskiest.

    Where no value is known there is nothing to save in money, so the riskiest come first.
    """
    if not seen.has_values:
        return seen.table.sort_values(["risk", "customer"], ascending=[False, True])
    rows = inside(seen, selection)
    if not selection:
        rescue = rows[rows["quadrant"] == Quadrant.RESCUE]
        rows = rescue if len(rescue) else rows
    return rows.sort_values(["saving", "gain", "value", "customer"], ascending=[False, False, False, True])


def title(seen: Seen, rows: pd.DataFrame, selection: Selection) -> str:
    """What the list holds."""
    n = show.customers(len(rows))
    if not seen.has_values:
        return t("ltv_customers.list.by_risk", n=n)
    if selection:
        return t("ltv_customers.list.brushed", n=n) if len(rows) else t("ltv_customers.list.empty")
    is_rescue = len(rows) > 0 and rows["quadrant"].iloc[0] == Quadrant.RESCUE
    return t("ltv_customers.list.rescue" if is_rescue else "ltv_customers.list.all", n=n)


def how(seen: Seen, rows: pd.DataFrame) -> str:
    """The order of the list, and whether all of it is shown."""
    key = "ltv_customers.list.how" if seen.has_values else "ltv_customers.list.how.by_risk"
    parts = [t(key)]
    if len(rows) > MOST:
        parts.append(t("ltv_customers.list.most", most=show.count(MOST)))
    return sentences(*parts)


def shown(seen: Seen, rows: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The first rows in words, and how the browser writes them. Cells stay numbers, so that any column sorts."""
    first = rows.head(MOST)
    why = first_reasons(seen.warning, first["customer"].tolist())
    segment = segment_column(seen)
    scale = 10**seen.data.months.decimals
    due = "days_to_renewal" if seen.is_contracts else "days_since_last"
    frame = pd.DataFrame(
        {
            "id": [show.customer_id(id) for id in first["customer_id"]],
            "action": [_action(seen, code) for code in first["best_treatment"]],
            "gain": (first["gain"] / scale).round(min(seen.data.months.decimals, 2)),
            **({"company": first["company"].astype(str)} if "company" in first else {}),
            **({"segment": [label(value, segment) for value in first[segment]]} if segment else {}),
            "value": (first["value"] / scale).round(min(seen.data.months.decimals, 2)),
            "risk": first["risk"] * 100,
            "saving": (first["saving"] / scale).round(min(seen.data.months.decimals, 2)),
            "monthly": (first["monthly"] / scale).round(min(seen.data.months.decimals, 2)),
            "days": first[due],
            "reason": [why.get(code, t("ltv_customers.list.no_reason")) for code in first["customer"]],
            "quadrant": [of(QUADRANT_NAMES[Quadrant(code)]) for code in first["quadrant"]],
        }
    )
    return frame.reset_index(drop=True), _columns(seen, segment)


def segment_column(seen: Seen) -> str:
    """The attribute that says most in one column: the plan, else the first the data set has."""
    dimensions = [name for name in seen.data.dimensions if name in seen.table]
    return "plan" if "plan" in dimensions else dimensions[0] if dimensions else ""


def _action(seen: Seen, code: str) -> str:
    return of(NO_CONTACT.name) if code == NO_CONTACT.id else seen.treatment_name(code)


def _columns(seen: Seen, segment: str) -> dict[str, Any]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    days = "ltv_customers.col.to_renewal" if seen.is_contracts else "ltv_customers.col.since_last"

    def money(name: str, help_: str | None = None, width: int = 128) -> Any:
        return number(t("col.in_unit", name=name, unit=seen.money.unit), format="localized", width=width, help=help_)

    return {
        "id": text(t("ltv_customers.col.id"), width=88, pinned=True),
        "company": text(t("ltv_customers.col.company"), width=110),
        "segment": text(t(f"dimension.{segment}") if segment else "", width=120),
        "value": money(t("ltv_customers.col.value"), seen.value_name),
        "risk": st.column_config.ProgressColumn(
            t(f"ltv_customers.col.risk.{seen.data.kind}", n=seen.horizon), format="%.1f%%", min_value=0,
            max_value=bar_end(seen), help=t("ltv_customers.col.risk.help", risk=seen.risk_name), width=130,
        ),
        "monthly": money(t("ltv_customers.col.monthly")),
        "days": number(t(days), format="%d", width=128),
        "saving": money(t("ltv_customers.col.saving"), defined(EXPECTED_SAVING)),
        "action": text(t("ltv_customers.col.action"), width=132),
        "gain": money(gain_name(seen.worth), t("ltv_customers.col.gain.help"), 98),
        "reason": text(t("ltv_customers.col.reason"), width="large"),
        "quadrant": text(t("ltv_customers.col.quadrant"), width=120),
    }  # fmt: skip


def bar_end(seen: Seen) -> float:
    """Percent at which a bar of risk is full: a round number above the highest risk."""
    most = float(seen.table["risk"].max()) * 100 if len(seen.table) else 100.0
    return next((end for end in (5.0, 10.0, 20.0, 50.0) if most <= end), 100.0)


def file(seen: Seen, rows: pd.DataFrame) -> pd.DataFrame:
    """The whole list with canonical columns, money in whole currency units, for the CSV."""
    why = first_reasons(seen.warning, rows["customer"].tolist())
    money = ["value", "monthly", "revenue_to_date", "revenue_12m", "gain", "saving"]
    table = rows.assign(**{name: rows[name] / 10**seen.data.months.decimals for name in money})
    reason = [why.get(code, "") for code in rows["customer"]]
    return table.assign(reason=reason).drop(columns="customer").dropna(axis="columns", how="all")
