"""The axis of risk: plain, or logarithmic where most risks would crowd at the left of a plain one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from ui.charts.money_axis import below
from ui.words import t

SKEWED = 0.2
"""Below this part of a plain axis for half of the customers it would tell nothing of them."""
NAMED = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
"""Risks that a logarithmic axis names."""
RARE = 0.01
"""Part of the customers that may stand at the left end, as if their risk were that of the end."""
DECIMALS = 4
"""Of a place, finer than a pixel."""
ROOM = 0.05
"""Part of the axis left free at either end."""


@dataclass(frozen=True)
class RiskAxis:
    """Where risks stand. A place is the risk itself or its natural logarithm.

    Attributes
    ----------
    low, high : risks at the ends; what is beyond stands at the end
    is_log : whether places are logarithms
    """

    low: float
    high: float
    is_log: bool = False

    @classmethod
    def of(cls, risks: pd.Series[Any], line: float | None = None) -> RiskAxis:
        """The axis that holds risks and a line, to a full tenth above the highest; logarithmic where they crowd."""
        known = risks[(risks >= 0) & (risks <= 1)].astype(float)
        most = max(float(known.max()) if len(known) else 0.0, line or 0.0)
        plain = cls(0.0, min(1.0, max(0.2, math.ceil(most * 10 + 0.2) / 10)))
        positive = known[known > 0]
        if len(positive) < 3 or float(known.median()) >= plain.high * SKEWED:
            return plain
        first, last = (math.log(p) for p in (float(positive.quantile(RARE)), max(most, 0.05)))
        room = (last - first) * ROOM / (1 - 2 * ROOM)
        return cls(math.exp(first - room), min(math.exp(last + room), 1.0), is_log=True)

    def place(self, risk: float) -> float:
        """Where one risk stands."""
        inside = min(max(risk, self.low), self.high)
        return round(math.log(inside) if self.is_log else inside, DECIMALS)

    def places(self, risks: pd.Series[Any]) -> pd.Series[float]:
        """Where risks stand; NaN for those not known."""
        inside = risks.astype(float).clip(self.low, self.high)
        return (np.log(inside) if self.is_log else inside).round(DECIMALS)

    @property
    def scale(self) -> alt.Scale:
        """From one end to the other."""
        return alt.Scale(domain=[self.place(self.low), self.place(self.high)], nice=False, clamp=True)

    def axis(self, title: str) -> alt.Axis:
        """Percent along the bottom; the title says when it is logarithmic."""
        shared = {"grid": False, "labelPadding": 6, "labelOverlap": "greedy", "labelFlush": False}
        if not self.is_log:
            step = 0.2 if self.high > 0.6 else 0.1 if self.high > 0.3 else 0.05
            values = [round(k * step, 2) for k in range(round(self.high / step) + 1)]
            return alt.Axis(**below(title), **shared, values=values, format=".0%")
        values = [math.log(p) for p in NAMED if self.low <= p <= self.high]
        written = "format(exp(datum.value), datum.value < log(0.0095) ? '.2~%' : '.0%')"
        return alt.Axis(
            **below(t("value_chart.log_share", name=title)), **shared, values=values, labelExpr=written,
            tickCount=len(values),
        )  # fmt: skip
