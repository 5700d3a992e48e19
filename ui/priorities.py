"""What the page of priorities computes once: what initiatives bring, and what to do within budget and people."""

from __future__ import annotations

from ltv.dataset import Dataset
from ltv.decisions.portfolio.impact import Impact, impact
from ltv.decisions.portfolio.initiatives import Initiative
from ltv.decisions.portfolio.library import library_in
from ltv.decisions.portfolio.plan import Limits
from ltv.decisions.portfolio.recommendation import Recommendation, recommended
from ltv.decisions.portfolio.simulator import CompanySimulator, first_discount_share
from ltv.decisions.scenario.company import base_of
from ltv.decisions.scenario.projection import SEED
from ltv.decisions.scenario.state import Base
from ltv.models.assumptions import Assumptions
from ui import session

DRAWS = 1_000


def initiatives(data: Dataset) -> tuple[Initiative, ...]:
    """The candidates, with money in the data set's currency."""
    return library_in(data.months.currency, data.months.decimals)


def company(data: Dataset, assumed: Assumptions) -> Base:
    """The company as it is."""
    return base_of(data, assumed=assumed)


def impacts(data: Dataset, assumed: Assumptions) -> Impact:
    """What each candidate brings, alone and two by two."""
    base = session.cached(company, data, assumed)
    simulator = CompanySimulator(base, DRAWS, discount_share=first_discount_share(data))
    return impact(initiatives(data), simulator, draws=DRAWS, seed=SEED)


def recommendation(data: Dataset, assumed: Assumptions, limits: Limits, forced: tuple[str, ...]) -> Recommendation:
    """The best set within limits."""
    return recommended(initiatives(data), session.cached(impacts, data, assumed), limits, forced=forced)
