"""Purchase histories: from a ledger, by hand and naively; equal ones counted once; additive."""

import datetime as dt
import math
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.errors import InvalidTableError
from ltv.metrics.distinct_rows import counted, levels, on_distinct
from ltv.metrics.histories import PurchaseHistories, histories
from tests.core.histories import ledger_of, order_lists
from tests.models.published import cdnow_customers

DAY = dt.date(2024, 1, 1)


def on(day):
    return DAY + dt.timedelta(days=day)


def test_a_history_by_hand():
    """a buys on days 0, 7 (twice) and 21; by day 35 that is x 2, t_x 3 weeks, T 5 weeks, mean (30 + 50) / 2."""
    orders = [("a", on(0), 10), ("a", on(7), 10), ("a", on(7), 20), ("a", on(21), 50), ("b", on(28), 99)]
    found, table = histories(ledger_of(orders, as_of=on(35)))
    assert (found.x.tolist(), found.t_x.tolist(), found.T.tolist(), found.count.tolist()) == (
        [0, 2], [0, 3], [1, 5], [1, 1]
    )  # fmt: skip
    assert found.log_gaps == pytest.approx(math.log(1) + math.log(2))
    rows = table.to_dict("records")
    assert rows[0] == {
        "customer": 0, "frequency": 2, "recency": 3.0, "T": 5.0, "monetary_value": 40.0, "first_value": 10, "row": 1
    }  # fmt: skip
    assert math.isnan(rows[1]["monetary_value"])


def test_a_refund_on_a_later_day_is_taken_off_the_purchase_before_it():
    orders = [("a", on(0), 100), ("a", on(3), -40), ("a", on(7), 50), ("a", on(9), -20), ("a", on(9), 5)]
    _, table = histories(ledger_of(orders, as_of=on(14)))
    assert table[["frequency", "monetary_value", "first_value"]].to_numpy().tolist() == [[1, 35.0, 60]]


def test_a_day_that_nets_to_nothing_is_no_purchase():
    orders = [("a", on(0), 100), ("a", on(7), 50), ("a", on(7), -50), ("b", on(0), 10), ("b", on(0), -10)]
    found, table = histories(ledger_of(orders, as_of=on(14)))
    assert found.x.tolist() == [0]
    assert found.without_purchase == 1
    assert table["customer"].tolist() == [0]


def test_an_order_refunded_in_full_later_is_no_purchase_where_its_number_is_known():
    orders = [("a", on(0), 100), ("a", on(7), 50), ("a", on(12), -50)]
    assert histories(ledger_of(orders, ["1", "2", "2"], as_of=on(14)))[0].x.tolist() == [0]
    assert histories(ledger_of(orders, as_of=on(14)))[0].x.tolist() == [1]


def test_a_hold_out_knows_nothing_of_what_came_later():
    orders = [("a", on(0), 10), ("a", on(70), 10), ("b", on(80), 10)]
    found, table = histories(ledger_of(orders, as_of=on(100)), until=on(70 - 14))
    assert (found.x.tolist(), found.T.tolist(), found.without_purchase) == ([0], [8.0], 1)
    assert table["customer"].tolist() == [0]


def test_customers_born_later_can_be_left_out_and_are_counted():
    orders = [("a", on(0), 10), ("b", on(50), 10), ("b", on(60), 10)]
    found, _ = histories(ledger_of(orders, as_of=on(70)), born_by=on(49))
    assert (found.customers, found.born_later) == (1, 1)
    assert found.log_gaps == 0


def test_an_empty_ledger_has_no_histories():
    found, table = histories(ledger_of([("a", on(0), 1)]).only([]))
    assert (found.customers, found.repeats, found.exposure, len(table)) == (0, 0, 0.0, 0)


def naive(orders, as_of):
    """customer → (x, t_x, T, mean of repeats), counted one by one."""
    by_day = defaultdict(lambda: defaultdict(int))
    for customer, day, amount in orders:
        by_day[customer][day] += amount
    found = {}
    for customer, days in by_day.items():
        bought = [day for day in sorted(days) if days[day] > 0]
        if not bought:
            continue
        amounts = []
        for i, day in enumerate(bought):
            after = bought[i + 1] if i + 1 < len(bought) else dt.date.max
            amounts.append(sum(a for d, a in days.items() if day <= d < after))
        mean = sum(amounts[1:]) / len(amounts[1:]) if len(amounts) > 1 else None
        found[customer] = (len(bought) - 1, (bought[-1] - bought[0]).days, (as_of - bought[0]).days, mean)
    return found


@given(order_lists())
@settings(max_examples=80)
def test_histories_are_what_one_counts_by_hand(drawn):
    orders, as_of = drawn
    ledger = ledger_of(orders, as_of=as_of)
    found, table = histories(ledger, unit_days=1.0)
    expected = naive(orders, as_of)
    ids = ledger.customers["customer_id"]
    got = {
        ids[row.customer]: (
            row.frequency, row.recency, row.T, None if math.isnan(row.monetary_value) else row.monetary_value
        )
        for row in table.itertuples()
    }  # fmt: skip
    assert got == pytest.approx(expected) if not got else set(got) == set(expected)
    for customer, (x, t_x, T, mean) in expected.items():
        assert got[customer][:3] == (x, t_x, T)
        assert got[customer][3] == (mean if mean is None else pytest.approx(mean))
    counts = Counter((x, t_x, T) for x, t_x, T, _ in expected.values())
    assert dict(zip(zip(found.x, found.t_x, found.T), found.count)) == counts
    assert found.without_purchase == ledger.size - len(expected)
    gathered = np.column_stack([found.x, found.t_x, found.T])[table["row"]]
    assert gathered.tolist() == table[["frequency", "recency", "T"]].to_numpy().tolist()


