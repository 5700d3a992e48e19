"""Charts of the cohort page: the heat map, the curves, repeat conversion, days to the second order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from ltv.ledger import CustomerMonths
from ltv.metrics.cohorts import CohortBasis, cohort_shares
from ltv.metrics.repeat import Conversion
from ltv.months import month_name
from ui import show
from ui.charts.base import NARROW, Spec, by_width, coloured, finished, role_colour, share_axis, text, tooltip
from ui.charts.money_axis import money_axis
from ui.words import t

DARK = 0.66
"""From this part of the colour ramp on, text in a cell is white."""

PALE = 0.4
"""Opacity of cells of few customers."""

PHONE_AGES = 12
"""Last column that a phone can show in readable type."""

MANY_AGES = 24
"""Above so many columns, type is smaller on a desktop too."""


FAR = 0.03
"""Share of the cells at either end that have the colour of the end."""

ROW = 21
AXIS = 52
"""Heights in pixels: a cohort's row, and an axis with its title."""


@dataclass(frozen=True)
class Measure:
    """How the values of a basis are written: as percent, or as money per customer."""

    basis: CohortBasis
    currency: str = "JPY"
    decimals: int = 0

    @classmethod
    def of(cls, basis: CohortBasis, months: CustomerMonths) -> Measure:
        """The measure of a data set."""
        return cls(basis, months.currency, months.decimals)

    @property
    def is_money(self) -> bool:
        """Whether values are money."""
        return self.basis == CohortBasis.CUMULATIVE

    @property
    def unit(self) -> int:
        """What stored values are divided by to become the reader's."""
        return int(10**self.decimals) if self.is_money else 1

    def written(self, value: float) -> str:
        """A value in words."""
        return show.money(value, self.currency, self.decimals) if self.is_money else show.share(value)

    def between(self, low: float, high: float) -> str:
        """An interval in words."""
        return t("cohort.between", low=self.written(low), high=self.written(high))

    def in_cells(self, values: pd.Series[float], columns: int) -> list[str]:
        """Values as short as cells need: whole percent, or money in the unit of `cell_unit`, one place if it fits."""
        if not self.is_money:
            return [show.share(v, 0).removesuffix("%") for v in values]
        divisor, _ = cell_unit(float(values.max()) / self.unit)
        places = 1 if columns <= MANY_AGES + 1 else 0
        return [show.number(v, 0 if abs(v) >= 100 or v == 0 else places) for v in values / self.unit / divisor]


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


# --- heat map -----------------------------------------------------------------------------------------------------


def heat_map(
    table: pd.DataFrame, mean: pd.DataFrame, since: pd.Timestamp | None, measure: Measure, few: int = 0
) -> Spec:
    """Cohorts by age, the mean on top, newest at the bottom. `table` and `mean` hold only what is to be shown.

    A phone leaves out the ages it has no room for. A dashed line stands above the cohort where a change begins.
    Cohorts of fewer than `few` customers are paler; where there are such, every cohort's size is named.
    """
    cells = _cells(table, mean, measure, few)
    order = list(dict.fromkeys(cells["row"]))
    low, high = _colour_range(cells, measure)
    tiles = alt.Scale(paddingInner=0.08, paddingOuter=0)
    x = alt.X("age:O", scale=tiles, axis=_age_axis(orient="top", labelAngle=0, labelFontSize=by_width(8.5, 11)))
    y = alt.Y("row:O", scale=tiles, sort=order, axis=_month_axis(_sizes(table) if is_small(table, few) else {}))
    colour = alt.Color("value:Q", legend=None, scale=alt.Scale(range="ramp", domain=[low, high], clamp=True))
    words = {"row": t("col.cohort"), "age": t("col.age"), "exact": t("col.value"), "n": t("cohort.col.at_risk")}
    shown = alt.Chart(cells).transform_filter(f"!({NARROW}) || datum.age <= {PHONE_AGES}").encode(x=x, y=y)
    is_dark = f"datum.strength === 1 && datum.value >= {low + DARK * (high - low)}"
    size = by_width(8.5, 9.5 if cells["age"].max() > MANY_AGES else 11.5)
    layers = [
        shown.mark_rect(cornerRadius=3).encode(
            color=colour, opacity=alt.Opacity("strength:Q", scale=None), tooltip=tooltip(**words)
        ),
        text(shown.transform_filter(is_dark), "label:N", color="white", fontSize=size),
        text(shown.transform_filter(f"!({is_dark})"), "label:N", fontSize=size),
    ]
    if since is not None and row_of(since) in order[2:]:
        above = alt.Y("row:O", scale=tiles, sort=order, bandPosition=0)
        line = coloured(pd.DataFrame({"row": [row_of(since)]}), "warn").encode(y=above)
        layers.append(line.mark_rule(strokeDash=[5, 3], strokeWidth=2, yOffset=-1))
    return finished(alt.layer(*layers).resolve_scale(color="independent"), ROW * len(order) + AXIS)


