"""One initiative in detail: whom it reaches, what it hangs together with, and how it is told whether it worked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from ltv.dataset import Dataset
from ltv.decisions.kpi_catalogue import KPIS
from ltv.decisions.portfolio.initiatives import Initiative
from ltv.metrics.metric import Text
from ui import kept, page, session
from ui.candidates import Candidate, Candidates, library_form, named, save, withdraw
from ui.scenario import dimension_of
from ui.words import label, of, t

_SAID = "initiative_said"
Change = Callable[[Initiative, Any], Initiative]


def show_detail(data: Dataset, found: Candidates) -> None:
    """Choose an initiative; everything about it that does not fit a row of the table."""
    codes = [each.id for each in found.here]
    if not codes:
        st.caption(t("priority.detail.none"))
    else:
        names = named(found.here)
        code = session.choose("initiative", t("priority.detail.which"), codes, codes[0], lambda c: names[c])
        candidate = found.of(code)
        if candidate is not None:
            _show(data, found, candidate)
    _show_withdrawn(data, found)


def _show(data: Dataset, found: Candidates, candidate: Candidate) -> None:
    said = session.stored(_SAID, "")
    if said:
        st.warning(page.plain(said), icon=":material/rule:")
        session.store(_SAID, "")
    one, names = candidate.initiative, named(found.here)
    others = [each.id for each in found.here if each.id != candidate.id]

    def ask(name: str, control: Callable[..., Any], value: Any, change: Change, **widget: Any) -> None:
        key = f"detail_{name}_{candidate.id}_{candidate.revision}"
        st.session_state.setdefault(key, value)
        control(
            t(f"priority.detail.{name}"),
            key=key,
            on_change=_change,
            args=(data, found, candidate, change, key),
            **widget,
        )

    with st.container(horizontal=True, gap="small"):
        _ask_population(data, one, ask)
    with st.container(horizontal=True, gap="small"):
        ask("requires", st.multiselect, _known(one.requires, others), lambda i, v: replace(i, requires=tuple(v)),
            options=others, format_func=names.get, placeholder=t("priority.detail.nothing"))  # fmt: skip
        ask("excludes", st.multiselect, _known(one.excludes, others), lambda i, v: replace(i, excludes=tuple(v)),
            options=others, format_func=names.get, placeholder=t("priority.detail.nothing"))  # fmt: skip
    kpis = {name: name for name in one.guardrails} | {name: of(kpi.metric.name) for name, kpi in KPIS.items()}
    ask("guardrails", st.multiselect, list(one.guardrails), lambda i, v: replace(i, guardrails=tuple(v)),
        options=list(kpis), format_func=kpis.get, placeholder=t("priority.detail.nothing"))  # fmt: skip
    ask("control", st.text_input, of(one.control) if one.control else "", _with_control, max_chars=500)
    _show_buttons(data, found, candidate)


def _ask_population(data: Dataset, one: Initiative, ask: Callable[..., None]) -> None:
    """Whom it reaches."""
    dimension = dimension_of(data)
    reached = one.population
    if dimension is not None:
        values = [str(value) for value in data.values(dimension)]
        ask("segments", st.multiselect, _known(reached.segments, values),
            lambda i, v: replace(i, population=replace(i.population, segments=tuple(v))),
            options=values, format_func=lambda v: label(v, dimension), placeholder=t("segment.all"))  # fmt: skip
    ask("tenure_from", st.number_input, reached.tenure_from,
        lambda i, v: replace(i, population=replace(i.population, tenure_from=int(v))),
        min_value=0, max_value=600, step=1, width=160)  # fmt: skip
    ask("tenure_to", st.number_input, reached.tenure_to,
        lambda i, v: replace(i, population=replace(i.population, tenure_to=None if v is None else int(v))),
        min_value=1, max_value=600, step=1, placeholder=t("priority.detail.no_end"), width=160)  # fmt: skip


def _with_control(one: Initiative, words: str) -> Initiative:
    said = " ".join(words.split())
    return replace(one, control=Text(said, said) if said else None)


def _change(data: Dataset, found: Candidates, candidate: Candidate, change: Change, key: str) -> None:
    """Keep one change at once, or say why it cannot be."""
    changed = change(candidate.initiative, st.session_state[key])
    flaws = found.flaws_with(changed)
    if flaws:
        session.store(_SAID, t("priority.edit.and").join(of(flaw) for flaw in flaws))
    elif not save(data, candidate, changed):
        session.store(_SAID, kept.trouble())


def _show_buttons(data: Dataset, found: Candidates, candidate: Candidate) -> None:
    form = library_form(data, candidate.id)
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("priority.detail.remove"), on_click=_remove, args=(data, found, candidate), key="initiative_remove",
            icon=":material/remove_circle_outline:",
        )  # fmt: skip
        if form is not None and candidate.initiative != form:
            st.button(
                t("priority.detail.reset"), on_click=_reset, args=(data, candidate, form), key="initiative_reset",
                icon=":material/undo:",
            )  # fmt: skip


def _remove(data: Dataset, found: Candidates, candidate: Candidate) -> None:
    flaws = found.flaws_without(candidate.id)
    if flaws:
        needed = [of(each.initiative.name) for each in found.here if candidate.id in _links(each.initiative)]
        session.store(_SAID, t("priority.detail.needed", names=t("priority.edit.and").join(needed)))
    elif not withdraw(data, candidate):
        session.store(_SAID, kept.trouble())


def _reset(data: Dataset, candidate: Candidate, form: Initiative) -> None:
    if not save(data, candidate, form):
        session.store(_SAID, kept.trouble())


def _show_withdrawn(data: Dataset, found: Candidates) -> None:
    """What was taken off, to be brought back."""
    gone = [each for each in found.all if each.withdrawn]
    if gone:
        st.caption(t("priority.detail.gone"))
        with st.container(horizontal=True, gap="small"):
            for each in gone:
                st.button(
                    page.plain(t("priority.detail.back", name=of(each.initiative.name))), on_click=_reset,
                    args=(data, each, each.initiative), key=f"back_{each.id}", icon=":material/add_circle_outline:",
                )  # fmt: skip


def _links(one: Initiative) -> tuple[str, ...]:
    return (*one.requires, *one.excludes)


def _known(values: Sequence[str], options: Sequence[str]) -> list[str]:
    return [value for value in values if value in options]
