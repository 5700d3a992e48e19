"""One customer on a card: value, the chance to stay and why, what they have left us with, what to propose."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from ltv.decisions.quadrants import QUADRANT_NAMES, Quadrant
from ltv.decisions.treatment_library import NO_CONTACT
from ltv.metrics.customer_history import customer_history
from ltv.models.estimate import Estimated
from ui import page, show
from ui.charts.monthly import history
from ui.ltv_card_parts import contract_table, pnl_notes, pnl_table, upsell, value_of
from ui.ltv_customers_data import Seen, reasons
from ui.page import Badge, Card, Colour
from ui.words import label, of, t

BADGES: dict[str, tuple[Colour, str]] = {
    Quadrant.NURTURE: ("green", ":material/potted_plant:"),
    Quadrant.RESCUE: ("red", ":material/notification_important:"),
    Quadrant.WAIT: ("orange", ":material/hourglass_top:"),
    Quadrant.AUTOMATE: ("blue", ":material/schedule_send:"),
    Quadrant.LET_GO: ("gray", ":material/do_not_disturb_on:"),
    Quadrant.PRICE_REVIEW: ("orange", ":material/price_change:"),
    Quadrant.UNKNOWN: ("gray", page.OPEN),
}


MOST_TOLD = 99.5
"""Ratios of odds from here on are told as over a hundred: more digits would pretend to a precision nobody has."""


def card(seen: Seen, customer: int) -> None:
    """Everything that is known of one customer, by code."""
    row = seen.table[seen.table["customer"] == customer].iloc[0]
    with st.container(border=True):
        _head(seen, row)
        page.cards(figures(seen, row))
        st.caption(page.plain(between(seen, row)))
        if not seen.is_contracts:
            st.caption(page.plain(t("ltv_card.two_chances", n=seen.horizon)))
        left, right = st.columns(2, gap="large")
        with left:
            _why(seen, row)
            _pnl(seen, row)
        with right:
            _history(seen, row)
            _contracts(seen, row)
            _upsell(seen, row)


def _head(seen: Seen, row: pd.Series[Any]) -> None:
    """Who it is, the verdict, and their attributes."""
    colour, icon = BADGES[row["quadrant"]]
    badge = Badge(of(QUADRANT_NAMES[Quadrant(row["quadrant"])]), colour, icon)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(
            page.plain(t("ltv_card.title", id=show.customer_id(row["customer_id"]))), anchor=False, width="content"
        )
        st.badge(badge.words, icon=badge.icon, color=badge.colour)
    st.caption(page.plain(attributes(seen, row)))


def attributes(seen: Seen, row: pd.Series[Any]) -> str:
    """Company and segments of a customer, those known."""
    said = [str(row["company"])] if "company" in row and pd.notna(row["company"]) else []
    listed = ("plan",) if seen.is_contracts else ()  # with the running contracts, which may differ from the first one
    known = [name for name in seen.data.dimensions if name not in listed and name in row and pd.notna(row[name])]
    said += [t("segment.in", dimension=t(f"dimension.{name}"), value=label(row[name], name)) for name in known]
    return t("ltv_card.dot").join(said)


def figures(seen: Seen, row: pd.Series[Any]) -> list[Card]:
    """Value with its interval, the chance to stay, the model's own view, and what to do."""
    return [
        Card(
            seen.residual_name, seen.money.written(row["rlv"]), about=_revenue(seen, row), help=t("ltv_card.value.help")
        ),
        _stays(seen, row),
        _second_view(seen, row),
        _action(seen, row),
    ]  # fmt: skip


def between(seen: Seen, row: pd.Series[Any]) -> str:
    """How uncertain the expectation is, and within which what this one customer brings will lie, chance included."""
    estimate: Estimated = seen.once(value_of, int(row["customer"]))
    mean, outcome = (seen.money.between(*bounds) for bounds in (estimate.interval, estimate.outcome))
    if show.NOTHING in (mean, outcome):
        return t("ltv_card.value.unknown")
    key = "ltv_card.value.between" + (".contracts" if seen.is_contracts else "")
    return t(key, name=seen.residual_within, mean=mean, outcome=outcome)


def _revenue(seen: Seen, row: pd.Series[Any]) -> str:
    """What they pay a month at present."""
    return t("ltv_card.monthly", amount=seen.money.written(row["monthly"]))


