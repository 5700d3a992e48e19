"""What a model says against what was seen, along time: purchases by week, and survival by age."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from ui import show
from ui.charts.base import Spec, by_width, coloured, finished, role_colour, share_axis, some, text, tooltip
from ui.charts.money_axis import above, below, ticks
from ui.charts.names import end_labels, ends, one_line
from ui.words import t

HEIGHT = 320
PLOT = HEIGHT - 70
"""Height of the plot without axis and title, about."""

ROOM = {"narrow": 74, "wide": 120}
"""Pixels for the names of lines, which are short here."""

SIDES = {"actual": "brand", "predicted": "warn"}


def tracking(frame: pd.DataFrame, title: str, *, holdout: Any = None, at: str = "") -> Spec:
    """Actual and predicted purchases by week, cumulative or not as the frame has it.

    Parameters
    ----------
    frame : DataFrame, one row per week
        `week`, a number or the day it begins; `actual` (NaN where not known), `predicted`.
    title : what is counted, such as "Purchases so far"
    holdout : the first `week` that the model was not fitted on, optional
    at : what a `week` is called where it is none, such as "Until"
    """
    long = frame.melt("week", list(SIDES), var_name="side", value_name="value").dropna(subset=["value"])
    names = {side: t(f"value_chart.{side}") for side in SIDES}
    long = long.assign(
        at=_place(long["week"]), role=long["side"].map(SIDES), name=long["side"].map(names),
        words=[show.number(value, 0 if abs(value) >= 100 else 1) for value in long["value"]],
        when=[_week(week) for week in long["week"]], week=0,
    ).sort_values(["side", "at"])  # fmt: skip
    x = alt.Scale(domain=_ends(_place(frame["week"])), nice=False, zero=False, rangeMax=ends(**ROOM))
    y = alt.Scale(domain=_reach(long["value"]), nice=False)
    counted = alt.Axis(**above(title), grid=False, tickCount=5, labelExpr=ticks(), labelPadding=6)
    places = {"x": alt.X("at:Q", scale=x, axis=_week_axis(frame["week"])), "y": alt.Y("value:Q", scale=y, axis=counted)}
    words = {"when": at or t("value_chart.week_name"), "name": t("value_chart.side"), "words": title}
    base = alt.Chart(long).encode(**places, color=role_colour())
    tips = long.groupby("side", sort=False).tail(1).assign(strong=lambda f: f["side"] == "actual")
    layers = [
        *_holdout(None if holdout is None else _place(pd.Series([holdout])).iloc[0], x),
        base.transform_filter("datum.side === 'actual'").mark_line(strokeWidth=2.4),
        base.transform_filter("datum.side === 'predicted'").mark_line(strokeWidth=2, strokeDash=[6, 3]),
        base.mark_point(filled=True, size=70, opacity=0).encode(tooltip=tooltip(**words)),
        *end_labels(tips[["name", "words", "at", "value", "strong", "role"]], x, y, PLOT, room=16),
    ]
    return finished(alt.layer(*layers), HEIGHT)


def _place(weeks: pd.Series[Any]) -> pd.Series[float]:
    """Weeks along the axis: their number, or milliseconds since 1970."""
    if pd.api.types.is_datetime64_any_dtype(weeks):
        return (weeks - pd.Timestamp(0)) / pd.Timedelta(milliseconds=1)
    return weeks.astype(float)


def _week(week: Any) -> str:
    return show.day(week) if isinstance(week, pd.Timestamp) else t("value_chart.week", n=show.count(week))


def _ends(places: pd.Series[float]) -> list[float]:
    """First and last place; a moment wide where there is only one."""
    low, high = (float(places.min()), float(places.max())) if len(places) else (0.0, 1.0)
    return [low, high if high > low else low + 1]


def _reach(values: pd.Series[float]) -> list[float]:
    """From 0 or the lowest to a little above the highest."""
    low, high = (min(0.0, float(values.min())), float(values.max())) if len(values) else (0.0, 1.0)
    return [low, low + (high - low or 1.0) * 1.08]


def _week_axis(weeks: pd.Series[Any]) -> alt.Axis:
    """Months as 26/09 where weeks are dates; else the numbers of the weeks."""
    if not pd.api.types.is_datetime64_any_dtype(weeks):
        return alt.Axis(**below(t("value_chart.weeks")), grid=False, tickCount=6, tickMinStep=1, labelPadding=6)
    starts = pd.Series(pd.date_range(weeks.min(), weeks.max(), freq="MS")) if len(weeks) else weeks
    values = [float(place) for place in _place(pd.Series(some(list(starts)), dtype="datetime64[ns]"))]
    return alt.Axis(title=None, grid=False, labelPadding=6, values=values, tickCount=len(values), labelFlush=False,
                    labelExpr="utcFormat(datum.value, '%y/%m')")  # fmt: skip


def _holdout(start: float | None, x: alt.Scale) -> list[alt.Chart]:
    """From where on the model had not seen the data."""
    low, high = x.domain
    if start is None or not low <= start <= high:
        return []
    at = pd.DataFrame({"from": [start], "to": [high], "words": [t("value_chart.holdout")]})
    left = alt.X("from:Q", scale=x)
    return [
        alt.Chart(at).mark_rect(color="currentColor", opacity=0.05).encode(x=left, x2="to:Q"),
        alt.Chart(at).mark_rule(strokeDash=[4, 3], color="currentColor", opacity=0.55).encode(x=left),
        text(alt.Chart(at).encode(x=left, y=alt.value(10)), "words:N", faint=True, align="left", dx=6,
             fontSize=by_width(9.5, 11.5)),
    ]  # fmt: skip


# --- survival -------------------------------------------------------------------------------------------------------

KINDS = {"observed": "brand", "model": "warn", "projection": "warn"}


def survival(frame: pd.DataFrame, title: str) -> Spec:
    """Share of customers left by age: observed in steps with its band, the model, and beyond the data a dashed line.

    Parameters
    ----------
    frame : DataFrame, one row per (kind, age)
        `age`; `survival` with `low` and `high` (shares; NaN where not known); `kind`, a key of `KINDS`. A projection
        goes on from the model's last age.
    title : what ages count, such as "Months since the first contract"
    """
    rows = _ages_in_words(_joined(frame.dropna(subset=["survival"])).sort_values(["kind", "age"], kind="stable"))
    x = alt.Scale(
        domain=[0.0, max(float(rows["at"].max()), 1.0) if len(rows) else 1.0], nice=False, rangeMax=ends(**ROOM)
    )
    lowest = float(rows[["survival", "low"]].min().min()) if len(rows) else 0.0
    y = alt.Scale(domain=[max(0.0, lowest - 0.05) if lowest > 0.5 else 0.0, 1.0], nice=False, clamp=True)
    ages = alt.Axis(**below(title), grid=False, tickCount=8, tickMinStep=1, format="~g", labelPadding=6)
    at = {"x": alt.X("at:Q", scale=x, axis=ages), "y": alt.Y("survival:Q", scale=y, axis=share_axis(tickCount=5))}
    words = {"age": title, "name": t("value_chart.side"), "words": t("value_chart.survival"),
             "between": t("col.interval")}  # fmt: skip
    base = alt.Chart(rows).encode(**at, color=role_colour())
    seen, model, ahead = (base.transform_filter(f"datum.kind === '{kind}'") for kind in KINDS)
    layers = [
        *(_band(rows[rows["kind"] == kind], kind, x, y) for kind in ("projection", "observed")),
        model.mark_line(strokeWidth=2),
        ahead.mark_line(strokeWidth=2, strokeDash=[6, 3]),
        seen.mark_line(strokeWidth=2.4, interpolate="step-after"),
        base.mark_point(filled=True, size=70, opacity=0).encode(tooltip=tooltip(**words)),
        *_names(_tips(rows), x, y),
    ]
    return finished(alt.layer(*layers), HEIGHT)


def _ages_in_words(rows: pd.DataFrame) -> pd.DataFrame:
    names = {kind: t(f"value_chart.survival.{kind}") for kind in KINDS}
    return rows.assign(
        role=rows["kind"].map(KINDS), label=rows["kind"].map(names),
        name=[one_line(names[kind]) for kind in rows["kind"]], at=rows["age"].astype(float),
        words=[show.share(value) for value in rows["survival"]], age=[show.number(age) for age in rows["age"]],
        between=[_between(low, high) for low, high in zip(rows["low"], rows["high"])],
    )  # fmt: skip


def _joined(frame: pd.DataFrame) -> pd.DataFrame:
    """The projection begins where the model's line ends."""
    model, ahead = frame[frame["kind"] == "model"], frame[frame["kind"] == "projection"]
    if model.empty or ahead.empty:
        return frame
    last = model.loc[[model["age"].idxmax()]].assign(kind="projection")
    return frame if (ahead["age"] <= float(last["age"].iloc[0])).any() else pd.concat([frame, last], ignore_index=True)


