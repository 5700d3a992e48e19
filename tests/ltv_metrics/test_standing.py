import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.dataset import Dataset
from ltv.errors import LtvError
from ltv.metrics.customers import customer_summary
from ltv.metrics.standing import first_days, standing
from ltv.months import MonthRule, date_of, day_number, month_number
from tests.core.histories import FIRST, customer_months, paid
from tests.kpis.books import AS_OF, company, day, shop
from tests.ltv_metrics import naive
from tests.ltv_metrics.books import books, contract_books, line


def keyed(data, table):
    ids = data.customers["customer_id"]
    columns = zip(*(table[name] for name in ("customer", "first_day", "last_day", "orders", "revenue")))
    return {ids[c]: (date_of(first), date_of(last), n, money) for c, first, last, n, money in columns}


@given(books(), st.integers(0, 900), st.sampled_from([None, 30, 200]))
@settings(max_examples=80)
def test_how_customers_stood_on_a_day_is_what_one_counts_from_the_rows_up_to_it(book, days_ago, window):
    rows, data = book
    then = AS_OF - dt.timedelta(days=days_ago)
    table = standing(data, as_of=then, window_days=window)
    assert keyed(data, table) == naive.standing(rows, then, window)
    assert (table["days_since_last"] == day_number(then) - table["last_day"]).all()


@given(books())
@settings(max_examples=40)
def test_what_happens_later_changes_nothing_of_a_day(book):
    rows, data = book
    then = AS_OF - dt.timedelta(days=400)
    known = [row for row in rows if row["date"] <= then]
    same = shop(known, as_of=then, customers={"customer_id": list("abcdefgh")})
    assert keyed(same, standing(same)) == keyed(data, standing(data, as_of=then))


@given(books())
def test_the_revenue_of_buyers_is_that_of_the_customer_summary(book):
    _, data = book
    summary = customer_summary(data.ledger).set_index("customer")["revenue"]
    table = standing(data).set_index("customer")["revenue"]
    assert table.to_dict() == summary[table.index].to_dict()


def test_a_day_after_the_last_known_one_is_refused():
    with pytest.raises(LtvError, match="later than the last day"):
        standing(shop([("a", "2025-01-01", 1)]), as_of=dt.date(2026, 1, 1))


def test_an_order_returned_later_counts_until_it_is_returned():
    data = shop([line("a", "2025-01-10", 100, order="n1"), line("a", "2025-03-10", -100, order="n1")])
    assert list(standing(data, as_of=dt.date(2025, 3, 9))["orders"]) == [1]
    assert len(standing(data)) == 0


def test_a_contract_is_current_until_the_end_of_its_last_month():
    data = company("2025-01", a=[100, 100, 0], b=[0, 0, 300])
    table = standing(data, as_of=dt.date(2025, 2, 28))
    assert table[["customer", "orders", "revenue", "days_since_last"]].to_numpy().tolist() == [[0, 2, 200, 0]]
    table = standing(data, as_of=dt.date(2025, 3, 31))
    assert table[["customer", "orders", "revenue", "days_since_last"]].to_numpy().tolist() == [
        [0, 2, 200, 31],
        [1, 1, 300, 0],
    ]
    assert list(table["first_day"]) == [day("2025-01-01"), day("2025-03-01")]
    assert list(table["last_day"]) == [day("2025-02-28"), day("2025-03-31")]


@given(contract_books(), st.integers(0, 29), st.sampled_from([None, 61]))
@settings(max_examples=60)
def test_contracts_stand_as_the_months_that_are_over_say(book, offset, window):
    history, data = book
    rule, as_of = data.months.month_rule, day_number(data.months.as_of)
    until = min(rule.last_day(FIRST + offset), as_of)
    expected = {}
    for customer, months in history.items():
        seen = {m: a for m, a in months.items() if min(rule.last_day(m), as_of) <= until}
        if window is not None:
            seen = {m: a for m, a in seen.items() if rule.last_day(m) > until - window}
        paid = sorted(m for m, a in seen.items() if a > 0)
        if paid:
            last = min(rule.last_day(paid[-1]), as_of)
            first = rule.last_day(paid[0] - 1) + 1
            expected[customer] = (date_of(first), date_of(last), len(paid), sum(seen.values()))
    assert keyed(data, standing(data, as_of=date_of(until), window_days=window)) == expected


def test_months_that_close_on_the_20th_are_over_on_the_20th():
    rule = MonthRule(20)
    first = month_number("2025-01")
    months = customer_months(paid(first, a=[100, 0], b=[0, 50]), first + 1, first=first, month_rule=rule)
    data = Dataset("contracts", months, "closing")
    assert first_days(data).tolist() == [day("2024-12-21"), day("2025-01-21")]
    table = standing(data, as_of=dt.date(2025, 1, 31))
    assert table[["customer", "last_day", "days_since_last"]].to_numpy().tolist() == [[0, day("2025-01-20"), 11]]
    assert standing(data)["days_since_last"].tolist() == [31, 0]


@given(books())
def test_the_first_day_of_a_customer_is_that_of_the_first_paid_month(book):
    rows, data = book
    first = dict(zip(data.customers["customer_id"], first_days(data)))
    for customer, date in naive.newcomers(rows).items():
        assert first[customer] == day_number(date)
