"""What chance adds to BG/BB's expectation: the variance of a customer's purchases, and draws of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ltv.models.bgbb import BGBB
from ltv.models.newton import Floats
from ltv.models.rising import rising


def purchase_variance(model: BGBB, x: ArrayLike, t_x: ArrayLike, n: ArrayLike, t: int) -> Floats:
    """Variance of the purchases of customers at the next `t` opportunities.

    Two opportunities i < j are both taken with probability E[p²] P(alive at j), so the expected number of ordered pairs
    gives E[X (X - 1)].
    """
    taken, last, seen = (np.asarray(column, dtype=np.int64) for column in (x, t_x, n))
    survival = _survival(model, int(np.max(seen, initial=0)) + t)
    ahead = np.arange(1, t + 1)
    alive = np.exp(survival[seen[..., None] + ahead] - survival[seen][..., None])
    total = model.alpha + model.beta + seen
    both = (model.alpha + taken) * (model.alpha + taken + 1) / (total * (total + 1))
    pairs = model.p_alive(taken, last, seen, 0) * both * (alive @ (ahead - 1.0))
    mean = model.expected_purchases(taken, last, seen, t)
    return np.asarray(np.maximum(mean + 2 * pairs - mean**2, 0.0))


def simulated_purchases(
    model: BGBB, x: int, t_x: int, n: int, t: int, *, size: int, rng: np.random.Generator
) -> Floats:
    """How many of the next `t` opportunities one customer takes, `size` times by chance."""
    buys = rng.beta(model.alpha + x, model.beta + n - x, size)
    leaves = np.maximum(rng.beta(model.gamma, model.delta + n, size), 1e-12)
    lived = np.minimum(rng.geometric(leaves) - 1, t) * (rng.random(size) < float(model.p_alive(x, t_x, n, 0)))
    return rng.binomial(lived.astype(np.int64), buys).astype(np.float64)


def _survival(model: BGBB, most: int) -> Floats:
    """Ln of the share of customers who live through 0, 1 … `most` opportunities: B(γ, δ + k) ÷ B(γ, δ)."""
    return rising(model.delta, most).log - rising(model.gamma + model.delta, most).log
