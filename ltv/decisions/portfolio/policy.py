"""What rules and limits cost: the best choice made again with one of them changed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ltv.decisions.portfolio.problem import BUDGET, Problem
from ltv.decisions.portfolio.relaxation import KIND_NAMES, rules, without
from ltv.decisions.portfolio.selection import best_value, first_set


def price_of_forcing(problem: Problem, *names: str) -> float:
    """Value given up when initiatives must be in; 0 or more. NaN when they cannot be, or nothing can."""
    return _given_up(problem, best_value(problem), best_value(problem.forcing(*names)))


def price_of_forbidding(problem: Problem, *names: str) -> float:
    """Value given up when initiatives must stay out; 0 or more. NaN when nothing is possible without them."""
    return _given_up(problem, best_value(problem), best_value(problem.forbidding(*names)))


def prices_of_choices(problem: Problem) -> pd.DataFrame:
    """What each initiative's being in or out is worth.

    Returns
    -------
    DataFrame, one row per initiative, in order
        `initiative`; `chosen`, whether it is in the best set; `with_it`, `without_it`, the best values so (NaN when
        impossible); `price_in`, `price_out`, value given up by forcing it in or out, 0 or more (NaN when impossible);
        `difference` = `with_it` − `without_it`, what including it brings.
    """
    base, columns = best_value(problem), first_set(problem)
    rows = []
    for name in problem.names:
        inside, outside = best_value(problem.forcing(name)), best_value(problem.forbidding(name))
        chosen = columns is not None and bool(columns[problem.columns(name)].any())
        prices = _given_up(problem, base, inside), _given_up(problem, base, outside)
        rows.append((name, chosen, inside, outside, *prices, inside - outside))
    columns_ = ["initiative", "chosen", "with_it", "without_it", "price_in", "price_out", "difference"]
    return pd.DataFrame(rows, columns=columns_)


def prices_of_rules(problem: Problem) -> pd.DataFrame:
    """What each rule in force costs: value won if it were dropped.

    Returns
    -------
    DataFrame, one row per rule
        `kind` (key of `relaxation.KIND_NAMES`), `names` (tuple), `value` without the rule, `price` = that − value with
        all rules, 0 or more; NaN when nothing is possible with them.
    """
    base = best_value(problem)
    rows = []
    for rule in rules(problem):
        value = best_value(without(problem, rule))
        rows.append((rule.kind, rule.names, value, _given_up(problem, value, base)))
    table = pd.DataFrame(rows, columns=["kind", "names", "value", "price"])
    return table.astype({"kind": pd.CategoricalDtype(list(KIND_NAMES)), "value": float, "price": float})


def prices_of_limits(problem: Problem, *, people_step: float = 1.0, budget_step: float | None = None) -> pd.DataFrame:
    """What one unit more or less of each limit is worth, the choice made again each time.

    Parameters
    ----------
    people_step : person-months
    budget_step : money, by default a tenth of the budget

    Returns
    -------
    DataFrame, one row per resource with a limit
        `resource`, `limit`, `used`, `left`, `step`; `more`, value won with a step more (0 or more); `less`, value lost
        with a step less (0 or less; NaN when nothing is possible so); `binds`, whether a step more brings anything.
    """
    base, columns = best_value(problem), first_set(problem)
    used = np.full(len(problem.limits), np.nan) if columns is None else columns @ problem.use
    rows = []
    for name, limit, taken in zip(problem.resources, problem.limits, used):
        if not np.isfinite(limit):
            continue
        step = people_step if name != BUDGET else (limit / 10 if budget_step is None else budget_step)
        more = _given_up(problem, best_value(problem.limited(name, limit + step)), base)
        less = 0.0 - _given_up(problem, base, best_value(problem.limited(name, max(0.0, limit - step))))
        rows.append((name, limit, taken, limit - taken, step, more, less, more > problem.tolerance))
    return pd.DataFrame(rows, columns=["resource", "limit", "used", "left", "step", "more", "less", "binds"])


def _given_up(problem: Problem, better: float, worse: float) -> float:
    """Difference of two best values of which the first cannot be smaller; exactly 0 within rounding."""
    difference = better - worse
    return 0.0 if difference < problem.tolerance else difference
