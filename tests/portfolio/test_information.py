import numpy as np
import pandas as pd
import pytest

from ltv.decisions.portfolio.disappointment import (
    category_prior,
    expected_after,
    expected_disappointment,
    shrunk_draws,
)
from ltv.decisions.portfolio.information import (
    Pilot,
    evpi,
    evppi,
    normal_evpi,
    normal_evsi,
    normal_gain,
    portfolio_evpi,
    worth_testing,
)
from ltv.decisions.portfolio.optima import optima
from ltv.decisions.portfolio.problem import Problem
from ltv.decisions.portfolio.robustness import robustness
from ltv.decisions.portfolio.selection import first_set
from ltv.decisions.portfolio.values import Values
from ltv.metrics.shrinkage import posterior
from tests.portfolio.cases import draws, seven


def test_knowing_a_gamble_beforehand_is_worth_9_beside_a_sure_8():
    assert evpi(np.array([[30.0, 8.0], [-10.0, 8.0]])) == 9
    assert evpi(np.array([[1.0], [3.0]])) == 0


def test_a_pilot_is_worth_what_the_closed_form_says():
    assert normal_evsi(2, 5, 3) == pytest.approx(0.893245, abs=5e-7)
    assert normal_evpi(2, 5) == pytest.approx(1.152194, abs=5e-7)


def test_a_perfect_pilot_is_worth_perfect_information_and_a_useless_one_nothing():
    assert normal_evsi(2, 5, 0) == pytest.approx(normal_evpi(2, 5))
    assert normal_evsi(2, 5, 1e9) == pytest.approx(0, abs=1e-6)
    assert normal_evsi(2, 5, np.inf) == 0
    assert normal_evsi(2, 0, 1) == 0
    assert (normal_gain(3, 0), normal_gain(-3, 0)) == (3, 0)
    worth = [normal_evsi(2, 5, se) for se in (0.5, 1, 3, 9)]
    assert worth == sorted(worth, reverse=True)


def test_the_closed_form_agrees_with_simulation():
    rng = np.random.default_rng(3)
    truth = rng.normal(2, 5, 2_000_000)
    seen = truth + rng.normal(0, 3, truth.size)
    after = (2 / 25 + seen / 9) / (1 / 25 + 1 / 9)
    assert np.maximum(after, 0).mean() - 2 == pytest.approx(normal_evsi(2, 5, 3), abs=0.01)
    assert np.maximum(truth, 0).mean() - 2 == pytest.approx(normal_evpi(2, 5), abs=0.01)


def test_knowing_everything_is_worth_the_regret_of_the_best_set():
    problem, values = seven(), draws(size=5_000)
    found = optima(problem, values)
    best = first_set(values.expected_in(problem))
    assert portfolio_evpi(problem, values) == pytest.approx(robustness(values, found, best).regret)


def test_knowing_one_of_two_assumptions_is_worth_its_own_normal_formula():
    rng = np.random.default_rng(11)
    effect, market = rng.normal(2, 5, 20_000), rng.normal(0, 3, 20_000)
    values = Values.apart((effect + market)[:, None])
    table = evppi(
        Problem.of("a", [2], [1]), values, {"market": market, "effect": effect, "noise": rng.normal(size=20_000)}
    )
    known = table.set_index("assumption")["evppi"]
    assert table["assumption"].tolist() == ["effect", "market", "noise"]
    assert known["effect"] == pytest.approx(normal_evpi(2, 5), rel=0.06)
    assert known["market"] == pytest.approx(normal_evpi(2, 3), rel=0.1)
    assert known["noise"] < 0.02
    assert (table["share"] <= 1).all()


def test_a_curved_assumption_and_one_of_two_levels_are_told_too():
    rng = np.random.default_rng(2)
    level, bent = rng.integers(0, 2, 20_000), rng.uniform(-1, 1, 20_000)
    values = Values.apart(np.column_stack([40.0 * level - 10 + rng.normal(0, 1, 20_000), np.full(20_000, 8.0)]))
    problem = Problem.of("ab", [10, 8], [1, 1], budget=1)
    assert evppi(problem, values, {"level": level})["evppi"][0] == pytest.approx(9, rel=0.05)
    curved = Values.apart((6 * bent**2 - 2 + rng.normal(0, 3, 20_000))[:, None])
    expected = np.maximum(6 * bent**2 - 2, 0).mean() - max(0, (6 * bent**2 - 2).mean())
    table = evppi(Problem.of("a", [0], [1]), curved, {"bent": bent})
    assert table["evppi"][0] == pytest.approx(expected, rel=0.06)


def test_information_about_an_assumption_that_does_not_vary_is_worth_nothing():
    table = evppi(seven(), draws(size=200), {"known": np.full(200, 3.0)})
    assert table["evppi"].tolist() == [0]
    flat = evppi(seven(), Values.apart(np.tile(seven().value, (50, 1))), {"x": np.arange(50.0)})
    assert flat["evppi"].tolist() == [0]
    assert flat["share"].isna().all()


