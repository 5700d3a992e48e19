"""Customers counted by age: what the counts mean, that they add up, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltv.errors import InvalidTableError
from ltv.metrics.tenures import MOST_RENEWALS, Tenures
from ltv.metrics.terms import MONTH, YEAR
from tests.models.customers import FIVE_COHORTS, HIGH_END, MISSING, counted, customers


def parts(tenures: Tenures) -> dict[str, list[float]]:
    some = (tenures.deaths + tenures.censored + tenures.entered) > 0
    return {name: getattr(tenures, name)[some].tolist() for name in ("age", "deaths", "censored", "entered")}


def at_risk(people, renewal: int) -> int:
    """Customers seen to face a renewal: under observation before it, and neither gone nor last seen before it."""
    return sum(since < renewal <= age for age, _, since in people)


def test_customers_are_counted_by_age():
    tenures = Tenures.of([1, 3, 3, 4], [True, True, False, False], [0, 0, 2, 0])
    assert parts(tenures) == {
        "age": [0, 1, 2, 3, 4],
        "deaths": [0, 1, 0, 1, 0],
        "censored": [0, 0, 0, 1, 1],
        "entered": [3, 0, 1, 0, 0],
    }
    assert tenures.at_risk.tolist() == [3, 3, 2, 3, 1]
    assert tenures.customers == 4


@given(customers)
def test_every_renewal_has_those_who_faced_it_and_those_who_left(people):
    counts = counted(people).renewals()
    ages = range(1, len(counts.at_risk) + 1)
    assert counts.at_risk.tolist() == [at_risk(people, t) for t in ages]
    assert counts.deaths.tolist() == [sum(left and age == t for age, left, _ in people) for t in ages]
    assert max((age for age, _, _ in people), default=0) == len(counts.at_risk)


@given(customers, st.data())
def test_counts_of_two_groups_add_up(people, data):
    of_first = data.draw(st.lists(st.booleans(), min_size=len(people), max_size=len(people)))
    groups = [[who for who, first in zip(people, of_first) if first == group] for group in (True, False)]
    both = counted(groups[0]) + counted(groups[1])
    assert parts(both) == parts(counted(people))


@given(customers)
def test_the_order_of_customers_changes_nothing(people):
    assert parts(counted(people)) == parts(counted(people[::-1]))


@given(customers, st.integers(0, 12))
def test_an_earlier_look_is_what_was_known_then(people, age):
    then = [(min(to, age), left and to <= age, since) for to, left, since in people if since <= age]
    known, counts = counted(people).until(age).renewals(), counted(then).renewals()
    assert known.at_risk.tolist() == counts.at_risk.tolist()
    assert known.deaths.tolist() == counts.deaths.tolist()


def test_a_row_of_survivors_is_a_cohort():
    tenures = Tenures.of_survivors(HIGH_END[:4])
    assert parts(tenures) == {
        "age": [0, 1, 2, 3],
        "deaths": [0, 131, 126, 90],
        "censored": [0, 0, 0, 653],
        "entered": [1000, 0, 0, 0],
    }


def test_a_table_of_survivors_is_the_sum_of_its_cohorts():
    table = Tenures.of_survivors(np.array(FIVE_COHORTS))
    rows = [Tenures.of_survivors([n for n in row if n == n]) for row in FIVE_COHORTS]
    assert parts(table) == parts(rows[0] + rows[1] + rows[2] + rows[3] + rows[4])
    assert parts(table) == parts(Tenures.of_survivors([[n for n in row if n == n] for row in FIVE_COHORTS]))
    assert parts(table) == parts(Tenures.of_survivors(pd.DataFrame(FIVE_COHORTS)))
    assert table.customers == 50_000


def test_a_cohort_known_from_a_later_age_enters_then():
    late = Tenures.of_survivors([[MISSING, MISSING, 743, 653]])
    assert parts(late) == {"age": [2, 3], "deaths": [0, 90], "censored": [0, 653], "entered": [743, 0]}
    assert late.renewals().at_risk.tolist() == [0, 0, 743]


@pytest.mark.parametrize(
    ("survivors", "problem"),
    [
        ([1000, 869, 900], "row 1: more survivors than at the age before \\(first at age 1\\)"),
        (
            [100, 86.9, 74.3],
            "row 1: not a whole number of customers; multiply shares by the size of the cohort \\(first at age 1",
        ),
        ([[10, 9, 8], [10, MISSING, 8]], "row 2: ages are missing in between"),
        ([10, -1], "not a whole number"),
    ],
)
def test_survivors_that_cannot_be_counted_are_refused_with_their_place(survivors, problem):
    with pytest.raises(InvalidTableError, match=problem):
        Tenures.of_survivors(survivors)


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        (([1, -2], [True, False]), "tenure: not an age \\(1 rows, first in row 2\\)"),
        (([1, MISSING], [True, False]), "tenure: not an age"),
        (([1, float("inf")], [True, False]), "tenure: not an age"),
        (([1, 2], [1, 2]), "churned: neither true nor false \\(1 rows, first in row 2\\)"),
        (([1, 2], [True, MISSING]), "churned: neither true nor false"),
        (([1, 2], [True, False], [0, 3]), "entered: not before the tenure ends"),
        (([1, 2], [False, True], [0, 2]), "entered: not before the tenure ends \\(1 rows, first in row 2\\)"),
        (([1, 2], [True, False], [0, -1]), "entered: not an age"),
    ],
)
def test_columns_that_cannot_be_counted_are_named(columns, problem):
    with pytest.raises(InvalidTableError, match=problem):
        Tenures.of(*columns)


def test_columns_of_a_table_may_hold_whole_or_broken_numbers():
    table = pd.DataFrame({"months": pd.array([1, 2, 30], dtype="Int64"), "left": [1, 0, 1]})
    assert parts(Tenures.of(table["months"], table["left"])) == parts(Tenures.of([1.0, 2.0, 30.0], [True, False, True]))
    broken = Tenures.of([0.5, 0.5, 1e9, 2.25], [True, True, False, True])
    assert parts(broken)["age"] == [0, 0.5, 2.25, 1e9]
    assert parts(broken)["deaths"] == [0, 2, 1, 0]


def test_ages_that_are_not_whole_count_as_renewals_do():
    counts = Tenures.of([0.5, 2.5, 2.5, 3.0], [True, True, False, True], [0, 1.5, 0, 0]).renewals()
    assert counts.deaths.tolist() == [1, 0, 2]
    assert counts.at_risk.tolist() == [3, 3, 2]


def test_leaving_at_once_is_leaving_at_the_first_renewal():
    assert Tenures.of([0, 0], [True, False]).renewals().deaths.tolist() == [1]


def test_tenures_in_different_terms_do_not_add_up():
    with pytest.raises(ValueError, match="do not add up"):
        Tenures.of([1], [True], term=YEAR) + Tenures.of([1], [True], term=MONTH)


def test_days_are_not_taken_for_renewals():
    with pytest.raises(InvalidTableError, match="Give ages in renewal periods"):
        Tenures.of([MOST_RENEWALS + 1], [False]).renewals()
