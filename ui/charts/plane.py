"""The plane of value and risk: a logarithmic axis of money with a strip beneath it for who is worth next to nothing."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from ui.charts.money_axis import Money, above, below, log_floor, log_ticks, money_axis, ticks
from ui.words import t

STRIP, HEAD, FOOT = 0.075, 0.15, 0.14
"""Parts of the plot's height: the strip, and the room for names above and below the points."""
SKEWED = 0.1
"""Below this part of the axis for half of the customers a plain axis of risk would tell nothing of them."""
NEAR_ZERO = (0.01, 0.05)
"""Risks that an axis of square roots names besides."""


@dataclass(frozen=True)
class Plane:
    """Where customers stand. Money is in the reader's unit.

    Attributes
    ----------
    floor : lowest value that has a height of its own; who is below stands in the strip
    low, high : ends of the plot
    most_risk : end of the risk axis
    line : value from which a customer counts as valuable; NaN when nobody does
    is_skewed : whether most risks would crowd at the left of a plain axis, so that it is a square root's
    """

    floor: float
    low: float
    high: float
    most_risk: float
    line: float
    is_skewed: bool = False

    @classmethod
    def of(cls, frame: pd.DataFrame, money: Money, value_line: float, risk_line: float | None) -> Plane:
        """The plane that holds the customers of a frame (`value`, `risk`) and the lines."""
        floor, line = floor_of(frame, money), money.at(value_line)
        line = max(line, floor) if 0 < line < math.inf else math.nan
        values = money.drawn(frame["value"])
        top = max(np.nanmax([*values, line, floor * 10]), floor * 10)
        span = math.log10(top / floor) / (1 - HEAD - FOOT - STRIP)
        low, high = floor / 10 ** (span * (FOOT + STRIP)), top * 10 ** (span * HEAD)
        most = _most_risk(frame["risk"], risk_line)
        is_skewed = len(frame) > 2 and float(frame["risk"].median()) < most * SKEWED
        return cls(floor, low, high, most, line, is_skewed)

    @property
    def x(self) -> alt.Scale:
        """Scale of risk."""
        shape = {"type": "sqrt"} if self.is_skewed else {}
        return alt.Scale(domain=[0, self.most_risk], nice=False, clamp=True, **shape)

    @property
    def y(self) -> alt.Scale:
        """Scale of value."""
        return alt.Scale(type="log", domain=[self.low, self.high], nice=False, clamp=True)

    def in_strip(self, part: float) -> float:
        """A height in the strip: 0 at its foot, 1 at its top."""
        return self.low * (self.floor / self.low) ** (part * STRIP / (STRIP + FOOT))

    def heights(self, values: pd.Series[float]) -> pd.Series[float]:
        """Heights of values; those in the strip side by side rather than on top of each other."""
        places = 0.25 + 0.5 * (np.arange(len(values)) * 0.618 % 1)
        strip = pd.Series([self.in_strip(place) for place in places], index=values.index, dtype=float)
        return values.where(values >= self.floor, strip)

    def risk_axis(self, title: str) -> alt.Axis:
        """Percent along the bottom."""
        step = 0.2 if self.most_risk > 0.6 else 0.1 if self.most_risk > 0.3 else 0.05
        values = [round(k * step, 2) for k in range(round(self.most_risk / step) + 1)]
        if self.is_skewed:
            title = t("value_chart.sqrt", name=title)
            values = sorted({*(near for near in NEAR_ZERO if near < step), *values})
        return alt.Axis(**below(title), values=values, format=".0%", grid=False, labelPadding=6, labelOverlap="greedy")

    def value_axis(self, title: str, unit: str, *, has_strip: bool) -> alt.Axis:
        """Round amounts, the line in bold, and what the strip holds; amounts too near to the line give way."""
        near = (self.high / self.floor) ** 0.05
        values = [v for v in log_ticks(self.floor, self.high) if not self.line / near < v < self.line * near]
        values += [self.line] if not math.isnan(self.line) else []
        written = ticks()
        if has_strip:
            values.append(self.in_strip(0.5))
            written = f"datum.value < {self.floor} * 0.99 ? {_floor_words(self.floor)} : {written}"
        return money_axis(
            **above(t("value_chart.log", name=title, unit=unit)), values=sorted(values), labelOverlap=False,
            labelExpr=written, labelFontWeight=_bold(self.line),
        )  # fmt: skip


def floor_of(frame: pd.DataFrame, money: Money) -> float:
    """The lowest value with a height of its own, in the reader's unit."""
    return log_floor(money.drawn(frame["value"].dropna()))


def _most_risk(risks: pd.Series[Any], line: float | None) -> float:
    """End of the risk axis: a full tenth above the highest risk."""
    most = max(float(risks.max()) if len(risks) else 0.0, line or 0.0)
    return min(1.0, max(0.2, math.ceil(most * 10 + 0.2) / 10))


def _floor_words(floor: float) -> str:
    """Vega expression: what stands in the strip, in two lines."""
    lines = t("value_chart.floor", value="@").split("|")
    return (
        "["
        + ", ".join(f"replace({json.dumps(line, ensure_ascii=False)}, '@', {ticks(str(floor))})" for line in lines)
        + "]"
    )


def _bold(line: float) -> Any:
    if math.isnan(line):
        return 400
    is_line = {"test": f"abs(datum.value / {line} - 1) < 0.001", "value": 700}
    return alt.ConditionalAxisLabelFontWeight(condition=is_line, value=400)
