"""What initiatives are worth, computed and never typed: the simulator with them, less the simulator without."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ltv.decisions.portfolio.flaws import initiative_flaws
from ltv.decisions.portfolio.initiatives import Initiative, Option, Population, options_of
from ltv.decisions.portfolio.problem import Floats, Sets
from ltv.decisions.portfolio.values import Values
from ltv.errors import InvalidTableError


@dataclass(frozen=True, eq=False)
class Action:
    """An option as the simulator carries it out: how far each lever moves in every draw.

    Attributes
    ----------
    levers : kind of each lever, and its size per draw, shape (draws,); reach is counted in already
    cost : money per draw, shape (draws,); spent within the plan, not discounted, not charged by the simulator
    """

    id: str
    owner: str
    levers: tuple[tuple[str, Floats], ...]
    population: Population
    start: int
    ramp: int
    half_life: float | None
    cost: Floats


@dataclass(frozen=True, eq=False)
class Outcome:
    """What the simulator tells of the plan's horizon, per draw, shape (draws,).

    Attributes
    ----------
    margin : money; gross margin over the horizon, costs of actions left out
    nrr : share; net revenue retention at the end of the horizon
    short : the short-term KPI, in the unit it is weighed in against margin
    """

    margin: Floats
    nrr: Floats
    short: Floats


class Simulator(Protocol):
    """The same state of the world in each draw whatever is done in it: common random numbers."""

    def __call__(self, actions: Sequence[Action], /) -> Outcome:
        """What happens when these actions are taken together; the trend without any for an empty sequence."""
        ...


@dataclass(frozen=True, eq=False)
class Impact:
    """What options bring against doing nothing, alone and two by two; one column per option.

    Attributes
    ----------
    margin : money, net of the options' own cost
    nrr : share, so that 0.01 is one point
    short : the short-term KPI
    """

    ids: tuple[str, ...]
    margin: Values
    nrr: Values
    short: Values


def actions_of(initiatives: Iterable[Initiative], *, draws: int, seed: int) -> tuple[Action, ...]:
    """The options of a list with draws from their priors.

    An initiative's draws depend on the seed and its own id only, so adding one leaves the others as they were. All its
    levers go well or badly together; its cost is drawn apart from them.

    Raises
    ------
    InvalidTableError
        When an initiative cannot be used; the message lists all flaws.
    """
    given = list(initiatives)
    flaws = [f"{flaw.initiative}: {flaw.text.en}" for flaw in initiative_flaws(given)]
    if flaws:
        raise InvalidTableError("initiatives", flaws)
    return tuple(_action(option, draws, seed) for option in options_of(given))


def _action(option: Option, draws: int, seed: int) -> Action:
    one = option.initiative
    effect, cost = np.random.default_rng([seed, zlib.crc32(one.id.encode())]).standard_normal((2, draws))
    believed = one.cost is not None and not one.sizes
    return Action(
        id=option.id,
        owner=one.owner,
        levers=tuple((lever.kind, option.reach * lever.effect.at(effect)) for lever in one.levers),
        population=one.population,
        start=one.start,
        ramp=one.ramp,
        half_life=one.half_life,
        cost=one.cost.at(cost) if one.cost is not None and believed else np.full(draws, option.effort.cost),
    )


Simulated = dict[tuple[Hashable, ...], Outcome]
"""What a simulator said, by everything that decides it."""


def impact(
    initiatives: Sequence[Initiative],
    simulate: Simulator,
    *,
    draws: int,
    seed: int,
    known: Simulated | None = None,
) -> Impact:
    """What every option brings by itself, and every two of them beyond that: V({i, j}) − V({i}) − V({j}).

    Two levers on the same churn multiply, h(1 − δ₁)(1 − δ₂), so two are worth less than their sum; a set of more is
    told by all its pairs. Runs the simulator once without anything, once per option and once per pair of options that
    could be done together.

    Parameters
    ----------
    known : what the same simulator said before with the same draws and seed; what it says now is put there. What is
        in it is not simulated again, so a change of one initiative costs its own runs only
    """
    actions = actions_of(initiatives, draws=draws, seed=seed)
    keys = [_decides(option) for option in options_of(initiatives)]
    told = _Told(simulate, keys, actions, {} if known is None else known)
    base = told()
    alone = [_less(told(place), base) for place in range(len(actions))]
    pairs = tuple(_pairs(initiatives))
    beside = [_less(_less(_less(told(a, b), base), alone[a]), alone[b]) for a, b in pairs]
    cost = _columns([action.cost for action in actions], draws)
    return Impact(
        ids=tuple(action.id for action in actions),
        margin=Values(
            _columns([one.margin for one in alone], draws) - cost,
            pairs,
            _columns([one.margin for one in beside], draws),
        ),
        nrr=Values(_columns([one.nrr for one in alone], draws), pairs, _columns([one.nrr for one in beside], draws)),
        short=Values(
            _columns([one.short for one in alone], draws), pairs, _columns([one.short for one in beside], draws)
        ),
    )


@dataclass(frozen=True, eq=False)
class _Told:
    """A simulator asked about options by their places; nothing is asked twice."""

    simulate: Simulator
    keys: Sequence[Hashable]
    actions: Sequence[Action]
    known: Simulated

    def __call__(self, *places: int) -> Outcome:
        key = tuple(self.keys[place] for place in places)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self.simulate([self.actions[place] for place in places])
        return found


def _decides(option: Option) -> Hashable:
    """Everything about an option that its simulation rests on."""
    one = option.initiative
    return option.id, one.id, option.reach, one.levers, one.population, one.start, one.ramp, one.half_life, one.owner


def whole_set(
    initiatives: Sequence[Initiative], simulate: Simulator, columns: Sets, *, draws: int, seed: int
) -> Outcome:
    """What a set brings when simulated as a whole, margin net of cost; the check on telling it by pairs."""
    actions = [action for action, chosen in zip(actions_of(initiatives, draws=draws, seed=seed), columns) if chosen]
    found = _less(simulate(actions), simulate(()))
    return Outcome(found.margin - sum((action.cost for action in actions), np.zeros(draws)), found.nrr, found.short)


def _pairs(initiatives: Sequence[Initiative]) -> Iterable[tuple[int, int]]:
    """Columns of options that could be done together and both move something."""
    options = options_of(initiatives)
    for (a, first), (b, second) in itertools.combinations(enumerate(options), 2):
        one, other = first.initiative, second.initiative
        apart = one.id in other.excludes or other.id in one.excludes or one.id == other.id
        if one.levers and other.levers and not apart:
            yield a, b


def _less(outcome: Outcome, base: Outcome) -> Outcome:
    return Outcome(outcome.margin - base.margin, outcome.nrr - base.nrr, outcome.short - base.short)


def _columns(each: Sequence[Floats], draws: int) -> Floats:
    return np.stack(each, axis=1) if each else np.zeros((draws, 0))
