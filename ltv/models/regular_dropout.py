"""Later purchases of a customer who buys in Erlang-k steps and leaves after each purchase with a given probability."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ltv.models.erlang_counts import event_density, event_tail
from ltv.models.newton import Floats

_NEARLY_ALL_LEAVE = 1e-4
_LEAST = 1e-150


class Later(NamedTuple):
    """What is summed over later purchases: the `events`-th event of a purchase, or a phase's decay.

    Attributes
    ----------
    of_events : (events, q, z) → what the purchase that completes so many events counts for
    of_gap : (gap, q, τ) → the same summed over all events, each followed by the next with chance 1 - gap
    """

    of_events: Callable[[Floats, Floats, Floats], Floats]
    of_gap: Callable[[NDArray[Any], Floats, Floats], NDArray[Any]]


PURCHASES = Later(event_tail, lambda gap, q, tau: -np.expm1(-q * np.log1p(tau * gap)) / gap)
"""Number of purchases within t = τ (α + T)."""
RATE = Later(event_density, lambda gap, q, tau: q * np.exp(-(q + 1) * np.log1p(tau * gap)))
"""Its slope by τ."""


def until_dropout(later: Later, k: int, phase: int, p: Floats, q: Floats, tau: Floats, *first: Floats) -> Floats:
    """Σ_n (1-p)^(n-1) of_events(nk - phase), in closed form.

    Events come at a Gamma(q) mixed Poisson rate, every k-th one is a purchase, `phase` of the next one's have happened.
    Every k-th term of a series is picked by the k-th roots of unity: with s^k = 1 - p and c = k - 1 - phase it is
    Σ_l w^-lc of_gap(1 - s w^l) / (k s^c), w = e^(2πi/k). Where p is nearly 1 the `first` four terms are all.
    """
    stays, c = 1 - p, k - 1 - phase
    log_s = np.log1p(-np.minimum(p, 1 - _NEARLY_ALL_LEAVE)) / k
    total = later.of_gap(np.maximum(-np.expm1(log_s), _LEAST), q, tau)
    for number in range(1, k // 2 + 1):
        root = cmath.exp(2j * math.pi * number / k)
        pair = 1 if 2 * number == k else 2
        total = total + pair * (root**-c * later.of_gap(1 - np.exp(log_s) * root, q, tau)).real
    few = first[0] + stays * (first[1] + stays * (first[2] + stays * first[3]))
    closed = np.maximum(total * np.exp(-c * log_s) / k, 0.0)
    return np.asarray(np.where(stays > _NEARLY_ALL_LEAVE, closed, few))
