"""Initiatives on a company's own customers: impact is computed, overlaps are counted, and a set can be chosen."""

import numpy as np
import pytest

from ltv.dataset import Dataset
from ltv.decisions.portfolio.impact import actions_of, impact, whole_set
from ltv.decisions.portfolio.initiatives import Effort, Initiative, PersonMonths, PlannedLever, Population
from ltv.decisions.portfolio.library import LIBRARY
from ltv.decisions.portfolio.plan import Limits, plan_problem
from ltv.decisions.portfolio.priors import Prior
from ltv.decisions.portfolio.selection import best_portfolio
from ltv.decisions.portfolio.simulator import HORIZON, CompanySimulator, first_discount_share
from ltv.decisions.scenario.company import base_of
from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.projection import projected, simulated
from ltv.decisions.scenario.state import Base
from ltv.metrics.metric import Text
from ui import samples

DRAWS = 200


def cut(name: str, size: float, **more: object) -> Initiative:
    return Initiative(
        id=name, name=Text(name, name), owner="cs", aim="retention", effort=Effort(),
        levers=(PlannedLever("churn", Prior.known(size)),), **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return samples.load("shop")


@pytest.fixture(scope="module")
def simulator(shop: Dataset) -> CompanySimulator:
    return CompanySimulator(base_of(shop), DRAWS, discount_share=first_discount_share(shop))


def test_an_initiative_does_what_its_lever_does() -> None:
    company = Base.of_cells([100, 80, 320], [0.2, 0.1, 0.05], price=1_000, margin=0.5)
    found = impact(
        [cut("a", 0.25, population=Population(tenure_to=1))], CompanySimulator(company, 20), draws=20, seed=1
    )
    lever = Lever(LeverKind.CHURN, 0.25, tenure_to=1)
    plain, moved = (projected(company, pulled, months=HORIZON) for pulled in ([], [lever]))
    gained = float((moved.margin - plain.margin)[0, 1:].sum())
    assert found.margin.alone[:, 0] == pytest.approx(np.full(20, gained), rel=1e-4)
    assert found.nrr.alone[0, 0] == pytest.approx(float(moved.nrr[0, 12] - plain.nrr[0, 12]), abs=1e-6)


def test_two_cuts_of_the_same_churn_are_worth_less_than_their_sum(simulator: CompanySimulator) -> None:
    found = impact([cut("a", 0.2), cut("b", 0.2)], simulator, draws=DRAWS, seed=1)
    assert found.margin.pairs == ((0, 1),)
    assert (found.margin.together[:, 0] < 0).all()


def test_the_library_on_the_sample_shop_has_known_values_and_an_enabler_costs_what_it_costs(
    simulator: CompanySimulator,
) -> None:
    found = impact(LIBRARY, simulator, draws=DRAWS, seed=7)
    mean = dict(zip(found.ids, found.margin.alone.mean(axis=0)))
    assert all(np.isfinite(value) for value in mean.values())
    enabler = next(one for one in LIBRARY if not one.levers)
    assert mean[enabler.id] == pytest.approx(-enabler.effort.cost)
    assert found.nrr.alone.mean(axis=0)[found.ids.index("early_warning")] > 0


def test_telling_a_set_by_its_pairs_is_near_the_whole(simulator: CompanySimulator) -> None:
    some = [cut("a", 0.15), cut("b", 0.1), cut("c", 0.2)]
    found = impact(some, simulator, draws=DRAWS, seed=3)
    every = np.ones(3, dtype=bool)
    whole = whole_set(some, simulator, every, draws=DRAWS, seed=3)
    assert found.margin.of(every).mean() == pytest.approx(whole.margin.mean(), rel=0.02)


def test_a_set_is_chosen_within_people_and_budget(simulator: CompanySimulator) -> None:
    found = impact(LIBRARY, simulator, draws=DRAWS, seed=7)
    limits = Limits(budget=6_000_000, people=(PersonMonths("cs", 1, 3), PersonMonths("marketing", 1, 3)))
    problem = plan_problem(LIBRARY, found.margin, limits)
    chosen = best_portfolio(problem)
    assert chosen.is_feasible
    assert chosen.cost <= 6_000_000
    assert chosen.value >= 0


def test_all_levers_of_the_library_are_known_to_the_engine(simulator: CompanySimulator) -> None:
    for action in actions_of(LIBRARY, draws=DRAWS, seed=1):
        outcome = simulator([action])
        assert np.isfinite(outcome.margin).all()
        assert outcome.margin.shape == outcome.nrr.shape == outcome.short.shape == (DRAWS,)


def test_where_sales_are_counted_a_better_margin_is_worth_nothing() -> None:
    company = Base.of_cells([100, 80], [0.1, 0.05], price=1_000)
    review = next(one for one in LIBRARY if one.id == "price_review")
    found = impact([review], CompanySimulator(company, DRAWS), draws=DRAWS, seed=1)
    assert found.margin.alone.max() < 0


def test_without_actions_it_is_the_trend(simulator: CompanySimulator) -> None:
    trend = simulated(simulator.base, months=HORIZON, draws=DRAWS, seed=simulator.seed)
    assert np.array_equal(simulator(()).margin, trend.margin[:, 1:].sum(axis=1))


def test_first_discounts_are_a_share_of_revenue(shop: Dataset) -> None:
    ledger, months = shop.ledger, shop.months
    assert ledger is not None
    given = revenue = 0
    for code, day, amount, discount in zip(ledger.customer, ledger.day, ledger.amount, ledger.columns["discount"]):
        month = ledger.month_rule.month(int(day))
        if months.last_complete - 12 < month <= months.last_complete:
            revenue += int(amount)
            given += int(discount) if month == months.first_paid[code] else 0
    assert first_discount_share(shop) == pytest.approx(given / revenue)
    assert first_discount_share(samples.load("b2b")) == 0
