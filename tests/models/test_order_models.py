"""Every formula of every model of orders against a recomputation from what one customer does."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate

from ltv.metrics.histories import PurchaseHistories
from ltv.models.bgnbd import BGNBD
from ltv.models.cnbd import BGCNBD, MBGCNBD
from ltv.models.mbgnbd import MBGNBD
from ltv.models.nbd import NBD
from ltv.models.paretonbd import ParetoNBD
from tests.models.naive_orders import NaiveBetaGeometric, NaivePareto

HISTORIES = [(0, 0.0, 38.86), (0, 0.0, 0.0), (1, 1.71, 38.86), (2, 30.43, 38.86), (7, 20.0, 39.0), (12, 39.0, 39.0)]


def naive_of(model):
    if isinstance(model, ParetoNBD):
        return NaivePareto(model.r, model.alpha, model.s, model.beta)
    return NaiveBetaGeometric(model.r, model.alpha, model.a, model.b, model._m, model._k)


MODELS = [
    BGNBD(0.243, 4.414, 0.793, 2.426),
    BGNBD(1.3, 9.0, 1.0, 2.0),
    BGNBD(0.7, 2.0, 0.35, 0.4),
    BGNBD(2.0, 12.0, 6.0, 15.0),
    MBGNBD(0.525, 6.183, 0.891, 1.614),
    MBGNBD(0.525, 6.183, 2.5, 0.6),
    BGCNBD(0.6, 2.3, 0.94, 2.07, k=2),
    MBGCNBD(0.58, 2.29, 1.13, 1.58, k=3),
    MBGCNBD(1.7, 3.0, 0.4, 0.5, k=4),
    ParetoNBD(0.553, 10.578, 0.606, 11.669),
    ParetoNBD(1.5, 3.0, 1.0, 30.0),
    ParetoNBD(0.9, 20.0, 2.7, 4.0),
]
NAMES = [repr(m).replace("unit_days=7.0, ", "") for m in MODELS]
NAIVE = {name: naive_of(model) for name, model in zip(NAMES, MODELS)}
every_model = pytest.mark.parametrize(("model", "name"), list(zip(MODELS, NAMES)), ids=NAMES)


@every_model
def test_likelihood_is_the_mean_over_all_customers(model, name):
    for x, t_x, T in HISTORIES:
        log_gaps = 0.3 * x
        one = PurchaseHistories.of([x], [t_x], [T], log_gaps=log_gaps)
        extra = () if isinstance(model, ParetoNBD) else (log_gaps,)
        assert model.log_likelihood(one) == pytest.approx(
            NAIVE[name].log_likelihood(x, t_x, T, *extra), rel=1e-9, abs=1e-9
        )


@every_model
def test_p_alive_is_the_part_of_the_likelihood_of_who_is_still_there(model, name):
    for history in HISTORIES:
        assert model.p_alive(*history) == pytest.approx(NAIVE[name].p_alive(*history), rel=1e-8)


@every_model
@pytest.mark.parametrize("t", [0.5, 13.0, 104.0])
def test_expected_purchases_are_those_of_customers_with_this_past(model, name, t):
    for history in HISTORIES:
        assert model.expected_purchases(*history, t) == pytest.approx(NAIVE[name].expected(*history, t), rel=1e-8)


@every_model
def test_a_new_customer_is_expected_to_buy_what_all_do(model, name):
    for t in (0.5, 39.0, 200.0):
        assert model.expected_purchases_new(t) == pytest.approx(NAIVE[name].expected_new(t), rel=1e-8)


@every_model
def test_probabilities_of_numbers_of_purchases(model, name):
    for n in (0, 1, 2, 6):
        assert model.probability_of(n, 39.0) == pytest.approx(NAIVE[name].probability_of(n, 39.0), rel=1e-7)


ALL = [*MODELS, NBD(0.387, 12.098)]
all_models = pytest.mark.parametrize("model", ALL, ids=[*NAMES, "NBD"])


@all_models
def test_probabilities_sum_to_one_and_their_mean_is_the_expectation(model):
    n = np.arange(4000)
    for t in (1.0, 52.0):
        new = model.probability_of(n, t)
        assert new.sum() == pytest.approx(1, abs=1e-9)
        assert new @ n == pytest.approx(model.expected_purchases_new(t), rel=1e-7)
        for history in HISTORIES:
            later = model.probability_of_next(n, *history, t)
            assert later.sum() == pytest.approx(1, abs=1e-9)
            assert later @ n == pytest.approx(model.expected_purchases(*history, t), rel=1e-7)


@all_models
def test_purchase_rate_is_the_slope_of_expected_purchases(model):
    for history in HISTORIES:
        for t in (0.3, 40.0):
            step = 1e-3 * t
            rise = model.expected_purchases(*history, t + step) - model.expected_purchases(*history, t - step)
            assert model.purchase_rate(*history, t) == pytest.approx(rise / (2 * step), rel=1e-5, abs=1e-12)


@all_models
@pytest.mark.parametrize(("discount", "months"), [(0.15, math.inf), (0.10, 12.0), (0.0, 36.0)])
def test_discounted_purchases_are_the_discounted_rate_summed_up(model, discount, months):
    delta, end = math.log1p(discount) * 7 / 365.25, min(months * 30.4375 / 7, 15_000.0)
    bends = [0.0, 1.0, 10.0, 50.0, 200.0, 1000.0, 4000.0, math.inf]
    edges = [*(t for t in bends if t < end), end]
    for history in HISTORIES[1:4]:
        direct = sum(
            integrate.quad(lambda u: math.exp(-delta * u) * model.purchase_rate(*history, u), a, b, epsrel=1e-9)[0]  # noqa: B023
            for a, b in pairwise(edges)
        )
        found = model.discounted_purchases(*history, discount_annual=discount, horizon_months=months)
        assert found == pytest.approx(direct, rel=2e-7)


def test_dert_of_paretonbd_is_the_papers_closed_form():
    """Fader, Hardie & Lee (2005), eq. 2, with its confluent hypergeometric function."""
    from scipy.special import hyperu

    model, delta = ParetoNBD(0.553, 10.578, 0.606, 11.669), math.log1p(0.15) * 7 / 365.25
    for x, t_x, T in HISTORIES:
        z = delta * (model.beta + T)
        closed = (model.r + x) / (model.alpha + T) * (model.beta + T) * z ** (model.s - 1) * hyperu(model.s, model.s, z)
        found = model.discounted_purchases(x, t_x, T, discount_annual=0.15)
        assert found == pytest.approx(model.p_alive(x, t_x, T) * closed, rel=1e-8)


def test_who_never_leaves_is_worth_rate_over_discount():
    model = NBD(0.387, 12.098)
    forever = model.purchase_rate(2, 30.43, 38.86) / (math.log1p(0.15) * 7 / 365.25)
    assert model.discounted_purchases(2, 30.43, 38.86, discount_annual=0.15) == pytest.approx(forever, rel=1e-9)


def test_without_discount_and_horizon_there_is_no_finite_value():
    with pytest.raises(ValueError, match="give a horizon or a discount"):
        MODELS[0].discounted_purchases(2, 30.43, 38.86, discount_annual=0.0)


@all_models
def test_increments_add_up_to_what_is_expected_by_the_end(model):
    x, t_x, T = (np.array(column) for column in zip(*HISTORIES))
    ends = np.arange(1, 13) * 30.4375 / 7
    by_month = model.increments(x, t_x, T, ends)
    assert by_month.shape == (len(HISTORIES), 12)
    assert by_month.sum(axis=1) == pytest.approx(model.expected_purchases(x, t_x, T, ends[-1]))


@all_models
def test_a_longer_silence_never_makes_a_customer_more_alive(model):
    alive = model.p_alive(3, 20.0, np.linspace(20, 200, 50))
    assert np.all(np.diff(alive) <= 1e-15)
    assert alive[0] <= 1


@all_models
def test_the_answer_does_not_depend_on_the_unit_of_time(model):
    times = {name: getattr(model, name) * 7 for name in ("alpha", "beta") if hasattr(model, name)}
    in_days = replace(model, **times, unit_days=1.0)
    for x, t_x, T in HISTORIES:
        assert in_days.p_alive(x, t_x * 7, T * 7) == pytest.approx(model.p_alive(x, t_x, T))
        assert in_days.expected_purchases(x, t_x * 7, T * 7, 91) == pytest.approx(
            model.expected_purchases(x, t_x, T, 13)
        )
        asked = {"discount_annual": 0.1, "horizon_months": 12}
        assert in_days.discounted_purchases(x, t_x * 7, T * 7, **asked) == pytest.approx(
            model.discounted_purchases(x, t_x, T, **asked)
        )


def test_bgnbd_takes_everyone_who_never_bought_again_for_a_customer():
    """Hardie's note 021: by construction P(alive) = 1 for x = 0; MBG/NBD and Pareto/NBD do not."""
    assert MODELS[0].p_alive(0, 0.0, 500.0) == 1
    assert MODELS[4].p_alive(0, 0.0, 500.0) < 0.2
    assert MODELS[9].p_alive(0, 0.0, 500.0) < 0.2


