"""What is to come with and without a scenario: a line each, the band of what is likely, and where data end."""

from __future__ import annotations

from collections.abc import Callable

import altair as alt
import pandas as pd

from ui.charts.base import Spec, by_width, coloured, finished, month_axis, months_in_words, role_colour, text, tooltip
from ui.charts.names import end_labels, ends
from ui.words import t

HEIGHT = 330
PLOT = HEIGHT - 55
ROLE_OF = {"actual": "mute", "base": "soft", "scenario": "brand"}
"""Lines in the order they are drawn → role."""


def fan(frame: pd.DataFrame, axis: alt.Axis, written: Callable[[float], str], *, target: float | None = None) -> Spec:
    """Lines of what was and what is to come, with the bands that hold 80 %.

    Parameters
    ----------
    frame : DataFrame, one row per (line, month)
        `line` (a key of `ROLE_OF`), `month` (timestamp), `p10`, `p50`, `p90` in the unit of the axis; for "actual" all
        three alike.
    axis : of values
    written : a value in words
    target : a value to reach, as a dashed line
    """
    rows = _in_words(frame.dropna(subset=["p50"]).sort_values(["line", "month"], kind="stable"), written)
    last, first = rows["at"].max(), rows["at"].min()
    x = alt.Scale(domain=[float(first), float(max(last, first + 1))], nice=False, zero=False, rangeMax=ends(74, 120))
    y = alt.Scale(domain=_reach(rows, target), nice=False, zero=False)
    at = {"x": alt.X("at:Q", scale=x, axis=_months(rows)), "y": alt.Y("p50:Q", scale=y, axis=axis)}
    words = {"when": t("col.month"), "name": t("decide.chart.line"), "words": t("decide.chart.middle"),
             "between": t("decide.chart.band")}  # fmt: skip
    base = alt.Chart(rows).encode(**at, color=role_colour(), detail="line:N")
    tips = rows.groupby("line", sort=False).tail(1).assign(strong=lambda f: f["line"] == "scenario")
    tips = tips[tips["line"] != "actual"].assign(value=lambda f: f["p50"])
    layers = [
        *_ends_of_data(rows, x),
        *_target(target, written, y),
        *(_band(rows, line, at["x"], y) for line in ("base", "scenario")),
        base.transform_filter("datum.line !== 'scenario'").mark_line(strokeWidth=1.8),
        base.transform_filter("datum.line === 'scenario'").mark_line(strokeWidth=2.6),
        base.mark_point(filled=True, size=80, opacity=0).encode(tooltip=tooltip(**words)),
        *end_labels(tips[["name", "words", "at", "value", "strong", "role"]], x, y, PLOT, room=14),
    ]
    return finished(alt.layer(*layers), HEIGHT)


def _in_words(known: pd.DataFrame, written: Callable[[float], str]) -> pd.DataFrame:
    """Each point in words, months as milliseconds since 1970."""
    return known.assign(
        at=(known["month"] - pd.Timestamp(0)) / pd.Timedelta(milliseconds=1),
        when=months_in_words(known["month"]), role=known["line"].map(ROLE_OF),
        name=[t(f"decide.chart.line.{line}") for line in known["line"]],
        words=[written(value) for value in known["p50"]],
        between=[t("value_chart.between", low=written(a), high=written(b)) for a, b in zip(known["p10"], known["p90"])],
    ).drop(columns="month")  # fmt: skip


def _months(rows: pd.DataFrame) -> alt.Axis:
    """Some of the months, the last one always."""
    axis = month_axis(pd.Series(pd.to_datetime(sorted(rows["at"].unique()), unit="ms")))
    values = sorted(rows["at"].unique())[::-1]
    step = -(-len(values) // 6) or 1
    axis.values = values[::step][::-1]
    axis.labelExpr = "utcFormat(datum.value, '%y/%m')"
    axis.format = alt.Undefined
    return axis


def _reach(rows: pd.DataFrame, target: float | None) -> list[float]:
    """All bands and the target, with some room."""
    drawn = pd.concat([rows["p10"], rows["p90"], pd.Series([target], dtype=float)]).dropna()
    low, high = float(drawn.min()), float(drawn.max())
    room = (high - low or abs(high) or 1.0) * 0.08
    return [low - room, high + room]


def _band(rows: pd.DataFrame, line: str, x: alt.X, y: alt.Scale) -> alt.Chart:
    area = coloured(rows[rows["line"] == line], ROLE_OF[line]).mark_area(opacity=0.16)
    return area.encode(x=x, y=alt.Y("p10:Q", scale=y), y2="p90:Q")


def _target(target: float | None, written: Callable[[float], str], y: alt.Scale) -> list[alt.Chart]:
    if target is None:
        return []
    at = pd.DataFrame({"target": [target], "words": [t("decide.chart.target", value=written(target))]})
    place = alt.Y("target:Q", scale=y)
    return [
        coloured(at, "warn").mark_rule(strokeDash=[5, 3], strokeWidth=1.4).encode(y=place),
        text(alt.Chart(at).encode(y=place, x=alt.value(6)), "words:N", faint=True, align="left", dy=-8,
             fontSize=by_width(9.5, 11.5)),
    ]  # fmt: skip


def _ends_of_data(rows: pd.DataFrame, x: alt.Scale) -> list[alt.Chart]:
    """From where on nothing has been seen."""
    seen = rows[rows["line"] == "actual"]
    if seen.empty:
        return []
    at = pd.DataFrame({"from": [float(seen["at"].max())], "to": [x.domain[1]], "words": [t("decide.chart.ahead")]})
    left = alt.X("from:Q", scale=x)
    return [
        alt.Chart(at).mark_rect(color="currentColor", opacity=0.04).encode(x=left, x2="to:Q"),
        alt.Chart(at).mark_rule(strokeDash=[4, 3], color="currentColor", opacity=0.5).encode(x=left),
        text(alt.Chart(at).encode(x=left, y=alt.value(10)), "words:N", faint=True, align="left", dx=6,
             fontSize=by_width(9.5, 11.5)),
    ]  # fmt: skip
