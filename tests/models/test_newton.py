"""The climb to a maximum, and the rungs a fit may end on."""

import numpy as np
import pytest
from scipy import special

from ltv.models.fit import PRIOR_SD, Fit, Rung, climb
from ltv.models.newton import FARTHEST, Floats, maximise


def poisson(counts: list[int]):
    """Log-likelihood of a Poisson mean, in its logarithm: the maximum is the logarithm of the mean."""

    def objective(at: Floats) -> tuple[float, Floats, Floats]:
        mean, n, total = float(np.exp(at[0])), len(counts), sum(counts)
        value = total * at[0] - n * mean - float(special.gammaln(np.array(counts) + 1.0).sum())
        return float(value), np.array([total - n * mean]), np.array([[-n * mean]])

    return objective


def rosenbrock(at: Floats) -> tuple[float, Floats, Floats]:
    """A bent ridge: not concave away from its top at (1, 1)."""
    x, y = at
    value = -((1 - x) ** 2) - 100 * (y - x * x) ** 2
    gradient = np.array([2 * (1 - x) + 400 * x * (y - x * x), -200 * (y - x * x)])
    hessian = np.array([[-2 + 400 * (y - 3 * x * x), 400 * x], [400 * x, -200.0]])
    return float(value), gradient, hessian


def test_the_top_of_a_bent_ridge_is_found_from_far_away() -> None:
    top = maximise(rosenbrock, np.array([-3.0, 4.0]))
    assert top.converged
    assert top.at == pytest.approx([1, 1], abs=1e-6)


@pytest.mark.parametrize("start", [-8.0, 0.0, 12.0])
def test_the_maximum_does_not_depend_on_the_start(start: float) -> None:
    top = maximise(poisson([2, 4, 6]), np.array([start]))
    assert top.converged
    assert np.exp(top.at[0]) == pytest.approx(4)


def test_a_saddle_is_left_upwards() -> None:
    def saddle(at: Floats) -> tuple[float, Floats, Floats]:
        x, y = at
        value = -(x**2) + y**2 - y**4
        return float(value), np.array([-2 * x, 2 * y - 4 * y**3]), np.array([[-2.0, 0], [0, 2 - 12 * y * y]])

    top = maximise(saddle, np.array([1.0, 1e-3]))
    assert top.converged
    assert abs(top.at[1]) == pytest.approx(np.sqrt(0.5))


def test_what_is_not_finite_is_no_maximum() -> None:
    def broken(at: Floats) -> tuple[float, Floats, Floats]:
        return float("nan"), np.full(1, np.nan), np.full((1, 1), np.nan)

    assert not maximise(broken, np.zeros(1)).converged


def test_a_likelihood_that_rises_for_ever_stops_at_the_edge() -> None:
    top = maximise(poisson([0, 0, 0]), np.zeros(1))
    assert top.at[0] >= -FARTHEST
    assert not top.converged or top.at[0] < -10


def fitted(counts: list[int], **options) -> Fit:
    return climb(poisson(counts), [[1.0]], names=("mean",), customers=len(counts), centre=[2.0], **options)


def test_a_clear_maximum_is_the_first_rung_with_the_usual_standard_error() -> None:
    fit = fitted([2, 4, 6])
    assert fit.rung == Rung.MAXIMUM
    assert fit.parameters["mean"] == pytest.approx(4)
    assert fit.standard_errors["mean"] == pytest.approx(np.sqrt(4 / 3))
    assert fit.gradient_norm < 1e-6
    assert fit.interval("mean").low == pytest.approx(4 * np.exp(-1.959964 / np.sqrt(12)), rel=1e-6)


def test_where_the_data_run_off_to_zero_the_prior_holds() -> None:
    fit = fitted([0, 0, 0])
    assert fit.rung == Rung.PRIOR
    assert 0 < fit.parameters["mean"] < 0.5
    assert fit.loglik == pytest.approx(-3 * fit.parameters["mean"])


def test_without_customers_the_parameters_are_assumed_and_the_spread_is_the_priors() -> None:
    fit = fitted([])
    assert fit.rung == Rung.ASSUMED
    assert fit.parameters["mean"] == pytest.approx(2)
    assert fit.covariance[0, 0] == PRIOR_SD**2
    assert np.isnan(fit.loglik)


def test_a_maximum_where_a_simpler_model_would_do_is_left_for_the_prior() -> None:
    assert fitted([2, 4, 6], is_boundary=lambda _: True).rung == Rung.PRIOR


def test_draws_spread_as_the_covariance_says_and_repeat_with_their_seed() -> None:
    fit = fitted([2, 4, 6] * 50)
    draws = fit.draws(20_000, seed=1)
    assert np.log(draws[:, 0]).mean() == pytest.approx(np.log(4), abs=0.002)
    assert np.log(draws[:, 0]).std() == pytest.approx(np.sqrt(1 / 600), rel=0.03)
    assert np.array_equal(draws, fit.draws(20_000, seed=1))


def test_a_parameter_that_would_leave_the_edge_does_not_hold_up_the_others() -> None:
    """It stops where it is, and the other one still comes to its maximum in a few steps."""

    def sloped(at: Floats) -> tuple[float, Floats, Floats]:
        x, y = at
        return -((x - 1) ** 2) - np.exp(-y) - 1e5, np.array([-2 * (x - 1), np.exp(-y)]), np.diag([-2.0, -np.exp(-y)])

    evaluations = []
    top = maximise(lambda at: evaluations.append(1) or sloped(at), np.array([5.0, 0.0]))
    assert top.converged
    assert top.at[0] == pytest.approx(1, abs=1e-6)
    assert len(evaluations) < 60


def test_a_rise_lost_in_the_sums_rounding_ends_the_search() -> None:
    """A sum of millions of terms cannot show a rise of 1e-9; the last step is taken all the same."""
    evaluations = []

    def large(at: Floats) -> tuple[float, Floats, Floats]:
        evaluations.append(1)
        value, gradient, hessian = poisson([2, 4, 6])(at)
        return round((value - 7e6) * 1e6) / 1e6, gradient, hessian

    top = maximise(large, np.zeros(1))
    assert top.converged
    assert np.exp(top.at[0]) == pytest.approx(4, rel=1e-6)
    assert len(evaluations) < 20
