from dataclasses import replace

import numpy as np
import pytest

from ltv.decisions.portfolio import optima as optima_module
from ltv.decisions.portfolio.frontier import frontier, value_at
from ltv.decisions.portfolio.optima import optima
from ltv.decisions.portfolio.problem import Problem
from ltv.decisions.portfolio.reasons import REASONS, reason, reasons
from ltv.decisions.portfolio.robustness import (
    LABELS,
    best_sets,
    cautious_set,
    inclusion,
    label,
    option_inclusion,
    rank_acceptability,
    robustness,
)
from ltv.decisions.portfolio.selection import best_value, first_set
from ltv.decisions.portfolio.values import Values
from ltv.errors import InvalidTableError
from tests.portfolio.cases import best_naively, draws, random_problem, seven, worth

INCLUSION = [0.975, 0.905, 0.609, 0.462, 0.047, 1.00, 0.330]


def test_early_warning_is_in_97_of_100_simulated_optima():
    table = inclusion(seven(), optima(seven(), draws()))
    assert table["inclusion"].to_numpy() == pytest.approx(INCLUSION, abs=0.015)
    assert table["label"].tolist() == ["now", "now", "test", "test", "leave", "now", "test"]
    assert (table["se"] < 0.004).all()


def test_labels_change_at_nine_and_three_tenths():
    assert [label(share) for share in (1, 0.9, 0.899, 0.3, 0.299, 0)] == [
        "now",
        "now",
        "test",
        "test",
        "leave",
        "leave",
    ]
    assert LABELS["now"].ja == "今すぐ"


@pytest.mark.parametrize("seed", range(25))
def test_the_best_set_of_each_draw_is_the_one_found_draw_by_draw(seed):
    rng = np.random.default_rng(seed)
    problem = random_problem(rng, most=7, fewest=1)
    if best_naively(problem) is None:
        return
    values = Values(
        rng.normal(problem.value, 10.0, (6, problem.size)), problem.pairs, rng.normal(0, 4, (6, len(problem.pairs)))
    )
    found = optima(problem, values)
    for row in range(6):
        best = best_naively(values.draw_in(problem, row))
        assert problem.chosen(found.included[row]) == best
        chosen = [problem.ids.index(name) for name in best]
        assert found.value[row] == pytest.approx(worth(values.draw_in(problem, row), chosen))
        assert values.of(found.included[row])[row] == pytest.approx(found.value[row])
    shares = option_inclusion(found)
    assert ((shares >= 0) & (shares <= 1)).all()


def test_draws_in_parts_give_what_all_at_once_gives(monkeypatch):
    whole = optima(seven(), draws(size=500))
    monkeypatch.setattr(optima_module, "_CELLS", 53 * 7)
    parts = optima(seven(), draws(size=500))
    assert (whole.best == parts.best).all()
    assert whole.mean == pytest.approx(parts.mean)


def test_without_any_spread_the_inclusion_is_that_of_the_best_set_ties_decided_alike():
    problem = Problem.of("abc", [0.1 + 0.2, 0.3, 0.1], [2, 1, 1], budget=2)
    found = optima(problem, Values.apart(np.tile(problem.value, (50, 1))))
    assert problem.chosen(found.included[0]) == problem.chosen(first_set(problem)) == ("b", "c")
    assert inclusion(problem, found)["inclusion"].tolist() == [0, 1, 1]


def test_a_size_counts_towards_its_initiative():
    problem = Problem.of(["x:S", "x:L", "y"], [1, 1, 1], [1, 1, 1], initiative=["x", "x", "y"])
    values = Values.apart([[2, 1, 1], [1, 2, -1]])
    found = optima(problem, values)
    assert inclusion(problem, found)["inclusion"].tolist() == [1, 0.5]
    assert option_inclusion(found).tolist() == [0.5, 0.5, 0.5]


def test_no_initiatives_leave_an_empty_set_that_is_always_best():
    problem = Problem.of([], [], [])
    values = Values.apart(np.zeros((5, 0)))
    found = optima(problem, values)
    assert inclusion(problem, found).empty
    assert robustness(values, found, found.sets[0]).p_best == 1


def test_what_cannot_be_done_at_all_is_said():
    with pytest.raises(InvalidTableError, match="no set keeps every limit"):
        optima(seven(3).forcing("P7"), draws(size=10))


def test_a_set_stands_by_its_mean_tenth_percentile_and_regret():
    values = Values.apart([[10.0, 0.0], [-2.0, 3.0]])
    problem = Problem.of("ab", [4, 1.5], [1, 1], budget=1)
    found = optima(problem, values)
    one = robustness(values, found, np.array([True, False]))
    assert one.mean == 4
    assert one.p10 == pytest.approx(-0.8)
    assert one.p90 == pytest.approx(8.8)
    assert (one.p_positive, one.p_best, one.regret) == (0.5, 0.5, 2.5)
    assert one.regret_p90 == pytest.approx(4.5)


def test_the_recommended_set_of_seven_regrets_no_more_on_average_than_any_other():
    problem, values = seven(), draws(size=4_000)
    found = optima(problem, values)
    best = first_set(problem)
    regrets = [robustness(values, found, one).regret for one in found.sets]
    assert robustness(values, found, best).regret == pytest.approx(min(regrets), abs=0.05)
    assert min(regrets) >= 0
    table = best_sets(problem, found)
    assert table["p_best"].is_monotonic_decreasing
    assert table["p_best"].sum() <= 1 + 1e-12


def test_the_share_of_draws_in_which_a_set_is_best_agrees_between_tables():
    problem, values = seven(), draws(size=2_000)
    found = optima(problem, values)
    table = best_sets(problem, found, most=3)
    for chosen, share in zip(table["chosen"], table["p_best"]):
        assert robustness(values, found, np.isin(problem.ids, chosen)).p_best == pytest.approx(share)


