"""How often customers buy while they are customers: rates that differ by customer, times between purchases Erlang-k.

The part that NBD, BG/NBD, MBG/NBD and their CNBD-k relatives share. With k = 1 times are exponential.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ltv.models.newton import Floats, Objective, maximise
from ltv.models.rising import rising
from ltv.models.timed_rows import Terms, TimedHistories, TimedRows, total


class Waiting(NamedTuple):
    """ln S, S = Σ_{j<k} (q)_j z^j / j!, and its derivatives by ln r and ln α; all 0 with k = 1.

    S / (α + T)^q is the chance, up to a constant, that the next of Erlang-k purchases has not come by T.
    """

    value: Floats | float
    r: Floats | float
    alpha: Floats | float
    r_r: Floats | float
    r_alpha: Floats | float
    alpha_alpha: Floats | float


_NONE = Waiting(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


class GammaPurchases(NamedTuple):
    """Log-likelihood of purchases of customers who never leave, and what the dropout part goes on with.

    Attributes
    ----------
    terms : value, gradient and Hessian by (ln r, ln α, and two parameters that it does not depend on)
    q : r + kx of each row
    log_age, log_last : ln(1 + T/α), ln(1 + t_x/α); `share_age`, `share_last` : T/(α + T), t_x/(α + t_x)
    waiting : Waiting
    """

    terms: Terms
    q: Floats
    log_age: Floats
    log_last: Floats
    share_age: Floats
    share_last: Floats
    waiting: Waiting


def gamma_purchases(rows: TimedRows, log_r: float, log_alpha: float, k: int = 1) -> GammaPurchases:
    """Σ ln[(r)_kx α^-kx (1 + T/α)^-(r+kx) S]: equation 3 of Schmittlein et al. (1987) for customers who stay, k = 1.

    For k > 1: Chatfield & Goodhardt (1973), as used by Reutterer, Platzer & Schröder (2020), eq. A.3.
    """
    r, alpha = math.exp(log_r), math.exp(log_alpha)
    q = r + k * rows.x
    log_age, log_last = np.log1p(rows.T / alpha), np.log1p(rows.t_x / alpha)
    share_age, share_last = rows.T / (alpha + rows.T), rows.t_x / (alpha + rows.t_x)
    waiting = _NONE if k == 1 else _waiting(q, r, (rows.T - rows.t_x) / (alpha + rows.T), 1 - share_age, k)

    x, customers = rows.runs
    table = rising(r, k * int(x.max(initial=0)))
    log, slope, bend = (column[k * x] for column in table)
    n, nq = rows.count, rows.count * q
    spent = float(n @ log_age)
    value = float(customers @ log) - k * rows.repeats * log_alpha - float(nq @ log_age)
    by_r = r * (float(customers @ slope) - spent)
    by_alpha = float(nq @ share_age) - k * rows.repeats
    r_r = by_r + r * r * float(customers @ bend)
    r_alpha, alpha_alpha = r * float(n @ share_age), -float(nq @ (share_age * (1 - share_age)))
    if k > 1:
        value, by_r, by_alpha, r_r, r_alpha, alpha_alpha = (
            base + float(n @ more) for base, more in zip((value, by_r, by_alpha, r_r, r_alpha, alpha_alpha), waiting)
        )
        value += (k - 1) * rows.log_gaps - rows.repeats * math.lgamma(k)
    gradient, hessian = np.zeros(4), np.zeros((4, 4))
    gradient[:2], hessian[:2, :2] = (by_r, by_alpha), ((r_r, r_alpha), (r_alpha, alpha_alpha))
    return GammaPurchases((value, gradient, hessian), q, log_age, log_last, share_age, share_last, waiting)


def without_dropout(rows: TimedHistories, k: int = 1) -> Objective:
    """Log-likelihood by (ln r, ln α) of customers who never leave."""

    def objective(at: Floats) -> Terms:
        value, gradient, hessian = total([gamma_purchases(part, at[0], at[1], k).terms for part in rows.blocks()])
        return value, gradient[:2], hessian[:2, :2]

    return objective


def most_without_dropout(rows: TimedHistories, k: int = 1) -> float:
    """Highest log-likelihood of customers who never leave: what a model with dropout has to beat."""
    return maximise(without_dropout(rows, k), np.log([0.5, 0.5 * k / rows.rate])).value


def phases(q: Floats, z: Floats, k: int) -> Floats:
    """(q)_j z^j / j! for j = 0 … k - 1, one row each: how far along a customer is to the next of Erlang-k purchases."""
    terms = [np.ones_like(q * z)]
    for j in range(1, k):
        terms.append(terms[-1] * (q + j - 1) * z / j)
    return np.array(terms)


def _waiting(q: Floats, r: float, z: Floats, rest: Floats, k: int) -> Waiting:
    """`rest` is α/(α + T); moments over the phase j give every derivative."""
    terms = phases(q, z, k)
    total = terms.sum(axis=0)
    share = terms / total
    j = np.arange(k)[:, None]
    slope, bend = _rising_in_rows(q, k)
    mean_j, mean_slope = (share * j).sum(axis=0), (share * slope).sum(axis=0)
    var_j = (share * (j - mean_j) ** 2).sum(axis=0)
    var_slope = (share * ((slope - mean_slope) ** 2 + bend)).sum(axis=0)
    cov = (share * (j - mean_j) * slope).sum(axis=0)
    return Waiting(
        np.log(total), r * mean_slope, -mean_j * rest, r * (mean_slope + r * var_slope), -r * cov * rest,
        var_j * rest * rest - mean_j * rest * (1 - rest),
    )  # fmt: skip


def _rising_in_rows(q: Floats, k: int) -> tuple[Floats, Floats]:
    """First and second derivative of ln (q)_j by q for j = 0 … k - 1."""
    inverse = 1 / (q + np.arange(k - 1)[:, None])
    none = np.zeros((1, len(q)))
    return np.vstack([none, np.cumsum(inverse, axis=0)]), np.vstack([none, -np.cumsum(inverse**2, axis=0)])
