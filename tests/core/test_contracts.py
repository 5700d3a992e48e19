import datetime as dt
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.contracts import TERMS, contract_months
from ltv.errors import InvalidTableError
from ltv.metrics.cohorts import cohorts
from ltv.metrics.movements import movements
from ltv.months import date_of, day_number, month_name, month_number
from tests.core import naive

IN_A_MONTH = {"day": "487/16", "week": "13/3", "month": "1", "quarter": "1/3", "half_year": "1/6", "year": "1/12"}
"""How many intervals a month holds: a year is 365.25 days or 52 weeks."""


def contract(
    start: str, end: str | None, amount: int = 1200, interval: str = "month", customer: str = "a", **kw
) -> dict:
    days = [None if d is None else day_number(dt.date.fromisoformat(d)) for d in (start, end)]
    return {"customer_id": customer, "start": days[0], "end": days[1], "amount": amount, "interval": interval, **kw}


def spread(*contracts: dict, as_of: str = "2026-12-31", **kw):
    return contract_months(pd.DataFrame(list(contracts)), as_of=dt.date.fromisoformat(as_of), **kw)


def months_of(*contracts: dict, **kw) -> dict[str, int]:
    months = spread(*contracts, **kw)
    return dict(zip(map(month_name, months.month), months.amount.tolist()))


@pytest.mark.parametrize(
    ("start", "end", "first_and_last"),
    [
        pytest.param("2025-01-15", "2026-01-15", ("2025-01", "2025-12"), id="a year from the middle of a month"),
        pytest.param("2025-01-01", "2026-01-01", ("2025-01", "2025-12"), id="a calendar year"),
        pytest.param("2025-01-31", "2025-03-31", ("2025-01", "2025-02"), id="not active on the day it ends"),
        pytest.param("2026-11-01", None, ("2026-11", "2026-12"), id="open"),
        pytest.param("2026-12-31", "9999-12-31", ("2026-12", "2026-12"), id="begins on the last known day"),
    ],
)
def test_a_contract_counts_in_the_months_at_whose_end_it_is_active(start, end, first_and_last):
    found = months_of(contract(start, end))
    assert (min(found), max(found)) == first_and_last
    length = month_number(max(found)) - month_number(min(found)) + 1
    assert list(found.values()) == [1200] * length


def test_a_contract_that_sees_no_end_of_a_month_counts_in_none():
    assert months_of(contract("2025-01-05", "2025-01-25")) == {}


def test_the_month_that_as_of_cuts_short_counts_what_is_active_on_that_day():
    contracts = [
        contract("2026-01-01", "2026-02-10", customer="gone"),
        contract("2026-01-01", "2026-02-11", customer="there"),
    ]
    found = spread(*contracts, as_of="2026-02-10")
    assert found.amount[found.month == month_number("2026-02")].tolist() == [1200]
    assert found.last_complete == month_number("2026-01")


def test_contracts_follow_the_closing_day():
    assert list(months_of(contract("2026-01-21", "2026-03-21"), closing_day=20)) == ["2026-02", "2026-03"]


def test_contracts_that_begin_later_are_left_out():
    months = spread(contract("2026-01-01", None), contract("2026-07-01", None, customer="later"), as_of="2026-06-30")
    assert months.customers["customer_id"].tolist() == ["a"]


def test_what_a_year_costs_is_split_so_that_its_months_add_up_to_it():
    assert list(months_of(contract("2026-01-01", None, 100, "year")).values()) == [9, 9, 9, 9] + [8] * 8


