import datetime as dt
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from ltv.metrics.intervals import ratio_se, wilson
from ltv.metrics.nrr_rules import CHAINS, NrrRule, available_from, default_rule, earliest_end, is_available, span
from ltv.metrics.retention import retention, retention_series
from ltv.metrics.retention_parts import ChainedRetention, Retention
from tests.core import naive
from tests.core.histories import FIRST, customer_months, histories, months_paid
from tests.core.test_movements import E1

ONE_PAIR = [rule for rule in NrrRule if rule not in CHAINS]
PARTS = ("customers", "kept", "opening", "expansion", "contraction", "churn", "closing", "net_squares", "gross_squares")
OUTSIDE = ("new", "reactivation", "refunds", "customers_new", "customers_reactivation")


def percent(value: float, digits: int = 3) -> str:
    return f"{100 * value:.{digits}f}"


def between(rule: NrrRule, start: int, end: int) -> Retention | ChainedRetention:
    return retention(months_paid(**E1), FIRST + end, rule, start=FIRST + start)


@pytest.mark.parametrize(
    ("month", "nrr", "with_returns", "grr"),
    [(1, "98.000", "98.000", "95.000"), (2, "83.019", "83.019", "81.132"), (3, "105.319", "110.638", "100.000")],
)
def test_monthly_retention_of_the_worked_example(month, nrr, with_returns, grr):
    months = months_paid(**E1)
    assert percent(retention(months, FIRST + month, NrrRule.PERIOD_MOVES).nrr) == nrr
    assert percent(retention(months, FIRST + month, NrrRule.PERIOD_MOVES_REACT).nrr) == with_returns
    assert percent(retention(months, FIRST + month, NrrRule.PERIOD_MOVES).grr) == grr


@pytest.mark.parametrize(
    ("rule", "nrr"),
    [
        (NrrRule.YOY_COHORT, "88.000"),
        (NrrRule.YOY_STRICT, "83.000"),
        (NrrRule.CHAINED, "85.686"),
        (NrrRule.CHAINED_REACT, "90.014"),
    ],
)
def test_one_book_has_several_net_retentions_depending_on_the_rule(rule, nrr):
    assert percent(between(rule, 0, 3).nrr) == nrr


def test_gross_retention_counts_who_left_and_came_back_only_point_to_point():
    assert percent(between(NrrRule.YOY_COHORT, 0, 3).grr) == "80.000"
    assert percent(between(NrrRule.YOY_STRICT, 0, 3).grr) == "75.000"


def test_standard_error_and_interval_of_the_worked_example():
    result = between(NrrRule.YOY_COHORT, 0, 3)
    assert result.customers == 6
    assert f"{result.nrr_se:.5f}" == "0.18359"
    low, high = result.nrr_interval()
    assert (percent(low, 1), percent(high, 1)) == ("40.8", "135.2")


def test_order_based_year_on_year_of_the_worked_example():
    last_year, this_year = {"A": 100, "B": 200, "C": 50}, {"A": 120, "B": 150, "D": 80}
    history = {
        c: {m: a for m, a in ((FIRST + 3, last_year.get(c)), (FIRST + 17, this_year.get(c))) if a} for c in "ABCD"
    }
    months = customer_months(history, FIRST + 23)
    result = retention(months, FIRST + 23, NrrRule.TRANSACTIONAL)
    assert (percent(result.nrr), percent(result.grr)) == ("77.143", "71.429")
    assert result.outside.new == 80
    assert retention_series(months, NrrRule.TRANSACTIONAL)["nrr"].tolist() == [result.nrr]


def close(ours: float, exact) -> bool:
    if exact is None:
        return math.isnan(ours)
    return math.isclose(ours, exact, rel_tol=1e-12, abs_tol=1e-12)


def check_against_the_definition(result: Retention, expected: dict, rule: NrrRule) -> None:
    assert {name: getattr(result, name) for name in PARTS} == {name: expected[name] for name in PARTS}
    assert result.counts == tuple(expected[name] for name in ("expanded", "contracted", "churned"))
    assert {name: getattr(result.outside, name) for name in OUTSIDE} == expected["outside"]
    assert result.outside.reactivation_squares == expected["reactivation_squares"]
    for name in ("nrr", "grr", "logo_retention"):
        assert close(getattr(result, name), expected[name]), name
    variance = naive.standard_error_squared(expected["sample"])
    assert close(result.nrr_se, None if variance is None else math.sqrt(variance))


@pytest.mark.parametrize("rule", ONE_PAIR)
@given(drawn=histories(months=28), start=st.integers(-2, 20), length=st.integers(1, 14))
@settings(max_examples=150)
def test_every_part_of_retention_is_that_of_the_definition(rule, drawn, start, length):
    history, last = drawn
    result = retention(customer_months(history, last), FIRST + start + length, rule, start=FIRST + start)
    expected = naive.retention(_within(history, FIRST, last), FIRST + start, FIRST + start + length, rule.value)
    check_against_the_definition(result, expected, rule)


