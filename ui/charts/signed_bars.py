"""Bars to the right of a line for what helps and to its left for what hurts: contributions, prices, tornadoes."""

from __future__ import annotations

from collections.abc import Callable

import altair as alt
import pandas as pd

from ui.charts.base import Spec, by_width, finished, role_colour, text, tooltip
from ui.charts.names import centred, one_line, two_lines
from ui.words import t

ROW = 40


def signed_bars(frame: pd.DataFrame, written: Callable[[float], str], title: str) -> Spec:
    """A bar per row from 0, in the order given, its value written at its end.

    Parameters
    ----------
    frame : DataFrame
        `name`, `value`; with `total` True for a row that sums the others.
    written : a value in words, with its sign
    title : what a value is, for tooltips
    """
    totals = frame["total"] if "total" in frame else pd.Series(data=False, index=frame.index)
    roles = ["brand" if whole else "positive" if v > 0 else "negative" for v, whole in zip(frame["value"], totals)]
    rows = frame.assign(low=0.0, high=frame["value"], role=roles, words=[written(v) for v in frame["value"]])
    return _bars(rows, title)


def tornado(frame: pd.DataFrame, centre: float, written: Callable[[float], str], title: str) -> Spec:
    """The outcome at both ends of each assumption around the outcome at all middles, the widest first.

    Parameters
    ----------
    frame : DataFrame, one row per assumption
        `name`, `low` and `high`: outcomes at its low and high end (either may be the larger).
    centre : outcome with all at their middle
    """
    wide = (frame["high"] - frame["low"]).abs().sort_values(ascending=False, kind="stable").index
    sides = []
    for end, other in (("low", "high"), ("high", "low")):
        part = frame.loc[wide]
        is_better = part[end] >= part[other]
        sides.append(part.assign(from_=centre, to=part[end], role=["positive" if b else "negative" for b in is_better]))
    ends = pd.concat(sides, ignore_index=True)
    rows = pd.DataFrame({"name": ends["name"], "low": ends["from_"], "high": ends["to"], "role": ends["role"],
                         "words": [written(v) for v in ends["to"]]})  # fmt: skip
    return _bars(rows, title, centre=centre)


def _bars(rows: pd.DataFrame, title: str, *, centre: float = 0.0) -> Spec:
    """Bars from `low` to `high` of each row, their names in a column at the left."""
    order = list(dict.fromkeys(rows["name"]))
    rows = rows.assign(
        row=[order.index(name) for name in rows["name"]], label=[two_lines(str(name), 26) for name in rows["name"]],
        full=[one_line(str(name)) for name in rows["name"]], left=rows["high"] < centre,
    )  # fmt: skip
    reach = float((rows[["low", "high"]] - centre).abs().max().max()) or 1.0
    has_left, has_right = bool(rows["left"].any()), bool((~rows["left"]).any())
    room = {True: 1.35 * reach, False: 0.02 * reach}
    x = alt.Scale(domain=[centre - room[has_left], centre + room[has_right]], nice=False, rangeMin=by_width(118, 230))
    y = alt.Y("row:O", scale=alt.Scale(paddingInner=0.36, paddingOuter=0.2), axis=None)
    base = alt.Chart(rows).encode(y=y)
    ends_at = base.encode(x=alt.X("high:Q", scale=x))
    size = {"fontSize": by_width(9.5, 12)}
    names = rows.drop_duplicates("name")
    place = {"align": "left", **size, **centred("label", narrow=11.5, wide=14)}
    layers = [
        base.mark_bar(cornerRadius=3).encode(
            x=alt.X("low:Q", scale=x, axis=None), x2="high:Q", color=role_colour(),
            tooltip=tooltip(full=t("decide.chart.item"), words=title),
        ),
        alt.Chart(pd.DataFrame({"at": [centre]})).mark_rule(color="currentColor", opacity=0.4).encode(
            x=alt.X("at:Q", scale=x)
        ),
        text(ends_at.transform_filter("!datum.left"), "words:N", strong=True, align="left", dx=5, **size),
        text(ends_at.transform_filter("datum.left"), "words:N", strong=True, align="right", dx=-5, **size),
        text(alt.Chart(names).encode(y=y, x=alt.value(0)), "label:N", **place),
    ]  # fmt: skip
    return finished(alt.layer(*layers), ROW * len(order) + 20)
