import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltv.ledger import Ledger
from ltv.months import MonthRule, date_of, day_number, month_name, month_number, month_starts
from tests.core import naive
from tests.core.histories import ledger_of, row_of

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2150, 12, 31))
CLOSING = st.one_of(st.none(), st.integers(1, 28))


@given(st.lists(DAYS, max_size=30), CLOSING)
def test_a_day_belongs_to_the_month_that_the_calendar_and_the_closing_day_say(dates, closing_day):
    rule = MonthRule(closing_day)
    days = np.array([day_number(d) for d in dates], dtype=np.int32)
    assert rule.months(days).tolist() == [naive.month_of(d, closing_day) for d in dates]
    assert [rule.month(day) for day in days] == rule.months(days).tolist()


@given(DAYS, CLOSING)
def test_a_month_ends_where_the_next_one_begins(date, closing_day):
    rule = MonthRule(closing_day)
    month = rule.month(day_number(date))
    assert rule.month(rule.last_day(month)) == month
    assert rule.month(rule.last_day(month) + 1) == month + 1


@given(DAYS)
def test_days_and_month_names_read_back_as_what_they_were(date):
    assert date_of(day_number(date)) == date
    name = f"{date:%Y-%m}" if date.year >= 1000 else ""
    assert month_name(month_number(name)) == name
    assert month_starts(np.array([month_number(name)]))[0].date() == date.replace(day=1)


def test_the_21st_is_in_the_next_month_when_books_close_on_the_20th():
    rule = MonthRule(closing_day=20)
    days = np.array(
        [day_number(dt.date(2026, 1, 20)), day_number(dt.date(2026, 1, 21)), day_number(dt.date(2025, 12, 21))]
    )
    assert [month_name(m) for m in rule.months(days)] == ["2026-01", "2026-02", "2026-01"]
    assert date_of(rule.last_day(month_number("2026-02"))) == dt.date(2026, 2, 20)


@pytest.mark.parametrize("closing_day", [0, 29, 31, -1])
def test_a_closing_day_that_some_month_lacks_is_refused(closing_day):
    with pytest.raises(ValueError, match="from 1 to 28"):
        MonthRule(closing_day)


@pytest.mark.parametrize("name", ["2026", "2026-13", "2026-00", "26-01", "2026-01-31", "January"])
def test_a_name_that_is_no_month_is_refused(name):
    with pytest.raises(ValueError):  # noqa: PT011 any message will do
        month_number(name)


def months_named(dates: list[str], **kw: object) -> list[str]:
    import pandas as pd

    frame = pd.DataFrame({"customer_id": [str(i) for i in range(len(dates))], "date": dates, "amount": 1})
    ledger = Ledger.from_orders(frame, **kw)
    return [month_name(m) for m in ledger.months().month]


def test_half_past_three_utc_on_the_last_of_january_is_a_february_order_in_tokyo():
    assert months_named(["2026-01-31T15:30:00Z"], timezone="Asia/Tokyo") == ["2026-02"]
    assert months_named(["2026-01-31T14:59:59Z"], timezone="Asia/Tokyo") == ["2026-01"]
    assert months_named(["2026-01-31T15:30:00Z"], timezone="UTC") == ["2026-01"]


def test_a_date_without_an_offset_is_taken_as_the_shop_s_own_clock():
    assert months_named(["2026-01-31 23:59:59"], timezone="Asia/Tokyo") == ["2026-01"]


def test_rows_with_different_offsets_and_without_one_may_share_a_file():
    dates = [
        "2026-01-31T15:30:00Z",
        "2026-01-31T23:30:00+09:00",
        "2026-01-31T10:30:00-0500",
        "2026-01-31 23:59",
        "2026-01-31",
    ]
    assert months_named(dates, timezone="Asia/Tokyo") == ["2026-02", "2026-01", "2026-02", "2026-01", "2026-01"]


def test_summer_time_does_not_move_an_order_to_another_day():
    dates = ["2026-03-31T23:30:00-04:00", "2026-02-28T23:30:00-05:00"]
    assert months_named(dates, timezone="America/New_York") == ["2026-03", "2026-02"]


def test_a_closing_day_decides_the_month_after_the_time_zone_decided_the_day():
    assert months_named(["2026-01-20T15:00:00Z"], timezone="Asia/Tokyo", closing_day=20) == ["2026-02"]
    assert months_named(["2026-01-20T14:59:00Z"], timezone="Asia/Tokyo", closing_day=20) == ["2026-01"]


def test_a_month_is_complete_on_its_closing_day_and_not_a_day_before():
    orders = [("a", dt.date(2026, 1, 5), 1)]
    closed = ledger_of(orders, as_of=dt.date(2026, 2, 20), closing_day=20).months()
    open_ = ledger_of(orders, as_of=dt.date(2026, 2, 19), closing_day=20).months()
    assert closed.names == ["2026-01", "2026-02"]
    assert open_.names == ["2026-01"]


def test_movements_follow_the_closing_day():
    from ltv.metrics.movements import movements

    orders = [("a", dt.date(2026, 1, 20), 100), ("a", dt.date(2026, 1, 21), 130)]
    table = movements(ledger_of(orders, as_of=dt.date(2026, 2, 20), closing_day=20).months())
    assert row_of(table)["expansion"] == 30
    assert bool(row_of(table)["complete"])
