"""Expected maximum profit of a churn score when nobody knows how many an offer saves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

ALPHA, BETA = 6.0, 14.0
VALUE, OFFER, CONTACT = 200.0, 10.0, 1.0


def empc(
    left: NDArray[np.bool_],
    risk: NDArray[np.float64],
    *,
    alpha: float = ALPHA,
    beta: float = BETA,
    value: float = VALUE,
    offer_cost: float = OFFER,
    contact_cost: float = CONTACT,
) -> float:
    """Profit per customer of the best campaign at each save rate γ, averaged over γ ~ Beta(α, β).

    At a given γ a campaign contacts everyone above a threshold and brings, per customer of the base,
    V(γ(1 − δ) − φ)·π0·F0 − V(δ + φ)·π1·F1, where F0 and F1 are the shares of leavers and stayers contacted, π0 and π1
    their shares of the base, δ = offer ÷ V, φ = contact ÷ V. The best thresholds are the corners of the convex hull
    of the ROC curve, each for an interval of γ; within it the profit is linear in γ, so its mean is exact.
    NaN unless both outcomes occurred.

    References
    ----------
    Verbraken, Verbeke and Baesens (2013), A novel profit maximizing metric for measuring classification performance
    of customer churn prediction models, eq. 6, 12 and 19; defaults as there.
    """
    leaves, n = int(left.sum()), len(left)
    if not 0 < leaves < n:
        return float("nan")
    delta, phi = offer_cost / value, contact_cost / value
    gained, wasted = _hull(left, risk)
    cost = (delta + phi) * wasted * (n - leaves) / n
    caught = gained * leaves / n
    turns = (np.diff(cost) / np.diff(caught) + phi) / (1 - delta)
    edges = np.clip(np.concatenate([[0.0], turns, [1.0]]), 0.0, 1.0)
    weight = np.diff(special.betainc(alpha, beta, edges))
    rate = alpha / (alpha + beta) * np.diff(special.betainc(alpha + 1, beta, edges))
    return float(value * (((1 - delta) * rate - phi * weight) * caught - cost * weight).sum())


def _hull(left: NDArray[np.bool_], risk: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shares of leavers and of stayers contacted at each corner of the convex hull of the ROC curve, from (0, 0) on.

    The corners are where a falling fit of the outcomes to the ranking steps down (Fawcett and Niculescu-Mizil, 2007).
    The last one holds all leavers; contacting more only costs.
    """
    risks, group = np.unique(-risk, return_inverse=True)
    size = np.bincount(group, minlength=len(risks)).astype(np.float64)
    leavers = np.bincount(group, weights=left, minlength=len(risks))
    blocks = optimize.isotonic_regression(leavers / size, weights=size, increasing=False).blocks
    caught, chosen = np.append(0.0, np.cumsum(leavers))[blocks], np.append(0.0, np.cumsum(size))[blocks]
    corners = np.append(True, np.diff(caught) > 0)
    return caught[corners] / left.sum(), (chosen - caught)[corners] / (~left).sum()
