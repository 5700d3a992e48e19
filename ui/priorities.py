"""What the page of priorities computes once: what initiatives bring, and what to do within budget and people."""

from __future__ import annotations

from ltv.dataset import Dataset
from ltv.decisions.portfolio.impact import Impact, Simulated, impact
from ltv.decisions.portfolio.initiatives import Initiative
from ltv.decisions.portfolio.plan import Limits
from ltv.decisions.portfolio.recommendation import Recommendation, recommended
from ltv.decisions.portfolio.simulator import CompanySimulator, first_discount_share
from ltv.decisions.scenario.company import base_of
from ltv.decisions.scenario.projection import SEED
from ltv.decisions.scenario.state import Base
from ltv.models.assumptions import Assumptions
from ui import scenario, session

DRAWS = 1_000
_MOST_SIMULATED = 2_000


def company(data: Dataset, assumed: Assumptions) -> Base:
    """The company as it is, by the segments that scenarios have."""
    return base_of(data, dimension=scenario.dimension_of(data), assumed=assumed)


def impacts(data: Dataset, assumed: Assumptions, chosen_from: tuple[Initiative, ...]) -> Impact:
    """What each candidate brings, alone and two by two."""
    known, simulator = simulator_of(data, assumed, chosen_from)
    if len(known) > _MOST_SIMULATED:
        known.clear()
    return impact(chosen_from, simulator, draws=DRAWS, seed=SEED, known=known)


def simulator_of(
    data: Dataset, assumed: Assumptions, chosen_from: tuple[Initiative, ...]
) -> tuple[Simulated, CompanySimulator]:
    """A simulator that tells apart whom the initiatives tell apart, and what it has simulated so far."""
    named = {name for one in chosen_from for name in (*one.population.segments, *one.population.channels)}
    found: tuple[Simulated, CompanySimulator] = session.cached(_simulator, data, assumed, tuple(sorted(named)))
    return found


def _simulator(data: Dataset, assumed: Assumptions, named: tuple[str, ...]) -> tuple[Simulated, CompanySimulator]:
    """A simulator, and what it has simulated so far: kept while initiatives are edited one by one.

    Customers are told apart by the segments that initiatives name and by no others: every one of them takes time.
    """
    dimension = scenario.dimension_of(data) if named else None
    base = base_of(data, dimension=dimension, assumed=assumed, only=named)
    return {}, CompanySimulator(base, DRAWS, discount_share=first_discount_share(data))


def recommendation(
    data: Dataset, assumed: Assumptions, limits: Limits, forced: tuple[str, ...], chosen_from: tuple[Initiative, ...]
) -> Recommendation:
    """The best set within limits."""
    found = session.latest(impacts, data, assumed, chosen_from)
    return recommended(chosen_from, found, limits, forced=forced)
