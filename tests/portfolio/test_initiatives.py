from dataclasses import replace

import numpy as np
import pytest

from ltv.decisions.kpi_catalogue import KPIS
from ltv.decisions.portfolio.flaws import initiative_flaws
from ltv.decisions.portfolio.impact import Outcome, actions_of, impact, whole_set
from ltv.decisions.portfolio.initiatives import (
    AIMS,
    Effort,
    Initiative,
    PersonMonths,
    PlannedLever,
    Population,
    Size,
    options_of,
    retention_first,
)
from ltv.decisions.portfolio.library import FIRST, LIBRARY, library_in
from ltv.decisions.portfolio.plan import Limits, plan_problem, resource_name
from ltv.decisions.portfolio.policy import price_of_forcing
from ltv.decisions.portfolio.priors import Z90, Prior
from ltv.decisions.portfolio.selection import best_portfolio
from ltv.decisions.portfolio.values import Values
from ltv.errors import InvalidTableError
from ltv.metrics.metric import Text

PRIORS = {
    "symmetric": Prior(2, 5, 8),
    "lognormal": Prior(1, 4, 16),
    "skewed": Prior(0.02, 0.05, 0.1),
    "below and above 0": Prior(-1, 1, 6),
    "known": Prior.known(3.0),
    "one-sided": Prior(2, 2, 5),
}


@pytest.mark.parametrize("prior", PRIORS.values(), ids=PRIORS)
def test_draws_pass_through_all_three_points(prior):
    z = np.random.default_rng(0).standard_normal(400_000)
    drawn = prior.at(z)
    assert prior.at([-Z90, 0, Z90]) == pytest.approx([prior.p10, prior.p50, prior.p90])
    assert np.quantile(drawn, [0.1, 0.5, 0.9]) == pytest.approx([prior.p10, prior.p50, prior.p90], rel=0.02, abs=0.02)
    assert drawn.mean() == pytest.approx(prior.mean, rel=0.01, abs=0.01)
    assert drawn.std() == pytest.approx(prior.sd, rel=0.02, abs=1e-9)


def test_a_symmetric_belief_is_normal_and_one_symmetric_in_logarithms_lognormal():
    assert Prior(2, 5, 8).mean == pytest.approx(5)
    assert Prior(2, 5, 8).sd == pytest.approx(3 / Z90)
    assert not Prior(2, 5, 8).on_logs
    sigma = np.log(4) / Z90
    assert Prior(1, 4, 16).mean == pytest.approx(4 * np.exp(sigma**2 / 2))
    assert (Prior(1, 4, 16).at(np.linspace(-9, 9, 50)) > 0).all()


@pytest.mark.parametrize("prior", PRIORS.values(), ids=PRIORS)
def test_the_place_of_an_outcome_is_what_would_have_drawn_it(prior):
    for z in (-2.0, -0.5, 0.7, 3.0):
        value = float(prior.at(z))
        if value not in (prior.p50,):
            assert prior.z_of(value) == pytest.approx(z)
    assert prior.z_of(prior.p50) == 0
    assert np.isnan(prior.z_of(np.nan))


def test_an_outcome_held_to_be_impossible_is_infinitely_far_off():
    assert Prior.known(3).z_of(4) == np.inf
    assert Prior(1, 4, 16).z_of(-1) == -np.inf
    assert Prior(2, 2, 5).z_of(1) == -np.inf


def test_widening_moves_both_ends_and_keeps_the_middle():
    assert Prior(2, 5, 8).widened(1.5) == Prior(0.5, 5, 9.5)
    wide = Prior(1, 4, 16).widened(2)
    assert (wide.p10, wide.p50, wide.p90) == pytest.approx((0.25, 4, 64))
    assert Prior.known(3).widened(2) == Prior.known(3)
    assert Prior(2, 5, 8).widened(1) == Prior(2, 5, 8)


@pytest.mark.parametrize(
    ("prior", "message"),
    [
        (Prior(9, 5, 8), "not P10 <= P50 <= P90, found 9, 5, 8. Enter them in that order"),
        (Prior(1, 5, 4), "not P10 <= P50 <= P90"),
        (Prior(1, np.nan, 4), "one of P10, P50, P90 is not a number"),
        (Prior(1, 2, 4, "E"), "its grade is not one of A, B, C, D"),
    ],
)
def test_an_estimate_out_of_order_is_refused_with_a_clear_message(prior, message):
    with pytest.raises(InvalidTableError, match=message):
        prior.at(0.0)
    assert [flaw.en for flaw in prior.flaws] == [prior.flaws[0].en]


