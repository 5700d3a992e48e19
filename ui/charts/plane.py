"""The plane of value and risk: a logarithmic axis of money with a strip beneath it for who is worth next to nothing."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from ui.charts.money_axis import Money, above, log_floor, log_ticks, money_axis, ticks
from ui.charts.risk_axis import RiskAxis
from ui.words import t

STRIP, HEAD, FOOT = 0.075, 0.15, 0.14
"""Parts of the plot's height: the strip, and the room for names above and below the points."""
TWO = 0.24
"""Room where two names stand in a corner, one above the other."""


@dataclass(frozen=True)
class Plane:
    """Where customers stand. Money is in the reader's unit.

    Attributes
    ----------
    floor : lowest value that has a height of its own; who is below stands in the strip
    low, high : ends of the plot
    risk : the axis of risk
    line : value from which a customer counts as valuable; NaN when nobody does
    strip : part of what is below the floor that the strip takes
    top : value above which there are only names
    """

    floor: float
    low: float
    high: float
    risk: RiskAxis
    line: float
    strip: float
    top: float

    @classmethod
    def of(
        cls,
        frame: pd.DataFrame,
        money: Money,
        value_line: float,
        risk_line: float | None,
        head: float = HEAD,
        foot: float = FOOT,
    ) -> Plane:
        """The plane that holds the customers of a frame (`value`, `risk`) and the lines, with room for names."""
        floor, line = floor_of(frame, money), money.at(value_line)
        line = max(line, floor) if 0 < line < math.inf else math.nan
        values = money.drawn(frame["value"])
        top = max(np.nanmax([*values, line, floor * 10]), floor * 10)
        span = math.log10(top / floor) / (1 - head - foot - STRIP)
        low, high = floor / 10 ** (span * (foot + STRIP)), top * 10 ** (span * head)
        return cls(floor, low, high, RiskAxis.of(frame["risk"], risk_line), line, STRIP / (STRIP + foot), top)

    @property
    def y(self) -> alt.Scale:
        """Scale of value."""
        return alt.Scale(type="log", domain=[self.low, self.high], nice=False, clamp=True)

    def in_strip(self, part: float) -> float:
        """A height in the strip: 0 at its foot, 1 at its top."""
        return self.low * (self.floor / self.low) ** (part * self.strip)

    def heights(self, values: pd.Series[float]) -> pd.Series[float]:
        """Heights of values; those in the strip side by side rather than on top of each other."""
        places = 0.25 + 0.5 * (np.arange(len(values)) * 0.618 % 1)
        strip = pd.Series([self.in_strip(place) for place in places], index=values.index, dtype=float)
        return values.where(values >= self.floor, strip)

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
