"""How a file was understood, and the form in which a reader changes that."""

from __future__ import annotations

import streamlit as st

from ltv.intake import Choice, Question, Recognition, fields_of, text
from ltv.intake.messages import preset_name
from ui import page, session, show, upload_list, uploads
from ui.data import KINDS
from ui.upload_list import Upload
from ui.words import WORDS, t

ZONES = ["Asia/Tokyo", "UTC", "Asia/Shanghai", "Asia/Singapore", "Europe/London", "Europe/Berlin",
         "America/New_York", "America/Los_Angeles"]  # fmt: skip


def facts(upload: Upload) -> dict[str, str]:
    """How a file was understood, name by name; only what the file says or shows."""
    reading, found = upload.reading, upload.reading.recognised
    said = {
        "preset": _preset(found),
        "encoding": found.encoding.upper().replace("_", "-") if found.encoding else None,
        "header_line": t("import.header_line", line=show.count(found.header_line)) if found.header_line else None,
        "amount_rule": t(f"data.rule.{found.amount_rule}") if f"data.rule.{found.amount_rule}" in WORDS else None,
        "currency": _currency(upload) if reading.outcome == "accept" else None,
        "date_format": _date_order(found.date_format),
        "timezone": found.timezone if found.headers else None,
        "sheet": found.sheet,
    }
    return {name: str(value) for name, value in said.items() if value}


def _preset(found: Recognition) -> str | None:
    if found.preset:
        return preset_name(found.preset, session.lang())
    return t("data.recognised.preset_none") if found.headers else None


def _currency(upload: Upload) -> str | None:
    if upload.reading.kind not in uploads.REVENUE:
        return None
    return uploads.currency_of([upload]) or t("data.currency.unknown")


def _date_order(order: str | None) -> str | None:
    if order is None:
        return None
    return text(Choice(order), session.lang(), question=Question("date_order", "date_order", ()))


def show_facts(upload: Upload) -> None:
    """How the file was understood, side by side."""
    said = facts(upload)
    if not said:
        return
    with st.grid(len(said), min_column_width=96, gap="small"):
        for name, value in said.items():
            st.markdown(f":small[:gray[{t(f'data.recognised.{name}')}]]  \n:small[{page.plain(value)}]")


def mapping_form(upload: Upload) -> None:
    """Which column is what, behind a fold."""
    with st.expander(t("data.mapping"), icon=":material/view_column:"):
        found, key = upload.reading.recognised, upload.key
        kind = upload.reading.kind or upload.options.kind or KINDS[0]
        with st.form(f"mapping_{key}_{kind}", border=False):
            with st.grid(3, min_column_width=180):
                chosen = {name: _field(key, name, found) for name in fields_of(kind)}
                zone = st.selectbox(
                    t("data.timezone"), ZONES, index=ZONES.index(found.timezone) if found.timezone in ZONES else 0,
                    key=f"zone_{key}",
                )  # fmt: skip
            if found.unused:
                st.caption(page.plain(t("import.unused", columns=t("import.comma").join(found.unused[:40]))))
            if st.form_submit_button(t("data.mapping.apply")):
                upload_list.change(key, kind=kind, mapping=chosen, timezone=zone)
                st.rerun()


def _field(key: str, name: str, found: Recognition) -> str:
    """Ask which column of the file holds a field; "" where none does."""
    headers = {"": t("data.mapping.none")} | {header: header for header in found.headers}
    header = found.mapping.get(name, "")
    return st.selectbox(
        t(f"data.field.{name}") if f"data.field.{name}" in WORDS else name, list(headers),
        index=list(headers).index(header) if header in headers else 0, format_func=headers.get,
        key=f"field_{key}_{name}_{header}",
    )  # fmt: skip
