"""Customers by value and risk: who is worth a person's time this week."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd

from ui import show
from ui.charts.base import Spec, by_width, finished, role_colour
from ui.charts.money_axis import Money
from ui.charts.names import BREAK
from ui.charts.plane import FOOT, HEAD, TWO, Plane, floor_of
from ui.charts.quadrant_ground import CORNERS, RARELY, corners, ground, strip, totals_of
from ui.charts.risk_axis import RiskAxis
from ui.words import t

BRUSH = "brush"
"""Name of the selection: intervals of `place`, along the axis of risk, and `height`."""

HEIGHT = 500
MOST = 2_000
"""Points that a browser draws at ease."""
FEW = 300
"""Up to so many points are drawn large and opaque; of more, each is smaller and lets others shine through."""
SIZES = ((16, 24), (170, 330))
"""Areas of the smallest and of the largest point, on a phone and elsewhere; pixels."""

IN_SVG = {"usermeta": {"embedOptions": {"renderer": "svg"}}}
"""For more rows Streamlit would paint on a canvas, where the theme's colour of text is not known: black on black."""


def quadrant(
    frame: pd.DataFrame,
    vertical: str,
    horizontal: str,
    money: Money,
    *,
    value_line: float,
    risk_line: float | None = None,
    frontier: pd.DataFrame | None = None,
    totals: pd.DataFrame | None = None,
    sampled_from: int | None = None,
) -> Spec:
    """Points of customers on a logarithmic scale of value; a drag selects (`BRUSH`) and dims the others.

    Parameters
    ----------
    frame : DataFrame, one row per customer, at most `MOST`
        `customer_id`; `risk`, a share; `value` and `monthly`, money; `quadrant`, a key of `CORNERS`. Customers of a
        value below `floor_of`, losses among them, stand in a strip along the bottom. NaN is left out.
    vertical, horizontal : names of the two axes, such as "Residual margin LTV" and "Risk within 90 days"
    value_line : money from which a customer counts as valuable; infinite when nobody does
    risk_line : share, optional
        Where a vertical line helps the eye; the colours are those of `quadrant`, whatever the line.
    frontier : DataFrame, optional
        `risk`, `value`: from what value on a person's effort pays at a risk. Drawn instead of `risk_line`.
    totals : DataFrame, optional
        `quadrant`, `customers`, `share` of all value; by default counted in `frame`. To be given with a sample.
    sampled_from : number of customers the frame is a sample of, named beneath
    """
    if strange := set(frame["quadrant"]) - set(CORNERS):
        raise ValueError(f"quadrant: expected {', '.join(CORNERS)}; found {', '.join(sorted(map(str, strange)))}")
    shown = frame.dropna(subset=["risk", "value"])
    at_foot = _pays_everywhere(frontier, shown, RiskAxis.of(shown["risk"], risk_line))
    two = bool(shown["quadrant"].isin(RARELY).any()) and not at_foot
    plane = Plane.of(shown, money, value_line, risk_line, TWO if two else HEAD, TWO if at_foot else FOOT)
    points = _points(shown, plane, money)
    has_strip = bool((points["height"] < plane.floor).any())
    layers = [
        *ground(plane, risk_line, frontier, money),
        *(strip(plane) if has_strip else []),
        _customers(points, money, vertical, horizontal).encode(
            x=alt.X("place:Q", scale=plane.risk.scale, axis=plane.risk.axis(horizontal)),
            y=alt.Y("height:Q", scale=plane.y, axis=plane.value_axis(vertical, money.unit, has_strip=has_strip)),
        ),
        *corners(totals_of(shown) if totals is None else totals, at_foot=at_foot),
    ]  # fmt: skip
    drawn = alt.layer(*layers)
    if sampled_from:
        drawn = drawn.properties(title=_caption(len(shown), sampled_from))
    return finished(drawn, HEIGHT) | IN_SVG


