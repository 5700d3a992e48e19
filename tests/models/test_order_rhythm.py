"""Orders at a rhythm become opportunities taken and missed."""

import datetime as dt
import itertools

import numpy as np
import pandas as pd
import pytest

from ltv.ledger import Ledger
from ltv.metrics.order_rhythm import rhythm_histories

MONTH = 365.25 / 12


def ledger(as_of: str, **days: list[int]) -> Ledger:
    """Customers who pay 100 yen on days counted from 1 January 2025."""
    start = np.datetime64("2025-01-01")
    rows = [(name, start + day, 100) for name, bought in days.items() for day in bought]
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    return Ledger.from_orders(frame, as_of=dt.date.fromisoformat(as_of))


def history(as_of: str, days: list[int], period: float = 30.0) -> tuple[int, int, int]:
    (row,) = rhythm_histories(ledger(as_of, a=days), period).itertuples()
    return int(row.frequency), int(row.recency), int(row.T)


@pytest.mark.parametrize(
    ("days", "as_of", "expected"),
    [
        pytest.param([0, 30, 60], "2025-03-02", (2, 2, 2), id="every period"),
        pytest.param([0, 60], "2025-03-02", (1, 2, 2), id="one missed"),
        pytest.param([0], "2025-01-31", (0, 0, 0), id="due today is not missed yet"),
        pytest.param([0], "2025-02-08", (0, 0, 1), id="a week overdue is missed"),
        pytest.param([0, 27, 58, 89, 121], "2025-05-03", (4, 4, 4), id="a loose rhythm does not drift"),
        pytest.param([0, 5, 30], "2025-01-31", (1, 1, 1), id="twice in a period is once"),
        pytest.param([0, 30], "2025-06-01", (1, 1, 4), id="long gone"),
    ],
)
def test_opportunities_are_counted_from_the_first_purchase(
    days: list[int], as_of: str, expected: tuple[int, int, int]
) -> None:
    assert history(as_of, days) == expected


def test_the_mean_amount_leaves_the_first_purchase_out_and_nets_refunds() -> None:
    rows = [("a", "2025-01-01", 500), ("a", "2025-01-31", 300), ("a", "2025-02-05", -50), ("a", "2025-03-02", 250)]
    frame = pd.DataFrame([*rows, ("b", "2025-01-01", 80)], columns=["customer_id", "date", "amount"])
    table = rhythm_histories(Ledger.from_orders(frame), 30.0)
    assert table["monetary_value"].iloc[0] == pytest.approx((300 - 50 + 250) / 2)
    assert np.isnan(table["monetary_value"].iloc[1])


def test_nothing_later_than_the_day_asked_for_is_known() -> None:
    whole = ledger("2025-12-31", a=[0, 30, 60, 90], b=[200])
    then = rhythm_histories(whole, 30.0, until=dt.date(2025, 3, 5))
    assert then["customer"].tolist() == [0]
    assert then[["frequency", "recency", "T"]].to_numpy().tolist() == [[2, 2, 2]]


def test_a_random_history_agrees_with_a_count_by_hand() -> None:
    rng = np.random.default_rng(8)
    for _ in range(50):
        days = np.unique(np.cumsum(rng.integers(10, 100, 12)))
        end = int(days[-1] + rng.integers(0, 200))
        steps = [round((b - a) / MONTH + 1e-9) for a, b in itertools.pairwise(days)]
        missed = 0
        while days[-1] + (missed + 1) * MONTH + MONTH / 4 <= end:
            missed += 1
        as_of = dt.date(2025, 1, 1) + dt.timedelta(days=end)
        got = history(as_of.isoformat(), list(days), MONTH)
        assert got == (sum(step > 0 for step in steps), sum(steps), sum(steps) + missed)
