"""How likely customers leave at each tenure: posteriors from counts, and a model's tail where nothing was seen."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from ltv.decisions.scenario.state import Base, Floats
from ltv.metrics.intervals import share

FEW, STRENGTH = 30, 30.0
"""Below so many customer-months a cell is pulled towards its band in all segments, which counts as so many."""
_JEFFREYS, _FAR = 0.5, 15.0
_HAZARD, _EARLY, _GROWTH = range(3)
"""What is drawn, each from its own stream."""


def posterior(base: Base) -> tuple[Floats, Floats]:
    """Parameters a and b of the Beta distribution of each cell's hazard, segments × bands.

    Jeffreys' prior, Beta(½ + d, ½ + n − d), where d of n left. A cell with fewer than `FEW` is pulled towards the same
    band of all segments with contracts of the same term; a band that nobody was seen in takes the tail of a shifted
    beta-geometric model.
    """
    band = np.empty_like(base.left)
    for term in np.unique(base.term):
        heads = base.heads[base.term[base.heads] == term]
        band[base.term == term] = _by_band(base.left[heads].sum(axis=0), base.at_risk[heads].sum(axis=0), int(term))
    few = base.at_risk < FEW
    a = np.where(few, STRENGTH * band, _JEFFREYS) + base.left
    b = np.where(few, STRENGTH * (1 - band), _JEFFREYS) + base.at_risk - base.left
    return a, b


def _by_band(left: Floats, seen: Floats, term: int) -> Floats:
    return np.where(seen > 0, (left + _JEFFREYS) / (seen + 2 * _JEFFREYS), tail(left, seen, term))


def expected(base: Base) -> Floats:
    """Mean hazard of each cell, in a month in which its customers may leave."""
    a, b = posterior(base)
    return np.asarray(a / (a + b))


def expected_early(base: Base) -> Floats:
    """Mean hazard of each row in a month without a renewal; 0 where nobody was ever seen to leave in one."""
    if base.early is None:
        return np.zeros(len(base.segments))
    left, seen = base.early.T
    return np.where(left > 0, (left + _JEFFREYS) / (seen + 2 * _JEFFREYS), 0.0)


def drawn(base: Base, draws: int, seed: int) -> Floats:
    """Hazards drawn from what counts leave open, draws × segments × bands; rows of one group have the same.

    A group's draws depend on the seed and its own name only, so another segment more or less leaves them as they are.
    """
    a, b = posterior(base)
    found = [_stream(base, row, seed, _HAZARD).beta(a[row], b[row], size=(draws, base.bands)) for row in base.heads]
    return np.stack(found, axis=1)[:, base.group] if found else np.zeros((draws, 0, base.bands))


def drawn_early(base: Base, draws: int, seed: int) -> Floats:
    """The same of months without a renewal, draws × segments."""
    found = np.zeros((draws, len(base.heads)))
    for place, row in enumerate(base.heads):
        left, seen = (0.0, 0.0) if base.early is None else base.early[row]
        if left > 0:
            found[:, place] = _stream(base, row, seed, _EARLY).beta(left + _JEFFREYS, seen - left + _JEFFREYS, draws)
    return found[:, base.group]


def drawn_growth(base: Base, draws: int, seed: int) -> Floats:
    """How far monthly growth is from its mean, draws × segments."""
    found = np.zeros((draws, len(base.heads)))
    for place, row in enumerate(base.heads):
        found[:, place] = _stream(base, row, seed, _GROWTH).standard_normal(draws) * base.net_se[row]
    return found[:, base.group]


def _stream(base: Base, row: int, seed: int, purpose: int) -> np.random.Generator:
    name = f"{base.segments[row]}\n{base.channel[row]}\n{base.term[row]}"
    return np.random.default_rng([seed, zlib.crc32(name.encode()), purpose])


def tail(left: Floats, seen: Floats, term: int = 1) -> Floats:
    """Hazard α ÷ (α + β + t − 1) at each tenure by a shifted beta-geometric model fitted to all counts.

    Fader & Hardie, How to project customer retention (2007), eq. 6: retention (β + t − 1) ÷ (α + β + t − 1), where t
    counts terms. Counts of the last band, of many tenures together, are left out. The plain mean where there is too
    little to fit.

    Parameters
    ----------
    left, seen : who left, of those who could have, by band
    """
    age = _age(len(left), term)
    plain = (left.sum() + _JEFFREYS) / (seen.sum() + 2 * _JEFFREYS)
    left, seen = left[:-1], seen[:-1]
    if len(np.unique(age[:-1][seen > 0])) < 3 or left.sum() < 3:
        return np.full(len(age), plain)
    share = left / max(float(seen.sum()), 1.0), (seen - left) / max(float(seen.sum()), 1.0)

    def loss(at: Floats) -> float:
        alpha, beta = np.exp(np.clip(at, -_FAR, _FAR))
        hazard = alpha / (alpha + beta + age[:-1])
        return -float(share[0] @ np.log(hazard) + share[1] @ np.log1p(-hazard))

    found = optimize.minimize(loss, np.log([1.0, 1.0 / max(plain, 1e-6)]), method="Nelder-Mead")
    alpha, beta = np.exp(np.clip(found.x, -_FAR, _FAR))
    return np.asarray(alpha / (alpha + beta + age))


def _age(bands: int, term: int) -> Floats:
    """Renewals already made at each tenure."""
    return np.asarray(np.maximum(np.rint(np.arange(1, bands + 1) / term) - 1, 0.0))


def mean_retention(base: Base, months: int) -> float:
    """Expected share of the customers of today who are there after so many months, over all that counts leave open.

    Exact, where a simulation is near: customers in the last band meet the same unknown hazard h again and again, and
    E[(1 − h)ᵏ] = Π (b + i) ÷ (a + b + i), i < k, is more than (1 − E[h])ᵏ. Those who come back are not counted. NaN
    without customers.
    """
    a, b = posterior(base)
    due = np.stack([base.renews(month + 1) for month in range(months)], axis=1).reshape(len(a), months)
    stays = np.zeros(base.customers.shape)
    for start in range(base.bands):
        visits = np.zeros(base.customers.shape)
        for month in range(months):
            visits[:, min(start + month, base.bands - 1)] += due[:, month]
        stays[:, start] = _power(a, b, visits).prod(axis=1)
    if base.early is not None:
        left, seen = base.early.T
        stays *= np.where(left > 0, _power(left + _JEFFREYS, seen - left + _JEFFREYS, (~due).sum(axis=1)), 1.0)[:, None]
    return share(float((base.customers * stays).sum()), float(base.customers.sum()))


def _power(a: Floats, b: Floats, k: NDArray[Any]) -> Floats:
    """E[(1 − h)ᵏ] of h ~ Beta(a, b)."""
    found = np.ones_like(a)
    for i in range(int(k.max(initial=0))):
        found = np.where(k > i, found * (b + i) / (a + b + i), found)
    return found
