"""Money in charts: frames hold the smallest unit, marks and axes the reader's, on plain and on logarithmic scales."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from ltv.ledger import CustomerMonths
from ui import show
from ui.words import t


@dataclass(frozen=True)
class Money:
    """The currency of a data set, as charts write it."""

    currency: str = "JPY"
    decimals: int = 0

    @classmethod
    def of(cls, months: CustomerMonths) -> Money:
        """The money of a data set."""
        return cls(months.currency, months.decimals)

    @property
    def unit(self) -> str:
        """The reader's unit, for titles: 円, USD; currency units where it is not known which."""
        return t("value_chart.yen") if self.currency == "JPY" else self.currency or t("value_chart.unit")

    def drawn(self, amounts: pd.Series[Any]) -> pd.Series[float]:
        """Amounts in the reader's unit."""
        return amounts.astype(float) / 10**self.decimals

    def at(self, amount: float) -> float:
        """One amount in the reader's unit."""
        return float(amount) / 10**self.decimals

    def written(self, amount: float, *, sign: bool = False) -> str:
        """An amount in words: 4.39万円."""
        return show.money(amount, self.currency, self.decimals, sign=sign)

    def short(self, amount: float, *, sign: bool = False) -> str:
        """An amount as short as marks need: 4.39万."""
        return self.written(amount, sign=sign).replace("円", "")

    def exact(self, amount: float) -> str:
        """An observed amount in full."""
        return show.money(amount, self.currency, self.decimals, exact=True)

    def between(self, low: float, high: float) -> str:
        """An interval in words; "—" when there is none."""
        if math.isnan(low) or math.isnan(high):
            return show.NOTHING
        return t("value_chart.between", low=self.written(low), high=self.written(high))


def ticks(value: str = "datum.value") -> str:
    """Vega expression: an amount in 万/億 or K/M/B, by the reader's language, with no more places than it needs."""
    steps = ((1e8, "億"), (1e4, "万")) if show.is_japanese() else ((1e9, "B"), (1e6, "M"), (1e3, "K"))
    written = "".join(
        f"abs({value}) >= {step:.0f} ? format({value} / {step:.0f}, ',.2~f') + '{name}' : " for step, name in steps
    )
    return f"({written}format({value}, ',.2~f'))"


def money_axis(**options: Any) -> alt.Axis:
    """Money along a side. Vega leaves out given `values` beyond the number of ticks."""
    settings = {"title": None, "labelExpr": ticks(), "grid": False, "labelPadding": 6}
    return alt.Axis(**settings | {"tickCount": len(options.get("values", range(5)))} | options)


def above(title: str) -> dict[str, Any]:
    """Options of a vertical axis whose title stands above its plot, to be read without turning one's head."""
    return {
        "title": title, "titleAngle": 0, "titleAnchor": "end", "titleAlign": "left", "titleBaseline": "bottom",
        "titleX": 0, "titleY": -10, "titleFontWeight": 400, "titleLimit": 320,
    }  # fmt: skip


def below(title: str) -> dict[str, Any]:
    """Options of a horizontal axis whose title stands at its end."""
    return {"title": title, "titleAnchor": "end", "titleFontWeight": 400, "titlePadding": 6, "titleLimit": 320}


def log_ticks(low: float, high: float, most: int = 7) -> list[float]:
    """1, 3, 10, 30 … within positive bounds; powers of ten alone, or fewer still, where those are more than `most`."""
    if not 0 < low < high < math.inf:
        return []
    tens = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    fine = [m * 10.0**k for k in tens for m in (1, 3) if low <= m * 10.0**k <= high]
    if len(fine) <= most:
        return fine
    whole = [value for value in fine if value in {10.0**k for k in tens}]
    return whole[:: -(-len(whole) // most) or 1]


def log_floor(values: pd.Series[float], decades: float = 4) -> float:
    """Where a logarithmic axis of some values begins: a 1 or 3 with zeros below nearly all positive ones.

    One customer in a hundred, and values more than `decades` powers of ten below the largest, may lie lower.
    1 when none is positive.
    """
    positive = values[(values > 0) & (values < math.inf)]
    if not len(positive):
        return 1.0
    least = max(float(positive.quantile(0.01)), float(positive.max()) / 10**decades)
    power = 10.0 ** math.floor(math.log10(least))
    return 3 * power if least >= 3 * power else power
