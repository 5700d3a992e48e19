"""Lists to hand out: layout, encoding, what is in them and what had to be left out, and the files."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from ltv.decisions.export_layouts import GENERIC, LAYOUTS, STEP_MAIL, Encoding, Layout
from ltv.decisions.export_rows import Dispatch
from ltv.decisions.exports import LEFT_OUT, Export, ExportFile, FileLimitError, export
from ltv.fingerprints import fingerprint_of
from ui import page, session, show
from ui.addresses import ask_for_addresses, known, with_addresses
from ui.controls import WIDE
from ui.data_quality_badge import export_mark, export_warning
from ui.ltv_actions_inputs import days_control
from ui.ltv_actions_story import Story
from ui.ltv_customers_data import Seen
from ui.row_level import agreed
from ui.uploads import today
from ui.words import of, sentences, t

ENCODINGS: dict[str, Encoding] = {"utf8": "utf-8-sig", "cp932": "cp932"}
USUAL = "usual"


def files(story: Story) -> None:
    """The panel."""
    with st.container(border=True):
        st.subheader(t("ltv_actions.export.title"), anchor=False)
        st.caption(t("ltv_actions.export.how"))
        ask_for_addresses(story.seen.data)
        send_on, expires_on = days_control(story.seen.data)
        layout, encoding = _format_control(story)
        st.caption(page.plain(of(layout.note)))
        if expires_on < send_on:
            st.warning(t("ltv_actions.export.expired"), icon=":material/error:")
            return
        if expires_on < today() and not session.is_sample():
            st.warning(t("ltv_actions.export.past"), icon=":material/event_busy:")
        made = made_of(story, layout, encoding, send_on, expires_on)
        if made is None:
            st.error(t("ltv_actions.export.too_large", layout=of(layout.name), rows=show.count(layout.most_rows)))
        else:
            _files(made, layout)


def made_of(story: Story, layout: Layout, encoding: Encoding, send_on: dt.date, expires_on: dt.date) -> Export | None:
    """Both files; None where the tool would not take them."""
    dispatch = Dispatch(story.inputs.initiative, story.inputs.wave, send_on, expires_on, definition(story.seen))

    def write(seen: Seen, *_: object) -> Export | None:
        try:
            return export(
                story.plan, with_addresses(seen.data.customers), seen.treatments, layout, dispatch, encoding=encoding
            )
        except FileLimitError:
            return None

    made: Export | None = story.seen.latest(write, story.inputs, layout.id, encoding, send_on, expires_on, known())
    return made


def definition(seen: Seen) -> str:
    """Version of what a plan rests on: data, assumptions of value, treatments; marked where the data are poor."""
    return f"ltv-{fingerprint_of(seen.data.fingerprint, seen.worth.assumed, seen.treatments)[:8]}{export_mark()}"


def _format_control(story: Story) -> tuple[Layout, Encoding]:
    """Choose layout and encoding: first a Japanese mail tool's where mail is to be sent, else any CRM's."""
    layouts = {layout.id: layout for layout in LAYOUTS}
    is_mail = bool(story.plan.chosen["channel"].isin(STEP_MAIL.channels).any())
    usual = STEP_MAIL if is_mail and show.is_japanese() else GENERIC
    with st.container(horizontal=True, gap="small"):
        names = {code: of(layout.name) for code, layout in layouts.items()}
        code = session.choose(
            "layout", t("ltv_actions.export.layout"), list(layouts), usual.id, names.__getitem__, width=WIDE
        )
        layout = layouts[code]
        names = {
            USUAL: t("ltv_actions.export.encoding.usual", name=_encoding_name(layout.encoding)),
            **{name: _encoding_name(encoding) for name, encoding in ENCODINGS.items()},
        }
        chosen = session.choose(
            "encoding", t("ltv_actions.export.encoding"), list(names), USUAL, names.__getitem__, width=WIDE
        )
    return layout, layout.encoding if chosen == USUAL else ENCODINGS[chosen]


def _encoding_name(encoding: Encoding) -> str:
    return t("ltv_actions.export.encoding.cp932" if encoding == "cp932" else "ltv_actions.export.encoding.utf8")


def _files(made: Export, layout: Layout) -> None:
    """Counts, notes, and a button for each file."""
    st.markdown(page.plain(summary(made, layout)))
    for note in made.send.notes:
        st.caption(page.plain(of(note)))
    if warning := export_warning():
        st.warning(page.plain(sentences(warning, t("quality.export.mark"))), icon=":material/rule:")
    if not agreed("export"):
        return
    with st.container(horizontal=True, gap="small"):
        _button(made.send, t("ltv_actions.export.send", n=show.count(made.send.rows)), "send", is_first=True)
        _button(made.hold_out, t("ltv_actions.export.hold_out", n=show.count(made.hold_out.rows)), "hold_out")
    st.caption(t("ltv_actions.export.arms"))


def summary(made: Export, layout: Layout) -> str:
    """How many are in the files, how many had to be left out and why, and how many characters were replaced."""
    parts = [
        t("ltv_actions.export.rows", n=show.customers(made.send.rows), held=show.customers(made.hold_out.rows)),
        t("ltv_actions.export.replaced", n=show.count(made.send.replaced)),
    ]
    if layout.channels:
        parts.insert(1, t("ltv_actions.export.channels", layout=of(layout.name)))
    left = [
        t("ltv_actions.export.reason", why=of(LEFT_OUT[code]), n=show.count(n)) for code, n in made.left_out.items()
    ]
    whole = show.customers(sum(made.left_out.values()))
    if left:
        parts.append(t("ltv_actions.export.left_out", n=whole, reasons=t("ltv_customers.and").join(left)))
    else:
        parts.append(t("ltv_actions.export.nobody_left_out"))
    return sentences(*parts)


def _button(file: ExportFile, words: str, key: str, *, is_first: bool = False) -> None:
    st.download_button(
        words, file.data, file.name, "text/csv", key=f"export_{key}", icon=":material/download:", on_click="ignore",
        type="primary" if is_first else "secondary", disabled=file.rows == 0,
    )  # fmt: skip
