"""The shifted-Beta-geometric: published numbers, naive re-computation, recovery and degenerate data."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

from ltv.metrics.tenures import Tenures
from ltv.models.fit import Rung
from ltv.models.renewal_model import band
from ltv.models.sbg import ShiftedBetaGeometric, fit_sbg, log_beta_survival, log_likelihood
from tests.models.customers import (
    DEGENERATE,
    FIVE_COHORTS,
    HIGH_END,
    REGULAR,
    counted,
    customers,
    differences,
    over_theta,
    simulated_sbg,
)

SOME_FIT = fit_sbg(Tenures.of_survivors(HIGH_END)).fit


def fitted(survivors, years: int) -> ShiftedBetaGeometric:
    return fit_sbg(Tenures.of_survivors(survivors[: years + 1]))


def sbg(alpha: float, beta: float) -> ShiftedBetaGeometric:
    return ShiftedBetaGeometric(alpha, beta, SOME_FIT)


@pytest.mark.parametrize(
    ("survivors", "years", "alpha", "beta", "loglik"),
    [
        pytest.param(REGULAR, 7, 0.7041, 1.1820, -1680.2652, id="regular, seven years"),
        pytest.param(HIGH_END, 7, 0.6681, 3.8061, -1611.1581, id="high end, seven years"),
        pytest.param(REGULAR, 4, 0.7637, 1.2958, -1401.5594, id="regular, four years"),
        pytest.param(HIGH_END, 4, 1.2810, 7.7904, -1225.1349, id="high end, four years"),
    ],
)
def test_sbg_matches_fader_hardie_2007(survivors, years, alpha, beta, loglik):
    model = fitted(survivors, years)
    assert model.fit.rung == Rung.MAXIMUM
    assert (model.alpha, model.beta) == pytest.approx((alpha, beta), abs=0.5e-4)
    assert model.fit.loglik == pytest.approx(loglik, abs=0.5e-4)
    assert model.fit.gradient_norm < 1e-8


@pytest.mark.parametrize(
    ("survivors", "years", "ages", "expected", "digits"),
    [
        (REGULAR, 7, [8, 10, 12], [0.2201, 0.1912, 0.1700], 4),
        (HIGH_END, 7, [8, 9, 10, 11, 12], [0.460, 0.436, 0.414, 0.395, 0.378], 3),
        (REGULAR, 4, [12], [0.1595], 4),
        (HIGH_END, 4, [12], [0.3070], 4),
    ],
)
def test_sbg_projects_as_fader_hardie_2007_do(survivors, years, ages, expected, digits):
    assert fitted(survivors, years).survival(ages).round(digits).tolist() == expected


def test_derl_matches_fader_hardie_2010_before_the_eighth_renewal_at_ten_percent():
    assert round(fitted(HIGH_END, 7).derl_before(8, discount=0.1), 3) == 7.530


def test_del_of_five_years_of_high_end_matches_fader_et_al_2018():
    assert round(fitted(HIGH_END, 4).del_(discount=0.1), 4) == 5.4638


def test_cohorts_of_different_ages_are_fitted_together():
    model = fit_sbg(Tenures.of_survivors(FIVE_COHORTS))
    assert (model.alpha, model.beta) == pytest.approx((3.80, 15.19), abs=0.005)


SHAPES = [(0.67, 3.8), (1.28, 7.79), (0.3, 0.4), (4.0, 16.0)]


@pytest.mark.parametrize(("alpha", "beta"), SHAPES)
def test_the_curve_is_the_mean_over_everybody(alpha, beta):
    model = sbg(alpha, beta)
    for t in (0, 1, 2, 5, 12):
        alive = over_theta(lambda theta, t=t: (1 - theta) ** t, alpha, beta)
        assert model.survival(t) == pytest.approx(alive, rel=1e-9)
    for t in (1, 2, 5, 12):
        leaves = over_theta(lambda theta, t=t: theta * (1 - theta) ** (t - 1), alpha, beta)
        assert model.probability_of_churn(t) == pytest.approx(leaves, rel=1e-9)
        assert model.retention(t) == pytest.approx((beta + t - 1) / (alpha + beta + t - 1), rel=1e-12)
        assert model.hazard(t) == pytest.approx(alpha / (alpha + beta + t - 1), rel=1e-12)


@pytest.mark.parametrize(("alpha", "beta"), SHAPES)
@pytest.mark.parametrize("discount", [0.5, 0.1, 0.008])
def test_the_three_timings_are_what_everybody_still_pays(alpha, beta, discount):
    model = sbg(alpha, beta)
    pays = over_theta(lambda theta: (1 + discount) / (discount + theta), alpha, beta)
    assert model.del_(discount=discount) == pytest.approx(pays, rel=1e-6)
    for n in (1, 4, 9):
        before = over_theta(lambda theta: (1 - theta) * (1 + discount) / (discount + theta), alpha, beta + n - 1)
        assert model.derl_before(n, discount=discount) == pytest.approx(before, rel=1e-6)
        after = over_theta(lambda theta: (1 - theta) / (discount + theta), alpha, beta + n)
        assert model.derl_after(n, discount=discount) == pytest.approx(after, rel=1e-6)


@pytest.mark.parametrize(("alpha", "beta"), SHAPES)
def test_the_three_timings_are_the_closed_forms_of_fader_hardie_2010(alpha, beta):
    model, d, n = sbg(alpha, beta), 0.1, 5
    z, f = 1 / 1.1, special.hyp2f1
    assert model.del_(discount=d) == pytest.approx(f(1, beta, alpha + beta, z), rel=1e-11)
    before = (beta + n - 1) / (alpha + beta + n - 1) * f(1, beta + n, alpha + beta + n, z)
    assert model.derl_before(n, discount=d) == pytest.approx(before, rel=1e-11)
    after = (beta + n) / ((alpha + beta + n) * (1 + d)) * f(1, beta + n + 1, alpha + beta + n + 1, z)
    assert model.derl_after(n, discount=d) == pytest.approx(after, rel=1e-11)
    assert model.elasticity(n, discount=d) == pytest.approx(f(1, beta + n - 1, alpha + beta + n - 1, z), rel=1e-11)


def test_payments_and_growth_are_counted_one_by_one():
    model = sbg(0.67, 3.8)
    by_hand = sum(float(model.survival(4 + k) / model.survival(3)) * (1.03 / 1.1) ** k for k in range(6))
    assert model.derl_before(4, discount=0.1, growth=0.03, payments=6) == pytest.approx(by_hand)
    assert model.derl_after(3, discount=0.1, growth=0.03, payments=6) == pytest.approx(by_hand * 1.03 / 1.1)
    assert model.del_(discount=0.1, payments=1) == 1
    assert model.del_(discount=0.1, payments=0) == 0


def test_an_infinite_lifetime_is_not_known_and_a_finite_one_is():
    assert math.isnan(sbg(0.99, 3).expected_lifetime)
    assert math.isnan(sbg(0.99, 3).del_(discount=0.0))
    assert math.isnan(sbg(3, 3).del_(discount=0.05, growth=0.06))
    finite = sbg(3, 12)
    assert finite.expected_lifetime == pytest.approx(over_theta(lambda theta: 1 / theta, 3, 12), rel=1e-6)
    assert finite.del_(discount=0.0) == finite.expected_lifetime
    left_after_two = over_theta(lambda theta: 1 / theta - 1, 3, 14)
    assert finite.derl_after(2, discount=0.0) == pytest.approx(left_after_two, rel=1e-6)


def test_those_who_renewed_are_likelier_to_renew_again():
    theta = sbg(0.67, 3.8).theta(renewals=4)
    assert (theta.alpha, theta.beta) == (0.67, 7.8)
    assert theta.mean == pytest.approx(float(sbg(0.67, 3.8).hazard(5)))
    low, high = theta.interval(0.8)
    assert stats.beta(0.67, 7.8).cdf([low, high]) == pytest.approx([0.1, 0.9])


@given(customers)
@settings(max_examples=40)
def test_the_likelihood_is_that_of_every_customer_by_quadrature(people):
    alpha, beta = 0.8, 2.5
    value = 0.0
    for age, left, since in people:
        power = age - left
        chance = integrate.quad(
            lambda u, power=power, left=left: (1 - u) ** power * u**left,
            0, 1, weight="alg", wvar=(alpha - 1, beta - 1),
        )[0]  # fmt: skip
        there = integrate.quad(lambda u, n=since: (1 - u) ** n, 0, 1, weight="alg", wvar=(alpha - 1, beta - 1))[0]
        value += math.log(chance / there)
    found = log_likelihood(counted(people).renewals())(np.log([alpha, beta]))[0]
    assert found == pytest.approx(value, rel=1e-8, abs=1e-8)


@given(customers, st.floats(-3, 3), st.floats(-3, 4))
@settings(max_examples=60)
def test_gradient_and_hessian_are_those_of_the_likelihood(people, log_alpha, log_beta):
    objective, at = log_likelihood(counted(people).renewals()), np.array([log_alpha, log_beta])
    _, gradient, hessian = objective(at)
    by_difference = differences(objective, at)
    assert gradient == pytest.approx(by_difference[0], rel=1e-6, abs=1e-6)
    assert hessian == pytest.approx(by_difference[1], rel=1e-6, abs=1e-6)
    assert (hessian == hessian.T).all()


def test_curves_stay_exact_where_customers_are_nearly_alike():
    ages = np.arange(200.0)
    assert log_beta_survival(2e9, 8e9, ages) == pytest.approx(ages * math.log(0.8), rel=1e-7, abs=1e-12)


@pytest.mark.parametrize("seen_for", [None, 3])
@pytest.mark.parametrize(("alpha", "beta"), [(0.67, 3.8), (1.5, 6.0), (0.7, 1.2)])
def test_what_was_simulated_is_recovered_with_censoring_and_late_entry(alpha, beta, seen_for):
    model = fit_sbg(simulated_sbg(alpha, beta, 200_000, years=8, seen_for=seen_for, seed=3))
    errors = np.log([model.alpha / alpha, model.beta / beta]) / np.sqrt(np.diag(model.fit.covariance))
    assert np.abs(errors).max() < 3
    assert model.survival(12) == pytest.approx(float(sbg(alpha, beta).survival(12)), rel=0.03)


def test_late_entry_that_is_ignored_would_flatter():
    late = simulated_sbg(0.67, 3.8, 50_000, years=8, seen_for=2, seed=5)
    as_if_new = Tenures(late.age, late.deaths, late.censored, np.where(late.age == 0, late.customers, 0))
    truth = float(sbg(0.67, 3.8).survival(5))
    assert fit_sbg(late).survival(5) == pytest.approx(truth, abs=0.02)
    assert fit_sbg(as_if_new).survival(5) > truth + 0.04


def test_groups_may_be_added_before_the_fit():
    a, b = (simulated_sbg(0.67, 3.8, 500, years=6, seed=seed) for seed in (1, 2))
    objective = log_likelihood((a + b).renewals())
    at = np.log([0.5, 2.0])
    apart = [log_likelihood(part.renewals())(at) for part in (a, b)]
    for whole, first, second in zip(objective(at), *apart):
        assert whole == pytest.approx(first + second)


@pytest.mark.parametrize("name", DEGENERATE)
def test_plain_answers_on_degenerate_data(name):
    model = fit_sbg(counted(DEGENERATE[name]))
    curve = model.survival(np.arange(40))
    assert curve[0] == 1
    assert ((curve >= 0) & (curve <= 1)).all()
    assert (np.diff(curve) <= 0).all()
    assert 1 <= model.del_(discount=0.1) <= 11 + 1e-9
    assert 0 <= model.derl_after(3, discount=0.1) <= 10 + 1e-9
    low, high = band(model, lambda m: m.survival(np.arange(13)), draws=50)
    assert (np.isfinite(low) & np.isfinite(high) & (low <= high)).all()
    assert model.fit.why.ja
    assert model.fit.why.en


def test_rising_hazards_are_left_to_the_prior_and_said_so():
    assert fit_sbg(counted(DEGENERATE["ever more leave"])).fit.rung == Rung.PRIOR
    assert fit_sbg(counted([])).fit.rung == Rung.ASSUMED


def test_the_band_narrows_with_customers_and_holds_the_estimate():
    few, many = (fit_sbg(simulated_sbg(0.67, 3.8, n, years=7, seed=0)) for n in (300, 30_000))
    widths = []
    for model in (few, many):
        low, high = band(model, lambda m: m.survival(12))
        assert low < model.survival(12) < high
        widths.append(high - low)
    assert widths[0] > 5 * widths[1]
