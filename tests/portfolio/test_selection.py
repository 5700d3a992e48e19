from dataclasses import replace

import numpy as np
import pytest

from ltv.decisions.portfolio.problem import BUDGET, Problem
from ltv.decisions.portfolio.programme import best_by_programme, first_by_programme
from ltv.decisions.portfolio.relaxation import KIND_NAMES, Relaxation, relaxed, smallest_relaxation
from ltv.decisions.portfolio.selection import best_portfolio, best_value, first_set, portfolio_of
from ltv.decisions.portfolio.sets import feasible_sets, is_enumerable
from ltv.errors import InvalidTableError
from tests.portfolio.cases import best_naively, every_set, random_problem, seven, worth


def test_the_best_of_seven_initiatives_is_worth_61_and_fills_all_four_limits():
    found = best_portfolio(seven())
    assert found.chosen == ("P1", "P2", "P3", "P6")
    assert found.value == 61
    assert found.cost == 28
    assert found.used.tolist() == [28, 6, 4, 9, 0]
    assert found.is_feasible


def test_of_128_sets_53_are_feasible():
    assert len(feasible_sets(seven())) == 53 == len(list(every_set(seven())))


def test_taking_the_best_value_per_cost_first_reaches_57_only():
    problem = seven()
    chosen: list[int] = []
    for row in np.argsort(-problem.value / problem.cost, kind="stable"):
        with_it = (*chosen, int(row))
        needs_met = all(problem.ids.index(b) in with_it for a, b in problem.requires if problem.ids.index(a) == row)
        fits = (problem.use[list(with_it)].sum(axis=0) <= problem.limits).all()
        apart = all(not {problem.ids.index(a), problem.ids.index(b)} <= set(with_it) for a, b in problem.excludes)
        chosen = list(with_it) if needs_met and fits and apart else chosen
    assert problem.chosen(np.isin(range(7), chosen)) == ("P1", "P2", "P4", "P6", "P7")
    assert worth(problem, chosen) == 57


@pytest.mark.parametrize(
    ("problem", "value"),
    [
        (seven().forcing("P7"), 57),
        (replace(seven(), requires=()), 65),
        (seven().limited("cs", 5), 57),
        (seven(10), 24),
        (seven(16), 47),
        (seven(22), 53),
        (seven(26), 57),
        (seven(40), 61),
    ],
)
def test_another_rule_or_limit_has_another_best_value(problem, value):
    assert best_value(problem) == value
    assert portfolio_of(problem, best_by_programme(problem)).value == value


@pytest.mark.parametrize("seed", range(120))
def test_enumeration_the_programme_and_one_set_at_a_time_choose_the_same_set(seed):
    problem = random_problem(np.random.default_rng(seed), most=9)
    by_sets, by_programme, naive = first_set(problem), first_by_programme(problem), best_naively(problem)
    if naive is None:
        assert by_sets is None
        assert by_programme is None
    else:
        assert problem.chosen(by_sets) == naive == problem.chosen(by_programme)


@pytest.mark.parametrize("seed", range(3))
def test_twenty_four_initiatives_are_chosen_as_well_as_by_looking_at_every_set(seed):
    problem = random_problem(np.random.default_rng(1000 + seed), most=24, fewest=22)
    assert not is_enumerable(problem)
    found = first_set(problem)
    sets = feasible_sets(problem)
    if found is None:
        assert not len(sets)
    else:
        values = sets @ problem.value + sum(
            worth * (sets[:, a] & sets[:, b]) for (a, b), worth in zip(problem.pairs, problem.together)
        )
        assert portfolio_of(problem, found).value == pytest.approx(values.max(), rel=1e-9)


def test_a_limit_is_kept_to_the_last_yen_by_the_programme_too():
    problem = Problem.of(["a", "b"], [1.0, 1.0], [500_000_001, 500_000_000], budget=1_000_000_000)
    assert problem.chosen(first_by_programme(problem)) == ("b",)
    assert best_portfolio(problem).chosen == ("b",)
    assert best_portfolio(problem.limited(BUDGET, 1_000_000_001)).chosen == ("a", "b")


