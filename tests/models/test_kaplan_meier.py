"""Kaplan-Meier: published curves, a plain loop, and what is not known."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltv.metrics.tenures import Tenures
from ltv.models.kaplan_meier import KaplanMeier, fit_kaplan_meier
from tests.models.customers import DEGENERATE, Customer, counted, customers

LEUKEMIA = (
    [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
    [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0],
)
"""Weeks of remission under 6-MP: Freireich et al. (1963), as in Kalbfleisch & Prentice (1980), table 1.1."""
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
MAINTAINED = ([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0])
"""Weeks of remission under maintenance: Miller, Survival Analysis (1981), p. 49."""


def km(*columns) -> KaplanMeier:
    return fit_kaplan_meier(Tenures.of(*columns))


def by_loop(people: list[Customer], age: int) -> Fraction:
    """S(age) as a product of exact fractions, customer by customer."""
    alive = Fraction(1)
    for t in range(age + 1):
        faced = [who for who in people if (who[2] < t or who[2] == 0) and who[0] >= t]
        gone = [who for who in faced if who[1] and who[0] == t]
        if gone:
            alive *= 1 - Fraction(len(gone), len(faced))
    return alive


def test_the_curve_of_6_mp_is_the_published_one():
    table = km(*LEUKEMIA).table()
    assert table["age"].tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert table["at_risk"].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert table["survival"].round(3).tolist() == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert table["se"].round(4).tolist() == [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    # log-log ends: Kalbfleisch & Prentice's scale, as survival software prints them
    assert table["low"].round(3).tolist() == [0.620, 0.563, 0.503, 0.432, 0.368, 0.268, 0.188]
    assert table["high"].round(3).tolist() == [0.952, 0.923, 0.889, 0.849, 0.805, 0.747, 0.680]


def test_the_median_of_6_mp_is_23_weeks_from_13_to_not_yet_seen():
    median = km(*LEUKEMIA).median()
    assert (median.value, median.interval.low) == (23, 13)
    assert math.isnan(median.interval.high)


def test_the_placebo_group_is_gone_in_the_end():
    curve = km(PLACEBO, [1] * 21)
    assert curve.median().value == 8
    assert curve.survival([8, 22, 23, 100]).round(4).tolist() == [0.3810, 0.0476, 0, 0]
    assert curve.restricted_mean(23).value == pytest.approx(sum(PLACEBO) / 21)


def test_the_curve_of_the_maintained_group_is_the_published_one():
    table = km(*MAINTAINED).table()
    assert table["survival"].round(3).tolist() == [0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184]
    assert table["se"].round(4).tolist() == [0.0867, 0.1163, 0.1397, 0.1526, 0.1642, 0.1627, 0.1535]
    assert km(*MAINTAINED).median().value == 31


@given(customers)
def test_the_curve_is_that_of_a_plain_loop_over_exact_fractions(people):
    curve = fit_kaplan_meier(counted(people))
    known = [t for t in range(13) if not math.isnan(curve.survival(t))]
    assert [float(curve.survival(t)) for t in known] == pytest.approx([float(by_loop(people, t)) for t in known])


@given(customers)
def test_shares_stay_between_0_and_1_and_never_rise_and_lie_in_their_interval(people):
    curve = fit_kaplan_meier(counted(people))
    ages = np.arange(13)
    alive, (low, high) = curve.survival(ages), curve.interval(ages)
    known = ~np.isnan(alive)
    assert (np.diff(alive[known]) <= 0).all()
    assert ((low[known] >= 0) & (low[known] <= alive[known]) & (alive[known] <= high[known]) & (high[known] <= 1)).all()
    assert np.isnan(low[~known]).all()


@given(customers, st.integers(1, 12))
def test_the_restricted_mean_is_the_area_under_the_curve(people, until):
    curve = fit_kaplan_meier(counted(people))
    mean = curve.restricted_mean(until)
    steps = curve.survival(np.arange(until))
    if math.isnan(mean.value):
        assert np.isnan(curve.survival(until))
    else:
        assert mean.value == pytest.approx(steps.sum())


def test_greenwoods_error_is_that_of_a_share_while_nobody_is_censored():
    curve = km(PLACEBO, [1] * 21)
    for t in (1, 4, 8, 17):
        p = float(curve.survival(t))
        assert curve.standard_error(t) == pytest.approx(math.sqrt(p * (1 - p) / 21))


def test_the_error_of_the_restricted_mean_is_that_of_a_mean_while_nobody_is_censored():
    mean = km(PLACEBO, [1] * 21).restricted_mean(23)
    half = (mean.interval.high - mean.interval.low) / 2
    assert half == pytest.approx(1.959964 * np.std(PLACEBO) / math.sqrt(21), rel=1e-6)


def test_who_enters_late_stands_for_no_younger_age():
    late = km([2, 5, 6, 4], [True, False, True, True], [0, 0, 3, 3])
    assert late.table()[["age", "at_risk", "deaths"]].to_numpy().tolist() == [[2, 2, 1], [4, 3, 1], [6, 1, 1]]
    assert late.survival([3, 4, 6]).tolist() == pytest.approx([1 / 2, 1 / 3, 0])


def test_nothing_is_said_past_the_last_age_or_past_a_gap():
    assert np.isnan(km(*LEUKEMIA).survival(36))
    assert np.isnan(km(*LEUKEMIA).restricted_mean(36).value)
    gap = km([2, 2, 9, 9], [True, False, True, False], [0, 0, 5, 5])
    assert gap.survival([1, 2]).tolist() == [1, 0.5]
    assert np.isnan(gap.survival([3, 9])).all()
    assert gap.last == 2


def test_a_curve_that_begins_late_says_from_which_age():
    curve = km([5, 7, 9], [False, True, True], [2, 3, 3])
    assert (curve.first, curve.last) == (2, 9)


def test_where_nobody_or_everybody_has_left_the_interval_is_what_so_few_can_show():
    nobody = km([5] * 20, [False] * 20)
    assert nobody.interval(5) == pytest.approx((0.025 ** (1 / 20), 1))
    assert nobody.interval(0) == (1, 1)
    everybody = km([5] * 20, [True] * 20)
    assert everybody.interval(5) == pytest.approx((0, 1 - 0.025 ** (1 / 20)))
    assert np.isnan(everybody.standard_error(5))


@pytest.mark.parametrize("name", DEGENERATE)
def test_plain_answers_on_degenerate_data(name):
    curve = fit_kaplan_meier(counted(DEGENERATE[name]))
    alive = curve.survival(np.arange(15))
    assert (np.isnan(alive) | ((alive >= 0) & (alive <= 1))).all()
    assert len(curve.table()) == len(curve.age)
    curve.median()
    curve.restricted_mean(3)


@pytest.mark.parametrize("seed", range(3))
def test_intervals_hold_what_is_true(seed):
    rng = np.random.default_rng(seed)
    hits = 0
    for _ in range(300):
        left, seen = rng.exponential(10, 80), rng.uniform(3, 20, 80)
        low, high = km(np.minimum(left, seen), left <= seen).interval(6.0, level=0.9)
        hits += low <= math.exp(-0.6) <= high
    assert 0.85 <= hits / 300 <= 0.95
