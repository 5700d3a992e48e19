"""Weibull and exponential-Gamma: a published fit, naive re-computation, recovery and degenerate data."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate

from ltv.metrics.tenures import Tenures
from ltv.models import exponential_gamma, weibull
from ltv.models.exponential_gamma import ExponentialGamma, fit_exponential_gamma
from ltv.models.fit import Rung
from ltv.models.weibull import Weibull, fit_weibull
from tests.models.customers import DEGENERATE, counted, customers, differences
from tests.models.test_kaplan_meier import LEUKEMIA

BEARINGS = [
    17.88, 28.92, 33.00, 41.52, 42.12, 45.60, 48.40, 51.84, 51.96, 54.12, 55.56, 67.80,
    68.64, 68.64, 68.88, 84.12, 93.12, 98.64, 105.12, 105.84, 127.92, 128.04, 173.40,
]  # fmt: skip
"""Millions of revolutions before failure: Lawless, Statistical Models and Methods for Lifetime Data (1982), p. 228."""
SOME_FIT = fit_weibull(Tenures.of(*LEUKEMIA)).fit
FITS = (fit_weibull, fit_exponential_gamma)


def test_the_fit_of_ball_bearings_is_the_published_one():
    model = fit_weibull(Tenures.of(BEARINGS, np.ones(23)))
    assert (round(model.rho, 2), round(model.lambda_, 2)) == (2.10, 81.87)
    assert round(model.fit.loglik, 2) == -113.69
    assert model.fit.rung == Rung.MAXIMUM


def simulated(draw, n: int, *, seen_late: bool, seed: int) -> Tenures:
    """Tenures in continuous time, censored; of late ones only those are known who were there when known first."""
    rng = np.random.default_rng(seed)
    left, seen = draw(rng, n), rng.uniform(50, 800, n)
    since = np.where(rng.random(n) < 0.5, rng.uniform(0, 300, n), 0) * seen_late
    known = (left > since) & (seen > since)
    return Tenures.of(np.minimum(left, seen)[known], (left <= seen)[known], since[known])


@pytest.mark.parametrize("seen_late", [False, True])
def test_weibull_is_recovered_with_censoring_and_late_entry(seen_late):
    tenures = simulated(lambda rng, n: 300 * rng.weibull(0.7, n), 100_000, seen_late=seen_late, seed=1)
    model = fit_weibull(tenures)
    errors = np.log([model.lambda_ / 300, model.rho / 0.7]) / np.sqrt(np.diag(model.fit.covariance))
    assert np.abs(errors).max() < 3
    assert model.rho == pytest.approx(0.7, rel=0.02)


@pytest.mark.parametrize("seen_late", [False, True])
def test_exponential_gamma_is_recovered_with_censoring_and_late_entry(seen_late):
    tenures = simulated(
        lambda rng, n: rng.exponential(1 / rng.gamma(0.8, 1 / 200, n)), 100_000, seen_late=seen_late, seed=2
    )
    model = fit_exponential_gamma(tenures)
    errors = np.log([model.r / 0.8, model.alpha / 200]) / np.sqrt(np.diag(model.fit.covariance))
    assert np.abs(errors).max() < 3
    assert model.r == pytest.approx(0.8, rel=0.05)


@given(customers)
@settings(max_examples=60)
def test_the_weibull_likelihood_is_that_of_every_customer(people):
    lambda_, rho = 4.0, 1.4
    value = 0.0
    for age, left, since in people:
        if left:
            value += math.log(rho / lambda_) + (rho - 1) * math.log(age / lambda_)
        value += (since / lambda_) ** rho - (age / lambda_) ** rho
    found = weibull.log_likelihood(counted(people))(np.log([lambda_, rho]))[0]
    assert found == pytest.approx(value, rel=1e-9, abs=1e-9)


@given(customers)
@settings(max_examples=60)
def test_the_exponential_gamma_likelihood_is_that_of_every_customer(people):
    r, alpha = 0.8, 5.0

    def log_s(t: float) -> float:
        return r * math.log(alpha / (alpha + t))

    value = sum(log_s(age) - log_s(since) + left * math.log(r / (alpha + age)) for age, left, since in people)
    found = exponential_gamma.log_likelihood(counted(people))(np.log([r, alpha]))[0]
    assert found == pytest.approx(value, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("model", [weibull, exponential_gamma])
@given(people=customers, first=st.floats(-2, 3), second=st.floats(-1.5, 1.5))
@settings(max_examples=40)
def test_gradient_and_hessian_are_those_of_the_likelihood(model, people, first, second):
    objective, at = model.log_likelihood(counted(people)), np.array([first, second])
    _, gradient, hessian = objective(at)
    by_difference = differences(objective, at)
    scale = 1 + np.abs(hessian).max()
    assert gradient / scale == pytest.approx(by_difference[0] / scale, rel=1e-5, abs=1e-7)
    assert hessian / scale == pytest.approx(by_difference[1] / scale, rel=1e-5, abs=1e-7)


def test_the_answers_of_weibull_agree_with_one_another():
    model = Weibull(33.8, 1.35, SOME_FIT)
    assert model.survival(model.median) == pytest.approx(0.5)
    assert model.survival(33.8) == pytest.approx(math.exp(-1))
    assert model.mean == pytest.approx(integrate.quad(model.survival, 0, np.inf)[0])
    assert model.survival_given(10, 5) == pytest.approx(float(model.survival(15) / model.survival(10)))
    step = 1e-6
    falls = -(model.survival(10 + step) - model.survival(10 - step)) / (2 * step * model.survival(10))
    assert model.hazard(10) == pytest.approx(float(falls), rel=1e-6)


def test_the_answers_of_exponential_gamma_agree_with_one_another():
    model = ExponentialGamma(2.5, 80.0, SOME_FIT)
    assert model.survival(model.median) == pytest.approx(0.5)
    assert model.mean == pytest.approx(integrate.quad(model.survival, 0, np.inf)[0])
    assert math.isnan(ExponentialGamma(1.0, 80.0, SOME_FIT).mean)
    over_rates = integrate.quad(
        lambda rate: math.exp(-rate * 40) * 80**2.5 / math.gamma(2.5) * rate**1.5 * math.exp(-80 * rate), 0, np.inf
    )[0]
    assert model.survival(40) == pytest.approx(over_rates, rel=1e-8)
    assert model.survival_given(400, 40) > model.survival(40)
    assert model.hazard(40) == pytest.approx(2.5 / 120)


@pytest.mark.parametrize("fit", FITS)
def test_the_unit_of_time_changes_the_unit_of_the_answers_only(fit):
    weeks, days = (fit(Tenures.of(np.multiply(LEUKEMIA[0], scale), LEUKEMIA[1])) for scale in (1, 7))
    assert days.median == pytest.approx(7 * weeks.median, rel=1e-5)
    assert days.fit.loglik == pytest.approx(weeks.fit.loglik - 9 * math.log(7), abs=1e-6)


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("name", DEGENERATE)
def test_plain_answers_on_degenerate_data(fit, name):
    model = fit(counted(DEGENERATE[name]))
    curve = model.survival(np.linspace(0, 40, 81))
    assert curve[0] == 1
    assert ((curve >= 0) & (curve <= 1)).all()
    assert (np.diff(curve) <= 0).all()
    assert model.median > 0
    assert all(np.isfinite(drawn.survival(5.0)) for drawn in model.draws(20, 0))


@pytest.mark.parametrize("fit", FITS)
def test_leaving_on_the_first_day_does_not_break_a_fit(fit):
    model = fit(Tenures.of([0, 0, 3, 8, 8], [1, 1, 1, 0, 1]))
    assert np.isfinite(model.fit.loglik)
    assert 0 < model.median < 8


def test_everybody_leaving_at_one_age_is_past_what_the_curve_can_be():
    model = fit_weibull(Tenures.of([7] * 30, [1] * 30))
    assert model.fit.rung == Rung.ASSUMED
    assert model.mean == pytest.approx(7, rel=0.05)


def test_no_age_is_too_old_for_a_steep_curve():
    assert Weibull(1.0, 500.0, SOME_FIT).survival([0, 0.5, 40]).tolist() == [1, 1, 0]
