import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from ltv.metrics.acquisition import FirstOrders, Kept, acquired, first_orders, has_discounts, kept_at_90, last_observed
from ltv.metrics.movements import movements
from ltv.months import MonthRule, date_of, month_name, month_number
from tests.kpis.books import END, company, random_shops, shop

FIRST, LAST = month_number("2025-01"), END
OLD = ("old", "2024-12-05", 100)  # opens the data, so that January's customers are known to be new


def kept(*dates):
    """Whether a customer who ordered on these days was kept at day 90."""
    new = acquired(shop([OLD, *[("a", date, 100) for date in dates]]))
    return kept_at_90(new, FIRST, FIRST).kept == 1


@pytest.mark.parametrize(("second", "is_kept"), [
    pytest.param("2025-03-01", False, id="day 59 is too early"),
    pytest.param("2025-03-02", True, id="day 60 counts"),
    pytest.param("2025-04-01", True, id="day 90 counts"),
    pytest.param("2025-05-01", True, id="day 120 counts"),
    pytest.param("2025-05-02", False, id="day 121 is too late"),
])  # fmt: skip
def test_kept_at_day_90_is_a_paid_order_in_days_60_to_120(second, is_kept):
    assert kept("2025-01-01", second) is is_kept


def test_a_refunded_order_in_the_window_keeps_nobody():
    rows = [{"customer_id": "a", "date": d, "amount": x, "order": o} for d, x, o in (
        ("2025-01-01", 100, 1), ("2025-04-01", 100, 2), ("2025-04-09", -100, 2))]  # fmt: skip
    new = acquired(shop([{"customer_id": "old", "date": "2024-12-05", "amount": 100, "order": 0}, *rows]))
    assert kept_at_90(new, FIRST, FIRST) == Kept(acquired=1, kept=0)


def test_customers_of_the_first_month_are_not_known_to_be_new():
    assert len(acquired(shop([OLD, ("b", "2024-12-20", 100)])).customer) == 0


def test_a_month_is_mature_when_its_last_customer_was_observed_for_120_days():
    new = acquired(shop([OLD]))
    assert month_name(new.last_mature(month_number("2025-12"))) == "2025-08"  # 31 August + 120 days = 29 December
    assert month_name(new.last_mature(month_number("2025-11"))) == "2025-07"
    assert month_name(last_observed(MonthRule(), month_number("2025-03"), 30)) == "2025-02"
    assert month_name(last_observed(MonthRule(), month_number("2025-03"), 32)) == "2025-01"


def test_a_contract_is_kept_when_active_at_the_end_of_the_third_month():
    data = company("2024-12", old=[9], a=[0, 1, 1, 1, 1], b=[0, 1, 1, 1, 0], c=[0, 1, 0, 0, 1])
    new = acquired(data)
    assert kept_at_90(new, FIRST, FIRST) == Kept(acquired=3, kept=2)
    assert month_name(new.last_mature(LAST)) == "2025-09"


def test_e7_35_of_50_are_70_percent_with_wilsons_interval():
    parts = Kept(50, 35)
    assert parts.rate == 0.7
    assert parts.interval == pytest.approx((0.5625, 0.8090), abs=5e-5)
    assert np.isnan(Kept().rate)


def discounted(rows, **more):
    data = shop([{"customer_id": "old", "date": "2024-12-05", "amount": 9, **dict.fromkeys(more, 0)}, *rows])
    return first_orders(data, acquired(data), FIRST, LAST)


def test_only_the_discount_of_the_first_day_counts():
    rows = [{"customer_id": c, "date": d, "amount": 100, "discount": x} for c, d, x in (
        ("a", "2025-01-10", 30), ("a", "2025-01-10", 0), ("b", "2025-02-10", 0), ("b", "2025-02-11", 50))]  # fmt: skip
    assert discounted(rows, discount=0) == FirstOrders(known=2, discounted=1)


def test_without_discounts_of_orders_the_customers_first_rate_is_used():
    people = {"customer_id": ["a", "b", "c", "d", "old"], "first_discount": ["0.3", "50%", "0", None, "1"]}
    data = shop([OLD, *[(c, "2025-01-10", 100) for c in "abcd"]], customers=people)
    assert first_orders(data, acquired(data), FIRST, LAST) == FirstOrders(known=3, discounted=2)
    assert has_discounts(data)
    assert not has_discounts(shop([OLD]))


@given(random_shops())
def test_new_customers_are_those_of_the_movements(data):
    moved = movements(data.months)["customers_new"]
    counted = [int((acquired(data).month == m).sum()) for m in range(data.months.first + 1, data.months.last + 1)]
    assert counted == list(moved)


@given(random_shops())
def test_kept_customers_are_those_a_loop_finds(data):
    new = acquired(data)
    orders = pd.DataFrame({"customer": data.ledger.customer, "day": data.ledger.day, "amount": data.ledger.amount})
    daily = orders.groupby(["customer", "day"])["amount"].sum()  # without order numbers, a day is an order
    for code, month, is_kept in zip(new.customer, new.month, new.kept):
        mine = orders[(orders["customer"] == code) & (orders["amount"] > 0)]
        first = min(d for d in mine["day"] if month_of(d) == month)
        around = [d for d, amount in daily[code].items() if amount > 0 and 60 <= d - first <= 120]
        assert is_kept == bool(around)


def month_of(day):
    date = date_of(day)
    return (date - dt.date(1970, 1, 1)).days >= 0 and (date.year - 1970) * 12 + date.month - 1


@given(random_shops())
def test_parts_of_two_groups_of_customers_add_up(data):
    some = (data.customers.index % 2 == 0).astype(bool)
    parts = [(kept_at_90(acquired(d), FIRST, LAST), first_orders(d, acquired(d), FIRST, LAST))
             for d in (data.only(some), data.only(~some), data)]  # fmt: skip
    assert parts[0][0] + parts[1][0] == parts[2][0]
    assert parts[0][1] + parts[1][1] == parts[2][1]
