"""Who is at risk of leaving, and what counts as having left."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given

from ltv.dataset import Dataset
from ltv.ledger import Ledger
from ltv.metrics.repeat import purchases, usual_pause
from ltv.models.early_warning.panel import UNKNOWN_AGE, panel
from ltv.months import month_name, month_number
from tests.early_warning import naive
from tests.early_warning.books import contract_books, contracts, plain_shop, shop, shops


def rows_of(found):
    known = found.observed
    return [
        (int(c), int(m), int(a), bool(left) if seen else None)
        for c, m, a, left, seen in zip(found.customer, found.month, found.age, found.left, known)
    ]


def named(found):
    return [(month_name(m), left) for _, m, _, left in rows_of(found)]


def test_a_contract_customer_is_at_risk_in_each_paid_month_and_leaves_before_the_first_unpaid_one():
    found = panel(contracts("2025-01", a=[100, 100, 0, 100, 100]))
    assert named(found) == [("2025-01", False), ("2025-02", True), ("2025-04", False), ("2025-05", None)]
    assert found.age.tolist() == [0, 1, 0, 1]
    assert found.now.tolist() == [False, False, False, True]


def test_a_longer_horizon_warns_earlier_of_the_same_end():
    found = panel(contracts("2025-01", a=[100, 100, 100, 0, 0, 0]), horizon_months=2)
    assert named(found) == [("2025-01", False), ("2025-02", True), ("2025-03", True)]


def test_customers_of_unknown_age_say_so():
    found = panel(contracts("2025-01", truncated=True, a=[100, 0, 100], b=[0, 100, 100]))
    assert found.age.tolist() == [UNKNOWN_AGE, 0, 0, 1]


def test_a_shop_customer_stays_at_risk_for_the_usual_pause_and_is_gone_one_month_later():
    """Orders every second month: a pause of one month is usual, so two months without an order mean gone."""
    data = plain_shop("2025-12-31", a=["2025-01-10", "2025-03-11", "2025-05-10"], b=["2025-12-01"])
    found = panel(data)
    assert (found.pause_months, found.horizon_months) == (1, 2)
    assert named(found.rows(found.customer == 0)) == [
        ("2025-01", False), ("2025-02", False), ("2025-03", False), ("2025-04", False), ("2025-05", True),
        ("2025-06", True),
    ]  # fmt: skip


def test_the_last_months_have_no_outcome_yet_and_only_the_very_last_is_scored():
    found = panel(plain_shop("2025-04-30", a=["2025-01-10", "2025-02-10", "2025-03-10", "2025-04-10"]))
    assert named(found) == [("2025-01", False), ("2025-02", False), ("2025-03", False), ("2025-04", None)]
    assert found.now.tolist() == [False, False, False, True]


def test_what_an_incomplete_month_already_tells_is_settled():
    """As of 15 May: a has ordered again, b has not; both are known to the end of April."""
    data = plain_shop(
        "2025-05-15", a=["2025-03-10", "2025-04-10", "2025-05-10"], b=["2025-02-12", "2025-03-12", "2025-04-12"]
    )
    found = panel(data)
    assert month_name(found.period) == "2025-04"
    assert found.customer[found.now].tolist() == [1]
    ended = panel(contracts("2025-01", as_of="2025-03-10", a=[100, 100, 100], b=[100, 100, 0]))
    assert ended.customer[ended.now].tolist() == [0]


def test_a_horizon_is_at_least_a_month():
    with pytest.raises(ValueError, match="at least 1, not 0"):
        panel(contracts("2025-01", a=[100]), horizon_months=0)


@given(shops())
def test_the_panel_of_a_shop_is_what_loops_over_months_find(drawn):
    orders, _, _, as_of = drawn
    data = shop(orders, as_of=as_of)
    pause = usual_pause(purchases(data.ledger))
    for horizon in (None, 1, 3):
        found = panel(data, horizon_months=horizon)
        expected = naive.order_panel(orders, as_of, pause, horizon or pause + 1)
        assert rows_of(found) == [row[:4] for row in expected]
        assert found.settled[found.month == found.period].tolist() == [
            row[4] for row in expected if row[1] == found.period
        ]


@given(contract_books())
def test_the_panel_of_contracts_is_what_loops_over_months_find(drawn):
    paid, _ = drawn
    first = month_number("2025-01")
    for horizon in (1, 3):
        found = panel(contracts("2025-01", **paid), horizon_months=horizon)
        assert rows_of(found) == naive.contract_panel(paid, first, first + 15, horizon)


def test_months_are_those_of_the_closing_day():
    """Closing on the 20th, an order on 21 January is February's; as of 20 March three months are complete."""
    frame = pd.DataFrame({"customer_id": "a", "date": ["2025-01-05", "2025-01-21", "2025-03-01"], "amount": 100})
    ledger = Ledger.from_orders(frame, closing_day=20, as_of=dt.date(2025, 3, 20))
    found = panel(Dataset("orders", ledger.months(), "test", ledger=ledger), horizon_months=1)
    assert named(found) == [("2025-01", False), ("2025-02", False), ("2025-03", None)]