def is_small(table: pd.DataFrame, few: int) -> bool:
    """Whether some cohorts have fewer customers than `few`."""
    return bool((table["size"] < few).any())


def _sizes(table: pd.DataFrame) -> dict[str, int]:
    """Row → customers of the cohort."""
    sizes = table.drop_duplicates("cohort")
    return {row_of(cohort): int(size) for cohort, size in zip(sizes["cohort"], sizes["size"])}


def _cells(table: pd.DataFrame, mean: pd.DataFrame, measure: Measure, few: int) -> pd.DataFrame:
    """One row per cell, the mean's first: `row`, `age`, `value`, and what is written in it."""
    rows = cohort_shares(table, measure.basis)
    rows = rows.assign(row=[row_of(cohort) for cohort in rows["cohort"]], n=rows["size"])
    top = mean.assign(row=t("cohort.heat.mean"), n=mean["at_risk"])
    cells = pd.concat([top, rows], ignore_index=True)[["row", "age", "value", "n"]].dropna(subset=["value"])
    return cells.assign(
        label=measure.in_cells(cells["value"], int(cells["age"].max()) + 1),
        exact=[measure.written(v) for v in cells["value"]],
        n=[show.count(n) for n in cells["n"]],
        strength=[1.0 if n >= few else PALE for n in cells["n"]],
    )


def _month_axis(sizes: dict[str, int]) -> alt.Axis:
    """Every month by name, with the sizes given.

    Characters of all fonts stand on one line when that line, not their middle, is given.
    """
    sized = {row: f" (n={size})" for row, size in sizes.items()}
    return alt.Axis(
        title=None, labelPadding=6, labelOverlap=False, labelBaseline="alphabetic", labelOffset=4,
        labelFontSize=by_width(8.5, 11), labelLimit=120,
        **({"labelExpr": f"datum.label + (({json.dumps(sized)})[datum.label] || '')"} if sized else {}),
    )  # fmt: skip


def _colour_range(cells: pd.DataFrame, measure: Measure) -> tuple[float, float]:
    """Age 0 is 100 % by definition, so shares are coloured by what comes after; a few far values fade no others."""
    values = cells["value"] if measure.is_money else cells.loc[cells["age"] > 0, "value"]
    low, high = float(values.quantile(FAR)), float(values.quantile(1 - FAR))
    return (low, high) if high > low else (low - 0.5, high)


def row_of(cohort: pd.Timestamp) -> str:
    """A cohort's row: 2025-07."""
    return month_name((cohort.year - 1970) * 12 + cohort.month - 1)


def _age_axis(**options: Any) -> alt.Axis:
    return alt.Axis(
        title=t("cohort.heat.axis"), titleAnchor="start", titleFontWeight=400, grid=False, labelPadding=6,
        labelOverlap=True, **options,
    )  # fmt: skip


# --- curves -------------------------------------------------------------------------------------------------------


def curves(
    overall: pd.DataFrame, segments: pd.DataFrame, lowest: str | None, target: float | None, measure: Measure
) -> Spec:
    """The average curve with its band, and those of segments; the certainly lowest one in red.

    `overall` and `segments` have the reader's names in `segment`. `target` is a share per year, drawn as the path
    that keeps it.
    """
    lines = _lines(overall, segments, lowest, measure)
    path = _target_path(int(lines["age"].max()), target)
    floor, top = _range_of(lines, path, measure)
    scale = alt.Scale(domain=[floor, top], nice=False, zero=False, clamp=True)
    x = _curve_x(int(lines["age"].max()))
    y = alt.Y("value:Q", scale=scale, axis=_value_axis(measure))
    words = {
        "segment": t("col.segment"), "age": t("col.age"), "exact": t("col.value"), "range": t("col.interval"),
        "n": t("cohort.col.at_risk"),
    }  # fmt: skip
    base = alt.Chart(lines).encode(x=x, y=y, color=role_colour(), detail="segment:N")
    band = coloured(lines[lines["role"] == "brand"], "brand").mark_area(opacity=0.15)
    layers = [
        coloured(path, "warn").mark_line(strokeDash=[4, 3], strokeWidth=1.5).encode(x=x, y=y),
        band.encode(x=x, y=alt.Y("low:Q", scale=scale), y2="high:Q"),
        base.transform_filter("datum.role === 'mute'").mark_line(strokeWidth=1.4),
        base.transform_filter("datum.role !== 'mute'").mark_line(strokeWidth=2.5),
        base.mark_point(filled=True, size=70, opacity=0).encode(tooltip=tooltip(**words)),
        *_end_labels(lines, path, (top - floor) * 0.065, x, scale),
    ]
    return finished(alt.layer(*layers if len(path) else layers[1:]), 320)


