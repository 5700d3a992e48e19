"""Fits of models of orders: exact derivatives, additive, the same however told, near the truth, never broken."""

import math

import numpy as np
import pytest

from ltv.metrics.histories import PurchaseHistories
from ltv.models.beta_geometric_fit import BetaGeometricLikelihood
from ltv.models.bgnbd import fit_bgnbd
from ltv.models.cnbd import fit_bgcnbd, fit_mbgcnbd
from ltv.models.fit import Rung
from ltv.models.gamma_purchases import without_dropout
from ltv.models.mbgnbd import fit_mbgnbd
from ltv.models.nbd import fit_nbd
from ltv.models.paretonbd import fit_paretonbd
from ltv.models.paretonbd_fit import ParetoLikelihood
from ltv.models.timed_rows import TimedHistories
from tests.models import simulate
from tests.models.derivatives import assert_exact
from tests.models.published import cdnow, cdnow_customers

FITTERS = {
    "nbd": fit_nbd, "bgnbd": fit_bgnbd, "mbgnbd": fit_mbgnbd, "paretonbd": fit_paretonbd, "bgcnbd": fit_bgcnbd,
    "mbgcnbd": fit_mbgcnbd,
}  # fmt: skip
every_fit = pytest.mark.parametrize("fitter", FITTERS.values(), ids=FITTERS)
POINTS = [(-1.0, 0.3, -0.2, 1.0), (2.0, -3.0, 4.0, -2.0), (5.0, 8.0, -9.0, 12.0), (-2.0, 4.0, -1.0, -6.0)]


def simulated(n=400, **options):
    settings = {"r": 0.8, "alpha": 4.0, "a": 0.9, "b": 2.5, "m": 1, "seed": 3} | options
    return simulate.beta_geometric(**settings, n=n).histories()


@pytest.mark.parametrize("at", POINTS)
@pytest.mark.parametrize(("m", "k"), [(0, 1), (1, 1), (0, 2), (1, 3), (1, 6)])
def test_beta_geometric_derivatives_are_exact(m, k, at):
    assert_exact(BetaGeometricLikelihood(TimedHistories.of(simulated()), m, k), at)


@pytest.mark.parametrize("at", POINTS)
def test_pareto_derivatives_are_exact(at):
    assert_exact(ParetoLikelihood(TimedHistories.of(simulated())), at)


@pytest.mark.parametrize("k", [1, 4])
def test_derivatives_without_dropout_are_exact(k):
    assert_exact(without_dropout(TimedHistories.of(simulated()), k), (0.4, -0.7))


@every_fit
def test_histories_in_parts_give_the_fit_of_the_whole(fitter):
    parts = [simulated(seed=seed, n=300) for seed in (1, 2)]
    together = parts[0] + parts[1]
    x, t_x, T, count = (np.concatenate([getattr(p, name) for p in parts]) for name in ("x", "t_x", "T", "count"))
    pooled = PurchaseHistories.of(x, t_x, T, count, log_gaps=parts[0].log_gaps + parts[1].log_gaps)
    a, b = fitter(together).fit, fitter(pooled).fit
    assert a.parameters == pytest.approx(b.parameters, rel=1e-9)
    assert a.loglik == pytest.approx(b.loglik, rel=1e-12)


@every_fit
def test_the_order_of_customers_does_not_matter(fitter):
    made = simulate.beta_geometric(0.8, 4.0, 0.9, 2.5, m=1, n=500, seed=5)
    rows = np.random.default_rng(0).permutation(500)
    a = fitter(made.histories())
    b = fitter(made._replace(x=made.x[rows], t_x=made.t_x[rows], T=made.T[rows]).histories())
    assert a == b