def as_rows(found):
    return list(zip(found.x.tolist(), found.t_x.tolist(), found.T.tolist(), found.count.tolist()))


@given(order_lists(), st.integers(0, 63), st.sampled_from([1.0, 7.0, 30.4375]))
@settings(max_examples=80)
def test_histories_add_up_over_customers(drawn, mask, unit_days):
    orders, as_of = drawn
    ledger = ledger_of(orders, as_of=as_of)
    part = np.array([bool(mask >> i & 1) for i in range(ledger.size)])
    a, b, whole = (histories(ledger.only(keep), unit_days=unit_days)[0] for keep in (part, ~part, part | True))
    together = a + b
    assert as_rows(together) == as_rows(whole)
    assert together.log_gaps == pytest.approx(whole.log_gaps)
    assert together.without_purchase == whole.without_purchase


def test_units_must_agree_to_add_up():
    weeks, days = (PurchaseHistories.of([0], [0.0], [7.0], unit_days=unit) for unit in (7.0, 1.0))
    with pytest.raises(ValueError, match="do not add up"):
        weeks + days


@pytest.mark.parametrize(
    ("x", "t_x", "T", "message"),
    [
        pytest.param([1, -1], [1, 0], [2, 2], "x: not a whole number from 0 up .1 rows, first row 2", id="negative"),
        pytest.param([1.5], [1], [2], "x: not a whole number", id="half a purchase"),
        pytest.param([1], [3], [2], "t_x: not between 0 and T", id="bought after the last day"),
        pytest.param([1], [1], [math.nan], "T: not a time", id="unknown age"),
        pytest.param([0], [1], [2], "t_x: not 0 though", id="recency without repeats"),
        pytest.param([0, 1], [0], [2], "not columns of one length", id="unequal lengths"),
    ],
)
def test_histories_that_contradict_themselves_are_refused(x, t_x, T, message):
    with pytest.raises(InvalidTableError, match=message):
        PurchaseHistories.of(x, t_x, T)


TIMES = (st.integers(0, 5000).map(lambda n: n / 1000), st.integers(5000, 9000).map(lambda n: n / 1000))


@given(
    st.lists(st.tuples(st.integers(0, 3), *TIMES, st.integers(1, 4)), max_size=30),
    st.booleans(),
)
def test_equal_rows_are_counted_once_whether_days_or_not(rows, in_days):
    rows = [(x, (round(t) if in_days else t) if x else 0.0, round(T) if in_days else T, n) for x, t, T, n in rows]
    x, t_x, T, count = zip(*rows) if rows else ((), (), (), ())
    found = PurchaseHistories.of(np.array(x, dtype=int), t_x, T, np.array(count, dtype=int), unit_days=1.0)
    expected = Counter()
    for x_, t, T_, n in rows:
        expected[(x_, t, T_)] += n
    assert {row[:3]: row[3] for row in as_rows(found)} == expected
    assert as_rows(found) == sorted(as_rows(found))


def test_cdnow_from_a_ledger_is_cdnow_counted_by_hand():
    import pandas as pd

    from ltv.ledger import Ledger
    from tests.models.published import DATA

    lines = pd.read_csv(DATA / "cdnow_purchases.csv")
    date = pd.Timestamp("1997-01-01") + pd.to_timedelta(lines["day"], unit="D")
    ledger = Ledger.from_orders(
        pd.DataFrame(
            {"customer_id": lines["customer"].map("{:04d}".format), "date": date, "amount": lines["cents"] + 1}
        )
    )
    _, table = histories(ledger, until=dt.date(1997, 9, 30))
    by_hand = cdnow_customers()
    assert table["frequency"].tolist() == by_hand["x"].tolist()
    assert table["recency"].to_numpy() == pytest.approx(by_hand["t_x"].to_numpy())
    assert table["T"].to_numpy() == pytest.approx(by_hand["T"].to_numpy())


def test_levels_are_days_where_they_can_be():
    days = levels(np.array([0.0, 3 / 7, 1.0]), 7.0)
    assert days.codes.tolist() == [0, 3, 7]
    assert days.numbers[days.codes].tolist() == [0.0, 3 / 7, 1.0]
    other = levels(np.array([0.5, 0.123, 0.5]), 7.0)
    assert (other.codes.tolist(), other.numbers.tolist()) == ([1, 0, 1], [0.123, 0.5])


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 5)), max_size=50), st.booleans())
def test_keys_are_counted_as_a_dict_would(pairs, is_weighted):
    key, weight = (np.array(c, dtype=np.int64) for c in zip(*pairs)) if pairs else (np.zeros(0, dtype=np.int64),) * 2
    rows, number = counted(key.copy(), weight if is_weighted else None)
    expected = Counter()
    for k, w in pairs:
        expected[k] += w if is_weighted else 1
    assert dict(zip(rows.tolist(), number.tolist())) == expected
    assert rows.tolist() == sorted(expected)


def test_an_expensive_question_is_asked_once_per_distinct_row():
    asked = []

    def slow(x, y):
        asked.append(len(x))
        return x + 10 * y

    x = np.array([[1], [2], [1]])
    assert on_distinct(slow, x, [1.0, 1.0]).tolist() == [[11, 11], [12, 12], [11, 11]]
    assert asked == [2]
    assert on_distinct(slow, 1, 2.0).shape == ()
