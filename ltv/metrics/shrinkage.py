"""Estimates of many segments pulled towards their common mean, so that tiny ones do not win a ranking by chance.

Every segment's true value is taken to come from one distribution of segments (Morris, Parametric empirical Bayes
inference, Journal of the American Statistical Association 78, 1983). How far segments really differ is not plugged in
as one number but averaged over, all sizes of the differences being equally likely beforehand (Gelman, Prior
distributions for variance parameters, Bayesian Analysis 1, 2006). Plugged in (Paule & Mandel, 1982), 95 % intervals
would hold the truth in 83 to 87 % of cases where the differences are small.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from ltv.metrics.intervals import LEVEL, wilson

Floats = NDArray[np.float64]

FEWEST = 3
"""Segments with a known standard error from which their spread can be judged at all."""
_NODES = 400
_TAILS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
_FAR, _HALVINGS = 8.0, 80


def posterior(means: Floats, standard_errors: Floats, *, prior_mean: float, prior_sd: float) -> pd.DataFrame:
    """Pull estimates towards a given mean; normal prior, normal errors.

    Parameters
    ----------
    means, standard_errors : array of float, one per segment
        A segment without a known standard error (NaN) tells nothing and gets the prior.
    prior_mean, prior_sd : float
        What segments are like beforehand.

    Returns
    -------
    DataFrame, one row per segment, in the order given
        `raw`, `weight` of the segment's own estimate, `shrunk` = weight · raw + (1 − weight) · prior mean, `low`,
        `high` (95 %).
    """
    y, v = _known(means, standard_errors)
    between = np.array([prior_sd**2])
    weight = _weight(between, v)
    centre, spread = prior_mean + weight * (y - prior_mean), between * (1 - weight)
    return _table(means, weight, centre, *_quantiles(np.ones(1), centre[None], spread[None]))


def shrunk(means: Floats, standard_errors: Floats) -> pd.DataFrame:
    """Pull estimates towards their own common mean, by as much as they differ no more than chance makes them differ.

    Below three segments with a known standard error nothing is pulled (weight 1): two cannot tell how segments vary.

    Parameters
    ----------
    means, standard_errors : array of float, one per segment
        NaN where not known: such a segment gets the common mean.

    Returns
    -------
    DataFrame, one row per segment, in the order given
        As `posterior`; the weights and the mean are averages over the differences between segments that the data allow.
    """
    y, v = _known(means, standard_errors)
    seen = np.isfinite(v)
    if seen.sum() < FEWEST:
        low, high = _quantiles(np.ones(1), y[None], np.where(seen, v, 0)[None])
        return _unless(seen, _table(means, np.ones(len(y)), y, low, high))
    tau, spacing = _differences(y[seen], v[seen])
    centre, uncertainty, likelihood = _common(tau, y[seen], v[seen])
    chance = _normalised(likelihood + np.log(spacing))
    weight = _weight(tau[:, None] ** 2, v)
    at = centre[:, None] + weight * (y - centre[:, None])
    spread = tau[:, None] ** 2 * (1 - weight) + (1 - weight) ** 2 * uncertainty[:, None]
    return _table(means, chance @ weight, chance @ at, *_quantiles(chance, at, spread))


def shrunk_shares(successes: NDArray[np.integer], n: NDArray[np.integer]) -> pd.DataFrame:
    """The same for shares: segments' true shares from one beta distribution, averaged over how far they differ.

    Parameters
    ----------
    successes, n : array of int, one per segment
        A segment with n = 0 gets the common share.

    Returns
    -------
    DataFrame, one row per segment, in the order given
        As `shrunk`. The interval is that of a beta distribution with the same mean and variance, so it stays between
        0 and 1. Below three segments with anybody in them nothing is pulled; the interval is then Wilson's.
    """
    s, count = np.asarray(successes, dtype=np.float64), np.asarray(n, dtype=np.float64)
    raw = np.where(count > 0, s / np.maximum(count, 1), np.nan)
    if (count > 0).sum() < FEWEST:
        bounds = np.array([wilson(int(a), int(b)) for a, b in zip(s, count)]).reshape(-1, 2)
        return _unless(count > 0, _table(raw, np.ones(len(s)), raw, bounds[:, 0], bounds[:, 1]))
    root = (np.arange(_NODES) + 0.5) / _NODES
    prior = (
        root[:, None] ** -4 - 1
    )  # a + b; flat in the square root of 1 ÷ (a + b + 1), denser where segments are alike
    each = count * (prior + 1) / (prior + np.maximum(count, 1))
    mean = ((each * np.nan_to_num(raw)).sum(axis=1) + 0.5) / (each.sum(axis=1) + 1)
    uncertainty = mean * (1 - mean) / each.sum(axis=1)
    a, b = mean[:, None] * prior, (1 - mean[:, None]) * prior
    likelihood = (special.betaln(a + s, b + count - s) - special.betaln(a, b)).sum(axis=1)
    chance = _normalised(likelihood + 0.5 * np.log(uncertainty) + np.log(root))
    weight, at = count / (count + prior), (a + s) / (prior + count)
    spread = at * (1 - at) / (prior + count + 1) + (1 - weight) ** 2 * uncertainty[:, None]
    centre = chance @ at
    strength = centre * (1 - centre) / (chance @ (spread + (at - centre) ** 2)) - 1
    return _table(raw, chance @ weight, centre, *_beta_quantiles(centre * strength, (1 - centre) * strength))


def _known(means: Floats, standard_errors: Floats) -> tuple[Floats, Floats]:
    """Estimates and their variances; 0 and infinite where either is not known."""
    unknown = np.isnan(means) | np.isnan(standard_errors)
    return np.where(unknown, 0.0, means), np.where(unknown, np.inf, np.asarray(standard_errors, dtype=np.float64) ** 2)


def _weight(between: Floats, within: Floats) -> Floats:
    """Part of an estimate's variance that is difference between segments; 1 for an exact estimate."""
    total = between + within
    return np.where(total > 0, between / np.where(total > 0, total, 1), 1.0)