@every_fit
def test_weeks_and_days_give_the_same_model(fitter):
    weeks = simulated()
    repeats = weeks.repeats
    days = PurchaseHistories.of(
        weeks.x, weeks.t_x * 7, weeks.T * 7, weeks.count, unit_days=1.0, log_gaps=weeks.log_gaps + repeats * math.log(7)
    )
    a, b = fitter(weeks), fitter(days)
    stretch = {"alpha": 7, "beta": 7}
    assert b.fit.parameters == pytest.approx(
        {name: value * stretch.get(name, 1) for name, value in a.fit.parameters.items()}, rel=1e-7
    )
    k = getattr(a, "k", 1)
    assert b.fit.loglik == pytest.approx(a.fit.loglik - repeats * math.log(7) + (k - 1) * repeats * math.log(7))
    assert b.expected_purchases(2, 140, 273, 91) == pytest.approx(a.expected_purchases(2, 20, 39, 13), rel=1e-7)
    assert (a.unit_days, b.unit_days) == (7, 1)


def test_equal_customers_weigh_as_many():
    customers = cdnow_customers()
    one_by_one = PurchaseHistories.of(customers["x"], customers["t_x"], customers["T"])
    assert len(one_by_one.x) < 1100
    assert fit_bgnbd(one_by_one).fit.loglik == pytest.approx(fit_bgnbd(cdnow()).fit.loglik, rel=1e-13)


def near(fit, truth, errors=4.0):
    away = {name: abs(math.log(fit.parameters[name] / value)) for name, value in truth.items()}
    allowed = {name: errors * fit.standard_errors[name] / fit.parameters[name] for name in truth}
    return all(away[name] < allowed[name] for name in truth)


def assert_forecasts(model, made):
    """What customers bought from T to 2T, in all and by number of purchases before."""
    expected = model.expected_purchases(made.x, made.t_x, made.T, made.T)
    assert expected.sum() == pytest.approx(made.later.sum(), rel=0.04)
    for few, many in ((0, 0), (1, 2), (3, 10), (11, 10_000)):
        group = (made.x >= few) & (made.x <= many)
        assert expected[group].sum() == pytest.approx(made.later[group].sum(), rel=0.12)
    nothing = model.probability_of_next(0, made.x, made.t_x, made.T, made.T)
    assert nothing.sum() == pytest.approx((made.later == 0).sum(), rel=0.02)


@pytest.mark.parametrize(
    ("fitter", "m", "k"),
    [(fit_bgnbd, 0, 1), (fit_mbgnbd, 1, 1), (fit_bgcnbd, 0, 3), (fit_mbgcnbd, 1, 2)],
    ids=["bgnbd", "mbgnbd", "bgcnbd", "mbgcnbd"],
)
def test_beta_geometric_parameters_are_found_again(fitter, m, k):
    truth = {"r": 0.9, "alpha": 3.0, "a": 0.8, "b": 2.5}
    made = simulate.beta_geometric(**truth, m=m, k=k, n=20_000, seed=11)
    model = fitter(made.histories())
    assert model.fit.rung == Rung.MAXIMUM
    assert getattr(model, "k", 1) == k
    assert near(model.fit, truth)
    assert_forecasts(model, made)


def test_pareto_parameters_are_found_again():
    truth = {"r": 0.9, "alpha": 5.0, "s": 0.8, "beta": 12.0}
    made = simulate.pareto(**truth, n=20_000, seed=12)
    model = fit_paretonbd(made.histories())
    assert model.fit.rung == Rung.MAXIMUM
    assert near(model.fit, truth)
    assert_forecasts(model, made)


def test_where_nobody_bought_again_no_rhythm_is_assumed():
    """Steadier and steadier purchases would fit ever better, and say that nobody will ever buy again."""
    T = np.linspace(1, 150, 500)
    histories = PurchaseHistories.of(np.zeros(500, dtype=int), np.zeros(500), T, log_gaps=0.0)
    regular, plain = fit_mbgcnbd(histories), fit_mbgnbd(histories)
    assert regular.k == 1
    assert regular.expected_purchases(0, 0, 50, 52) == pytest.approx(plain.expected_purchases(0, 0, 50, 52))


