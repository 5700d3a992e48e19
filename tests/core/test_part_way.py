"""Twelve-month sums and the customers who were won in the middle of the earlier year."""

import numpy as np

from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.retention import (
    customers_of_the_whole_year,
    is_like_the_year_before,
    retention,
    share_won_within,
)
from tests.core.histories import FIRST, months_paid

WHOLE = [100] * 12 + [80] * 12
LATE = [0] * 6 + [100] * 18


def test_a_customer_won_part_way_makes_the_sum_rise_though_nobody_pays_more():
    months = months_paid(whole=WHOLE, late=LATE)
    found = retention(months, months.last, NrrRule.TRANSACTIONAL)
    assert (found.opening, found.kept_revenue) == (1200 + 600, 960 + 1200)
    assert share_won_within(months, FIRST + 11) == 0.5


def test_customers_of_the_whole_year_are_compared_like_with_like():
    months = months_paid(whole=WHOLE, late=LATE, first_month_of_the_year=[100] * 24)
    kept = customers_of_the_whole_year(months, FIRST + 11)
    ids = months.customers["customer_id"].to_numpy()[kept]
    assert set(ids) == {"whole", "first_month_of_the_year"}
    found = retention(months.only(np.flatnonzero(kept)), months.last, NrrRule.TRANSACTIONAL)
    assert found.nrr == (960 + 1200) / 2400


def test_years_are_alike_when_as_many_customers_were_won_part_way_in_each():
    steady = months_paid(
        old=[1] * 48, a=[0] * 3 + [1] * 45, b=[0] * 15 + [1] * 33, gone=[1] * 12 + [0] * 36, c=[0] * 27 + [1] * 21
    )
    assert is_like_the_year_before(steady, NrrRule.TRANSACTIONAL, FIRST + 35)
    grown = months_paid(old=[1] * 48, **{f"n{i}": [0] * 3 + [1] * 45 for i in range(9)})
    assert not is_like_the_year_before(grown, NrrRule.TRANSACTIONAL, FIRST + 35)
    assert is_like_the_year_before(grown, NrrRule.YOY_COHORT, FIRST + 35)