def _within(history: naive.History, first: int, last: int) -> naive.History:
    return {c: {m: a for m, a in months.items() if first <= m <= last} for c, months in history.items()}


@pytest.mark.parametrize("rule", list(NrrRule))
@given(drawn=histories(months=28), cut_short=st.sampled_from([0, 0, 3]))
@settings(max_examples=15)
def test_a_series_holds_every_complete_month_the_rule_can_be_computed_for(rule, drawn, cut_short):
    history, last = drawn
    months = customer_months(history, last, cut_short=cut_short)
    table = retention_series(months, rule)
    needed = {NrrRule.TRANSACTIONAL: 23, NrrRule.PERIOD_MOVES: 1, NrrRule.PERIOD_MOVES_REACT: 1}.get(rule, 12)
    ends = list(range(FIRST + needed, last + (0 if cut_short else 1)))
    assert table["month"].dt.strftime("%Y-%m").tolist() == [f"{1970 + m // 12}-{m % 12 + 1:02d}" for m in ends]
    for end, row in zip(ends, table.to_dict("records"), strict=True):
        single = retention(months, end, rule)
        assert (row["customers"], row["opening"]) == (single.customers, single.opening)
        for name in ("nrr", "grr", "logo_retention"):
            low, high = getattr(single, {"logo_retention": "logo_interval"}.get(name, f"{name}_interval"))()
            for column, value in ((name, getattr(single, name)), (f"{name}_low", low), (f"{name}_high", high)):
                assert row[column] == value or (math.isnan(row[column]) and math.isnan(value)), column


def test_the_payment_of_a_customer_a_hundred_million_codes_away_is_no_ones_year_later():
    """Codes so far apart that (customer, month) as one number of 32 bits would come to the same."""
    apart, month = divmod(2**32 + 12, 25 + 12)
    two = customer_months({"a": {FIRST: 100}, "b": {FIRST + month: 100}}, FIRST + 24)
    everyone = pd.DataFrame(index=pd.RangeIndex(apart + 1))
    months = replace(two, customers=everyone, customer=two.customer * np.int32(apart))
    series = retention_series(months, NrrRule.YOY_COHORT)
    assert series.loc[0, ["customers", "nrr", "logo_retention"]].tolist() == [1, 0, 0]


@given(drawn=histories(months=16), end=st.integers(1, 16))
@settings(max_examples=80)
def test_a_chain_is_the_product_of_its_months(drawn, end):
    history, last = drawn
    months = customer_months(history, last)
    for rule, link in CHAINS.items():
        chained = retention(months, FIRST + end, rule, start=FIRST)
        product = 1.0
        for month in range(FIRST + 1, FIRST + end + 1):
            exact = naive.retention(_within(history, FIRST, last), month - 1, month, link.value)["nrr"]
            product *= math.nan if exact is None else exact
        assert close(chained.nrr, None if math.isnan(product) else product)


@pytest.mark.parametrize("rule", list(NrrRule))
@given(drawn=histories(months=15), start=st.integers(0, 10), length=st.integers(1, 12))
@settings(max_examples=25)
def test_gross_retention_never_exceeds_one_or_net_retention(rule, drawn, start, length):
    result = retention(customer_months(*drawn), FIRST + start + length, rule, start=FIRST + start)
    assume(not math.isnan(result.grr))
    links = result.links if isinstance(result, ChainedRetention) else (result,)
    assert all(link.grr <= 1 and link.grr <= link.nrr for link in links)
    if all(link.grr >= 0 for link in links):  # with refunds beyond purchases a product may change sign
        assert result.grr <= min(1, result.nrr)


@given(drawn=histories())
@settings(max_examples=100)
def test_month_on_month_retention_and_movements_tell_the_same_story(drawn):
    """Where no month is negative; a negative month's recovery is expansion in movements and no one's in retention."""
    from ltv.metrics.movements import movements

    history, last = drawn
    positive = {c: {m: a for m, a in months.items() if a > 0} for c, months in history.items()}
    months = customer_months(positive, last)
    for row in movements(months).to_dict("records"):
        result = retention(months, row["month"].year * 12 - 1970 * 12 + row["month"].month - 1, NrrRule.PERIOD_MOVES)
        names = ("opening", "expansion", "contraction", "churn", "closing")
        assert [getattr(result, name) for name in names] == [row[name] for name in names]
        assert (result.outside.new, result.outside.reactivation) == (row["new"], row["reactivation"])
        assert result.counts == tuple(row[f"customers_{name}"] for name in ("expansion", "contraction", "churn"))


def test_one_yen_of_spreading_is_no_customer_who_expanded():
    history = {"a": {FIRST: 333, FIRST + 1: 334}, "b": {FIRST: 334, FIRST + 1: 333}, "c": {FIRST: 10, FIRST + 1: 20}}
    result = retention(customer_months(history, FIRST + 1, rounding=1), FIRST + 1, NrrRule.PERIOD_MOVES)
    assert (result.expansion, result.contraction) == (11, -1)
    assert result.counts == (1, 0, 0)


