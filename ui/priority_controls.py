"""Budget, people and the rule that early warning comes first."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ltv.dataset import Dataset
from ltv.decisions.kpi import DEPARTMENTS
from ltv.decisions.portfolio.initiatives import Initiative, PersonMonths
from ltv.decisions.portfolio.library import FIRST
from ltv.decisions.portfolio.plan import Limits
from ltv.decisions.treatment_library import units_per_yen
from ui import session
from ui.charts.money_axis import Money
from ui.words import of, t

BUDGET_YEN = 6_000_000
PEOPLE = {"cs": 4.0, "marketing": 3.0, "sales": 3.0, "product": 2.0, "it": 3.0, "logistics": 2.0, "finance": 1.0}
"""Person-months of a quarter that a reader begins with: a small company's."""
FIRST_RULE = ("yes", "no")


def limits_of(data: Dataset) -> Limits:
    """The limits in force, without drawing a control."""
    budget = _number("budget_plan", _usual_budget(data), 0, 1e13) * 10**data.months.decimals
    people = tuple(PersonMonths(name, 1, _number(f"people_{name}", usual, 0, 999)) for name, usual in PEOPLE.items())
    return Limits(budget=budget, people=people)


def forced_of(candidates: Sequence[Initiative]) -> tuple[str, ...]:
    """What must be in: early warning, while it is still to be decided."""
    is_first = session.recall("early_first", FIRST_RULE, "yes") == "yes"
    return (FIRST,) if is_first and any(one.id == FIRST and one.status == "idea" for one in candidates) else ()


def controls(data: Dataset) -> None:
    """Budget and people by department."""
    money = Money.of(data.months)
    with st.container(border=True):
        st.subheader(t("priority.limits"), anchor=False)
        with st.container(horizontal=True, gap="small"):
            usual = _usual_budget(data)
            _ask("budget_plan", t("priority.budget", unit=money.unit), usual, usual / 10 or 1.0)
            for name, months in PEOPLE.items():
                _ask(f"people_{name}", t("priority.people", department=of(DEPARTMENTS[name])), months, 0.5)
        session.choose(
            "early_first", t("priority.first"), FIRST_RULE, "yes", lambda c: t(f"priority.first.{c}"), "segments"
        )
        st.caption(t("priority.limits.how"))


def _usual_budget(data: Dataset) -> float:
    return float(round(BUDGET_YEN * units_per_yen(data.months.currency, 0), -1))


def _number(name: str, usual: float, low: float, high: float) -> float:
    try:
        value = float(session.written(name))
    except ValueError:
        return usual
    return value if low <= value <= high else usual


def _ask(name: str, label: str, usual: float, step: float) -> None:
    session.ask(
        name, st.number_input, label, _number(name, usual, 0, 1e13), lambda n: "" if n in (None, usual) else f"{n:g}",
        min_value=0.0, step=float(step), format="%g", width=175,
    )  # fmt: skip
