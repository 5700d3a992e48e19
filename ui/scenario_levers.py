"""The levers a reader pulls, by the department that owns them, each with today's value beside it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from ltv.dataset import Dataset
from ltv.decisions.kpi import DEPARTMENTS
from ltv.decisions.scenario.goal_seek import Goal
from ltv.decisions.scenario.levers import LEVER_NAMES, Lever, LeverKind
from ltv.decisions.scenario.rates import Rates, discount_shares
from ltv.decisions.scenario.state import Base
from ui import session, show
from ui.charts.money_axis import Money
from ui.words import of, t


@dataclass(frozen=True)
class Handle:
    """A lever as the page offers it.

    Attributes
    ----------
    name : in the link
    most : largest size, in percent (points of a percent for expansion and margin)
    today : the value it moves, in words
    """

    name: str
    kind: LeverKind
    owner: str
    most: float
    step: float
    today: Callable[[Rates, Money], str]
    tenure_from: int = 1
    tenure_to: int | None = None


def _monthly(rate: float) -> str:
    """A rate a month; a dash where it is not known."""
    return t("scenario.lever.monthly", rate=show.share(rate)) if rate == rate else show.NOTHING


EARLY = 3
"""Months of tenure that onboarding is about."""
HANDLES = (
    Handle("cut_early", LeverKind.CHURN, "cs", 100, 5, lambda r, m: _monthly(r.early_churn), 1, EARLY),
    Handle("cut_later", LeverKind.CHURN, "cs", 100, 5, lambda r, m: _monthly(r.later_churn), EARLY + 1),
    Handle("win_back", LeverKind.REACTIVATION, "cs", 300, 10, lambda r, m: _monthly(r.reactivation)),
    Handle("expand", LeverKind.EXPANSION, "sales", 10, 0.1, lambda r, m: _monthly(r.expansion)),
    Handle("cut_contraction", LeverKind.CONTRACTION, "sales", 100, 5, lambda r, m: _monthly(r.contraction)),
    Handle(
        "more_new",
        LeverKind.NEW,
        "marketing",
        300,
        10,
        lambda r, m: t(f"scenario.lever.a_month.{session.data().kind}", n=show.number(r.new, 1)),
    ),
    Handle("cut_cpa", LeverKind.CPA, "marketing", 90, 5, lambda r, m: m.written(r.cpa)),
    Handle("cut_discount", LeverKind.DISCOUNT, "marketing", 50, 1, lambda r, m: ""),
    Handle("cut_service", LeverKind.SERVICE, "cs", 90, 5, lambda r, m: m.written(r.service)),
    Handle("price", LeverKind.PRICE, "management", 50, 1, lambda r, m: m.written(r.price)),
    Handle("margin", LeverKind.MARGIN, "management", 50, 1, lambda r, m: show.share(r.margin)),
)


def levers_of(data: Dataset, segment: str) -> tuple[Lever, ...]:
    """The levers pulled on a segment ("" for everybody), without drawing a control."""
    start, ramp, half_life = int(_number("start", 0, 11)), int(_number("ramp", 0, 11)), _half_life()
    pulled = [
        Lever(
            handle.kind, _number(handle.name, 0, handle.most) / 100, tenure_from=handle.tenure_from,
            tenure_to=handle.tenure_to, segment=segment, start=start, ramp_months=ramp, owner=handle.owner,
            half_life_months=half_life or None,
            elasticity=_number("elasticity", 0, 5) if handle.kind == LeverKind.PRICE else 0.0,
        )
        for handle in HANDLES
        if _number(handle.name, 0, handle.most)
    ]  # fmt: skip
    unit = 10**data.months.decimals
    once, monthly, each = (_number(name, 0, 1e12) * unit for name in ("cost", "cost_month", "cost_each"))
    return tuple(
        replace(lever, one_off_cost=once, monthly_cost=monthly, cost_per_customer=each) if first else lever
        for first, lever in zip([True, *[False] * len(pulled)], pulled)
    )


def _half_life() -> float:
    """Months after which half of the effect is left; 0 where it lasts."""
    value = _number("half_life", 0, 120)
    return value if value >= SHORTEST else 0.0


SHORTEST = 0.1


def controls(data: Dataset, base: Base) -> None:
    """Every lever by its department; when they begin, and what they cost."""
    rates, money = Rates.of(base, EARLY), Money.of(data.months)
    given = discount_shares(data).every
    known = {LeverKind.MARGIN: base.margin < 1, LeverKind.SERVICE: base.service > 0, LeverKind.DISCOUNT: given > 0}
    offered = [handle for handle in HANDLES if known.get(handle.kind, True)]
    owners = list(dict.fromkeys(handle.owner for handle in offered))
    with st.grid(len(owners), min_column_width=230):
        for owner in owners:
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{of(DEPARTMENTS[owner])}**")
                for handle in (each for each in offered if each.owner == owner):
                    now = show.share(given) if handle.kind == LeverKind.DISCOUNT else handle.today(rates, money)
                    today = t("scenario.lever.today", value=now)
                    _ask(handle.name, t(f"scenario.lever.{handle.name}"), handle.most, handle.step, help_=today)
                    st.caption(today)
    with st.expander(t("scenario.timing"), icon=":material/schedule:"), st.container(horizontal=True, gap="small"):
        _ask("start", t("scenario.start"), 11, 1)
        _ask("ramp", t("scenario.ramp"), 11, 1)
        _ask("half_life", t("scenario.half_life"), 120, 1, help_=t("scenario.half_life.help"))
        _ask("elasticity", t("scenario.elasticity"), 5, 0.1, help_=t("scenario.elasticity.help"))
        _ask("cost", t("scenario.cost", unit=money.unit), 1e12, 100_000)
        _ask("cost_month", t("scenario.cost_month", unit=money.unit), 1e12, 10_000)
        _ask("cost_each", t("scenario.cost_each", unit=money.unit), 1e12, 100, help_=t("scenario.cost_each.help"))


NAMES = (*(handle.name for handle in HANDLES), "start", "ramp", "half_life", "elasticity", "cost", "cost_month",
         "cost_each")  # fmt: skip
"""Everything typed about levers."""


def forget() -> None:
    """Put every lever back."""
    put({})


def put(typed: Mapping[str, float]) -> None:
    """Type something else about levers; what is not named is put back."""
    for name in NAMES:
        value = typed.get(name, 0.0)
        session.write(f"lever_{name}", session.in_link(value) if value else "")


def pull(goal: Goal) -> None:
    """Pull a lever as far as a target takes, beside what is pulled already; rounded up to a hundredth of a percent."""
    typed = {name: _number(name, 0, 1e12) for name in NAMES}
    for name in _MEANT[goal.kind]:
        typed[name] = min(_beside(goal.kind, typed[name], math.ceil(goal.size * 1e4) / 100), _MOST[name])
    put(typed)


def _beside(kind: LeverKind, before: float, more: float) -> float:
    """Two changes of the same rate as one, in percent: cuts and raises multiply, points add."""
    if kind in _POINTS:
        return round(before + more, 2)
    sign = 1 if kind in _RAISES else -1
    return round(sign * ((1 + sign * before / 100) * (1 + sign * more / 100) - 1) * 100, 2)


_MEANT = {
    LeverKind.CHURN: ("cut_early", "cut_later"), LeverKind.EXPANSION: ("expand",),
    LeverKind.CONTRACTION: ("cut_contraction",), LeverKind.REACTIVATION: ("win_back",), LeverKind.PRICE: ("price",),
}  # fmt: skip
_MOST = {handle.name: handle.most for handle in HANDLES}


def suggested_name(levers: Sequence[Lever]) -> str:
    """What a scenario may be called: what is pulled, in one line."""
    return t("scenario.compare.and").join(lever_name(lever) for lever in levers)[:80]


def lever_name(lever: Lever) -> str:
    """A lever in words, with how far it is pulled."""
    handle = next((h for h in HANDLES if h.kind == lever.kind and h.tenure_from == lever.tenure_from), None)
    name = t(f"scenario.lever.{handle.name}.short") if handle else of(LEVER_NAMES[lever.kind])
    return t("scenario.lever.sized", name=name, size=size_in_words(lever.kind, float(lever.size)))


def size_in_words(kind: LeverKind, size: float) -> str:
    """How far a lever is pulled, in the unit it has."""
    key = (
        "points"
        if kind in (LeverKind.EXPANSION, LeverKind.MARGIN, LeverKind.DISCOUNT)
        else "raise"
        if kind in _RAISES
        else "cut"
    )
    return t(f"scenario.size.{key}", n=show.number(size * 100, 1 if size < 0.1 else 0))


_POINTS = (LeverKind.EXPANSION, LeverKind.MARGIN, LeverKind.DISCOUNT)
_RAISES = (LeverKind.NEW, LeverKind.PRICE, LeverKind.REACTIVATION)


def _number(name: str, low: float, high: float) -> float:
    """A number kept in the session and the link; 0 where it is none or out of bounds."""
    try:
        value = float(session.written(f"lever_{name}"))
    except ValueError:
        return 0.0
    return value if low <= value <= high else 0.0


def _ask(name: str, label: str, most: float, step: float, help_: str | None = None) -> None:
    session.ask(
        f"lever_{name}", st.number_input, label, _number(name, 0, most), lambda n: session.in_link(n) if n else "",
        min_value=0.0, max_value=float(most), step=float(step), format="%g", help=help_,
    )  # fmt: skip
