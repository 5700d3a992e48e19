"""Customers won with deep discounts are compared with the others at the same age."""

import datetime as dt
import math
from collections import defaultdict

import pandas as pd
import pytest
from hypothesis import given, settings

from ltv.metrics.discount_depth import depth_gap, discount_outcomes
from ltv.metrics.repeat import purchases
from ltv.metrics.second_order import repeat_window
from ltv.metrics.value_base import ValueBase
from tests.kpis.books import company, shop
from tests.ltv_metrics import naive
from tests.ltv_metrics.books import books, degenerate, line

OLD = line("old", "2023-01-05", 100)


def test_each_band_tells_who_ordered_again_who_left_and_what_they_brought() -> None:
    """Two at full price who order monthly, two at half price of whom one does; gaps of 30 days, so a window of 45."""
    days = [dt.date(2024, 3, 1) + dt.timedelta(days=30 * n) for n in range(13)]
    rows = [OLD, *(line(name, str(day), 100) for name in "abc" for day in days[1:])]
    rows += [line("a", str(days[0]), 100), line("b", str(days[0]), 100)]
    rows += [line(name, str(days[0]), 50, discount=50) for name in "cd"]
    found = discount_outcomes(shop(rows), base=ValueBase.SALES).set_index("segment")
    assert found.index.tolist() == ["0", "50"]
    assert found["customers"].tolist() == [2, 2]
    assert found["second_order"].tolist() == [1.0, 0.5]
    assert found["left_90"].tolist() == [0.0, 0.5]
    assert found["ltv"].tolist() == [1300.0, (1250 + 50) / 2]
    assert (found["left_90_low"] <= found["left_90"]).all()


def test_nothing_is_told_where_no_discount_is_known() -> None:
    assert len(discount_outcomes(company("2024-01", a=[100] * 12, b=[0, 5]))) == 0


@settings(deadline=None)
@given(books())
def test_second_orders_are_those_counted_by_hand(drawn: tuple[list[dict[str, object]], object]) -> None:
    rows, data = drawn
    found = discount_outcomes(data).set_index("segment")
    window = repeat_window(purchases(data.ledger))
    new = naive.newcomers(rows)
    bought = {customer: days for customer, days in naive_purchases(rows).items() if customer in new}
    assert found["customers"].sum() == len(new)
    if window is None:
        assert found["second_order"].isna().all()
        return
    ripe = {c: d for c, d in bought.items() if d[0] + dt.timedelta(days=window) <= data.months.as_of}
    again = sum(len(d) > 1 and (d[1] - d[0]).days <= window for d in ripe.values())
    assert found["second_customers"].sum() == len(ripe)
    assert (found["second_order"].fillna(0) * found["second_customers"]).sum() == pytest.approx(again)


def naive_purchases(rows: list[dict[str, object]]) -> dict[str, list[dt.date]]:
    from tests.core.naive import purchases as bought

    found = defaultdict(list)
    for customer, days in bought([(r["customer_id"], naive.date_of(r), r["amount"], r["order"]) for r in rows]).items():
        found[customer] = sorted(days)
    return found


@pytest.mark.parametrize("name", degenerate())
def test_odd_books_do_not_break_it(name: str) -> None:
    found = discount_outcomes(degenerate()[name])
    assert found["second_order"].dropna().between(0, 1).all()


def bands(*rows: tuple[str, int, float, float, float]) -> pd.DataFrame:
    """Outcomes as (band, customers, LTV, its bounds)."""
    return pd.DataFrame(rows, columns=["segment", "customers", "ltv", "ltv_low", "ltv_high"])


def test_the_deepest_discount_is_compared_with_the_shallowest_of_enough_customers() -> None:
    gap = depth_gap(bands(("0", 29, 9, 8, 10), ("10", 30, 8, 7, 9), ("50", 90, 5, 4, 6), ("100", 30, 2, 1, 3)))
    assert gap is not None
    assert (gap.shallow, gap.deep, gap.share, gap.is_apart) == ("10", "100", 0.25, True)


@pytest.mark.parametrize(
    ("shallow", "is_apart"),
    [((8.0, 3.0, 9.0), False), ((1.0, 0.5, 0.9), True), ((8.0, math.nan, math.nan), False)],
)
def test_bands_are_apart_only_where_their_intervals_are(shallow: tuple[float, ...], is_apart: bool) -> None:
    gap = depth_gap(bands(("0", 30, *shallow), ("100", 30, 2.0, 1.0, 3.0)))  # type: ignore[arg-type]
    assert gap is not None
    assert gap.is_apart == is_apart


def test_there_is_no_gap_before_two_bands_have_an_ltv_and_no_share_of_nothing() -> None:
    assert depth_gap(bands(("0", 30, 8, 7, 9), ("100", 30, math.nan, math.nan, math.nan))) is None
    gap = depth_gap(bands(("0", 30, 0, -1, 1), ("100", 30, 2, 1, 3)))
    assert gap is not None
    assert math.isnan(gap.share)
