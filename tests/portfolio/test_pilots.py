"""Pilots: what they cost, how many events they see, and the order of work that waits."""

import math
from dataclasses import replace

import numpy as np
import pytest

from ltv.decisions.portfolio.impact import actions_of
from ltv.decisions.portfolio.initiatives import Effort, Initiative, PlannedLever, Population
from ltv.decisions.portfolio.pilots import assumption_draws, cost_of, customers_reached, events_of, trials
from ltv.decisions.portfolio.priors import Prior
from ltv.decisions.portfolio.values import Values
from ltv.decisions.portfolio.waiting import sequence_of
from ltv.decisions.scenario.state import Base
from ltv.metrics.metric import Text

BASE = Base.of_cells([[100.0, 200.0]], [[0.1, 0.05]], new=40)


def initiative(name="a", lever="churn", **more):
    levers = (PlannedLever(lever, Prior(0.1, 0.2, 0.3)),) if lever else ()
    effort = more.pop("effort", Effort(400, 100, 12))
    return Initiative(name, Text(name, name), "cs", "retention", levers, effort, **more)


def test_a_pilot_costs_a_quarter_of_the_set_up_and_half_of_three_months():
    assert cost_of(initiative()) == 400 / 4 + 3 * 100 / 2
    assert cost_of(initiative(effort=Effort())) == 0
    assert cost_of(initiative(cost=Prior.known(3_200))) == 500, "twice the cost, twice the pilot"


def test_events_are_counted_among_those_reached():
    assert events_of(BASE, "churn", Population()) == pytest.approx(3 * (10 + 10))
    assert events_of(BASE, "churn", Population(tenure_from=1, tenure_to=1)) == pytest.approx(30)
    assert events_of(BASE, "churn", Population(segments=("elsewhere",))) == 0
    assert events_of(BASE, "acquisition", Population()) == 120
    assert events_of(BASE, "reactivation", Population()) == 0
    assert math.isnan(events_of(BASE, "price", Population()))
    assert customers_reached(BASE, Population(tenure_from=9)) == 200, "the last band holds all longer tenures"


def test_a_segment_in_a_channel_is_only_where_both_meet():
    base = replace(Base.of_cells([[10.0], [20], [40]], 0.1), segments=("a", "a", "b"), channels=("x", "y", "x"))
    assert customers_reached(base, Population(segments=("a",))) == 30
    assert customers_reached(base, Population(channels=("x",))) == 50
    assert customers_reached(base, Population(segments=("a",), channels=("x",))) == 10


def test_the_standard_error_is_the_slope_times_that_of_the_effect():
    one = initiative()
    (action,) = actions_of([one], draws=500, seed=1)
    values = Values.apart(7_000 * action.levers[0][1][:, None])
    found = trials([one], BASE, values, seed=1)["a"]
    assert found.events == pytest.approx(60)
    assert found.pilot.se == pytest.approx(7_000 * math.sqrt(4 / 60))


def test_what_cannot_be_counted_halves_the_variance_and_an_enabler_has_no_pilot():
    ones = [initiative("a", "price"), initiative("b", "")]
    effect = actions_of(ones, draws=500, seed=1)[0].levers[0][1]
    values = Values.apart(np.stack([50 * effect, 0 * effect], axis=1))
    found = trials(ones, BASE, values, seed=1)
    assert list(found) == ["a"]
    assert found["a"].pilot.se == pytest.approx(values.alone[:, 0].std(ddof=1))


def test_a_pilot_without_any_events_tells_nothing():
    values = Values.apart(np.random.default_rng(1).normal(size=(50, 1)))
    assert trials([initiative(lever="reactivation")], BASE, values, seed=1)["a"].pilot.se == math.inf


def test_only_what_is_not_known_is_an_assumption():
    ones = [initiative("a", cost=Prior(1, 2, 3)), initiative("b", "")]
    assert list(assumption_draws(ones, np.arange(50.0), seed=1)) == [("trend", ""), ("effect", "a"), ("cost", "a")]
    assert ("trend", "") not in assumption_draws(ones, np.ones(50), seed=1)


def test_the_worked_order_of_delay_is_y_x_z():
    ones = [initiative("X", duration=1), initiative("Y", duration=1), initiative("Z", duration=1)]
    ones = [replace(one, duration=months) for one, months in zip(ones, (3, 1, 5))]
    found = sequence_of(ones, np.array([30.0, 15, 40]), np.ones(3, dtype=bool), horizon_months=10, first="Z")
    assert found.best.ids == ("Y", "X", "Z")
    assert (found.best.cost, found.worst.cost) == (pytest.approx(49.5), pytest.approx(57.5))
    assert found.saved == pytest.approx(8)
    assert found.price_of_first > 0


def test_what_is_needed_is_done_before_and_what_is_not_chosen_is_left_out():
    ones = [initiative("a", requires=("c",)), initiative("b"), initiative("c", "")]
    found = sequence_of(ones, np.array([9.0, 9, -1]), np.array([True, False, True]), horizon_months=1)
    assert found.best.ids == ("c", "a")
    assert found.saved == 0
    assert sequence_of(ones, np.zeros(3), np.zeros(3, dtype=bool), horizon_months=1).best.ids == ()


def test_what_is_believed_to_harm_costs_what_a_pilot_is_expected_to_lose():
    """It brings −80 and costs 20, so it is worth −100: half of those concerned for 3 of 24 months lose 5 more."""
    one = initiative(effort=Effort(one_off=20.0))
    losing, winning = (Values(np.full((50, 1), worth), (), np.zeros((50, 0))) for worth in (-100.0, 40.0))
    assert trials([one], BASE, losing, seed=1)["a"].pilot.cost == pytest.approx(cost_of(one) + 80 * 0.5 * 3 / 24)
    assert trials([one], BASE, winning, seed=1)["a"].pilot.cost == pytest.approx(cost_of(one))
