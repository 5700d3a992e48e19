"""Questions about files, one at a time, each answer with a row of the file as it would then be read."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from ltv.intake import Choice, Question, text
from ui import page, session, show, upload_list
from ui.upload_list import Upload
from ui.words import WORDS, t


def questions(files: list[Upload]) -> None:
    """The next open question over all files, and what was answered so far."""
    asking = [file for file in files if file.reading.question]
    answered = [(file, question) for file in files for question in file.asked.values()]
    if asking:
        with st.container(border=True):
            known = len(answered) + len(asking)
            words = "import.question.of" if known > 1 else "import.question.one"
            st.caption(page.plain(t(words, number=len(answered) + 1, known=known, name=asking[0].name[:80])))
            _ask(asking[0])
    if answered:
        _answers(answered)


def _ask(file: Upload) -> None:
    question, lang = file.reading.question, session.lang()
    if question is None:
        return
    st.subheader(page.plain(text(question, lang)), anchor=False)
    words = {choice.code: page.plain(text(choice, lang, question=question)) for choice in question.choices}
    picked = st.radio(
        t("data.answer"), list(words), index=None, format_func=words.get,
        captions=[page.plain(example_words(choice, question)) for choice in question.choices],
        key=f"answer_{file.key}_{question.code}", label_visibility="collapsed",
    )  # fmt: skip
    pressed = st.button(t("data.answer"), key=f"answered_{file.key}", type="primary", disabled=picked is None)
    if pressed and picked is not None:
        upload_list.answer(file.key, question, picked)
        st.rerun()


def example_words(choice: Choice, question: Question) -> str:
    """The row of the file under a choice: its line, and its cells as they would be read."""
    if not choice.cells:
        return choice.example
    cells = [_cell_words(question.code, *cell) for cell in choice.cells]
    row = t("import.example", lines=_lines(choice.lines), cells=t("import.example.and").join(cells))
    counted = f"import.example.{question.code}"
    return t(counted, row=row, count=choice.example) if counted in WORDS else row


def _lines(lines: tuple[int, ...]) -> str:
    return t("import.example.comma").join(show.count(line) for line in lines)


def _cell_words(code: str, header: str, written: str, read: str) -> str:
    if not read:
        return t("import.example.cell", header=header, written=written or show.NOTHING)
    shown = show.day(dt.date.fromisoformat(read)) if code in ("date_order", "contract_end") else read
    key = f"import.reads.{code}"
    said = t(key, read=shown) if key in WORDS else shown
    return t("import.example.read", header=header, written=written, read=said)


def _answers(answered: list[tuple[Upload, Question]]) -> None:
    """What the reader said, each with a way to say something else."""
    with st.expander(t("import.answers", count=len(answered)), icon=":material/check:"):
        for file, question in answered:
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                st.markdown(page.plain(answer_words(file, question)))
                if st.button(t("import.answers.change"), key=f"change_{file.key}_{question.answer}", type="tertiary"):
                    upload_list.take_back(file.key, question.answer)
                    st.rerun()


def answer_words(file: Upload, question: Question) -> str:
    """A question with the answer that was given."""
    code, lang = file.options.answers.get(question.answer, ""), session.lang()
    said = text(Choice(code), lang, question=question)
    return t("import.answered", name=file.name[:60], question=text(question, lang), answer=said)
