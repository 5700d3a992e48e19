import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ltv.metrics.acquisition import acquired, kept_at_90
from ltv.metrics.acquisition_cost import (
    CheapestChannel,
    Cost,
    SpendAndLoss,
    cheapest_channel,
    compared_months,
    cost_by_month,
    cost_per_kept,
    cost_per_new,
    kept_by_channel,
    paid_channels,
    poisson,
)
from ltv.months import month_number
from tests.kpis.books import END, company, random_shops, shop, spend

JAN, FEB = month_number("2025-01"), month_number("2025-02")

E7 = {"search": (50, 35, 350_000), "affiliate": (60, 30, 330_000), "referral": (25, 19, 37_500)}


def e7():
    """E7 as a book: every customer ordered on 10 January, those kept again on 10 April."""
    rows, people = [("old", "2024-12-05", 1)], {"customer_id": ["old"], "channel": [None]}
    for channel, (new, kept, _) in E7.items():
        ids = [f"{channel}{i}" for i in range(new)]
        people["customer_id"] += ids
        people["channel"] += [channel] * new
        rows += [(c, "2025-01-10", 100) for c in ids] + [(c, "2025-04-10", 100) for c in ids[:kept]]
    return shop(rows, customers=people, spend=spend(*[("2025-01", c, cost) for c, (_, _, cost) in E7.items()]))


def test_e7_affiliates_are_cheaper_to_win_and_dearer_to_keep():
    table = kept_by_channel(e7(), acquired(e7()), JAN, FEB).set_index("channel")
    assert list(table.index) == ["affiliate", "search", "referral"]
    assert dict(table["cpa"]) == {"search": 7000, "affiliate": 5500, "referral": 1500}
    assert table["cost_per_kept"].round().to_dict() == {"search": 10_000, "affiliate": 11_000, "referral": 1974}
    assert table["retention"].to_dict() == {"search": 0.7, "affiliate": 0.5, "referral": 0.76}


def test_e7_the_dearest_channel_per_customer_kept_comes_first():
    assert list(paid_channels(kept_by_channel(e7(), acquired(e7()), JAN, FEB))["channel"]) == [
        "affiliate", "search", "referral",
    ]  # fmt: skip


def test_channels_without_a_cost_or_without_anyone_kept_are_not_compared():
    rows = [("old", "2024-12-05", 1), ("a", "2025-01-10", 1), ("b", "2025-01-10", 1), ("b", "2025-04-10", 1)]
    people = {"customer_id": ["old", "a", "b"], "channel": [None, "search", "friends"]}
    data = shop(rows, customers=people, spend=spend(("2025-01", "search", 50)))
    assert paid_channels(kept_by_channel(data, acquired(data), JAN, FEB)).empty


def test_the_cheapest_channel_is_dear_where_a_kept_customer_costs_more_than_on_average_beyond_its_interval():
    found = cheapest_channel(paid_channels(kept_by_channel(e7(), acquired(e7()), JAN, FEB)))
    assert (found.channel, found.cpa, round(found.average)) == ("referral", 1500, 8542)
    assert not found.is_dear
    assert CheapestChannel("x", 1, 9, 8.1, 8.0).is_dear
    assert not CheapestChannel("x", 1, 9, 8.0, 8.0).is_dear


def test_channels_are_compared_over_two_years_at_most_that_have_been_observed_for_90_days():
    assert compared_months(company("2021-01", a=[1] * 60).months) == (month_number("2023-09"), month_number("2025-08"))
    short = company("2025-03", a=[1] * 10).months
    assert compared_months(short) == (month_number("2025-04"), month_number("2025-08"))


def test_cost_is_a_share_of_what_was_lost_where_anything_was():
    assert SpendAndLoss(30, 120).share == 0.25
    assert math.isnan(SpendAndLoss(30, 0).share)


def test_e7_all_channels_together():
    data, new = e7(), acquired(e7())
    assert cost_per_new(data, new, JAN, JAN) == Cost(717_500, 135)
    assert cost_per_kept(data, new, JAN, JAN) == Cost(717_500, 84)


def test_a_cost_per_kept_customer_is_cpa_over_retention():
    data, new = e7(), acquired(e7())
    cpa, kept = cost_per_new(data, new, JAN, JAN).per_customer, kept_at_90(new, JAN, JAN).rate
    assert cost_per_kept(data, new, JAN, JAN).per_customer == pytest.approx(cpa / kept)


def test_months_without_a_recorded_cost_do_not_make_customers_cheap():
    data = shop(
        [("old", "2024-12-05", 1), ("a", "2025-01-10", 1), ("b", "2025-02-10", 1)], spend=spend(("2025-01", "x", 50))
    )
    assert cost_per_new(data, acquired(data), JAN, FEB) == Cost(50, 1)


def test_cost_of_the_first_month_is_left_out_with_its_customers():
    data = shop(
        [("old", "2024-12-05", 1), ("a", "2025-01-10", 1)], spend=spend(("2024-12", "x", 999), ("2025-01", "x", 50))
    )
    assert cost_per_new(data, acquired(data), JAN - 1, JAN) == Cost(50, 1)


def test_a_channel_without_a_recorded_cost_has_no_cpa_rather_than_a_free_one():
    people = {"customer_id": ["old", "a", "b"], "channel": ["x", "x", None]}
    rows = [("old", "2024-12-05", 1), ("a", "2025-01-10", 1), ("b", "2025-01-11", 1)]
    data = shop(rows, customers=people, spend=spend(("2025-01", "x", 50), ("2025-01", "y", 70), ("2025-02", "x", 80)))
    table = cost_by_month(data, acquired(data))
    assert [(str(m)[:7], c, n) for m, c, n in zip(table["month"], table["channel"], table["customers"])] == [
        ("2025-01", "", 1), ("2025-01", "x", 1), ("2025-01", "y", 0), ("2025-02", "x", 0)]  # fmt: skip
    np.testing.assert_equal(table["cpa"].to_list(), [math.nan, 50.0, math.nan, math.nan])
    assert table["spend"].isna().tolist() == [True, False, False, False]


def test_contracts_without_cost_or_channel_have_a_table_of_customers():
    data = company("2024-12", old=[9], a=[0, 1, 1, 1, 1])
    table = kept_by_channel(data, acquired(data), JAN, JAN)
    assert table[["channel", "customers", "kept"]].to_numpy().tolist() == [["", 1, 1]]
    assert cost_per_new(data, acquired(data), JAN, JAN) == Cost()


@pytest.mark.parametrize("count", [0, 1, 7, 250])
def test_the_interval_of_a_count_is_garwoods(count):
    low, high = poisson(count)
    assert high == pytest.approx(stats.chi2.ppf(0.975, 2 * count + 2) / 2)
    assert low == pytest.approx(stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0)


@given(st.integers(0, 10**9), st.integers(0, 10_000))
def test_a_cost_lies_in_its_interval_or_is_not_known(amount, customers):
    cost = Cost(amount, customers)
    low, high = cost.interval
    assert low <= cost.per_customer <= high or (customers == 0 and math.isnan(cost.per_customer) and math.isnan(low))


@given(random_shops())
def test_the_table_by_channel_adds_up_to_the_totals(data):
    table, new = kept_by_channel(data, acquired(data), JAN, END), acquired(data)
    total = kept_at_90(new, max(JAN, data.months.first + 1), END)
    assert (table["customers"].sum(), table["kept"].sum()) == (total.acquired, total.kept)