def _stays(seen: Seen, row: pd.Series[Any]) -> Card:
    """The chance of another order, or of the next renewal; the risk beside it."""
    kind = "contracts" if seen.is_contracts else "orders"
    return Card(
        t(f"ltv_card.returns.{kind}", n=seen.horizon),
        show.share(row["returns"]),
        about=t(f"ltv_card.returns.about.{kind}", risk=show.share(row["risk"]), n=seen.horizon),
        help=t(f"ltv_card.returns.{kind}.help", n=seen.horizon),
    )


def _second_view(seen: Seen, row: pd.Series[Any]) -> Card:
    """Orders: how alive the value's model thinks the customer is. Contracts: when they are next renewed."""
    if not seen.is_contracts:
        expected = show.number(row["expected"], 1)
        years = show.number(seen.worth.assumed.horizon_months / 12, 0)
        about = t("ltv_card.alive.about", n=expected, years=years)
        return Card(t("ltv_card.alive"), show.share(row["p_alive"]), about=about, help=t("ltv_card.alive.help"))
    days = row["days_to_renewal"]
    when = seen.data.months.as_of + dt.timedelta(days=int(days)) if days == days else None
    value = t("unit.days", n=show.count(days)) if when else show.NOTHING
    about = show.day(when) if when else t("ltv_card.renewal.none")
    return Card(t("ltv_card.renewal"), value, about=about, help=t("ltv_card.renewal.help"))


def _action(seen: Seen, row: pd.Series[Any]) -> Card:
    """The best treatment and what it is expected to bring."""
    code = row["best_treatment"]
    name = of(NO_CONTACT.name) if code == NO_CONTACT.id else seen.treatment_name(code)
    return Card(
        t("ltv_card.gain"), seen.money.written(row["gain"]), about=name, help=t("ltv_customers.col.gain.help")
    )  # fmt: skip


def _why(seen: Seen, row: pd.Series[Any]) -> None:
    """What raises the risk above the average, with odds."""
    st.markdown(f"**{t('ltv_card.why')}**")
    said = reasons(seen.warning, [int(row["customer"])])
    if said.empty:
        st.caption(t("ltv_card.why.none"))
        return
    lines = [
        t("ltv_card.why.line", words=page.plain(words), odds=times(odds))
        for words, odds in zip(said["words"], said["odds"])
    ]
    st.markdown("\n".join(f"- {line}" for line in lines))
    st.caption(t("ltv_card.why.how"))


def times(odds: float) -> str:
    """A ratio of odds in at most two digits: 約33倍; beyond a hundred only that."""
    if odds >= MOST_TOLD:
        return t("ltv_card.why.times.most")
    return t("ltv_card.why.times", n=show.number(odds, 0 if odds >= 10 - 0.05 else 1))


def _pnl(seen: Seen, row: pd.Series[Any]) -> None:
    """What the customer has left us with to date."""
    st.markdown(f"**{t('ltv_card.pnl')}**")
    page.small_table(pnl_table(seen, int(row["customer"])))
    st.caption(page.plain(pnl_notes(seen)))


def _history(seen: Seen, row: pd.Series[Any]) -> None:
    """What was paid month by month."""
    st.markdown(f"**{t('ltv_card.history')}**")
    table = customer_history(seen.data, int(row["customer"]))
    st.caption(t("ltv_card.history.how", orders=show.count(row["orders"])))
    st.vega_lite_chart(
        spec=dict(history(table, seen.money)), key="chart_history",
        alt=t("ltv_card.history.alt", n=show.count(len(table)), total=seen.money.exact(row["revenue_to_date"])),
    )  # fmt: skip
    scale = 10**seen.data.months.decimals
    page.table_of(table.assign(amount=table["amount"] / scale), name="customer_history")


def _contracts(seen: Seen, row: pd.Series[Any]) -> None:
    """Terms of the running contracts and when each is next renewed."""
    if not seen.is_contracts:
        return
    table = contract_table(seen, str(row["customer_id"]))
    st.markdown(f"**{t('ltv_card.contracts')}**")
    if table.empty:
        st.caption(t("ltv_card.contracts.none"))
        return
    page.small_table(table)
    st.caption(t("ltv_card.contracts.how"))


def _upsell(seen: Seen, row: pd.Series[Any]) -> None:
    """What to propose next."""
    st.markdown(f"**{t('ltv_card.upsell')}**")
    table, words = upsell(seen, row)
    if not table.empty:
        page.small_table(table)
    st.caption(page.plain(words))
