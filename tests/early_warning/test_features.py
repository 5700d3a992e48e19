"""What was known of a customer at the end of a month, and nothing from later."""

import math
import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ltv.models.early_warning.features import features
from ltv.models.early_warning.labels import label_of
from ltv.models.early_warning.panel import panel
from ltv.models.early_warning.rhythm import Rhythm
from ltv.months import MonthRule, month_number
from tests.early_warning import naive
from tests.early_warning.books import (
    ALWAYS,
    CHANNELS,
    CUSTOMERS,
    DAYS,
    FIRST_DAY,
    contract_books,
    contracts,
    day,
    plain_shop,
    shop,
    shops,
)

JUNE = day("2025-06-30")


def facts_at(data, month, customer=0):
    rows = panel(data)
    chosen = rows.rows((rows.month == month_number(month)) & (rows.customer == customer))
    return features(data, chosen).iloc[0].to_dict()


def one(deliveries=None, tickets=None, orders=None):
    """Customer a with an order in each of the first months of 2025; facts at the end of June."""
    orders = orders or [("a", day(f"2025-{m:02d}-10"), 100, 0, "x") for m in range(1, 7)]
    data = shop(orders, as_of=day("2025-12-31"), deliveries=deliveries, tickets=tickets)
    return facts_at(data, "2025-06")


def test_recency_is_measured_against_the_customers_own_rhythm():
    """a orders every 60 days, b every 30; 45 days after the last order only b is overdue."""
    data = plain_shop(
        "2025-05-31",
        a=["2024-10-19", "2024-12-18", "2025-02-16", "2025-04-17"],
        b=["2025-01-17", "2025-02-16", "2025-03-18", "2025-04-17"],
    )
    ratios = [facts_at(data, "2025-05", customer)["recency_ratio"] for customer in (0, 1)]
    assert ratios == [pytest.approx(44 / 60), pytest.approx(44 / 30)]


def test_the_group_counts_as_one_more_gap_so_one_odd_gap_is_no_rhythm():
    data = plain_shop("2025-04-30", a=["2025-01-01", "2025-04-11"], b=["2025-01-01", "2025-01-31", "2025-03-02"])
    assert facts_at(data, "2025-04")["usual_gap"] == (100 + 30) / 2


def test_a_date_a_century_off_takes_neither_room_nor_the_usual_gap_of_the_others():
    """Bytes asked for at once: a table of every month by every number of days would need half a gigabyte."""
    days = np.array([day("1900-01-01"), day("2025-01-01"), day("2025-01-01"), day("2025-01-31"), day("2025-03-02")])
    nth = np.array([1, 2, 1, 2, 3], dtype=np.int64)
    tracemalloc.start()
    rhythm = Rhythm.of(days.astype(np.int32), nth, None, MonthRule())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 10_000_000
    century = day("2025-01-01") - day("1900-01-01")
    assert np.isnan(rhythm.median[0, :1500]).all()
    assert rhythm.median[0, 1500:].tolist() == [(century + 30) / 2, (century + 30) / 2, 30.0]


def test_a_parcel_on_the_way_is_late_by_the_days_that_have_passed():
    facts = one(deliveries=[("a", day("2025-06-20"), None), ("a", day("2025-06-01"), day("2025-06-04"))])
    assert (facts["late"], facts["days_late"], facts["latest_days_late"]) == (2, 10 + 3, 10)


def test_a_parcel_that_came_after_the_month_counts_only_the_days_up_to_its_end():
    facts = one(deliveries=[("a", day("2025-06-28"), day("2025-07-20"))])
    assert (facts["late"], facts["days_late"]) == (1, 2)


def test_an_unanswered_ticket_has_waited_until_now():
    facts = one(tickets=[("a", day("2025-06-30"), None), ("a", day("2025-06-01"), 4.0)])
    assert (facts["tickets"], facts["reply_hours"]) == (2, (24 + 4) / 2)


def test_what_happened_more_than_90_days_ago_no_longer_counts():
    inside, outside = JUNE - 89, JUNE - 90
    facts = one(tickets=[("a", inside, 1.0), ("a", outside, 1.0)], deliveries=[("a", outside, outside + 5)])
    assert (facts["tickets"], facts["late"]) == (1, 0)


def test_amounts_are_compared_with_the_customers_earlier_ones():
    orders = [("a", day(f"2025-{m:02d}-10"), 100 if m <= 3 else 60, 0, "x") for m in range(1, 7)]
    assert one(orders=orders)["amount_trend"] == pytest.approx(0.6)
    assert math.isnan(one(orders=orders[3:])["amount_trend"])


def test_a_renewal_is_due_after_twelve_paid_months_and_after_twelve_at_the_same_amount():
    data = contracts("2025-01", a=[100] * 24, b=[100] * 4 + [120] * 20)
    due = {c: [facts_at(data, f"2025-{m:02d}", c)["due_12"] for m in (11, 12)] for c in (0, 1)}
    assert due == {0: [0, 1], 1: [0, 1]}
    assert facts_at(data, "2026-04", 1)["due_12"] == 1
    assert facts_at(data, "2026-04", 0)["due_12"] == 0


