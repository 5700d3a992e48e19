"""Contracts become spells, and spells tenures in their own renewal periods."""

import datetime as dt
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.contracts import contract_months
from ltv.dataset import Dataset
from ltv.errors import NotEnoughDataError
from ltv.metrics.contract_tenures import tenures, tenures_in_days
from ltv.metrics.spells import spells
from ltv.metrics.tenures import Tenures
from ltv.metrics.terms import DAY, MONTH, YEAR, Terms
from ltv.models.sbg import fit_sbg
from ltv.models.weibull import fit_weibull
from ltv.months import date_of, month_number
from tests.kpis.books import shop
from tests.models.agreements import book, contract, day
from tests.models.test_tenures import parts

YEARS = Terms(np.array([12]), np.array([0]))


def found(data, **kw) -> list[tuple]:
    table = spells(data, **kw)
    dates = [[None if pd.isna(d) else date_of(d).isoformat() for d in table[name]] for name in ("start", "end")]
    return list(zip(table["customer_id"], table["nth"].tolist(), *dates, table["period"]))


def test_contracts_that_follow_or_overlap_are_one_spell():
    data = book(
        contract("a", "2025-01-01", "2025-06-01"),
        contract("a", "2025-06-01", "2025-09-01", amount=200),
        contract("a", "2025-03-01", "2026-02-01"),
        contract("b", "2025-06-01"),
    )
    assert found(data) == [("a", 1, "2025-01-01", "2026-02-01", "month"), ("b", 1, "2025-06-01", None, "month")]


def test_a_customer_who_comes_back_starts_a_new_spell():
    data = book(contract("a", "2025-01-01", "2025-06-01"), contract("a", "2025-06-02"))
    assert found(data) == [("a", 1, "2025-01-01", "2025-06-01", "month"), ("a", 2, "2025-06-02", None, "month")]
    assert tenures(spells(data))["month"].customers == 2


def test_a_break_within_the_grace_is_a_late_renewal():
    data = book(contract("a", "2025-01-01", "2025-06-01"), contract("a", "2025-06-15"))
    assert found(data, grace_days=14) == [("a", 1, "2025-01-01", None, "month")]
    assert len(found(data, grace_days=13)) == 2


def test_with_a_grace_nobody_is_observed_while_a_late_renewal_may_still_come():
    data = book(
        contract("left", "2026-01-01", "2026-12-11"),
        contract("left for good", "2026-01-01", "2026-11-01"),
        contract("new", "2026-12-15"),
    )
    assert found(data, grace_days=30) == [
        ("left", 1, "2026-01-01", None, "month"),
        ("left for good", 1, "2026-01-01", "2026-11-01", "month"),
    ]
    assert set(spells(data, grace_days=30)["observed_until"]) == {day("2026-12-01")}


def test_a_late_renewal_after_the_last_day_observed_is_known_all_the_same():
    data = book(contract("a", "2026-01-01", "2026-11-25"), contract("a", "2026-12-10"))
    assert found(data, grace_days=30) == [("a", 1, "2026-01-01", None, "month")]


def test_a_future_end_is_not_a_departure():
    assert found(book(contract("a", "2026-01-01", "2027-01-01", "year"))) == [("a", 1, "2026-01-01", None, "year")]


@pytest.mark.parametrize(
    "nothing",
    [
        pytest.param(contract("b", "2025-01-01", amount=0), id="free"),
        pytest.param(contract("b", "2025-01-01", "2025-01-01"), id="ends the day it begins"),
        pytest.param(contract("b", "2027-01-01"), id="begins later"),
    ],
)
def test_what_was_never_paid_for_is_no_spell(nothing):
    assert [row[0] for row in found(book(contract("a", "2025-01-01"), nothing))] == ["a"]


def test_several_periods_are_mixed_and_counted_in_months():
    data = book(
        contract("a", "2025-01-01", "2026-01-01", "year"),
        contract("a", "2026-01-01", "2026-04-01", "month"),
        contract("b", "2025-01-01", "2026-01-01", "month", interval_count=12),
    )
    assert [row[-1] for row in found(data)] == ["mixed", "year"]
    by_period = tenures(spells(data))
    assert {period: (t.term, t.age[t.deaths > 0].tolist()) for period, t in by_period.items()} == {
        "mixed": (MONTH, [15]),
        "year": (YEAR, [1]),
    }


@pytest.mark.parametrize(
    ("start", "end", "counted"),
    [
        pytest.param("2024-01-15", "2025-01-15", (1, True), id="left at the first renewal"),
        pytest.param("2024-01-15", "2026-01-15", (2, True), id="renewed once"),
        pytest.param("2024-01-15", "2024-09-01", (1, True), id="broke off the first year"),
        pytest.param("2024-01-15", None, (2, False), id="renewed twice and there"),
        pytest.param("2025-12-31", None, (1, False), id="renewed on the last day known"),
        pytest.param("2026-01-01", None, (0, False), id="not yet due"),
        pytest.param("2025-06-01", "2026-11-01", (1, False), id="a year that was not over yet does not count"),
    ],
)
def test_a_tenure_counts_own_renewals(start, end, counted):
    one = tenures(spells(book(contract("a", start, end, "year"))))["year"]
    age, left = counted
    assert parts(one) == parts(Tenures.of([age], [left]))


