"""One file that was read: what it is, how it was understood, its account of records, and what was not used."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ltv.intake import Message, Reading
from ltv.intake.messages import text
from ltv.intake.possible import is_used
from ltv.months import date_of
from ui import export, page, session, show, upload_list, uploads
from ui.data import KINDS, field_words, kind_words
from ui.data_key import show_key, show_sales
from ui.data_recognised import mapping_form, show_facts
from ui.upload_list import Upload
from ui.words import t

MANY = 5
_IN_OTHER_WORDS = ("pii_column_not_imported", "customer_key_is_")
"""Warnings that the card says itself."""
_QUIET = ("pii_column_as_match_key", "customer_pseudonyms", "macros_ignored", "nested_column_ignored",
          "interval_of_header", "contracts_start_later")  # fmt: skip
"""Warnings about what was done and is right as it is."""


def file_card(upload: Upload) -> None:
    """One file in a few lines, with its kind to be changed at a glance and the details folded."""
    reading = upload.reading
    with st.container(border=True):
        _head(upload)
        if reading.error and not reading.sales:
            st.error(page.plain(text(reading.error, session.lang())), icon=":material/block:")
        show_facts(upload)
        if reading.sales:
            show_sales(reading.sales)
        show_key(upload)
        _told(upload)
        _remembered(upload)
        if reading.recognised.headers:
            mapping_form(upload)
        if len(reading.problems):
            show_problems(reading, upload.key)


def _head(upload: Upload) -> None:
    """Name and account on the left; kind, where there are columns to tell one, and the way out on the right."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{page.plain(upload.name[:120])}**")
            st.caption(page.plain(state_words(upload.reading)))
            if summed := sum_words(upload):
                st.caption(page.plain(summed))
        with st.container(horizontal=True, vertical_alignment="center", width="content", gap="small"):
            if upload.reading.recognised.headers:
                _kind(upload)
            _way_out(upload)


def _way_out(upload: Upload) -> None:
    if st.button("", key=f"remove_{upload.key}", type="tertiary", icon=":material/close:", help=t("data.remove")):
        upload_list.remove(upload.key)
        st.rerun()


def _kind(upload: Upload) -> None:
    """The kind of file, which can be changed here."""
    found, key = upload.reading.kind, f"kind_{upload.key}"
    names = {kind: kind_words(kind) for kind in KINDS}
    chosen = st.selectbox(
        t("data.kind"), list(names), index=KINDS.index(found) if found in KINDS else None, format_func=names.get,
        key=f"{key}_{found}", placeholder=t("import.kind.choose"), label_visibility="collapsed", width=190,
    )  # fmt: skip
    if chosen is not None and chosen != found:
        answers = {name: code for name, code in upload.options.answers.items() if name not in ("kind", "preset")}
        upload_list.change(upload.key, kind=chosen, mapping=None, answers=answers)
        st.rerun()


def state_words(reading: Reading) -> str:
    """What became of the records, or what the file waits for."""
    if reading.outcome == "ask":
        return t("import.state.ask")
    if reading.outcome == "reject" and not reading.records:
        return t("import.state.sales" if reading.sales else "import.state.reject")
    names = ("records", "accepted", "rejected", "excluded", "blank")
    return t("data.found", **{name: show.count(getattr(reading, name)) for name in names})


def sum_words(upload: Upload) -> str:
    """What the records used add up to and from when to when: the figures to compare with the system they come from."""
    reading, sums = upload.reading, upload.reading.sums
    if sums is None:
        return ""
    currency = uploads.currency_of([upload]) if reading.kind in uploads.REVENUE else reading.currency
    money = {"net": sums.total, "refunds": sums.refunds}
    said = {name: show.money(value, currency, reading.decimals, exact=True) for name, value in money.items()}
    if reading.kind == "spend":
        return t("import.sum.spend", total=said["net"], first=show.month(sums.first), last=show.month(sums.last))
    days = {"first": show.day(date_of(sums.first)), "last": show.day(date_of(sums.last))}
    if reading.kind == "contracts":
        counts = {"contracts": show.count(sums.contracts), "running": show.count(sums.running)}
        return t("import.sum.contracts", **counts, total=said["net"], **days)
    return t("import.sum.refunds" if sums.refunds else "import.sum", **said, **days, orders=show.count(sums.orders))


