import datetime as dt
import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.metrics.acquisition import acquired
from ltv.metrics.customer_costs import customer_costs
from ltv.metrics.payback import STATUS_NAMES, Payback, PaybackStatus, payback, payback_of, static_payback
from ltv.metrics.payback_orders import OrderSums, order_sums
from ltv.metrics.ratio import Ratio
from ltv.metrics.value_base import ValueBase
from tests.core import naive as core
from tests.kpis.books import company, shop, spend
from tests.ltv_metrics import naive
from tests.ltv_metrics.books import books, line

SALES, PROFIT = ValueBase.SALES, ValueBase.GROSS_PROFIT
OLD = line("old", "2024-01-05", 100)


def campaign(rows, cost, *, month="2025-01", people=("a", "b")):
    """Customers who came through a channel whose marketing cost of one month is `cost`."""
    table = {"customer_id": ["old", *people], "channel": ["x"] * (1 + len(people))}
    return shop([OLD, *rows], customers=table, spend=spend((month, "x", cost)))


def pb2(data, base=PROFIT):
    new = acquired(data)
    return payback_of(data, new, customer_costs(data, new), base, new.customer)


def test_static_payback_is_cac_over_a_months_profit():
    assert static_payback(6000, 10_000 * 0.6) == 1
    assert static_payback(9000, 6000) == 1.5
    assert math.isnan(static_payback(9000, 0))
    assert math.isnan(static_payback(9000, -1))
    assert math.isnan(static_payback(math.nan, 100))


def test_the_first_month_whose_profit_covers_the_cost():
    """Cost 300 for two customers. Profit of 30-day steps: 80, then 120 more, then 100 more: covered in the third."""
    rows = [
        line("a", "2025-01-10", 100, cost=40), line("b", "2025-01-10", 20), line("a", "2025-02-15", 150, cost=30),
        line("b", "2025-03-20", 100), line("a", "2025-06-01", 900),
    ]  # fmt: skip
    assert pb2(campaign(rows, 300)) == Payback(PaybackStatus.PAID_BACK, 3.0, 1.0, 11)
    assert pb2(campaign(rows, 301)).months == 5
    assert pb2(campaign(rows, 80)).months == 1


def test_not_yet_is_a_value_of_its_own_with_what_has_come_back_so_far():
    rows = [line("a", "2025-01-10", 100, cost=40), line("b", "2025-01-10", 20), line("a", "2025-02-15", 150, cost=30)]
    found = pb2(campaign(rows, 400))
    assert found.status == PaybackStatus.NOT_YET
    assert math.isnan(found.months)
    assert found.covered == pytest.approx(200 / 400)
    assert found.observed == 11


def test_customers_who_left_and_gave_back_are_among_those_who_must_pay():
    rows = [line("a", "2025-01-10", 500), line("b", "2025-01-31", 300), line("b", "2025-02-03", -300)]
    assert pb2(campaign(rows, 500)).months == 1
    assert pb2(campaign(rows, 501)).status == PaybackStatus.NOT_YET


def test_each_month_compares_customers_observed_that_long_on_both_sides():
    """b came in December: no month of b is over, so only a's half of the cost is compared."""
    rows = [line("a", "2025-11-05", 100), line("b", "2025-12-20", 9000)]
    people = {"customer_id": ["old", "a", "b"], "channel": ["x"] * 3}
    data = shop([OLD, *rows], customers=people, spend=spend(("2025-11", "x", 150), ("2025-12", "x", 10)))
    assert repr(pb2(data, SALES)) == repr(Payback(PaybackStatus.NOT_YET, covered=100 / 150, observed=1))


def test_free_channels_and_unknown_costs_are_told_apart():
    rows = [line("a", "2025-01-10", 100)]
    assert pb2(campaign(rows, 0)).status == PaybackStatus.NO_COST
    assert pb2(campaign(rows, 0)).months == 0
    assert pb2(shop([OLD, *rows])).status == PaybackStatus.UNKNOWN
    assert pb2(shop([OLD])).status == PaybackStatus.UNKNOWN
    assert repr(payback({1: Ratio(), 2: Ratio()})) == repr(Payback(PaybackStatus.UNKNOWN))  # NaN is never equal
    assert set(STATUS_NAMES) == set(PaybackStatus)


def test_contracts_pay_back_by_months():
    data = company("2024-12", old=[9], a=[0, 100, 100, 100], b=[0, 100, 0, 0])
    data = data.__class__(**{**data.__dict__, "spend": spend(("2025-01", "", 350))})
    found = pb2(data, SALES)
    assert (found.status, found.months, found.observed) == (PaybackStatus.PAID_BACK, 3.0, 12)


def test_payback_in_orders_by_hand():
    """a leaves 60, 60, 60; b leaves 100; mean of first orders 80, of two orders 120, of three 180."""
    rows = [line("a", f"2025-0{m}-10", 100, cost=40) for m in (1, 2, 3)] + [line("b", "2025-01-10", 100)]
    rows += [line("c", f"2025-0{m}-10", 100, cost=40) for m in (1, 2, 3)]
    sums = order_sums(shop([OLD, *rows]), PROFIT, {"all": np.array([0, 1, 2])})["all"]
    assert sums.customers == 3
    assert sums.reached[:4] == (3, 2, 2, 0)
    assert sums.value[:4] == (60 + 60 + 100, 240, 360, 0)
    assert sums.payback(70).months == 1
    assert sums.payback(120) == Payback(PaybackStatus.PAID_BACK, 2.0, 2 / 3, 3)
    assert repr(sums.payback(181)) == repr(Payback(PaybackStatus.NOT_YET, observed=3))
    assert sums.payback(0).status == PaybackStatus.NO_COST
    assert sums.payback(math.nan).status == OrderSums().payback(5).status == PaybackStatus.UNKNOWN
    assert order_sums(company("2025-01", a=[1]), SALES, {"all": np.array([0])}) == {"all": OrderSums()}


