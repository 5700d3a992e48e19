"""NRR by month and by segment, with intervals."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ltv.metrics.intervals import FEW
from ui import show
from ui.charts.base import (
    Spec,
    by_width,
    categories,
    coloured,
    finished,
    month_axis,
    months_in_words,
    role_colour,
    share_axis,
    text,
    tooltip,
)  # fmt: skip
from ui.words import t

TARGET = 0.90
HIGHEST = 1.6
"""The axis of NRR goes no higher for an interval's sake."""


def nrr_lines(series: pd.DataFrame) -> Spec:
    """NRR with its interval, and GRR, by month; zones below 90 %, up to 100 % and above."""
    frame = _months_of(series)
    low, high = range_of(series)
    x = alt.X("month:T", axis=month_axis(series["month"]))
    scale = alt.Scale(domain=[low, high], clamp=True, nice=False, zero=False)
    y = alt.Y("nrr:Q", scale=scale, axis=share_axis(tickCount=6))
    words = {
        "when": t("col.month"),
        "nrr_label": "NRR",
        "between": t("col.interval"),
        "grr_label": "GRR",
        "n": t("col.customers"),
    }
    layers = [
        *_zones(low, high, scale),
        coloured(frame.dropna(subset=["nrr_low"]), "brand").mark_area(opacity=0.15).encode(
            x=x, y=alt.Y("nrr_low:Q", scale=scale), y2="nrr_high:Q"
        ),
        coloured(frame, "mute").mark_line(strokeWidth=1.5).encode(x=x, y=alt.Y("grr:Q", scale=scale)),
        coloured(frame, "brand").mark_line(strokeWidth=2.5).encode(x=x, y=y),
        coloured(frame, "brand").mark_point(filled=True, size=60).encode(
            x=x, y=y, opacity=alt.condition(alt.datum.month == None, alt.value(1), alt.value(0)),  # noqa: E711
            tooltip=tooltip(**words),
        ),
        coloured(frame.tail(1), "brand").mark_point(filled=True, size=70, opacity=1).encode(x=x, y=y),
        text(alt.Chart(frame.tail(1)).encode(x=x, y=y), "nrr_label:N", strong=True, align="right", dy=-14,
             fontSize=by_width(11, 13)),
        text(alt.Chart(frame.tail(1)).encode(x=x, y=alt.Y("grr:Q", scale=scale)), "grr_name:N", faint=True,
             align="right", dy=14, fontSize=by_width(9.5, 12)),
    ]  # fmt: skip
    return finished(alt.layer(*layers), 300)


def _months_of(series: pd.DataFrame) -> pd.DataFrame:
    """Each month of a series in words."""
    return series.assign(
        when=months_in_words(series["month"]),
        nrr_label=[show.share(v) for v in series["nrr"]],
        grr_label=[show.share(v) for v in series["grr"]],
        grr_name=["" if v != v else f"GRR {show.share(v)}" for v in series["grr"]],
        between=[f"{show.share(a)} – {show.share(b)}" for a, b in zip(series["nrr_low"], series["nrr_high"])],
        n=[show.count(v) for v in series["customers"]],
    )


def range_of(series: pd.DataFrame) -> tuple[float, float]:
    """What the axis shows: the lines and intervals of months with enough customers.

    An interval alone never takes it below 0 or above `HIGHEST`.
    """
    ripe = series[series["customers"] >= FEW]
    drawn = ripe if len(ripe) else series
    least, most = float(drawn["nrr"].min()), float(drawn["nrr"].max())
    bottom = min(least, max(0.0, float(drawn[["nrr_low", "grr"]].min().min())))
    top = max(most, min(HIGHEST, float(drawn["nrr_high"].max())))
    bottom, top = min(0.9, bottom), max(1.02, top)
    room = (top - bottom) * 0.08
    return (bottom - room if least < 0 else max(0.0, bottom - room)), top + room


def _zones(low: float, high: float, scale: alt.Scale) -> list[alt.Chart]:
    zones = pd.DataFrame(
        {"from": [low, TARGET, 1.0], "to": [TARGET, 1.0, high], "role": ["negative", "warn", "positive"]}
    )
    marks = pd.DataFrame(
        {"at": [TARGET, 1.0], "role": ["warn", "positive"], "words": [t("nrr.line.target"), t("nrr.line.100")]}
    )
    y = alt.Y("at:Q", scale=scale)
    return [
        alt.Chart(zones).mark_rect(opacity=0.07).encode(y=alt.Y("from:Q", scale=scale), y2="to:Q", color=role_colour()),
        alt.Chart(marks).mark_rule(strokeDash=[4, 3], strokeWidth=1.3).encode(y=y, color=role_colour()),
        text(alt.Chart(marks).encode(y=y, x=alt.value(6)), "words:N", faint=True, align="left", dy=-7,
             fontSize=by_width(9.5, 11)),
    ]  # fmt: skip


def segment_dots(table: pd.DataFrame) -> Spec:
    """NRR and interval of each segment, lowest first; segments under 30 customers fainter."""
    frame = table.assign(
        label=[show.share(v) for v in table["nrr"]],
        between=[f"{show.share(a)} – {show.share(b)}" for a, b in zip(table["nrr_low"], table["nrr_high"])],
        n=[show.count(v) for v in table["customers"]],
        strength=[1.0 if n >= FEW else 0.4 for n in table["customers"]],
        segment=categories(table["segment"]),
        role="brand",
    )
    low = float(min(0.9, frame[["nrr", "nrr_low"]].min().min()))
    high = float(max(1.02, frame[["nrr", "nrr_high"]].clip(upper=2.0).max().max()))
    scale = alt.Scale(domain=[max(low - 0.03, -0.2), high + 0.12], clamp=True, nice=False, zero=False)
    y = alt.Y("segment:N", sort=list(frame["segment"]), axis=alt.Axis(title=None, labelLimit=150, labelPadding=8))
    base = alt.Chart(frame).encode(y=y, color=role_colour(), opacity=alt.Opacity("strength:Q", scale=None))
    x = alt.X("nrr:Q", scale=scale, axis=share_axis(tickCount=6, orient="bottom"))
    words = {"segment": t("col.segment"), "label": "NRR", "between": t("col.interval"), "n": t("col.customers")}
    layers = [
        alt.Chart(pd.DataFrame({"at": [1.0]}))
        .mark_rule(strokeDash=[4, 3], color="currentColor", opacity=0.4)
        .encode(x="at:Q"),
        base.mark_rule(strokeWidth=2).encode(x=alt.X("nrr_low:Q", scale=scale), x2="nrr_high:Q"),
        base.mark_point(filled=True, size=90).encode(x=x, tooltip=tooltip(**words)),
        text(alt.Chart(frame).encode(y=y, x=x), "label:N", strong=True, dy=-11),
    ]
    return finished(alt.layer(*layers), 38 * len(frame) + 45)
