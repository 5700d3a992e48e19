from dataclasses import replace

import numpy as np
import pytest

from ltv.decisions.portfolio.balance import balance, break_points
from ltv.decisions.portfolio.policy import (
    price_of_forbidding,
    price_of_forcing,
    prices_of_choices,
    prices_of_limits,
    prices_of_rules,
)
from ltv.decisions.portfolio.problem import Problem
from ltv.decisions.portfolio.selection import best_value
from ltv.errors import InvalidTableError
from tests.portfolio.cases import SHORT, every_set, random_problem, seven, worth


def test_insisting_on_the_deep_discount_costs_4_and_on_early_warning_nothing():
    assert price_of_forcing(seven(), "P7") == 4
    assert price_of_forcing(seven(), "P1") == 0
    assert price_of_forbidding(seven(), "P1") == 61 - best_value(seven().forbidding("P1"))


def test_doing_without_the_integration_would_be_worth_4():
    table = prices_of_rules(seven())
    rows = {names: (value, price) for _, names, value, price in table.itertuples(index=False)}
    assert rows["P3", "P6"] == (65, 4)
    assert rows["P5", "P7"] == (61, 0)


def test_one_person_month_of_customer_success_less_costs_4():
    table = prices_of_limits(seven()).set_index("resource")
    assert table["less"]["cs"] == -4
    assert table["used"].to_dict() == {"budget": 28, "cs": 6, "marketing": 4, "it": 9, "logistics": 0}
    for name in table.index:
        step = table["step"][name]
        more = best_value(seven().limited(name, table["limit"][name] + step))
        assert table["more"][name] == more - 61
        assert table["binds"][name] == (more > 61)
    assert table["step"]["budget"] == 2.8
    assert table["left"]["logistics"] == 2


def test_a_limit_below_which_nothing_is_possible_has_an_unknown_price():
    table = prices_of_limits(seven(4).forcing("P7"), budget_step=1).set_index("resource")
    assert np.isnan(table["less"]["budget"])
    assert table["more"]["budget"] >= 0


def test_what_cannot_be_has_no_price():
    assert np.isnan(price_of_forcing(seven(3), "P7"))
    assert np.isnan(price_of_forcing(seven(), "P5", "P7"))
    assert prices_of_choices(seven(3).forcing("P7"))["price_in"].isna().all()


@pytest.mark.parametrize("seed", range(40))
def test_no_price_is_below_0(seed):
    problem = random_problem(np.random.default_rng(seed), most=7)
    choices, limits, rules = prices_of_choices(problem), prices_of_limits(problem), prices_of_rules(problem)
    for column in (choices["price_in"], choices["price_out"], limits["more"], -limits["less"], rules["price"]):
        assert (column.dropna() >= 0).all()
    chosen = choices["chosen"].to_numpy(dtype=bool)
    assert (choices["price_in"][chosen] == 0).all()
    assert (choices["price_out"][~chosen].dropna() == 0).all()


def test_more_weight_on_the_short_term_changes_the_choice_at_four_elevenths():
    table = balance(seven(), SHORT)
    assert table["chosen"].tolist()[:2] == [("P1", "P2", "P3", "P6"), ("P1", "P2", "P4", "P6", "P7")]
    assert table["value"].tolist()[:2] == [61, 57]
    assert table["short"].tolist()[:2] == [13, 20]
    assert break_points(table)[0] == pytest.approx(4 / 11, abs=1e-15)
    assert table["low"].iloc[0] == 0
    assert table["high"].iloc[-1] == 1


@pytest.mark.parametrize("seed", range(40))
def test_at_every_weight_the_table_names_a_best_set(seed):
    rng = np.random.default_rng(seed)
    problem = random_problem(rng, most=7, fewest=1)
    if np.isnan(best_value(problem)):
        return
    short = rng.integers(-3, 9, problem.size) * float(np.abs(problem.value).max() or 1) / 8
    together = rng.normal(0, 1, len(problem.pairs))
    table = balance(problem, short, together)
    assert (table["low"].to_numpy()[1:] == table["high"].to_numpy()[:-1]).all()
    beside = replace(problem, together=together)
    sets = list(every_set(problem))
    for weight in np.linspace(0, 1, 21):
        best = max((1 - weight) * worth(problem, one) + weight * worth(beside, one, short) for one in sets)
        row = table[(table["low"] <= weight) & (weight <= table["high"])].iloc[0]
        assert (1 - weight) * row["value"] + weight * row["short"] == pytest.approx(best, rel=1e-7, abs=1e-9)


def test_one_choice_at_all_weights_has_no_break_point():
    table = balance(Problem.of("ab", [2, 1], [1, 1], budget=1), np.array([2.0, 1.0]))
    assert table[["low", "high"]].to_numpy().tolist() == [[0, 1]]
    assert break_points(table) == []
    assert len(balance(Problem.of([], [], []), np.zeros(0))) == 1


def test_equal_long_term_values_are_decided_by_the_short_term_at_once():
    table = balance(Problem.of("ab", [2, 2], [1, 1], budget=1), np.array([1.0, 3.0]))
    assert table["chosen"].tolist() == [("b",)]


def test_weights_of_what_cannot_be_are_refused():
    with pytest.raises(InvalidTableError, match="no set keeps"):
        balance(seven(3).forcing("P7"), SHORT)
