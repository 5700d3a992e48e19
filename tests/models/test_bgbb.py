"""Opportunities taken or not: every formula against enumeration over what can happen."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special

from ltv.errors import InvalidTableError
from ltv.metrics.opportunities import Opportunities
from ltv.metrics.order_rhythm import rhythm_histories
from ltv.models.bgbb import BGBB, fit_bgbb
from ltv.models.bgbb_fit import BgbbLikelihood
from ltv.models.fit import Rung
from tests.core.histories import ledger_of, order_lists
from tests.models import simulate
from tests.models.derivatives import assert_exact
from tests.models.published import donations

MODEL = BGBB(1.2, 0.75, 0.66, 2.78)
HISTORIES = [(0, 0, 0), (0, 0, 6), (1, 1, 6), (2, 4, 6), (6, 6, 6)]


def beta_mean(function, a, b):
    density = lambda p: function(p) * p ** (a - 1) * (1 - p) ** (b - 1) / special.beta(a, b)  # noqa: E731
    return integrate.quad(density, 0, 1, epsabs=1e-13)[0]


def way(taken, passed, lived, left, model=MODEL):
    """Chance of a sequence: these taken and passed while alive, and then gone or not."""
    buys = beta_mean(lambda p: p**taken * (1 - p) ** passed, model.alpha, model.beta)
    stays = beta_mean(lambda t: (1 - t) ** lived * t**left, model.gamma, model.delta)
    return buys * stays


def naive(x, t_x, n):
    """Chance of the history with the customer alive at the end, and in all."""
    alive = way(x, n - x, n, 0)
    gone = sum(way(x, end - x, end, 1) for end in range(t_x, n))
    return alive, alive + gone


@pytest.mark.parametrize("history", HISTORIES)
def test_likelihood_and_p_alive_are_sums_over_when_the_customer_left(history):
    alive, chance = naive(*history)
    x, t_x, n = history
    assert MODEL.log_likelihood(Opportunities.of([x], [t_x], [n])) == pytest.approx(math.log(chance), abs=1e-9)
    assert MODEL.p_alive(*history, ahead=0) == pytest.approx(alive / chance, rel=1e-9)
    next_one = way(x, n - x, n + 1, 0) / chance
    assert MODEL.p_alive(*history) == pytest.approx(next_one, rel=1e-9)


@pytest.mark.parametrize("history", HISTORIES)
def test_expected_and_discounted_purchases_are_sums_over_opportunities(history):
    x, _, n = history
    chance = naive(*history)[1]
    each = [way(x + 1, n - x, n + i, 0) / chance for i in range(1, 61)]
    assert MODEL.expected_purchases(*history, 5) == pytest.approx(sum(each[:5]), rel=1e-8)
    assert MODEL.expected_purchases(*history, 2.5) == pytest.approx(sum(each[:2]) + each[2] / 2, rel=1e-8)
    found = MODEL.discounted_purchases(*history, discount_annual=0.1, horizon_months=60 * 12)
    assert found == pytest.approx(sum(v * 1.1**-i for i, v in enumerate(each, 1)), rel=1e-8)


def test_dert_is_the_papers_closed_form():
    """Fader, Hardie & Shang (2010), eq. 14, with its hypergeometric function; d = 10 %."""
    for x, t_x, n in HISTORIES:
        a, b, g, d = MODEL.alpha, MODEL.beta, MODEL.gamma, MODEL.delta
        closed = (
            special.beta(a + x + 1, b + n - x) / special.beta(a, b) * special.beta(g, d + n + 1) / special.beta(g, d)
            / 1.1 * special.hyp2f1(1, d + n + 1, g + d + n + 1, 1 / 1.1) / naive(x, t_x, n)[1]
        )  # fmt: skip
        assert MODEL.discounted_purchases(x, t_x, n, discount_annual=0.1) == pytest.approx(closed, rel=1e-9)


def test_a_new_customers_numbers_by_enumeration():
    chances = np.zeros(6)
    for taken in product((0, 1), repeat=5):
        last = max((i for i, t in enumerate(taken, 1) if t), default=0)
        chances[sum(taken)] += naive(sum(taken), last, 5)[1]
    assert MODEL.probability_of(np.arange(6), 5) == pytest.approx(chances, rel=1e-9)
    assert MODEL.probability_of(6, 5) == 0
    assert MODEL.expected_purchases_new(5) == pytest.approx(chances @ np.arange(6), rel=1e-9)


@pytest.mark.parametrize("at", [(-0.7, 0.7, 0.3, 1.4), (3.0, -2.0, -4.0, 5.0), (9.0, 10.0, -8.0, 9.0)])
def test_derivatives_are_exact(at):
    assert_exact(BgbbLikelihood(donations()), at)


def test_parameters_are_found_again():
    truth = {"alpha": 1.2, "beta": 0.75, "gamma": 0.66, "delta": 2.78}
    model = fit_bgbb(Opportunities.of(*simulate.opportunities(**truth, n=20_000, seed=3)))
    assert model.fit.rung == Rung.MAXIMUM
    for name, value in truth.items():
        assert abs(model.fit.parameters[name] - value) < 4 * model.fit.standard_errors[name]


@pytest.mark.parametrize(
    ("x", "t_x", "n"),
    [
        pytest.param([], [], [], id="nobody"),
        pytest.param([0], [0], [0], id="one customer, no opportunity"),
        pytest.param([0] * 50, [0] * 50, [6] * 50, id="nobody came back"),
        pytest.param([6] * 50, [6] * 50, [6] * 50, id="everyone took all"),
        pytest.param([500, 1000], [900, 1000], [1000, 1000], id="a thousand opportunities"),
    ],
)
def test_degenerate_opportunities_give_finite_answers(x, t_x, n):
    model = fit_bgbb(Opportunities.of(x, t_x, n))
    asked = (np.array([0, 0, 1, 100]), np.array([0, 0, 1, 100]), np.array([0, 6, 6, 100]))
    for found in (
        model.p_alive(*asked), model.expected_purchases(*asked, 12), model.expected_purchases_new(12),
        model.discounted_purchases(*asked, discount_annual=0.1), model.probability_of(np.arange(5), 4),
    ):  # fmt: skip
        assert np.all(np.isfinite(found))
        assert np.all(found >= 0)


def test_where_nobody_leaves_the_weak_prior_holds():
    rng = np.random.default_rng(4)
    taken = rng.random((2000, 12)) < rng.beta(2, 3, 2000)[:, None]
    last = np.where(taken.any(axis=1), 12 - np.argmax(taken[:, ::-1], axis=1), 0)
    model = fit_bgbb(Opportunities.of(taken.sum(axis=1), last, np.full(2000, 12)))
    assert model.fit.rung == Rung.PRIOR
    assert model.expected_purchases_new(12) == pytest.approx(taken.sum(axis=1).mean(), rel=0.02)


def counted(ledger):
    table = rhythm_histories(ledger, 30.0)
    return Opportunities.of(*(table[name].to_numpy() for name in ("frequency", "recency", "T")))


@given(order_lists(days=300), st.integers(0, 63))
@settings(max_examples=40)
def test_opportunities_add_up_over_customers(drawn, mask):
    orders, as_of = drawn
    ledger = ledger_of(orders, as_of=as_of)
    part = np.array([bool(mask >> i & 1) for i in range(ledger.size)])
    a, b, whole = (counted(ledger.only(keep)) for keep in (part, ~part, part | True))
    for name in ("x", "t_x", "n", "count"):
        assert np.array_equal(getattr(a + b, name), getattr(whole, name))


def test_opportunities_that_contradict_themselves_are_refused():
    with pytest.raises(InvalidTableError, match=r"not 0 ≤ x ≤ t_x ≤ n \(1 rows, first row 2\)"):
        Opportunities.of([0, 3], [0, 2], [4, 4])


def test_a_tiny_discount_without_a_horizon_is_refused():
    with pytest.raises(ValueError, match="give a horizon"):
        MODEL.discounted_purchases(0, 0, 6, discount_annual=0.0)


def test_expectations_do_not_cancel_where_almost_everybody_has_left() -> None:
    """B(γ, δ + k) ÷ B(γ, δ + n) summed over k, with n far out: by products of whole factors."""
    model = BGBB(1.0, 1.0, 100.0, 0.01)
    chance, total = 1.0, 0.0
    for k in range(13, 25):
        chance *= (0.01 + k - 1) / (100.01 + k - 1)
        total += chance
    assert float(model.expected_purchases(12, 12, 12, 12)) == pytest.approx(total * 13 / 14, rel=1e-9)
