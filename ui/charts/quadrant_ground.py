"""What stands behind the customers of the quadrant: tints, lines between the quadrants, names in the corners."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from ui import show
from ui.charts.base import NARROW, by_width, coloured, role_colour, text
from ui.charts.money_axis import Money
from ui.charts.names import BREAK
from ui.charts.plane import STRIP, Plane
from ui.words import t

CORNERS = {
    "grow": ("positive", "left", "top"), "rescue": ("negative", "right", "top"), "wait": ("warn", "right", "below_top"),
    "watch": ("brand", "left", "bottom"), "leave": ("mute", "right", "bottom"),
}  # fmt: skip
"""Quadrant → role, and the corner where its name stands."""
AT_FOOT = {"grow": ("left", "above_bottom"), "wait": ("left", "top")}
"""Where the names stand of those who would be at the top right or left, where on the left too all effort pays."""
RARELY = ("wait",)
"""Named only where there is anybody."""


def ground(plane: Plane, risk_line: float | None, frontier: pd.DataFrame | None, money: Money) -> list[alt.Chart]:
    """The two upper quadrants in their colours, and the dashed lines between the quadrants."""
    if math.isnan(plane.line):
        return []
    curve = _curve(frontier, plane, money)
    return _straight(plane, risk_line) if curve is None else _curved(plane, curve)


def strip(plane: Plane) -> list[alt.Chart]:
    """The strip of customers worth less than the axis begins with."""
    ends = pd.DataFrame([(plane.in_strip(0), plane.in_strip(1))], columns=["low", "high"])
    band = alt.Chart(ends).mark_rect(color="currentColor", opacity=0.05)
    return [band.encode(y=alt.Y("low:Q", scale=plane.y), y2="high:Q")]


def _straight(plane: Plane, risk_line: float | None) -> list[alt.Chart]:
    """Rectangles; only one where no line of risk divides them."""
    low, high = plane.risk.scale.domain
    parts = [("soft", low, high)]
    at = high if risk_line is None else plane.risk.place(risk_line)
    if risk_line is not None:
        parts = [("positive", low, at), ("negative", at, high)]
    areas = pd.DataFrame(parts, columns=["role", "from", "to"]).assign(low=plane.line, high=plane.high)
    tint = alt.Chart(areas).mark_rect(opacity=0.07).encode(
        x=alt.X("from:Q", scale=plane.risk.scale), x2="to:Q", y=alt.Y("low:Q", scale=plane.y), y2="high:Q",
        color=role_colour(),
    )  # fmt: skip
    level = _dashed(pd.DataFrame({"at": [plane.line]})).encode(y=alt.Y("at:Q", scale=plane.y))
    if risk_line is None:
        return [tint, level]
    return [tint, level, _dashed(pd.DataFrame({"at": [at]})).encode(x=alt.X("at:Q", scale=plane.risk.scale))]


def _curve(frontier: pd.DataFrame | None, plane: Plane, money: Money) -> pd.DataFrame | None:
    """The frontier within the plot, from one end to the other."""
    if frontier is None or frontier.empty:
        return None
    level = money.drawn(frontier["value"]).clip(plane.low, plane.high).fillna(plane.high)
    curve = pd.DataFrame({"risk": frontier["risk"].astype(float), "level": level}).sort_values("risk")
    low, high = plane.risk.low, plane.risk.high
    ends = pd.DataFrame({"risk": [low, high], "level": np.interp([low, high], curve["risk"], curve["level"])})
    inside = pd.concat([ends.head(1), curve[curve["risk"].between(low, high, "neither")], ends.tail(1)])
    return inside.assign(place=plane.risk.places(inside["risk"]))[["place", "level"]].reset_index(drop=True)


def _curved(plane: Plane, curve: pd.DataFrame) -> list[alt.Chart]:
    """Above the curve effort pays; on its left, down to the line, is what is valuable but safe."""
    crossing = float(np.interp(-plane.line, -curve["level"], curve["place"]))
    corner = pd.DataFrame({"place": [crossing], "level": [plane.line]})
    safe = pd.concat([curve[curve["place"] < crossing], corner]).assign(other=plane.line)
    x, level = alt.X("place:Q", scale=plane.risk.scale), alt.Y("level:Q", scale=plane.y)
    edge = pd.DataFrame({"from": [plane.risk.scale.domain[0]], "to": [crossing], "at": [plane.line]})
    areas = [(curve.assign(other=plane.high), "negative"), (safe, "positive")]
    return [
        *(coloured(rows, role).mark_area(opacity=0.07).encode(x=x, y=level, y2="other:Q") for rows, role in areas),
        alt.Chart(_between(curve, plane.floor, plane.top))  # names above and below are not crossed
        .mark_line(strokeDash=[4, 3], strokeWidth=1.2, color="currentColor", opacity=0.5)
        .encode(x=x, y=level),
        _dashed(edge).encode(x=alt.X("from:Q", scale=plane.risk.scale), x2="to:Q", y=alt.Y("at:Q", scale=plane.y)),
    ]


def _between(curve: pd.DataFrame, low: float, high: float) -> pd.DataFrame:
    """The part of a falling curve between two levels, ending on them where it passes them."""
    levels = np.array([level for level in (high, low) if curve["level"].min() < level < curve["level"].max()])
    ends = pd.DataFrame({"place": np.interp(-levels, -curve["level"], curve["place"]), "level": levels})
    return pd.concat([curve[curve["level"].between(low, high)], ends]).sort_values("place", ignore_index=True)


def _dashed(at: pd.DataFrame) -> alt.Chart:
    return alt.Chart(at).mark_rule(strokeDash=[4, 3], strokeWidth=1.2, color="currentColor", opacity=0.4)


# --- names in the corners -------------------------------------------------------------------------------------------


def totals_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Customers of each quadrant, and their share of all value above 0 (NaN when there is none)."""
    sums = frame["value"].clip(lower=0).groupby(frame["quadrant"]).agg(["size", "sum"])
    sums = sums.reindex(list(CORNERS), fill_value=0).set_axis(["customers", "value"], axis=1)
    whole = float(sums["value"].sum()) or math.nan
    return sums.assign(share=sums["value"] / whole).rename_axis("quadrant").reset_index()


