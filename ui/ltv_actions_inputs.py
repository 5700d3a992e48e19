"""What a plan is made under, as the reader chooses it: caps, hold-out, and what its lists are called."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import streamlit as st

from ltv.dataset import Dataset
from ltv.decisions.caps import Caps
from ui import session
from ui.charts.money_axis import Money
from ui.uploads import today
from ui.words import t

WIDTH = 150
"""Of a control, pixels: two stand beside each other on a phone."""
DAY_WIDTH = 180
HOLD_OUTS = ("5", "10", "15", "20")
NO_CAP = "none"
DEFAULTS: dict[str, float | None] = {"hours": 40.0, "contacts": None, "budget": None, "offers": None}
"""A week of one person; the rest is not limited until the reader says so."""
IN_MONEY = ("budget", "offers")
INITIATIVE, WAVE = "early-warning", "1"
"""Codes of the usual initiative and wave: who is held out, and what files say, do not change with the language."""
VALID_DAYS = 14
"""Days that a list may be used for, unless the reader says otherwise."""


@dataclass(frozen=True)
class Inputs:
    """Choices that decide a plan.

    Attributes
    ----------
    budget, offers : money of the smallest unit; None without a cap
    hours, contacts : None without a cap
    hold_out : share
    initiative, wave : together they are the seed of the hold-out
    """

    budget: float | None
    offers: float | None
    hours: float | None
    contacts: int | None
    hold_out: float
    initiative: str
    wave: str

    @property
    def caps(self) -> Caps:
        """The caps as the plan takes them."""
        return Caps(budget=self.budget, hours=self.hours, discount=self.offers, contacts=self.contacts)

    @property
    def seed(self) -> str:
        """Decides who is held out."""
        return f"{self.initiative}/{self.wave}"


def inputs(data: Dataset) -> Inputs:
    """The choices in force, without drawing a control."""
    unit = 10**data.months.decimals
    caps = {name: _cap(name) for name in DEFAULTS}
    money = {name: None if caps[name] is None else caps[name] * unit for name in IN_MONEY}  # type: ignore[operator]
    contacts = caps["contacts"]
    return Inputs(
        budget=money["budget"],
        offers=money["offers"],
        hours=caps["hours"],
        contacts=None if contacts is None else int(contacts),
        hold_out=int(session.recall("hold_out", HOLD_OUTS, "10")) / 100,
        initiative=session.written("initiative") or INITIATIVE,
        wave=session.written("wave") or WAVE,
    )


def control(data: Dataset) -> Inputs:
    """Ask for caps, hold-out, and what the plan is called."""
    unit = Money.of(data.months).unit
    with st.container(horizontal=True, gap="small"):
        _ask("hours", t("ltv_actions.cap.hours"), 5.0)
        _ask("contacts", t("ltv_actions.cap.contacts"), 10.0)
        _ask("budget", t("ltv_actions.cap.budget", unit=unit), 10_000.0)
        _ask("offers", t("ltv_actions.cap.offers", unit=unit), 10_000.0)
    with st.container(horizontal=True, gap="small"):
        session.choose("hold_out", t("ltv_actions.hold_out"), HOLD_OUTS, "10", lambda n: f"{n}%", width=WIDTH)
        _ask_text("initiative", t("ltv_actions.initiative"), t("ltv_actions.initiative.usual"))
        _ask_text("wave", t("ltv_actions.wave"), WAVE)
    st.caption(t("ltv_actions.inputs.how"))
    return inputs(data)


def days_control(data: Dataset) -> tuple[dt.date, dt.date]:
    """Ask for the first day of contact and the last day of use; of a sample, the days after it ends."""
    known = data.months.as_of if session.is_sample() else max(data.months.as_of, today())
    tomorrow = known + dt.timedelta(days=1)
    with st.container(horizontal=True, gap="small"):
        send_on = _ask_date("send_on", t("ltv_actions.send_on"), tomorrow)
        usual = tomorrow + dt.timedelta(days=VALID_DAYS)
        expires_on = _ask_date("expires_on", t("ltv_actions.expires_on"), usual)
    return send_on, expires_on


def _cap(name: str) -> float | None:
    """A cap kept in the session and the link; the default where it is none of a number."""
    words = session.written(f"cap_{name}")
    if words == NO_CAP:
        return None
    try:
        value = float(words)
    except ValueError:
        return DEFAULTS[name]
    return value if value >= 0 and math.isfinite(value) else DEFAULTS[name]


def _ask(name: str, label: str, step: float) -> None:
    """A control for a cap; empty takes it away, the default leaves the link."""

    def in_words(given: float | None) -> str:
        return "" if given == DEFAULTS[name] else NO_CAP if given is None else f"{given:g}"

    session.ask(
        f"cap_{name}", st.number_input, label, _cap(name), in_words, min_value=0.0, step=step, format="%g",
        width=WIDTH, placeholder=t("ltv_actions.cap.none"),
    )  # fmt: skip


def _ask_text(name: str, label: str, default: str) -> None:
    """A control for a name; the default leaves the link."""
    session.ask(
        name, st.text_input, label, session.written(name) or default,
        lambda given: "" if (given or "").strip() in ("", default) else given.strip(), max_chars=40, width=WIDTH,
    )  # fmt: skip


def _date(name: str, default: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(session.written(name))
    except ValueError:
        return default


def _ask_date(name: str, label: str, default: dt.date) -> dt.date:
    """A control for a day; the default leaves the link."""
    session.ask(
        name, st.date_input, label, _date(name, default),
        lambda given: given.isoformat() if isinstance(given, dt.date) and given != default else "", width=DAY_WIDTH,
    )  # fmt: skip
    return _date(name, default)
