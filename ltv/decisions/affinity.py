"""How likely a customer is to buy a product for the first time, by what customers with the same purchases bought next.

Lift over what is usual for the product and for how much a customer owns, shrunk to none where there is little to go by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import isotonic_regression

Owned = sparse.csr_array[np.float32]
"""Ones where a customer (row) owns a product (column)."""

_BANDS = 8
_BLOCK = 1 << 22
_STEPS_A_DOUBLING, _DOUBLINGS = 4, 24
_FEWEST = 200

BINS = _STEPS_A_DOUBLING * _DOUBLINGS + 1
"""Number of bins of scores."""


@dataclass(frozen=True, eq=False)
class Affinity:
    """Fitted lifts.

    Attributes
    ----------
    base : share; of customers without the product who bought it within the horizon, at activity 1
    activity : factor by number of products owned: none, 1, 2–3, 4–7 …, see `bands`
    lift : factor; [i, j] of buying j for owners of i, over base × activity; shrunk to 1
    variance : of the lifts around 1 beyond chance, estimated; 0 leaves every lift at 1
    customers : number of customers it was fitted on
    """

    base: NDArray[np.float64]
    activity: NDArray[np.float64]
    lift: NDArray[np.float64]
    variance: float
    customers: int

    def scores(self, owned: Owned) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Propensity of each customer for each product, in blocks of customers: (first row, block); 0 where owned.

        base × activity × Π lift^(1/√k) over the k products owned. Between the plain product, which takes the lifts of
        products bought together for independent voices, and their geometric mean, which takes them for one.
        """
        number = np.diff(owned.indptr)
        usual = self.activity[bands(number)].astype(np.float32)
        log_lift = np.log(self.lift).astype(np.float32)
        base = self.base.astype(np.float32)
        rows = max(1, _BLOCK // len(base))
        for first in range(0, owned.shape[0], rows):
            block = owned[first : first + rows]
            part = slice(first, first + rows)
            voices = np.sqrt(np.maximum(number[part], 1)).astype(np.float32)
            score = np.exp((block @ log_lift) / voices[:, None]) * base * usual[part, None]
            np.minimum(score, 1.0, out=score)
            score[block.nonzero()] = 0.0
            yield first, score


def bands(number: NDArray[np.integer]) -> NDArray[np.int64]:
    """Band of how many products a customer owns: 0, 1, 2–3, 4–7 …; the last one is open."""
    return np.minimum(np.ceil(np.log2(number.astype(np.float64) + 1)), _BANDS - 1).astype(np.int64)


def fit_affinity(owned: Owned, bought: Owned) -> Affinity:
    """Fit lifts to what customers owned at a day and bought for the first time within a horizon after it.

    Parameters
    ----------
    owned, bought : one row per customer, one column per product; no product is in both for a customer

    References
    ----------
    Counts y of a pair are Poisson around e × lift with lift ~ Gamma(mean 1, variance φ), so the shrunken lift is
    (y + 1/φ) ÷ (e + 1/φ), as DuMouchel, The American Statistician 53 (1999), with one gamma instead of two;
    φ by moments, Σ((y − e)² − e) ÷ Σe².
    """
    band = bands(np.diff(owned.indptr))
    base, activity = _rates(owned, bought, band)
    weight = activity[band]
    observed = (owned.T @ bought).toarray().astype(np.float64)
    weighted = sparse.diags_array(weight) @ owned
    expected = (weighted.sum(axis=0)[:, None] - (weighted.T @ owned).toarray()) * base
    apart = ~np.eye(len(base), dtype=bool)
    squares = float((expected[apart] ** 2).sum())
    excess = float(((observed - expected)[apart] ** 2 - expected[apart]).sum())
    variance = max(0.0, excess / squares) if squares else 0.0
    lift = np.ones_like(expected)
    if variance > 0:
        lift[apart] = ((observed + 1 / variance) / (expected + 1 / variance))[apart]
    return Affinity(base, activity, lift, variance, owned.shape[0])


def _rates(owned: Owned, bought: Owned, band: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Base rate of each product and activity of each band with both margins of `bought` kept, by alternating."""
    of_product: NDArray[np.float64] = np.asarray(bought.sum(axis=0), dtype=np.float64)
    of_customer: NDArray[np.float64] = np.asarray(bought.sum(axis=1), dtype=np.float64)
    of_band = np.bincount(band, weights=of_customer, minlength=_BANDS)
    activity = np.ones(_BANDS)
    base = np.zeros(len(of_product))
    for _ in range(20):
        weight = activity[band]
        exposed = weight.sum() - np.asarray(owned.T @ weight)
        base = np.divide(of_product, exposed, out=np.zeros(len(base)), where=exposed > 1e-9)
        usual = np.bincount(band, weights=base.sum() - np.asarray(owned @ base), minlength=_BANDS)
        activity = (of_band + 1) / (usual + 1)
    return base, activity


@dataclass(frozen=True, eq=False)
class Calibration:
    """Share that was really bought, by score, never falling; from a period the scores had not seen."""

    log_score: NDArray[np.float64]
    share: NDArray[np.float64]

    def __call__(self, score: NDArray[np.floating]) -> NDArray[np.float64]:
        """Propensity that scores have stood for."""
        with np.errstate(divide="ignore"):
            return np.asarray(np.interp(np.log(score), self.log_score, self.share))


def score_bins(score: NDArray[np.floating]) -> NDArray[np.int64]:
    """Bin of scores from 2⁻²⁴ to 1, four to a doubling."""
    with np.errstate(divide="ignore"):
        place = np.floor((np.log2(score) + _DOUBLINGS) * _STEPS_A_DOUBLING)
    return np.asarray(np.clip(place, 0, BINS - 1), dtype=np.int64)


def calibrated(pairs: NDArray[np.float64], score: NDArray[np.float64], hits: NDArray[np.float64]) -> Calibration | None:
    """Calibrate from the pairs, summed scores and hits of each bin, by isotonic regression; None without hits.

    Bins are joined, from the top down, until each holds `_FEWEST` pairs, so that no share rests on a handful.
    """
    if not hits.any():
        return None
    above = np.cumsum(pairs[::-1])[::-1] - pairs
    group = (above // _FEWEST).astype(np.int64)
    n, total, bought = (np.bincount(group.max() - group, weights=column) for column in (pairs, score, hits))
    used = n > 0
    share = isotonic_regression(bought[used] / n[used], weights=n[used]).x
    return Calibration(np.log(total[used] / n[used]), share)