def initiative(name, **more):
    levers = more.pop("levers", (PlannedLever("churn", Prior.known(0.2)),))
    return Initiative(name, Text(name, name), "cs", "retention", levers=levers, **more)


def test_everything_wrong_with_a_list_is_told_at_once():
    wrong = [
        initiative("a", levers=(PlannedLever("churn", Prior(3, 2, 1)),), requires=("z",), excludes=("a",)),
        initiative("a", effort=Effort(-1, 0, 12, (PersonMonths("cs", 1, -2), PersonMonths("nobody", 1, 1)))),
        initiative("c", cost=Prior(-5, 1, 2), half_life=0.0, population=Population(tenure_from=4, tenure_to=2)),
        initiative(
            "d", earliest=3, effort=Effort(people=(PersonMonths("cs", 1, 1),)), requires=("c",), excludes=("c",)
        ),
        initiative("e", sizes=(Size("S", 0.5, Effort()), Size("S", 2.0, Effort())), start=-1),
        replace(initiative("f"), owner="nobody", aim="fun"),
    ]
    flaws = initiative_flaws(wrong)
    assert {flaw.initiative for flaw in flaws} == set("acdef")
    assert len(flaws) == 16
    with pytest.raises(InvalidTableError, match="a: two initiatives have this id"):
        actions_of(wrong, draws=2, seed=0)


def month(actions):
    """One month of customers who leave at 10 %, margin 1,000 each; levers multiply."""
    kept = np.full(4, 0.9)
    if actions:
        left = 0.1 * np.prod([1 - size for action in actions for _, size in action.levers] or [np.ones(4)], axis=0)
        kept = 1 - left
    return Outcome(margin=1_000 * kept, nrr=kept, short=100 * kept)


def test_two_cuts_of_a_fifth_bring_3_6_points_together_and_not_4():
    pair = [initiative("a"), initiative("b")]
    found = impact(pair, month, draws=4, seed=1)
    assert found.nrr.alone == pytest.approx(np.full((4, 2), 0.02))
    assert found.nrr.of(np.array([True, True])) == pytest.approx(np.full(4, 0.036))
    assert found.nrr.together == pytest.approx(np.full((4, 1), -0.004))
    assert whole_set(pair, month, np.array([True, True]), draws=4, seed=1).nrr == pytest.approx(np.full(4, 0.036))


def test_the_worth_of_an_initiative_is_net_of_its_cost_and_costs_do_not_overlap():
    pair = [initiative("a", effort=Effort(3, 0.5, 4)), initiative("b", cost=Prior.known(7))]
    found = impact(pair, month, draws=4, seed=1)
    assert found.margin.alone[0] == pytest.approx([20 - 5, 20 - 7])
    assert found.margin.of(np.array([True, True])) == pytest.approx(np.full(4, 36 - 12))
    whole = whole_set(pair, month, np.array([True, True]), draws=4, seed=1)
    assert whole.margin == pytest.approx(np.full(4, 24))
    assert whole_set(pair, month, np.array([False, False]), draws=4, seed=1).margin.tolist() == [0] * 4


def test_no_pair_is_run_for_what_cannot_be_done_together_or_moves_nothing():
    several = [
        initiative("a", excludes=("b",)), initiative("b"), initiative("c", levers=()),
        initiative("d", sizes=(Size("S", 0.5, Effort()), Size("L", 1.0, Effort()))),
    ]  # fmt: skip
    found = impact(several, month, draws=4, seed=1)
    assert found.ids == ("a", "b", "c", "d:S", "d:L")
    assert found.margin.pairs == ((0, 3), (0, 4), (1, 3), (1, 4))
    assert found.nrr.alone[0] == pytest.approx([0.02, 0.02, 0, 0.01, 0.02])


def test_another_initiative_leaves_the_draws_of_the_others_as_they_were():
    wide = (PlannedLever("churn", Prior(0.1, 0.2, 0.3)),)
    alone = actions_of([initiative("a", levers=wide)], draws=50, seed=3)[0]
    beside = actions_of([initiative("z", levers=wide), initiative("a", levers=wide)], draws=50, seed=3)[1]
    assert (alone.levers[0][1] == beside.levers[0][1]).all()
    other = actions_of([initiative("a", levers=wide)], draws=50, seed=4)[0]
    assert (alone.levers[0][1] != other.levers[0][1]).any()


def test_no_initiatives_have_no_impact():
    found = impact([], month, draws=4, seed=1)
    assert found.margin.alone.shape == (4, 0)