def corners(totals: pd.DataFrame, *, at_foot: bool = False) -> list[alt.Chart]:
    """In each corner a dot of the quadrant's colour, its name, how many customers, and what share of the value.

    `at_foot`: the names of `AT_FOOT` stand there.
    """
    rows = totals.set_index("quadrant")
    named = [code for code in CORNERS if code in rows.index and (code not in RARELY or rows.loc[code, "customers"] > 0)]
    return [layer for code in named for layer in _corner(code, rows.loc[code], at_foot=at_foot)]


def _corner(code: str, total: Any, *, at_foot: bool) -> list[alt.Chart]:
    """The name's line is the upper one; what follows takes one line, on a phone two."""
    role, *usual = CORNERS[code]
    side, edge = AT_FOOT.get(code, usual) if at_foot else usual
    part = show.share(float(total["share"]), 0)
    about = t("value_chart.corner", n=show.customers(int(total["customers"])), share=part)
    words = pd.DataFrame(
        {
            "name": [t(f"value_chart.quadrant.{code}")],
            "two": [about],
            "one": [about.replace(BREAK, t("value_chart.dot"))],
        }
    )
    foot, step = f"height * {1 - STRIP:.3f} - ({NARROW} ? 42 : 34)", f"({NARROW} ? 50 : 42)"
    firsts = {"top": "16", "below_top": f"16 + {step}", "above_bottom": f"{foot} - {step}", "bottom": foot}
    first = firsts[edge]
    x = alt.value(12 if side == "left" else alt.ExprRef("width - 12"))
    y, below = (alt.value(alt.ExprRef(f"{first} + {step}")) for step in (0, 16))
    inwards = 1 if side == "left" else -1
    name, more = alt.Chart(words).encode(x=x, y=y), alt.Chart(words).encode(x=x, y=below)
    small = {"faint": True, "align": side, "baseline": "middle", "dx": -4 * inwards}
    return [
        coloured(words, role).mark_point(filled=True, size=60, opacity=1).encode(x=x, y=y),
        text(name, "name:N", strong=True, align=side, baseline="middle", dx=10 * inwards, fontSize=by_width(11, 13.5)),
        text(more.transform_filter(f"!({NARROW})"), "one:N", fontSize=11.5, **small),
        text(more.transform_filter(NARROW), "two:N", fontSize=9.5, lineBreak=BREAK, lineHeight=12, **small),
    ]