def test_knowing_an_initiatives_own_worth_agrees_between_regression_and_formula():
    problem, values = seven(), draws()
    table = evppi(problem, values, {"P3": values.alone[:, 2]})
    formula = worth_testing(problem, values, {"P3": Pilot(0.5, 0.0)})
    assert table["evppi"][0] == pytest.approx(formula["evpi"][0], rel=0.05)


def test_testing_comes_first_where_it_is_worth_more_than_it_costs():
    problem, values = seven(), draws()
    pilots = {"P3": Pilot(1.0, 6.0), "P7": Pilot(50.0, 1.0), "P6": Pilot(0.1, 0.5)}
    table = worth_testing(problem, values, pilots).set_index("initiative")
    gain = values.expected_in(problem)
    assert table["evsi"]["P3"] == pytest.approx(normal_evsi(table["gain"]["P3"], values.alone[:, 2].std(ddof=1), 6.0))
    assert table["gain"]["P3"] == pytest.approx(4, abs=0.3)
    assert gain.size == 7
    assert table["first"].to_dict() == {"P3": True, "P7": False, "P6": False}
    assert (table["evsi"] <= table["evpi"] + 1e-12).all()


def test_there_is_nothing_to_test_where_the_choice_is_already_made():
    table = worth_testing(seven().forcing("P1"), draws(size=100), {"P1": Pilot(0.0, 1.0)})
    assert np.isnan(table["evsi"][0])
    assert not table["first"][0]


def test_a_noisy_large_estimate_falls_behind_a_sure_smaller_one():
    table = expected_after(np.array([20.0, 26.0]), np.array([3.0, 12.0]), prior_mean=10, prior_sd=8)
    assert table["shrunk"].round(3).tolist() == [18.767, 14.923]
    assert table["rank_raw"].tolist() == [2, 1]
    assert table["rank_shrunk"].tolist() == [1, 2]
    assert expected_disappointment(table, np.array([False, True])) == pytest.approx(26 - 14.923, abs=5e-4)


def test_shrinking_is_the_posterior_used_for_segments():
    y, s = np.array([20.0, np.nan, 5.0]), np.array([3.0, 2.0, np.nan])
    ours, theirs = expected_after(y, s, prior_mean=10, prior_sd=8), posterior(y, s, prior_mean=10, prior_sd=8)
    pd.testing.assert_frame_equal(ours[["raw", "weight", "shrunk"]], theirs[["raw", "weight", "shrunk"]])


def test_each_initiative_may_have_a_prior_of_its_own_category():
    table = expected_after(np.array([20.0, 20.0]), np.array([3.0, 3.0]), prior_mean=np.array([10, 20]), prior_sd=8)
    assert table["shrunk"][0] == pytest.approx(18.767, abs=5e-4)
    assert table["shrunk"][1] == 20
    assert len(expected_after(np.zeros(0), np.zeros(0), prior_mean=0, prior_sd=1)) == 0


def test_what_is_picked_for_its_estimate_disappoints_by_what_was_expected():
    rng = np.random.default_rng(8)
    truth = rng.normal(10, 8, (40_000, 5))
    sd = np.array([3.0, 12, 6, 9, 4])
    raw = truth + rng.normal(0, sd, truth.shape)
    best = raw.argmax(axis=1)
    rows = np.arange(len(truth))
    table = expected_after(raw[0], sd, prior_mean=10, prior_sd=8)
    weight = table["weight"].to_numpy()
    shrunk = 10 + weight * (raw - 10)
    assert (raw - truth)[rows, best].mean() == pytest.approx((raw - shrunk)[rows, best].mean(), abs=0.1)
    chosen = shrunk.argmax(axis=1)
    assert truth[rows, chosen].mean() == pytest.approx(shrunk[rows, chosen].mean(), abs=0.1)


def test_draws_move_to_their_shrunk_mean_and_spread():
    values = draws(size=2_000)
    table = expected_after(values.alone.mean(axis=0), values.alone.std(axis=0), prior_mean=10, prior_sd=8)
    moved = shrunk_draws(values.alone, table)
    assert moved.mean(axis=0) == pytest.approx(table["shrunk"].to_numpy())
    assert moved.std(axis=0) == pytest.approx(table["sd"].to_numpy())
    still = shrunk_draws(
        np.full((9, 1), 4.0), expected_after(np.array([4.0]), np.array([0.0]), prior_mean=10, prior_sd=8)
    )
    assert still.tolist() == [[4.0]] * 9


def test_a_category_prior_needs_three_finished_initiatives():
    assert np.isnan(category_prior(np.array([1.0, 2.0]), np.array([1.0, 1.0])).mean)
    assert category_prior(np.array([1.0, 2.0, np.nan]), np.ones(3)).finished == 2


def test_a_category_prior_recovers_how_far_true_effects_differ():
    rng = np.random.default_rng(4)
    sd = rng.uniform(1, 4, 4_000)
    found = category_prior(rng.normal(10, 5, 4_000) + rng.normal(0, sd), sd)
    assert found.mean == pytest.approx(10, abs=0.3)
    assert found.sd == pytest.approx(5, abs=0.2)
    alike = category_prior(np.array([5.0, 5.0, 5.0]), np.array([3.0, 3.0, 3.0]))
    assert alike.mean == pytest.approx(5)
    assert alike.sd == pytest.approx(np.sqrt(3))
