"""Charts of the cohort page: the heat map, the curves, repeat conversion, days to the second order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from ltv.metrics.cohorts import CohortBasis, cohort_shares
from ltv.metrics.repeat import Conversion
from ltv.months import month_name
from ui import show
from ui.charts.base import (
    NARROW, Spec, by_width, coloured, finished, role_colour, share_axis, text, tooltip,
)  # fmt: skip
from ui.charts.retention import money_ticks
from ui.words import t

DARK = 0.66
"""From this part of the colour ramp on, text in a cell is white."""

PHONE_AGES = 12
"""Columns that a phone can show in readable type."""

MANY_AGES = 24
"""Above so many columns, type is smaller on a desktop too."""


def heat_map(
    table: pd.DataFrame, mean: pd.DataFrame, basis: CohortBasis, since: pd.Timestamp | None, currency: str, decimals: int
) -> Spec:
    """Cohorts by age, the mean on top, newest at the bottom. `table` and `mean` hold only what is to be shown."""
    cells = _cells(table, mean, basis, currency, decimals)
    order = list(dict.fromkeys(cells["row"]))
    x = alt.X("age:O", axis=alt.Axis(title=t("cohort.heat.axis"), orient="top", labelAngle=0, titleAnchor="start",
                                     titleFontWeight=400, labelFontSize=by_width(8.5, 11), labelOverlap=True))  # fmt: skip
    y = alt.Y("row:O", sort=order, axis=alt.Axis(title=None, labelPadding=6, labelFontSize=by_width(8.5, 11)))
    low, high = _colour_range(cells, basis)
    colour = alt.Color("value:Q", legend=None, scale=alt.Scale(range="ramp", domain=[low, high], clamp=True))
    words = {"row": t("col.cohort"), "age": t("col.age"), "exact": t("col.value"), "n": t("cohort.col.at_risk")}
    size = by_width(8.5, 9.5 if cells["age"].max() > MANY_AGES else 11.5)
    shown = alt.Chart(cells).transform_filter(f"!({NARROW}) || datum.age <= {PHONE_AGES}").encode(x=x, y=y)
    is_dark = f"datum.value >= {low + DARK * (high - low)}"
    layers: list[alt.Chart] = [
        shown.mark_rect(cornerRadius=3, stroke=None).encode(color=colour, tooltip=tooltip(**words)),
        text(shown.transform_filter(is_dark), "label:N", color="white", fontSize=size),
        text(shown.transform_filter(f"!({is_dark})"), "label:N", fontSize=size),
    ]
    if since is not None and month_name_of(since) in order[2:]:
        layers.append(_boundary(month_name_of(since), order))
    chart = alt.layer(*layers).resolve_scale(color="independent")
    return finished(chart, alt.Step(21))


def _cells(
    table: pd.DataFrame, mean: pd.DataFrame, basis: CohortBasis, currency: str, decimals: int
) -> pd.DataFrame:
    """One row per cell, the mean's first: `row`, `age`, `value`, and what is written in it."""
    top = mean.assign(row=t("cohort.heat.mean"), n=mean["at_risk"])
    rows = cohort_shares(table, basis)
    rows = rows.assign(row=[month_name_of(c) for c in rows["cohort"]], n=rows["size"])
    cells = pd.concat([top, rows], ignore_index=True)[["row", "age", "value", "n"]].dropna(subset=["value"])
    divisor, _ = cell_unit(float(cells["value"].max()) / 10**decimals)
    if basis == CohortBasis.CUMULATIVE:
        written = [_figure(v / 10**decimals / divisor) for v in cells["value"]]
        exact = [show.money(v, currency, decimals) for v in cells["value"]]
    else:
        written = [show.share(v, 0).removesuffix("%") for v in cells["value"]]
        exact = [show.share(v) for v in cells["value"]]
    return cells.assign(label=written, exact=exact, n=[show.count(n) for n in cells["n"]])


