import datetime as dt
import itertools
import math
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.metrics.customers import customer_summary
from ltv.metrics.repeat import Conversion, conversion, days_to_next, median_gap, purchases
from ltv.months import date_of, day_number
from tests.core import naive
from tests.core.histories import ledger_of, order_lists

NUMBERS = st.one_of(st.none(), st.sampled_from(["n1", "n2", "n3"]))


@st.composite
def orders_with_numbers(draw):
    orders, as_of = draw(order_lists())
    numbers = draw(st.one_of(st.none(), st.lists(NUMBERS, min_size=len(orders), max_size=len(orders))))
    return orders, numbers, as_of


def bought_of(ledger):
    found = purchases(ledger)
    bought = {}
    for customer, day, nth in zip(found.customer, found.day, found.nth, strict=True):
        days = bought.setdefault(ledger.customers["customer_id"][customer], [])
        days.append(date_of(day))
        assert len(days) == nth
    return bought


@given(orders_with_numbers())
@settings(max_examples=120)
def test_purchases_are_the_orders_that_were_paid_for_and_counted_in_order(drawn):
    orders, numbers, as_of = drawn
    ledger = ledger_of(orders, numbers, as_of=as_of)
    given_numbers = numbers or [None] * len(orders)
    assert bought_of(ledger) == naive.purchases([(*o, n) for o, n in zip(orders, given_numbers, strict=True)])


@given(orders_with_numbers(), st.integers(1, 3), st.sampled_from([0, 1, 30, 90]))
@settings(max_examples=120)
def test_conversion_to_the_next_order_is_that_of_the_definition(drawn, nth, window):
    orders, numbers, as_of = drawn
    ledger = ledger_of(orders, numbers, as_of=as_of)
    given_numbers = numbers or [None] * len(orders)
    bought = naive.purchases([(*o, n) for o, n in zip(orders, given_numbers, strict=True)])
    found = conversion(purchases(ledger), nth, window)
    assert (found.eligible, found.converted, found.not_yet_known) == naive.conversion(bought, nth, window, as_of)
    gaps = [(days[nth] - days[nth - 1]).days for days in bought.values() if len(days) > nth]
    table = days_to_next(purchases(ledger), nth)
    assert dict(zip(table["days"], table["customers"])) == {gap: gaps.count(gap) for gap in gaps}
    every = [(b - a).days for days in bought.values() for a, b in itertools.pairwise(days)]
    assert (
        median_gap(purchases(ledger)) == statistics.median(every)
        if every
        else math.isnan(median_gap(purchases(ledger)))
    )


@given(order_lists())
@settings(max_examples=80)
def test_customer_summary_is_what_one_counts_by_hand(drawn):
    orders, as_of = drawn
    ledger = ledger_of(orders, as_of=as_of)
    for row in customer_summary(ledger).to_dict("records"):
        mine = [(d, a) for c, d, a in orders if c == ledger.customers["customer_id"][row["customer"]]]
        assert row == {
            "customer": row["customer"],
            "first_day": day_number(min(mine)[0]),
            "last_day": day_number(max(mine)[0]),
            "days": len({d for d, _ in mine}),
            "rows": len(mine),
            "revenue": sum(a for _, a in mine),
            "days_since_last": (as_of - max(mine)[0]).days,
        }


def day(n: int) -> dt.date:
    return dt.date(2025, 1, 1) + dt.timedelta(days=n)


def test_who_could_not_yet_have_ordered_again_is_not_yet_known():
    orders = [("a", day(0), 1), ("a", day(30), 1), ("b", day(0), 1), ("b", day(31), 1), ("c", day(1), 1)]
    found = conversion(purchases(ledger_of(orders, as_of=day(31))), 1, 30)
    assert (found.eligible, found.converted, found.not_yet_known) == (3, 1, 0)
    early = conversion(purchases(ledger_of(orders[:2] + orders[4:], as_of=day(30))), 1, 30)
    assert (early.eligible, early.converted, early.not_yet_known) == (1, 1, 1)


def test_an_order_that_was_refunded_in_full_is_no_purchase():
    orders = [("a", day(0), 100), ("a", day(40), -100), ("a", day(50), 70)]
    assert bought_of(ledger_of(orders, ["x", "x", "y"])) == {"a": [day(50)]}


def test_lines_of_one_order_are_one_purchase_and_two_orders_of_one_day_are_two():
    orders = [("a", day(0), 100), ("a", day(0), 50), ("a", day(0), 70)]
    assert bought_of(ledger_of(orders, ["x", "x", "y"])) == {"a": [day(0), day(0)]}
    assert bought_of(ledger_of(orders)) == {"a": [day(0)]}


def test_days_before_1970_are_not_taken_for_order_numbers():
    orders = [("a", dt.date(1969, 12, 30), 100), ("a", dt.date(1975, 1, 1), 50), ("a", dt.date(1976, 1, 1), 50)]
    assert len(bought_of(ledger_of(orders, [None, "x", "y"]))["a"]) == 3


def test_a_ledger_without_rows_has_no_purchases_and_no_summary():
    ledger = ledger_of([("a", day(0), 1)], ["x"]).only([])
    assert len(purchases(ledger).day) == 0
    assert math.isnan(conversion(purchases(ledger), 1, 30).rate)
    assert len(customer_summary(ledger)) == 0
    assert math.isnan(median_gap(purchases(ledger)))


def test_conversions_of_different_steps_do_not_add_up():
    with pytest.raises(ValueError, match="do not add up"):
        Conversion(1, 30, 1, 1, 0) + Conversion(2, 30, 1, 1, 0)
