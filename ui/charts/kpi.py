"""Charts of the KPI page: what a channel costs per new and per kept customer."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ui import show
from ui.charts.base import (
    Spec,
    by_width,
    categories,
    finished,
    month_bands,
    month_ticks,
    months_in_words,
    role_colour,
    share_axis,
    text,
    tooltip,
)  # fmt: skip
from ui.words import t

COSTS = {"cpa": ("soft", "kpi.channels.cpa"), "cost_per_kept": ("brand", "kpi.channels.kept")}
"""Column → its role and the key of its name, in order."""


def channel_costs(table: pd.DataFrame, currency: str, decimals: int) -> Spec:
    """Two bars a channel with intervals: cost per new customer, and per customer kept at day 90."""
    table = table.assign(channel=categories(table["channel"]))
    parts = [_cost_bars(table, name, rank) for rank, name in enumerate(COSTS)]
    frame = _costs_in_words(pd.concat(parts, ignore_index=True), currency, decimals)
    y = alt.Y("channel:N", sort=list(table["channel"]), axis=alt.Axis(title=None, labelLimit=120, labelPadding=8))
    inner = alt.YOffset("rank:O", scale=alt.Scale(paddingInner=0.15))
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, float(frame["high"].max()) * 1.2]))
    base = alt.Chart(frame).encode(y=y, yOffset=inner)
    words = {
        "channel": t("kpi.channels.channel"),
        "part": t("col.part"),
        "words": t("col.amount"),
        "between": t("col.interval"),
    }
    layers = [
        base.mark_bar(cornerRadiusEnd=3).encode(x=x, color=role_colour(), tooltip=tooltip(**words)),
        base.mark_rule(color="currentColor", opacity=0.55, strokeWidth=1.3).encode(x=alt.X("low:Q"), x2="high:Q"),
        text(base.encode(x=alt.X("high:Q")), "words:N", strong=True, align="left", dx=6, fontSize=by_width(9.5, 12)),
        *_names_inside(frame, y, inner),
    ]
    return finished(alt.layer(*layers), 64 * len(table))


def _cost_bars(table: pd.DataFrame, name: str, rank: int) -> pd.DataFrame:
    """One bar of each channel."""
    part = table[["channel", name, f"{name}_low", f"{name}_high"]].set_axis(["channel", "value", "low", "high"], axis=1)
    role, words = COSTS[name]
    return part.assign(role=role, part=t(words), rank=rank)


def _costs_in_words(frame: pd.DataFrame, currency: str, decimals: int) -> pd.DataFrame:
    def money(value: float) -> str:
        return show.money(value, currency, decimals)

    return frame.assign(
        value=frame["value"].astype(float),
        words=[money(v) for v in frame["value"]],
        between=[f"{money(a)} – {money(b)}" for a, b in zip(frame["low"], frame["high"])],
    )


def _names_inside(frame: pd.DataFrame, y: alt.Y, inner: alt.YOffset) -> list[alt.Chart]:
    """Names of the bars at their feet: white on the dark ones."""
    return [
        text(alt.Chart(frame[frame["role"] == role]).encode(y=y, yOffset=inner, x=alt.value(6)), "part:N", align="left",
             color=colour, fontSize=by_width(8.5, 11))
        for role, colour in (("soft", "currentColor"), ("brand", "white"))
    ]  # fmt: skip


def late_bars(table: pd.DataFrame, worst: tuple[pd.Timestamp, pd.Timestamp] | None) -> Spec:
    """Share of late deliveries by month with intervals; the worst run in the colour of a loss."""
    first, last = worst or (pd.NaT, pd.NaT)
    frame = table.assign(
        late=1 - table["rate"], low_late=1 - table["high"], high_late=1 - table["low"],
        when=months_in_words(table["month"]), tick=month_ticks(table["month"]),
        role=["negative" if first <= month <= last else "mute" for month in table["month"]],
        words=[show.share(1 - rate) for rate in table["rate"]], n=[show.count(due) for due in table["due"]],
    )  # fmt: skip
    x = month_bands(table["month"])
    y = alt.Y("late:Q", axis=share_axis(tickCount=5), scale=alt.Scale(domainMin=0))
    hint = tooltip(when=t("col.month"), words=t("kpi.late.share"), n=t("kpi.late.due"))
    bars = alt.Chart(frame).mark_bar(cornerRadiusEnd=2).encode(x=x, y=y, color=role_colour(), tooltip=hint)
    lines = alt.Chart(frame).mark_rule(color="currentColor", opacity=0.45).encode(
        x=x, y="low_late:Q", y2="high_late:Q"
    )  # fmt: skip
    return finished(alt.layer(bars, lines), 220)
