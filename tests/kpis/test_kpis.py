import datetime as dt
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from ltv.decisions.kpi import Maturity
from ltv.decisions.kpi_catalogue import CATALOGUE, KPIS
from ltv.decisions.kpi_readings import _NOT_COMPUTED
from ltv.decisions.kpis import Coverage, better, coverage, current_values
from ltv.errors import NotEnoughDataError
from ltv.metrics.basis import RetentionTarget
from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.retention import retention, share_won_within
from ltv.months import month_number
from tests.kpis.books import END, company, day, random_shops, shop, spend


def values(data, end=END, kpis=KPIS):
    return {found.kpi.id: found for found in current_values(data, end, kpis.values())}


def order(customer, date, amount, cost=0, discount=0):
    return {"customer_id": customer, "date": date, "amount": amount, "cost": cost, "discount": discount}


def test_kpis_with_a_value_and_those_ready_to_judge_by_are_counted():
    known = values(company("2023-12", old=[9] * 25))["nrr12"]
    unknown = replace(known, value=math.nan)
    ready = replace(known, kpi=replace(known.kpi, maturity=Maturity.EVALUATION))
    assert coverage([known, unknown, ready]) == Coverage(kpis=3, known=2, ready=1)


def three_years():
    """Every month from 2023 on a new customer who orders in three months running; the old one orders each January."""
    rows = [order("old", f"{year}-01-05", 500, 100) for year in (2023, 2024, 2025)]
    for i in range(36):
        months = [pd.Timestamp("2023-01-10") + pd.DateOffset(months=i + k) for k in range(3)]
        rows += [
            order(f"c{i:02d}", f"{m:%Y-%m-%d}", 1000, 400, discount=200 if k == 0 and i % 2 else 0)
            for k, m in enumerate(months) if m.year < 2026
        ]  # fmt: skip
    people = {"customer_id": ["old", *[f"c{i:02d}" for i in range(36)]], "channel": "search"}
    people["crm_total"] = pd.array([1500, 3000] + [None] * 35, dtype="Int64")
    costs = spend(*[(f"{2023 + i // 12}-{i % 12 + 1:02d}", "search", 600 if i < 24 else 900) for i in range(36)])
    deliveries = pd.DataFrame({"customer_id": ["c01"] * 4, "promised": day("2025-06-01"),
                               "delivered": [day("2025-06-01")] * 3 + [day("2025-06-04")]})  # fmt: skip
    tickets = pd.DataFrame({"customer_id": ["c30"] * 10, "day": day("2025-08-01"), "reply_hours": np.arange(1.0, 11)})
    return shop(rows, customers=people, spend=costs, deliveries=deliveries, tickets=tickets)


BOOK = values(three_years())


@pytest.mark.parametrize(("kpi", "value", "n", "previous"), [
    pytest.param("cpa", 900, 12, 600, id="900 a month for one new customer a month, 600 the year before"),
    pytest.param("new_customers", 12, 12, 12, id="one new customer a month"),
    pytest.param("retention_90", 10 / 12, 12, 1.0, id="two months on is day 59 in January and February"),
    pytest.param("discount_share", 0.5, 12, 0.5, id="every second first order has a discount"),
    pytest.param("gross_margin", 22_000 / 36_500, 15, 22_000 / 36_500, id="36 orders and the old one"),
    pytest.param("margin_ltv_24m", 1800, 12, None, id="three orders of 600 margin in 24 months"),
    pytest.param("promise_kept", 0.75, 4, None, id="three of four parcels in time"),
    pytest.param("first_reply_p90", 9, 10, None, id="nine of ten tickets within 9 hours"),
    pytest.param("f2", 1.0, 12, 1.0, id="everyone orders again after a month"),
    pytest.param("explained_revenue", 1.0, 37, None, id="the CRM is right about two and lacks the others"),
])  # fmt: skip
def test_values_of_a_book_on_paper(kpi, value, n, previous):
    found = BOOK[kpi]
    assert (found.value, found.n) == (pytest.approx(value), n)
    assert found.previous == pytest.approx(math.nan if previous is None else previous, nan_ok=True)


def test_cohort_kpis_count_the_last_12_months_that_were_observed_long_enough():
    assert BOOK["retention_90"].months == (month_number("2024-09"), month_number("2025-08"))
    assert BOOK["margin_ltv_24m"].months == (month_number("2023-02"), month_number("2024-01"))
    assert BOOK["cpa"].months == (month_number("2025-01"), END)


def test_cost_per_kept_customer_is_its_inputs_over_the_same_months():
    kept = BOOK["retention_90"]
    spent = 4 * 600 + 8 * 900
    assert BOOK["cost_per_kept"].value == pytest.approx(spent / (kept.n * kept.value))


def test_nrr_is_that_of_the_rule_in_force_and_says_which():
    data = three_years()
    found = BOOK["nrr12"]
    assert (found.rule, found.metric.id) == (NrrRule.TRANSACTIONAL, "nrr.transactional")
    assert found.value == retention(data.months, END, NrrRule.TRANSACTIONAL).nrr
    assert (found.low, found.high) == retention(data.months, END, NrrRule.TRANSACTIONAL).nrr_interval()
    won = [share_won_within(data.months, END - back) for back in (12, 24)]
    assert abs(won[0] - won[1]) > 0.10
    assert math.isnan(found.previous)


