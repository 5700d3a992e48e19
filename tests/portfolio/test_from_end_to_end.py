"""From the starter library through a small simulator to a choice with its reasons and prices."""

import numpy as np
import pytest

from ltv.decisions.portfolio.balance import balance
from ltv.decisions.portfolio.impact import Outcome, impact, whole_set
from ltv.decisions.portfolio.information import Pilot, worth_testing
from ltv.decisions.portfolio.initiatives import PersonMonths
from ltv.decisions.portfolio.library import FIRST, LIBRARY
from ltv.decisions.portfolio.optima import optima
from ltv.decisions.portfolio.plan import Limits, plan_problem
from ltv.decisions.portfolio.policy import price_of_forcing, prices_of_limits
from ltv.decisions.portfolio.reasons import reasons
from ltv.decisions.portfolio.robustness import inclusion, robustness
from ltv.decisions.portfolio.selection import best_portfolio

DRAWS, SEED = 500, 20260401
CHURN = np.random.default_rng(SEED).beta(40, 960, DRAWS)
"""Monthly churn, the same in every run of the simulator."""


def company(actions):
    """Twelve months of 4,000 customers paying 12,000 a month at a margin of 40 %, with 120 new ones a month."""
    left, grown, new, price, margin = CHURN.copy(), np.zeros(DRAWS), np.full(DRAWS, 120.0), np.ones(DRAWS), 0.4
    for action in actions:
        part = 0.15 if action.population.tenure_to else 1.0
        for kind, size in action.levers:
            left = left * (1 - part * size) if kind == "churn" else left
            grown = grown + 0.01 * size if kind == "expansion" else grown
            new = new * (1 + size) if kind == "acquisition" else new
            price = price * (1 + size) if kind == "price" else price
            margin = margin + size if kind == "margin" else margin
    total, short, customers, spend = np.zeros(DRAWS), np.zeros(DRAWS), np.full(DRAWS, 4_000.0), 12_000.0 * price
    for month in range(12):
        customers, spend = customers * (1 - left) + new, spend * (1 + grown)
        total += customers * spend * margin
        short = total.copy() if month == 2 else short
    return Outcome(total, (1 - left) ** 12 * (1 + grown) ** 12, short)


@pytest.fixture(scope="module")
def found():
    return impact(LIBRARY, company, draws=DRAWS, seed=SEED)


LIMITS = Limits(
    12_000_000,
    tuple(PersonMonths(name, 1, time) for name, time in {"cs": 4.0, "marketing": 3.0, "it": 5.0, "sales": 3.0}.items()),
)


def test_the_library_leads_to_a_choice_with_its_certainty_reasons_and_prices(found):
    problem = plan_problem(LIBRARY, found.margin, LIMITS)
    best = best_portfolio(problem)
    assert best.is_feasible
    assert best.value == pytest.approx(found.margin.of(best.columns).mean())
    every = optima(problem, found.margin)
    table = inclusion(problem, every)
    assert table["inclusion"].between(0, 1).all()
    how_sure = robustness(found.margin, every, best.columns)
    assert 0 < how_sure.p_best <= 1
    assert how_sure.p10 <= how_sure.mean <= how_sure.p90
    why = reasons(problem, best.columns)
    assert set(why.loc[why["reason"] == "chosen", "initiative"]) == set(best.chosen)
    assert price_of_forcing(problem, FIRST) >= 0
    assert (prices_of_limits(problem)["more"] >= 0).all()
    weights = balance(problem, found.short.alone.mean(axis=0), found.short.together.mean(axis=0))
    assert weights["chosen"].iloc[0] == best.chosen
    pilots = {name: Pilot(100_000, 500_000) for name in problem.names}
    assert (worth_testing(problem, found.margin, pilots)["evsi"].dropna() >= -1e-6).all()


def test_an_enabler_is_worth_no_more_than_its_cost_until_something_needs_it(found):
    problem = plan_problem(LIBRARY, found.margin, LIMITS)
    place = problem.ids.index("crm_erp_integration")
    assert found.margin.alone[:, place] == pytest.approx(np.full(DRAWS, -4_200_000))
    assert "crm_erp_integration" in best_portfolio(problem.forcing("cross_sell")).chosen


def test_told_by_pairs_a_set_is_worth_nearly_what_it_is_when_simulated_whole(found):
    columns = best_portfolio(plan_problem(LIBRARY, found.margin, LIMITS)).columns
    whole = whole_set(LIBRARY, company, columns, draws=DRAWS, seed=SEED)
    told = found.margin.of(columns)
    assert told.mean() == pytest.approx(whole.margin.mean(), rel=0.01)
    assert found.nrr.of(columns).mean() == pytest.approx(whole.nrr.mean(), rel=0.01)
    assert (found.margin.together.mean(axis=0)[:3] != 0).all()


def test_a_rule_makes_nothing_surer_and_is_named_as_the_reason() -> None:
    """Where insisting on one costs something, it is in by rule, and its inclusion is that of a free choice."""
    from ltv.decisions.portfolio.library import FIRST, LIBRARY
    from ltv.decisions.portfolio.plan import Limits
    from ltv.decisions.portfolio.recommendation import recommended
    from tests.ui.handouts import handout

    shop = handout("shop").story
    from ltv.models.assumptions import Assumptions
    from ui import priorities

    data = shop.data
    found = priorities.impacts(data, Assumptions(), LIBRARY)
    limits = Limits(4_000_000)
    free, ruled = (recommended(LIBRARY, found, limits, forced=forced) for forced in ((), (FIRST,)))
    assert FIRST not in free.chosen.chosen
    row = ruled.table.set_index("id").loc[FIRST]
    assert row["chosen"]
    assert row["reason"] == "by_rule"
    assert row["inclusion"] == free.table.set_index("id").loc[FIRST, "inclusion"] < 1
    assert ruled.price_of_first > 0


@pytest.mark.parametrize("amount", [0.0, 1e-320, 1e-20, 1e-9, 0.01, 1.0])
def test_next_to_nothing_is_nothing(amount: float) -> None:
    """A budget or a department's time so small that it buys nothing still gets an answer."""
    from ltv.decisions.portfolio.initiatives import PersonMonths
    from ltv.decisions.portfolio.library import FIRST, LIBRARY
    from ltv.decisions.portfolio.plan import Limits
    from ltv.decisions.portfolio.recommendation import recommended
    from ltv.models.assumptions import Assumptions
    from tests.ui.handouts import handout
    from ui import priorities

    found = priorities.impacts(handout("shop").story.data, Assumptions(), LIBRARY)
    for limits in (Limits(amount), Limits(6_000_000, (PersonMonths("cs", 1, amount),))):
        assert FIRST in recommended(LIBRARY, found, limits, forced=(FIRST,)).chosen.chosen or amount < 2
