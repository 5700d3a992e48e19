"""How a file was understood, and the form in which a reader changes that."""

from __future__ import annotations

import streamlit as st

from ltv.intake import Reading, Recognition, fields_of
from ltv.intake.messages import preset_name
from ui import page, session, show, uploads
from ui.data import kind_words
from ui.uploads import Upload
from ui.words import WORDS, t

ZONES = ["Asia/Tokyo", "UTC", "Asia/Shanghai", "Asia/Singapore", "Europe/London", "Europe/Berlin",
         "America/New_York", "America/Los_Angeles"]  # fmt: skip


def facts(upload: Upload) -> dict[str, str]:
    """How a file was understood, name by name; only what the file says or shows."""
    reading, found = upload.reading, upload.reading.recognised
    said = {
        "encoding": found.encoding,
        "preset": preset_name(found.preset, session.lang()) if found.preset else t("data.recognised.preset_none"),
        "header_line": found.header_line,
        "amount_rule": t(f"data.rule.{found.amount_rule}") if f"data.rule.{found.amount_rule}" in WORDS else None,
        "currency": _currency(upload) if reading.outcome == "accept" else None,
        "timezone": found.timezone,
        "sheet": found.sheet,
    }
    return {name: str(value) for name, value in said.items() if value}


def _currency(upload: Upload) -> str | None:
    if upload.reading.kind not in uploads.REVENUE:
        return None
    return uploads.currency_of([upload]) or t("data.currency.unknown")


def show_recognised(number: int, upload: Upload) -> None:
    """How the file was understood in a line, and the form behind it."""
    lines = [f"{t(f'data.recognised.{name}')}: {page.plain(value)}" for name, value in facts(upload).items()]
    st.caption(" ・ ".join(lines) if show.is_japanese() else " · ".join(lines))
    with st.expander(t("data.mapping"), icon=":material/view_column:"):
        _mapping_form(number, upload.reading)


def _mapping_form(number: int, reading: Reading) -> None:
    found = reading.recognised
    kinds = [k.removeprefix("data.kind.") for k in WORDS if k.startswith("data.kind.") and k != "data.kind.unknown"]
    with st.form(f"mapping_{number}"):
        named = {kind: kind_words(kind) for kind in kinds}
        kind = st.selectbox(
            t("data.kind"), kinds, index=kinds.index(reading.kind) if reading.kind in kinds else 0,
            format_func=named.get, key=f"kind_{number}",
        )  # fmt: skip
        with st.grid(3, min_column_width=180):
            chosen = {name: _field(number, name, found) for name in fields_of(reading.kind or kind)}
        zone = st.selectbox(
            t("data.timezone"), ZONES, index=ZONES.index(found.timezone) if found.timezone in ZONES else 0,
            key=f"zone_{number}",
        )  # fmt: skip
        if st.form_submit_button(t("data.mapping.apply")):
            uploads.change(number, kind=kind, mapping=chosen if kind == reading.kind else None, timezone=zone)
            st.rerun()


def _field(number: int, name: str, found: Recognition) -> str:
    """Ask which column of the file holds a field; "" where none does."""
    headers = {"": t("data.mapping.none")} | {header: header for header in found.headers}
    header = found.mapping.get(name, "")
    return st.selectbox(
        t(f"data.field.{name}") if f"data.field.{name}" in WORDS else name, list(headers),
        index=list(headers).index(header) if header in headers else 0, format_func=headers.get,
        key=f"field_{number}_{name}",
    )  # fmt: skip
