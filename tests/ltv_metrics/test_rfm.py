import datetime as dt
import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.errors import LtvError
from ltv.metrics.groups import NOT_A_CUSTOMER, group_table, transitions
from ltv.metrics.rfm import (
    SEGMENT_NAMES,
    RfmCuts,
    RfmSegment,
    quantile_cuts,
    rfm,
    rfm_grid,
    rfm_transitions,
    segment_of,
)
from ltv.metrics.standing import standing
from tests.kpis.books import AS_OF, company, shop
from tests.ltv_metrics import naive
from tests.ltv_metrics.books import books, contract_books, line

CUTS = RfmCuts(days=(365, 180, 90, 30), orders=(2, 3, 5, 10), revenue=(1000, 3000, 10_000, 50_000))


def ago(days):
    return str(AS_OF - dt.timedelta(days=days))


@pytest.mark.parametrize(("days", "rank"), [
    pytest.param(0, 5, id="today"),
    pytest.param(30, 5, id="exactly on a cut is the better rank"),
    pytest.param(31, 4, id="a day past it is not"),
    pytest.param(180, 3, id="on the cut of rank 3"),
    pytest.param(365, 2, id="on the last cut"),
    pytest.param(366, 1, id="past all cuts"),
])  # fmt: skip
def test_a_boundary_of_recency_belongs_to_the_better_rank(days, rank):
    assert list(rfm(shop([("a", ago(days), 1)]), cuts=CUTS)["r"]) == [rank]


@pytest.mark.parametrize(("orders", "amount", "f", "m"), [
    pytest.param(1, 999, 1, 1, id="below the first cut"),
    pytest.param(1, 1000, 1, 2, id="exactly on a cut of money"),
    pytest.param(2, 1499, 2, 2, id="exactly on a cut of orders, one unit short of money"),
    pytest.param(4, 2500, 3, 4, id="between cuts of orders, exactly on one of money"),
    pytest.param(10, 5000, 5, 5, id="on the last cuts"),
])  # fmt: skip
def test_a_boundary_of_orders_and_money_belongs_to_the_better_rank(orders, amount, f, m):
    table = rfm(shop([("a", ago(i), amount) for i in range(orders)]), cuts=CUTS)
    assert (table["f"].iloc[0], table["m"].iloc[0]) == (f, m)


def test_five_customers_who_differ_have_five_ranks():
    rows = [(c, ago(10 * (5 - i) + j), 100 * (i + 1)) for i, c in enumerate("abcde") for j in range(i + 1)]
    table = rfm(shop(rows))
    assert list(table["r"]) == list(table["f"]) == list(table["m"]) == [1, 2, 3, 4, 5]


def test_customers_with_equal_values_have_equal_ranks():
    """Six of ten bought once: all of them have F 1, nobody F 2 or 3, and those who bought on the last day R 5."""
    counts = dict(zip("abcdefghij", (1, 1, 1, 1, 1, 1, 2, 2, 3, 4)))
    data = shop([(c, ago(i), 100) for c, n in counts.items() for i in range(n)])
    table = rfm(data)
    assert list(table["f"]) == [1, 1, 1, 1, 1, 1, 4, 4, 5, 5]
    assert set(table["r"]) == {5}
    assert quantile_cuts(standing(data)).orders == (2, 2, 2, 3)


@given(books())
@settings(max_examples=60)
def test_default_ranks_are_those_one_counts_by_hand(book):
    rows, data = book
    stood = naive.standing(rows, AS_OF)
    table = rfm(data)
    days = [(AS_OF - last).days for _, last, _, _ in stood.values()]
    orders, revenue = ([s[i] for s in stood.values()] for i in (2, 3))
    found = dict(zip(data.customers["customer_id"][table["customer"]], zip(table["r"], table["f"], table["m"])))
    assert found == {
        c: (
            naive.rank_recent((AS_OF - last).days, days),
            naive.rank_up(n, orders),
            naive.rank_up(money, revenue),
        )
        for c, (_, last, n, money) in stood.items()
    }


def test_every_combination_of_ranks_is_one_segment_and_every_segment_has_some():
    every = Counter(segment_of(*ranks) for ranks in itertools.product(range(1, 6), repeat=3))
    assert sum(every.values()) == 125
    assert set(every) == set(RfmSegment) == set(SEGMENT_NAMES)


@pytest.mark.parametrize(("ranks", "segment"), [
    ((5, 5, 5), "best"), ((4, 4, 3), "loyal"), ((4, 3, 5), "promising"), ((5, 2, 1), "promising"), ((4, 1, 5), "new"),
    ((3, 5, 5), "cooling"), ((3, 1, 1), "cooling"), ((2, 4, 1), "win_back"), ((1, 1, 4), "win_back"),
    ((2, 3, 3), "dormant"),
])  # fmt: skip
def test_segments_follow_recency_first(ranks, segment):
    assert segment_of(*ranks) == segment


