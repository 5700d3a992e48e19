"""Where departments stand: extremes by name, agreement by rule, rounds carry over, differences in money."""

import math

import numpy as np
import pandas as pd
import pytest

from ltv.decisions.agreement.across import NO_LEAN, lean, order_agreement
from ltv.decisions.agreement.implied import implied_worth
from ltv.decisions.agreement.positions import Positions, as_of_round, positions, widest
from ltv.decisions.portfolio.beliefs import Belief, with_beliefs
from ltv.decisions.portfolio.impact import Outcome
from ltv.decisions.portfolio.initiatives import Effort, Initiative, PlannedLever
from ltv.decisions.portfolio.library import LIBRARY
from ltv.decisions.portfolio.priors import Prior
from ltv.metrics.metric import Text

E6 = dict(zip(("cs", "finance", "it", "marketing", "sales", "product"), (5, 8, 10, 12, 30, 9)))


def said(middles, quantity="effect", item="a", number=1):
    """One row per department: its middle with ends 2 below and above; None for an abstention."""
    rows = [
        (
            number,
            f"p-{name}",
            name,
            item,
            quantity,
            *((np.nan,) * 3 if x is None else (x - 2, x, x + 2)),
            f"{name} says",
        )
        for name, x in middles.items()
    ]
    columns = ["round", "participant", "department", "item", "quantity", "p10", "p50", "p90", "reason"]
    return pd.DataFrame(rows, columns=columns)


def of(middles) -> Positions:
    return positions(said(middles), "effect")


def test_the_example_of_six_departments_names_its_outlier_and_extremes():
    found = of(E6)
    assert (found.highest, found.lowest, found.outliers) == ("sales", "cs", ("sales",))
    assert found.spread.agreement == pytest.approx(0.6579, abs=5e-5)
    assert not found.is_agreed
    assert of(dict(zip(E6, (8, 9, 10, 11, 12, 10)))).is_agreed


def test_an_abstention_stands_last_and_counts_for_nothing():
    found = of({"cs": None, "it": 4, "sales": 8})
    assert list(found.table["department"]) == ["sales", "it", "cs"]
    assert found.abstained == ("cs",)
    assert found.lowest == "it"
    assert found.spread.n == 2


def test_one_estimate_is_no_agreement_and_of_two_neither_is_an_outlier():
    assert not of({"cs": 4}).is_agreed
    assert math.isnan(of({"cs": 4}).relative_iqr)
    assert of({"cs": 4, "it": 400}).outliers == ()
    assert of({"cs": None, "it": None}).highest == ""


def test_a_quarter_of_the_median_is_agreement_whatever_the_last_bit_says():
    assert of({"cs": 0.008, "it": 0.006, "sales": 0.005}).is_agreed


def test_all_saying_0_agree():
    assert of({"cs": 0, "it": 0}).is_agreed


def test_the_quantity_on_which_departments_are_furthest_apart_is_found():
    near, far = of({"cs": 9, "it": 10}), of({"cs": 1, "it": 10})
    assert widest([near, far]) is far
    assert widest([of({"cs": 9})]) is None


def test_who_says_nothing_in_a_later_round_stands_by_the_earlier_one():
    both = pd.concat([said({"cs": 5, "it": 9}), said({"cs": 7}, number=2)])
    assert dict(as_of_round(both, 1)[["department", "p50"]].to_numpy()) == {"cs": 5, "it": 9}
    assert dict(as_of_round(both, 2)[["department", "p50"]].to_numpy()) == {"cs": 7, "it": 9}


def one(effect: Prior) -> Initiative:
    return Initiative(
        "a", Text("a", "a"), "cs", "retention", (PlannedLever("churn", effect),), Effort(10), requires=("other",)
    )


def simulate(actions):
    margin = np.full(50, 1_000.0)
    for action in actions:
        margin = margin + 1_000 * dict(action.levers)["churn"]
    return Outcome(margin, margin, margin)


def test_a_department_s_belief_is_worth_what_the_simulator_makes_of_it_less_its_cost():
    believed = {"cs": one(Prior.known(0.2)), "it": one(Prior.known(0.005)).believed(cost=Prior.known(30))}
    found = implied_worth(believed, simulate, draws=50, seed=1)
    assert list(found["department"]) == ["cs", "it"]
    assert list(found["worth"]) == pytest.approx([190, -25])


def test_departments_that_rank_initiatives_alike_by_their_worth_agree_wholly():
    worth = pd.DataFrame(
        [(name, item, x * scale) for name, scale in (("cs", 1), ("it", 9)) for item, x in zip("abc", (3, 2, 1))],
        columns=["department", "item", "worth"],
    )
    assert order_agreement(worth).w == 1
    lacking = pd.concat([worth, pd.DataFrame({"department": ["sales"], "item": ["a"], "worth": [1.0]})])
    assert (order_agreement(lacking).judges, order_agreement(lacking).left_out) == (2, 1)
    assert math.isnan(order_agreement(worth.iloc[:0]).w)


def test_a_department_that_sees_everything_larger_is_told_from_one_that_differs_once():
    always = pd.concat([said({"cs": 10, "it": 20}, item=item) for item in "ab"])
    found = lean(always)
    assert found.share == pytest.approx(1)
    assert (found.highest, found.lowest, found.items) == ("it", "cs", 2)
    assert found.by_chance == pytest.approx(1 / 3)
    once = pd.concat([said({"cs": 10, "it": 20}, item="a"), said({"cs": 20, "it": 10}, item="b")])
    assert lean(once).share == pytest.approx(0)


def test_of_one_initiative_nothing_is_said_about_how_departments_lean():
    assert lean(said(E6)) == NO_LEAN
    assert lean(pd.concat([said({"cs": 0, "it": 2}, item=item) for item in "ab"])) == NO_LEAN
    assert lean(said({})) == NO_LEAN


def test_a_belief_takes_the_place_of_the_first_lever_and_the_cost_and_leaves_the_rest():
    effect, cost = Prior(0.1, 0.2, 0.3), Prior(1, 2, 3)
    found = with_beliefs(LIBRARY, [Belief(LIBRARY[4].id, effect, cost), Belief("unknown", effect)])
    assert [each.id for each in found] == [each.id for each in LIBRARY]
    assert found[4].levers[0].effect == effect
    assert found[4].levers[1:] == LIBRARY[4].levers[1:]
    assert found[4].cost == cost
    assert found[:4] + found[5:] == LIBRARY[:4] + LIBRARY[5:]