def test_tenths_of_person_months_fill_a_limit_exactly():
    problem = Problem.of(["a", "b", "c"], [1, 1, 1], [0, 0, 0], people={"cs": [0.1, 0.1, 0.1]}, capacity={"cs": 0.3})
    assert len(best_portfolio(problem).chosen) == 3
    assert first_by_programme(problem).all()


@pytest.mark.parametrize("choose", [first_set, first_by_programme])
def test_of_equal_sets_the_cheaper_then_the_smaller_then_the_earlier_is_taken(choose):
    def best(value, cost, **more):
        problem = Problem.of("abc", value, cost, **more)
        return "".join(problem.chosen(choose(problem)))

    assert best([5, 5, 5], [2, 1, 3], excludes=[("a", "b"), ("b", "c"), ("a", "c")]) == "b"
    assert best([4, 2, 2], [2, 1, 1], budget=2) == "a"
    assert best([5, 5, 5], [1, 1, 1], budget=1) == "a"
    assert best([1, 0, 0], [1, 0, 0]) == "a"


def test_nothing_is_chosen_of_nothing_or_of_what_only_costs():
    nothing = best_portfolio(Problem.of([], [], []))
    assert (nothing.chosen, nothing.value, nothing.cost) == ((), 0, 0)
    assert best_by_programme(Problem.of([], [], [])).tolist() == []
    losing = Problem.of("ab", [-1, -2], [0, 1])
    assert best_portfolio(losing).chosen == ()
    assert first_by_programme(losing).tolist() == [False, False]


def test_what_costs_nothing_is_taken_whenever_it_brings_something():
    assert best_portfolio(Problem.of("ab", [1, 0], [0, 0], budget=0)).chosen == ("a",)


def test_a_loss_is_accepted_for_what_it_makes_possible():
    problem = Problem.of(["sell", "join"], [9, -4], [1, 1], requires=[("sell", "join")])
    assert best_portfolio(problem).chosen == ("sell", "join")
    assert best_portfolio(problem).value == 5
    assert best_portfolio(problem.valued(np.array([3.0, -4]), (), np.zeros(0))).chosen == ()


def test_at_most_one_size_is_chosen_and_any_size_fulfils_a_prerequisite():
    problem = Problem.of(
        ["x:S", "x:M", "x:L", "y"], [3, 5, 6, 4], [1, 2, 4, 1], budget=3, initiative=["x", "x", "x", "y"],
        requires=[("y", "x")],
    )  # fmt: skip
    assert best_portfolio(problem).chosen == ("x:M", "y")
    assert best_portfolio(problem.forcing("x:L").limited(BUDGET, 9)).chosen == ("x:L", "y")
    assert best_portfolio(problem.forbidding("x:M").limited(BUDGET, 9)).chosen == ("x:L", "y")
    assert best_portfolio(problem.forbidding("x")).chosen == ()


def test_overlap_is_taken_off_a_pair_and_only_when_both_are_in():
    problem = replace(Problem.of("ab", [10, 9], [1, 1]), pairs=((0, 1),), together=np.array([-8.0]))
    assert best_portfolio(problem).value == 11
    assert best_portfolio(replace(problem, together=np.array([-9.5]))).chosen == ("a",)
    assert first_by_programme(replace(problem, together=np.array([-9.5]))).tolist() == [True, False]


def test_a_forbidden_one_never_appears_and_a_forced_one_always_does():
    for seed in range(40):
        problem = random_problem(np.random.default_rng(seed), fewest=2)
        name = problem.names[0]
        out, within = first_set(problem.forbidding(name)), first_set(problem.forcing(name))
        assert out is None or not out[problem.columns(name)].any()
        assert within is None or within[problem.columns(name)].any()


