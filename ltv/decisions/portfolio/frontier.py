"""What every budget can buy at best."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ltv.decisions.portfolio.problem import BUDGET, Problem, Sets
from ltv.decisions.portfolio.selection import first_set, portfolio_of
from ltv.decisions.portfolio.sets import feasible_sets, is_enumerable, totals
from ltv.decisions.portfolio.values import Values

_POINTS = 40


def frontier(problem: Problem, values: Values | None = None) -> pd.DataFrame:
    """The best value of each budget, all other limits and rules kept; past the problem's own budget too.

    Up to `sets.MOST_SETS` sets every budget at which more becomes possible; beyond, those found at forty budgets up to
    the cost of everything.

    Returns
    -------
    DataFrame, one row per step, from the least budget that allows any set
        `budget` (the least that buys the set), `value`, `chosen` (ids), `gain` over the row before (NaN in the first);
        with `values` also `p10` and `p90` of the set's worth. No row when no budget allows any set.
    """
    free = problem.limited(BUDGET, np.inf)
    found = _every_step(free) if is_enumerable(problem) else _some_steps(free)
    table = pd.DataFrame(
        {
            "budget": [cost for cost, _, _ in found],
            "value": [value for _, value, _ in found],
            "chosen": [problem.chosen(columns) for _, _, columns in found],
        }
    ).astype({"budget": float, "value": float})
    table["gain"] = table["value"].diff()
    if values is not None:
        spread = [np.quantile(values.of(columns), (0.1, 0.9)) for _, _, columns in found]
        table[["p10", "p90"]] = np.array(spread).reshape(-1, 2)
    return table


def value_at(table: pd.DataFrame, budget: float) -> float:
    """Best value of a budget by a frontier; NaN below its first row."""
    row = np.searchsorted(table["budget"].to_numpy(dtype=np.float64), budget + 1e-9, side="right") - 1
    return float(table["value"].iloc[row]) if row >= 0 else np.nan


_Step = tuple[float, float, Sets]


def _every_step(problem: Problem) -> list[_Step]:
    """Sets worth more than all cheaper ones."""
    sets = feasible_sets(problem)
    if not len(sets):
        return []
    value = totals(problem, sets, problem.value, problem.together)
    cost = np.round(sets @ problem.cost, 9)
    alike = np.round(value / (problem.tolerance or 1.0))
    order = np.lexsort((-alike, cost))
    before = np.append(-np.inf, np.maximum.accumulate(alike[order])[:-1])
    steps = order[alike[order] > before]
    return [(float(cost[row]), float(value[row]), sets[row]) for row in steps]


def _some_steps(problem: Problem) -> list[_Step]:
    found: list[_Step] = []
    for budget in np.linspace(0, problem.cost.sum(), _POINTS):
        columns = first_set(problem.limited(BUDGET, float(budget)))
        if columns is None:
            continue
        best = portfolio_of(problem, columns)
        if not found or best.value > found[-1][1] + problem.tolerance:
            found.append((best.cost, best.value, columns))
    return found
