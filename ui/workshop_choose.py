"""Which initiative is opened, who takes part, and how far the meeting has come."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ltv.decisions.kpi import DEPARTMENTS
from ltv.decisions.kpi_catalogue import KPIS
from ltv.decisions.portfolio.initiatives import Initiative, Population
from ui import kept, page, show, workshop
from ui.words import of, t
from ui.workshop import DEPARTMENTS_CHOSEN, Workshop
from ui.workshop_room import named

PICK = "workshop.pick"


def show_choice(shop: Workshop) -> None:
    """The whole step."""
    names = {one.id: t("workshop.pick.one", name=of(one.name), owner=of(DEPARTMENTS[one.owner]))
             for one in shop.initiatives}  # fmt: skip
    with st.container(border=True):
        st.subheader(t("workshop.choose.title"), anchor=False)
        st.caption(page.plain(t("workshop.choose.how")))
        if not names:
            st.info(t("workshop.choose.none"), icon=":material/info:")
            return
        picked = next((id for id in (kept.draft(PICK), shop.item) if id in names), next(iter(names)))
        kept.ask(PICK, st.selectbox, t("workshop.pick"), picked, options=list(names), format_func=names.get)
        one = next(each for each in shop.initiatives if each.id == picked)
        st.markdown("\n".join(f"- {page.plain(line)}" for line in described(one)))
        kept.ask(
            DEPARTMENTS_CHOSEN, st.pills, t("workshop.departments"), list(shop.departments), ",".join,
            options=list(DEPARTMENTS), format_func=lambda code: of(DEPARTMENTS[code]), selection_mode="multi",
        )  # fmt: skip
        st.button(
            t("workshop.open"), key="workshop_open", type="primary", icon=":material/door_open:",
            on_click=workshop.open_item, args=(shop.data, picked), disabled=len(shop.departments) < workshop.FEWEST,
        )  # fmt: skip
    if shop.code:
        _progress(shop)


def described(one: Initiative) -> list[str]:
    """What an initiative is about, a line each; nothing of what is believed of it, which would lead the answers."""
    lines = [t("workshop.about.reach", reach=reach_words(one.population))]
    if one.control:
        lines.append(t("workshop.about.control", control=of(one.control)))
    if one.guardrails:
        kpis = t("priority.and").join(of(KPIS[name].metric.name) for name in one.guardrails if name in KPIS)
        lines.append(t("workshop.about.guardrails", kpis=kpis))
    return lines


def reach_words(population: Population) -> str:
    """Whom an initiative reaches."""
    low, high = population.tenure_from, population.tenure_to
    if high is not None:
        return t("workshop.reach.between", low=show.count(max(low, 1)), high=show.count(high))
    return t("workshop.reach.from", low=show.count(low)) if low > 1 else t("workshop.reach.all")


def _progress(shop: Workshop) -> None:
    """Every initiative this meeting has touched, and a new meeting."""
    with st.container(border=True):
        st.subheader(page.plain(t("workshop.progress.title", room=shop.code)), anchor=False)
        table = progress_table(shop)
        if len(table):
            page.small_table(table)
        else:
            st.caption(page.plain(t("workshop.progress.none")))
        with st.popover(t("workshop.begin"), icon=":material/restart_alt:"):
            st.caption(page.plain(t("workshop.begin.how")))
            st.button(t("workshop.begin.sure"), key="workshop_begin", on_click=workshop.begin, args=(shop.data,))


def progress_table(shop: Workshop) -> pd.DataFrame:
    """One row per initiative with an estimate: how far it is; no number that anybody gave."""
    touched = [one for one in shop.initiatives if one.id in set(shop.said["item"]) or one.id == shop.item]
    columns = {
        t("priority.col.name"): [of(one.name) for one in touched],
        t("workshop.progress.state"): [_state(shop, one.id) for one in touched],
    }
    return pd.DataFrame(columns)


def _state(shop: Workshop, item: str) -> str:
    if kept.draft(named(shop.code, item, "decision")):
        return t("workshop.state.decided")
    shown = shop.shown_of(item)
    rows = shop.said[(shop.said["item"] == item) & (shop.said["round"] == shown + 1)]
    if shown and rows.empty:
        return t("workshop.state.shown", round=t(f"workshop.round.{shown}"))
    told = {"done": show.count(rows["department"].nunique()), "n": show.count(len(shop.departments))}
    return t("workshop.state.entering", round=t(f"workshop.round.{min(shown + 1, 3)}"), **told)
