"""How long until customers order again."""

import datetime as dt
import math

import pandas as pd
import pytest

from ltv.ledger import Ledger
from ltv.metrics.repeat import Purchases, purchases
from ltv.metrics.second_order import by_week, days_until_next, median_days, repeat_window


def orders(as_of: str = "2024-03-31", **days: list[str]) -> Purchases:
    rows = [(name, day, 100) for name, all_days in days.items() for day in all_days]
    table = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    return purchases(Ledger.from_orders(table, as_of=dt.date.fromisoformat(as_of)))


def test_customers_who_may_still_come_count_for_as_long_as_they_were_observed() -> None:
    """After 10 days one of three orders again; c has been observed for 20 days only; after 30 days the last one does.
    So 1/3 by day 10, and by day 30 everyone: 1 − (2/3)(1 − 1/1).
    """
    waiting = days_until_next(
        orders(a=["2024-01-01", "2024-01-11"], b=["2024-01-01", "2024-01-31"], c=["2024-03-11"])
    ).set_index("day")
    assert waiting["at_risk"][[0, 10, 20, 30]].tolist() == [3, 3, 2, 1]
    assert waiting["share"][10] == pytest.approx(1 / 3)
    assert waiting["share"][29] == pytest.approx(1 / 3)
    assert waiting["share"][30] == pytest.approx(1)
    assert median_days(waiting.reset_index()) == 30


def test_without_anyone_waiting_it_is_the_plain_share() -> None:
    days = {f"c{i}": ["2023-01-01", *(["2023-01-15"] if i < 6 else [])] for i in range(10)}
    waiting = days_until_next(orders(**days))
    assert waiting["share"].iloc[-1] == pytest.approx(0.6)
    weeks = by_week(waiting, 4)
    assert weeks["customers"].tolist() == [0, 0, 6, 0]
    assert weeks["step"].tolist() == pytest.approx([0, 0, 0.6, 0])
    assert (weeks["from_day"][2], weeks["to_day"][2]) == (14, 20)


def test_the_third_order_follows_the_second() -> None:
    waiting = days_until_next(orders(a=["2024-01-01", "2024-01-11", "2024-01-16"], b=["2024-01-01"]), nth=2)
    assert waiting["customers"].sum() == 1
    assert median_days(waiting) == 5


def test_while_fewer_than_half_have_come_back_the_median_is_unknown() -> None:
    assert math.isnan(
        median_days(days_until_next(orders(a=["2024-01-01", "2024-01-11"], b=["2024-01-01"], c=["2024-01-01"])))
    )


@pytest.mark.parametrize(
    ("gap", "window"),
    [pytest.param("2024-01-31", 45, id="30 days"), pytest.param("2024-02-01", 47, id="31 days: 46.5 is rounded up")],
)
def test_the_window_is_one_and_a_half_times_the_median_gap(gap: str, window: int) -> None:
    assert repeat_window(orders(a=["2024-01-01", gap])) == window


def test_without_repeats_there_is_no_window() -> None:
    assert repeat_window(orders(a=["2024-01-01"])) is None
    assert len(days_until_next(orders(a=["2024-01-01"]), nth=2)) == 0