def test_who_came_before_the_data_know_everybody_enters_late():
    data = book(
        contract("there", "2020-04-01", None, "year"),
        contract("left since", "2021-04-01", "2025-04-01", "year"),
        contract("came back", "2019-01-01", "2020-01-01", "year"),
        contract("came back", "2024-05-01", None, "year"),
        known_from="2023-10",
    )
    assert [row[:3] for row in found(data)] == [
        ("came back", 2, "2024-05-01"),
        ("left since", 1, "2021-04-01"),
        ("there", 1, "2020-04-01"),
    ]
    assert parts(tenures(spells(data))["year"]) == parts(Tenures.of([2, 4, 6], [False, True, False], [0, 2, 3]))
    days = tenures_in_days(spells(data))
    assert days.term == DAY
    entered = days.age[days.entered > 0].tolist()
    assert entered == [0, day("2023-10-01") - day("2021-04-01"), day("2023-10-01") - day("2020-04-01")]


def test_tenures_in_days_are_days_under_contract():
    data = book(contract("a", "2026-01-01", "2026-03-01"), contract("b", "2026-12-01"))
    assert parts(tenures_in_days(spells(data))) == parts(Tenures.of([59, 30], [True, False]))


def test_a_part_of_the_customers_is_the_spells_of_that_part():
    data = book(contract("a", "2025-01-01"), contract("b", "2025-02-01", "2025-05-01"))
    part = data.only(np.array([False, True]))
    assert [row[0] for row in found(part)] == ["b"]
    assert len(part.contracts) == 1


def test_orders_have_no_spells():
    with pytest.raises(NotEnoughDataError, match="this data set has none"):
        spells(shop([("a", "2025-01-01", 100)]))


def known_late(left, starts, as_of: str, known_from: str):
    """A book of customers who left so many days after they came, without those gone before everybody is known."""
    ends = starts + left
    known = ends > day(f"{known_from}-01")
    table = pd.DataFrame(
        {
            "customer_id": [f"{i:06d}" for i in np.flatnonzero(known)],
            "start": starts[known],
            "end": pd.array(ends[known], dtype="Int64"),
            "amount": 100,
            "interval": "year",
            "interval_count": 1,
        }
    )
    table["end"] = table["end"].where(table["end"] <= day(as_of))
    months = contract_months(table, as_of=dt.date.fromisoformat(as_of), known_from=month_number(known_from))
    return spells(Dataset("contracts", months, "test", contracts=table))


def test_renewals_of_contracts_known_late_tell_how_all_customers_leave():
    rng = np.random.default_rng(1)
    starts = rng.integers(day("2016-01-01"), day("2026-09-01"), 30_000)
    years = rng.geometric(rng.beta(0.8, 3.0, len(starts))).clip(max=40)
    ends = YEARS.after(starts, years)
    found = known_late(ends - starts, starts, "2026-09-30", "2023-10")
    assert (found["observed_from"] > found["start"]).mean() > 0.4
    model = fit_sbg(tenures(found)["year"])
    truth = [1.0]
    for t in range(1, 7):
        truth.append(truth[-1] * (3.0 + t - 1) / (3.8 + t - 1))
    assert model.survival(np.arange(7)) == pytest.approx(truth, abs=0.015)


def test_days_of_contracts_known_late_tell_how_all_customers_leave():
    rng = np.random.default_rng(2)
    starts = rng.integers(day("2016-01-01"), day("2026-09-01"), 30_000)
    left = np.ceil(900 * rng.weibull(0.8, len(starts))).astype(np.int64).clip(max=20_000)
    model = fit_weibull(tenures_in_days(known_late(left, starts, "2026-09-30", "2023-10")))
    ages = np.array([100, 365, 1000, 2000])
    assert model.survival(ages) == pytest.approx(np.exp(-((ages / 900) ** 0.8)), abs=0.015)


dates = st.integers(0, 900).map(lambda n: (dt.date(2024, 1, 1) + dt.timedelta(n)).isoformat())


@st.composite
def contracts(draw: st.DrawFn) -> dict:
    start = draw(dates)
    length = draw(st.none() | st.integers(0, 500))
    end = None if length is None else (dt.date.fromisoformat(start) + dt.timedelta(length)).isoformat()
    return contract(draw(st.sampled_from("abc")), start, end, draw(st.sampled_from(["month", "year"])))


@given(st.lists(contracts(), min_size=1, max_size=8), st.sampled_from([0, 20]))
@settings(max_examples=25)
def test_on_every_day_somebody_is_in_a_spell_exactly_when_under_contract_or_in_a_grace(rows, grace):
    rows = [*rows, contract("d", "2024-01-01")]
    as_of = day("2026-12-31")
    table = spells(book(*rows), grace_days=grace)
    for customer in "abcd":
        inside = set()
        for spell in table[table["customer_id"] == customer].itertuples():
            inside |= set(range(spell.start, as_of - grace + 1 if pd.isna(spell.end) else spell.end))
        active = set()
        for row in rows:
            if row["customer_id"] == customer:
                active |= set(range(row["start"], as_of + 1 if row["end"] is None else min(row["end"], as_of + 1)))
        assert inside == {d for d in with_short_breaks(active, grace) if d <= as_of - grace}


def with_short_breaks(days: set[int], most: int) -> set[int]:
    """Days, and the breaks of at most so many days between them."""
    for a, b in pairwise(sorted(days)):
        if b - a - 1 <= most:
            days = days | set(range(a, b))
    return days


@given(st.lists(contracts(), min_size=1, max_size=8))
@settings(max_examples=25)
def test_tenures_of_two_groups_add_up(rows):
    rows = [*rows, contract("a", "2024-01-01"), contract("b", "2024-01-01"), contract("c", "2024-01-01")]
    data = book(*rows)
    whole, a, b = (tenures_in_days(spells(d)) for d in (data, data.only(np.array([0])), data.only(np.array([1, 2]))))
    assert parts(a + b) == parts(whole)
