"""What customers are worth: step by step, by segment, and by three ways of counting."""

from __future__ import annotations

import math
from typing import Literal

import altair as alt
import pandas as pd

from ui import show
from ui.charts.base import (
    Spec,
    broken_label,
    by_width,
    categories,
    coloured,
    finished,
    role_colour,
    text,
    tooltip,
)
from ui.charts.money_axis import Money, below, money_axis
from ui.charts.names import BREAK, centred, end_labels, ends, one_line
from ui.words import t

STEPS_HEIGHT = 360


def ltv_steps(
    frame: pd.DataFrame, money: Money, *, cac: float | None = None, unit: Literal["days", "months"] = "days"
) -> Spec:
    """Observed cumulative LTV by days since the first order, a line per segment, names at the ends.

    Parameters
    ----------
    frame : DataFrame, one row per (segment, day)
        `segment` (text; "|" where it may break), `day` (30, 60 …), `value` with `low` and `high` (money; NaN where not
        known), `n` customers observed so long, `highlight`: the segment in colour, with its band.
    cac : money, optional
        Acquisition cost, as a dashed line.
    unit : what `day` counts; months for contracts
    """
    lines = _lines(frame.dropna(subset=["value"]).sort_values(["segment", "day"], kind="stable"), money, unit)
    last = int(lines["day"].max()) if len(lines) else 12
    cost = math.nan if cac is None else money.at(cac)
    x = alt.Scale(domain=[0, last], nice=False, rangeMax=ends())
    y = alt.Scale(domain=_reach(lines, cost), nice=False)
    at = {"x": alt.X("day:Q", scale=x, axis=_day_axis(last, unit)), "y": alt.Y("value:Q", scale=y, axis=money_axis())}
    words = {
        "name": t("col.segment"), "days": t("value_chart.since_first"), "words": "LTV", "between": t("col.interval"),
        "n": t("value_chart.observed"),
    }  # fmt: skip
    strong, faint = lines[lines["role"] == "brand"], lines[lines["role"] == "mute"]
    band = coloured(strong, "brand").mark_area(opacity=0.15)
    layers = [
        *_cost_line(cost, last, x, y),
        band.encode(x=at["x"], y=alt.Y("low:Q", scale=y), y2="high:Q", detail="segment:N"),
        coloured(faint, "mute").mark_line(strokeWidth=1.5).encode(**at, detail="segment:N"),
        coloured(strong, "brand").mark_line(strokeWidth=2.6).encode(**at, detail="segment:N"),
        alt.Chart(lines).mark_point(filled=True, size=80, opacity=0).encode(**at, tooltip=tooltip(**words)),
        *end_labels(_tips(lines, cost, last, money), x, y, STEPS_HEIGHT - 62),
    ]
    return finished(alt.layer(*layers), STEPS_HEIGHT)


def _lines(known: pd.DataFrame, money: Money, unit: str) -> pd.DataFrame:
    """The steps in the reader's unit and in words."""
    counted = "value_chart.days" if unit == "days" else "value_chart.months"
    return pd.DataFrame(
        {
            "segment": categories(known["segment"]), "day": known["day"], "value": money.drawn(known["value"]),
            "low": money.drawn(known["low"]), "high": money.drawn(known["high"]),
            "role": ["brand" if strong else "mute" for strong in known["highlight"]],
            "label": known["segment"].astype(str), "name": [one_line(str(name)) for name in known["segment"]],
            "days": [t(counted, n=show.count(day)) for day in known["day"]],
            "words": [money.written(value) for value in known["value"]],
            "between": [money.between(a, b) for a, b in zip(known["low"], known["high"])],
            "n": [show.count(n) for n in known["n"]],
        }
    )  # fmt: skip


def _reach(lines: pd.DataFrame, cost: float) -> list[float]:
    """From 0, or the lowest value, to the highest line, the band of the line in colour and the cost."""
    band = lines[lines["role"] == "brand"]
    drawn = pd.concat([lines["value"], band["low"], band["high"], pd.Series([0.0, cost])]).dropna()
    low, high = float(drawn.min()), float(drawn.max())
    room = (high - low or 1.0) * 0.06
    return [low - room if low < 0 else 0.0, high + room]


def _day_axis(last: int, unit: str) -> alt.Axis:
    """Whole steps; at most eight."""
    steps = (30, 60, 90, 180, 360, 720) if unit == "days" else (1, 2, 3, 6, 12, 24)
    values = list(range(0, last + 1, next((step for step in steps if last / step <= 8), max(last, 1))))
    return alt.Axis(**below(t(f"value_chart.since_first_{unit}")), values=values, grid=False, labelPadding=6,
                    tickCount=len(values), labelFlush=False)  # fmt: skip


def _tips(lines: pd.DataFrame, cost: float, last: int, money: Money) -> pd.DataFrame:
    """The last point of each line, and that of the cost."""
    last_points = lines.groupby("segment", sort=False).tail(1)
    tips = [
        (row.label, row.words, row.day, row.value, row.role == "brand", row.role) for row in last_points.itertuples()
    ]
    if not math.isnan(cost):
        words = money.written(cost * 10**money.decimals)
        tips.append((t("value_chart.cac_short"), words, last, cost, False, "warn"))
    return pd.DataFrame(tips, columns=["name", "words", "at", "value", "strong", "role"])


