import math

import numpy as np
import pytest
from hypothesis import given, settings

from ltv.metrics.movement_rates import MovementRate, monthly_or_yearly, movement_rates
from ltv.metrics.nrr_rules import CHAINS, NrrRule, earliest_end
from ltv.metrics.ratio import Ratio
from ltv.metrics.retention import retention
from ltv.months import month_number
from tests.kpis.books import END, company, random_shops, shop

E1 = {
    "A": [100, 100, 100, 100], "B": [200, 200, 150, 150], "C": [100, 130, 130, 160], "D": [50, 0, 0, 50],
    "E": [150, 150, 0, 0], "F": [0, 80, 80, 100], "G": [0, 0, 60, 60], "H": [400, 400, 420, 420],
}  # fmt: skip
WITH_PARTS = [rule for rule in NrrRule if rule not in CHAINS]


@pytest.mark.parametrize(("month", "opening", "parts"), [
    ("2025-02", 1000, (30, 0, 50)), ("2025-03", 1060, (20, 50, 150)), ("2025-04", 940, (50, 0, 0)),
])  # fmt: skip
def test_e1_rates_are_the_movements_over_what_the_month_opened_with(month, opening, parts):
    found = movement_rates(company("2025-01", **E1).months, month_number(month), NrrRule.PERIOD_MOVES)
    assert tuple(rate.above for rate in found.values()) == parts
    assert [rate.rate for rate in found.values()] == [part / opening for part in parts]


def test_contracts_are_compared_with_the_month_before_and_orders_with_the_year_before():
    assert monthly_or_yearly(company("2025-01", **E1).months) == NrrRule.PERIOD_MOVES
    assert monthly_or_yearly(shop([("a", "2025-01-01", 1)]).months) == NrrRule.TRANSACTIONAL


def test_the_interval_is_cochrans_for_a_ratio_and_not_below_0():
    found = movement_rates(company("2025-01", **E1).months, month_number("2025-03"), NrrRule.PERIOD_MOVES)["churn"]
    opening, lost = np.array([100, 200, 130, 150, 80, 400]), np.array([0, 0, 0, 150, 0, 0])
    residual = lost - lost.sum() / opening.sum() * opening
    se = math.sqrt(6 / 5 * (residual**2).sum()) / opening.sum()
    assert found.interval == pytest.approx((0, 150 / 1060 + 2.570582 * se), abs=1e-6)


def test_no_case_gives_no_interval_rather_than_certainty():
    found = movement_rates(
        company("2025-01", a=[100, 100], b=[50, 50]).months, month_number("2025-02"), NrrRule.PERIOD_MOVES
    )
    assert found["churn"].rate == 0
    assert math.isnan(found["churn"].interval.high)


def test_a_product_of_months_has_no_movements():
    with pytest.raises(ValueError, match="chained"):
        movement_rates(company("2025-01", **E1).months, month_number("2025-04"), NrrRule.CHAINED)


@settings(max_examples=30)
@given(random_shops())
def test_rates_are_made_of_the_money_of_retention(data):
    for rule in WITH_PARTS:
        for end in range(earliest_end(data.months, rule), data.months.last_complete + 1):
            whole, rates = retention(data.months, end, rule), movement_rates(data.months, end, rule)
            assert (rates["expansion"].above, -rates["contraction"].above, -rates["churn"].above) == (
                whole.expansion, whole.contraction, whole.churn)  # fmt: skip
            assert {(rate.customers, rate.below) for rate in rates.values()} == {(whole.customers, whole.opening)}


@given(random_shops())
def test_rates_of_two_groups_of_customers_add_up(data):
    some = (data.customers.index % 2 == 0).astype(bool)
    one, two, all_ = (movement_rates(d.months, END, NrrRule.TRANSACTIONAL)["churn"]
                      for d in (data.only(some), data.only(~some), data))  # fmt: skip
    assert one + two == all_


def test_a_ratio_with_1_below_is_a_mean_with_students_interval():
    values = np.array([10, 20, 60])
    found = Ratio.of(np.ones(3, dtype=np.int64), values)
    half = 4.302653 * values.std(ddof=1) / math.sqrt(3)
    assert found.rate == 30
    assert found.interval == pytest.approx((30 - half, 30 + half), rel=1e-6)
    assert isinstance(MovementRate.of(values, values) + MovementRate.of(values, values), MovementRate)
