"""Observed, formula and model count the same customers in the same money, and the gap between them is told."""

import math

import pandas as pd
import pytest

from ltv.dataset import Dataset
from ltv.decisions.side_by_side import SideBySide, formula_within, side_by_side
from ltv.metrics.formula_inputs import ltv_inputs
from ltv.metrics.intervals import Interval
from ltv.models.assumptions import Assumptions, Margin, margin_in_force
from ltv.models.estimate import NOT_KNOWN, Estimated
from ltv.models.fitted import fitted
from ltv.models.worth import Worth, worth
from tests.kpis.books import company, shop
from tests.ltv_metrics.books import degenerate, line


def undiscounted(months: int, **more: float) -> Assumptions:
    return Assumptions(horizon_months=months, discount_annual=0.0, **more)  # type: ignore[arg-type]


def halves() -> Dataset:
    """A company from January 2025: 8 customers; half of those who are there leave every month."""
    return company("2025-01", **{f"c{i}": [100] * n for i, n in enumerate([1, 1, 1, 1, 2, 2, 3, 4])})


def test_the_formula_counts_what_is_left_of_a_customer_month_by_month() -> None:
    inputs = ltv_inputs(halves())
    rates = inputs.rates()
    margin = margin_in_force(halves(), undiscounted(3))
    by_hand = sum(rates.arpa * (1 - rates.churn) ** month for month in range(3))
    assert formula_within(inputs, margin, undiscounted(3))[0] == pytest.approx(by_hand)


def test_with_a_long_horizon_and_no_discount_it_is_ltv4() -> None:
    inputs, assumed = ltv_inputs(halves()), undiscounted(60, gross_margin=0.4)
    margin = margin_in_force(halves(), assumed)
    rates = inputs.rates()
    assert formula_within(inputs, margin, assumed)[0] == pytest.approx(0.4 * rates.arpa / rates.churn)


def test_where_nobody_leaves_the_horizon_ends_it() -> None:
    data = company("2024-01", a=[100] * 24, b=[200] * 24, c=[300] * 24)
    inputs, assumed = ltv_inputs(data), undiscounted(12)
    assert formula_within(inputs, margin_in_force(data, assumed), assumed)[0] == pytest.approx(12 * 200)


def test_a_cost_of_every_purchase_comes_off_before_it_is_discounted() -> None:
    inputs, assumed = ltv_inputs(halves()), Assumptions(horizon_months=12, discount_annual=0.1, cost_per_purchase=30)
    margin, rates = margin_in_force(halves(), assumed), inputs.rates()
    by_hand = sum((rates.arpa - 30) * (1 - rates.churn) ** month * 1.1 ** (-(month + 0.5) / 12) for month in range(12))
    assert formula_within(inputs, margin, assumed)[0] == pytest.approx(by_hand)


def test_what_was_observed_is_in_the_same_money_as_the_model() -> None:
    """With a stated margin sales are taken down by it; with observed costs they are taken off row by row."""
    rows = [line("old", day, 100, cost=10) for day in ("2023-01-05", "2025-11-05")]
    rows += [line(c, f"2023-{m:02d}-10", 100, cost=70) for c in "ab" for m in (3, 4, 5)]
    data = shop(rows)
    observed, stated, sales = (
        side_by_side(data, worth(data, fitted(data), Assumptions(gross_margin=margin))).table.set_index("kind")
        for margin in (None, 0.5, 1.0)
    )
    assert observed.loc["observed_12", "value"] == 90
    assert stated.loc["observed_12", "value"] == 150
    assert sales.loc["observed_12", "value"] == 300
    assert sales.loc["observed_12", "customers"] == 2


def test_the_gap_is_what_the_formula_misses() -> None:
    rows = [("formula", 60.0, math.nan, math.nan, 9), ("model", 100.0, 90.0, 110.0, math.nan)]
    table = pd.DataFrame(rows, columns=["kind", "value", "low", "high", "customers"])
    assert SideBySide(table, 0.1).gap == pytest.approx(2 / 3)
    assert math.isnan(SideBySide(table.iloc[:1], 0.1).gap)
    assert math.isnan(SideBySide(table.assign(value=[-5.0, 60.0]), 0.1).gap)
    assert [SideBySide(table.assign(value=[60.0, model]), 0.1).comparison for model in (56.9, 57.1, 62.9, 63.1)] == [
        "lower", "alike", "alike", "higher",
    ]  # fmt: skip
    alone = SideBySide(table, 0.1).without_model()
    assert (alone.comparison, alone.table["kind"].tolist()) == ("unknown", ["formula"])


def test_the_model_is_shown_with_its_interval_and_left_out_where_it_is_unknown() -> None:
    data = halves()
    for new in (Estimated(500.0, Interval(400.0, 600.0)), NOT_KNOWN):
        values = Worth(
            pd.DataFrame(), NOT_KNOWN, new, Margin(1.0, margin_in_force(data, Assumptions()).base), Assumptions()
        )
        table = side_by_side(data, values).table.set_index("kind")
        assert ("model" in table.index) == (new is not NOT_KNOWN)
    assert table["value"].notna().all()


@pytest.mark.parametrize("name", degenerate())
def test_odd_books_give_no_infinite_value(name: str) -> None:
    data = degenerate()[name]
    found = side_by_side(data, worth(data, fitted(data), Assumptions()))
    assert not found.table[["value"]].isin([math.inf, -math.inf]).any().any()
