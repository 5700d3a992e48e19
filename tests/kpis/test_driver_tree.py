import math
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings

from ltv.decisions.driver_tree import DriverTree, driver_tree, tree_rules, usual_tree_rule
from ltv.decisions.kpi import DEPARTMENTS
from ltv.decisions.kpis import current_values
from ltv.errors import NotEnoughDataError
from ltv.metrics.metric import METRICS
from ltv.metrics.nrr_rules import CHAINS, NrrRule
from ltv.metrics.retention import retention
from ltv.months import month_number
from tests.kpis.books import END, company, random_shops, shop
from tests.kpis.test_movement_rates import E1

MARCH, APRIL = month_number("2025-03"), month_number("2025-04")
BOOK = company("2025-01", **E1)


def exact(found):
    return {node.id: node.exact for node in found.nodes if node.exact is not None}


def test_e1_in_march_the_tree_closes_with_the_numbers_of_the_movements():
    found = exact(driver_tree(BOOK, MARCH, NrrRule.PERIOD_MOVES))
    assert found["nrr"] == Fraction(880, 1060)
    assert found["grr"] == Fraction(860, 1060)
    assert found["expansion_rate"] == Fraction(20, 1060)
    assert found["contraction_rate"] == Fraction(50, 1060)
    assert found["churn_rate"] == Fraction(150, 1060)
    assert found["lost_customer_share"] == Fraction(1, 6)  # E, one of A B C E F H
    assert found["lost_relative_size"] == Fraction(150) / Fraction(1060, 6)
    assert (found["closing"], found["kept"], found["new"], found["returning"]) == (940, 880, 60, 0)


def test_e1_in_april_returning_revenue_is_beside_nrr_or_in_it_as_the_rule_says():
    without = driver_tree(BOOK, APRIL, NrrRule.PERIOD_MOVES)
    assert without.node("returning").exact == 50
    assert "reactivation_rate" not in exact(without)
    assert without.node("nrr").value == pytest.approx(1.05319, abs=5e-6)
    counted = driver_tree(BOOK, APRIL, NrrRule.PERIOD_MOVES_REACT)
    assert counted.node("reactivation_rate").exact == Fraction(50, 940)
    assert counted.node("nrr").value == pytest.approx(1.10638, abs=5e-6)
    assert counted.residual("nrr") == 0


def test_nobody_lost_leaves_their_size_unknown_and_the_tree_closed():
    found = driver_tree(BOOK, APRIL, NrrRule.PERIOD_MOVES)
    assert found.node("churn_rate").value == 0
    assert math.isnan(found.node("lost_relative_size").value)
    assert found.residual("churn_rate") == 0


@settings(max_examples=40)
@given(random_shops())
def test_every_identity_closes_without_a_remainder_by_every_rule(data):
    for rule in tree_rules(data):
        found = driver_tree(data, END, rule)
        residuals = {node.id: found.residual(node.id) for node in found.nodes}
        assert residuals["closing"] == 0
        if found.node("nrr").exact is not None:
            assert (residuals["nrr"], residuals["grr"], residuals["churn_rate"]) == (0, 0, 0)
            assert found.node("nrr").value == pytest.approx(retention(data.months, END, rule).nrr, abs=1e-12)


@settings(max_examples=40)
@given(random_shops())
def test_a_value_a_year_earlier_is_what_the_tree_of_then_said(data):
    now, then = (driver_tree(data, end, NrrRule.PERIOD_MOVES) for end in (END, END - 12))
    for node in now.nodes:
        if node.role != "influence":
            assert node.previous == pytest.approx(then.node(node.id).value, nan_ok=True)


def test_influences_claim_no_arithmetic_and_have_the_kpis_values():
    data = company("2023-12", old=[9] * 25, a=[0] + [100] * 24, b=[0] * 14 + [100] * 11)
    found = driver_tree(data, END, NrrRule.YOY_COHORT)
    influences = [node for node in found.children("churn_rate") if node.role == "influence"]
    assert [node.id for node in influences] == ["promise_kept", "first_reply_p90", "f2", "month_1_retention"]
    assert all(node.exact is None for node in influences)
    assert found.residual("promise_kept") is None
    assert found.node("month_1_retention").value == 1.0
    kpi = {value.kpi.id: value.value for value in current_values(data, END)}
    assert [node.value for node in influences[:3]] == pytest.approx([kpi[n.id] for n in influences[:3]], nan_ok=True)


def test_the_tree_has_no_circle_and_every_node_a_parent_before_it_an_owner_and_an_explanation():
    seen = set()
    for node in driver_tree(BOOK, APRIL, NrrRule.PERIOD_MOVES_REACT).nodes:
        assert node.parent is None or node.parent in seen
        assert node.id not in seen
        seen.add(node.id)
        assert node.owner in DEPARTMENTS
        assert METRICS[node.metric.id] is node.metric
        assert (node.parent is None) == (node.role == "root")


def test_less_churn_is_better_and_less_nrr_is_worse():
    data = company("2024-02", a=[100] * 23, b=[100] * 11 + [100] * 12, c=[100] * 10 + [0] * 13)
    found = driver_tree(data, month_number("2025-12"), NrrRule.PERIOD_MOVES)
    assert found.node("churn_rate").change == pytest.approx(-1 / 3)
    assert found.node("churn_rate").is_better is True
    assert found.node("nrr").is_better is True
    assert found.node("expansion_rate").is_better is None


def moved(nrr, **changes):
    """A tree whose parts have changed so much in a year."""
    found = driver_tree(BOOK, APRIL, NrrRule.PERIOD_MOVES)
    by = {"nrr": nrr, **changes}
    nodes = [replace(node, value=0.5 + by.get(node.id, 0.0), previous=0.5) for node in found.nodes]
    return DriverTree(found.rule, found.start, found.end, tuple(nodes))


def test_the_part_that_moved_most_is_told_of_those_that_moved_with_nrr():
    assert moved(-0.2, churn_rate=0.1, contraction_rate=0.05, expansion_rate=0.3).moved_most.id == "churn_rate"
    assert moved(0.1, churn_rate=0.1, contraction_rate=-0.05, expansion_rate=0.15).moved_most.id == "expansion_rate"


def test_nothing_moved_most_where_no_part_moved_or_a_year_ago_is_not_known():
    assert moved(0.1).moved_most is None
    assert driver_tree(BOOK, APRIL, NrrRule.PERIOD_MOVES).moved_most is None


def test_the_tree_is_shown_for_the_usual_rule_unless_the_years_are_not_alike():
    dates = pd.date_range("2022-01-10", "2025-12-10", freq="MS").strftime("%Y-%m-10")
    steady = [("old", date, 1) for date in dates]
    assert usual_tree_rule(shop(steady)) == NrrRule.TRANSACTIONAL
    grown = [(f"n{i}", date, 1) for i in range(9) for date in dates[27:]]
    assert usual_tree_rule(shop(steady + grown)) == NrrRule.YOY_COHORT
    assert usual_tree_rule(company("2025-12", a=[1])) is None


@pytest.mark.parametrize("rule", CHAINS)
def test_a_product_of_months_cannot_be_taken_apart(rule):
    with pytest.raises(NotEnoughDataError, match="product of months"):
        driver_tree(company("2024-01", a=[1] * 24), END, rule)


def test_rules_are_offered_that_the_data_are_long_enough_for():
    assert tree_rules(company("2025-11", a=[1, 1])) == [NrrRule.PERIOD_MOVES, NrrRule.PERIOD_MOVES_REACT]
    assert NrrRule.TRANSACTIONAL not in tree_rules(company("2023-01", a=[1] * 36))
