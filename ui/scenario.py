"""What the page of scenarios computes once: the company, its year ahead, what levers add, what a target would take."""

from __future__ import annotations

import pandas as pd

from ltv.dataset import Dataset
from ltv.decisions.scenario.backtest import BackTest, back_test
from ltv.decisions.scenario.company import base_of
from ltv.decisions.scenario.contributions import contributions, nrr_at_the_end, tornado, tornado_of_beliefs
from ltv.decisions.scenario.goal_seek import Goal, contour, frontier, goal_seek
from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.outlook import Outlook
from ltv.decisions.scenario.projection import projected
from ltv.decisions.scenario.record import Setting
from ltv.decisions.scenario.replay import Replay
from ltv.decisions.scenario.resilience import Company, RunOff, company_of, resilience, run_off
from ltv.decisions.scenario.results import Results, results_of
from ltv.decisions.scenario.scorecard import scorecard
from ltv.decisions.scenario.state import Base
from ltv.models.assumptions import Assumptions
from ui import session

GOALS = (LeverKind.CHURN, LeverKind.EXPANSION, LeverKind.CONTRACTION, LeverKind.REACTIVATION, LeverKind.PRICE)
"""Levers that a target is sought with, each alone."""


def is_ready(data: Dataset) -> bool:
    """Whether there is a complete month to start from."""
    return data.months.last_complete >= data.months.first


def company(data: Dataset, assumed: Assumptions, method: str) -> Base:
    """The company as it is."""
    found = base_of(data, dimension=dimension_of(data), assumed=assumed)
    return found.flattened() if method == "flat" else found


def dimension_of(data: Dataset) -> str | None:
    """What customers are told apart by: the channel, else the plan, else nothing."""
    return next((name for name in ("channel", "plan") if name in data.customers), None)


def tested(data: Dataset) -> BackTest:
    """Forecasts from earlier months."""
    return back_test(data, dimension=dimension_of(data))


def outlook(data: Dataset, assumed: Assumptions, method: str, levers: tuple[Lever, ...]) -> Outlook:
    """The year ahead with and without levers."""
    without = session.cached(outlook, data, assumed, method, ()).plain if levers else None
    return Outlook(session.cached(company, data, assumed, method), levers, widening(data, method), without)


def widening(data: Dataset, method: str) -> float:
    """How much wider ranges are, from how such forecasts have done."""
    return float(session.cached(tested, data).widening) if method == "tenure" else 1.0


def results(data: Dataset, setting: Setting) -> Results:
    """What a setting comes to on the data set, computed by the program as it is today."""
    base = session.cached(company, data, setting.assumed, setting.method)
    seen = Replay(base, setting.levers, widening(data, setting.method), run=setting.run)
    return results_of(seen, setting.target)


def added(data: Dataset, assumed: Assumptions, method: str, levers: tuple[Lever, ...]) -> list[float]:
    """What each lever adds to NRR in a year, a share."""
    return [float(each) for each in contributions(session.cached(company, data, assumed, method), levers)]


def goals(data: Dataset, assumed: Assumptions, method: str, levers: tuple[Lever, ...], target: float) -> list[Goal]:
    """What each lever alone would have to do beside those pulled."""
    base = session.cached(company, data, assumed, method)
    return [goal_seek(base, target, Lever(kind, 0.0), levers=levers) for kind in GOALS]


def at_means(data: Dataset, assumed: Assumptions, method: str) -> float:
    """NRR in a year at mean rates: what a tornado turns around."""
    return nrr_at_the_end(projected(session.cached(company, data, assumed, method)))


SWINGS = ("tenth", "belief")
"""Rates a tenth lower and higher, or at the tenth and ninetieth percentile of what is not known of them."""


def swings(data: Dataset, assumed: Assumptions, method: str, by: str = "tenth") -> pd.DataFrame:
    """NRR when a rate is lower or higher."""
    base = session.cached(company, data, assumed, method)
    return tornado_of_beliefs(base) if by == "belief" else tornado(base)


def outcomes(data: Dataset, assumed: Assumptions, method: str, levers: tuple[Lever, ...]) -> pd.DataFrame:
    """What a scenario comes to in every unit."""
    base = session.cached(company, data, assumed, method)
    return scorecard(Replay(base, levers, widening(data, method)))


def stressed(data: Dataset, assumed: Assumptions) -> Company:
    """The company that hard times are played through with."""
    return company_of(data, dimension=dimension_of(data), assumed=assumed)


def hard_times(data: Dataset, assumed: Assumptions, levers: tuple[Lever, ...], fixed_cost: float) -> pd.DataFrame:
    """Each hard time, with the levers pulled."""
    return resilience(session.cached(stressed, data, assumed), fixed_cost=fixed_cost, levers=levers)


def without_new(data: Dataset, assumed: Assumptions) -> RunOff:
    """What the company is worth without new customers."""
    return run_off(session.cached(stressed, data, assumed).whole)


def plane(
    data: Dataset, assumed: Assumptions, method: str, levers: tuple[Lever, ...], target: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """NRR over churn and expansion, and the line of a target."""
    base = session.cached(company, data, assumed, method)
    return contour(base, levers=levers), frontier(base, target, levers=levers)