def test_movement_rates_and_nrr_of_orders_close():
    rate = {name: BOOK[f"{name}_rate"].value for name in ("expansion", "contraction", "churn")}
    assert BOOK["nrr12"].value == pytest.approx(1 + rate["expansion"] - rate["contraction"] - rate["churn"], abs=1e-12)
    assert BOOK["grr12"].value == pytest.approx(1 - rate["contraction"] - rate["churn"], abs=1e-12)


LACKING = {
    "margin_ltv_24m": "margin", "cost_per_kept": "spend", "cpa": "spend", "discount_share": "discount",
    "promise_kept": "deliveries", "first_reply_p90": "tickets", "explained_revenue": "crm_total",
    "gross_margin": "margin", "later_discount": "discount", "ticket_rate": "tickets",
}  # fmt: skip


def test_a_bare_list_of_orders_says_what_is_missing_for_each_kpi():
    rows = [(f"c{i}", f"{year}-{m:02d}-01", 100) for i, year in enumerate((2023, 2024, 2025)) for m in range(1, 13)]
    found = values(shop([*rows, ("c0", "2024-05-01", 100)]))
    assert {name: v.missing for name, v in found.items() if v.missing} == {
        name: (code,) for name, code in (LACKING | _NOT_COMPUTED).items()
    }


def test_contracts_have_no_orders_to_count():
    found = values(company("2024-01", a=[100] * 24, b=[0, 50] + [60] * 22))
    assert found["f2"].missing == ("orders",)
    assert found["nrr12"].rule == NrrRule.YOY_COHORT
    assert found["churn_rate"].rule == NrrRule.PERIOD_MOVES
    assert found["margin_ltv_24m"].missing == ("margin",)


def test_short_data_say_how_much_more_they_need():
    found = values(shop([("a", "2025-10-01", 100), ("b", "2025-11-01", 100), ("b", "2025-11-20", 50)]))
    assert found["nrr12"].missing == ("thirteen_months",)
    assert found["churn_rate"].missing == ("two_years",)
    assert found["retention_90"].missing == ("observation",)
    assert found["new_customers"].missing == ("thirteen_months",)
    assert found["f2"].value == 1.0


def test_more_than_a_tenth_of_tickets_unanswered_leaves_the_reply_time_unknown():
    tickets = pd.DataFrame({"customer_id": "a", "day": day("2025-08-01"), "reply_hours": [1.0] * 8 + [np.nan] * 2})
    found = values(shop([("a", "2025-01-01", 100)], tickets=tickets))["first_reply_p90"]
    assert (found.missing, found.n) == (("unanswered",), 10)
    assert found.reasons("ja") == ["返信時間のない問い合わせが10%を超えています"]


def test_the_crm_total_is_known_for_now_only():
    found = values(three_years(), end=END - 1)["explained_revenue"]
    assert found.missing == ("only_now",)


def test_a_month_that_is_not_over_is_refused():
    data = shop([("a", "2025-01-01", 100)], as_of=dt.date(2025, 12, 30))
    with pytest.raises(NotEnoughDataError, match="2025-12 is not a month known to its end"):
        current_values(data, END)
    assert len(current_values(data, END - 1)) == len(CATALOGUE)


def test_a_kpi_of_ones_own_is_listed_without_a_value():
    own = replace(KPIS["cpa"], id="mine")
    found = values(three_years(), kpis={"mine": own})["mine"]
    assert math.isnan(found.value)
    assert found.reasons("en") == ["An own KPI without a way to compute it"]


def reaches(kpi, target):
    return values(three_years(), kpis={kpi: replace(KPIS[kpi], target=target)})[kpi].reaches_target


def test_a_target_is_reached_from_the_side_that_is_better():
    assert reaches("cpa", 900.0) is True
    assert reaches("cpa", 899.0) is False
    assert reaches("discount_share", 0.6) is True
    assert reaches("promise_kept", 0.8) is False
    assert reaches("cpa", None) is None
    assert reaches("activation", 0.5) is None


def test_a_retention_target_is_compared_in_the_kpis_own_period():
    assert reaches("grr12", RetentionTarget(0.5, "revenue", "month")) is True
    assert reaches("grr12", RetentionTarget(0.99, "revenue", "month")) is False
    assert reaches("grr12", RetentionTarget(0.5, "customers", "year")) is None


@pytest.mark.parametrize(("change", "direction", "expected"), [
    (1, "up", True), (-1, "up", False), (1, "down", False), (-1, "down", True), (0, "up", None), (1, "band", None),
    (math.nan, "up", None),
])  # fmt: skip
def test_a_change_is_good_bad_or_neither(change, direction, expected):
    assert better(change, direction) is expected


@settings(max_examples=40)
@given(random_shops())
def test_a_value_is_known_or_says_why_not_and_lies_in_its_interval(data):
    for found in values(data, data.months.last_complete).values():
        assert math.isnan(found.value) == bool(found.missing)
        if not math.isnan(found.low) and not math.isnan(found.high):
            assert found.low - 1e-9 <= found.value <= found.high + 1e-9
