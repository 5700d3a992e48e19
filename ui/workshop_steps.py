"""The bar of steps, and what is said where a step cannot be taken yet."""

from __future__ import annotations

import streamlit as st

from ui import kept, page, session, workshop
from ui.words import t
from ui.workshop import STEP, STEPS, Workshop
from ui.workshop_entry import SEAT

ENTRY = ("first", "again")


def step_bar(shop: Workshop) -> str:
    """Choose a step; the one that is open."""
    words = {step: t(f"workshop.step.{step}", number=number) for number, step in enumerate(STEPS, 1)}
    if shop.item and shop.round > 2:
        words["again"] = t("workshop.step.third", number=STEPS.index("again") + 1)
    kept.ask(
        STEP, st.segmented_control, t("workshop.steps"), shop.step, options=STEPS, format_func=words.get, required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    if shop.step not in ENTRY:
        session.store(SEAT, "")
    return shop.step


def refusal(shop: Workshop, step: str) -> tuple[str, str]:
    """Why a step cannot be taken, as a key of words, and the step that comes first; two "" where it can."""
    if step == "choose":
        return "", ""
    if not shop.item:
        return "workshop.not_yet.open", "choose"
    if step == "first" and shop.shown:
        return "workshop.not_yet.first_is_shown", "reveal"
    if step != "first" and not shop.shown:
        return "workshop.not_yet.shown", "first"
    if step == "again" and shop.is_over:
        return "workshop.not_yet.over", "pool"
    return "", ""


def show_refusal(why: str, first: str) -> None:
    """Say it, with the way there."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(page.plain(t(why)))
        st.button(
            t(f"workshop.go.{first}"), key="workshop_go", type="primary", on_click=workshop.go,
            args=(first,),
        )  # fmt: skip
