"""One department at a time enters its estimates; once saved they leave the screen until all are put on the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import streamlit as st

from ltv.decisions.kpi import DEPARTMENTS
from ltv.store import Estimate
from ui import kept, page, session, show, workshop, workshop_room
from ui.words import of, t
from ui.workshop import Workshop
from ui.workshop_room import named
from ui.workshop_units import POINTS, Scale, as_typed, number_of

MOST_REASON = 200
SEAT = "workshop_seat"
"""Who was at the keyboard on the run before: None in a new session, "" when nobody."""


@dataclass(frozen=True)
class Typed:
    """What a department has typed so far: quantity → three numbers, None where nothing."""

    numbers: Mapping[str, tuple[float | None, ...]]
    reason: str

    @property
    def is_empty(self) -> bool:
        """Whether no number is there."""
        return all(number is None for three in self.numbers.values() for number in three)

    def out_of_order(self, quantity: str) -> tuple[str, str] | None:
        """The first two points of which the lower one is larger."""
        given = [(name, number) for name, number in zip(POINTS, self.numbers[quantity]) if number is not None]
        return next(((a, b) for (a, low), (b, high) in pairwise(given) if low > high), None)

    @property
    def lacking(self) -> list[str]:
        """Quantities of which some points are there and some are not."""
        return [name for name, three in self.numbers.items() if None in three and any(n is not None for n in three)]

    @property
    def can_be_kept(self) -> bool:
        """Whether every quantity has three points in order, or none, and one has them."""
        return not self.is_empty and not self.lacking and not any(map(self.out_of_order, self.numbers))


def show_entry(shop: Workshop) -> None:
    """Who is at the keyboard, their estimate, and the way to the table."""
    with st.container(border=True):
        st.subheader(page.plain(t("workshop.enter.title", name=of(shop.initiative.name))), anchor=False)
        st.caption(page.plain(t("workshop.enter.how")))
        seat = _seat(shop)
        if seat:
            _at_the_keyboard(shop, seat)
        else:
            session.store(SEAT, "")
            _hint(shop)
    _way_to_the_table(shop)


def _hint(shop: Workshop) -> None:
    """What to do while nobody is at the keyboard."""
    if shop.entered(shop.round):
        st.markdown(page.plain(t("workshop.enter.hand_on" if shop.waiting else "workshop.enter.complete")))
    else:
        st.markdown(page.plain(t("workshop.enter.begin")))


def _seat(shop: Workshop) -> str:
    """Choose who is at the keyboard; who has entered is told, what they entered is not."""
    name, done = named(shop.code, "seat"), shop.entered(shop.round)
    words = {
        code: t("workshop.seat.done" if code in done else "workshop.seat.open", name=of(DEPARTMENTS[code]))
        for code in shop.departments
    }
    seat = kept.draft(name) if kept.draft(name) in shop.departments else ""
    kept.ask(
        name, st.pills, t("workshop.seat"), seat or None, options=shop.departments, format_func=words.get,
    )  # fmt: skip
    return seat


def _at_the_keyboard(shop: Workshop, seat: str) -> None:
    if _is_covered(shop, seat):
        st.info(page.plain(t("workshop.cover", name=of(DEPARTMENTS[seat]))), icon=":material/visibility_off:")
        st.button(
            t("workshop.cover.lift"), key="workshop_lift", on_click=session.store, args=("workshop_covered", False)
        )
        return
    if seat in shop.entered(shop.round):
        st.info(page.plain(t("workshop.enter.again", name=of(DEPARTMENTS[seat]))), icon=":material/info:")
    for scale in shop.scales.values():
        _ask_three(shop, seat, scale)
    kept.ask(
        draft_of(shop, seat, "reason"), st.text_input, t("workshop.reason"), kept.draft(draft_of(shop, seat, "reason")),
        max_chars=MOST_REASON, placeholder=t("workshop.reason.example"),
    )  # fmt: skip
    _say_what_is_wrong(shop, typed(shop, seat))
    _buttons(shop, seat)


def _is_covered(shop: Workshop, seat: str) -> bool:
    """Whether what somebody left half typed is hidden: where the seat was taken anew, not after a refresh."""
    before, now = session.stored(SEAT), named(shop.code, shop.item, seat)
    if before != now:
        session.store(SEAT, now)
        session.store("workshop_covered", before is not None and bool(kept.drafts(draft_of(shop, seat, ""))))
    return bool(session.stored("workshop_covered", False))


def draft_of(shop: Workshop, seat: str, *field: str) -> str:
    """Name of the draft of one field of a department's estimate."""
    return named(shop.code, shop.item, shop.round, seat, *field)


def typed(shop: Workshop, seat: str) -> Typed:
    """What is typed now."""
    numbers = {
        name: tuple(number_of(kept.draft(draft_of(shop, seat, name, point)), scale) for point in POINTS)
        for name, scale in shop.scales.items()
    }
    return Typed(numbers, kept.draft(draft_of(shop, seat, "reason")).strip())