def _lines(overall: pd.DataFrame, segments: pd.DataFrame, lowest: str | None, measure: Measure) -> pd.DataFrame:
    """All curves in the reader's units, each with its role and what the tooltip says."""
    parts = [
        segments.assign(role=["negative" if s == lowest else "mute" for s in segments["segment"]]),
        overall.assign(role="brand"),
    ]
    lines = pd.concat([part for part in parts if len(part)], ignore_index=True)
    lines = lines.assign(
        exact=[measure.written(v) for v in lines["value"]],
        range=[measure.between(a, b) for a, b in zip(lines["low"], lines["high"])],
        n=[show.count(n) for n in lines["at_risk"]],
    )
    lines[["value", "low", "high"]] = lines[["value", "low", "high"]] / measure.unit
    return lines


def _target_path(last: int, target: float | None) -> pd.DataFrame:
    """What remains at each age when the same share is lost every month; no rows without a target."""
    ages = range(last + 1) if target is not None else range(0)
    return pd.DataFrame({"age": ages, "value": [(target or 1.0) ** (age / 12) for age in ages]})


def _range_of(lines: pd.DataFrame, path: pd.DataFrame, measure: Measure) -> tuple[float, float]:
    whole = lines[lines["role"] == "brand"]
    drawn = pd.concat([lines["value"], whole["low"], whole["high"], path["value"].astype(float)])
    if measure.is_money:
        return 0.0, float(drawn.max()) * 1.05
    return max(0.0, float(drawn.min()) - 0.04), float(drawn.max()) + 0.02


def _value_axis(measure: Measure) -> alt.Axis:
    if measure.is_money:
        return money_axis()
    return share_axis(tickCount=6)


def _curve_x(last: int) -> alt.X:
    """Ages along the bottom, with room on the right for the lines' names."""
    scale = alt.Scale(domain=[0, last], nice=False, rangeMax=alt.ExprRef(f"width - ({NARROW} ? 104 : 150)"))
    ticks = list(range(0, last + 1, 1 if last <= 12 else 3))
    return alt.X("age:Q", scale=scale, axis=_age_axis(values=ticks, format="d"))


def _end_labels(lines: pd.DataFrame, path: pd.DataFrame, gap: float, x: alt.X, scale: alt.Scale) -> list[alt.Chart]:
    """Each line's name and last value at its end, moved apart where they would overlap."""
    ends = lines.sort_values("age").groupby("segment", sort=False).tail(1)[["segment", "age", "value", "exact", "role"]]
    if len(path):
        goal = path.tail(1).assign(segment=t("cohort.curve.target"), exact="", role="warn")
        ends = pd.concat([ends, goal], ignore_index=True)
    ends = ends.sort_values("value").assign(at=lambda f: spread(list(f["value"]), gap))
    ends["words"] = [f"{name} {value}".strip() for name, value in zip(ends["segment"], ends["exact"])]
    place: dict[str, Any] = {"align": "left", "dx": 6, "fontSize": by_width(9.5, 12), "limit": by_width(102, 146)}
    base = alt.Chart(ends).encode(x=x, y=alt.Y("at:Q", scale=scale))
    return [
        text(base.transform_filter("datum.role !== 'mute'"), "words:N", strong=True, **place),
        text(base.transform_filter("datum.role === 'mute'"), "words:N", faint=True, **place),
    ]


def spread(values: Sequence[float], gap: float) -> list[float]:
    """Positions at least `gap` apart, in the ascending order of the values, each as near to its value as that allows.

    Neighbours that would overlap are placed around their common middle.
    """
    groups: list[tuple[float, int]] = []
    for value in values:
        middle, size = value, 1
        while groups and groups[-1][0] + (groups[-1][1] + size) * gap / 2 > middle:
            before, count = groups.pop()
            middle, size = (before * count + middle * size) / (count + size), size + count
        groups.append((middle, size))
    return [middle + (i - (size - 1) / 2) * gap for middle, size in groups for i in range(size)]


# --- repeat orders ------------------------------------------------------------------------------------------------


