"""Initiatives, limits and wishes of a plan put together as the problem of choosing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ltv.decisions.kpi import DEPARTMENTS
from ltv.decisions.portfolio.flaws import initiative_flaws
from ltv.decisions.portfolio.initiatives import Effort, Initiative, PersonMonths, options_of
from ltv.decisions.portfolio.problem import BUDGET, Floats, Pair, Problem
from ltv.decisions.portfolio.values import Values
from ltv.errors import InvalidTableError
from ltv.metrics.metric import Text


@dataclass(frozen=True)
class Limits:
    """What there is to spend: money, and people by department and quarter; whatever is not named has no limit."""

    budget: float | None = None
    people: tuple[PersonMonths, ...] = ()


def resource_of(department: str, quarter: int) -> str:
    """Name of a department's time in a quarter, among the resources of a problem."""
    return f"{department}.{quarter}"


def resource_name(resource: str) -> Text:
    """A resource in words."""
    if resource == BUDGET:
        return Text("予算", "Budget")
    department, _, quarter = resource.partition(".")
    name = DEPARTMENTS.get(department, Text(department, department))
    return Text(f"{name.ja}（第{quarter}四半期）", f"{name.en}, quarter {quarter}") if quarter else name


def plan_problem(
    initiatives: Sequence[Initiative],
    values: Values,
    limits: Limits,
    *,
    forced: Iterable[str] = (),
    forbidden: Iterable[str] = (),
) -> Problem:
    """The problem of choosing among the candidates of a list.

    What is already running is no choice any more: it takes its part of money and people, it counts as done for what
    needs it, and rules out what excludes it. Its effect is in the trend without the plan already and counts for
    nothing. What is finished counts as done; what was stopped cannot be what others need.

    Parameters
    ----------
    values : Values
        One column per option of `initiatives.options_of`, in that order.

    Raises
    ------
    InvalidTableError
        When an initiative or a limit cannot be used; the message lists all flaws.
    """
    flaws = [f"{flaw.initiative}: {flaw.text.en}" for flaw in initiative_flaws(initiatives)]
    if flaws:
        raise InvalidTableError("initiatives", flaws)
    options = options_of(initiatives)
    if values.alone.shape[1] != len(options):
        raise InvalidTableError(
            "initiatives", [f"expected {len(options)} columns of values, found {values.alone.shape[1]}"]
        )
    given = {BUDGET: np.inf if limits.budget is None else limits.budget}
    given |= {resource_of(each.department, each.quarter): each.months for each in limits.people}
    running = [one.effort for one in initiatives if one.status == "running"]
    use = np.array([_use(option.effort, option.cost, list(given)) for option in options]).reshape(-1, len(given))
    taken = np.array([_use(effort, effort.cost, list(given)) for effort in running]).reshape(-1, len(given)).sum(axis=0)
    requires, excludes, impossible = _links(initiatives)
    settled = {one.id for one in initiatives if one.status in ("running", "finished")}
    return Problem(
        ids=tuple(option.id for option in options),
        value=values.alone.mean(axis=0),
        use=use,
        limits=_left(np.array(list(given.values())) - taken, use),
        resources=tuple(given),
        initiative=tuple(option.initiative.id for option in options),
        requires=tuple(requires),
        excludes=tuple(excludes),
        forced=frozenset(forced) - settled,
        forbidden=(frozenset(forbidden) - settled) | impossible,
        pairs=values.pairs,
        together=values.together.mean(axis=0),
    )


def _use(effort: Effort, cost: float, resources: Sequence[str]) -> Floats:
    """What an option takes of each resource."""
    row = np.zeros(len(resources))
    row[0] = cost
    for each in effort.people:
        name = resource_of(each.department, each.quarter)
        if name in resources:
            row[resources.index(name)] += each.months
    return row


def _links(initiatives: Sequence[Initiative]) -> tuple[list[Pair], list[Pair], frozenset[str]]:
    """Prerequisites and exclusions between candidates, and the candidates that running or stopped ones rule out."""
    status = {one.id: one.status for one in initiatives}
    open_ = [one for one in initiatives if one.status == "idea"]
    requires = [(one.id, other) for one in open_ for other in one.requires if status[other] == "idea"]
    excludes = [(one.id, other) for one in open_ for other in one.excludes if status[other] == "idea"]
    impossible = {one.id for one in open_ if any(status[other] == "stopped" for other in one.requires)}
    impossible |= {one.id for one in open_ if any(status[other] == "running" for other in one.excludes)}
    impossible |= set(_ruled_out(initiatives))
    return requires, list(dict.fromkeys(excludes)), frozenset(impossible)


def _ruled_out(initiatives: Sequence[Initiative]) -> Iterator[str]:
    """Candidates that a running one excludes."""
    status = {one.id: one.status for one in initiatives}
    for one in initiatives:
        if one.status == "running":
            yield from (other for other in one.excludes if status[other] == "idea")


def _left(limits: Floats, use: Floats) -> Floats:
    """What there is still to spend; less than a millionth of what one option takes is nothing."""
    return np.where(limits <= 1e-6 * use.max(axis=0, initial=0.0), 0.0, np.maximum(limits, 0.0))