def _differences(y: Floats, v: Floats) -> tuple[Floats, Floats]:
    """Standard deviations between segments to average over, from near 0 to far beyond what is seen; their spacing."""
    place = (np.arange(_NODES) + 0.5) / _NODES
    unit = np.sqrt(np.median(v) + y.var()) or 1.0
    return unit * place / (1 - place), unit / (1 - place) ** 2


def _common(tau: Floats, y: Floats, v: Floats) -> tuple[Floats, Floats, Floats]:
    """For each spread of segments: their mean, its variance, and the log-likelihood with the mean averaged out."""
    precision = 1 / (v + tau[:, None] ** 2)
    uncertainty = 1 / precision.sum(axis=1)
    centre = (precision * y).sum(axis=1) * uncertainty
    misfit = (precision * (y - centre[:, None]) ** 2).sum(axis=1)
    return centre, uncertainty, 0.5 * (np.log(precision).sum(axis=1) + np.log(uncertainty) - misfit)


def _normalised(log_weights: Floats) -> Floats:
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())


def _quantiles(chance: Floats, at: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Central 95 % of a mixture of normals (a row each) for every segment (a column each), by bisection."""
    sd = np.sqrt(np.maximum(spread, np.finfo(float).tiny))
    ends = (at - _FAR * sd).min(axis=0), (at + _FAR * sd).max(axis=0)
    found = []
    for p in _TAILS:
        low, high = ends
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            below = chance @ special.ndtr((middle - at) / sd) < p
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        found.append((low + high) / 2)
    return found[0], found[1]


def _beta_quantiles(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    low, high = (np.asarray(special.betaincinv(a, b, p), dtype=np.float64) for p in _TAILS)
    return low, high


def _table(raw: Floats, weight: Floats, centre: Floats, low: Floats, high: Floats) -> pd.DataFrame:
    return pd.DataFrame({"raw": raw, "weight": weight, "shrunk": centre, "low": low, "high": high})


def _unless(known: NDArray[np.bool_], table: pd.DataFrame) -> pd.DataFrame:
    """NaN in the rows of segments that nothing is known of."""
    return table.where(known[:, None] | (table.columns == "raw"))
