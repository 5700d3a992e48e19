"""Evidence of the page of scenarios: the year ahead, what each lever adds, what a target takes, how it did so far."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ltv.dataset import Dataset
from ltv.decisions.kpi import DEPARTMENTS
from ltv.decisions.scenario.goal_seek import Goal
from ltv.decisions.scenario.levers import LEVER_NAMES, Lever, LeverKind
from ltv.decisions.scenario.outcomes import bands
from ltv.metrics.intervals import Interval
from ltv.models.assumptions import Assumptions
from ltv.months import month_starts
from ui import folds, page, scenario, session, show
from ui.charts.base import Spec, share_axis
from ui.charts.contour import contour
from ui.charts.fan import fan
from ui.charts.signed_bars import signed_bars, tornado
from ui.scenario_levers import lever_name, pull, size_in_words
from ui.scenario_story import Story
from ui.words import of, t

Asked = tuple[Assumptions, str, tuple[Lever, ...]]


def points(value: float) -> str:
    """A change of NRR: +1.2pt."""
    return show.points(value)


# --- the year ahead -------------------------------------------------------------------------------------------------


def show_fan(story: Story, asked: Asked) -> None:
    """NRR of today's customers month by month."""
    data = story.data
    spec = session.cached(fan_spec, data, *asked, story.target, session.lang())
    page.evidence(
        fan_title(story), t("scenario.fan.how"), spec, fan_table(data, *asked), name="scenario_fan",
        alt=fan_title(story), columns={"line": t("decide.chart.line"), **_ENDS},
    )  # fmt: skip


_ENDS = {"p10": "P10", "p50": "P50", "p90": "P90"}


def fan_title(story: Story) -> str:
    """Where the lines end."""
    seen = story.seen
    key = "scenario.fan.title" if seen.levers else "scenario.fan.title_base"
    return t(key, base=show.share(seen.middle(seen.plain)), nrr=show.share(seen.middle(seen.moved)))


def fan_table(data: Dataset, assumed: Assumptions, method: str, levers: tuple[Lever, ...]) -> pd.DataFrame:
    """P10, P50 and P90 by month, for each line."""
    seen = session.cached(scenario.outlook, data, assumed, method, levers)
    lines = {"base": seen.plain} | ({"scenario": seen.moved} if levers else {})
    tables = [bands(seen.nrr(found)).assign(line=line) for line, found in lines.items()]
    table = pd.concat(tables, ignore_index=True)
    month = month_starts(table["ahead"].to_numpy() + data.months.last_complete)
    return table.assign(month=month)[["line", "month", "p10", "p50", "p90"]]


def fan_spec(
    data: Dataset, assumed: Assumptions, method: str, levers: tuple[Lever, ...], target: float, lang: str
) -> Spec:
    """The chart. `lang` is part of the cache's key."""
    return fan(fan_table(data, assumed, method, levers), share_axis(tickCount=6), show.share, target=target)


# --- what each lever adds -------------------------------------------------------------------------------------------


def show_contributions(story: Story, asked: Asked) -> None:
    """A bar for each lever, and their sum."""
    table = contribution_table(story, asked)
    largest = table.iloc[:-1].sort_values("value", ascending=False).iloc[0]
    page.evidence(
        t("scenario.added.title", name=largest["name"], value=points(largest["value"])),
        t("scenario.added.how"),
        signed_bars(table, points, t("scenario.added.value")),
        table.drop(columns="total"),
        name="scenario_contributions",
        alt=t("scenario.added.title", name=largest["name"], value=points(largest["value"])),
        columns={"name": t("scenario.lever"), "owner": t("scenario.owner"), "value": t("scenario.added.value")},
    )


def contribution_table(story: Story, asked: Asked) -> pd.DataFrame:
    """Levers in words with what each adds to NRR, and the sum."""
    added = session.cached(scenario.added, story.data, *asked)
    rows = [(lever_name(lever), of(DEPARTMENTS[lever.owner]), value) for lever, value in zip(asked[2], added)]
    table = pd.DataFrame([*rows, (t("scenario.added.total"), "", sum(added))], columns=["name", "owner", "value"])
    return table.assign(total=[False] * len(rows) + [True])


# --- what a target takes --------------------------------------------------------------------------------------------


def show_goals(story: Story, asked: Asked) -> None:
    """What each lever alone would have to do, or how far it gets; and the plane of two levers."""
    found: list[Goal] = session.cached(scenario.goals, story.data, *asked, story.target)
    grid, line = session.cached(scenario.plane, story.data, *asked, story.target)
    with st.container(border=True):
        st.subheader(page.plain(goal_title(story, found)), anchor=False)
        st.caption(page.plain(t("scenario.goal.how")))
        page.small_table(goal_table(found, story.target))
        _show_pulls(found)
        st.caption(page.plain(t("scenario.plane.how", target=show.share(story.target, 0))))
        here = t("decide.chart.line.scenario" if asked[2] else "decide.chart.today")
        spec = contour(grid, line, t("scenario.plane.x"), t("scenario.plane.y"), story.target, here)
        st.vega_lite_chart(spec=spec, key="chart_plane", alt=goal_title(story, found))


