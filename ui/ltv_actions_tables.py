"""Tables of a plan in words: who gets what, what limits it, and who is left alone and why."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from ltv.decisions.action_plan import ARMS, WHY
from ltv.decisions.caps import CAP_NAMES
from ltv.decisions.quadrants import QUADRANT_MEANINGS, QUADRANT_NAMES, Quadrant
from ui import show
from ui.ltv_actions_story import Story
from ui.ltv_customers_data import first_reasons
from ui.ltv_customers_list import MOST, segment_column
from ui.ltv_money_notes import gain_name
from ui.words import label, of, t

MONEY_CAPS = ("budget", "discount")

# --- who gets what --------------------------------------------------------------------------------------------------


def chosen(story: Story) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The first customers chosen, in words, and how the browser writes the columns."""
    rows = story.plan.chosen.head(MOST)
    about = _about(story, rows)
    why = first_reasons(story.seen.warning, rows["customer"].tolist())
    frame = pd.DataFrame(
        {
            "id": [show.customer_id(id) for id in rows["customer_id"]],
            "treatment": [story.seen.treatment_name(code) for code in rows["treatment"]],
            "gain": _whole(story, rows["gain"]),
            "arm": [of(ARMS[arm]) for arm in rows["arm"]],
            **about,
            "cost": _whole(story, rows["cost"]),
            "value": _whole(story, rows["value"]),
            "risk": rows["risk"] * 100,
            "why": [of(WHY[code]) for code in rows["reason"]],
            "reason": [why.get(code, t("ltv_customers.list.no_reason")) for code in rows["customer"]],
        }
    )
    return frame, _columns(story)