def test_more_of_a_limit_never_makes_the_best_set_worth_less():
    for seed in range(60):
        problem = random_problem(np.random.default_rng(seed))
        for resource, limit in zip(problem.resources, problem.limits):
            before, after = best_value(problem), best_value(problem.limited(resource, limit + 1))
            assert np.isnan(before) or after >= before - problem.tolerance


def test_when_nothing_is_possible_the_smallest_relaxation_is_named():
    problem = seven(3).forcing("P7")
    assert smallest_relaxation(problem) == (Relaxation("limit", ("budget",), 1.0),)
    found = best_portfolio(problem)
    assert found.chosen == ("P7",)
    assert found.relaxed == (Relaxation("limit", ("budget",), 1.0),)
    assert not found.is_feasible


def test_a_wish_gives_way_before_a_fact_and_the_one_that_leaves_more_first():
    both = best_portfolio(seven().forcing("P5", "P7"))
    assert [(one.kind, one.names) for one in both.relaxed] == [("forced", ("P5",))]
    assert both.value == 57
    missing = best_portfolio(seven().forcing("P3").forbidding("P6"))
    assert [(one.kind, one.names) for one in missing.relaxed] == [("forbidden", ("P6",))]
    assert missing.value == 61


def test_one_rule_gives_way_rather_than_two_limits():
    problem = seven().forcing("P3").limited("it", 4).limited("cs", 0)
    assert [(one.kind, one.names) for one in smallest_relaxation(problem)] == [("forced", ("P3",))]


def test_a_limit_of_0_gives_way_by_what_is_needed():
    problem = Problem.of("ab", [5, 4], [0, 0], people={"cs": [2, 1]}, capacity={"cs": 0}).forcing("a")
    assert smallest_relaxation(problem) == (Relaxation("limit", ("cs",), 2.0),)


def test_one_yen_too_much_is_one_yen_to_raise_and_one_yen_more_needs_nothing():
    problem = Problem.of("ab", [1, 1], [500_000_001, 500_000_000], budget=1_000_000_000)
    assert smallest_relaxation(problem) == ()
    assert smallest_relaxation(problem.forcing("a", "b")) == (Relaxation("limit", ("budget",), 1.0),)
    assert smallest_relaxation(problem.forcing("a", "b").limited(BUDGET, 1_000_000_001)) == ()


def test_what_is_possible_needs_no_relaxation_and_what_is_relaxed_becomes_possible():
    assert smallest_relaxation(seven()) == ()
    stuck = 0
    for seed in range(150):
        problem = random_problem(np.random.default_rng(seed), most=8)
        given_way = smallest_relaxation(problem)
        assert (len(feasible_sets(problem)) == 0) == bool(given_way)
        assert len(feasible_sets(relaxed(problem, given_way))) > 0
        assert all(one.kind in KIND_NAMES for one in given_way)
        stuck += bool(given_way)
    assert stuck > 10


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda: Problem.of("ab", [1, np.nan], [1, 1]), "b: its value is not known"),
        (lambda: Problem.of("ab", [1, 1], [1, -1]), "b: a cost or person-months below 0"),
        (lambda: Problem.of("ab", [1, 1], [1, 1], budget=-1), "budget: not a limit of 0 or more, found -1"),
        (lambda: Problem.of("ab", [1, 1], [1, 1], budget=np.nan), "budget: not a limit of 0 or more, found nan"),
        (lambda: Problem.of("ab", [1, 1], [1, 1], requires=[("a", "z")]), "z: in a rule, but not among"),
        (lambda: Problem.of("ab", [1, 1], [1, 1], excludes=[("a", "a")]), "a: excludes itself"),
        (lambda: Problem.of("aa", [1, 1], [1, 1]), "an option occurs twice"),
        (lambda: Problem.of("ab", [1, 1, 1], [1, 1]), "expected 2 values"),
    ],
)
def test_a_problem_that_cannot_be_solved_says_why(change, message):
    with pytest.raises(InvalidTableError, match=message):
        change()


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(InvalidTableError) as caught:
        Problem.of("ab", [np.nan, 1], [1, -1], budget=-1)
    assert len(caught.value.problems) == 3
