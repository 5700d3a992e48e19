"""What one customer paid, month by month."""

import pandas as pd
from hypothesis import given

from ltv.metrics.customer_history import customer_history
from tests.early_warning.books import contracts
from tests.kpis.books import shop
from tests.ltv_metrics.books import books


def test_payments_and_refunds_of_a_month_are_two_rows():
    data = shop([("a", "2025-01-05", 100), ("a", "2025-01-20", 50), ("a", "2025-01-25", -30), ("a", "2025-03-01", 70)])
    table = customer_history(data, 0)
    assert list(zip(table["month"].dt.strftime("%Y-%m"), table["amount"])) == [
        ("2025-01", 150), ("2025-01", -30), ("2025-03", 70),
    ]  # fmt: skip


def test_contracts_tell_what_each_month_was_charged():
    data = contracts("2025-01", a=[100, 100, 0, 120], b=[5, 5, 5, 5])
    assert customer_history(data, 0)["amount"].tolist() == [100, 100, 120]


def test_a_customer_without_rows_has_an_empty_history():
    data = contracts("2025-01", a=[100], b=[0, 5])
    assert len(customer_history(data, 7)) == 0


@given(books())
def test_histories_add_up_to_what_everyone_paid(drawn):
    rows, data = drawn
    for code, name in enumerate(data.customers["customer_id"]):
        naive = {}
        for row in rows:
            if row["customer_id"] == name and row["amount"]:
                month = pd.Timestamp(row["date"]).to_period("M").to_timestamp()
                key = (month, row["amount"] > 0)
                naive[key] = naive.get(key, 0) + row["amount"]
        table = customer_history(data, code)
        assert {(m, a > 0): a for m, a in zip(table["month"], table["amount"])} == naive
