"""What would change the choice: each limit, rule and wish moved one step, and what then comes in, goes out, is lost."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from ltv.decisions.portfolio.balance import balance
from ltv.decisions.portfolio.optima import optima
from ltv.decisions.portfolio.problem import BUDGET, Problem, Sets
from ltv.decisions.portfolio.relaxation import Relaxation, without
from ltv.decisions.portfolio.robustness import cautious_set
from ltv.decisions.portfolio.selection import first_set, portfolio_of
from ltv.decisions.portfolio.values import Values

Kind = Literal["weight", "more", "less", "dropped", "forced", "forbidden", "cautious"]
PEOPLE_STEP, BUDGET_STEP = 1.0, 0.1
"""By how much limits are moved: person-months, and a share of the budget."""


@dataclass(frozen=True)
class Flip:
    """Something that changes the choice.

    Attributes
    ----------
    kind : a weight of the short term; a limit with a step more or less; a rule that is dropped; an initiative that must
        be in or out; choosing by the bad case instead of the mean
    subject : the resource or initiative meant; "" for weight and caution
    size : the weight, or the step in the resource's own unit; NaN for the rest
    change : money; expected value of the other set less that of the chosen one. NaN when nothing is possible then
    comes_in, goes_out : ids, against the chosen set
    p_better : share of draws in which the other set is worth more than the chosen one; NaN when nothing is possible
    """

    kind: Kind
    subject: str
    size: float
    change: float
    comes_in: tuple[str, ...] = ()
    goes_out: tuple[str, ...] = ()
    p_better: float = math.nan

    @property
    def is_possible(self) -> bool:
        """Whether any set is left."""
        return not math.isnan(self.change)


def flips(problem: Problem, values: Values, short: Values) -> list[Flip]:
    """Everything that changes the choice when it is moved by itself, in the order of `Flip.kind`.

    Parameters
    ----------
    short : the short-term result, in the unit of `values`
    """
    chosen = first_set(problem)
    if chosen is None:
        return []
    found = [
        *_weights(problem, short),
        *_limits(problem, chosen),
        *_rules(problem, chosen),
        *_wishes(problem, chosen),
        *_caution(problem, values, chosen),
    ]
    return [
        replace(flip, p_better=_chance(problem, values, chosen, flip)) if flip.is_possible else flip
        for flip in found
        if flip.comes_in or flip.goes_out or not flip.is_possible
    ]


def weighed(problem: Problem, short: Values) -> pd.DataFrame:
    """The best set for every weight of the short term, as `balance.balance`."""
    return balance(problem, short.alone.mean(axis=0), short.together.mean(axis=0))


def differs(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What comes in and what goes out."""
    return tuple(one for one in after if one not in before), tuple(one for one in before if one not in after)


def _weights(problem: Problem, short: Values) -> Iterator[Flip]:
    """Break-points with the set that is best beyond each."""
    table = weighed(problem, short)
    chosen, value = table["chosen"].iloc[0], float(table["value"].iloc[0])
    for low, other, worth in list(zip(table["low"], table["chosen"], table["value"]))[1:]:
        yield Flip("weight", "", float(low), float(worth) - value, *differs(chosen, other))


def _chance(problem: Problem, values: Values, chosen: Sets, flip: Flip) -> float:
    """Share of draws in which the other set is worth more."""
    moved = np.isin(np.array(problem.ids), [*flip.comes_in, *flip.goes_out])
    difference = values.of(chosen ^ moved) - values.of(chosen)
    return float((difference > values.tolerance(slice(None))).mean())


def _limits(problem: Problem, chosen: Sets) -> Iterator[Flip]:
    for name, limit in zip(problem.resources, problem.limits):
        if not math.isfinite(limit):
            continue
        step = BUDGET_STEP * float(limit) if name == BUDGET else PEOPLE_STEP
        yield _flip("more", name, step, problem, chosen, problem.limited(name, float(limit) + step))
        less = min(step, float(limit))
        if less > 0:
            yield _flip("less", name, less, problem, chosen, problem.limited(name, float(limit) - less))


def _rules(problem: Problem, chosen: Sets) -> Iterator[Flip]:
    """What must be in, no longer insisted on."""
    for name in sorted(problem.forced):
        yield _flip(
            "dropped",
            name,
            math.nan,
            problem,
            chosen,
            without(problem, Relaxation("forced", (name,))),
            only_better=True,
        )


def _wishes(problem: Problem, chosen: Sets) -> Iterator[Flip]:
    """Each that is out forced in, each that is in left out; what is ruled out stays so."""
    for name in problem.names:
        if name in problem.forbidden:
            continue
        inside = bool(chosen[problem.columns(name)].any())
        other = problem.forbidding(name) if inside else problem.forcing(name)
        yield _flip("forbidden" if inside else "forced", name, math.nan, problem, chosen, other)


def _caution(problem: Problem, values: Values, chosen: Sets) -> Iterator[Flip]:
    columns = cautious_set(values, optima(problem, values))
    yield _between("cautious", "", math.nan, problem, chosen, columns)


def _flip(
    kind: Kind, subject: str, size: float, problem: Problem, chosen: Sets, other: Problem, *, only_better: bool = False
) -> Flip:
    columns = first_set(other)
    if columns is None:
        return Flip(kind, subject, size, math.nan)
    found = _between(kind, subject, size, problem, chosen, columns)
    return Flip(kind, subject, size, 0.0) if only_better and found.change <= problem.tolerance else found


def _between(kind: Kind, subject: str, size: float, problem: Problem, chosen: Sets, columns: Sets) -> Flip:
    change = portfolio_of(problem, columns).value - portfolio_of(problem, chosen).value
    exact = 0.0 if abs(change) <= problem.tolerance else change
    return Flip(kind, subject, size, exact, *differs(problem.chosen(chosen), problem.chosen(columns)))
