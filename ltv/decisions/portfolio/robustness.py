"""How sure it is that an initiative, or a set of them, belongs to what should be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from ltv.decisions.portfolio.optima import Optima
from ltv.decisions.portfolio.problem import Floats, Problem, Sets
from ltv.decisions.portfolio.values import Values
from ltv.metrics.metric import Text

Label = Literal["now", "test", "leave"]

LABELS: dict[Label, Text] = {
    "now": Text("今すぐ", "Do now"),
    "test": Text("検証してから", "Test first"),
    "leave": Text("見送り", "Leave"),
}
SURE, UNSURE = 0.9, 0.3
"""From here on, and below which, of inclusion an initiative is done now, or left."""
CAUTIOUS = 0.1
"""The quantile that a cautious reader chooses by: one in ten outcomes is worse."""
_CELLS = 4_000_000


def label(inclusion: float) -> Label:
    """What an inclusion probability advises: from 0.9 do now, from 0.3 test first, else leave."""
    if inclusion >= SURE:
        return "now"
    return "test" if inclusion >= UNSURE else "leave"


def inclusion(problem: Problem, found: Optima) -> pd.DataFrame:
    """How often each initiative is in the best set.

    The Monte Carlo analogue of the core index of robust portfolio modelling (Liesiö, Mild & Salo, European Journal of
    Operational Research 181, 2007): 1 is core, 0 exterior.

    Returns
    -------
    DataFrame, one row per initiative, in order
        `initiative`, `inclusion` (share of draws, in any size), `se` of the simulation, `label` (key of `LABELS`).
    """
    included = found.included
    share = np.array([included[:, problem.columns(name)].any(axis=1).mean() for name in problem.names])
    return pd.DataFrame(
        {
            "initiative": list(problem.names),
            "inclusion": share,
            "se": np.sqrt(share * (1 - share) / len(included)),
            "label": [label(one) for one in share],
        }
    )


def option_inclusion(found: Optima) -> Floats:
    """How often each option, each size for itself, is in the best set; shape (options,)."""
    return np.asarray(found.included.mean(axis=0))


@dataclass(frozen=True)
class Robustness:
    """How a set stands over all draws; money.

    Attributes
    ----------
    mean, p10, p90 : of its worth
    p_positive : share of draws in which it is worth more than doing nothing
    p_best : share of draws in which no set is worth more
    regret : mean of best possible − its worth; what knowing everything beforehand would bring on average
    regret_p90 : one draw in ten regrets more
    """

    mean: float
    p10: float
    p90: float
    p_positive: float
    p_best: float
    regret: float
    regret_p90: float


def robustness(values: Values, found: Optima, columns: Sets) -> Robustness:
    """How a set stands against the best of each draw.

    Where `found` is not exact, `p_best` is at most and regret at least what is told.
    """
    worth = values.of(columns)
    regret = np.maximum(0.0, found.value - worth)
    low, high = np.quantile(worth, (CAUTIOUS, 1 - CAUTIOUS))
    return Robustness(
        mean=float(worth.mean()),
        p10=float(low),
        p90=float(high),
        p_positive=float((worth > 0).mean()),
        p_best=float((regret <= values.tolerance(slice(None))).mean()),
        regret=float(regret.mean()),
        regret_p90=float(np.quantile(regret, 0.9)),
    )


def best_sets(problem: Problem, found: Optima, most: int = 10) -> pd.DataFrame:
    """The sets most often best.

    Returns
    -------
    DataFrame, one row per set, the most frequent first
        `chosen` (ids), `p_best` (share of draws), `mean` of its worth over all draws.
    """
    share = np.bincount(found.best, minlength=len(found.sets)) / len(found.best)
    order = np.argsort(-share, kind="stable")[:most]
    order = order[share[order] > 0]
    return pd.DataFrame(
        {
            "chosen": [problem.chosen(found.sets[row]) for row in order],
            "p_best": share[order],
            "mean": found.mean[order],
        }
    )


def rank_acceptability(worth: Floats) -> Floats:
    """Share of draws in which each initiative takes each rank, by worth alone; equals share their ranks.

    Stochastic multicriteria acceptability analysis (Tervonen & Lahdelma, European Journal of Operational Research 178,
    2007). Column 0 is the probability of being the single best initiative.

    Parameters
    ----------
    worth : draws × options
        What they are ranked by, the largest first: value, or value per cost.

    Returns
    -------
    options × ranks; rows and columns add up to 1
    """
    draws, size = worth.shape
    result = np.zeros((size, size))
    step = max(1, _CELLS // max(1, size * size))
    for start in range(0, draws, step):
        part = worth[start : start + step]
        above = (part[:, None, :] > part[:, :, None]).sum(axis=2)
        alike = (part[:, None, :] == part[:, :, None]).sum(axis=2)
        for rank in range(size):
            takes = (above <= rank) & (rank < above + alike)
            result[:, rank] += (takes / alike).sum(axis=0)
    return np.asarray(result / draws)


def cautious_set(values: Values, found: Optima) -> Sets:
    """The set whose tenth percentile is highest, for readers who choose by the bad case; shape (options,).

    Over all feasible sets where `found` is exact, else over its candidates; of equals the cheaper.
    """
    tenth = np.empty(len(found.sets))
    step = max(1, _CELLS // values.draws)
    for start in range(0, len(found.sets), step):
        worth = values.of_sets(found.sets[start : start + step], slice(None))
        tenth[start : start + step] = np.quantile(worth, CAUTIOUS, axis=0)
    tolerance = 1e-9 * float(np.abs(tenth).max())
    return np.asarray(found.sets[np.argmax(tenth >= tenth.max() - tolerance)])