def test_what_is_running_takes_its_part_of_the_limits_and_counts_as_done():
    cs = lambda months: Effort(10, 0, 12, (PersonMonths("cs", 1, months),))  # noqa: E731
    listed = [
        initiative("base", status="running", effort=cs(2), excludes=("rival",)),
        initiative("next", effort=cs(1), requires=("base",)),
        initiative("rival", effort=cs(0)),
        initiative("orphan", effort=cs(0), requires=("gone",)),
        initiative("gone", status="stopped"),
        initiative("follows", effort=cs(0), requires=("old",)),
        initiative("old", status="finished"),
    ]
    values = Values.apart(np.ones((3, 4)) * 5)
    problem = plan_problem(listed, values, Limits(50, (PersonMonths("cs", 1, 3.0),)), forced=["base"])
    assert problem.ids == ("next", "rival", "orphan", "follows")
    assert problem.limits.tolist() == [40, 1]
    assert problem.resources == ("budget", "cs.1")
    assert best_portfolio(problem).chosen == ("next", "follows")


def test_people_of_another_quarter_or_without_a_limit_do_not_bind():
    listed = [initiative("a", effort=Effort(1, 0, 1, (PersonMonths("cs", 2, 9), PersonMonths("it", 1, 9))))]
    limits = Limits(None, (PersonMonths("cs", 1, 1.0),))
    assert best_portfolio(plan_problem(listed, Values.apart([[1.0]]), limits)).chosen == ("a",)
    later = Limits(None, (PersonMonths("cs", 2, 1.0),))
    assert best_portfolio(plan_problem(listed, Values.apart([[1.0]]), later)).chosen == ()
    assert resource_name("cs.2").en == "Customer success, quarter 2"
    assert resource_name("budget").ja == "予算"


def test_values_must_have_a_column_per_option():
    with pytest.raises(InvalidTableError, match="expected 1 columns of values, found 2"):
        plan_problem([initiative("a")], Values.apart([[1.0, 2.0]]), Limits())


def test_a_pooled_estimate_takes_the_place_of_the_data_s_own():
    one = initiative("a", levers=(PlannedLever("churn", Prior(0.1, 0.2, 0.3)), PlannedLever("price", Prior.known(1))))
    told = one.believed(effect=Prior(0.2, 0.3, 0.4, "D"), cost=Prior.known(9))
    assert told.levers[0].effect.p50 == 0.3
    assert told.levers[1] == one.levers[1]
    assert told.options[0].cost == 9
    assert one.options[0].cost == 0


def test_the_starter_library_can_be_used_and_starts_with_early_warning():
    assert initiative_flaws(LIBRARY) == []
    assert LIBRARY[0].id == FIRST == "early_warning"
    assert len(LIBRARY) == 10
    assert retention_first(LIBRARY) == list(LIBRARY)
    assert [AIMS[one.aim].en for one in retention_first(LIBRARY[::-1])] == [AIMS[one.aim].en for one in LIBRARY]
    for one in LIBRARY:
        assert all(lever.effect.grade == "D" for lever in one.levers)
        assert {guard for guard in one.guardrails if guard not in KPIS} == set()
        assert one.effort.person_months > 0
        assert one.name.ja != one.name.en


def test_the_library_in_another_currency_costs_about_the_same():
    dollars = library_in("USD", 2)
    assert dollars[0].effort.cost == pytest.approx(LIBRARY[0].effort.cost * 100 / 150)
    believed = replace(LIBRARY[0], cost=Prior(100, 200, 300)).in_money(2)
    assert believed.cost == Prior(200, 400, 600)


def test_the_rule_of_early_warning_first_has_a_price():
    options = options_of(LIBRARY)
    values = Values.apart(np.arange(10.0, 10 + len(options))[None])
    problem = plan_problem(LIBRARY, values, Limits(None, (PersonMonths("it", 1, 4.0),)))
    free, held = best_portfolio(problem), best_portfolio(problem.forcing(FIRST))
    assert FIRST in held.chosen
    assert FIRST not in free.chosen
    assert price_of_forcing(problem, FIRST) == free.value - held.value > 0


@pytest.mark.parametrize("length", [2, 3])
def test_initiatives_that_wait_for_each_other_are_told(length):
    names = [one.id for one in LIBRARY[:length]]
    ring = [replace(one, requires=(names[place - 1],)) for place, one in enumerate(LIBRARY[:length])]
    waiting = replace(LIBRARY[5], requires=(names[0],))
    flaws = initiative_flaws([*ring, waiting])
    assert [flaw.initiative for flaw in flaws] == names
    assert all("require each other" in flaw.text.en for flaw in flaws)
