"""LTV as it grew: observed cumulative value by days since the first order, segment by segment (LTV推移)."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.decisions.verdicts import labels
from ltv.metrics.economics import Economics
from ltv.metrics.intervals import FEW, Interval
from ltv.metrics.observed_lines import alike, compared_at, drawn, ranked, settled
from ltv.metrics.observed_ltv import YEAR_STEP, observed_ltv, observed_ltv_by, observed_ltv_by_cohort
from ltv.metrics.other_costs import OtherCosts
from ltv.metrics.value_base import BASE_NAMES, ValueBase, best_base
from ltv.models.assumptions import Base
from ui import folds, page, session, show, tables
from ui.charts.base import Spec, month_ticks
from ui.charts.money_axis import Money
from ui.charts.value import ltv_steps
from ui.ltv_dimensions import segment_name
from ui.ltv_figures import overall
from ui.ltv_segments import Story
from ui.ltv_verdicts import BEHAVIOUR, in_names
from ui.words import of, sentences, t

SHOWN = (3, 12, 24)
"""Steps of the table beneath the chart; it must fit a phone."""
COHORT_STEPS = (1, 3, 6, 12, 24)
COHORTS = 24
"""Months won that are told; the table has all."""
CHANGES = {"above": "up", "below": "down", "overlaps": "unproven"}
"""Where the latest cohort lies beside the first → the title that says so."""


# --- tables ---------------------------------------------------------------------------------------------------------


def base_of(story: Story) -> ValueBase:
    """Sales where the reader counts sales, else gross profit where it is known."""
    return ValueBase.SALES if story.worth.margin.base == Base.SALES else best_base(story.data)


def steps(data: Dataset, dimension: str, base: ValueBase) -> pd.DataFrame:
    """Observed LTV of each segment, step by step."""
    return observed_ltv_by(data, pd.Series(labels(data, dimension)), base=base)


def steps_of_all(data: Dataset, base: ValueBase) -> pd.DataFrame:
    """Observed LTV of all new customers."""
    return observed_ltv(data, base=base)


def cohorts(data: Dataset, base: ValueBase) -> pd.DataFrame:
    """Observed LTV by month won."""
    return observed_ltv_by_cohort(data, base=base)


def interval(row: pd.Series[Any]) -> Interval:
    """The interval of one step."""
    return Interval(row["low"], row["high"])


# --- on screen ------------------------------------------------------------------------------------------------------


def show_steps(story: Story) -> None:
    """Chart and table of the chosen dimension; what is observed needs no model."""
    data, base = story.data, base_of(story)
    table = session.cached(steps, data, story.dimension, base)
    rows = drawn(table)
    if rows.empty:
        _show_all(story, base)
        return
    other = story.worth.assumed.other_costs
    spec = session.cached(chart, data, story.dimension, base, _strong(story, rows), other, session.lang())
    with st.container(border=True):
        st.subheader(page.plain(title(story, rows)), anchor=False)
        folds.chart(how(story, base), spec, name="ltv_steps", alt=alt(story, rows))
        page.small_table(pivot(story, alike(table[table["segment"].isin(rows["segment"])])))
        columns = {"segment": t(f"dimension.{story.dimension}")}
        page.table_of(for_reader(in_names(table, story.dimension), data), name="ltv_steps", columns=columns)


def _show_all(story: Story, base: ValueBase) -> None:
    """Where no segment is large enough: all customers, and how few they are."""
    table = session.cached(steps_of_all, story.data, base)
    known = table[table["customers"] > 0]
    n = int(known["customers"].iloc[0]) if len(known) else 0
    with st.container(border=True):
        said = t("ltvs.steps.title_few", n=story.count(n)) if n else t("ltvs.steps.title_none")
        st.subheader(page.plain(said), anchor=False)
        st.caption(page.plain(how(story, base)))
        page.table_of(for_reader(table, story.data), name="ltv_steps")


def chart(data: Dataset, dimension: str, base: ValueBase, strong: str, other: OtherCosts, lang: str) -> Spec:
    """A line per segment, one of them in colour, and the mean acquisition cost."""
    rows = drawn(session.cached(steps, data, dimension, base))
    frame = rows.assign(
        day=rows["horizon"], value=rows["ltv"], n=rows["customers"], highlight=rows["segment"] == strong,
        segment=[segment_name(name, dimension) for name in rows["segment"]],
    )  # fmt: skip
    unit = "months" if data.ledger is None else "days"
    return ltv_steps(frame, Money.of(data.months), cac=mean_cost(data, other), unit=unit)


def mean_cost(data: Dataset, other: OtherCosts) -> float | None:
    """Acquisition cost of a new customer; None where it is not known or there is none."""
    found: Economics | None = session.cached(overall, data, other)
    return found.cac_full if found is not None and found.cac_full > 0 else None


def _strong(story: Story, rows: pd.DataFrame) -> str:
    """The line in colour: the segment that the page speaks of, else the one with most customers."""
    told = None if story.telling is None else story.telling["segment"]
    return str(told if told in set(rows["segment"]) else rows["segment"].iloc[0])


def title(story: Story, rows: pd.DataFrame) -> str:
    """The best and the worst segment after a year, where their intervals part."""
    at = ranked(rows)
    words: dict[str, Any] = {"days": span(rows, compared_at(rows)), "dimension": t(f"dimension.{story.dimension}")}
    if at.empty:
        return t("ltvs.steps.title_alike", **words)
    worst, best = at.iloc[0], at.iloc[-1]
    if len(at) == 1:
        value, low, high = (story.money(best[name]) for name in ("ltv", "low", "high"))
        return t("ltvs.steps.title_all", **words, value=value, low=low, high=high)
    if interval(best).beside(interval(worst)) != "above":
        return t("ltvs.steps.title_alike", **words)
    return t(
        "ltvs.steps.title", **words,
        best=segment_name(best["segment"], story.dimension), high=story.money(best["ltv"]),
        worst=segment_name(worst["segment"], story.dimension), low=story.money(worst["ltv"]),
    )  # fmt: skip


def span(rows: pd.DataFrame, step: int) -> str:
    """A step in the reader's words: 360日, 12か月."""
    at = rows[rows["step"] == step].iloc[0]
    n = int(at["horizon"])
    return t(f"ltvs.{at['unit']}" + (".one" if n == 1 else ""), n=n)