def _between(low: float, high: float) -> str:
    if low != low or high != high:
        return show.NOTHING
    return t("value_chart.between", low=show.share(low), high=show.share(high))


def _band(rows: pd.DataFrame, kind: str, x: alt.Scale, y: alt.Scale) -> alt.Chart:
    """The band of what was observed goes in steps too."""
    shape = {"interpolate": "step-after"} if kind == "observed" else {}
    known = coloured(rows.dropna(subset=["low", "high"]), KINDS[kind]).mark_area(opacity=0.13, **shape)
    return known.encode(x=alt.X("at:Q", scale=x), y=alt.Y("low:Q", scale=y), y2="high:Q")


def _tips(rows: pd.DataFrame) -> pd.DataFrame:
    """The ends of the lines; the model's is that of its projection where there is one."""
    tips = rows.groupby("kind", sort=False).tail(1)
    if "projection" in set(tips["kind"]):
        tips = tips[tips["kind"] != "model"]
    tips = tips.assign(name=tips["label"], strong=tips["kind"] == "observed", value=tips["survival"])
    return tips[["name", "words", "at", "value", "strong", "role"]]


def _names(tips: pd.DataFrame, x: alt.Scale, y: alt.Scale) -> list[alt.Chart]:
    """Names of lines that reach the end, in a column; of one that another goes on from, above its last point."""
    is_short = tips["at"] < 0.85 * float(x.domain[1])
    short = tips.assign(label=[f"{name} {words}" for name, words in zip(tips["name"], tips["words"])])
    ahead = alt.Chart(short[is_short]).encode(x=alt.X("at:Q", scale=x), y=alt.Y("value:Q", scale=y))
    size = {"align": "left", "dx": 4, "dy": -12, "fontSize": by_width(10, 12.5)}
    return [text(ahead, "label:N", strong=True, **size), *end_labels(tips[~is_short], x, y, PLOT, room=16)]