def test_a_refund_between_two_orders_belongs_to_the_earlier_one():
    rows = [line("a", "2025-01-10", 100), line("a", "2025-01-20", -30), line("a", "2025-02-10", 100)]
    sums = order_sums(shop([OLD, *rows]), SALES, {"a": np.array([0])})["a"]
    assert sums.value[:2] == (70, 170)


@given(books())
@settings(max_examples=60)
def test_money_by_order_is_that_of_plain_loops(book):
    rows, data = book
    bought = core.purchases([(r["customer_id"], r["date"], r["amount"], r["order"]) for r in rows])
    reached, value = defaultdict(int), defaultdict(int)
    for customer, days in bought.items():
        days = sorted(set(days))  # noqa: PLW2901
        mine = [r for r in rows if r["customer_id"] == customer]
        for n in range(1, min(len(days), 36) + 1):
            until = days[n] if n < len(days) else dt.date.max
            reached[n] += 1
            value[n] += sum(r["amount"] - r["cost"] for r in mine if r["date"] < until)
    everyone = np.arange(data.months.size)
    sums = order_sums(data, PROFIT, {"all": everyone})["all"]
    assert sums.reached == tuple(reached[n] for n in range(1, 37))
    assert sums.value == tuple(value[n] for n in range(1, 37))
    parts = order_sums(data, PROFIT, {"even": everyone[::2], "odd": everyone[1::2]})
    assert parts["even"] + parts["odd"] == sums


@st.composite
def paid_books(draw):
    rows, data = draw(books())
    month = st.integers(data.months.first, data.months.last)
    cell = st.tuples(month, st.sampled_from(["search", "social", ""]), st.integers(0, 5000))
    cells = draw(st.lists(cell, max_size=40))
    table = spend().astype({"month": int, "channel": object, "amount": int})
    table[["month", "channel", "amount"]] = np.array(cells, dtype=object).reshape(-1, 3)
    return rows, data.__class__(**{**data.__dict__, "spend": table.astype({"month": int, "amount": int})})


@given(paid_books())
@settings(max_examples=60)
def test_costs_of_customers_are_the_marketing_cost_of_their_channel_and_month(book):
    rows, data = book
    new = acquired(data)
    costs = customer_costs(data, new)
    first = naive.newcomers(rows)
    channel = dict(zip(data.customers["customer_id"], data.customers["channel"].astype(object).fillna("")))
    cells = defaultdict(int)
    for month, name, amount in data.spend.itertuples(index=False):
        cells[month, name] += amount
    named = any(name for _, name in cells)
    if not named:
        channel = dict.fromkeys(channel, "")
    groups = defaultdict(list)
    for customer, date in first.items():
        groups[core.month_of(date), channel[customer]].append(customer)
    paid = {name for (_, name), amount in cells.items() if amount}
    came = {name for _, name in groups if name}
    for (month, name), members in groups.items():
        codes = [data.customers.index[data.customers["customer_id"] == c][0] for c in members]
        recorded = (month, name) in cells and (name or not named)
        free = bool(name) and name not in paid and paid <= came
        if recorded:
            amounts = sorted(costs.amount[codes].tolist())
            assert sum(amounts) == cells[month, name]
            assert amounts[-1] - amounts[0] <= 1
        else:
            assert costs.amount[codes].sum() == 0
        assert costs.known[codes].all() == bool(recorded or free)
    others = [i for i, c in enumerate(data.customers["customer_id"]) if c not in first]
    assert not costs.known[others].any()
    assert np.isnan(costs.or_nan[others]).all()


def test_a_cost_that_does_not_divide_is_borne_to_the_last_yen():
    rows = [line(c, "2025-01-10", 1) for c in "abc"]
    data = campaign(rows, 100, people="abc")
    costs = customer_costs(data, acquired(data))
    assert sorted(costs.amount[costs.known].tolist()) == [33, 33, 34]


def test_a_channel_without_any_cost_is_free_unless_a_cost_has_no_customers():
    people = {"customer_id": ["old", "a", "b"], "channel": ["x", "x", "organic"]}
    rows = [OLD, line("a", "2025-01-10", 1), line("b", "2025-01-11", 1)]
    known = shop(rows, customers=people, spend=spend(("2025-01", "x", 50)))
    assert customer_costs(known, acquired(known)).or_nan[[0, 1]].tolist() == [50, 0]
    tv = shop(rows, customers=people, spend=spend(("2025-01", "x", 50), ("2025-01", "tv", 900)))
    found = customer_costs(tv, acquired(tv)).or_nan
    assert found[0] == 50
    assert math.isnan(found[1])


def test_costs_without_channels_are_shared_by_all_new_customers_of_the_month():
    people = {"customer_id": ["old", "a", "b"], "channel": ["x", "x", None]}
    rows = [OLD, line("a", "2025-01-10", 1), line("b", "2025-01-11", 1)]
    data = shop(rows, customers=people, spend=spend(("2025-01", None, 50)))
    assert customer_costs(data, acquired(data)).or_nan[[0, 1]].tolist() == [25, 25]
