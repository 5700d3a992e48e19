"""How a file was understood, and the form in which a reader changes that."""

from __future__ import annotations

import streamlit as st

from ltv.intake import Choice, Question, Recognition, fields_of, text
from ltv.intake.mapping import NO_PRESET, REQUIRED
from ltv.intake.messages import preset_name
from ltv.intake.vocabulary import presets
from ui import page, session, show, upload_list, uploads
from ui.data import KINDS, field_words, lacks_columns
from ui.upload_list import Upload
from ui.words import WORDS, t

ZONES = ["Asia/Tokyo", "UTC", "Asia/Shanghai", "Asia/Singapore", "Europe/London", "Europe/Berlin",
         "America/New_York", "America/Los_Angeles"]  # fmt: skip
RULES = ("line_sum", "order_repeated", "order_first_line")
NEEDED = {kind: {group[0] for group in groups} for kind, groups in REQUIRED.items()}
"""Fields without which a file of a kind is not read; a unit price may stand for an amount."""
_LIKE = {"crm": "orders"}
"""Kinds that are read from the exports of another kind."""


def facts(upload: Upload) -> dict[str, str]:
    """How a file was understood, name by name; only what the file says or shows."""
    reading, found = upload.reading, upload.reading.recognised
    said = {
        "preset": _preset(found),
        "encoding": found.encoding.upper().replace("_", "-") if found.encoding else None,
        "header_line": t("import.header_line", line=show.count(found.header_line)) if found.header_line else None,
        "amount_rule": _rule(upload),
        "currency": _currency(upload) if reading.outcome == "accept" else None,
        "date_format": _date_order(found.date_format),
        "timezone": found.timezone if found.headers else None,
        "sheet": found.sheet,
    }
    return {name: str(value) for name, value in said.items() if value}


def _rule(upload: Upload) -> str | None:
    """What amounts mean; that lines are added up is said only where orders have several."""
    rule, sums = upload.reading.recognised.amount_rule, upload.reading.sums
    if rule == "line_sum" and sums is not None and sums.orders == upload.reading.accepted:
        rule = "one_row"
    return t(f"data.rule.{rule}") if f"data.rule.{rule}" in WORDS else None


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
    """Which column is what, whose export it is and what amounts mean; behind a fold, unless columns are what lacks."""
    with st.expander(t("data.mapping"), icon=":material/view_column:", expanded=lacks_columns(upload.reading)):
        found, key = upload.reading.recognised, upload.key
        kind = upload.reading.kind or upload.options.kind or KINDS[0]
        with st.form(f"mapping_{key}_{kind}", border=False):
            with st.grid(3, min_column_width=180):
                chosen = {name: _field(key, name, found, needed=name in NEEDED[kind]) for name in fields_of(kind)}
                zone = _one_of(t("data.timezone"), {zone: zone for zone in ZONES}, found.timezone, f"zone_{key}")
                preset = _one_of(
                    t("data.recognised.preset"), _presets(kind), found.preset or NO_PRESET, f"preset_{key}"
                )
                rule = _amount_rule(key, kind, found)
            if found.unused:
                st.caption(page.plain(t("import.unused", columns=t("import.comma").join(found.unused[:40]))))
            if st.form_submit_button(t("data.mapping.apply")):
                _apply(upload, kind, chosen, timezone=zone, preset=preset, amount_rule=rule)
                st.rerun()


def _apply(upload: Upload, kind: str, chosen: dict[str, str], *, timezone: str, preset: str, amount_rule: str) -> None:
    """Read again as chosen; another export brings its own columns."""
    found, answers = upload.reading.recognised, dict(upload.options.answers)
    other = preset != (found.preset or NO_PRESET)
    answers |= {"preset": preset} if other else {}
    answers |= {"amount_rule": amount_rule} if amount_rule != (found.amount_rule or "") else {}
    upload_list.change(upload.key, kind=kind, mapping=None if other else chosen, timezone=timezone, answers=answers)


def _presets(kind: str) -> dict[str, str]:
    """Exports of a kind, and none of them."""
    known = {p.id: preset_name(p.id, session.lang()) for p in presets() if p.kind in (kind, _LIKE.get(kind))}
    return {NO_PRESET: t("data.recognised.preset_none")} | known


def _amount_rule(key: str, kind: str, found: Recognition) -> str:
    """What an amount means on an order's lines; "" where there are no orders of several lines."""
    if kind not in ("orders", "crm") or "order" not in found.mapping:
        return found.amount_rule or ""
    codes = dict.fromkeys((found.amount_rule or "", *RULES))
    words = {code: t(f"data.rule.{code}") if code else t("import.rule.unknown") for code in codes}
    return _one_of(t("data.recognised.amount_rule"), words, found.amount_rule or "", f"rule_{key}")


def _one_of(label: str, words: dict[str, str], code: str, key: str) -> str:
    """A choice whose control begins anew when the file was read otherwise."""
    codes = list(words) if code in words else [code, *words]
    return st.selectbox(
        label, codes, index=codes.index(code), format_func=lambda c: words.get(c, c), key=f"{key}_{code}"
    )


def _field(key: str, name: str, found: Recognition, *, needed: bool) -> str:
    """Ask which column of the file holds a field; "" where none does."""
    headers = {"": t("data.mapping.none")} | {header: header for header in found.headers}
    header = found.mapping.get(name, "")
    return st.selectbox(
        t("data.mapping.needed", field=field_words(name)) if needed else field_words(name), list(headers),
        index=list(headers).index(header) if header in headers else 0, format_func=headers.get,
        key=f"field_{key}_{name}_{header}",
    )  # fmt: skip
