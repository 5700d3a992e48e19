"""A scenario becomes one initiative that does the same, and says what it had to leave out."""

from dataclasses import replace

import numpy as np
import pytest

from ltv.decisions.portfolio.flaws import initiative_flaws
from ltv.decisions.portfolio.from_scenario import Company, believed, initiative_of
from ltv.decisions.portfolio.impact import impact
from ltv.decisions.portfolio.initiatives import Initiative, Population
from ltv.decisions.portfolio.priors import Prior
from ltv.decisions.portfolio.simulator import HORIZON, CompanySimulator
from ltv.decisions.scenario.company import base_of
from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.projection import simulated
from ltv.decisions.scenario.state import Base
from ui import samples

EARLY = Lever(LeverKind.CHURN, 0.2, tenure_to=3, owner="cs")
LATER = Lever(LeverKind.CHURN, 0.1, tenure_from=4, owner="cs")
UPSELL = Lever(LeverKind.EXPANSION, 0.003, owner="sales", one_off_cost=500_000, monthly_cost=20_000)
DRAWS = 200


@pytest.fixture(scope="module")
def shop() -> Company:
    data = samples.load("shop")
    return Company(base_of(data, dimension="channel"), base_of(data))


def made(levers: list[Lever], company: Company) -> Initiative:
    found = initiative_of("案A", levers, company, code="s1")
    assert found is not None
    assert initiative_flaws([found]) == []
    return found


def gained(levers: list[Lever], base: Base) -> float:
    """Margin that a scenario brings beyond doing nothing, costs of levers left out."""
    free = [replace(lever, one_off_cost=0.0, monthly_cost=0.0) for lever in levers]
    plain, moved = (simulated(base, pulled, months=HORIZON, draws=DRAWS) for pulled in ([], free))
    return float((moved.margin - plain.margin)[:, 1:].sum(axis=1).mean())


def worth(initiative: Initiative, company: Company) -> float:
    """What the portfolio makes of its middle size, its cost put back."""
    levers = tuple(replace(lever, effect=Prior.known(lever.effect.p50)) for lever in initiative.levers)
    sure = replace(initiative, levers=levers)
    found = impact([sure], CompanySimulator(company.portfolio, DRAWS), draws=DRAWS, seed=1)
    return float(found.margin.alone.mean()) + initiative.effort.cost


def test_an_effect_is_the_size_with_half_of_it_either_side_and_an_opinion() -> None:
    assert (believed("price", 0.1).p10, believed("price", 0.1).p90) == (0.05, pytest.approx(0.15))
    assert believed("price", 0.1).grade == "D"
    assert (believed("acquisition", -0.2).p10, believed("acquisition", -0.2).p90) == (pytest.approx(-0.3), -0.1)


def test_no_cut_is_of_more_than_everything() -> None:
    assert (believed("churn", 0.8).p50, believed("churn", 0.8).p90) == (0.8, 1.0)


def test_one_lever_is_handed_over_as_it_is(shop: Company) -> None:
    found = made([EARLY], shop)
    (lever,) = found.levers
    assert (lever.kind, lever.effect.p50) == ("churn", 0.2)
    assert found.population == Population(tenure_from=1, tenure_to=3)
    assert (found.owner, found.aim) == ("cs", "retention")
    assert shop.is_exact([EARLY])
    assert worth(found, shop) == pytest.approx(gained([EARLY], shop.portfolio), rel=1e-3)


def test_expansion_is_a_share_of_todays_and_does_the_same(shop: Company) -> None:
    found = made([UPSELL], shop)
    assert found.levers[0].effect.p50 == pytest.approx(0.003 / shop.expansion)
    assert worth(found, shop) == pytest.approx(gained([UPSELL], shop.portfolio), rel=1e-3)
    assert (found.owner, found.aim) == ("sales", "expansion")


