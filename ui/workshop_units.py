"""Effects and costs as departments write them: the question, the unit, what may be entered, and how it is shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from ltv.dataset import Dataset
from ltv.decisions.portfolio.initiatives import Initiative
from ltv.decisions.portfolio.priors import Prior
from ltv.decisions.treatment_library import units_per_yen
from ui import show
from ui.charts.base import share_axis
from ui.charts.money_axis import Money, money_axis
from ui.words import t

EFFECT, COST = "effect", "cost"
POINTS = ("p10", "p50", "p90")
_CUTS = ("churn", "contraction", "discount")
"""Levers of which no more than all can be cut."""
_STEP_YEN = 100_000


@dataclass(frozen=True)
class Scale:
    """How one quantity of an initiative is written.

    Attributes
    ----------
    unit : as estimates keep it: "%", "pt" or the currency
    per : what one written unit is to the engine: 0.01 of a share, or the currency's smallest units
    low, high, step : of what may be entered, written
    asks : the question a department answers, in words
    called : what the answer is called on a card
    """

    quantity: str
    unit: str
    per: float
    low: float
    high: float
    step: float
    asks: str
    called: str
    money: Money

    @property
    def name(self) -> str:
        """The quantity in one word."""
        return t(f"workshop.{self.quantity}")

    @property
    def form(self) -> str:
        """How the browser writes a number that is entered."""
        return f"%.{min(self.money.decimals, 2)}f" if self.quantity == COST else "%g"

    def written(self, value: float) -> str:
        """A value of the engine in words: 8%, 0.6pt, 380万円."""
        if self.quantity == COST:
            return self.money.written(value)
        if math.isnan(value):
            return show.NOTHING
        places = 0 if math.isclose(value * 100, round(value * 100), abs_tol=0.04) else 1
        number = show.number(value * 100, places)
        return t("workshop.points", n=number) if self.unit == "pt" else show.share(value, places)

    def between(self, low: float, high: float) -> str:
        """P10 to P90 in words."""
        return t("value_chart.between", low=self.written(low), high=self.written(high))

    def in_words(self, prior: Prior) -> str:
        """A belief in words: 8%（3%〜15%）."""
        return t("workshop.belief", middle=self.written(prior.p50), between=self.between(prior.p10, prior.p90))

    def believed(self, points: Sequence[float]) -> Prior:
        """Three written numbers as the engine's belief."""
        p10, p50, p90 = (point * self.per for point in points)
        return Prior(p10, p50, p90)

    def axis(self) -> alt.Axis:
        """The axis of a chart whose marks are `drawn`."""
        if self.quantity == COST:
            return money_axis(tickCount=4)
        if self.unit == "pt":
            return alt.Axis(title=None, labelExpr="format(datum.value * 100, '~g') + 'pt'", grid=False, tickCount=4)
        return share_axis(tickCount=4)

    def drawn(self, value: float) -> float:
        """A value of the engine in the unit that marks have."""
        return self.money.at(value) if self.quantity == COST else value


def scales(one: Initiative, data: Dataset) -> dict[str, Scale]:
    """What is asked about an initiative: its effect, if it moves something by itself, and its cost."""
    money = Money.of(data.months)
    found: dict[str, Scale] = {}
    if one.levers:
        kind = one.levers[0].kind
        unit = "pt" if kind == "margin" else "%"
        most = 100.0 if kind in _CUTS or unit == "pt" else 1_000.0
        step = 0.1 if unit == "pt" else 1.0
        found[EFFECT] = Scale(
            EFFECT, unit, 0.01, -100.0, most, step, t(f"workshop.asks.{kind}"), t(f"workshop.called.{kind}"), money
        )
    step = max(1.0, float(round(_STEP_YEN * units_per_yen(money.currency, 0))))
    asks = t("workshop.asks.cost", unit=money.unit)
    found[COST] = Scale(
        COST, money.currency, 10.0**money.decimals, 0.0, 1e13, step, asks, t("workshop.called.cost"), money
    )
    return found


def prior_of(one: Initiative, quantity: str) -> Prior:
    """What is believed before anybody is asked."""
    if quantity == EFFECT:
        return one.levers[0].effect
    return one.cost or Prior.known(one.effort.cost)


def number_of(written: str, scale: Scale) -> float | None:
    """A number as it was typed; None where it is none or out of bounds."""
    try:
        value = float(written)
    except ValueError:
        return None
    return value if scale.low <= value <= scale.high else None


def as_typed(number: Any) -> str:
    """A number as it is kept while it is typed: to the last digit that matters."""
    return "" if number is None else f"{float(number):.15g}"