def brushed(
    customers: pd.DataFrame,
    selection: Mapping[str, Sequence[float]],
    shown: pd.DataFrame,
    money: Money,
    *,
    risk_line: float | None = None,
) -> pd.DataFrame:
    """The customers inside a selection; all of them when there is none.

    Parameters
    ----------
    customers : DataFrame with `risk` and `value`
        May hold more than were drawn.
    selection : `event.selection["brush"]` as the chart reports it
    shown, risk_line : what `quadrant` drew
    """
    if not selection:
        return customers
    place, height = (sorted(selection.get(name) or (-math.inf, math.inf)) for name in ("place", "height"))
    drawn = shown.dropna(subset=["risk", "value"])
    floor, axis = floor_of(drawn, money), RiskAxis.of(drawn["risk"], risk_line)
    value = money.drawn(customers["value"])
    is_level = value.between(*height).where(value >= floor, (value < floor) & (height[0] < floor))
    return customers[is_level & axis.places(customers["risk"]).between(*place)]


def _pays_everywhere(frontier: pd.DataFrame | None, shown: pd.DataFrame, axis: RiskAxis) -> bool:
    """Whether effort pays for the most valuable customers even at the lowest risk drawn."""
    if frontier is None or frontier.empty or shown.empty:
        return False
    curve = frontier.sort_values("risk")
    return float(np.interp(axis.low, curve["risk"], curve["value"])) < float(shown["value"].max())


def _points(frame: pd.DataFrame, plane: Plane, money: Money) -> pd.DataFrame:
    """What is drawn: small points last, so that large ones do not hide them."""
    value = money.drawn(frame["value"])
    points = pd.DataFrame(
        {
            "id": [show.customer_id(id) for id in frame["customer_id"]], "risk": frame["risk"].astype(float).round(5),
            "place": plane.risk.places(frame["risk"]),
            "value": value.round(2), "height": plane.heights(value).round(3),
            "monthly": money.drawn(frame["monthly"]).fillna(0).round(2),
            "name": frame["quadrant"].map({code: t(f"value_chart.quadrant.{code}") for code in CORNERS}),
            "role": frame["quadrant"].map({code: role for code, (role, _, _) in CORNERS.items()}),
        }
    )  # fmt: skip
    return points.sort_values("monthly", ascending=False, kind="stable")


def _customers(points: pd.DataFrame, money: Money, vertical: str, horizontal: str) -> alt.Chart:
    """The points with their sizes, tooltips and the selection."""
    largest = float(points["monthly"].quantile(0.995)) if len(points) else 0.0
    crowd = min(1.0, FEW / max(len(points), 1)) ** 0.5
    part = 0.25 + 0.75 * crowd
    least, most = (by_width(small * part, large * part) for small, large in SIZES)
    area = alt.Scale(domain=[0, largest if largest > 0 else 1.0], rangeMin=least, rangeMax=most, clamp=True)
    brush = alt.selection_interval(
        name=BRUSH, encodings=["x", "y"],
        mark=alt.BrushConfig(fill="currentColor", fillOpacity=0.07, stroke="currentColor", strokeOpacity=0.35),
    )  # fmt: skip
    drawn = alt.Chart(points, name="customers").mark_point(filled=True, strokeWidth=0)
    return drawn.encode(
        size=alt.Size("monthly:Q", scale=area, legend=None), color=role_colour(),
        opacity=alt.condition(brush, alt.value(round(0.3 + 0.46 * crowd, 3)), alt.value(0.1)),
        tooltip=_hints(money, vertical, horizontal),
    ).add_params(brush)  # fmt: skip


def _hints(money: Money, vertical: str, horizontal: str) -> list[alt.Tooltip]:
    amount = f",.{min(money.decimals, 2)}f"
    return [
        alt.Tooltip("id:N", title=t("value_chart.customer")),
        alt.Tooltip("name:N", title=t("value_chart.quadrant")),
        alt.Tooltip("value:Q", title=t("col.in_unit", name=vertical, unit=money.unit), format=amount),
        alt.Tooltip("risk:Q", title=horizontal, format=".1%"),
        alt.Tooltip("monthly:Q", title=t("value_chart.monthly", unit=money.unit), format=amount),
    ]


def _caption(shown: int, whole: int) -> alt.TitleParams:
    words = t("value_chart.sampled", shown=show.count(shown), all=show.customers(whole))
    return alt.TitleParams(
        words.split(BREAK),
        orient="bottom",
        anchor="start",
        fontSize=11,
        fontWeight=400,
        color="currentColor",
        offset=8,
        limit=330,
    )
