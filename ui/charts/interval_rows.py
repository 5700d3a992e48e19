"""A range from P10 to P90 with its middle for each of a few names, on one axis: what several people believe."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from ui.charts.base import Spec, by_width, finished, role_colour, text, tooltip
from ui.charts.names import centred, ends, one_line, two_lines
from ui.words import t

ROW = 42


def interval_rows(frame: pd.DataFrame, axis: alt.Axis) -> Spec:
    """Ranges one below the other in the order given, the values written at the right.

    Parameters
    ----------
    frame : DataFrame, one row per name
        `name`, `p10`, `p50`, `p90` in the axis's unit (NaN where nothing was said), `words` (what is written at the
        right, "|" where it may be broken), `role`, `strong` (bool); with `before`, the middle of a round before (NaN
        where there was none), as a hollow mark.
    """
    rows = frame.assign(
        row=range(len(frame)), label=[two_lines(str(name), 18) for name in frame["name"]],
        full=[one_line(str(name)) for name in frame["name"]], said=[one_line(str(words)) for words in frame["words"]],
    )  # fmt: skip
    if "before" not in rows:
        rows = rows.assign(before=float("nan"))
    left, right = by_width(82, 150), ends(104, 190)
    x = alt.Scale(domain=_reach(rows), nice=False, zero=False, rangeMin=left, rangeMax=right)
    y = alt.Y("row:O", scale=alt.Scale(paddingInner=0.3, paddingOuter=0.2), axis=None)
    known = rows.dropna(subset="p50")
    base, told = alt.Chart(known).encode(y=y, color=role_colour()), alt.Chart(rows).encode(y=y)
    tips = tooltip(full=t("decide.chart.item"), said=t("workshop.chart.estimate"))
    size = {"fontSize": by_width(9.5, 12)}
    layers = [
        base.mark_rule(strokeWidth=5, opacity=0.35, strokeCap="round").encode(
            x=alt.X("p10:Q", scale=x, axis=axis), x2="p90:Q", tooltip=tips
        ),
        base.mark_point(filled=True, size=110, opacity=1).encode(x=alt.X("p50:Q", scale=x), tooltip=tips),
        alt.Chart(known.dropna(subset="before")).encode(y=y).mark_point(
            filled=False, size=80, color="currentColor", strokeWidth=1.4, opacity=0.6
        ).encode(x=alt.X("before:Q", scale=x)),
        *_texts(told, "label", alt.value(0), align="left", **size, **centred("label", narrow=11.5, wide=14)),
        *_texts(
            told, "words", alt.value("width"), align="right", **size,
            **centred("words", narrow=11.5, wide=14),
        ),
    ]  # fmt: skip
    return finished(alt.layer(*layers), ROW * len(rows) + 26)


def _texts(over: alt.Chart, field: str, x: Any, **options: Any) -> list[alt.Chart]:
    """A column of text at one place, the strong rows bold."""
    placed = over.encode(x=x)
    return [
        text(placed.transform_filter("datum.strong"), f"{field}:N", strong=True, **options),
        text(placed.transform_filter("!datum.strong"), f"{field}:N", **options),
    ]


def _reach(rows: pd.DataFrame) -> list[float]:
    """From 0, or below where estimates are, to the largest, with a little room."""
    points = rows[["p10", "p50", "p90", "before"]].to_numpy(dtype=float).ravel()
    known = points[points == points]
    low, high = min([0.0, *known]), max([0.0, *known])
    room = (high - low or 1.0) * 0.04
    return [low - (room if low < 0 else 0.0), high + room]
