"""In which order to do what was chosen when one thing is done after another: what waits at the highest cost first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ltv.decisions.portfolio.problem import Pair
from ltv.errors import InvalidTableError

EXACT_UP_TO = 15
"""Tasks whose order is found exactly when some must come before others."""


@dataclass(frozen=True)
class Task:
    """Something to be done.

    Attributes
    ----------
    delay_cost : money per month that passes until it is finished
    months : how long it takes
    """

    id: str
    delay_cost: float
    months: float


@dataclass(frozen=True)
class Order:
    """An order of tasks.

    Attributes
    ----------
    ids : in the order they are done
    cost : money; Σ cost of delay × month in which each is finished
    is_exact : whether no order that keeps the rules costs less
    """

    ids: tuple[str, ...]
    cost: float
    is_exact: bool = True


def delay_cost(tasks: Sequence[Task], ids: Sequence[str]) -> float:
    """What waiting costs in a given order: Σ cost of delay × month of finishing."""
    by_id = {task.id: task for task in tasks}
    done = np.cumsum([by_id[name].months for name in ids])
    return float(done @ np.array([by_id[name].delay_cost for name in ids])) if len(ids) else 0.0


def cheapest_order(tasks: Sequence[Task], *, before: Sequence[Pair] = ()) -> Order:
    """The order that costs least: by cost of delay ÷ months, the largest first; of equals in the order given.

    With rules of what comes before what, exact by dynamic programming over sets up to `EXACT_UP_TO` tasks (Held & Karp,
    1962); beyond, what is ready goes by the best ratio of itself and what it makes possible.

    Parameters
    ----------
    before : (a, b): a is finished before b starts; ids that are not among the tasks are left out

    References
    ----------
    Smith, Naval Research Logistics Quarterly 3 (1956); as "cost of delay divided by duration" Reinertsen (2009).
    """
    _check(tasks, before)
    first = _needs(tasks, before)
    if not any(first):
        return _order(
            tasks, sorted(range(len(tasks)), key=lambda row: -_ratio(tasks[row].delay_cost, tasks[row].months))
        )
    if len(tasks) > EXACT_UP_TO:
        return _order(tasks, _by_readiness(tasks, first), is_exact=False)
    return _order(tasks, _by_sets(tasks, first, np.array([task.delay_cost for task in tasks])))


def dearest_order(tasks: Sequence[Task], *, before: Sequence[Pair] = ()) -> Order:
    """The order that costs most, to show what the order is worth; same rules."""
    turned = [Task(task.id, -task.delay_cost, task.months) for task in tasks]
    found = cheapest_order(turned, before=before)
    return Order(found.ids, delay_cost(tasks, found.ids), found.is_exact)


def price_of_first(tasks: Sequence[Task], name: str, *, before: Sequence[Pair] = ()) -> float:
    """What it costs more when one task, with all it needs, is done before everything else; money, 0 or more."""
    ids = [task.id for task in tasks]
    if name not in ids:
        raise InvalidTableError("order", [f"{name}: not among the tasks"])
    needed, ahead = {name}, [name]
    while ahead:
        found = {a for a, b in before if b in ahead and a in ids} - needed
        needed |= found
        ahead = sorted(found)
    led = [(name, other) for other in ids if other not in needed]
    return max(0.0, cheapest_order(tasks, before=[*before, *led]).cost - cheapest_order(tasks, before=before).cost)


def _ratio(cost: float, months: float) -> float:
    return cost / months if months else math.copysign(math.inf, cost) if cost else 0.0


def _order(tasks: Sequence[Task], rows: Sequence[int], *, is_exact: bool = True) -> Order:
    ids = tuple(tasks[row].id for row in rows)
    return Order(ids, delay_cost(tasks, ids), is_exact)


def _needs(tasks: Sequence[Task], before: Sequence[Pair]) -> list[int]:
    """What must be finished before each task, as bits."""
    place = {task.id: row for row, task in enumerate(tasks)}
    needs = [0] * len(tasks)
    for a, b in before:
        if a in place and b in place:
            needs[place[b]] |= 1 << place[a]
    return needs


def _by_sets(tasks: Sequence[Task], needs: list[int], costs: NDArray[np.float64]) -> list[int]:
    """The best order by dynamic programming: the cheapest way to have finished each set of tasks."""
    size = len(tasks)
    months = np.array([task.months for task in tasks])
    took = np.zeros(1)
    for month in months:
        took = np.concatenate([took, took + month])
    least = np.full(1 << size, np.inf)
    least[0], last = 0.0, np.full(1 << size, -1)
    for done in range(1, 1 << size):
        for row in range(size):
            rest = done & ~(1 << row)
            if rest != done and not needs[row] & ~rest and least[rest] + costs[row] * took[done] < least[done]:
                least[done], last[done] = least[rest] + costs[row] * took[done], row
    rows: list[int] = []
    done = (1 << size) - 1
    while done:
        rows.append(int(last[done]))
        done &= ~(1 << rows[-1])
    return rows[::-1]


def _by_readiness(tasks: Sequence[Task], needs: list[int]) -> list[int]:
    """Among what is ready, the one with the best ratio, its own or together with all that waits for it."""
    waiting, done, rows = list(range(len(tasks))), 0, []
    while waiting:
        ready = [row for row in waiting if not needs[row] & ~done]
        rows.append(max(ready, key=lambda row: _best_ratio(tasks, needs, row, waiting)))
        waiting.remove(rows[-1])
        done |= 1 << rows[-1]
    return rows


def _best_ratio(tasks: Sequence[Task], needs: list[int], row: int, waiting: Sequence[int]) -> float:
    follow = [other for other in waiting if needs[other] >> row & 1]
    cost = [tasks[row].delay_cost, sum(tasks[one].delay_cost for one in [row, *follow])]
    months = [tasks[row].months, sum(tasks[one].months for one in [row, *follow])]
    return max(_ratio(a, b) for a, b in zip(cost, months))


def _check(tasks: Sequence[Task], before: Sequence[Pair]) -> None:
    problems = [
        f"{task.id}: its cost of delay is not a number or its months are not 0 or more"
        for task in tasks
        if not math.isfinite(task.delay_cost) or not 0 <= task.months < math.inf
    ]
    ids = [task.id for task in tasks]
    problems += [f"{name}: occurs twice" for name in dict.fromkeys(ids) if ids.count(name) > 1]
    if not problems and _goes_in_circles(_needs(tasks, before)):
        problems.append("each of some tasks has to come before the other")
    if problems:
        raise InvalidTableError("order", problems)


def _goes_in_circles(needs: list[int]) -> bool:
    done, waiting = 0, list(range(len(needs)))
    while waiting:
        ready = [row for row in waiting if not needs[row] & ~done]
        if not ready:
            return True
        waiting = [row for row in waiting if row not in ready]
        done |= sum(1 << row for row in ready)
    return False