def _colour_range(cells: pd.DataFrame, basis: CohortBasis) -> tuple[float, float]:
    """Age 0 is 100 % by definition, so shares are coloured by what comes after."""
    values = cells["value"] if basis == CohortBasis.CUMULATIVE else cells.loc[cells["age"] > 0, "value"]
    low, high = float(values.min()), float(values.max())
    return (low, high) if high > low else (low - 0.5, high)


def _boundary(row: str, order: list[str]) -> alt.Chart:
    """A dashed line above the row at which a change begins."""
    y = alt.Y("row:O", sort=order, bandPosition=0)
    return coloured(pd.DataFrame({"row": [row]}), "warn").mark_rule(strokeDash=[5, 3], strokeWidth=2).encode(y=y)


def month_name_of(stamp: pd.Timestamp) -> str:
    """A cohort's row label: 2025-07."""
    return month_name((stamp.year - 1970) * 12 + stamp.month - 1)


def cell_unit(largest: float) -> tuple[float, str]:
    """What money in cells is divided by so that it has at most three figures before the point, and the unit's name."""
    japanese = ((1e3, "千円"), (1e4, "万円"), (1e8, "億円"))
    english = ((1e3, "K"), (1e6, "M"), (1e9, "B"))
    divisor, name = 1.0, ""
    for step, unit in japanese if show.is_japanese() else english:
        if largest / divisor < 1000:
            break
        divisor, name = step, unit
    return divisor, name


def _figure(value: float) -> str:
    return show.number(value, 0 if abs(value) >= 100 or value == 0 else 1)


def curves(
    overall: pd.DataFrame,
    segments: pd.DataFrame,
    lowest: str | None,
    basis: CohortBasis,
    target: float | None,
    currency: str,
    decimals: int,
) -> Spec:
    """The average curve with its band, and those of segments; the certainly lowest one in red.

    `segments` has the reader's `segment` names. `target` is a share per year, drawn as the path that keeps it.
    """
    unit = 10**decimals if basis == CohortBasis.CUMULATIVE else 1
    lines = pd.concat([segments, overall.assign(segment=t("cohort.curve.all"))], ignore_index=True)
    exact = [_exact(v, basis, currency, decimals) for v in lines["value"]]
    between = [
        f"{_exact(a, basis, currency, decimals)} – {_exact(b, basis, currency, decimals)}"
        for a, b in zip(lines["low"], lines["high"])
    ]
    lines = lines.assign(exact=exact, between=between, n=[show.count(n) for n in lines["at_risk"]])
    lines[["value", "low", "high"]] = lines[["value", "low", "high"]] / unit
    is_all = lines["segment"] == t("cohort.curve.all")
    lines["role"] = ["brand" if a else "negative" if s == lowest else "mute" for a, s in zip(is_all, lines["segment"])]
    last = int(lines["age"].max())
    path = pd.DataFrame({"age": range(last + 1)}) if target is not None else pd.DataFrame({"age": []})
    path = path.assign(value=(target or 1.0) ** (path["age"] / 12))
    drawn = pd.concat([lines["value"], lines.loc[is_all, "low"], lines.loc[is_all, "high"], path["value"]])
    floor = 0.0 if basis == CohortBasis.CUMULATIVE else max(0.0, float(drawn.min()) - 0.04)
    top = float(drawn.max()) * (1.05 if basis == CohortBasis.CUMULATIVE else 1.0) + (0 if basis == CohortBasis.CUMULATIVE else 0.02)
    scale = alt.Scale(domain=[floor, top], nice=False, zero=False, clamp=True)
    x = alt.X("age:Q", scale=alt.Scale(domain=[0, last], nice=False, rangeMax=alt.ExprRef(f"width - ({NARROW} ? 92 : 150)")),
              axis=alt.Axis(title=t("cohort.heat.axis"), titleAnchor="start", titleFontWeight=400, grid=False,
                            values=list(range(0, last + 1, 1 if last <= 12 else 3)), format="d", labelPadding=6))  # fmt: skip
    axis = share_axis(tickCount=6) if unit == 1 and basis != CohortBasis.CUMULATIVE else alt.Axis(
        title=None, labelExpr=money_ticks(), grid=False, tickCount=5, labelPadding=6
    )  # fmt: skip
    y = alt.Y("value:Q", scale=scale, axis=axis)
    words = {"segment": t("col.segment"), "age": t("col.age"), "exact": t("col.value"), "between": "95 %",
             "n": t("cohort.col.at_risk")}  # fmt: skip
    base = alt.Chart(lines).encode(x=x, y=y, color=role_colour(), detail="segment:N")
    layers: list[alt.Chart] = []
    if len(path):
        layers.append(
            coloured(path, "warn").mark_line(strokeDash=[4, 3], strokeWidth=1.5).encode(x=x, y=alt.Y("value:Q", scale=scale))
        )
    layers += [
        coloured(lines[is_all], "brand").mark_area(opacity=0.15).encode(x=x, y=alt.Y("low:Q", scale=scale), y2="high:Q"),
        base.transform_filter("datum.role === 'mute'").mark_line(strokeWidth=1.4),
        base.transform_filter("datum.role !== 'mute'").mark_line(strokeWidth=2.5),
        base.mark_point(filled=True, size=70, opacity=0).encode(tooltip=tooltip(**words)),
        *_end_labels(lines, path, basis, (top - floor) * 0.062, x, scale),
    ]
    return finished(alt.layer(*layers), 320)