def how(story: Story, base: ValueBase) -> str:
    """How to read the lines."""
    kind = "" if story.data.ledger is not None else "_contracts"
    words = t(f"ltvs.steps.how{kind}", base=of(BASE_NAMES[base]), few=FEW)
    cost = "" if mean_cost(story.data, story.worth.assumed.other_costs) is None else t("ltvs.steps.cost")
    groups = t("ltvs.verdict.how_behaviour") if story.dimension in BEHAVIOUR else ""
    return sentences(words, cost, groups)


def alt(story: Story, rows: pd.DataFrame) -> str:
    """Every segment after a year."""
    step = compared_at(rows)
    at = rows[rows["step"] == step]
    points = [
        t("ltvs.steps.point", segment=segment_name(name, story.dimension), value=story.money(value))
        for name, value in zip(at["segment"], at["ltv"])
    ]
    return t("ltvs.steps.alt", days=span(rows, step), list=t("ltvs.and").join(points))


def pivot(story: Story, rows: pd.DataFrame) -> pd.DataFrame:
    """A row per segment, a column per horizon: LTV and how many customers it rests on."""
    at = rows[rows["step"].isin(SHOWN) & (rows["customers"] > 0)]
    names = {name: segment_name(name, story.dimension) for name in dict.fromkeys(at["segment"])}
    cells = {(row.segment, row.step): (row.ltv, row.customers) for row in at.itertuples()}
    columns = {
        span(at, step): [_cell(story, *cells.get((name, step), (float("nan"), 0))) for name in names]
        for step in sorted(set(at["step"]))
    }
    return pd.DataFrame({t(f"dimension.{story.dimension}"): list(names.values()), **columns})


def _cell(story: Story, value: float, n: int) -> str:
    return show.NOTHING if value != value else t("ltvs.steps.cell", value=story.money(value), n=show.count(n))


def for_reader(table: pd.DataFrame, data: Dataset) -> pd.DataFrame:
    """The table in whole units with the reader's columns."""
    shown = table.drop(columns=["step"]).rename(columns={"low": "ltv_low", "high": "ltv_high"})
    shown = shown.assign(unit=[t(f"ltvs.unit.{unit}") for unit in shown["unit"]])
    return tables.in_units(shown, data.months.decimals)


def show_cohorts(story: Story) -> None:
    """The same by the month in which customers were won."""
    table = session.cached(cohorts, story.data, base_of(story))
    st.caption(page.plain(t("ltvs.cohorts.how")))
    page.small_table(cohort_pivot(story, table))
    columns = {"cohort": t("ltvs.cohorts.month")}
    page.table_of(for_reader(table, story.data), name="ltv_by_cohort", columns=columns)


def cohort_title(story: Story) -> str:
    """The first cohort observed for a year against the latest one, where both are large enough to tell."""
    table = session.cached(cohorts, story.data, base_of(story))
    final = settled(table)
    if len(final) < 2:
        return t("ltvs.cohorts.plain")
    first, last = final.iloc[0], final.iloc[-1]
    kind = CHANGES[interval(last).beside(interval(first))]
    return t(
        f"ltvs.cohorts.{kind}", days=span(final, YEAR_STEP), first=show.month(first["cohort"]),
        then=story.money(first["ltv"]), last=show.month(last["cohort"]), now=story.money(last["ltv"]),
    )  # fmt: skip


def cohort_pivot(story: Story, table: pd.DataFrame) -> pd.DataFrame:
    """A row per month won, the latest first, a column per horizon; a cell is final when all have been observed."""
    at = table[table["step"].isin(COHORT_STEPS) & (table["customers"] > 0)]
    months = sorted(set(at["cohort"]), reverse=True)[:COHORTS]
    cells = {(row.cohort, row.step): (row.ltv, row.customers, row.size) for row in at.itertuples(index=False)}
    sizes = {row.cohort: row.size for row in at.itertuples(index=False)}
    columns = {
        span(at, step): [_cohort_cell(story, *cells.get((month, step), (float("nan"), 0, 0))) for month in months]
        for step in sorted(set(at["step"]))
    }
    won, size = month_ticks(pd.Series(months)), [show.count(sizes[month]) for month in months]
    return pd.DataFrame({t("ltvs.cohorts.month"): won, t("ltvs.cohorts.size"): size} | columns)


def _cohort_cell(story: Story, value: float, n: int, size: int) -> str:
    if value != value:
        return show.NOTHING
    return story.money(value) if n == size else t("ltvs.cohorts.open", value=story.money(value))