def conversions(steps: Sequence[Conversion]) -> Spec:
    """Share who went on to the next order, with interval."""
    frame = pd.DataFrame([_bar(step) for step in steps])
    y = alt.Y("step:N", sort=list(frame["step"]), scale=alt.Scale(paddingInner=0.4, paddingOuter=0.2),
              axis=alt.Axis(title=None, labelPadding=8, labelFontSize=by_width(11, 13)))  # fmt: skip
    scale = alt.Scale(domain=[0, 1], nice=False, rangeMax=alt.ExprRef(f"width - ({NARROW} ? 96 : 170)"))
    x = alt.X("rate:Q", scale=scale, axis=share_axis(values=[0, 0.5, 1]))
    words = {
        "step": t("cohort.col.step"),
        "label": t("col.value"),
        "range": t("col.interval"),
        "small": t("col.customers"),
    }
    base = alt.Chart(frame).encode(y=y)
    end = base.encode(x=alt.X("high:Q", scale=scale))
    line = base.mark_rule(strokeWidth=2, color="currentColor", opacity=0.8)
    layers = [
        coloured(frame, "brand").mark_bar(cornerRadiusEnd=3).encode(x=x, y=y, tooltip=tooltip(**words)),
        line.encode(x=alt.X("low:Q", scale=scale), x2="high:Q"),
        text(end, "label:N", strong=True, align="left", dx=8, dy=-8),
        text(end, "small:N", faint=True, align="left", dx=8, dy=8, fontSize=by_width(9, 11)),
    ]
    return finished(alt.layer(*layers), 52 * len(frame) + AXIS // 2)


def _bar(step: Conversion) -> dict[str, Any]:
    low, high = step.interval
    return {
        "step": t("cohort.repeat.step", n=step.nth, next=step.nth + 1),
        "rate": step.rate,
        "low": low,
        "high": high,
        "label": show.share(step.rate),
        "range": t("cohort.between", low=show.share(low), high=show.share(high)),
        "small": t("cohort.repeat.small", n=show.count(step.eligible), open=show.count(step.not_yet_known)),
    }


def days_to_second(weeks: pd.DataFrame, median: float) -> Spec:
    """Share who placed the second order in each week, and the running total."""
    frame = weeks.assign(
        end=weeks["to_day"] + 1,
        floor=0,
        days=[t("cohort.days.range", low=a, high=b) for a, b in zip(weeks["from_day"], weeks["to_day"])],
        in_week=[show.share(v) for v in weeks["step"]],
        total=[show.share(v) for v in weeks["share"]],
        n=[show.count(v) for v in weeks["customers"]],
    )
    last = int(frame["end"].max())
    x = alt.X("from_day:Q", scale=alt.Scale(domain=[0, last], nice=False), axis=_day_axis(last))
    scale = alt.Scale(domain=[0, max(0.01, min(1.0, float(frame["share"].max()) * 1.15))], nice=False)
    words = {
        "days": t("cohort.days.axis"), "in_week": t("cohort.col.of_week"), "total": t("cohort.col.total"),
        "n": t("col.customers"),
    }  # fmt: skip
    line = coloured(frame, "brand").encode(x="end:Q", y=alt.Y("share:Q", scale=scale))
    tail = alt.Chart(frame.tail(1)).encode(x="end:Q", y=alt.Y("share:Q", scale=scale))
    bars = coloured(frame, "soft").mark_bar(cornerRadiusEnd=2)
    y = alt.Y("step:Q", scale=scale, axis=share_axis(tickCount=5))
    layers = [
        bars.encode(x=x, x2="end:Q", y=y, y2="floor:Q", tooltip=tooltip(**words)),
        line.mark_line(strokeWidth=2.5),
        line.mark_point(filled=True, size=26).encode(tooltip=tooltip(**words)),
        text(tail, "total:N", strong=True, align="right", dy=-12),
        *(_median(median) if median <= last else []),
    ]
    return finished(alt.layer(*layers), 260)


def _day_axis(last: int) -> alt.Axis:
    return alt.Axis(
        title=t("cohort.days.axis"), titleAnchor="start", titleFontWeight=400, grid=False, labelPadding=6,
        values=list(range(0, last + 1, 14)),
    )  # fmt: skip


def _median(days: float) -> list[alt.Chart]:
    at = pd.DataFrame({"day": [days], "words": [t("cohort.days.median", days=show.count(days))]})
    return [
        coloured(at, "warn").mark_rule(strokeDash=[4, 3], strokeWidth=1.5).encode(x="day:Q"),
        text(alt.Chart(at).encode(x="day:Q", y=alt.value(0)), "words:N", faint=True, align="right", dx=-6, dy=8),
    ]
