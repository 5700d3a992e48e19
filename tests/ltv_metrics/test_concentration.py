import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.errors import NotEnoughDataError
from ltv.metrics.concentration import Concentration, concentration
from ltv.metrics.intervals import UNKNOWN
from ltv.metrics.value_base import ValueBase
from ltv.months import month_number
from tests.kpis.books import company, shop
from tests.ltv_metrics import naive
from tests.ltv_metrics.books import books, contract_books, line

AMOUNTS = st.lists(st.integers(-500, 10_000), max_size=30)


def of(*values):
    return Concentration.of(np.array(values, dtype=np.int64))


def test_top_20_percent_of_ten_customers_are_two():
    assert of(50, 20, 10, 5, 5, 4, 3, 1, 1, 1).top_share() == pytest.approx(0.70)


def test_the_customer_on_the_border_counts_in_part():
    """20 % of 7 customers are 1.4: the first and 0.4 of the second."""
    assert of(40, 20, 10, 10, 10, 5, 5).top_share() == pytest.approx((40 + 0.4 * 20) / 100)


def test_gini_by_hand():
    assert of(1, 1, 1, 1).gini == 0
    assert of(0, 0, 0, 4).gini == pytest.approx(0.75)
    assert of(1, 2, 3, 4).gini == pytest.approx(0.25)


def test_hhi_of_equal_customers_is_one_over_their_number():
    assert of(7, 7, 7, 7).hhi == 0.25
    assert of(6, 4, -10).hhi == pytest.approx(0.52)


def test_the_whale_curve_passes_100_percent_and_comes_back():
    found = of(60, 50, 10, 0, -20)
    assert found.peak == (3, 120, 1.2)
    curve = found.whale()
    assert curve["profit"].tolist() == [0, 60, 110, 120, 120, 100]
    assert curve["profit_share"].max() == 1.2
    assert curve["profit_share"].iloc[-1] == 1.0


def test_customers_below_zero_take_away_what_lies_between_the_peak_and_the_total():
    found = of(60, 50, 10, 0, -20, -5)
    assert (found.losing, found.lost) == (2, 25)
    assert found.losing_share == pytest.approx(2 / 6)
    assert found.peak.profit - found.lost == found.total


def test_nobody_below_zero_takes_nothing_away():
    assert (of(3, 2, 0).losing, of(3, 2, 0).losing_share, of(3, 2, 0).lost) == (0, 0, 0)
    assert math.isnan(of().losing_share)


def test_the_lorenz_curve_starts_below_zero_when_some_customers_cost_money():
    curve = of(110, 10, -20).lorenz()
    assert curve["value_share"].iloc[[0, 100]].tolist() == [0, 1]
    assert curve["value_share"].min() == pytest.approx(-0.2, abs=0.01)


def test_deciles_of_twelve_customers():
    table = of(*range(12, 0, -1)).deciles()
    assert table["customers"].tolist() == [1, 1, 1, 1, 2, 1, 1, 1, 1, 2]
    assert table["value"].tolist() == [12, 11, 10, 9, 15, 6, 5, 4, 3, 3]
    assert table["cumulative_share"].iloc[-1] == 1


@given(AMOUNTS)
def test_deciles_add_up_to_the_whole_and_fall(values):
    table = of(*values).deciles()
    assert table["customers"].sum() == len(values)
    assert table["value"].sum() == sum(values)
    assert table["customers"].max() - table["customers"].min() <= 1
    means = table["mean"].dropna()
    assert (means.diff().dropna() <= 0).all()
    assert (table["mean"].isna() == (table["customers"] == 0)).all()


@given(AMOUNTS.filter(lambda v: sum(v) > 0), st.sampled_from([0.1, 0.2, 0.5]))
def test_one_number_each_as_the_definitions_give_it(values, top):
    found = of(*values)
    assert found.gini == pytest.approx(float(naive.gini(values)), abs=1e-12)
    assert found.top_share(top) == pytest.approx(float(naive.top_share(values, Fraction(top))))
    positive = [v for v in values if v > 0]
    assert found.hhi == pytest.approx(sum(v * v for v in positive) / sum(positive) ** 2)
    low, high = found.top_interval(top)
    assert (math.isnan(low) and len(values) == 1) or low <= found.top_share(top) <= high


@given(AMOUNTS, AMOUNTS)
def test_two_groups_of_customers_add_up(one, two):
    together = of(*one) + of(*two)
    assert together.amounts.tolist() == sorted([*one, *two], reverse=True)


@given(AMOUNTS.filter(lambda v: sum(v) <= 0))
def test_shares_of_nothing_are_unknown(values):
    found = of(*values)
    assert all(map(math.isnan, (found.gini, found.top_share(), found.peak.share)))
    assert found.gini_interval == found.top_interval() == UNKNOWN
    assert found.whale()["profit_share"].isna().all()
    assert found.lorenz()["value_share"].isna().all()


def test_curves_of_many_customers_stay_small_and_keep_the_peak():
    found = Concentration.of(np.random.default_rng(1).normal(100, 300, 50_000).astype(np.int64))
    curve = found.whale()
    assert len(curve) <= 202
    assert curve["profit"].max() == found.peak.profit
    assert curve["profit_share"].max() == pytest.approx(found.peak.share)


@pytest.mark.parametrize("draw", [
    pytest.param(lambda rng, n: rng.exponential(1000, n), id="exponential"),
    pytest.param(lambda rng, n: rng.lognormal(0, 1, n) * 100, id="lognormal"),
    pytest.param(lambda rng, n: rng.normal(100, 120, n), id="some negative"),
])  # fmt: skip
def test_intervals_hold_the_truth_about_as_often_as_they_say(draw):
    """400 books of 400 customers; the truth is that of two million."""
    rng = np.random.default_rng(7)
    every = Concentration.of(draw(rng, 2_000_000))
    gini, top = every.gini, every.top_share()
    held = {"gini": 0, "top": 0}
    for _ in range(400):
        found = Concentration.of(draw(rng, 400))
        held["gini"] += found.gini_interval.low <= gini <= found.gini_interval.high
        held["top"] += found.top_interval().low <= top <= found.top_interval().high
    assert all(0.90 <= n / 400 <= 0.985 for n in held.values()), held


def test_the_interval_of_the_top_share_is_that_of_the_bootstrap():
    values = np.random.default_rng(3).lognormal(0, 1, 600)
    rng = np.random.default_rng(4)
    drawn = [Concentration.of(rng.choice(values, 600)).top_share() for _ in range(3000)]
    low, high = Concentration.of(values).top_interval()
    assert (high - low) / 2 / 1.964 == pytest.approx(np.std(drawn), rel=0.06)


@given(st.one_of(books(), contract_books()))
@settings(max_examples=40)
def test_the_customers_of_a_period_are_those_with_a_row_in_it(book):
    _, data = book
    months = data.months
    first, last = months.first + 1, months.last
    found = concentration(data, start=first, end=last)
    rows = months.month >= first
    assert found.customers == len(set(months.customer[rows]))
    assert found.total == months.amount[rows].sum()


def test_profit_is_sales_less_cost_and_needs_costs():
    rows = [line("a", "2025-01-10", 500, cost=200), line("b", "2025-01-10", 100, cost=400)]
    found = concentration(shop(rows), ValueBase.GROSS_PROFIT)
    assert found.amounts.tolist() == [300, -300]
    assert concentration(shop(rows), start=month_number("2025-02")).customers == 0
    with pytest.raises(NotEnoughDataError, match="column cost"):
        concentration(company("2025-01", a=[1]), ValueBase.GROSS_PROFIT)