def test_costs_are_those_of_all_levers_and_last_as_long_as_margin_is_counted(shop: Company) -> None:
    later = Lever(LeverKind.CHURN, 0.1, owner="cs", start=2, ramp_months=3, monthly_cost=10_000)
    found = made([later, Lever(LeverKind.CPA, 0.1, owner="marketing", one_off_cost=5)], shop)
    assert (found.effort.one_off, found.effort.monthly, found.effort.months) == (5, 10_000, HORIZON - 2)
    assert (found.start, found.ramp) == (2, 3)


def test_the_owner_is_that_of_the_lever_that_adds_most(shop: Company) -> None:
    small = Lever(LeverKind.CHURN, 0.01, owner="cs")
    assert made([small, UPSELL], shop).owner == "sales"
    assert made([LATER, Lever(LeverKind.EXPANSION, 1e-5, owner="sales")], shop).owner == "cs"


def test_churn_of_two_stretches_of_tenure_becomes_one_cut_of_about_the_same_worth(shop: Company) -> None:
    found = made([EARLY, LATER], shop)
    (lever,) = found.levers
    assert 0.1 < lever.effect.p50 < 0.2
    assert found.population == Population()
    assert not shop.is_exact([EARLY, LATER])
    assert worth(found, shop) == pytest.approx(gained([EARLY, LATER], shop.portfolio), rel=0.25)


def test_a_price_rise_takes_its_customers_with_it(shop: Company) -> None:
    rise = Lever(LeverKind.PRICE, 0.1, elasticity=0.5, owner="management")
    found = {lever.kind: lever.effect.p50 for lever in made([rise], shop).levers}
    assert found == {"price": 0.1, "churn": -0.05}
    assert worth(made([rise], shop), shop) == pytest.approx(gained([rise], shop.portfolio), rel=1e-3)


def test_two_cuts_of_the_same_customers_leave_the_product(shop: Company) -> None:
    twice = [Lever(LeverKind.CHURN, 0.2), Lever(LeverKind.CHURN, 0.2)]
    assert made(twice, shop).levers[0].effect.p50 == pytest.approx(0.36)


def test_a_segment_the_portfolio_does_not_tell_apart_is_spread_over_everybody(shop: Company) -> None:
    name = shop.base.segments[0]
    one = Lever(LeverKind.CHURN, 0.2, segment=name, owner="cs")
    found = made([one], shop)
    assert found.population == Population()
    assert 0 < found.levers[0].effect.p50 < 0.2
    assert not shop.is_exact([one])
    assert worth(found, shop) == pytest.approx(gained([one], shop.base), rel=0.3)


def test_a_segment_the_portfolio_knows_stays_the_population(shop: Company) -> None:
    both = Company(shop.base, shop.base)
    one = Lever(LeverKind.CHURN, 0.2, segment=shop.base.segments[0], owner="cs")
    found = made([one], both)
    assert found.population.segments == (shop.base.segments[0],)
    assert found.levers[0].effect.p50 == 0.2
    assert both.is_exact([one])


def test_less_contraction_is_counted_as_the_expansion_that_brings_as_much(shop: Company) -> None:
    less = Lever(LeverKind.CONTRACTION, 0.3, owner="sales")
    found = made([less], shop)
    assert found.levers[0].kind == "expansion"
    assert worth(found, shop) == pytest.approx(gained([less], shop.portfolio), rel=0.25)


def test_what_the_portfolio_cannot_carry_out_is_left_out(shop: Company) -> None:
    cheaper = Lever(LeverKind.CPA, 0.2, owner="marketing")
    nobody = Lever(LeverKind.CHURN, 0.2, segment="nowhere")
    assert initiative_of("x", [cheaper, nobody], shop, code="s1") is None
    assert shop.carried_out([cheaper, EARLY, nobody]) == [EARLY]
    assert not shop.is_exact([cheaper, EARLY])


def test_without_any_expansion_today_more_of_it_has_no_unit() -> None:
    flat = Base.of_cells(np.array([100.0, 80.0]), np.array([0.1, 0.05]), price=100.0)
    assert initiative_of("x", [UPSELL], Company(flat, flat), code="s1") is None