def suppressed(story: Story) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The first customers not to contact, with why and what that saves."""
    rows = story.plan.suppressed.head(MOST)
    frame = pd.DataFrame(
        {
            "id": [show.customer_id(id) for id in rows["customer_id"]],
            **_about(story, rows),
            "why": [of(WHY[code]) for code in rows["reason"]],
            "saved_cost": _whole(story, rows["saved_cost"]),
            "forgone": _whole(story, rows["forgone_gain"]),
            "value": _whole(story, rows["value"]),
            "risk": rows["risk"] * 100,
        }
    )
    return frame, _columns(story)


def file(story: Story, rows: pd.DataFrame) -> pd.DataFrame:
    """A table of the plan with canonical columns, money in whole currency units, for the CSV."""
    unit = 10**story.seen.data.months.decimals
    money = ("value", "gain", "gain_low", "gain_high", "cost", "discount", "saved_cost", "loss_avoided", "forgone_gain")
    table = rows.assign(**{name: rows[name] / unit for name in money if name in rows})
    return table.assign(quadrant=[str(code) for code in rows["quadrant"]]).drop(columns="customer")


def _about(story: Story, rows: pd.DataFrame) -> dict[str, Any]:
    """Company and the telling segment of customers."""
    people = story.seen.table.set_index("customer").loc[rows["customer"]]
    segment = segment_column(story.seen)
    company = {"company": people["company"].astype(str).to_numpy()} if "company" in people else {}
    return company | ({"segment": [label(value, segment) for value in people[segment]]} if segment else {})


def _whole(story: Story, amounts: pd.Series[float]) -> pd.Series[float]:
    decimals = story.seen.data.months.decimals
    return (amounts / 10**decimals).round(min(decimals, 2))


def _columns(story: Story) -> dict[str, Any]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    segment = segment_column(story.seen)

    def money(name: str, width: int = 128) -> Any:
        return number(t("col.in_unit", name=name, unit=story.seen.money.unit), format="localized", width=width)

    return {
        "id": text(t("ltv_customers.col.id"), width=90, pinned=True),
        "company": text(t("ltv_customers.col.company"), width=110),
        "segment": text(t(f"dimension.{segment}") if segment else "", width=110),
        "treatment": text(t("ltv_actions.col.treatment"), width=120),
        "arm": text(t("ltv_actions.col.arm"), width=165),
        "gain": money(gain_name(story.seen.worth), 112),
        "cost": money(t("ltv_actions.col.cost")),
        "value": money(t("ltv_customers.col.value")),
        "risk": number(_risk(story), format="%.1f%%", width=120),
        "why": text(t("ltv_actions.col.why"), width=230),
        "reason": text(t("ltv_customers.col.reason"), width="large"),
        "saved_cost": money(t("ltv_actions.col.saved")),
        "forgone": money(t("ltv_actions.col.forgone")),
    }


def _risk(story: Story) -> str:
    return t(f"ltv_customers.col.risk.{story.seen.data.kind}", n=story.seen.horizon)


# --- sums -------------------------------------------------------------------------------------------------------------


def by_treatment(story: Story) -> pd.DataFrame:
    """Contacts, cost and gain of each treatment."""
    table = story.plan.by_treatment()
    return pd.DataFrame(
        {
            t("ltv_actions.col.treatment"): [story.seen.treatment_name(code) for code in table["treatment"]],
            t("ltv_actions.col.treated"): [show.count(n) for n in table["treated"]],
            t("ltv_actions.col.held"): [show.count(n) for n in table["held_out"]],
            t("ltv_actions.col.cost"): [story.money(amount) for amount in table["cost"]],
            gain_name(story.seen.worth): [story.money(amount) for amount in table["gain"]],
        }
    )


def quadrants(story: Story) -> pd.DataFrame:
    """Customers and value of each quadrant, with what to do; those that nobody is in are left out."""
    totals = story.seen.totals
    rows = totals[totals["customers"] > 0]
    return pd.DataFrame(
        {
            t("ltv_customers.col.quadrant"): [of(QUADRANT_NAMES[Quadrant(code)]) for code in rows.index],
            t("col.customers"): [show.count(n) for n in rows["customers"]],
            t("ltv_actions.col.value_share"): [show.share(share, 0) for share in rows["share"]],
            t("ltv_actions.col.meaning"): [of(QUADRANT_MEANINGS[Quadrant(code)]) for code in rows.index],
        }
    )


def reasons(story: Story) -> pd.DataFrame:
    """Why customers are not contacted, with counts and money."""
    table = story.plan.by_reason()
    return pd.DataFrame(
        {
            t("ltv_actions.col.why"): [of(WHY[code]) for code in table["reason"]],
            t("col.customers"): [show.count(n) for n in table["customers"]],
            t("ltv_actions.col.saved"): [story.money(amount) for amount in table["saved_cost"]],
            t("ltv_actions.col.forgone"): [story.money(amount) for amount in table["forgone_gain"]],
        }
    )


# --- caps -------------------------------------------------------------------------------------------------------------


def caps(story: Story) -> pd.DataFrame:
    """Each cap that is set: how much is used, and what one more unit would be worth."""
    table = story.plan.caps
    return pd.DataFrame(
        {
            t("ltv_actions.col.cap"): [of(CAP_NAMES[name]) for name in table["cap"]],
            t("ltv_actions.col.limit"): [_of_cap(story, *pair) for pair in zip(table["cap"], table["limit"])],
            t("ltv_actions.col.used"): [_of_cap(story, *pair) for pair in zip(table["cap"], table["used"])],
            t("ltv_actions.col.binds"): [
                t("ltv_actions.binds.yes" if binds else "ltv_actions.binds.no") for binds in table["binds"]
            ],
            t("ltv_actions.col.price"): [_price(story, *pair) for pair in zip(table["cap"], table["price"])],
        }
    )


def caps_title(story: Story) -> str:
    """Which cap costs most, by case."""
    if story.plan.caps.empty:
        return t("ltv_actions.caps.title.none")
    tightest = story.plan.tightest_cap
    if tightest is None:
        return t("ltv_actions.caps.title.free")
    return t(
        "ltv_actions.caps.title",
        cap=of(CAP_NAMES[tightest["cap"]]),
        step=_of_cap(story, tightest["cap"], tightest["step"]),
        more=story.money(tightest["more"]),
    )


def _of_cap(story: Story, name: str, amount: float) -> str:
    if name in MONEY_CAPS:
        return story.money(amount)
    return t("unit.hours", n=show.number(amount, 1)) if name == "hours" else t("ltv_actions.n", n=show.count(amount))


def _price(story: Story, name: str, price: float) -> str:
    """What one more unit is worth: of money per unit of money, else per hour or contact."""
    if name in MONEY_CAPS:
        return t("ltv_actions.price.money", n=show.number(price, 2), unit=story.seen.money.unit)
    return t("ltv_actions.price.hour" if name == "hours" else "ltv_actions.price.contact", amount=story.money(price))