def test_bgnbd_expects_what_the_papers_hypergeometric_form_does():
    """Fader, Hardie & Lee (2005), eq. 10, where it can be evaluated; note 027's Euler transform of it."""
    from scipy.special import hyp2f1

    for model in MODELS[:4]:
        if model.a == 1:
            continue
        for x, t_x, T in HISTORIES:
            z, C = 39 / (model.alpha + T + 39), model.a + model.b + x - 1
            power = (1 - z) ** (model.a - 1) * hyp2f1(model.a - 1, C - model.r - x, C, z)
            closed = model.p_alive(x, t_x, T) * C * (1 - power) / (model.a - 1)
            assert model.expected_purchases(x, t_x, T, 39) == pytest.approx(closed, rel=1e-9)


def test_regular_models_with_one_phase_are_the_plain_ones():
    for plain, regular in ((BGNBD, BGCNBD), (MBGNBD, MBGCNBD)):
        a, b = plain(0.5, 6.0, 0.9, 1.6), regular(0.5, 6.0, 0.9, 1.6, k=1)
        for history in HISTORIES:
            assert b.p_alive(*history) == pytest.approx(a.p_alive(*history))
            assert b.expected_purchases(*history, 39) == pytest.approx(a.expected_purchases(*history, 39), rel=1e-10)


