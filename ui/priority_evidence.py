"""Evidence of the page of priorities: the matrix, who is needed, and what other budgets buy."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ltv.decisions.kpi import DEPARTMENTS
from ltv.decisions.portfolio.problem import BUDGET
from ui import page, show
from ui.charts.impact_matrix import capacity, frontier, impact_matrix
from ui.charts.money_axis import Money
from ui.priority_story import Story, numbered, told
from ui.words import of, t


def show_matrix(story: Story) -> None:
    """Impact against cost, and every candidate in words."""
    numbers, names = numbered(story), story.names
    table = story.found.table
    frame = table.assign(
        number=[numbers[name] for name in table["id"]], name=[names[name] for name in table["id"]],
    )  # fmt: skip
    with st.container(border=True):
        st.subheader(page.plain(matrix_title(story)), anchor=False)
        st.caption(page.plain(t("priority.matrix.how")))
        spec = impact_matrix(frame, Money.of(story.data.months), story.base)
        st.vega_lite_chart(spec=spec, key="chart_matrix", alt=matrix_title(story))
        st.markdown("\n".join(f"- {page.plain(line)}" for line in told(story)))
        shown = frame[["number", "name", "owner", "cost", "impact", "impact_low", "impact_high", "nrr", "inclusion"]]
        unit = 10**story.data.months.decimals
        amounts = ("cost", "impact", "impact_low", "impact_high")
        whole = shown.assign(
            owner=[of(DEPARTMENTS[o]) for o in shown["owner"]], **{n: shown[n] / unit for n in amounts}
        )
        page.table_of(whole, name="priorities", columns=_columns(story))


def matrix_title(story: Story) -> str:
    """Which one is surest, and which is left."""
    table = story.found.table.sort_values("inclusion", ascending=False)
    first, last = table.iloc[0], table.iloc[-1]
    return t(
        "priority.matrix.title", first=of(first["name"]), most=show.share(first["inclusion"], 0),
        last=of(last["name"]), least=show.share(last["inclusion"], 0),
    )  # fmt: skip


def _columns(story: Story) -> dict[str, str]:
    money = Money.of(story.data.months).unit
    names = {"cost": "cost", "impact": "impact", "impact_low": "low", "impact_high": "high"}
    told_ = {column: t("col.in_unit", name=t(f"priority.col.{name}"), unit=money) for column, name in names.items()}
    plain = {"number": "number", "name": "name", "owner": "owner", "nrr": "nrr", "inclusion": "inclusion"}
    return told_ | {column: t(f"priority.col.{name}") for column, name in plain.items()}


def show_capacity(story: Story) -> None:
    """People of each department, and what one more month of the scarcest would bring."""
    limits = story.found.limits
    people = limits[limits["resource"] != BUDGET]
    names = [of(DEPARTMENTS[resource.split(".")[0]]) for resource in people["resource"]]
    frame = pd.DataFrame({"department": names, "used": people["used"], "limit": people["limit"]})
    scarce = people.assign(name=names).sort_values("more", ascending=False)
    best = scarce.iloc[0] if len(scarce) and scarce["more"].iloc[0] > 0 else None
    title = (
        t("priority.people.title_free")
        if best is None
        else t("priority.people.title", department=best["name"], more=story.money(float(best["more"])))
    )
    with st.container(border=True):
        st.subheader(page.plain(title), anchor=False)
        st.caption(page.plain(t("priority.people.how")))
        st.vega_lite_chart(spec=capacity(frame), key="chart_capacity", alt=title)


def show_frontier(story: Story) -> None:
    """What every budget can buy at best."""
    table = story.found.frontier
    if len(table) < 2:
        return
    budget = story.limits.budget or 0.0
    above = table[table["budget"] > budget]
    gain = float(table["value"].max()) - story.found.chosen.value
    title = (
        t("priority.frontier.title", budget=story.money(float(above["budget"].iloc[-1])), gain=story.money(gain))
        if len(above)
        else t("priority.frontier.title_enough")
    )
    rows = table[["budget", "value"]]
    last = pd.DataFrame(
        {"budget": [max(budget * 1.2, float(rows["budget"].max()) * 1.1)], "value": [rows["value"].max()]}
    )
    with st.container(border=True):
        st.subheader(page.plain(title), anchor=False)
        st.caption(page.plain(t("priority.frontier.how")))
        spec = frontier(pd.concat([rows, last], ignore_index=True), Money.of(story.data.months), budget)
        st.vega_lite_chart(spec=spec, key="chart_frontier", alt=title)
