"""What a value is computed under, as the reader chooses it: horizon, discount, margin, cost of a purchase."""

from __future__ import annotations

import math

import streamlit as st

from ltv.dataset import Dataset
from ltv.metrics.margin import has_cost
from ltv.metrics.other_costs import OtherCosts
from ltv.models.assumptions import YEAR, Assumptions, Base, Margin, margin_in_force
from ui import session, show
from ui.charts.money_axis import Money
from ui.controls import NARROW
from ui.words import t

YEARS = ("1", "3", "5")
DISCOUNTS = ("0", "3", "5", "8", "10", "12", "15", "20")
OBSERVED, STATED, SALES = "observed", "stated", "sales"
USUAL_MARGIN = 50
"""Percent offered to a reader who states a margin where the orders show none."""


MOST = 1e12
"""Largest cost a reader can enter, in currency units."""


def assumptions(data: Dataset) -> Assumptions:
    """The assumptions chosen, without drawing a control."""
    stated = {OBSERVED: None, STATED: _stated(data) / 100, SALES: 1.0 if has_cost(data) else None}
    return Assumptions(
        horizon_months=YEAR * int(session.recall("years", YEARS, "3")),
        discount_annual=int(session.recall("discount", DISCOUNTS, "10")) / 100,
        gross_margin=stated[session.recall("margin_basis", bases(data), bases(data)[0])],
        cost_per_purchase=_number("purchase_cost", 0.0, 0, MOST) * 10**data.months.decimals,
        other_costs=OtherCosts(
            _number("winning_cost", 0.0, 0, MOST) * 10**data.months.decimals,
            _number("winning_share", 0.0, 0, 1_000) / 100,
        ),
    )


def bases(data: Dataset) -> list[str]:
    """What a value can be counted in, the usual one first."""
    return [OBSERVED, STATED, SALES] if has_cost(data) else [SALES, STATED]


def choose(assumed: Assumptions, data: Dataset) -> None:
    """Choose the margin and costs of other assumptions; horizon and discount stay as they are."""
    unit = 10**data.months.decimals
    basis = _basis(assumed, data)
    numbers = {
        "margin": (assumed.gross_margin or 0.0) * 100 if basis == STATED else 0.0,
        "purchase_cost": assumed.cost_per_purchase / unit,
        "winning_cost": assumed.other_costs.monthly / unit,
        "winning_share": assumed.other_costs.share * 100,
    }
    session.write("margin_basis", basis if basis != bases(data)[0] else "")
    for name, value in numbers.items():
        session.write(name, session.in_link(value) if value else "")


def _basis(assumed: Assumptions, data: Dataset) -> str:
    if assumed.gross_margin is None:
        return bases(data)[0]
    return SALES if assumed.gross_margin == 1 else STATED


def assumptions_control(data: Dataset) -> Assumptions:
    """Choose the horizon at once; discount, margin and cost of a purchase behind a button."""
    session.choose("years", t("value.horizon"), YEARS, "3", lambda n: t("value.years", n=n), "segments")
    with st.popover(t("value.change"), icon=":material/tune:"):
        st.caption(t("value.popover"))
        session.choose("discount", t("value.discount"), DISCOUNTS, "10", lambda n: f"{n}%", width=NARROW)
        basis = session.choose(
            "margin_basis", t("value.basis"), bases(data), bases(data)[0], lambda b: t(f"value.basis.{b}")
        )
        if basis == STATED:
            _ask("margin", t("value.margin"), _stated(data), 1.0, 99.0, 1.0, _usual(data))
        cost = t("value.cost" if data.kind == "orders" else "value.cost_month", unit=Money.of(data.months).unit)
        _ask("purchase_cost", cost, _number("purchase_cost", 0.0, 0, MOST), 0.0, None, 100.0, 0.0)
        st.caption(t("value.winning"))
        winning = t("value.winning_cost", unit=Money.of(data.months).unit)
        _ask("winning_cost", winning, _number("winning_cost", 0.0, 0, MOST), 0.0, None, 10_000.0, 0.0)
        if data.spend is not None:
            share = _number("winning_share", 0.0, 0, 1_000)
            _ask("winning_share", t("value.winning_share"), share, 0.0, 1_000.0, 5.0, 0.0)
    return assumptions(data)


def base_name(margin: Margin) -> str:
    """Margin LTV or sales LTV, in two words."""
    return t("value.base.sales" if margin.base == Base.SALES else "value.base.margin")


def in_short(assumed: Assumptions, margin: Margin, data: Dataset) -> str:
    """The assumptions beside the horizon, for the line below an answer."""
    rate = t(f"value.short.{margin.base}", margin=show.share(margin.rate))
    words = t("value.short", discount=show.share(assumed.discount_annual, 0), margin=rate)
    if assumed.cost_per_purchase:
        words = t("value.short_cost", words=words, cost=_exact(assumed.cost_per_purchase, data))
    other = assumed.other_costs
    if other.monthly:
        words = t("value.short_winning", words=words, cost=_exact(other.monthly, data))
    return t("value.short_winning_share", words=words, share=show.share(other.share, 0)) if other.share else words


def _exact(amount: float, data: Dataset) -> str:
    return show.money(amount, data.months.currency, data.months.decimals, exact=True)


def _usual(data: Dataset) -> float:
    """Margin that a reader begins with, percent: the observed one, rounded."""
    observed = margin_in_force(data, Assumptions())
    known = observed.base == Base.MARGIN_OBSERVED and 0.01 <= observed.rate <= 0.99
    return round(observed.rate * 100) if known else USUAL_MARGIN


def _stated(data: Dataset) -> float:
    return _number("margin", _usual(data), 1, 99)


def _number(name: str, default: float, low: float, high: float) -> float:
    """A number kept in the session and the link; the default where it is none or out of bounds."""
    try:
        value = float(session.written(name))
    except ValueError:
        return default
    return value if low <= value <= high and math.isfinite(value) else default


def _ask(name: str, label: str, value: float, low: float, high: float | None, step: float, default: float) -> None:
    """A control for a number; the default leaves the link."""
    given = st.number_input(label, low, high, value, step=step, format="%g", key=f"number_{name}", width=NARROW)
    session.write(name, "" if given is None or given == default else session.in_link(given))
