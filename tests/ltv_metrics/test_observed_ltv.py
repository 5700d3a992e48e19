import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ltv.errors import NotEnoughDataError
from ltv.metrics.acquisition import acquired
from ltv.metrics.observed_ltv import (
    LTV1,
    ltv_at,
    observed_ltv,
    observed_ltv_by,
    observed_ltv_by_cohort,
    realised_ltv,
)
from ltv.metrics.ratio import Ratio
from ltv.metrics.value_base import ValueBase
from tests.core.naive import first_paid
from tests.kpis.books import AS_OF, company, shop
from tests.ltv_metrics import naive
from tests.ltv_metrics.books import books, contract_books, line

SALES, PROFIT = ValueBase.SALES, ValueBase.GROSS_PROFIT
OLD = line("old", "2024-01-01", 1)
VALUE = {SALES: lambda r: r["amount"], PROFIT: lambda r: r["amount"] - r["cost"]}


def steps(table):
    return {row.step: (row.customers, row.total) for row in table.itertuples()}


def test_value_counts_up_to_day_h_and_no_further():
    rows = [OLD, line("a", "2025-01-01", 100), line("a", "2025-01-31", 30), line("a", "2025-02-01", 7)]
    found = steps(observed_ltv(shop(rows), base=SALES))
    assert found[1] == (1, 130)
    assert found[2] == (1, 137)


def test_only_customers_observed_for_h_days_count():
    """b came 29 days before the last known day: not yet in the first step."""
    rows = [OLD, line("a", "2025-11-01", 100), line("b", "2025-12-02", 900)]
    found = steps(observed_ltv(shop(rows), base=SALES))
    assert found[1] == (1, 100)
    assert found[2] == (1, 100)
    assert found[3] == (0, 0)
    later = steps(observed_ltv(shop(rows, as_of=dt.date(2026, 1, 1)), base=SALES))
    assert later[1] == (2, 1000)


def test_each_customer_starts_the_clock_with_their_own_first_order():
    rows = [OLD, line("a", "2025-01-01", 100), line("b", "2025-06-15", 10), line("b", "2025-07-20", 1)]
    found = steps(observed_ltv(shop(rows), base=SALES))
    assert found[1] == (2, 110)
    assert found[2] == (2, 111)


def test_refunds_and_costs_are_taken_off():
    rows = [OLD, line("a", "2025-01-20", 100, cost=30), line("a", "2025-02-05", -100)]
    assert steps(observed_ltv(shop(rows)))[1] == (1, -30)
    table = observed_ltv(shop(rows))
    assert set(table["base"]) == {"gross_profit"}
    assert set(table["unit"]) == {"days"}
    assert table["horizon"].tolist() == list(range(30, 721, 30))


@given(books(), st.sampled_from([SALES, PROFIT]))
@settings(max_examples=60)
def test_every_step_is_what_the_definition_gives(book, base):
    rows, data = book
    table = observed_ltv(data, base=base)
    for row in table.itertuples():
        assert (row.customers, row.total) == naive.ltv(rows, AS_OF, row.step, VALUE[base])
        if row.customers:
            assert row.ltv == pytest.approx(row.total / row.customers)
        else:
            assert math.isnan(row.ltv)


@given(books())
@settings(max_examples=40)
def test_no_step_uses_a_customer_who_has_not_been_observed_that_long(book):
    """Whatever those customers bought, the step is the same without them."""
    rows, data = book
    first = naive.newcomers(rows)
    table = steps(observed_ltv(data, base=SALES))
    for step in (1, 4, 12, 24):
        ripe = {c for c, date in first.items() if date + dt.timedelta(days=30 * step) <= AS_OF}
        young = set(first) - ripe
        changed = [r | {"amount": 10**9} if r["customer_id"] in young and r["amount"] > 0 else r for r in rows]
        assert steps(observed_ltv(shop(changed), base=SALES))[step] == table[step]


def test_the_interval_is_that_of_a_mean():
    amounts = [100, 250, 40, 900, 333]
    data = shop([OLD, *(line(c, "2025-01-05", amount) for c, amount in zip("abcde", amounts))])
    row = observed_ltv(data, base=SALES).iloc[0]
    low, high = stats.t.interval(0.95, 4, np.mean(amounts), np.std(amounts, ddof=1) / math.sqrt(5))
    assert (row["low"], row["high"]) == pytest.approx((low, high))


def test_one_customer_has_a_value_and_no_interval():
    row = observed_ltv(shop([OLD, line("a", "2025-01-05", 70)]), base=SALES).iloc[0]
    assert row["ltv"] == 70
    assert math.isnan(row["low"])
    assert math.isnan(row["high"])