@pytest.mark.parametrize("size", [1e6, 1e9])
def test_where_nobody_leaves_every_model_is_nbd(size):
    nbd = NBD(0.7, 5.0)
    for model in (BGNBD(0.7, 5.0, 1.0, size), MBGNBD(0.7, 5.0, 1.0, size), ParetoNBD(0.7, 5.0, 1.0, size)):
        for history in HISTORIES:
            assert model.expected_purchases(*history, 39) == pytest.approx(
                nbd.expected_purchases(*history, 39), rel=1e-3
            )
        assert model.probability_of(3, 39.0) == pytest.approx(nbd.probability_of(3, 39.0), rel=1e-3)


def test_where_all_leave_alike_the_dropout_is_one_probability():
    """a and b huge: p = a / (a+b) for everyone, so a new customer's purchases are a thinned negative binomial."""
    model, p = BGNBD(0.7, 5.0, 3e7, 7e7), 0.3
    assert model.expected_purchases_new(39) == pytest.approx((1 - (1 + p * 39 / 5) ** -0.7) / p, rel=1e-6)


@all_models
def test_huge_histories_have_finite_answers(model):
    x = np.array([1000, 5000, 20_000])
    for t in (0.0, 1e-6, 39.0, 1e6):
        for found in (
            model.p_alive(x, 38.0, 38.0), model.p_alive(x, 1.0, 38.0), model.expected_purchases(x, 38.0, 38.0, t),
            model.purchase_rate(x, 37.0, 38.0, t), model.probability_of_next(5, x, 38.0, 38.0, t),
        ):  # fmt: skip
            assert np.all(np.isfinite(found))
            assert np.all(found >= 0)
