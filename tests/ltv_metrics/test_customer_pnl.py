import math
from collections import Counter, defaultdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.metrics.customer_pnl import customer_pnl
from tests.kpis.books import company, day, shop, spend
from tests.ltv_metrics.books import books, contract_books, line
from tests.ltv_metrics.test_payback import paid_books

OLD = line("old", "2024-01-05", 1000, cost=400)
ROWS = [
    OLD,
    line("a", "2025-01-05", 500, cost=200, discount=50),
    line("a", "2025-02-05", -100),
    line("b", "2025-01-09", 300, cost=90),
]
PEOPLE = {"customer_id": ["old", "a", "b", "never"], "channel": ["x", "x", "organic", "x"]}
TICKETS = pd.DataFrame(
    {"customer_id": ["a", "a", "stranger"], "day": [day("2025-01-06")] * 3, "reply_hours": [1.0] * 3}
)
DELIVERIES = pd.DataFrame({
    "customer_id": ["a", "b", "b"],
    "promised": pd.array([day("2025-01-06"), day("2025-01-10"), day("2026-01-10")], dtype="Int32"),
    "delivered": pd.array([None, day("2025-01-10"), None], dtype="Int32"),
})  # fmt: skip


def of(data, customer, **costs):
    found = customer_pnl(data, **costs)
    (row,) = found.table[found.table["customer_id"] == customer].to_dict("records")
    return row


def test_a_customer_line_by_line():
    data = shop(ROWS, customers=PEOPLE, spend=spend(("2025-01", "x", 120)), tickets=TICKETS, deliveries=DELIVERIES)
    row = of(data, "a", cost_per_ticket=20, cost_per_delivery=7)
    assert row == {
        "customer": row["customer"], "customer_id": "a", "sales": 500, "refunds": -100, "revenue": 400, "discount": 50,
        "cost": 200, "gross_profit": 200, "tickets": 2, "deliveries": 1, "cost_to_serve": 47, "acquisition_cost": 120,
        "contribution": 33, "rank": 2,
    }  # fmt: skip
    free = of(data, "b", cost_per_ticket=20, cost_per_delivery=7)
    assert (free["acquisition_cost"], free["cost_to_serve"], free["contribution"], free["rank"]) == (0, 7, 203, 1)
    unknown = of(data, "old", cost_per_ticket=20, cost_per_delivery=7)
    assert math.isnan(unknown["acquisition_cost"])
    assert math.isnan(unknown["contribution"])
    assert pd.isna(unknown["rank"])
    assert customer_pnl(data, cost_per_ticket=1).taken_off == ("cost", "cost_to_serve", "acquisition_cost")
    assert "never" not in set(customer_pnl(data).table["customer_id"])


def test_what_nobody_knows_is_not_taken_off_and_said():
    plain = shop([("a", "2025-01-05", 500), ("b", "2025-01-05", 700)])
    found = customer_pnl(plain, cost_per_ticket=20)
    assert found.taken_off == ()
    assert found.table["contribution"].tolist() == [500, 700]
    assert found.table["rank"].tolist() == [2, 1]
    assert (
        found.table[["cost", "gross_profit", "cost_to_serve", "tickets", "acquisition_cost", "discount"]]
        .isna()
        .all(axis=None)
    )


def test_an_assumed_margin_serves_where_no_cost_is_known():
    found = customer_pnl(company("2025-01", a=[100, 100]), gross_margin=0.8)
    assert found.taken_off == ("cost",)
    assert found.table["gross_profit"].tolist() == pytest.approx([160])
    known = customer_pnl(shop(ROWS), gross_margin=0.8)
    assert known.table["cost"].tolist() == [200, 90, 400]


def test_equal_contributions_share_a_rank():
    data = shop([("a", "2025-01-05", 5), ("b", "2025-01-05", 5), ("c", "2025-01-05", 1)])
    assert customer_pnl(data).table["rank"].tolist() == [1, 1, 3]


@given(paid_books(), st.sampled_from([None, 30]), st.sampled_from([None, 12]))
@settings(max_examples=40)
def test_every_line_adds_up_to_the_book(drawn, per_ticket, per_delivery):
    rows, data = drawn
    asked = Counter(r["customer_id"] for r in rows[::2])
    tickets = pd.DataFrame({"customer_id": list(asked.elements()), "day": 0, "reply_hours": 1.0})
    data = data.__class__(**{**data.__dict__, "tickets": tickets})
    found = customer_pnl(data, cost_per_ticket=per_ticket, cost_per_delivery=per_delivery)
    table = found.table
    assert table["revenue"].sum() == sum(r["amount"] for r in rows)
    assert table["cost"].sum() == sum(r["cost"] for r in rows)
    assert table["discount"].sum() == sum(r["discount"] for r in rows)
    assert table["refunds"].sum() == sum(min(r["amount"], 0) for r in rows)
    assert dict(zip(table["customer_id"], table["tickets"])) == {c: asked[c] for c in table["customer_id"]}
    if per_ticket and not per_delivery:
        assert (table["cost_to_serve"] == table["tickets"] * 30).all()
    else:
        assert table["cost_to_serve"].isna().all()
    taken = table[list(found.taken_off)].sum(axis=1, skipna=False) if found.taken_off else 0
    np.testing.assert_allclose(table["contribution"], table["revenue"] - taken)
    known = table.dropna(subset=["contribution"])
    assert known["rank"].tolist() == [1 + (known["contribution"] > c).sum() for c in known["contribution"]]


@given(st.one_of(books(), contract_books()))
@settings(max_examples=30)
def test_revenue_is_that_of_every_customer_with_a_row(drawn):
    _, data = drawn
    expected = defaultdict(int)
    for customer, amount in zip(data.months.customer.tolist(), data.months.amount.tolist()):
        expected[customer] += amount
    table = customer_pnl(data).table
    assert dict(zip(table["customer"], table["revenue"])) == expected