@given(books())
@settings(max_examples=40)
def test_parts_add_up_over_customers(book):
    _, data = book
    some = (data.customers.index % 2 == 0).astype(bool)
    for step in (1, 12, 24):
        one, two, both = (ltv_at(d, acquired(d), PROFIT, step) for d in (data.only(some), data.only(~some), data))
        assert one + two == both


def test_segments_are_the_same_figures_of_their_customers():
    rows = [OLD, line("a", "2025-01-05", 70), line("b", "2025-02-05", 30), line("c", "2025-02-06", 5)]
    people = {"customer_id": ["old", "a", "b", "c"], "channel": ["x", "y", "y", None]}
    table = observed_ltv_by(shop(rows, customers=people), shop(rows, customers=people).customers["channel"], base=SALES)
    assert table["segment"].unique().tolist() == ["y"]
    assert table[table["step"] == 1][["customers", "total"]].to_numpy().tolist() == [[2, 100]]


def test_a_cohort_says_how_many_of_it_a_cell_speaks_of():
    rows = [OLD, line("a", "2025-11-01", 70), line("b", "2025-11-20", 30), line("c", "2025-12-20", 5)]
    table = observed_ltv_by_cohort(shop(rows), base=SALES).set_index(["cohort", "step"])
    assert table.loc[("2025-11-01", 1), ["size", "customers", "total"]].to_list() == [2, 2, 100]
    assert table.loc[("2025-11-01", 2), ["size", "customers", "total"]].to_list() == [2, 1, 70]
    assert table.loc[("2025-12-01", 1), ["size", "customers", "total"]].to_list() == [1, 0, 0]


@given(books())
@settings(max_examples=30)
def test_cohorts_add_up_to_all_new_customers(book):
    _, data = book
    cohorts, whole = observed_ltv_by_cohort(data, base=SALES), observed_ltv(data, base=SALES)
    if len(cohorts):
        summed = cohorts.groupby("step")[["customers", "total"]].sum()
        assert summed.to_numpy().tolist() == whole[["customers", "total"]].to_numpy().tolist()


def test_contracts_go_by_months_with_the_first_one_included():
    data = company("2024-01", old=[9], a=[0, 100, 100, 50], b=[0, 0, 10], c=[0] * 22 + [5, 5])
    table = observed_ltv(data)
    found = steps(table)
    assert found[1] == (3, 115)
    assert found[2] == (3, 220)
    assert found[3] == (2, 260)
    assert found[23] == (1, 250)
    assert found[24] == (0, 0)
    assert set(table["unit"]) == {"months"}
    assert table["horizon"].tolist() == list(range(1, 25))
    assert set(table["base"]) == {"sales"}


@given(contract_books())
@settings(max_examples=40)
def test_contracts_by_the_definition(book):
    history, data = book
    months = data.months
    came = {c: first_paid(h) for c, h in history.items()}
    new = {c: m for c, m in came.items() if m is not None and m > months.first}
    for row in observed_ltv(data).itertuples():
        ripe = {c: m for c, m in new.items() if m + row.step - 1 <= months.last_complete}
        total = sum(a for c, first in ripe.items() for m, a in history[c].items() if m < first + row.step)
        assert (row.customers, row.total) == (len(ripe), total)


def test_gross_profit_of_contracts_is_not_known():
    with pytest.raises(NotEnoughDataError, match="only sales are known"):
        observed_ltv(company("2024-01", a=[1, 2]), base=PROFIT)


@given(st.one_of(books(), contract_books()))
@settings(max_examples=40)
def test_ltv_to_date_is_all_sales_over_all_customers_who_paid(book):
    _, data = book
    paid = data.months.first_paid <= data.months.last
    total = sum(int(a) for c, a in zip(data.months.customer, data.months.amount) if paid[c])
    found = realised_ltv(data)
    assert (found.customers, found.above) == (paid.sum(), total)


def test_customers_who_have_just_begun_pull_ltv_to_date_down():
    loyal = [line("a", f"2025-{m:02d}-05", 100) for m in range(1, 13)]
    alone = realised_ltv(shop([OLD, *loyal])).rate
    assert realised_ltv(shop([OLD, *loyal, line("b", "2025-12-31", 100)])).rate < alone


def test_both_bases_have_a_definition_that_names_them():
    assert "粗利" in LTV1[PROFIT].name.ja
    assert "売上" in LTV1[SALES].name.ja
    assert ltv_at(shop([OLD]), acquired(shop([OLD])), SALES) == Ratio()
