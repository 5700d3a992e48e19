"""The likelihood of customers who may leave at any moment, with exact gradient and Hessian."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import NamedTuple

import numpy as np

from ltv.metrics.histories import PurchaseHistories
from ltv.models.fit import Fit, climb
from ltv.models.gamma_purchases import gamma_purchases, most_without_dropout
from ltv.models.legendre import legendre
from ltv.models.log_odds import LEAST, softplus
from ltv.models.newton import Floats, Maximum
from ltv.models.timed_rows import Terms, TimedHistories, TimedRows, total

NAMES = ("r", "alpha", "s", "beta")
NO_BETTER = 0.1
"""A log-likelihood that beats the model without dropout by less than this is no better."""
_NEGLIGIBLE = 45.0
"""The integrand counts for nothing once it has fallen by e^-45."""
_BLOCK = 1 << 11
_PAIRS = list(combinations_with_replacement(range(len(NAMES)), 2))
_SHAPES = ((0.5, 0.5, 1.0), (1.0, 1.0, 2.0), (0.3, 2.0, 5.0), (1.0, 0.3, 0.3))
"""Starts: r, s, β (in mean ages); α follows from the purchase rate. The first is the prior's centre."""


class Left(NamedTuple):
    """Log odds of having left by T, and their derivatives by (ln r, ln α, ln s, ln β), one column per row."""

    odds: Floats
    slope: Floats
    bend: Floats


@dataclass(frozen=True, eq=False)
class ParetoLikelihood:
    """Log-likelihood by (ln r, ln α, ln s, ln β): Σ of customers who never leave, plus -s ln(1 + T/β) + ln(1 + odds).

    References
    ----------
    Schmittlein, Morrison & Colombo (1987); Fader & Hardie, A note on deriving the Pareto/NBD model (2005), eq. 19.
    """

    rows: TimedHistories

    def __call__(self, at: Floats) -> Terms:
        """Value, gradient and Hessian."""
        return total([self._of(rows, at) for rows in self.rows.blocks(_BLOCK)])

    def _of(self, rows: TimedRows, at: Floats) -> Terms:
        odds, slope, bend = left_by(np.exp(at), rows.x, rows.t_x, rows.T)
        more, left = softplus(odds)
        weight = rows.count * left
        hessian = bend @ weight + (slope * (weight * (1 - left))) @ slope.T
        dropout = float(rows.count @ more), slope @ weight, hessian
        return total([gamma_purchases(rows, at[0], at[1]).terms, _stayed(rows, at), dropout])


def _stayed(rows: TimedRows, at: Floats) -> Terms:
    """Σ ln (β / (β+T))^s: not left by T."""
    s, beta = np.exp(at[2:]).tolist()
    share = rows.T / (beta + rows.T)
    by_s, by_beta = -s * float(rows.count @ np.log1p(rows.T / beta)), s * float(rows.count @ share)
    hessian = np.zeros((4, 4))
    hessian[2, 2], hessian[2, 3], hessian[3, 2] = by_s, by_beta, by_beta
    hessian[3, 3] = -s * float(rows.count @ (share * (1 - share)))
    return by_s, np.array([0.0, 0.0, by_s, by_beta]), hessian


def left_by(parameters: Floats, x: Floats, t_x: Floats, T: Floats) -> Left:
    """Log of s ∫_{t_x}^T ((α+T) / (α+u))^(r+x) ((β+T) / (β+u))^s du / (β+u): left at u, against still there.

    Gauss-Legendre over v = ln(c+u), c the smaller of α and β, which needs no hypergeometric function and holds for α
    and β of any size; derivatives are moments over the time of leaving.
    """
    r, alpha, s, beta = parameters.tolist()
    q = r + x
    u, weight, length = _leaving_times(parameters, q, t_x, T)
    A, B = np.log1p((u - T) / (alpha + T)), np.log1p((u - T) / (beta + T))
    g, h = alpha / (alpha + u), beta / (beta + u)
    log = np.log(weight) - q * A - s * B - np.log(beta + u)
    most = log.max(axis=0)
    chance = np.exp(np.maximum(log - most, -LEAST))
    total = chance.sum(axis=0)
    with np.errstate(divide="ignore"):
        odds = math.log(s) + most + np.log(length * total)
    chance /= total
    g_T, h_T = alpha / (alpha + T), beta / (beta + T)
    features = (-r * A, -q * (g - g_T), -s * B, s * h_T - (s + 1) * h)
    slope = np.array([(chance * feature).sum(axis=0) for feature in features])
    away = [feature - mean for feature, mean in zip(features, slope)]
    bend = np.empty((4, 4, len(x)))
    for i, j in _PAIRS:
        bend[i, j] = bend[j, i] = (chance * away[i] * away[j]).sum(axis=0)
    g_bends, h_bends = (chance * g * (1 - g)).sum(axis=0), (chance * h * (1 - h)).sum(axis=0)
    bend[0, 0] += slope[0]
    bend[0, 1:2] += slope[1] * r / q
    bend[1, :1] += slope[1] * r / q
    bend[1, 1] += q * (g_T * (1 - g_T) - g_bends)
    bend[2, 2] += slope[2]
    bend[2, 3] += slope[3] + (chance * h).sum(axis=0)
    bend[3, 2] = bend[2, 3]
    bend[3, 3] += s * h_T * (1 - h_T) - (s + 1) * h_bends
    slope[2] += 1
    return Left(odds, slope, bend)


def _leaving_times(parameters: Floats, q: Floats, t_x: Floats, T: Floats) -> tuple[Floats, Floats, Floats]:
    """Nodes u between t_x and T, one column per row, their weights, and the length they are spread over."""
    _, alpha, s, beta = parameters.tolist()
    c, larger = min(alpha, beta), max(alpha, beta)
    falls = ((alpha, q - 1), (beta, s), (larger, q - 1 + s))
    reach = [(scale + t_x) * np.expm1(np.minimum(_NEGLIGIBLE / np.maximum(fall, 0.5), 60)) for scale, fall in falls]
    span = np.minimum(T - t_x, np.minimum.reduce(reach))
    length = np.log1p(span / (c + t_x))
    fallen = q * np.log1p(span / (alpha + t_x)) + s * np.log1p(span / (beta + t_x))
    node, weight = legendre(math.ceil(8 + float((3 * length + np.minimum(fallen, 100) / 5).max(initial=0))))
    v = length * node[:, None]
    return t_x + (c + t_x) * np.expm1(v), weight[:, None] * (c + t_x) * np.exp(v), length


def fit_pareto(histories: PurchaseHistories) -> Fit:
    """Fit down the ladder (`climb`); a maximum that hardly beats customers who never leave is left for the prior."""
    rows = TimedHistories.of(histories)
    staying = most_without_dropout(rows)

    def is_boundary(top: Maximum) -> bool:
        return top.value < staying + NO_BETTER

    starts = [(r, r / rows.rate, s, beta) for r, s, beta in _SHAPES]
    fit = climb(
        ParetoLikelihood(rows),
        starts,
        names=NAMES,
        customers=histories.customers,
        centre=starts[0],
        is_boundary=is_boundary,
    )
    return rows.in_own_time(fit, "alpha", "beta")