@given(st.one_of(books(), contract_books()))
@settings(max_examples=40)
def test_every_customer_is_in_one_segment_and_one_cell_with_all_their_money(book):
    _, data = book
    table = rfm(data)
    segments, grid = group_table(table, "segment"), rfm_grid(table)
    assert not table["segment"].isna().any()
    assert table["customer"].is_unique
    for summary in (segments, grid):
        assert summary["customers"].sum() == len(table)
        assert summary["revenue"].sum() == table["revenue"].sum()
    assert len(grid) == 25
    assert (grid["mean_m"].dropna().between(1, 5)).all()
    assert (grid["mean_m"].isna() == (grid["customers"] == 0)).all()


def test_the_third_axis_of_the_grid_is_the_mean_rank_of_money():
    rows = [("a", ago(0), 5000), ("b", ago(0), 60_000), ("c", ago(400), 5)]
    grid = rfm_grid(rfm(shop(rows), cuts=CUTS)).set_index(["r", "f"])
    assert grid.loc[(5, 1), ["customers", "revenue", "mean_revenue", "mean_m"]].to_list() == [2, 65_000, 32_500, 4]
    assert grid.loc[(1, 1), "mean_m"] == 1


@given(st.one_of(books(), contract_books()), st.integers(0, 600), st.sampled_from([None, 90]))
@settings(max_examples=40)
def test_transitions_add_up_to_both_dates_with_new_and_gone_customers(book, days_ago, window):
    _, data = book
    then = max(data.months.as_of - dt.timedelta(days=days_ago), dt.date(2023, 6, 30))
    cuts = quantile_cuts(standing(data, window_days=window))
    before, after = (rfm(data, as_of=day, cuts=cuts, window_days=window) for day in (then, None))
    moves = rfm_transitions(data, then, window_days=window)
    for side, table, money in (("before", before, "revenue_before"), ("after", after, "revenue_after")):
        summed = moves.groupby(side, observed=False)[["customers", money]].sum()
        expected = group_table(table, "segment").set_index("segment")
        for segment in map(str, RfmSegment):
            assert summed.loc[segment, "customers"] == expected.loc[segment, "customers"]
            assert summed.loc[segment, money] == expected.loc[segment, "revenue"]
    came = set(after["customer"]) - set(before["customer"])
    gone = set(before["customer"]) - set(after["customer"])
    assert moves.loc[moves["before"] == NOT_A_CUSTOMER, "customers"].sum() == len(came)
    assert moves.loc[moves["after"] == NOT_A_CUSTOMER, "customers"].sum() == len(gone)


def test_a_customer_who_returned_everything_is_gone():
    returned = [line("a", "2025-01-10", 100, order="n1"), line("a", "2025-03-10", -100, order="n1")]
    moves = rfm_transitions(shop([*returned, ("b", "2025-06-01", 5)]), dt.date(2025, 2, 1), cuts=CUTS)
    seen = moves[moves["customers"] > 0][["before", "after", "customers", "revenue_before", "revenue_after"]]
    assert seen.to_numpy().tolist() == [["new", "none", 1, 100, 0], ["none", "dormant", 1, 0, 5]]


def test_transitions_of_nobody_are_a_table_of_zeros():
    nobody = rfm(shop([("a", "2025-01-10", -100)]))
    assert transitions(nobody, nobody, "segment")["customers"].sum() == 0


def test_contracts_rank_by_whether_they_are_active():
    table = rfm(company("2025-01", a=[10] * 12, b=[10] * 6, c=[500] * 12))
    assert dict(zip(table["customer"], table["r"])) == {0: 5, 1: 2, 2: 5}


@pytest.mark.parametrize("cuts", [
    pytest.param({"days": (30, 90, 180, 365)}, id="days that rise"),
    pytest.param({"orders": (5, 4, 3, 2)}, id="orders that fall"),
    pytest.param({"revenue": (1, 2, 3)}, id="three cuts"),
])  # fmt: skip
def test_cuts_out_of_order_are_refused_with_what_was_expected(cuts):
    given_cuts = {"days": (365, 180, 90, 30), "orders": (2, 3, 5, 10), "revenue": (1, 2, 3, 4)} | cuts
    with pytest.raises(LtvError, match=r"4 (rising|falling) numbers, for ranks 2 to 5"):
        RfmCuts(**given_cuts)
