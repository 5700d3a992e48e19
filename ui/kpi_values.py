"""A KPI's value, change and interval in words, by its unit."""

from __future__ import annotations

import math

from ltv.dataset import Dataset
from ltv.decisions.kpis import KpiValue
from ltv.metrics.intervals import Interval
from ltv.metrics.metric import Unit
from ui import show
from ui.words import t


def value_words(value: KpiValue, data: Dataset, number: float | None = None) -> str:
    """A KPI's value by its unit."""
    months = data.months
    return show.unit_value(
        value.value if number is None else number, value.kpi.metric.unit, months.currency, months.decimals
    )


def change_words(value: KpiValue, data: Dataset) -> str:
    """A KPI's change on a year ago, signed."""
    months, unit = data.months, value.kpi.metric.unit
    if unit == Unit.SHARE:
        return show.points(value.change)
    if unit in (Unit.MONEY, Unit.MONEY_PER_CUSTOMER):
        return show.money(value.change, months.currency, months.decimals, sign=True)
    return t(f"unit.{unit}", n=show.signed(value.change, 1)) if not math.isnan(value.change) else show.NOTHING


def interval_words(value: KpiValue, data: Dataset) -> str:
    """A KPI's interval in its unit."""
    if math.isnan(value.low):
        return show.NOTHING
    if value.kpi.metric.unit == Unit.SHARE:
        return show.span(Interval(value.low, value.high))
    return f"{value_words(value, data, value.low)} – {value_words(value, data, value.high)}"