def _ask_three(shop: Workshop, seat: str, scale: Scale) -> None:
    """Low, middle and high of one quantity, and what was typed in words."""
    st.markdown(f"**{page.plain(scale.asks)}**")
    numbers = []
    with st.grid(3, min_column_width=140):
        for point in POINTS:
            name = draft_of(shop, seat, scale.quantity, point)
            numbers.append(number_of(kept.draft(name), scale))
            kept.ask(
                name, _empty_number, t(f"workshop.point.{point}"), numbers[-1], as_typed, min_value=scale.low,
                max_value=scale.high, step=scale.step, format=scale.form, help=t(f"workshop.point.{point}.help"),
            )  # fmt: skip
    if scale.quantity == "cost" and any(numbers):
        words = (show.NOTHING if number is None else scale.written(number * scale.per) for number in numbers)
        st.caption(page.plain(t("workshop.in_words", words=t("workshop.and_then").join(words))))


def _empty_number(label: str, **widget: Any) -> None:
    st.number_input(label, value=None, **widget)


def _say_what_is_wrong(shop: Workshop, found: Typed) -> None:
    for name, scale in shop.scales.items():
        wrong = found.out_of_order(name)
        if wrong:
            numbers = dict(zip(POINTS, found.numbers[name]))
            low, high = (scale.written((numbers[point] or 0.0) * scale.per) for point in wrong)
            words = {"first": wrong[0].upper(), "second": wrong[1].upper(), "low": low, "high": high}
            st.error(page.plain(t("workshop.order", quantity=scale.name, **words)), icon=":material/swap_vert:")
    if session.stored("workshop_refused") == named(shop.code, shop.item, shop.round):
        for name in found.lacking:
            st.error(page.plain(t("workshop.lacking", quantity=shop.scales[name].name)), icon=":material/error:")
        if found.is_empty:
            st.error(page.plain(t("workshop.empty")), icon=":material/error:")


def _buttons(shop: Workshop, seat: str) -> None:
    found = typed(shop, seat)
    with st.container(horizontal=True, gap="small"):
        if kept.pressed("workshop_save", t("workshop.save"), type="primary", icon=":material/lock:"):
            if found.can_be_kept:
                _hand_on(shop, seat, found)
            session.store("workshop_refused", named(shop.code, shop.item, shop.round))
            st.rerun()
        empty = {"disabled": not found.is_empty}
        if kept.pressed("workshop_abstain", t("workshop.abstain"), help=t("workshop.abstain.help"), **empty):
            _hand_on(shop, seat, found)
        said_before = shop.shown and seat in set(shop.at(shop.item, shop.shown)["department"])
        if said_before and kept.pressed("workshop_same", t("workshop.same"), **empty):
            _hand_on(shop, seat, _as_before(shop, seat))


def _as_before(shop: Workshop, seat: str) -> Typed:
    """What a department said in the round before."""
    rows = shop.at(shop.item, shop.shown)
    rows = rows[rows["department"] == seat].set_index("quantity")
    numbers = {
        name: tuple(None if x != x else float(x) / scale.per for x in rows.loc[name, list(POINTS)])
        for name, scale in shop.scales.items()
        if name in rows.index
    }
    return Typed(numbers, str(rows["reason"].iloc[0]))


def _hand_on(shop: Workshop, seat: str, found: Typed) -> None:
    """Keep a department's estimates, take them off the screen, and leave the seat."""
    workshop_room.keep(
        Estimate(
            room=shop.code, round=shop.round, participant=workshop_room.participant_of(shop.code, seat),
            item=shop.item, quantity=name, unit=shop.scales[name].unit, department=seat,
            p10=three[0], p50=three[1], p90=three[2], reason=found.reason,
        )
        for name, three in found.numbers.items()
    )  # fmt: skip
    kept.forget_drafts(*kept.drafts(draft_of(shop, seat, "")))
    kept.write_draft(named(shop.code, "seat"), "")
    session.store(SEAT, "")
    session.store("workshop_refused", "")
    st.rerun()


def _way_to_the_table(shop: Workshop) -> None:
    """How many have entered, and the button that puts their estimates on the table."""
    done, waiting = shop.entered(shop.round), shop.waiting
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        key = "workshop.progress" if waiting else "workshop.progress.all"
        st.markdown(
            page.plain(t(key, done=show.count(len(done)), n=show.count(len(shop.departments)),
                         names=workshop.names(waiting)))
        )  # fmt: skip
        st.button(
            t("workshop.reveal" if not waiting else "workshop.reveal.now"), key="workshop_reveal",
            type="secondary" if waiting else "primary", icon=":material/visibility:", disabled=not shop.can_reveal,
            on_click=workshop.reveal, args=(shop.code, shop.item, shop.round),
        )  # fmt: skip
