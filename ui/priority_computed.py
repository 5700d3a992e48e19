"""What the trade-offs of a plan compute once: weights, flips, pilots, order and scores, keyed by what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ltv.dataset import Dataset
from ltv.decisions.portfolio.disappointment import (
    CategoryPrior,
    category_prior,
    expected_after,
    expected_disappointment,
)
from ltv.decisions.portfolio.flips import Flip, flips, weighed
from ltv.decisions.portfolio.impact import Impact
from ltv.decisions.portfolio.information import evppi, worth_testing
from ltv.decisions.portfolio.initiatives import Initiative, options_of
from ltv.decisions.portfolio.library import FIRST
from ltv.decisions.portfolio.pilots import assumption_draws, customers_reached, trials
from ltv.decisions.portfolio.plan import Limits
from ltv.decisions.portfolio.recommendation import Recommendation
from ltv.decisions.portfolio.scores import scores, taken_in_order
from ltv.decisions.portfolio.selection import portfolio_of
from ltv.decisions.portfolio.sets import is_enumerable
from ltv.decisions.portfolio.simulator import HORIZON
from ltv.decisions.portfolio.waiting import Waiting, sequence_of
from ltv.decisions.scenario.projection import SEED
from ltv.decisions.scenario.state import Base
from ltv.models.assumptions import Assumptions
from ui import priorities, session

SCORES = ("rice", "ice", "wsjf")


@dataclass(frozen=True, eq=False)
class Plan:
    """What everything here starts from."""

    base: Base
    initiatives: tuple[Initiative, ...]
    impact: Impact
    found: Recommendation


def plan(
    data: Dataset, assumed: Assumptions, limits: Limits, forced: tuple[str, ...], chosen_from: tuple[Initiative, ...]
) -> Plan:
    """The plan that was asked for: the arguments are those of `priorities.recommendation`."""
    return Plan(
        session.cached(priorities.company, data, assumed),
        chosen_from,
        session.latest(priorities.impacts, data, assumed, chosen_from),
        session.latest(priorities.recommendation, data, assumed, limits, forced, chosen_from),
    )


def weights(data: Dataset, *asked: Any) -> pd.DataFrame:
    """The best set for every weight of the short term."""
    seen = plan(data, *asked)
    return weighed(seen.found.problem, seen.impact.short)


def changes(data: Dataset, *asked: Any) -> list[Flip]:
    """Everything that would change the choice."""
    seen = plan(data, *asked)
    return flips(seen.found.problem, seen.impact.margin, seen.impact.short)


def pilots(data: Dataset, *asked: Any) -> pd.DataFrame:
    """What a pilot of each candidate is worth and costs, with the `events` it would see."""
    seen = plan(data, *asked)
    found = trials(seen.initiatives, seen.base, seen.impact.margin, seed=SEED)
    known = {name: trial.pilot for name, trial in found.items()}
    table = worth_testing(seen.found.problem, seen.impact.margin, known)
    return table.assign(events=[trial.events for trial in found.values()])


def unknowns(data: Dataset, *asked: Any) -> pd.DataFrame | None:
    """What knowing each assumption would be worth: `what`, `initiative`, `evppi`, `share`. None with too many sets."""
    seen = plan(data, *asked)
    if not is_enumerable(seen.found.problem):
        return None
    _, simulator = priorities.simulator_of(data, asked[0], seen.initiatives)
    drawn = assumption_draws(seen.initiatives, simulator(()).margin, seed=SEED)
    table = evppi(seen.found.problem, seen.impact.margin, {".".join(key): draws for key, draws in drawn.items()})
    parts = table["assumption"].str.partition(".")
    return table.assign(what=parts[0], initiative=parts[2])[["what", "initiative", "evppi", "share"]]


@dataclass(frozen=True)
class Shrunk:
    """What the chosen set is expected to be worth once its estimates are pulled towards those of all candidates."""

    raw: float
    disappointment: float
    prior: CategoryPrior

    @property
    def value(self) -> float:
        """Worth after shrinking; NaN where there are too few candidates."""
        return self.raw - self.disappointment


def shrunk(data: Dataset, *asked: Any) -> Shrunk:
    """Nothing has been finished yet, so the candidates themselves are the prior."""
    seen = plan(data, *asked)
    alone, chosen = seen.impact.margin.alone, seen.found.chosen
    mean, sd = alone.mean(axis=0), alone.std(axis=0, ddof=1)
    prior = category_prior(mean, sd)
    table = expected_after(mean, sd, prior_mean=prior.mean, prior_sd=prior.sd)
    table.loc[sd == 0, "disappointment"] = 0.0
    return Shrunk(chosen.value, expected_disappointment(table, chosen.columns), prior)


def waiting(data: Dataset, *asked: Any) -> Waiting:
    """The chosen set in order."""
    seen = plan(data, *asked)
    first = FIRST if FIRST in seen.found.problem.forced else ""
    worth = seen.impact.margin.alone.mean(axis=0)
    return sequence_of(seen.initiatives, worth, seen.found.chosen.columns, horizon_months=HORIZON, first=first)


@dataclass(frozen=True, eq=False)
class Ranks:
    """Scores beside impact, and what lists worked off by them would bring.

    Attributes
    ----------
    table : DataFrame, one row per candidate, as `scores.scores` with `rank_impact`
    taken : value of the set that each score leads to, money
    """

    table: pd.DataFrame
    taken: dict[str, float]


def ranks(data: Dataset, *asked: Any) -> Ranks:
    """RICE, ICE and WSJF beside the rank by impact."""
    seen = plan(data, *asked)
    options = options_of(seen.initiatives)
    table = scores(
        [option.id for option in options],
        seen.impact.margin.alone,
        reach=np.array(
            [option.reach * customers_reached(seen.base, option.initiative.population) for option in options]
        ),
        person_months=np.array([option.effort.person_months for option in options]),
        duration=np.array([option.initiative.duration for option in options]),
        horizon_months=HORIZON,
    )
    table["rank_impact"] = pd.Series(seen.impact.margin.alone.mean(axis=0)).rank(ascending=False, method="min")
    problem = seen.found.problem
    taken = {name: taken_in_order(problem, table[name].to_numpy(dtype=np.float64)) for name in SCORES}
    return Ranks(table, {name: portfolio_of(problem, columns).value for name, columns in taken.items()})
