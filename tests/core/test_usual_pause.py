"""How many months without an order are usual in a shop."""

import pandas as pd
import pytest

from ltv.ledger import Ledger
from ltv.metrics.repeat import purchases, usual_pause


def every(days: int, orders: int = 8) -> Ledger:
    dates = pd.date_range("2024-01-01", periods=orders, freq=f"{days}D")
    return Ledger.from_orders(pd.DataFrame({"customer_id": "a", "date": dates, "amount": 100}))


@pytest.mark.parametrize(("days", "months"), [(7, 0), (30, 0), (61, 1), (91, 2), (365, 6)])
def test_a_pause_is_usual_up_to_the_gap_that_nearly_all_orders_keep(days: int, months: int) -> None:
    assert usual_pause(purchases(every(days))) == months


def test_nothing_is_usual_where_nobody_ordered_twice() -> None:
    assert usual_pause(purchases(every(30, orders=1))) == 0
