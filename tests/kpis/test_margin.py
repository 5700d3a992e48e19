import pytest
from hypothesis import given

from ltv.errors import NotEnoughDataError
from ltv.metrics.acquisition import acquired
from ltv.metrics.margin import gross_margin, has_cost, later_discount, observed_margin
from ltv.metrics.ratio import Ratio
from ltv.months import month_number
from tests.kpis.books import END, company, random_shops, shop

JAN = month_number("2023-01")


def row(customer, date, amount, cost=0, discount=0):
    return {"customer_id": customer, "date": date, "amount": amount, "cost": cost, "discount": discount}


BOOK = shop([
    row("old", "2022-12-05", 1000, 999),
    row("a", "2023-01-31", 1000, 400),
    row("a", "2024-12-31", 500, 100, discount=500),
    row("a", "2025-01-01", 9000, 0),
    row("b", "2023-01-01", 1000, 700),
    row("b", "2023-02-01", -1000, 0),
    row("c", "2023-02-01", 100, 0),
])  # fmt: skip


def test_the_margin_of_24_months_starts_with_the_first_month_and_ends_with_the_24th():
    found = observed_margin(BOOK, acquired(BOOK), JAN, JAN)
    assert (found.customers, found.above) == (2, 600 + 400 + 300 - 1000)
    assert found.rate == 150


def test_customers_whose_first_month_lies_outside_do_not_count():
    assert observed_margin(BOOK, acquired(BOOK), JAN, JAN + 1).customers == 3
    assert observed_margin(BOOK, acquired(BOOK), JAN - 1, JAN - 1) == Ratio()


def test_gross_margin_is_what_cost_leaves_of_net_sales():
    assert gross_margin(BOOK, JAN, JAN).rate == pytest.approx((2000 - 1100) / 2000)


def test_the_discount_on_later_orders_leaves_the_first_month_out():
    found = later_discount(BOOK, JAN, END)
    assert (found.above, found.below) == (500, 1000 + 9000)


def test_contracts_and_orders_without_cost_have_no_margin():
    contracts, plain = company("2025-01", a=[1]), shop([("a", "2025-01-01", 1)])
    assert not has_cost(contracts)
    assert not has_cost(plain)
    with pytest.raises(NotEnoughDataError, match="contracts only"):
        gross_margin(contracts, END, END)
    with pytest.raises(NotEnoughDataError, match="no column cost"):
        gross_margin(plain, END, END)


@given(random_shops())
def test_margins_of_two_groups_of_customers_add_up(data):
    some = (data.customers.index % 2 == 0).astype(bool)
    groups = (data.only(some), data.only(~some), data)
    for measure in (
        lambda d: observed_margin(d, acquired(d), data.months.first + 1, END),
        lambda d: gross_margin(d, END - 11, END),
        lambda d: later_discount(d, END - 11, END),
    ):
        one, two, all_ = map(measure, groups)
        assert one + two == all_


@given(random_shops())
def test_the_margin_of_a_long_horizon_is_all_the_margin_there_is(data):
    new = acquired(data)
    total = observed_margin(data, new, data.months.first + 1, END, horizon_months=999).above
    margin = data.ledger.amount - data.ledger.columns["cost"]
    assert total == sum(int(margin[data.ledger.customer == code].sum()) for code in new.customer)
