import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from ltv.errors import InvalidTableError
from ltv.ledger import Ledger
from tests.core import naive
from tests.core.histories import ledger_of, order_lists


def frame(**columns) -> pd.DataFrame:
    orders = {"customer_id": ["b", "a", "b"], "date": ["2026-01-03", "2026-01-02", "2026-01-01"], "amount": [1, 2, 3]}
    return pd.DataFrame(orders | columns)


def problems_of(orders: pd.DataFrame, **kw) -> list[str]:
    with pytest.raises(InvalidTableError) as told:
        Ledger.from_orders(orders, **kw)
    return str(told.value).splitlines()[1:]


@given(order_lists())
@settings(max_examples=150)
def test_a_ledger_holds_every_row_and_its_months_every_yen(drawn):
    orders, as_of = drawn
    ledger = ledger_of(orders, as_of=as_of)
    months = ledger.months()
    ids = months.customers["customer_id"].iloc[months.customer]
    found: naive.History = {}
    for customer, month, amount in zip(ids, months.month.tolist(), months.amount.tolist(), strict=True):
        assert found.setdefault(customer, {}).setdefault(month, amount) is amount
    assert found == naive.by_month(orders)
    assert (len(ledger.day), int(ledger.amount.sum())) == (len(orders), sum(amount for _, _, amount in orders))
    assert months.first == naive.month_of(min(date for _, date, _ in orders))
    assert months.last == naive.month_of(as_of)
    assert months.last_complete == naive.last_complete_month(as_of)


def test_rows_are_sorted_by_customer_and_day_and_customers_by_id():
    ledger = Ledger.from_orders(frame(order=["x", "y", "z"]))
    assert ledger.customers["customer_id"].tolist() == ["a", "b"]
    assert ledger.customer.tolist() == [0, 1, 1]
    assert ledger.amount.tolist() == [2, 3, 1]
    labels = ledger.values["order"]  # noqa: PD011 our own
    assert labels[ledger.columns["order"]].tolist() == ["y", "z", "x"]


def test_customers_without_an_order_stay_with_their_attributes():
    known = pd.DataFrame({"customer_id": [" c ", "a"], "channel": ["ad", "web"]})
    customers = Ledger.from_orders(frame(), customers=known).customers
    assert customers["customer_id"].tolist() == ["a", "b", "c"]
    assert customers["channel"].fillna("?").tolist() == ["web", "?", "ad"]


def test_money_is_kept_with_as_many_decimals_as_any_of_it_has():
    ledger = Ledger.from_orders(frame(amount=[1, 2, 3], cost=[0.25, None, 1.5], quantity=[1, 2, 3]))
    assert ledger.decimals == 2
    assert ledger.amount.tolist() == [200, 300, 100]
    assert ledger.columns["cost"].tolist() == [0, 150, 25]
    assert ledger.columns["quantity"].tolist() == [2, 3, 1]


def test_without_a_last_day_the_last_row_s_day_is_the_last_known_one():
    assert Ledger.from_orders(frame()).as_of == dt.date(2026, 1, 3)


def test_days_before_1970_are_days_like_others():
    old = frame(date=["1965-03-05", "1966-01-01", "1965-12-31"])
    assert Ledger.from_orders(old).as_of == dt.date(1966, 1, 1)
    assert Ledger.from_orders(old, as_of=dt.date(1966, 2, 1)).as_of == dt.date(1966, 2, 1)


def test_every_problem_is_told_together_with_its_first_row_and_no_value_of_the_file():
    orders = pd.DataFrame(
        {
            "customer_id": ["a", " ", None, "山田-secret"],
            "date": ["yesterday-secret", "2026-02-30", "2026-01-01", "0026-01-01"],
            "amount": ["100", "4242-secret", "1.23456", "5"],
            "cost": ["secret-x", 1, 2, 3],
            "quantity": [1, 1, 1.5, 2],
        }
    )
    assert problems_of(orders) == [
        "customer_id: no customer (2 rows, first in row 2)",
        "date: not a date from 1900-01-01 to 2199-12-31 (3 rows, first in row 1)",
        "amount: not an amount up to 1,000,000,000,000 with at most 4 decimal places (2 rows, first in row 2)",
        "cost: not an amount up to 1,000,000,000,000 with at most 4 decimal places (1 rows, first in row 1)",
        "quantity: not an amount up to 1,000,000,000,000 with at most 0 decimal places (1 rows, first in row 3)",
    ]


def test_missing_columns_are_told_together_with_those_that_were_found():
    assert problems_of(pd.DataFrame({"customer": ["a"], "amount": [1]})) == [
        "customer_id: column not found, found ['customer', 'amount']",
        "date: column not found, found ['customer', 'amount']",
    ]


def test_a_table_without_rows_is_refused():
    assert problems_of(frame().head(0)) == ["no rows"]


def test_a_row_after_the_last_known_day_is_refused():
    assert problems_of(frame(), as_of=dt.date(2026, 1, 2)) == ["date: 2026-01-03 is later than as_of 2026-01-02"]


