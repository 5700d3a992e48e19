"""One uploaded file on the data page: its account of records, its question or refusal, and what was not used."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ltv.intake import Question, Reading
from ltv.intake.messages import text
from ui import export, page, session, show, uploads
from ui.data import kind_words
from ui.data_recognised import show_recognised
from ui.uploads import Upload
from ui.words import WORDS, t

MANY = 5


def file_card(number: int, upload: Upload) -> None:
    """One file: its kind, its account of records, its question or refusal, and how to change what was recognised."""
    reading = upload.reading
    with st.container(border=True):
        st.subheader(page.plain(t("data.file", number=number + 1, kind=kind_words(reading.kind))), anchor=False)
        st.caption(page.plain(upload.name[:120]))
        if reading.outcome == "reject" and reading.error:
            st.error(page.plain(text(reading.error, session.lang())), icon=":material/block:")
        if reading.question:
            _question(number, reading.question)
        if reading.outcome == "accept":
            st.markdown(page.plain(_account(reading)))
        for warning in reading.warnings:
            st.warning(page.plain(text(warning, session.lang())), icon=":material/info:")
        if reading.recognised.headers:
            show_recognised(number, upload)
        if len(reading.problems):
            _problems(number, reading)
        if st.button(t("data.remove"), key=f"remove_{number}", type="tertiary", icon=":material/close:"):
            uploads.remove(number)
            st.rerun()


def _account(reading: Reading) -> str:
    names = ("records", "accepted", "rejected", "excluded", "blank")
    return t("data.found", **{name: show.count(getattr(reading, name)) for name in names})


def _question(number: int, question: Question) -> None:
    lang = session.lang()
    st.info(page.plain(text(question, lang)), icon=":material/help:")
    codes = [choice.code for choice in question.choices]
    words = {choice.code: page.plain(text(choice, lang, question=question)) for choice in question.choices}
    examples = [page.plain(choice.example) for choice in question.choices]
    picked = st.radio(
        t("data.answer"), codes, index=None, format_func=words.get, captions=examples,
        key=f"answer_{number}_{question.code}", label_visibility="collapsed",
    )  # fmt: skip
    if st.button(t("data.answer"), key=f"answered_{number}", type="primary", disabled=picked is None):
        uploads.answer(number, question.answer, str(picked))
        st.rerun()


def _problems(number: int, reading: Reading) -> None:
    with st.expander(t("data.problems"), icon=":material/rule:", expanded=reading.outcome == "accept"):
        page.small_table(problem_summary(reading))
        st.download_button(
            t("data.problems.download"), lambda: export.csv(problem_rows(reading)), "rows_not_used.csv", "text/csv",
            key=f"problems_csv_{number}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def problem_summary(reading: Reading) -> pd.DataFrame:
    """Problems by reason, most frequent first: how many, where first, why, and how to fix it."""
    groups = reading.problems.fillna({"column": ""}).groupby(["status", "reason", "column"])
    largest = sorted(groups, key=lambda group: -len(group[1]))
    return pd.DataFrame([_problem_row(*key, rows["line"]) for key, rows in largest])


def _problem_row(status: str, reason: str, column: str, lines: pd.Series) -> dict[str, str]:
    first = ", ".join(map(str, lines.head(MANY))) + (" …" if len(lines) > MANY else "")
    return {
        t("data.problems.status"): t(f"data.problems.{status}"),
        t("data.problems.count"): show.count(len(lines)),
        t("data.problems.first"): first,
        t("data.problems.column"): t(f"data.field.{column}") if f"data.field.{column}" in WORDS else column,
        t("data.problems.reason"): text(reason, session.lang()),
    }


def problem_rows(reading: Reading) -> pd.DataFrame:
    """Every row that was not used, with its line and reason in words."""
    words = {reason: text(str(reason), session.lang()) for reason in reading.problems["reason"].unique()}
    return reading.problems.assign(explanation=reading.problems["reason"].map(words))