NOBODY = ([], [], [])
DEGENERATE = {
    "nobody": NOBODY,
    "one customer, one purchase": ([0], [0.0], [10.0]),
    "one customer, today": ([0], [0.0], [0.0]),
    "one regular": ([5], [9.0], [10.0]),
    "one who bought again today": ([1], [10.0], [10.0]),
    "no repeats": ([0] * 100, [0.0] * 100, np.linspace(1, 50, 100)),
    "everyone once on one day": ([0] * 100, [0.0] * 100, [30.0] * 100),
    "everyone once today": ([0] * 100, [0.0] * 100, [0.0] * 100),
    "everyone bought today": (np.arange(1, 101) % 9 + 1, [30.0] * 100, [30.0] * 100),
    "everyone alike": ([3] * 50, [20.0] * 50, [30.0] * 50),
    "a few buy thousands of times": ([0] * 40 + [1000, 5000, 20_000], [0.0] * 40 + [29.0, 30.0, 30.0], [30.0] * 43),
    "everyone leaves after one more": (np.arange(200) % 2, np.arange(200) % 2 * 0.5, [50.0] * 200),
}


@pytest.mark.parametrize("case", DEGENERATE)
@every_fit
def test_degenerate_data_give_finite_answers(fitter, case):
    x, t_x, T = (np.asarray(column, dtype=float) for column in DEGENERATE[case])
    log_gaps = 0.0 if x.sum() == 0 else float(-0.5 * x.sum())
    model = fitter(PurchaseHistories.of(x.astype(int), t_x, T, log_gaps=log_gaps))
    assert np.all(np.isfinite(list(model.fit.parameters.values())))
    assert np.all(np.isfinite(list(model.fit.standard_errors.values())))
    asked = (np.array([0, 0, 1, 5, 1000]), np.array([0, 0, 3.0, 9.9, 10]), np.array([0, 10.0, 10, 10, 10]))
    months = np.arange(1, 37) * 30.4375 / 7
    for found in (
        model.p_alive(*asked), model.expected_purchases(*asked, 52.0), model.expected_purchases_new(52.0),
        model.discounted_purchases(*asked, discount_annual=0.1), model.increments(*asked, months),
        model.discounted_purchases(*asked, discount_annual=0.0, horizon_months=36),
        model.probability_of(np.arange(5), 52.0), model.probability_of_next(2, *asked, 52.0),
        model.purchase_rate(*asked),
    ):  # fmt: skip
        assert np.all(np.isfinite(found))
        assert np.all(found >= 0)
    if case == "nobody":
        assert model.fit.rung == Rung.ASSUMED


@pytest.mark.parametrize("fitter", [fit_bgnbd, fit_mbgnbd, fit_paretonbd], ids=["bgnbd", "mbgnbd", "paretonbd"])
def test_where_nobody_leaves_the_weak_prior_holds_and_the_forecast_is_nbds(fitter):
    """The likelihood rises for ever as dropout falls to nothing: peers raise here, or stop at a useless point."""
    made = simulate.poisson_gamma(0.7, 5.0, n=3000, seed=2)
    x, t_x, T, histories = made.x, made.t_x, made.T, made.histories()
    model, nbd = fitter(histories), fit_nbd(histories)
    assert (model.fit.rung, nbd.fit.rung) == (Rung.PRIOR, Rung.MAXIMUM)
    assert model.fit.converged
    assert model.fit.loglik > nbd.fit.loglik - 4
    assert model.expected_purchases(x, t_x, T, 26.0).sum() == pytest.approx(
        nbd.expected_purchases(x, t_x, T, 26.0).sum(), rel=0.03
    )


def test_draws_are_models_that_are_as_likely():
    model = fit_bgnbd(cdnow())
    drawn = model.drawn(200, seed=1)
    totals = [float(other.expected_purchases(2, 30.43, 38.86, 39)) for other in drawn]
    assert min(totals) < model.expected_purchases(2, 30.43, 38.86, 39) < max(totals)
    assert drawn == model.drawn(200, seed=1)
    assert {type(other) for other in drawn} == {type(model)}
    assert np.std(totals) == pytest.approx(0.06, abs=0.04)