def _told(upload: Upload) -> None:
    """Columns about persons that stay outside, what was done, what to beware of, and files no page asks for yet."""
    reading, lang = upload.reading, session.lang()
    said = [w for w in reading.warnings if not w.code.startswith(_IN_OTHER_WORDS)]
    quiet = [text(warning, lang) for warning in said if warning.code in _QUIET]
    if personal := personal_columns(reading):
        quiet.insert(0, t("import.personal", columns=t("import.comma").join(personal)))
    loud = [text(warning, lang) for warning in said if warning.code not in _QUIET]
    if reading.outcome == "accept" and not is_used(str(reading.kind)):
        loud.append(t("import.unused_kind", kind=kind_words(reading.kind)))
    if quiet:
        st.caption("  \n".join(page.plain(line) for line in quiet))
    if loud:
        st.info(page.plain("\n\n".join(loud)), icon=":material/info:")


def personal_columns(reading: Reading) -> list[str]:
    """Columns about persons of which nothing is taken over, not even as a key."""
    keys = {name for w in reading.warnings if w.code == "pii_column_as_match_key" for name in _names(w)}
    return [name for name in reading.recognised.dropped_personal if name not in keys]


def _names(warning: Message) -> tuple[str, ...]:
    found = warning.params.get("columns", ())
    return found if isinstance(found, tuple) else ()


def _remembered(upload: Upload) -> None:
    """Say that an earlier file taught how to read this one, with a way to forget it."""
    if not upload.is_remembered:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(t("import.remembered"), width="content")
        if st.button(t("import.remembered.forget"), key=f"forget_{upload.key}", type="tertiary"):
            uploads.forget_remembered(upload.key)
            st.rerun()


def show_problems(reading: Reading, key: str, title: str = "") -> None:
    """Rows that were not used by reason, and all of them as a file, behind a fold."""
    counts = t("import.problems", rejected=show.count(reading.rejected), excluded=show.count(reading.excluded))
    with st.expander(title + counts, icon=":material/rule:"):
        page.small_table(problem_summary(reading))
        st.download_button(
            t("data.problems.download"), lambda: export.csv(problem_rows(reading)), "rows_not_used.csv", "text/csv",
            key=f"problems_csv_{key}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def problem_summary(reading: Reading) -> pd.DataFrame:
    """Problems by reason, rows that are lost before rows left out on purpose, most frequent first, with the fix."""
    groups = reading.problems.fillna({"column": ""}).groupby(["status", "reason", "column"])
    largest = sorted(groups, key=lambda group: (group[0][0] != "rejected", -len(group[1])))
    return pd.DataFrame([_problem_row(*key, rows["line"], reading) for key, rows in largest])


def _problem_row(status: str, reason: str, column: str, lines: pd.Series, reading: Reading) -> dict[str, str]:
    first = ", ".join(show.count(line) for line in lines.head(MANY)) + (" …" if len(lines) > MANY else "")
    return {
        t("data.problems.status"): t(f"data.problems.{status}"),
        t("data.problems.count"): show.count(len(lines)),
        t("data.problems.first"): first,
        t("data.problems.column"): column_words(column, reading),
        t("data.problems.reason"): text(reason, session.lang()),
    }


def column_words(column: str, reading: Reading) -> str:
    """A field in words, with the header it has in the file where that says something else."""
    if not column:
        return t("import.problems.whole_row")
    field = field_words(column)
    header = reading.recognised.mapping.get(column, field)
    return field if header == field else t("import.problems.column", field=field, header=header)


def problem_rows(reading: Reading) -> pd.DataFrame:
    """Every row that was not used, with its line, the file's own name of the column, and the reason in words."""
    problems, names = reading.problems, reading.recognised.mapping
    words = {reason: text(str(reason), session.lang()) for reason in problems["reason"].unique()}
    headers = {column: names.get(str(column), "") for column in problems["column"].dropna().unique()}
    return problems.assign(header=problems["column"].map(headers).fillna(""), explanation=problems["reason"].map(words))
