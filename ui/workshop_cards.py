"""Decisions as records and as cards: what is kept names departments and KPIs by code, a card says them in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd
import streamlit as st

from ltv.decisions.agreement.card_export import to_html, to_markdown
from ltv.decisions.agreement.decision_card import Assumption, DecisionCard, Dissent, Prediction
from ltv.decisions.kpi import DEPARTMENTS
from ltv.decisions.kpi_catalogue import KPIS
from ltv.store import Decision, Record
from ui import kept, page, session, show
from ui.data_quality_badge import export_warning
from ui.words import of, t


def card_of(kept_: Decision) -> DecisionCard:
    """The card of a record, departments and KPIs in the reader's words."""
    return DecisionCard(
        question=kept_.question,
        chosen=kept_.chosen,
        decider=kept_.decider,
        decided_on=dt.date.fromisoformat(kept_.decided_on),
        review_date=dt.date.fromisoformat(kept_.review_date),
        stop_rule=kept_.stop_rule,
        predictions=tuple(
            Prediction(*(str(one.get(name, "")) for name in ("of", "estimate", "interval", "kind")))
            for one in kept_.predictions
        ),
        options=tuple(kept_.options),
        assumptions=tuple(
            Assumption(str(one.get("text", "")), department(str(one.get("owner", "")))) for one in kept_.assumptions
        ),
        guardrails=tuple(of(KPIS[name].metric.name) if name in KPIS else name for name in kept_.guardrails),
        agreed=kept_.agreed,
        dissent=tuple(
            Dissent(department(str(one.get("department", ""))), str(one.get("text", ""))) for one in kept_.dissent
        ),
        links=tuple(kept_.references),
        **{name: tuple(map(department, kept_.raci.get(name, ()))) for name in ("responsible", "consulted", "informed")},
    )


def department(code: str) -> str:
    """A department in words."""
    return of(DEPARTMENTS[code]) if code in DEPARTMENTS else code


def saved() -> list[Record[Decision]]:
    """Every decision on record, the newest first."""
    known = kept.store()
    found = kept.tried(lambda: known.latest(Decision)) if known else None
    return sorted(found or [], key=lambda record: (record.body.decided_on, record.created_at), reverse=True)


def downloads(decision: Decision, name: str) -> None:
    """The card as Markdown and as one page of HTML."""
    card, lang, warning = card_of(decision), session.lang(), export_warning()
    file = f"decision_{decision.decided_on}"
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            t("workshop.card.markdown"), to_markdown(card, lang, warning), f"{file}.md", "text/markdown",
            key=f"card_md_{name}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            t("workshop.card.html"), to_html(card, lang, warning), f"{file}.html", "text/html",
            key=f"card_html_{name}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def show_saved(records: list[Record[Decision]]) -> None:
    """All decisions, and the card of the one that is picked."""
    page.small_table(saved_table(records))
    bodies = {record.id: record.body for record in records}
    titles = {
        id: t("workshop.saved.one", day=_day(one.decided_on), question=one.question) for id, one in bodies.items()
    }
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        picked = st.selectbox(t("workshop.saved.pick"), list(bodies), format_func=titles.get, key="workshop_saved")
        downloads(bodies[picked], "saved")


def saved_table(records: Iterable[Record[Decision]]) -> pd.DataFrame:
    """One row per decision."""
    bodies = [record.body for record in records]
    return pd.DataFrame(
        {
            t("workshop.saved.on"): [_day(one.decided_on) for one in bodies],
            t("workshop.saved.question"): [one.question for one in bodies],
            t("workshop.saved.chosen"): [one.chosen for one in bodies],
            t("workshop.saved.decider"): [_by(one) for one in bodies],
            t("workshop.saved.review"): [_day(one.review_date) for one in bodies],
        }
    )


def _by(one: Decision) -> str:
    agreed = t(f"workshop.agreed.{'yes' if one.agreed else 'no'}")
    return t("workshop.saved.by", decider=one.decider, agreed=agreed)


def _day(written: str) -> str:
    return show.day(dt.date.fromisoformat(written))
