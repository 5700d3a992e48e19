"""Observed, by formula and by model: what a new customer is worth in three ways of counting, in the same money."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from ltv.dataset import Dataset
from ltv.metrics.formula_inputs import LtvInputs, ltv_inputs
from ltv.metrics.intervals import Interval, share
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.metrics.observed_ltv import STEPS, YEAR_STEP, observed_ltv
from ltv.metrics.value_base import ValueBase
from ltv.models.assumptions import Assumptions, Base, Margin
from ltv.models.worth import Worth

_Row = tuple[str, float, float, float, float]

ALIKE = 0.05
"""Model and formula within this share of each other are called alike."""

OBSERVED_12, OBSERVED_24, FORMULA, MODEL = "observed_12", "observed_24", "formula", "model"

LTV_WITHIN = METRICS.add(
    Metric(
        "ltv.formula.within_horizon",
        Text("単純な計算式のLTV（期間内・割引後）", "LTV by the simple formula (within the horizon, discounted)"),
        Text(
            "LTV4（粗利×ARPA÷離脱率）を、モデルと同じ期間・割引率・費用で数えた値。いまいる顧客の平均売上と離脱率が"
            "新規顧客にも毎月当てはまると仮定します。モデルとの差は、顧客ごとの違いを無視したことによる見込み違いです。",
            "LTV4 (margin × ARPA ÷ churn) counted within the same horizon, discount and cost as the model. A new "
            "customer is taken to be like the average of those who are there, and to leave at their rate; the gap to "
            "the model is what it costs to ignore that customers differ.",
        ),
        Text("Σ (粗利×ARPA − 費用) × (1 − 離脱率)^m × 割引", "Σ (margin × ARPA − cost) × (1 − churn)^m × discount"),
        Unit.MONEY_PER_CUSTOMER,
        "LTV4 within a horizon; gap as in Fader & Hardie, Customer-Base Valuation (2010)",
    )
)


@dataclass(frozen=True, eq=False)
class SideBySide:
    """The ways of counting beside each other.

    Attributes
    ----------
    table : DataFrame, one row per way that has a value
        `kind` ("observed_12", "observed_24": brought in 360 and 720 days, contracts 12 and 24 months; "formula",
        "model"); `value`, smallest unit per new customer, with `low`, `high` (95 %); `customers` it rests on (NaN for
        the model). Formula and model count the horizon of the assumptions, discounted; what was observed is not
        discounted and bears no `cost_per_purchase`.
    churn : monthly churn of customers that the formula takes, a share
    """

    table: pd.DataFrame
    churn: float

    @property
    def gap(self) -> float:
        """Model ÷ formula - 1: above 0 where the formula undervalues a new customer; NaN where either is not known."""
        values = dict(zip(self.table["kind"], self.table["value"]))
        formula = values.get(FORMULA, math.nan)
        return share(values.get(MODEL, math.nan), formula if formula > 0 else math.nan) - 1

    @property
    def comparison(self) -> Literal["unknown", "alike", "lower", "higher"]:
        """Where the model's value lies against the formula's."""
        if math.isnan(self.gap):
            return "unknown"
        if abs(self.gap) <= ALIKE:
            return "alike"
        return "lower" if self.gap < 0 else "higher"

    def without_model(self) -> SideBySide:
        """Only what was observed and what the formula says."""
        return SideBySide(self.table[self.table["kind"] != MODEL].reset_index(drop=True), self.churn)


def side_by_side(data: Dataset, values: Worth) -> SideBySide:
    """Count what a new customer is worth in three ways, with the margin that is in force."""
    inputs = ltv_inputs(data)
    rows = [*_observed(data, values.margin), _formula(inputs, values.margin, values.assumed), _model(values)]
    table = pd.DataFrame(rows, columns=["kind", "value", "low", "high", "customers"])
    churn = share(inputs.totals["left"], inputs.totals["opened"])
    return SideBySide(table.dropna(subset=["value"]).reset_index(drop=True), churn)


def formula_within(inputs: LtvInputs, margin: Margin, assumed: Assumptions) -> tuple[float, Interval]:
    """LTV by one churn rate for everybody, within the horizon and discounted, with its interval over customers.

    Gross profit is that of the months measured where it is observed; a purchase of contracts is a month charged.
    """
    figure = _within(margin, assumed)
    return figure(inputs.totals.floats), inputs.totals.interval(figure)


def _within(margin: Margin, assumed: Assumptions) -> Callable[[Mapping[str, float]], float]:
    def figure(sums: Mapping[str, float]) -> float:
        money = sums["profit"] if margin.base == Base.MARGIN_OBSERVED else sums["revenue"] * margin.rate
        monthly = share(money - assumed.cost_per_purchase * sums["orders"], sums["there"])
        stays = 1 - share(sums["left"], sums["opened"])
        return float(sum(monthly * stays**month * weight for month, weight in enumerate(assumed.discounts.tolist())))

    return figure


def _formula(inputs: LtvInputs, margin: Margin, assumed: Assumptions) -> _Row:
    value, (low, high) = formula_within(inputs, margin, assumed)
    return FORMULA, value, low, high, inputs.totals.customers


def _observed(data: Dataset, margin: Margin) -> list[_Row]:
    base = ValueBase.GROSS_PROFIT if margin.base == Base.MARGIN_OBSERVED else ValueBase.SALES
    rate = 1.0 if base == ValueBase.GROSS_PROFIT else margin.rate
    steps = observed_ltv(data, base=base).set_index("step")
    ltv, customers = steps[["ltv", "low", "high"]] * rate, steps["customers"]
    return [
        (kind, float(ltv["ltv"][step]), float(ltv["low"][step]), float(ltv["high"][step]), int(customers[step]))
        for kind, step in ((OBSERVED_12, YEAR_STEP), (OBSERVED_24, STEPS))
    ]


def _model(values: Worth) -> _Row:
    return MODEL, values.new.value, *values.new.interval, math.nan
