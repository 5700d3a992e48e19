"""How far several people put the same things in the same order."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special
from scipy.stats import rankdata

Floats = NDArray[np.float64]

PERMUTED_BELOW = 7
"""Items from which on the chi-square distribution is good enough."""
_DRAWS, _SEED = 20_000, 7
_MOST_SUMS, _LARGEST = 400_000, 2.0**62


@dataclass(frozen=True)
class Concordance:
    """Agreement of rankings.

    Attributes
    ----------
    w : share; 0 for no agreement, 1 when all rank alike (Kendall's W, ties counted); NaN below two rankings or items
    s : Σ (sum of ranks of an item − their mean)²
    chi2, p_chi2 : m (n − 1) W and its probability without any agreement
    p : the probability to use, from permutations below seven items, else `p_chi2`
    judges, items : rankings and items counted
    left_out : rankings that do not rank every item, and are not counted
    """

    w: float
    s: float
    chi2: float
    p_chi2: float
    p: float
    judges: int
    items: int
    left_out: int


def concordance(rankings: ArrayLike) -> Concordance:
    """Kendall's W of rankings.

    W = 12 S ÷ (m² (n³ − n) − m ΣT), T = Σ (t³ − t) over each ranking's groups of t equal ranks.

    Parameters
    ----------
    rankings : judges × items
        1 for the first. Equal ranks in any notation (1 2 2 4 or 1 2.5 2.5 4) are taken as their mean. Who left an item
        out (NaN) has not ranked, and is not counted: leaving out is no rank and no 0.

    References
    ----------
    Kendall & Babington Smith, Annals of Mathematical Statistics 10 (1939); Friedman (1937) for the chi-square. Below
    seven items permutations, as the chi-square is too rough there (Legendre, Journal of Agricultural, Biological and
    Environmental Statistics 10, 2005).
    """
    given = np.atleast_2d(np.asarray(rankings, dtype=np.float64))
    whole = ~np.isnan(given).any(axis=1)
    ranks = _mean_ranks(given[whole])
    judges, items = ranks.shape
    left_out = int((~whole).sum())
    s = _spread(ranks.sum(axis=0)[None])[0] if judges else math.nan
    largest = (judges**2 * (items**3 - items) - judges * _ties(ranks)) / 12
    if judges < 2 or items < 2 or largest <= 0:
        return Concordance(math.nan, float(s), math.nan, math.nan, math.nan, judges, items, left_out)
    w = float(s / largest)
    chi2 = judges * (items - 1) * w
    p_chi2 = float(special.chdtrc(items - 1, chi2))
    p = _permutation_p(ranks, float(s)) if items < PERMUTED_BELOW else p_chi2
    return Concordance(w, float(s), chi2, p_chi2, p, judges, items, left_out)


def ranks_of(scores: ArrayLike) -> Floats:
    """Ranks from scores, the highest first, equals sharing the mean of their ranks; a row with NaN stays NaN.

    Parameters
    ----------
    scores : judges × items
    """
    given = np.atleast_2d(np.asarray(scores, dtype=np.float64))
    return np.where(np.isnan(given).any(axis=1, keepdims=True), np.nan, _mean_ranks(-np.nan_to_num(given)))


def _mean_ranks(rows: Floats) -> Floats:
    return np.asarray(rankdata(rows, axis=1)) if rows.size else rows


def _ties(ranks: Floats) -> float:
    """ΣT over all rankings."""
    return float(sum((count**3 - count).sum() for row in ranks for count in [np.unique(row, return_counts=True)[1]]))


def _spread(sums: Floats) -> Floats:
    return np.asarray(((sums - sums.mean(axis=1, keepdims=True)) ** 2).sum(axis=1))


def _permutation_p(ranks: Floats, s: float) -> float:
    """Chance of an S as large or larger when every judge ranks at random.

    Exact where few sums of ranks are possible, else from 20,000 random rankings with a fixed seed.
    """
    found = _exact_p(ranks, s)
    return _simulated_p(ranks, s) if found is None else found


def _exact_p(ranks: Floats, s: float) -> float | None:
    """By adding one judge after another to every possible sum of ranks; sums in another order count as the same."""
    twice = np.rint(2 * ranks).astype(np.int64)
    sums, chance = np.sort(twice[:1], axis=1), np.ones(1)
    place = (int(twice.max(axis=1).sum()) + 1) ** np.arange(ranks.shape[1], dtype=np.int64)
    for row in twice[1:]:
        ways, count = np.unique(_orders(row), axis=0, return_counts=True)
        if len(sums) * len(ways) > _MOST_SUMS or float(place[-1]) * float(twice.sum() + 1) > _LARGEST:
            return None
        reached = np.sort((sums[:, None] + ways).reshape(-1, ranks.shape[1]), axis=1)
        weight = (chance[:, None] * (count / count.sum())).ravel()
        _, first, group = np.unique(reached @ place, return_index=True, return_inverse=True)
        sums, chance = reached[first], np.bincount(group, weights=weight).astype(np.float64)
    return min(1.0, float(chance[_spread(sums / 2) >= s - 1e-9].sum()))


def _orders(row: NDArray[np.int64]) -> NDArray[np.int64]:
    """All orders of a row."""
    rows = np.zeros((1, 0), dtype=np.int64)
    for place in range(len(row)):
        rows = np.concatenate([np.insert(rows, gap, place, axis=1) for gap in range(place + 1)])
    return row[rows]


def _simulated_p(ranks: Floats, s: float) -> float:
    """Share of random rankings with an S as large; what was seen counts as one of them, so p is never 0."""
    rng = np.random.default_rng(_SEED)
    sums = np.zeros((_DRAWS, ranks.shape[1]))
    for row in ranks:
        sums += rng.permuted(np.broadcast_to(row, sums.shape), axis=1)
    return float((1 + (_spread(sums) >= s - 1e-9).sum()) / (_DRAWS + 1))
