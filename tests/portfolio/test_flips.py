"""What would change the choice of the worked example, and lists worked off by a score."""

import math

import numpy as np
import pytest

from ltv.decisions.portfolio.balance import row_at
from ltv.decisions.portfolio.flips import flips, weighed
from ltv.decisions.portfolio.scores import taken_in_order
from ltv.decisions.portfolio.selection import best_value, portfolio_of
from ltv.decisions.portfolio.values import Values
from tests.portfolio.cases import SHORT, VALUE, allowed, draws, random_problem, seven, worth


def found(problem=None):
    problem = problem or seven()
    return {(flip.kind, flip.subject): flip for flip in flips(problem, draws(size=2_000), Values.apart(SHORT[None]))}


def test_the_weight_at_which_the_example_flips_is_4_of_11():
    flip = found()["weight", ""]
    table = weighed(seven(), Values.apart(SHORT[None]))
    assert flip.size == pytest.approx(4 / 11)
    assert flip.change < 0
    assert row_at(table, 0) == row_at(table, 0.36) == 0
    assert row_at(table, 4 / 11 + 1e-9) == 1
    assert row_at(table, 1) == len(table) - 1


def test_each_step_tells_what_it_costs_and_who_changes_places():
    table = found()
    assert table["forced", "P7"].change == -4
    assert "P7" in table["forced", "P7"].comes_in
    assert table["less", "cs"].change == -4
    assert table["forbidden", "P1"].goes_out[0] == "P1"
    assert ("more", "budget") not in table
    assert all(flip.comes_in or flip.goes_out or not flip.is_possible for flip in table.values())


def test_the_chance_of_being_better_is_that_of_the_difference():
    flip = found()["forbidden", "P1"]
    assert 0 < flip.p_better < 0.5
    problem, values = seven(), draws(size=2_000)
    sign = np.array([(name in flip.comes_in) * 1.0 - (name in flip.goes_out) for name in problem.ids])
    assert flip.p_better == pytest.approx((values.alone @ sign > 0).mean())


def test_a_limit_that_leaves_nothing_possible_changes_the_choice_too():
    flip = found(seven().forcing("P2").limited("cs", 3))["less", "cs"]
    assert not flip.is_possible
    assert flip.comes_in == flip.goes_out == ()


def test_a_rule_that_costs_nothing_is_no_flip_and_one_that_costs_is():
    assert ("dropped", "P1") not in found(seven().forcing("P1"))
    dropped = found(seven().forcing("P7"))["dropped", "P7"]
    assert dropped.change == 4
    assert dropped.goes_out


def test_nothing_to_choose_from_has_no_flips():
    assert flips(seven().forcing("P5", "P7"), draws(size=50), Values.apart(SHORT[None])) == []


def test_a_list_by_value_per_cost_loses_4_of_61():
    taken = taken_in_order(seven(), np.array(VALUE) / seven().cost)
    assert seven().chosen(taken) == ("P1", "P2", "P4", "P6", "P7")
    assert portfolio_of(seven(), taken).value == 57


def test_a_list_never_breaks_a_limit_nor_beats_the_best_set():
    rng = np.random.default_rng(3)
    for _ in range(60):
        problem = random_problem(rng)
        taken = np.flatnonzero(taken_in_order(problem, problem.value))
        kept = {name for name in problem.forced if problem.columns(name)[0] in taken or len(problem.columns(name)) > 1}
        if kept == problem.forced and allowed(problem, tuple(taken)):
            assert worth(problem, tuple(taken)) <= best_value(problem) + 1e-6
        assert not any(math.isnan(problem.value[row]) for row in taken)