def test_a_placeholder_date_at_the_end_of_time_is_refused_and_not_counted():
    assert problems_of(frame(date=["2026-01-01", "9999-12-31", "1899-12-30"])) == [
        "date: not a date from 1900-01-01 to 2199-12-31 (2 rows, first in row 2)"
    ]


def test_money_that_cannot_be_added_exactly_is_refused():
    orders = pd.DataFrame({"customer_id": "a", "date": "2026-01-01", "amount": [1e12] * 500}).assign(cost=0.0001)
    assert problems_of(orders) == [
        "amount: all rows together are too large to be added exactly. Keep fewer decimal places."
    ]


@pytest.mark.parametrize(
    ("ids", "problem"),
    [
        (["a", "a "], "customer_id: given more than once (1 rows, first in row 2)"),
        (["a", None], "customer_id: no customer (1 rows, first in row 2)"),
    ],
)
def test_a_table_of_customers_has_each_customer_once(ids, problem):
    assert problems_of(frame(), customers=pd.DataFrame({"customer_id": ids})) == [problem]


@pytest.mark.parametrize(
    "dates",
    [
        pytest.param([dt.date(2026, 1, 3), dt.date(2026, 1, 2), dt.date(2026, 1, 1)], id="dates"),
        pytest.param(pd.to_datetime(["2026-01-03", "2026-01-02", "2026-01-01"]), id="timestamps"),
        pytest.param([20260103, 20260102, 20260101], id="eight digits"),
        pytest.param(["2026-01-03T09:00", "20260102", "2026-01-01 23:59:59.999"], id="ISO text"),
        pytest.param(
            pd.to_datetime(["2026-01-02T15:00Z", "2026-01-02T14:59Z", "2025-12-31T15:00Z"]), id="aware timestamps"
        ),
    ],
)
def test_dates_may_come_in_these_forms(dates):
    days = Ledger.from_orders(frame(date=dates)).day
    assert (days - days.min()).tolist() == [1, 0, 2]


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"orders": frame(amount=[1, 2, 4])}, id="an amount"),
        pytest.param({"orders": frame(date=["2026-01-03", "2026-01-02", "2026-01-02"])}, id="a day"),
        pytest.param({"orders": frame(customer_id=["b", "a", "a"])}, id="a customer"),
        pytest.param({"orders": frame(customer_id=["c", "a", "c"])}, id="an id"),
        pytest.param({"orders": frame(order=["x", "x", "y"])}, id="order numbers"),
        pytest.param({"orders": frame(order=["x", "y", "z"])}, id="other order numbers"),
        pytest.param({"orders": frame(channel=["web", "web", "ad"])}, id="channels"),
        pytest.param({"orders": frame(cost=[1, 1, 1])}, id="a cost"),
        pytest.param({"customers": pd.DataFrame({"customer_id": ["a"], "plan": ["pro"]})}, id="an attribute"),
        pytest.param({"closing_day": 20}, id="the closing day"),
        pytest.param({"as_of": dt.date(2026, 1, 31)}, id="the last known day"),
        pytest.param({"currency": "USD"}, id="the currency"),
        pytest.param({"decimals": 2}, id="the decimals"),
        pytest.param({"timezone": "UTC"}, id="the time zone"),
    ],
)
def test_data_that_differ_have_different_fingerprints(changed):
    """Results are kept by fingerprint: were it the same, one data set would show the other's numbers."""
    unchanged = Ledger.from_orders(frame())
    assert unchanged.fingerprint == Ledger.from_orders(frame()).fingerprint
    orders = changed.pop("orders", frame())
    assert Ledger.from_orders(orders, **changed).fingerprint != unchanged.fingerprint


def test_the_index_of_a_frame_does_not_matter():
    plain, odd = frame(), frame().set_index(np.array([7, 7, 0]))
    assert Ledger.from_orders(odd).fingerprint == Ledger.from_orders(plain).fingerprint


def test_amounts_that_carry_their_scale_are_taken_as_they_are():
    ledger = Ledger.from_orders(frame(amount=[2000000000055, 525, -1], cost=[10, 0, 0], quantity=[1, 2, 3]), scaled=2)
    assert (ledger.amount.tolist(), ledger.decimals) == ([525, -1, 2000000000055], 2)
    assert (ledger.columns["cost"].tolist(), ledger.columns["quantity"].tolist()) == ([0, 0, 10], [2, 3, 1])


@pytest.mark.parametrize("amount", [[1.5, 2.0, 3.0], [10**14 + 1, 0, 0], [-(10**14) - 1, 0, 0], ["1", "2", "3"]])
def test_amounts_that_cannot_carry_their_scale_are_told(amount):
    assert len(problems_of(frame(amount=amount), scaled=2)) == 1


def test_the_largest_amount_is_as_large_with_decimals():
    assert Ledger.from_orders(frame(amount=[10**16, 0, 0]), scaled=4).amount.max() == 10**16