def test_a_cautious_reader_prefers_the_set_whose_bad_case_is_best():
    rng = np.random.default_rng(1)
    values = Values.apart(np.column_stack([rng.normal(10, 20, 4_000), rng.normal(8, 1, 4_000)]))
    problem = Problem.of("ab", [10, 8], [1, 1], budget=1)
    assert problem.chosen(first_set(problem)) == ("a",)
    assert problem.chosen(cautious_set(values, optima(problem, values))) == ("b",)
    naive = max(seven_sets(), key=lambda one: np.quantile(draws(size=800).of(one), 0.1))
    assert (cautious_set(draws(size=800), optima(seven(), draws(size=800))) == naive).all()


def seven_sets():
    return optima(seven(), draws(size=2)).sets


def test_ranks_of_each_initiative_and_of_each_place_add_up_to_one():
    table = rank_acceptability(draws(size=3_000).alone)
    assert table.sum(axis=0) == pytest.approx(np.ones(7))
    assert table.sum(axis=1) == pytest.approx(np.ones(7))
    assert table[0, 0] == pytest.approx(np.mean(draws(size=3_000).alone.argmax(axis=1) == 0))


def test_equal_worths_share_their_ranks():
    assert rank_acceptability(np.array([[2.0, 2.0, 1.0]])).tolist() == [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]


def test_many_initiatives_take_the_best_of_the_sets_found_in_some_draws():
    rng = np.random.default_rng(5)
    problem = Problem.of(
        [f"O{row}" for row in range(18)], rng.uniform(1, 9, 18), rng.integers(1, 9, 18), budget=30.0,
        people={"cs": rng.integers(0, 4, 18)}, capacity={"cs": 12},
    )  # fmt: skip
    values = Values.apart(rng.normal(problem.value, 1.0, (400, 18)))
    found = optima(problem, values, solved=60)
    assert not found.is_exact
    best = [best_value(values.draw_in(problem, row)) for row in range(0, 400, 20)]
    assert (found.value[::20] <= np.array(best) + 1e-6).all()
    assert found.value[::20].mean() >= 0.98 * np.mean(best)
    assert inclusion(problem, found)["inclusion"].between(0, 1).all()


def test_the_frontier_rises_at_the_budgets_that_buy_more():
    table = frontier(seven(), draws(size=500))
    for budget, value in ((10, 24), (16, 47), (22, 53), (26, 57), (28, 61), (40, 61)):
        assert value_at(table, budget) == value == best_value(seven(budget))
    assert table["budget"].iloc[0] == 0
    assert table["chosen"].iloc[0] == ()
    assert table["chosen"].iloc[-1] == ("P1", "P2", "P3", "P6")
    assert (table["gain"].iloc[1:] > 0).all()
    assert (table["p10"] <= table["p90"]).all()
    assert np.isnan(value_at(table, -1))


@pytest.mark.parametrize("seed", range(20))
def test_between_the_steps_of_the_frontier_nothing_more_can_be_bought(seed):
    problem = replace(random_problem(np.random.default_rng(seed), most=8), forced=frozenset())
    table = frontier(problem)
    for budget in np.linspace(0, problem.cost.sum() + 1, 23):
        expected = best_value(problem.limited("budget", float(budget)))
        assert value_at(table, float(budget)) == pytest.approx(expected, nan_ok=True, rel=1e-8)


def test_the_frontier_of_many_initiatives_is_found_at_forty_budgets():
    problem = Problem.of([f"O{row}" for row in range(17)], range(1, 18), [1] * 17)
    table = frontier(problem)
    assert table["value"].iloc[-1] == sum(range(1, 18))
    assert table["value"].iloc[:3].tolist() == [0, 17, 33]


def test_a_frontier_without_any_possible_set_is_empty():
    assert frontier(Problem.of("ab", [1, 1], [1, 1], excludes=[("a", "b")]).forcing("a", "b")).empty


def test_each_initiative_left_out_has_the_reason_that_would_bring_it_in():
    problem = seven()
    best = first_set(problem)
    assert reason(problem, best, "P1") == ("chosen", "")
    assert reason(problem.forbidding("P4"), best, "P4") == ("forbidden", "")
    table = reasons(problem, best).set_index("initiative")
    assert table["reason"].isin(REASONS).all()
    assert (table["reason"] == "chosen").tolist() == best.tolist()
    assert {table["reason"][name] for name in ("P4", "P5", "P7")} <= {"budget", "people", "outranked"}


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (Problem.of("ab", [5, -1], [1, 1]), ("negative", "")),
        (Problem.of("ab", [5, 3], [1, 1], budget=1), ("budget", "budget")),
        (Problem.of("ab", [5, 3], [1, 1], people={"cs": [1, 1]}, capacity={"cs": 1}), ("people", "cs")),
        (Problem.of("ab", [5, 3], [1, 1], excludes=[("b", "a")]), ("excluded", "a")),
        (Problem.of("abc", [5, 3, -9], [1, 1, 1], requires=[("b", "c")]), ("prerequisite", "c")),
        (
            replace(Problem.of("ab", [5, 3], [1, 1]), pairs=((0, 1),), together=np.array([-4.0])),
            ("overlap", ""),
        ),
        (Problem.of("abc", [5, 3, 1], [1, 2, 2], budget=3).forcing("c"), ("budget", "budget")),
        (
            Problem.of("ab", [5, 3], [1, 1], budget=1, people={"cs": [1, 1]}, capacity={"cs": 1}),
            ("outranked", ""),
        ),
    ],
)
def test_why_the_second_one_is_left_out(problem, expected):
    assert reason(problem, first_set(problem), "b") == expected