def _end_labels(
    lines: pd.DataFrame, path: pd.DataFrame, basis: CohortBasis, gap: float, x: alt.X, scale: alt.Scale
) -> list[alt.Chart]:
    """Each line's name and last value at its end, moved apart where they would overlap."""
    ends = lines.sort_values("age").groupby("segment", sort=False).tail(1)[["segment", "age", "value", "exact", "role"]]
    if len(path):
        tail = {"segment": t("cohort.curve.target"), "age": path["age"].iloc[-1], "value": path["value"].iloc[-1],
                "exact": show.share(path["value"].iloc[-1]), "role": "warn"}  # fmt: skip
        ends = pd.concat([ends, pd.DataFrame([tail])], ignore_index=True)
    ends = ends.sort_values("value").assign(at=lambda f: spread(list(f["value"]), gap))
    ends["words"] = [f"{name} {value}" for name, value in zip(ends["segment"], ends["exact"])]
    place = {"align": "left", "dx": 6, "fontSize": by_width(9.5, 12), "limit": by_width(90, 146)}
    base = alt.Chart(ends).encode(x=x, y=alt.Y("at:Q", scale=scale))
    strong, faint = "datum.role !== 'mute'", "datum.role === 'mute'"
    return [
        text(base.transform_filter(strong), "words:N", strong=True, **place),
        text(base.transform_filter(faint), "words:N", faint=True, **place),
    ]


def spread(values: Sequence[float], gap: float) -> list[float]:
    """Positions at least `gap` apart, in the ascending order of the values, each as near to its value as that allows.

    Neighbours that would overlap are placed around their common middle.
    """
    groups: list[tuple[float, int]] = []
    for value in values:
        middle, size = value, 1
        while groups and groups[-1][0] + (groups[-1][1] - 1) * gap / 2 + gap > middle - (size - 1) * gap / 2:
            before, count = groups.pop()
            middle, size = (before * count + middle * size) / (count + size), size + count
        groups.append((middle, size))
    return [middle + (i - (size - 1) / 2) * gap for middle, size in groups for i in range(size)]


def _exact(value: float, basis: CohortBasis, currency: str, decimals: int) -> str:
    return show.money(value, currency, decimals) if basis == CohortBasis.CUMULATIVE else show.share(value)


