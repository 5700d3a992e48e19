"""Estimates of initiatives that were chosen because they looked best: by how much they will disappoint."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from ltv.decisions.portfolio.problem import Floats, Sets

FEWEST = 3
"""Finished initiatives of a category from which a prior can be learned."""


@dataclass(frozen=True)
class CategoryPrior:
    """What initiatives of a category are like before anything is known of this one, in the unit of their estimates.

    Attributes
    ----------
    mean, sd : NaN when fewer than `FEWEST` have been finished
    finished : number of initiatives it was learned from
    """

    mean: float
    sd: float
    finished: int


def category_prior(effects: Floats, standard_errors: Floats) -> CategoryPrior:
    """A prior learned from finished initiatives: what the next one of the kind is likely to be.

    Their true effects are taken as normal; how far these differ is estimated by moments (Paule & Mandel, Journal of
    Research of the National Bureau of Standards 87, 1982), and the spread of the next one includes the doubt about the
    mean. Estimates or standard errors that are not known (NaN) are left out.
    """
    known = np.isfinite(effects) & np.isfinite(standard_errors) & (np.asarray(standard_errors) > 0)
    y, v = np.asarray(effects)[known], np.asarray(standard_errors)[known] ** 2
    if len(y) < FEWEST:
        return CategoryPrior(math.nan, math.nan, len(y))
    between = _between(y, v)
    weight = 1 / (v + between)
    return CategoryPrior(float(weight @ y / weight.sum()), math.sqrt(between + 1 / float(weight.sum())), len(y))


def _between(y: Floats, v: Floats) -> float:
    """Variance of true effects at which the misfit is as large as it should be, n − 1; 0 where it is below anyway."""

    def excess(between: float) -> float:
        weight = 1 / (v + between)
        mean = weight @ y / weight.sum()
        return float(weight @ (y - mean) ** 2) - (len(y) - 1)

    if excess(0.0) <= 0:
        return 0.0
    return float(brentq(excess, 0.0, len(y) * float(np.ptp(y)) ** 2 + float(v.max()), xtol=1e-12, rtol=1e-12))


def expected_after(raw: Floats, sd: Floats, *, prior_mean: Floats | float, prior_sd: Floats | float) -> pd.DataFrame:
    """What to expect of initiatives that were picked for their estimates: these pulled towards their category.

    As `ltv.metrics.shrinkage.posterior`, with a prior of each.

    Whoever picks the largest of several noisy estimates picks errors upwards too (the optimizer's curse: Smith &
    Winkler, Management Science 52, 2006). The precision-weighted mean of estimate and prior is free of it.

    Parameters
    ----------
    raw, sd : per initiative
        Estimate and its standard deviation; an unknown one (NaN) leaves the prior.
    prior_mean, prior_sd : per initiative, or one for all

    Returns
    -------
    DataFrame, one row per initiative, in the order given
        `raw`; `weight` of the own estimate; `shrunk`; `sd` after it; `disappointment` = `raw` − `shrunk`, expected if
        it is taken at its word; `rank_raw`, `rank_shrunk`, 1 for the largest.
    """
    y, s = np.asarray(raw, dtype=np.float64), np.asarray(sd, dtype=np.float64)
    known = np.isfinite(y) & np.isfinite(s)
    between = np.asarray(prior_sd, dtype=np.float64) ** 2
    within = np.where(known, s**2, np.inf)
    weight = np.where(within > 0, between / np.where(within > 0, between + within, 1.0), 1.0)
    shrunk = prior_mean + weight * (np.where(known, y, 0.0) - prior_mean)
    spread = np.sqrt(between * (1 - weight))
    table = pd.DataFrame({"raw": y, "weight": weight, "shrunk": shrunk, "sd": spread})
    table["disappointment"] = table["raw"] - table["shrunk"]
    for name in ("raw", "shrunk"):
        table[f"rank_{name}"] = table[name].rank(ascending=False, method="min")
    return table


def expected_disappointment(table: pd.DataFrame, columns: Sets) -> float:
    """By how much a set will fall short of the sum of its estimates, on average; Σ raw − shrunk of the chosen."""
    return float(table["disappointment"].to_numpy(dtype=np.float64)[columns].sum())


def shrunk_draws(draws: Floats, table: pd.DataFrame) -> Floats:
    """Draws of each option moved and narrowed to their mean and spread after shrinking, draws × options.

    Every draw keeps its place among the others, so what draws have in common stays common.
    """
    centre, spread = draws.mean(axis=0), draws.std(axis=0)
    narrowed = np.where(spread > 0, table["sd"].to_numpy(dtype=np.float64) / np.where(spread > 0, spread, 1), 0)
    return np.asarray(table["shrunk"].to_numpy(dtype=np.float64) + (draws - centre) * narrowed)