def _cost_line(cost: float, last: int, x: alt.Scale, y: alt.Scale) -> list[alt.Chart]:
    """What winning a customer costs: LTV above it has paid back."""
    if math.isnan(cost):
        return []
    at = pd.DataFrame({"cost": [cost], "from": [0], "to": [last]})
    line = coloured(at, "warn").mark_rule(strokeDash=[5, 3], strokeWidth=1.6)
    return [line.encode(x=alt.X("from:Q", scale=x), x2="to:Q", y=alt.Y("cost:Q", scale=y))]


# --- three ways of counting -----------------------------------------------------------------------------------------

KINDS = {"observed_12": "soft", "observed_24": "soft", "formula": "mute", "model": "brand"}
"""What is compared, in order → role."""


def three_values(frame: pd.DataFrame, money: Money, words: dict[str, str] | None = None) -> Spec:
    """What was observed, what the simple formula says and what the model says, side by side; the gap as a bar.

    Parameters
    ----------
    frame : DataFrame, one row per kind
        `kind` (a key of `KINDS`), `value` with `low` and `high` (money; NaN where not known).
    words : kind → its name with "|" where it may break, optional
        By default short names of the four.
    """
    names = {kind: t(f"value_chart.kind.{kind}") for kind in KINDS} | (words or {})
    bars = frame.dropna(subset=["value"]).set_index("kind").reindex([k for k in KINDS if k in set(frame["kind"])])
    bars = bars.dropna(subset=["value"]).reset_index()
    rows = pd.DataFrame(
        {
            "label": [names[kind] for kind in bars["kind"]], "from": 0.0, "to": money.drawn(bars["value"]),
            "low": money.drawn(bars["low"]), "high": money.drawn(bars["high"]), "role": bars["kind"].map(KINDS),
            "words": [money.written(value) for value in bars["value"]],
            "exact": [money.written(value) for value in bars["value"]],
            "between": [money.between(a, b) for a, b in zip(bars["low"], bars["high"])],
        }
    )  # fmt: skip
    gap = _gap(bars, money)
    rows = rows if gap is None else pd.concat([rows.iloc[:-1], gap, rows.iloc[-1:]], ignore_index=True)
    return finished(alt.layer(*_bars(rows)), 300)


def _gap(bars: pd.DataFrame, money: Money) -> pd.DataFrame | None:
    """The bar from the formula's value to the model's."""
    value = dict(zip(bars["kind"], bars["value"].astype(float)))
    if not {"formula", "model"} <= set(value):
        return None
    change = value["model"] - value["formula"]
    part = f" ({show.signed(change / value['formula'] * 100)}%)" if value["formula"] > 0 else ""
    return pd.DataFrame(
        {
            "label": [t("value_chart.gap")], "from": [money.at(value["formula"])], "to": [money.at(value["model"])],
            "low": [math.nan], "high": [math.nan], "role": ["warn"],
            "words": [money.written(change, sign=True) + part.replace(" (", BREAK + "(")],
            "exact": [money.written(change, sign=True) + part], "between": [show.NOTHING],
        }
    )  # fmt: skip


def _bars(rows: pd.DataFrame) -> list[alt.Chart]:
    rows = rows.assign(top=rows[["from", "to", "high"]].max(axis=1))
    least = float(min(0.0, rows[["to", "low"]].min().min())) if len(rows) else 0.0
    most = float(rows["top"].max()) if len(rows) and rows["top"].max() > 0 else 1.0
    scale = alt.Scale(domain=[least * 1.1, most + (most - least) * 0.16], nice=False)
    x = alt.X("label:N", sort=list(rows["label"]), scale=alt.Scale(paddingInner=0.3, paddingOuter=0.12),
              axis=alt.Axis(title=None, labelExpr=broken_label(), labelAngle=0, labelPadding=8, labelLimit=130,
                            labelOverlap=False, labelFontSize=by_width(9, 12.5)))  # fmt: skip
    base = alt.Chart(rows).encode(x=x)
    words = {"label": t("value_chart.way"), "exact": "LTV", "between": t("col.interval")}
    bar = base.mark_bar(cornerRadius=3).encode(
        y=alt.Y("from:Q", scale=scale, axis=None), y2="to:Q", color=role_colour(), tooltip=tooltip(**words)
    )
    whisker = base.transform_filter("isValid(datum.low) && isValid(datum.high)").mark_rule(
        color="currentColor", opacity=0.6, strokeWidth=1.5
    )
    return [
        bar,
        whisker.encode(y=alt.Y("low:Q", scale=scale), y2="high:Q"),
        text(base.encode(y=alt.Y("top:Q", scale=scale)), "words:N", strong=True, fontSize=by_width(10, 13),
             **centred("words", narrow=12, wide=15, at="-6", baseline="bottom")),
    ]  # fmt: skip
