"""The likelihood of customers who may leave after a purchase: BG/NBD, MBG/NBD and (M)BG/CNBD-k in one kernel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

from ltv.metrics.histories import PurchaseHistories
from ltv.models.fit import Fit, climb
from ltv.models.gamma_purchases import GammaPurchases, gamma_purchases, most_without_dropout
from ltv.models.log_odds import softplus
from ltv.models.newton import Floats, Maximum
from ltv.models.rising import rising
from ltv.models.timed_rows import Terms, TimedHistories, TimedRows, total

NAMES = ("r", "alpha", "a", "b")
RARE_DROPOUT = 1e-3
"""A mean dropout probability below this is none."""
NO_BETTER = 0.1
"""A log-likelihood that beats the model without dropout by less than this is no better."""
_SHAPES = ((0.5, 0.6, 2.0), (1.0, 1.0, 5.0), (0.25, 0.3, 1.0), (2.0, 1.0, 1.0))
"""Starts: r, a, b; α follows from the purchase rate."""
_PAIRS = list(combinations_with_replacement(range(len(NAMES)), 2))
_CENTRE = (0.5, 1.0, 3.0)


@dataclass(frozen=True, eq=False)
class BetaGeometricLikelihood:
    """Log-likelihood by (ln r, ln α, ln a, ln b), with exact gradient and Hessian.

    Attributes
    ----------
    rows : TimedHistories
    m : int
        0 where only a repeat purchase can be the last (BG), 1 where the first can be, too (MBG).
    k : int
        Regularity: times between purchases are Erlang-k.

    References
    ----------
    Fader, Hardie & Lee (2005), eq. 6, for m = 0, k = 1; Batislam, Denizel & Filiztekin (2007), eq. 5, for m = 1, k = 1;
    Reutterer, Platzer & Schröder (2020), eq. 4, for any k.
    """

    rows: TimedHistories
    m: int
    k: int = 1

    def __call__(self, at: Floats) -> Terms:
        """Value, gradient and Hessian."""
        return total([self._of(rows, at) for rows in self.rows.blocks()])

    def _of(self, rows: TimedRows, at: Floats) -> Terms:
        stay = gamma_purchases(rows, at[0], at[1], self.k)
        return total([stay.terms, self._survived(rows, at), self._left(rows, at, stay)])

    def _survived(self, rows: TimedRows, at: Floats) -> Terms:
        """Σ ln B(a, b+x+m) / B(a, b): nobody left after any of the purchases."""
        a, b = np.exp(at[2:]).tolist()
        x, n = rows.runs
        most = int(x.max(initial=0)) + self.m
        first, both = rising(b, most), rising(a + b, most)
        end = x + self.m
        value = float(n @ (first.log - both.log)[end])
        by_a, by_b = -a * float(n @ both.slope[end]), b * float(n @ (first.slope - both.slope)[end])
        bend = float(n @ both.bend[end])
        hessian = np.zeros((4, 4))
        hessian[2, 2] = by_a - a * a * bend
        hessian[2, 3] = hessian[3, 2] = -a * b * bend
        hessian[3, 3] = by_b + b * b * (float(n @ first.bend[end]) - bend)
        return value, np.array([0.0, 0.0, by_a, by_b]), hessian

    def _left(self, rows: TimedRows, at: Floats, stay: GammaPurchases) -> Terms:
        """Σ ln(1 + e^d): what is added by the chance of having left after the last purchase, d its log odds."""
        r, b, could = math.exp(at[0]), math.exp(at[3]), rows.x + self.m > 0
        chances = b + np.maximum(rows.x - 1 + self.m, 0)
        span, gap = stay.log_age - stay.log_last, stay.share_age - stay.share_last
        d = np.where(could, at[2] - np.log(chances) + stay.q * span - stay.waiting.value, -np.inf)
        more, left = softplus(d)
        weight = rows.count * left

        fall = -b / chances
        slopes = (r * span - stay.waiting.r, -stay.q * gap - stay.waiting.alpha, np.ones(len(d)), fall)
        gradient = np.array([float(weight @ slope) for slope in slopes])
        hessian = np.empty((4, 4))
        bent = [weight * (1 - left) * slope for slope in slopes]
        for i, j in _PAIRS:
            hessian[i, j] = hessian[j, i] = float(bent[i] @ slopes[j])
        curve = stay.q * gap * (1 - stay.share_age - stay.share_last)
        hessian[0, 0] += float(weight @ (r * span - stay.waiting.r_r))
        hessian[0, 1] = hessian[1, 0] = hessian[0, 1] + float(weight @ (-r * gap - stay.waiting.r_alpha))
        hessian[1, 1] += float(weight @ (curve - stay.waiting.alpha_alpha))
        hessian[3, 3] += float(weight @ (fall * (1 + fall)))
        return float(rows.count @ more), gradient, hessian


def fit_beta_geometric(histories: PurchaseHistories, m: int, k: int = 1) -> Fit:
    """Fit down the ladder (`climb`); a maximum that hardly beats customers who never leave is left for the prior."""
    rows = TimedHistories.of(histories)
    staying = most_without_dropout(rows, k)

    def is_boundary(top: Maximum) -> bool:
        a, b = np.exp(top.at[2:]).tolist()
        return bool(a / (a + b) < RARE_DROPOUT or top.value < staying + NO_BETTER)

    fit = climb(
        BetaGeometricLikelihood(rows, m, k),
        [(r, r * k / rows.rate, a, b) for r, a, b in _SHAPES],
        names=NAMES,
        customers=histories.customers,
        centre=(_CENTRE[0], _CENTRE[0] * k / rows.rate, *_CENTRE[1:]),
        is_boundary=is_boundary,
    )
    return rows.in_own_time(fit, "alpha")