def conversions(steps: Sequence[Conversion]) -> Spec:
    """Share who went on to the next order, with interval."""
    frame = pd.DataFrame([_bar(step) for step in steps])
    y = alt.Y("step:N", sort=list(frame["step"]), scale=alt.Scale(paddingInner=0.4, paddingOuter=0.2),
              axis=alt.Axis(title=None, labelPadding=8, labelFontSize=by_width(11, 13)))  # fmt: skip
    scale = alt.Scale(domain=[0, 1], nice=False, rangeMax=alt.ExprRef(f"width - ({NARROW} ? 96 : 170)"))
    x = alt.X("rate:Q", scale=scale, axis=share_axis(values=[0, 0.25, 0.5, 0.75, 1]))
    words = {"step": t("cohort.col.step"), "label": t("col.value"), "small": t("col.customers")}
    base = alt.Chart(frame).encode(y=y)
    end = base.encode(x=alt.X("high:Q", scale=scale))
    layers = [
        coloured(frame, "brand").mark_bar(cornerRadiusEnd=3).encode(x=x, y=y, tooltip=tooltip(**words)),
        base.mark_rule(strokeWidth=2, color="currentColor", opacity=0.8).encode(x=alt.X("low:Q", scale=scale), x2="high:Q"),
        text(end, "label:N", strong=True, align="left", dx=8, dy=-8),
        text(end, "small:N", faint=True, align="left", dx=8, dy=8, fontSize=by_width(9, 11)),
    ]
    return finished(alt.layer(*layers), alt.Step(54))


def _bar(step: Conversion) -> dict[str, Any]:
    low, high = step.interval
    return {
        "step": t("cohort.repeat.step", n=step.nth, next=step.nth + 1),
        "rate": step.rate,
        "low": low,
        "high": high,
        "label": show.share(step.rate),
        "small": t("cohort.repeat.small", n=show.count(step.eligible), open=show.count(step.not_yet_known)),
    }


def days_to_second(weeks: pd.DataFrame, median: float) -> Spec:
    """Share who placed the second order in each week, and the running total."""
    frame = weeks.assign(
        end=weeks["to_day"] + 1,
        days=[t("cohort.days.range", low=a, high=b) for a, b in zip(weeks["from_day"], weeks["to_day"])],
        in_week=[show.share(v) for v in weeks["step"]],
        total=[show.share(v) for v in weeks["share"]],
        n=[show.count(v) for v in weeks["customers"]],
    )
    last = int(frame["end"].max())
    top = min(1.0, float(frame["share"].max()) * 1.12)
    x = alt.X("from_day:Q", scale=alt.Scale(domain=[0, last], nice=False),
              axis=alt.Axis(title=t("cohort.days.axis"), titleAnchor="start", titleFontWeight=400, grid=False,
                            values=list(range(0, last + 1, 14)), labelPadding=6))  # fmt: skip
    scale = alt.Scale(domain=[0, top], nice=False)
    words = {"days": t("cohort.days.axis"), "in_week": t("cohort.col.of_week"), "total": t("cohort.col.total"),
             "n": t("col.customers")}  # fmt: skip
    line = alt.Chart(frame.assign(role="brand")).encode(
        x="end:Q", y=alt.Y("share:Q", scale=scale), color=role_colour()
    )
    layers = [
        coloured(frame, "soft").mark_bar(cornerRadiusEnd=2).encode(
            x=x, x2="end:Q", y=alt.Y("step:Q", scale=scale, axis=share_axis(tickCount=5)), tooltip=tooltip(**words)
        ),
        line.mark_line(strokeWidth=2.5),
        line.mark_point(filled=True, size=26).encode(tooltip=tooltip(**words)),
        text(alt.Chart(frame.tail(1)).encode(x="end:Q", y=alt.Y("share:Q", scale=scale)), "total:N", strong=True,
             align="right", dy=-12),
    ]  # fmt: skip
    if median == median and median <= last:
        at = pd.DataFrame({"day": [median], "words": [t("cohort.days.median", days=show.count(median))]})
        layers += [
            coloured(at, "warn").mark_rule(strokeDash=[4, 3], strokeWidth=1.5).encode(x="day:Q"),
            text(alt.Chart(at).encode(x="day:Q", y=alt.value(0)), "words:N", faint=True, align="right", dx=-6, dy=8),
        ]
    return finished(alt.layer(*layers), 260)
