import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ltv.metrics.cohorts import CohortBasis, cohort_mean, cohort_shares, cohorts
from ltv.months import month_number
from tests.core import naive
from tests.core.histories import FIRST, customer_months, histories, months_paid, row_of


def keyed(table):
    keys = [(month_number(f"{c:%Y-%m}"), a) for c, a in zip(table["cohort"], table["age"])]
    return dict(zip(keys, table[["size", "customers", "revenue", "cumulative"]].to_dict("records"), strict=True))


@given(histories(), st.sampled_from([0, 0, 5]))
@settings(max_examples=200)
def test_cohorts_are_those_of_the_definition(drawn, cut_short):
    history, last = drawn
    table = cohorts(customer_months(history, last, cut_short=cut_short))
    assert keyed(table) == naive.cohorts(history, last - (1 if cut_short else 0))
    assert list(keyed(table)) == sorted(keyed(table))


@given(histories())
@settings(max_examples=100)
def test_who_pays_in_the_first_month_of_a_truncated_data_set_is_no_cohort(drawn):
    months = customer_months(*drawn, truncated=True)
    known = {key: cell for key, cell in naive.cohorts(*drawn).items() if key[0] != FIRST}
    assert keyed(cohorts(months)) == known
    some = months.size // 2 + 1
    part = dict(list(drawn[0].items())[:some]), drawn[1]
    only = {key: cell for key, cell in naive.cohorts(*part).items() if key[0] != FIRST}
    assert keyed(cohorts(months.only(np.arange(some)))) == only


@pytest.mark.parametrize("basis", list(CohortBasis))
@given(drawn=histories())
@settings(max_examples=50)
def test_cohort_shares_and_their_mean_are_those_of_the_definition(basis, drawn):
    table = cohorts(customer_months(*drawn))
    cells = keyed(table)
    for (cohort, age), value in zip(cells, cohort_shares(table, basis)["value"], strict=True):
        assert same(value, naive.cohort_value(cells, cohort, age, basis.value))
    mean = cohort_mean(table, basis)
    shown = {key[1] for key in cells if naive.cohort_value(cells, *key, basis.value) is not None}
    assert mean["age"].tolist() == sorted(shown)
    for age, value in zip(mean["age"], mean["value"], strict=True):
        assert same(value, naive.cohort_mean(cells, age, basis.value))


def same(ours, exact):
    return math.isnan(ours) if exact is None else math.isclose(ours, exact, rel_tol=1e-12)


def test_a_month_without_payment_is_zero_and_a_month_not_yet_seen_is_absent():
    table = cohorts(months_paid(a=[10, 0, 30], b=[0, 5, 0]))
    assert table[["age", "size", "customers", "revenue", "cumulative"]].to_numpy().tolist() == [
        [0, 1, 1, 10, 10],
        [1, 1, 0, 0, 10],
        [2, 1, 1, 30, 40],
        [0, 1, 1, 5, 5],
        [1, 1, 0, 0, 5],
    ]


def test_the_incomplete_last_month_is_in_no_cohort():
    table = cohorts(months_paid(cut_short=1, a=[10, 20, 30], b=[0, 0, 7]))
    assert table["revenue"].tolist() == [10, 20]


def test_who_never_paid_is_in_no_cohort():
    table = cohorts(months_paid(a=[10, 10], b=[-5, 0], c=[0, 0]))
    assert table["size"].tolist() == [1, 1]


def test_a_cohort_without_revenue_at_age_0_takes_no_part_in_the_mean():
    """Its refunds before the first payment outweigh the payment; then it has no share, above or below the line."""
    table = cohorts(months_paid(a=[100, 50, 50], b=[-90, 10, 999]))
    mean = cohort_mean(table, CohortBasis.REVENUE)
    assert row_of(mean, age=1) == {"age": 1, "cohorts": 1, "at_risk": 1, "value": 0.5}


def test_a_mean_counts_only_cohorts_that_reached_the_age():
    mean = cohort_mean(cohorts(months_paid(a=[1, 1, 0], b=[1, 0, 0], c=[0, 1, 1], d=[0, 0, 1])), CohortBasis.CUSTOMERS)
    assert mean["at_risk"].tolist() == [4, 3, 2]
    assert mean["value"].tolist() == [1.0, 2 / 3, 0.0]


def test_data_without_a_complete_month_have_no_cohorts():
    table = cohorts(months_paid(cut_short=1, a=[10]))
    assert len(table) == 0
    assert len(cohort_mean(table, CohortBasis.REVENUE)) == 0
    assert len(cohort_shares(table, CohortBasis.REVENUE)) == 0


def test_the_first_month_may_be_before_the_first_payment():
    months = customer_months({"a": {FIRST + 2: 5}}, FIRST + 3)
    assert cohorts(months)["cohort"].dt.strftime("%Y-%m").tolist() == ["2024-01", "2024-01"]
