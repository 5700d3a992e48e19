import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltv.metrics.intervals import wilson
from ltv.metrics.service import Promises, Replies, promises, promises_by_month, replies, tickets_per_customer
from ltv.months import month_number
from tests.kpis.books import day, shop

ORDERS = [("a", "2025-01-01", 100), ("b", "2025-02-01", 100)]
JAN, DEC = month_number("2025-01"), month_number("2025-12")


def delivering(*pairs):
    rows = [("a", day(promised), None if done is None else day(done)) for promised, done in pairs]
    return shop(ORDERS, deliveries=pd.DataFrame(rows, columns=["customer_id", "promised", "delivered"]))


@pytest.mark.parametrize(("promised", "delivered", "expected"), [
    pytest.param("2025-05-10", "2025-05-10", Promises(1, 1), id="on the day is kept"),
    pytest.param("2025-05-10", "2025-05-11", Promises(1, 0), id="a day late is not"),
    pytest.param("2025-05-10", None, Promises(1, 0), id="never arrived is not"),
    pytest.param("2026-01-10", None, Promises(0, 0), id="not due yet does not count"),
    pytest.param("2026-01-10", "2025-12-30", Promises(0, 0), id="not even when it came early"),
])  # fmt: skip
def test_a_promise_is_kept_or_not_once_it_is_due(promised, delivered, expected):
    assert promises(delivering((promised, delivered))) == expected


def test_promises_are_counted_in_the_month_of_the_promised_day():
    data = delivering(("2025-05-31", "2025-06-02"), ("2025-06-01", "2025-05-31"), ("2025-06-09", "2025-06-09"))
    table = promises_by_month(data)
    assert [str(m)[:7] for m in table["month"]] == ["2025-05", "2025-06"]
    assert table[["due", "kept", "rate"]].to_numpy().tolist() == [[1, 0, 0.0], [2, 2, 1.0]]
    assert tuple(table[["low", "high"]].iloc[1]) == wilson(2, 2)
    june = month_number("2025-06")
    assert promises(data, june, june) == Promises(2, 2)


def test_a_delivery_without_a_promised_day_is_not_due():
    data = delivering(("2025-05-10", "2025-05-10"))
    data.deliveries["promised"] = pd.array([None], dtype="Int64")
    assert promises(data) == Promises()


def test_without_deliveries_or_tickets_there_is_nothing_to_count():
    data = shop(ORDERS)
    assert promises(data) == Promises()
    assert math.isnan(promises(data).rate)
    assert promises_by_month(data).empty
    assert replies(data).tickets == 0
    assert math.isnan(replies(data).p90)


def answered(*hours):
    return Replies(np.sort(np.array([h for h in hours if h is not None], dtype=float)), sum(h is None for h in hours))


def test_nine_of_ten_tickets_were_answered_within_p90():
    assert answered(*range(1, 11)).p90 == 9
    assert answered(*range(1, 12)).p90 == 10  # 9 of 11 are only 82 %
    assert answered(5).p90 == 5


def test_an_unanswered_ticket_is_slower_than_any_other():
    assert answered(*range(1, 10), None).p90 == 9
    assert math.isnan(answered(*range(1, 9), None, None).p90)


def test_the_interval_of_p90_is_that_of_the_order_statistics():
    low, high = answered(*range(1, 101)).interval  # binomial(100, 0.9): 84 at 2.5 %, 95 at 97.5 %
    assert (low, high) == (84, 96)
    assert math.isnan(answered(1, 2, 3).interval.high)  # the slowest seen may not be the slowest there is


@given(st.lists(st.one_of(st.none(), st.floats(0, 500)), min_size=1, max_size=60))
def test_p90_is_the_smallest_that_nine_tenths_do_not_exceed(hours):
    known = sorted(h for h in hours if h is not None)
    enough = [h for h in known if sum(k <= h for k in known) * 10 >= 9 * len(hours)]
    np.testing.assert_equal(answered(*hours).p90, min(enough, default=math.nan))


@given(st.lists(st.floats(0, 99), max_size=9), st.lists(st.floats(0, 99), max_size=9))
def test_replies_of_two_groups_add_up(one, two):
    assert (answered(*one, None) + answered(*two)).hours.tolist() == sorted(one + two)


def test_tickets_are_counted_by_day_and_divided_by_customers_who_paid():
    rows = [
        ("a", "2025-01-05", 2.0),
        ("a", "2025-03-05", None),
        ("b", "2025-03-06", 4.0),
        ("stranger", "2025-03-06", 1.0),
    ]
    table = pd.DataFrame([(c, day(d), h) for c, d, h in rows], columns=["customer_id", "day", "reply_hours"])
    data = shop([*ORDERS, ("a", "2025-03-01", 100)], tickets=table)
    march = month_number("2025-03")
    assert replies(data, JAN, DEC).unanswered == 1
    assert replies(data, march, march).hours.tolist() == [1.0, 4.0]
    assert tickets_per_customer(data, march, march).rate == 1.0  # one ticket of a, who alone paid in March
    assert tickets_per_customer(data, JAN, DEC).rate == 1.5