def test_a_month_that_nets_to_nothing_breaks_a_run_of_paid_months():
    history = {"a": {FIRST: 50, FIRST + 1: 0, FIRST + 2: 50}, "b": {FIRST: 50, FIRST + 1: 1, FIRST + 2: 50}}
    months = customer_months(history, FIRST + 2)
    assert retention(months, FIRST + 2, NrrRule.YOY_STRICT, start=FIRST).nrr == 0.5


def test_retention_of_nothing_is_unknown_and_not_zero():
    result = retention(months_paid(a=[0, 5], b=[-3, 0]), FIRST + 1, NrrRule.PERIOD_MOVES)
    unknown = (
        result.nrr,
        result.grr,
        result.logo_retention,
        result.nrr_se,
        *result.nrr_interval(),
        *result.logo_interval(),
    )
    assert all(math.isnan(value) for value in unknown)
    assert result.outside.new == 5


def test_one_customer_has_a_retention_but_no_interval():
    result = retention(months_paid(a=[4, 5]), FIRST + 1, NrrRule.PERIOD_MOVES)
    assert result.nrr == 1.25
    assert all(math.isnan(value) for value in result.nrr_interval())


def test_the_interval_of_customers_who_all_changed_alike_is_a_point_even_for_huge_amounts():
    result = retention(
        months_paid(a=[10**15, 11 * 10**14], b=[10, 11], c=[3 * 10**11, 33 * 10**10]), FIRST + 1, NrrRule.PERIOD_MOVES
    )
    assert result.nrr_se < 1e-15


def test_returning_customers_count_in_the_interval_of_the_rule_that_counts_them():
    months = months_paid(a=[10, 10, 12], b=[20, 20, 10], c=[9, 0, 9])
    result = retention(months, FIRST + 2, NrrRule.PERIOD_MOVES_REACT)
    low, high = result.nrr_interval()
    assert (high - low) / 2 == pytest.approx(stats.t.ppf(0.975, df=2) * result.nrr_se, rel=1e-12)


@pytest.mark.parametrize(("k", "n"), [(0, 5), (5, 5), (3, 7), (44, 100), (1, 1)])
def test_wilson_interval_is_that_of_scipy(k, n):
    expected = stats.binomtest(k, n).proportion_ci(0.95, "wilson")
    assert wilson(k, n) == pytest.approx((expected.low, expected.high), abs=1e-12)


@given(st.lists(st.tuples(st.integers(1, 10**12), st.integers(0, 10**12)), min_size=2, max_size=12))
def test_standard_error_is_that_of_the_direct_formula(pairs):
    squares = naive._squares(pairs)
    opening, closing = sum(o for o, _ in pairs), sum(e for _, e in pairs)
    exact = math.sqrt(naive.standard_error_squared(pairs))
    assert ratio_se(len(pairs), opening, squares, closing / opening) == pytest.approx(exact, rel=1e-9, abs=1e-14)


def test_a_rule_is_offered_once_the_data_are_long_enough():
    year_and_one = months_paid(a=[1] * 13)
    assert is_available(year_and_one, NrrRule.YOY_COHORT)
    assert not is_available(months_paid(a=[1] * 12), NrrRule.YOY_COHORT)
    assert not is_available(months_paid(cut_short=1, a=[1] * 13), NrrRule.YOY_COHORT)
    assert available_from(months_paid(a=[1] * 3), NrrRule.YOY_COHORT) == dt.date(2024, 11, 30)
    assert earliest_end(year_and_one, NrrRule.TRANSACTIONAL) == FIRST + 23
    assert is_available(months_paid(a=[1] * 24), NrrRule.TRANSACTIONAL)
    assert not is_available(months_paid(a=[1] * 23), NrrRule.TRANSACTIONAL)


def test_orders_default_to_trailing_years_and_contracts_to_year_on_year():
    long = {"a": {FIRST + i: 1 for i in range(24)}}
    assert default_rule(customer_months(long, FIRST + 23)) == NrrRule.TRANSACTIONAL
    assert default_rule(customer_months(long, FIRST + 23, recurring=True)) == NrrRule.YOY_COHORT
    assert default_rule(customer_months(long, FIRST + 22)) == NrrRule.YOY_COHORT
    assert default_rule(months_paid(a=[1, 2])) == NrrRule.PERIOD_MOVES
    assert span(NrrRule.PERIOD_MOVES) == 1
    assert span(NrrRule.CHAINED) == 12


def test_the_share_lost_to_churn_is_that_of_the_worked_example():
    months = months_paid(A=[100, 100], B=[200, 0], C=[100, 130])
    found = retention(months, months.last, NrrRule.PERIOD_MOVES)
    assert found.churn_share == 0.5
