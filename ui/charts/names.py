"""Names beside marks: long ones on two lines, those at the ends of lines moved apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from ui.charts.base import NARROW, by_width, role_colour, text

BREAK = "|"
"""Where a name may be broken into lines."""

ROOM = {"narrow": 112, "wide": 190}
"""Pixels kept free at the right for the names of lines."""

LINE = 14.5
"""Pixels of a line of text."""


def ends(narrow: float = ROOM["narrow"], wide: float = ROOM["wide"]) -> alt.ExprRef:
    """Right end of a horizontal scale that leaves room for names."""
    return alt.ExprRef(f"width - ({NARROW} ? {narrow} : {wide})")


def breadth(words: str) -> int:
    """Width of a text in halves of a Japanese character."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in words)


def two_lines(name: str, room: int = 22) -> str:
    """A name with one "|" where it is broken: at its own first one, else if it is longer than `room`.

    `room` is in halves of a Japanese character. Broken at a space, a middle dot, a slash or before a bracket near the
    middle; else in the middle.
    """
    if BREAK in name:
        first, rest = name.split(BREAK, 1)
        return f"{first}{BREAK}{one_line(rest)}"
    if breadth(name) <= room:
        return name
    middle = len(name) / 2
    places = [i for i in range(2, len(name) - 1) if name[i] in "（( " or name[i - 1] in "・/／、:："]
    at = min(places, key=lambda i: abs(i - middle), default=round(middle))
    at = at if abs(at - middle) <= len(name) / 4 else round(middle)
    return f"{name[:at].rstrip()}{BREAK}{name[at:].lstrip()}"


def one_line(name: str) -> str:
    """A name for a tooltip: without its marks for breaking."""
    return name.replace(BREAK, " ")


def centred(field: str, narrow: float, wide: float, *, at: str = "0", baseline: str = "middle") -> dict[str, Any]:
    """Options of a text of one or more lines that stands in the middle of its place, not below it.

    `narrow` and `wide` are heights of a line in pixels; `at` shifts it, a Vega expression. With the baseline "bottom"
    it ends at its place.
    """
    part = 0.5 if baseline == "middle" else 1
    height = f"({NARROW} ? {narrow} : {wide})"
    lines = f"length(split(datum.{field}, '{BREAK}'))"
    return {
        "lineBreak": BREAK, "baseline": baseline, "lineHeight": by_width(narrow, wide),
        "dy": alt.ExprRef(f"({at}) - ({lines} - 1) * {part} * {height}"),
    }  # fmt: skip


def end_labels(tips: pd.DataFrame, x: alt.Scale, y: alt.Scale, height: float, *, room: int = 22) -> list[alt.Chart]:
    """Name and value at the end of each line, all in one column, tied to their line where they had to be moved.

    Parameters
    ----------
    tips : DataFrame, one row per line
        `name`, `words` (its value), `at` and `value` (where it ends, with a dot), `strong` (bool), `role`.
    height : height of the plot in pixels, about
    """
    low, high = y.domain
    last = float(x.domain[1])
    tips, heights = _labels(tips, height, room)
    pixel = (high - low) / height
    levels = apart(list(tips["value"]), list(heights * pixel), low, high)
    tips = tips.assign(level=levels, label_at=last + 0.035 * (last - float(x.domain[0])))
    limit = by_width(ROOM["narrow"] - 14, ROOM["wide"] - 14)
    place = {"align": "left", "dx": 3, "fontSize": by_width(9.5, 12), "limit": limit}
    place |= centred("label", narrow=11.5, wide=14)
    base = alt.Chart(tips).encode(x=alt.X("label_at:Q", scale=x), y=alt.Y("level:Q", scale=y))
    moved = tips[((tips["level"] - tips["value"]).abs() > 4 * pixel) | (tips["at"] < last)]
    tie = alt.Chart(moved).mark_rule(color="currentColor", opacity=0.3, strokeWidth=0.8)
    dot = alt.Chart(tips).mark_point(filled=True, size=38, opacity=1).encode(color=role_colour())
    return [
        dot.encode(x=alt.X("at:Q", scale=x), y=alt.Y("value:Q", scale=y)),
        tie.encode(x=alt.X("at:Q", scale=x), x2="label_at:Q", y=alt.Y("value:Q", scale=y), y2="level:Q"),
        text(base.transform_filter("datum.strong"), "label:N", strong=True, **place),
        text(base.transform_filter("!datum.strong"), "label:N", faint=True, **place),
    ]


def _labels(tips: pd.DataFrame, height: float, room: int) -> tuple[pd.DataFrame, pd.Series[float]]:
    """Labels by ascending value, and their heights in pixels: the fullest that fit; at worst only some of the names.

    What is strong has a label always; of the others those with the highest values.
    """
    tips = tips.sort_values("value", kind="stable")
    names = [two_lines(name, room) for name in tips["name"]]
    full = [f"{name}{BREAK}{words}" for name, words in zip(names, tips["words"])]
    for labels in (full, names):
        heights = pd.Series([(label.count(BREAK) + 1) * LINE + 3 for label in labels], tips.index, dtype=float)
        if heights.sum() <= height:
            return tips.assign(label=labels), heights
    most = int(height / LINE)
    few = tips.sort_values(["strong", "value"], kind="stable").tail(most).sort_values("value", kind="stable")
    return few.assign(label=few["name"].map(one_line)), pd.Series(LINE, index=few.index, dtype=float)


def apart(values: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Places of labels within bounds: none overlaps another, each as near to its ascending value as that allows.

    The least squares of the moves, by pooling neighbours that are in each other's way (isotonic regression).
    """
    offsets = [0.0]
    for upper, lower in zip(heights[1:], heights):
        offsets.append(offsets[-1] + (upper + lower) / 2)
    pools: list[tuple[float, int]] = []
    for value, offset in zip(values, offsets):
        place, size = value - offset, 1
        while pools and pools[-1][0] > place:
            before, count = pools.pop()
            place, size = (before * count + place * size) / (count + size), size + count
        pools.append((place, size))
    places = [place for place, size in pools for _ in range(size)]
    least, most = low + heights[0] / 2 if heights else low, high - heights[-1] / 2 - offsets[-1] if heights else high
    return [max(min(place, most), least) + offset for place, offset in zip(places, offsets)]


def side_of(place: float) -> str:
    """Alignment of a text at a part of the width, so that it stays inside."""
    return "left" if place < 0.25 else "right" if place > 0.75 else "center"
