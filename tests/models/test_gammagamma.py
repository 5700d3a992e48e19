"""Spend per purchase: likelihood, expectation, and what to do where the model has no mean."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from ltv.errors import InvalidTableError
from ltv.metrics.repeat_spend import RepeatSpend
from ltv.models.fit import Rung
from ltv.models.gammagamma import GammaGamma, fit_gammagamma
from ltv.models.gammagamma_fit import SpendLikelihood
from tests.models import simulate
from tests.models.derivatives import assert_exact

MODEL = GammaGamma(6.25, 3.74, 15.44)


def density(x, m, nu, p=6.25):
    """Mean of x amounts, each Gamma(p, ν)."""
    return stats.gamma.pdf(m, p * x, scale=1 / (nu * x))


def over_customers(function, q=3.74, gamma=15.44):
    return integrate.quad(lambda nu: function(nu) * stats.gamma.pdf(nu, q, scale=1 / gamma), 0, 5, epsrel=1e-11)[0]


@pytest.mark.parametrize(("x", "m"), [(1, 35.0), (3, 8.0), (10, 120.0)])
def test_likelihood_and_expectation_are_means_over_all_customers(x, m):
    likelihood = over_customers(lambda nu: density(x, m, nu))
    assert MODEL.log_likelihood(RepeatSpend.of([x], [m])) == pytest.approx(math.log(likelihood), rel=1e-8)
    mean = over_customers(lambda nu: density(x, m, nu) * 6.25 / nu) / likelihood
    assert MODEL.expected_spend(x, m) == pytest.approx(mean, rel=1e-8)


def test_a_new_customer_spends_the_overall_mean():
    assert MODEL.mean_spend == pytest.approx(over_customers(lambda nu: 6.25 / nu), rel=1e-8)
    assert MODEL.expected_spend(0, math.nan) == MODEL.mean_spend
    assert MODEL.warning is None


def test_the_more_purchases_the_nearer_the_customers_own_mean():
    expected = MODEL.expected_spend([1, 2, 5, 50, 5000], 100.0)
    assert np.all(np.diff(expected) > 0)
    assert expected[-1] == pytest.approx(100, rel=1e-3)


@pytest.mark.parametrize("at", [(1.8, 1.3, -0.5), (-1.0, 0.1, 2.0), (6.0, 5.0, 1.0)])
def test_derivatives_are_exact(at):
    assert_exact(SpendLikelihood(RepeatSpend.of(*simulate.spend(6.25, 3.74, 15.44, n=300, seed=1)), 35.0), at)


def test_parameters_are_found_again():
    truth = {"p": 6.25, "q": 3.74, "gamma": 1544.0}
    model = fit_gammagamma(RepeatSpend.of(*simulate.spend(**truth, n=20_000, seed=4)))
    assert model.fit.rung == Rung.MAXIMUM
    for name, value in truth.items():
        assert abs(model.fit.parameters[name] - value) < 4 * model.fit.standard_errors[name]


def test_the_currency_does_not_matter():
    x, m = simulate.spend(6.25, 3.74, 15.44, n=500, seed=4)
    dollars, cents = (fit_gammagamma(RepeatSpend.of(x, m * unit)) for unit in (1, 100))
    assert cents.gamma == pytest.approx(100 * dollars.gamma, rel=1e-7)
    assert cents.mean_spend == pytest.approx(100 * dollars.mean_spend, rel=1e-7)
    assert cents.fit.loglik == pytest.approx(dollars.fit.loglik - 500 * math.log(100))


WHOLE = st.tuples(st.integers(0, 4), st.integers(-50, 500))


@given(st.lists(WHOLE, max_size=20), st.lists(WHOLE, max_size=20))
def test_spend_adds_up_over_customers(a, b):
    def spend(rows):
        x = np.array([row[0] for row in rows], dtype=int)
        return RepeatSpend.of(x, np.array([row[1] for row in rows]) / np.maximum(x, 1))

    together, whole = spend(a) + spend(b), spend(a + b)
    for name in ("x", "total", "count", "without_repeat", "not_positive"):
        assert np.array_equal(getattr(together, name), getattr(whole, name))
    assert whole.customers + whole.without_repeat + whole.not_positive == len(a) + len(b)


def test_parts_that_are_not_whole_numbers_fit_as_the_whole_does():
    x, m = simulate.spend(6.25, 3.74, 15.44, n=600, seed=6)
    parts = RepeatSpend.of(x[:200], m[:200]) + RepeatSpend.of(x[200:], m[200:])
    assert fit_gammagamma(parts).fit.parameters == pytest.approx(fit_gammagamma(RepeatSpend.of(x, m)).fit.parameters)


def test_customers_without_repeats_or_with_refunds_beyond_are_left_out_and_counted():
    model = fit_gammagamma(RepeatSpend.of([0, 0, 2, 1, 3], [math.nan, math.nan, 10.0, -5.0, 20.0]))
    assert (model.without_repeat, model.not_positive, model.fit.customers) == (2, 1, 2)


def test_a_repeat_customer_without_an_amount_is_refused():
    with pytest.raises(InvalidTableError, match=r"missing for customers .* \(1 rows, first row 2\)"):
        RepeatSpend.of([0, 1], [math.nan, math.nan])


def test_where_the_model_has_no_mean_observed_means_are_shrunk_and_a_warning_says_so():
    """q at or below 1: peers answer with a negative mean here."""
    x, m = simulate.spend(3.0, 0.7, 10.0, n=3000, seed=8)
    model = fit_gammagamma(RepeatSpend.of(x, m))
    assert model.q < 1
    assert model.warning is not None
    assert model.mean_spend == pytest.approx((x @ m) / x.sum())
    expected = model.expected_spend([0, 1, 10], [0.0, 5.0, 5.0])
    assert np.all(np.diff(expected) < 0)
    assert np.all((expected >= 5) & (expected <= model.mean_spend))


@pytest.mark.parametrize(
    ("x", "m"),
    [
        pytest.param([3], [10.0], id="one customer"),
        pytest.param([1, 1, 1], [10.0, 10.0, 10.0], id="all alike"),
        pytest.param([1, 1], [1e-6, 1e12], id="worlds apart"),
        pytest.param([10_000] * 3, [10.0, 11.0, 12.0], id="thousands of purchases"),
        pytest.param([0, 0], [math.nan, math.nan], id="no repeats"),
        pytest.param([2, 1], [-3.0, 0.0], id="all refunded"),
    ],
)
def test_degenerate_spend_gives_finite_answers(x, m):
    model = fit_gammagamma(RepeatSpend.of(x, m), otherwise=42.0)
    expected = model.expected_spend([0, 1, 5, 1000], [0.0, 5.0, 1e9, -7.0])
    assert np.all(np.isfinite(expected))
    assert np.all(expected >= 0)
    assert all(other.mean_spend > 0 for other in model.drawn(20, seed=1))


def test_without_any_spend_the_mean_is_what_the_caller_says():
    assert fit_gammagamma(RepeatSpend.of([0], [math.nan]), otherwise=42.0).mean_spend == 42
    assert math.isnan(fit_gammagamma(RepeatSpend.of([0], [math.nan])).mean_spend)


def test_spend_by_frequency_shows_whether_frequent_customers_spend_more():
    spend = RepeatSpend.of([1, 1, 2, 12, 15], [10.0, 20.0, 30.0, 40.0, 60.0])
    table = GammaGamma(6.25, 3.74, 15.44).by_frequency(spend)
    assert table["frequency"].tolist() == [1, 2, 10]
    assert table["customers"].tolist() == [2, 1, 2]
    assert table["mean"].tolist() == [15, 30, 50]
    assert table["se"][0] == pytest.approx(np.std([10, 20], ddof=1) / math.sqrt(2))
    assert math.isnan(table["se"][1])
    assert set(table["expected"]) == {MODEL.mean_spend}


@pytest.mark.parametrize("whole", [True, False])
def test_counting_part_by_part_changes_nothing(whole, monkeypatch):
    """Blocks of three rows give what one block gives: equal rows, likelihood, and the weight of the observed mean."""
    x, m = simulate.spend(6.25, 0.8, 15.44, n=400, seed=2)
    m = np.rint(m * x) / x if whole else m
    at = np.array([1.8, 0.3, 2.0])
    expected = RepeatSpend.of(x, m)
    likelihood, model = SpendLikelihood(expected, 35.0)(at), fit_gammagamma(expected)
    monkeypatch.setattr("ltv.metrics.repeat_spend._BLOCK", 3)
    monkeypatch.setattr("ltv.models.gammagamma_fit._BLOCK", 3)
    found = RepeatSpend.of(x, m)
    for name in ("x", "total", "count"):
        assert np.array_equal(getattr(found, name), getattr(expected, name))
    assert sum(part.customers for part in found.parts(3)) == 400
    for mine, theirs in zip(SpendLikelihood(found, 35.0)(at), likelihood):
        assert mine == pytest.approx(theirs, rel=1e-12)
    assert fit_gammagamma(found).credibility == pytest.approx(model.credibility, rel=1e-9)


def test_the_weight_of_the_observed_mean_agrees_with_plain_loops():
    """Bühlmann & Straub: what customers vary within themselves over what their means vary beyond that."""
    x, m = simulate.spend(6.25, 0.8, 15.44, n=200, seed=3)
    model = fit_gammagamma(RepeatSpend.of(x, m))
    centre = sum(m) / 200
    within = sum(mean**2 / (model.p + 1 / n) for n, mean in zip(x, m)) / 200
    spread = sum((mean - centre) ** 2 for mean in m) / 200
    between = spread - within * sum(1 / n for n in x) / 200
    assert model.credibility == pytest.approx(within / between, rel=1e-9)