def _show_pulls(found: list[Goal]) -> None:
    """Pull one of the levers as far as the target takes, at a click."""
    possible = [goal for goal in found if goal.is_possible and goal.size > 0]
    with st.container(horizontal=True, gap="small"):
        for goal in possible:
            words = t("scenario.goal.pull", name=of(LEVER_NAMES[goal.kind]), size=size_in_words(goal.kind, goal.size))
            st.button(words, on_click=pull, args=(goal,), key=f"pull_{goal.kind}", icon=":material/tune:")


def goal_title(story: Story, found: list[Goal]) -> str:
    """Whether less churn alone reaches the target, and what else would."""
    target = show.share(story.target, 0)
    churn, expansion = found[0], found[1]
    if churn.size == 0:
        return t("scenario.goal.title.done", target=target)
    if churn.is_possible:
        return t("scenario.goal.title.churn", target=target, cut=show.share(churn.size, 0))
    if expansion.is_possible:
        size = size_in_words(LeverKind.EXPANSION, expansion.size)
        return t("scenario.goal.title.impossible", target=target, best=show.share(churn.best), size=size)
    return t("scenario.goal.title.nothing", target=target, best=show.share(max(goal.best for goal in found)))


def goal_table(found: list[Goal], target: float) -> pd.DataFrame:
    """Each lever alone in words."""
    return pd.DataFrame(
        {
            t("scenario.lever"): [of(LEVER_NAMES[goal.kind]) for goal in found],
            t("scenario.goal.needed"): [_needed(goal) for goal in found],
            t("scenario.goal.best"): [show.share(goal.best) if goal.has_limit else show.NOTHING for goal in found],
        }
    )


def _needed(goal: Goal) -> str:
    if goal.size == 0:
        return t("scenario.goal.none_needed")
    if not goal.is_possible:
        return t("scenario.goal.impossible", most=size_in_words(goal.kind, goal.at_most))
    return size_in_words(goal.kind, goal.size)


# --- what moves most, and how it did --------------------------------------------------------------------------------


def swing_title(story: Story, asked: Asked) -> str:
    """Which rate moves NRR most."""
    table = swing_table(story, asked, _by())
    return t("scenario.swing.title", name=table["name"].iloc[0]) if len(table) else t("scenario.swing.none")


def _by() -> str:
    return session.recall("swing_by", scenario.SWINGS, scenario.SWINGS[0])


def swing_table(story: Story, asked: Asked, by: str = scenario.SWINGS[0]) -> pd.DataFrame:
    """Rates in words with NRR when each is lower or higher."""
    table = session.cached(scenario.swings, story.data, *asked[:2], by)
    bands = story.seen.base.bands
    names = [
        _stretch(first, last, bands) if what == "hazard" else t(f"scenario.swing.{what}")
        for what, first, last in zip(table["what"], table["tenure_from"], table["tenure_to"])
    ]
    return table.assign(name=names)[["name", "low", "high"]]


def _stretch(first: int, last: int, bands: int) -> str:
    """A stretch of tenure in words; the last one is open."""
    kind = ".open" if last == bands else ".one" if first == last else ""
    return t(f"scenario.swing.hazard{kind}", first=show.count(first), last=show.count(last))


def show_swings(story: Story, asked: Asked) -> None:
    """The tornado, by a tenth of each rate or by how far it is known."""
    by = session.choose(
        "swing_by", t("scenario.swing.by"), scenario.SWINGS, scenario.SWINGS[0],
        lambda code: t(f"scenario.swing.by.{code}"), "segments",
    )  # fmt: skip
    table = swing_table(story, asked, by)
    centre = session.cached(scenario.at_means, story.data, *asked[:2])
    folds.evidence(
        t(f"scenario.swing.how.{by}"), tornado(table, centre, show.share, "NRR"), table, name="scenario_swings",
        alt=swing_title(story, asked),
        columns={"name": t("decide.chart.item"), "low": t(f"scenario.swing.low.{by}"),
                 "high": t(f"scenario.swing.high.{by}")},
    )  # fmt: skip


def record_title(story: Story) -> str:
    """How forecasts from earlier months did."""
    found = story.tested
    if not found.is_known:
        return t("scenario.record.none")
    return t(
        "scenario.record.title" if found.beats_flat else "scenario.record.worse",
        error=points(found.error).lstrip("+"), flat=points(found.flat_error).lstrip("+"),
    )  # fmt: skip


def show_record(story: Story) -> None:
    """Forecast and actual by month, from each earlier month."""
    table = story.tested.table
    if table.empty:
        st.caption(page.plain(t("scenario.record.none_how")))
        return
    st.caption(
        page.plain(t("scenario.record.how", n=show.count(len(table)), inside=show.share(story.tested.inside, 0)))
    )
    page.small_table(
        pd.DataFrame(
            {
                t("scenario.record.from"): [show.month(int(origin)) for origin in table["origin"]],
                t("scenario.record.ahead"): [show.count(n) for n in table["ahead"]],
                t("scenario.record.actual"): [show.share(v) for v in table["actual"]],
                t("scenario.record.forecast"): [show.share(v) for v in table["p50"]],
                t("decide.chart.band"): [show.span(Interval(a, b)) for a, b in zip(table["p10"], table["p90"])],
                t("scenario.record.flat"): [show.share(v) for v in table["flat"]],
            }
        ).iloc[[row for row, n in enumerate(table["ahead"]) if n in (1, 3, 6, 9, 12)]]
    )
