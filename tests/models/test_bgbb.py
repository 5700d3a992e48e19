"""BG/BB: the paper's donors, the model from its story by brute force, and data that say little."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special

from ltv.errors import InvalidTableError
from ltv.metrics.opportunities import Opportunities
from ltv.models.bgbb import BGBB, fit_bgbb
from ltv.models.bgbb_chance import purchase_variance, simulated_purchases
from ltv.models.bgbb_fit import BgbbLikelihood
from ltv.models.fit import Rung

DONORS = Path(__file__).parent / "data" / "donations.csv"
MODEL = BGBB(1.3, 0.8, 0.7, 2.5)


@pytest.fixture(scope="module")
def donors() -> Opportunities:
    """The 1995 cohort of Fader, Hardie & Shang (2010), as shipped in lifetimes 0.11.3 (MIT)."""
    table = pd.read_csv(DONORS)
    return Opportunities.of(table["frequency"], table["recency"], table["periods"], table["weights"])


@pytest.fixture(scope="module")
def fitted(donors: Opportunities) -> BGBB:
    return fit_bgbb(donors)


def test_bgbb_matches_fader_hardie_shang_2010_table_2(fitted: BGBB) -> None:
    assert [round(p, 4) for p in (fitted.alpha, fitted.beta, fitted.gamma, fitted.delta)] == [
        pytest.approx(1.2035, abs=1e-4), pytest.approx(0.7497, abs=1e-4),
        pytest.approx(0.6567, abs=1e-4), pytest.approx(2.7834, abs=1e-4),
    ]  # fmt: skip
    assert fitted.fit.loglik == pytest.approx(-33225.5813, abs=5e-4)
    assert fitted.fit.rung == Rung.MAXIMUM
    assert fitted.fit.gradient_norm < 1e-8


@pytest.mark.parametrize(
    ("x", "t_x", "printed"),
    [
        pytest.param(0, 0, 0.108, id="never"),
        pytest.param(2, 4, 0.590, id="twice"),
        pytest.param(6, 6, 0.930, id="always"),
    ],
)
def test_who_is_still_a_donor_in_2002_matches_the_paper(fitted: BGBB, x: int, t_x: int, printed: float) -> None:
    assert float(fitted.p_alive(x, t_x, 6)) == pytest.approx(printed, abs=5e-4)


def beta_density(p: float, a: float, b: float) -> float:
    return math.exp((a - 1) * math.log(p) + (b - 1) * math.log1p(-p) - special.betaln(a, b))


def by_story(x: int, t_x: int, n: int) -> float:
    """Likelihood from the assumptions: for each p and θ the chance of this history, averaged over both."""

    def given_rates(p: float, theta: float) -> float:
        taken = p**x * (1 - p) ** (t_x - x)
        alive = sum((1 - p) ** i * theta * (1 - theta) ** (t_x + i) for i in range(n - t_x))
        return taken * (alive + (1 - p) ** (n - t_x) * (1 - theta) ** n)

    value, _ = integrate.dblquad(
        lambda theta, p: given_rates(p, theta) * beta_density(p, 1.3, 0.8) * beta_density(theta, 0.7, 2.5), 0, 1, 0, 1
    )
    return float(value)


@pytest.mark.parametrize(("x", "t_x", "n"), [(0, 0, 3), (2, 3, 5), (4, 4, 4), (1, 1, 6)])
@pytest.mark.filterwarnings("ignore::scipy.integrate.IntegrationWarning")
def test_the_likelihood_agrees_with_the_story_integrated_numerically(x: int, t_x: int, n: int) -> None:
    one = Opportunities.of([x], [t_x], [n])
    assert math.exp(MODEL.log_likelihood(one)) == pytest.approx(by_story(x, t_x, n), rel=2e-5)


def every_history(n: int) -> list[tuple[int, int, int, float]]:
    """Every (x, t_x) with n opportunities and its probability: as many sequences lead to it as binomials say."""
    rows = []
    for t_x in range(n + 1):
        for x in range(t_x + 1) if t_x == 0 else range(1, t_x + 1):
            ways = math.comb(t_x - 1, x - 1) if x else 1
            chance = math.exp(MODEL.log_likelihood(Opportunities.of([x], [t_x], [n])))
            rows.append((x, t_x, n, ways * chance))
    return rows


def test_the_probabilities_of_all_histories_add_up_to_one() -> None:
    assert sum(p for *_, p in every_history(7)) == pytest.approx(1, abs=1e-12)


def test_counts_of_a_new_customer_agree_with_all_histories() -> None:
    by_count = np.zeros(8)
    for x, _, _, p in every_history(7):
        by_count[x] += p
    assert MODEL.probability_of(np.arange(8), 7) == pytest.approx(by_count)
    assert float(MODEL.expected_purchases_new(7)) == pytest.approx(float(by_count @ np.arange(8)))


def test_what_comes_next_is_what_longer_histories_say() -> None:
    """P(k more in the next 3 | history of 4) = P(both) ÷ P(history), over every longer history."""
    x, t_x, n, more = 2, 3, 4, 3
    base = MODEL.log_likelihood(Opportunities.of([x], [t_x], [n]))
    expected = np.zeros(more + 1)
    for pattern in np.ndindex(*(2,) * more):
        k = sum(pattern)
        last = n + max(i for i, taken in enumerate(pattern, 1) if taken) if k else t_x
        longer = Opportunities.of([x + k], [last], [n + more])
        expected[k] += math.exp(MODEL.log_likelihood(longer) - base)
    mean = float(expected @ np.arange(more + 1))
    assert float(MODEL.expected_purchases(x, t_x, n, more)) == pytest.approx(mean)
    spread = float(expected @ np.arange(more + 1) ** 2) - mean**2
    assert float(purchase_variance(MODEL, x, t_x, n, more)) == pytest.approx(spread)
    drawn = simulated_purchases(MODEL, x, t_x, n, more, size=200_000, rng=np.random.default_rng(1))
    assert np.bincount(drawn.astype(int), minlength=more + 1) / len(drawn) == pytest.approx(expected, abs=0.004)


def test_discounting_for_ever_is_the_sum_of_what_each_period_brings() -> None:
    steps = np.arange(1, 4000)
    by_period = np.diff(MODEL.expected_purchases(3, 4, 5, np.arange(4000)))
    found = MODEL.discounted_purchases(3, 4, 5, discount_annual=0.1)
    assert float(found) == pytest.approx(float(by_period @ 1.1**-steps), rel=1e-9)


def test_gradient_and_hessian_are_those_of_finite_differences(donors: Opportunities) -> None:
    likelihood = BgbbLikelihood(donors)
    at, step = np.array([0.2, -0.4, -0.6, 1.1]), 1e-5
    _, gradient, hessian = likelihood(at)
    for i in range(4):
        ahead, behind = (likelihood(at + sign * step * np.eye(4)[i]) for sign in (1, -1))
        assert (ahead[0] - behind[0]) / (2 * step) == pytest.approx(gradient[i], rel=1e-6)
        assert (ahead[1] - behind[1]) / (2 * step) == pytest.approx(hessian[i], rel=1e-5, abs=1e-3)


def simulated(n: int, customers: int, seed: int) -> Opportunities:
    rng = np.random.default_rng(seed)
    takes, leaves = rng.beta(1.3, 0.8, customers), rng.beta(0.7, 2.5, customers)
    alive, x, t_x = np.ones(customers, dtype=bool), np.zeros(customers), np.zeros(customers)
    for period in range(1, n + 1):
        alive &= rng.random(customers) >= leaves
        took = alive & (rng.random(customers) < takes)
        x, t_x = x + took, np.where(took, period, t_x)
    return Opportunities.of(x, t_x, np.full(customers, n))


def test_parameters_are_recovered_from_simulated_customers() -> None:
    found = fit_bgbb(simulated(12, 40_000, seed=3))
    for name, truth in zip(("alpha", "beta", "gamma", "delta"), (1.3, 0.8, 0.7, 2.5)):
        low, high = found.fit.interval(name, level=0.999)
        assert low < truth < high


histories = st.lists(
    st.integers(0, 8).flatmap(
        lambda n: st.integers(0, n).flatmap(
            lambda t_x: st.tuples(st.integers(min(t_x, 1), t_x), st.just(t_x), st.just(n), st.integers(1, 50))
        )
    ),
    min_size=1,
    max_size=12,
)


def seen(rows: list[tuple[int, int, int, int]]) -> Opportunities:
    return Opportunities.of(*zip(*rows))


@given(histories, histories)
def test_customers_of_two_data_sets_add_up(a: list, b: list) -> None:
    whole, parts = seen(a + b), seen(a) + seen(b)
    for name in ("x", "t_x", "n", "count"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name))


@given(histories)
def test_any_customers_get_a_model_with_finite_answers(rows: list) -> None:
    known = seen(rows)
    model = fit_bgbb(known)
    alive = model.p_alive(known.x, known.t_x, known.n)
    later = model.expected_purchases(known.x, known.t_x, known.n, 36)
    assert ((alive >= 0) & (alive <= 1 + 1e-12)).all()
    assert ((later >= 0) & (later <= 36)).all()
    assert np.isfinite(later).all()


@pytest.mark.parametrize(
    "known",
    [
        pytest.param(Opportunities.of([], [], []), id="nobody"),
        pytest.param(Opportunities.of([0], [0], [0]), id="no opportunity yet"),
        pytest.param(Opportunities.of([0] * 50, [0] * 50, [6] * 50), id="nobody came back"),
        pytest.param(Opportunities.of([24] * 50, [24] * 50, [24] * 50), id="everybody always"),
        pytest.param(Opportunities.of([300], [600], [1000]), id="a thousand opportunities"),
    ],
)
def test_plain_data_never_raise(known: Opportunities) -> None:
    model = fit_bgbb(known)
    assert all(0 < value < math.inf for value in (model.alpha, model.beta, model.gamma, model.delta))
    assert model.fit.why.ja
    assert np.isfinite(model.expected_purchases(1, 1, 2, 60))


def test_histories_that_contradict_themselves_are_refused_with_their_rows() -> None:
    with pytest.raises(InvalidTableError, match="1 rows, first row 2"):
        Opportunities.of([1, 3], [1, 2], [2, 4])