@given(st.sampled_from(sorted(TERMS)), st.integers(1, 3), st.integers(-(10**12), 10**12), st.integers(0, 20))
@settings(max_examples=100)
def test_spreading_keeps_the_sum_of_every_interval(interval, count, amount, offset):
    start = dt.date(2020, 1, 31) + dt.timedelta(days=offset)
    row = contract(start.isoformat(), None, amount, interval, interval_count=count)
    months = spread(row, as_of="2026-12-31")
    length = TERMS[interval][0] * count
    whole = months.amount[: len(months.amount) // length * length].reshape(-1, length)
    assert (whole.sum(axis=1) == amount * TERMS[interval][1]).all()
    assert months.amount.tolist() == naive.contract_shares(amount, length, TERMS[interval][1], len(months.amount))
    assert Fraction(amount * TERMS[interval][1], length) == amount * Fraction(IN_A_MONTH[interval]) / count
    assert months.amount.max() - months.amount.min() <= months.rounding


@st.composite
def contract_lists(draw):
    days = st.integers(0, 900)
    one = st.tuples(
        st.sampled_from("abc"), days, st.one_of(st.none(), days), st.integers(0, 500), st.sampled_from(sorted(TERMS))
    )
    rows = draw(st.lists(one, min_size=1, max_size=8))
    start = day_number(dt.date(2023, 1, 1))
    return [
        {"customer_id": c, "start": start + a, "end": None if b is None else start + a + b, "amount": m, "interval": i}
        for c, a, b, m, i in rows
    ]


@given(contract_lists(), st.one_of(st.none(), st.integers(1, 28)), st.integers(0, 6))
@settings(max_examples=80)
def test_contracts_become_the_months_of_the_definition(rows, closing_day, known_after):
    as_of = dt.date(2025, 6, 30)
    known_from = naive.month_of(dt.date(2023, 1, 1), closing_day) + known_after if known_after else None
    expected: dict[tuple[str, int], int] = {}
    for row in rows:
        end = day_number(as_of) + 1 if row["end"] is None else row["end"]
        first = naive.month_of(date_of(row["start"]), closing_day)
        month_ends = _month_ends(first, as_of, closing_day)
        active = [month for month, day in month_ends if row["start"] <= day_number(day) < end]
        months, intervals = TERMS[row["interval"]]
        shares = naive.contract_shares(row["amount"], months, intervals, len(month_ends))
        for month in active:
            if known_from is None or month >= known_from:
                key = row["customer_id"], month
                expected[key] = expected.get(key, 0) + shares[month - first]
    found = contract_months(pd.DataFrame(rows), as_of=as_of, closing_day=closing_day, known_from=known_from)
    ids = found.customers["customer_id"].iloc[found.customer]
    assert dict(zip(zip(ids, found.month.tolist()), found.amount.tolist())) == expected


def _month_ends(first: int, as_of: dt.date, closing_day: int | None) -> list[tuple[int, dt.date]]:
    """Last day of every month from `first` on; `as_of` for the month it falls in."""
    ends, day = {}, dt.date(1970 + first // 12, first % 12 + 1, 1) - dt.timedelta(days=31)
    while day <= as_of:
        ends[naive.month_of(day, closing_day)] = day
        day += dt.timedelta(days=1)
    return [(month, end) for month, end in sorted(ends.items()) if month >= first]


@pytest.mark.parametrize(
    ("known_from", "truncated"), [(None, False), ("2024-12", False), ("2025-01", False), ("2025-02", True)]
)
def test_contracts_that_are_cut_off_make_a_truncated_data_set(known_from, truncated):
    rows = contract("2025-01-15", None), contract("2025-03-01", None, customer="b")
    months = spread(*rows, known_from=known_from and month_number(known_from))
    assert months.truncated == truncated
    assert months.only([1]).truncated == truncated
    assert [f"{month:%Y-%m}" for month in cohorts(months)["cohort"].unique()] == (
        ["2025-03"] if truncated else ["2025-01", "2025-03"]
    )


def test_spreading_alone_changes_no_customer():
    months = spread(contract("2025-01-01", None, 100, "year"), contract("2025-01-01", None, 1000, "quarter"))
    table = movements(months)
    assert table["expansion"].sum() > 0
    assert table["customers_expansion"].tolist() == table["customers_contraction"].tolist() == [0] * len(table)


def test_every_problem_of_contracts_is_told_together_with_its_first_row_and_no_value():
    good = contract("2026-01-01", None, interval_count=1)
    rows = [
        good,
        good | {"customer_id": None, "interval_count": 0},
        good | {"start": None, "interval": "fortnight-secret"},
        good | {"amount": 12.345},
        good | {"end": good["start"] - 1},
        good | {"amount": "4242-secret"},
    ]
    with pytest.raises(InvalidTableError) as told:
        contract_months(pd.DataFrame(rows), as_of=dt.date(2026, 12, 31))
    assert str(told.value).splitlines() == [
        "contracts cannot be used:",
        "customer_id: no customer (1 rows, first in row 2)",
        "start: not a day (1 rows, first in row 3)",
        "end: earlier than start (1 rows, first in row 5)",
        "amount: not a whole number of the smallest unit (2 rows, first in row 4)",
        "interval: none of day, week, month, quarter, half_year, year (1 rows, first in row 3)",
        "interval_count: not a number of intervals (1 rows, first in row 2)",
    ]


def test_missing_columns_of_contracts_are_told_together():
    with pytest.raises(InvalidTableError, match=r"(?s)start: column not found.*interval: column not found"):
        contract_months(pd.DataFrame({"customer_id": ["a"], "end": [1], "amount": [1]}), as_of=dt.date(2026, 1, 1))


def test_contracts_that_all_begin_later_are_refused_with_the_reason():
    with pytest.raises(InvalidTableError, match="no contract has started by 2025-12-31"):
        spread(contract("2026-01-01", None), as_of="2025-12-31")


def test_a_customer_s_attributes_stay_with_the_customer():
    named = pd.DataFrame({"customer_id": ["b", "a"], "plan": ["pro", "free"]})
    months = spread(contract("2026-01-01", None), customers=named)
    assert months.customers.to_dict("list") == {"customer_id": ["a", "b"], "plan": ["free", "pro"]}


@pytest.mark.parametrize(
    "contracts",
    [
        [contract("2020-01-01", None, amount=10**17)] * 3,
        [contract("2020-01-01", None, amount=2**62, interval="day")],
        [contract("2026-12-01", None, amount=2**63)],
    ],
)
def test_months_too_large_to_be_added_up_are_refused_and_never_wrong(contracts):
    with pytest.raises(InvalidTableError, match="too large to be added exactly"):
        spread(*contracts)
