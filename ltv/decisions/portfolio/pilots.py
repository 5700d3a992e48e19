"""Pilots of initiatives: what a small test first would cost, and how well it would tell what they are worth."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ltv.decisions.portfolio.impact import Action, actions_of
from ltv.decisions.portfolio.information import Pilot
from ltv.decisions.portfolio.initiatives import Initiative, Population, options_of
from ltv.decisions.portfolio.problem import Floats
from ltv.decisions.portfolio.simulator import HORIZON
from ltv.decisions.portfolio.values import Values
from ltv.decisions.scenario.state import Base
from ltv.metrics.intervals import share

MONTHS = 3
"""How long a pilot runs."""
TREATED = 0.5
"""Share of those concerned who are treated, at random; the others are compared with."""
SET_UP = 0.25
"""Share of the one-off cost that a pilot takes: what is done by hand need not be built."""


@dataclass(frozen=True)
class Trial:
    """A pilot of an initiative.

    Attributes
    ----------
    pilot : cost, and the standard error with which it tells what the initiative is worth
    events : expected in both groups together; NaN where what it moves is not counted in events
    """

    pilot: Pilot
    events: float


def trials(initiatives: Sequence[Initiative], base: Base, values: Values, *, seed: int) -> dict[str, Trial]:
    """A pilot of each candidate that moves something, by the first of what it moves.

    Two groups of E ÷ 2 events each tell the relative change of a rate with a standard error of √(4 ÷ E) (Poisson). What
    one unit of it is worth is the slope of worth on effect over the draws. What is not counted in events (prices,
    margins, expansion) is taken to be told as well as it is believed already: the pilot halves the variance.

    Parameters
    ----------
    values : worth of the options of these initiatives, drawn with `seed`
    """
    actions = actions_of(initiatives, draws=values.draws, seed=seed)
    found: dict[str, Trial] = {}
    for column, (option, action) in enumerate(zip(options_of(initiatives), actions)):
        if action.levers and option.initiative.id not in found:
            events = events_of(base, action.levers[0][0], option.initiative.population)
            se = _standard_error(action, values.alone[:, column], events)
            cost = cost_of(option.initiative) + loss_of(action, values.alone[:, column])
            found[option.initiative.id] = Trial(Pilot(cost, se), events)
    return found


def cost_of(one: Initiative) -> float:
    """What a pilot costs, money: a quarter of the set-up, and the running cost of its months for those treated."""
    option = one.options[0]
    stated = option.effort
    pilot = SET_UP * stated.one_off + TREATED * MONTHS * stated.monthly
    return pilot * option.cost / stated.cost if stated.cost else SET_UP * option.cost


def loss_of(action: Action, worth: Floats) -> float:
    """What is expected to be lost while a pilot treats customers with what is believed to harm; money, 0 or more."""
    brings = float((worth + action.cost).mean())
    return max(0.0, -brings) * TREATED * MONTHS / HORIZON


def events_of(base: Base, lever: str, population: Population) -> float:
    """How often what a lever moves is expected to happen in the months of a pilot; NaN where it is not counted."""
    if lever == "churn":
        months = base.at_risk if base.exposure is None else base.exposure
        hazard = np.divide(base.left, months, out=np.zeros_like(months), where=months > 0)
        return MONTHS * float((base.customers * hazard)[_reached(base, population)].sum())
    rows = _reached(base, population).any(axis=1)
    if lever == "reactivation":
        return MONTHS * float((base.dormant * base.reactivation)[rows].sum())
    return MONTHS * float(base.new[rows].sum()) if lever == "acquisition" else math.nan


def customers_reached(base: Base, population: Population) -> float:
    """How many of today's customers an initiative is for."""
    return float(base.customers[_reached(base, population)].sum())


def assumption_draws(
    initiatives: Sequence[Initiative], trend: Floats, *, seed: int
) -> Mapping[tuple[str, str], Floats]:
    """What is not known when initiatives are chosen, by what it is and of which initiative: draws, in step with worths.

    `effect` and `cost` of each candidate where they are believed and not known, and `trend`: churn and growth without
    any of them, told by what the horizon brings then.
    """
    found = {("trend", ""): trend} if np.ptp(trend) > 0 else {}
    for option, action in zip(
        options_of(initiatives), actions_of(initiatives, draws=len(trend), seed=seed), strict=True
    ):
        found |= {(what, option.initiative.id): draws for what, draws in _open(action) if np.ptp(draws) > 0}
    return found


def _open(action: Action) -> Iterator[tuple[str, Floats]]:
    if action.levers:
        yield "effect", action.levers[0][1]
    yield "cost", action.cost


def _standard_error(action: Action, worth: Floats, events: float) -> float:
    """Of what the initiative is worth, after the pilot; infinite where the pilot tells nothing."""
    effect = action.levers[0][1]
    spread = float(effect.std(ddof=1)) if len(effect) > 1 else 0.0
    if spread <= 0 or events == 0:
        return math.inf
    slope = share(float(np.cov(effect, worth)[0, 1]), spread**2)
    return abs(slope) * (spread if math.isnan(events) else math.sqrt(4 / events))


def _reached(base: Base, population: Population) -> NDArray[np.bool_]:
    """Cells that an initiative reaches, rows × bands."""
    tenure = np.arange(1, base.bands + 1)
    old_enough = tenure >= min(population.tenure_from, base.bands)
    young_enough = tenure <= (math.inf if population.tenure_to is None else population.tenure_to)
    channels = base.channels or ("",) * len(base.segments)
    rows = [
        (not population.segments or segment in population.segments)
        and (not population.channels or channel in population.channels)
        for segment, channel in zip(base.segments, channels)
    ]
    return np.asarray(np.array(rows, dtype=bool)[:, None] & (old_enough & young_enough)[None])