def test_labels_of_many_values_are_no_features():
    many = contracts("2025-01", attributes={"channel": list("pqrstuvwx")}, **{f"c{i}": [100, 100] for i in range(9)})
    few = contracts("2025-01", attributes={"channel": list("pqqqqqqqq")}, **{f"c{i}": [100, 100] for i in range(9)})
    assert "channel" not in features(many, panel(many))
    assert features(few, panel(few))["channel"].cat.categories.tolist() == ["p", "q", ""]


@given(shops())
def test_features_of_a_shop_are_what_loops_find(drawn):
    orders, deliveries, tickets, as_of = drawn
    data = shop(orders, as_of=as_of, deliveries=deliveries, tickets=tickets)
    rows = panel(data)
    table = features(data, rows)
    for i, (code, month) in enumerate(zip(rows.customer, rows.month)):
        expected = naive.order_features(orders, deliveries, tickets, CUSTOMERS[code], int(month))
        expected["channel"] = CHANNELS[code] or ""
        found = table.iloc[i].to_dict()
        assert found.keys() == expected.keys()
        for name, value in expected.items():
            if isinstance(value, str):
                assert found[name] == value, (name, i)
            else:
                assert found[name] == pytest.approx(value, rel=1e-9, nan_ok=True), (name, i)


@given(contract_books(), st.sampled_from([1, 2, 4]))
def test_features_of_contracts_are_what_loops_find(drawn, horizon):
    paid, truncated = drawn
    first = month_number("2025-01")
    data = contracts("2025-01", truncated=truncated, **paid)
    rows = panel(data, horizon_months=horizon)
    table = features(data, rows)
    for i, (code, month) in enumerate(zip(rows.customer, rows.month)):
        row = paid[sorted(paid)[code]]
        expected = naive.contract_features(row, first, int(month), horizon, truncated)
        assert table.iloc[i].to_dict() == pytest.approx({k: float(v) for k, v in expected.items()}, nan_ok=True)


@given(shops(), shops(), st.integers(FIRST_DAY + 40, FIRST_DAY + DAYS - 20), st.data())
def test_nothing_that_comes_later_changes_a_feature(drawn, other, cut, data):
    """Rows after the month are exchanged for others; replies and arrivals after it move or never come."""
    orders, deliveries, tickets, as_of = drawn
    end = naive.end_of(naive.month_of(cut))
    assume(end < as_of)
    before = shop(orders, as_of=as_of, deliveries=deliveries, tickets=tickets)
    later = st.sampled_from([None, end + 1, end + 60])
    moved = [(c, p, d if d is not None and d <= end else data.draw(later)) for c, p, d in deliveries if p <= end] + [
        row for row in other[1] if row[1] > end
    ]
    waiting = st.sampled_from([None, 24.0 * 200, 24.0 * 300])
    asked = [
        (c, d, h if h is not None and d + h / 24 <= end + 1 else data.draw(waiting)) for c, d, h in tickets if d <= end
    ] + [row for row in other[2] if row[1] > end]
    bought = [row for row in orders if row[1] <= end] + [row for row in other[0] if row[1] > end]
    after = shop(bought, as_of=as_of, deliveries=moved, tickets=asked)
    rows = panel(before)
    rows = rows.rows(rows.month <= naive.month_of(end))
    assert len(rows)
    pd.testing.assert_frame_equal(features(before, rows), features(after, rows))


@given(contract_books(), contract_books(), st.integers(1, 14))
def test_nothing_that_comes_later_changes_a_feature_of_a_contract(drawn, other, kept):
    paid, truncated = drawn
    others = dict(zip(sorted(paid), [*other[0].values()] * 3))
    changed = {name: row[:kept] + others[name][kept:] for name, row in paid.items()}
    before, after = (contracts("2025-01", truncated=truncated, **book) for book in (paid, changed))
    rows = panel(before)
    rows = rows.rows(rows.month < month_number("2025-01") + kept)
    pd.testing.assert_frame_equal(features(before, rows), features(after, rows))


def test_the_leak_test_would_notice_a_leak():
    """Sanity of the property above: a feature of the next month does change with the next month's rows."""
    base = [*ALWAYS, ("a", FIRST_DAY + 40, 100, 0, "x")]
    with_more = [*base, ("a", FIRST_DAY + 65, 100, 0, "x")]
    one_month = np.array([naive.month_of(FIRST_DAY + 65)])
    tables = []
    for orders in (base, with_more):
        data = shop(orders, as_of=FIRST_DAY + 100)
        rows = panel(data, horizon_months=1)
        tables.append(features(data, rows.rows((rows.customer == 0) & (rows.month == one_month)))["orders"].tolist())
    assert tables[0] != tables[1]


def test_a_blank_label_and_labels_that_read_alike_are_one_each() -> None:
    found = label_of(np.array([0, 1, 2, -1]), pd.Index(["", 1, "1"], dtype=object))
    assert list(found) == ["", "1", "1", ""]
