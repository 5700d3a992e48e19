"""Who moved between groups from one date to another, measured with the same boundaries on both."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.metrics.cpm import GROUP_NAMES, CpmCuts, CpmStage, cpm_transitions
from ltv.metrics.groups import NOT_A_CUSTOMER, departures, moved
from ltv.metrics.rfm import SEGMENT_NAMES, RfmCuts, RfmSegment, rfm_transitions
from ltv.months import date_of, month_name, month_number
from ui import controls, ltv_cuts, page, session, show, tables
from ui.ltv_segments import Story
from ui.words import of, t

Way = Literal["cpm", "rfm"]
QUARTER = 3
MOST = 10
"""Moves told; the table has all."""
BEST = {"cpm": f"{CpmStage.BEST}.current", "rfm": str(RfmSegment.BEST)}


def moves(data: Dataset, way: Way, then: dt.date, now: dt.date, cuts: RfmCuts | CpmCuts | None) -> pd.DataFrame:
    """Customers of every pair of groups on two dates."""
    if way == "rfm":
        return rfm_transitions(data, then, now, cuts=cuts)  # type: ignore[arg-type]
    return cpm_transitions(data, then, now, cuts=cuts)  # type: ignore[arg-type]


def is_possible(data: Dataset) -> bool:
    """Whether there are two dates to compare."""
    return len(data.months.names) > 1


def chosen(data: Dataset) -> tuple[Way, int, int]:
    """Way and months the reader compares, without drawing the controls."""
    names = [month_name(month) for month in range(data.months.first, data.months.last + 1)]
    way = session.recall("moves", ("cpm", "rfm"), "cpm")
    now = session.recall("moves_to", names[1:], names[-1])
    earlier = names[: names.index(now)]
    then = session.recall("moves_from", earlier, earlier[max(len(earlier) - QUARTER, 0)])
    return ("rfm" if way == "rfm" else "cpm"), month_number(then), month_number(now)


def found(story: Story) -> pd.DataFrame:
    """The moves the reader has chosen."""
    way, then, now = chosen(story.data)
    cuts = ltv_cuts.rfm_cuts(story.data) if way == "rfm" else ltv_cuts.cpm_cuts(story.data)
    table: pd.DataFrame = session.cached(moves, story.data, way, day(story.data, then), day(story.data, now), cuts)
    return table


def day(data: Dataset, month: int) -> dt.date:
    """The last day of a month, or the last one known."""
    return min(date_of(data.months.month_rule.last_day(month)), data.months.as_of)


def title(story: Story) -> str:
    """How many of the best fell out of their group."""
    way, then, now = chosen(story.data)
    best = departures(found(story), BEST[way])
    words = {"then": show.month(then), "now": show.month(now), "best": _name(BEST[way], way)}
    if not best.customers:
        return t("ltvs.moves.title_none", **words)
    if not best.left:
        return t("ltvs.moves.title_stayed", **words, n=story.count(best.customers))
    return t(
        "ltvs.moves.title", **words, n=story.count(best.customers), m=story.count(best.left),
        share=show.share(best.share, 0), money=story.money(best.revenue),
    )  # fmt: skip


def show_moves(story: Story) -> None:
    """Choose the dates; the largest moves, and all of them as data."""
    data = story.data
    way, then, now = _control(data)
    st.caption(page.plain(t("ltvs.moves.how", then=show.day(day(data, then)), now=show.day(day(data, now)))))
    table = found(story)
    page.small_table(in_words(story, moved(table).head(MOST), way))
    names = {column: [_name(str(code), way) for code in table[column]] for column in ("before", "after")}
    page.table_of(tables.in_units(table.assign(**names), data.months.decimals), name="moves")


def in_words(story: Story, rows: pd.DataFrame, way: Way) -> pd.DataFrame:
    """Moves as a reader's table."""
    records = rows.to_dict("records")
    return pd.DataFrame(
        {
            t("col.before"): [_name(str(row["before"]), way) for row in records],
            t("col.after"): [_name(str(row["after"]), way) for row in records],
            t("col.customers"): [show.count(row["customers"]) for row in records],
            t("col.revenue_before"): [story.money(row["revenue_before"]) for row in records],
        }
    )


def _control(data: Dataset) -> tuple[Way, int, int]:
    names = [month_name(month) for month in range(data.months.first, data.months.last + 1)]
    with controls.toolbar():
        session.choose("moves", t("ltvs.moves.by"), ("cpm", "rfm"), "cpm", lambda code: code.upper(), "segments")
        now = session.choose("moves_to", t("ltvs.moves.to"), names[:0:-1], names[-1], _month, width=controls.NARROW)
        earlier = names[: names.index(now)]
        usual = earlier[max(len(earlier) - QUARTER, 0)]
        session.choose("moves_from", t("ltvs.moves.from"), earlier[::-1], usual, _month, width=controls.NARROW)
    return chosen(data)


def _month(name: str) -> str:
    return show.month(month_number(name))


def _name(group: str, way: Way) -> str:
    if group == NOT_A_CUSTOMER:
        return t("ltvs.moves.nobody")
    return of(SEGMENT_NAMES[RfmSegment(group)] if way == "rfm" else GROUP_NAMES[group])
