"""Customers under contract as papers print them, as strategies draw them, and as a simulation makes them."""

import numpy as np
from hypothesis import strategies as st
from scipy import special

from ltv.metrics.tenures import Tenures

REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173]
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394]
"""Survivors of 1,000 after 0 to 12 years: Fader & Hardie, How to Project Customer Retention (2007)."""

MISSING = float("nan")
FIVE_COHORTS = [
    [10_000, 8_000, 6_480, 5_307, 4_391],
    [10_000, 8_000, 6_480, 5_307, MISSING],
    [10_000, 8_000, 6_480, MISSING, MISSING],
    [10_000, 8_000, MISSING, MISSING, MISSING],
    [10_000, MISSING, MISSING, MISSING, MISSING],
]
"""What Beta(3.80, 15.19) leaves of five cohorts of 10,000, one year apart, rounded."""

Customer = tuple[int, bool, int]
"""Age at leaving or when last seen, whether they left, age at which they came under observation."""

DEGENERATE: dict[str, list[Customer]] = {
    "nobody": [],
    "one customer who stays": [(3, False, 0)],
    "one customer who leaves": [(1, True, 0)],
    "one customer not seen to renew": [(0, False, 0)],
    "nobody leaves": [(5, False, 0)] * 40,
    "all leave at once": [(1, True, 0)] * 40,
    "all leave at the third renewal": [(3, True, 0)] * 40,
    "half leave at the first renewal": [(1, True, 0), (1, False, 0)] * 20,
    "ever more leave": [(t, True, 0) for t in (1, 2, 2, 3, 3, 3, 4, 4, 4, 4)],
    "known late": [(7, True, 5), (9, False, 6), (8, False, 7)],
}


def counted(customers: list[Customer]) -> Tenures:
    age, left, since = zip(*customers) if customers else ((), (), ())
    return Tenures.of(age, np.array(left, dtype=bool), since)


@st.composite
def customer(draw: st.DrawFn, most: int = 12) -> Customer:
    since = draw(st.integers(0, most // 2) | st.just(0))
    left = draw(st.booleans())
    return draw(st.integers(since + left, most)), left, since


customers = st.lists(customer(), max_size=40)


def simulated_sbg(alpha: float, beta: float, n: int, *, years: int, seen_for: int | None = None, seed: int) -> Tenures:
    """Customers of `years` cohorts of one size; only those still there are known `seen_for` years before the end."""
    rng = np.random.default_rng(seed)
    left = rng.geometric(rng.beta(alpha, beta, n))
    return _observed(left, years, seen_for)


def simulated_bdw(gamma: float, delta: float, c: float, n: int, *, years: int, seed: int) -> Tenures:
    """The same when S(t | θ) = (1 - θ)^(tᶜ): by inversion of the survival curve."""
    rng = np.random.default_rng(seed)
    theta = rng.beta(gamma, delta, n)
    left = np.ceil((np.log(rng.random(n)) / np.log1p(-theta)) ** (1 / c)).clip(1, years + 1).astype(np.int64)
    return _observed(left, years, None)


def _observed(left: np.ndarray, years: int, seen_for: int | None) -> Tenures:
    age = np.arange(len(left)) % years + 1
    since = np.zeros_like(age) if seen_for is None else np.maximum(age - seen_for, 0)
    known = left > since
    return Tenures.of(np.minimum(left, age)[known], (left <= age)[known], since[known])


def over_theta(function, alpha: float, beta: float) -> float:
    """Mean of a function of θ ~ Beta(alpha, beta), by 400 Gauss-Jacobi nodes."""
    x, weights = special.roots_jacobi(400, beta - 1, alpha - 1)
    theta = (1 + x) / 2
    return float((weights * function(theta)).sum() / weights.sum())


def differences(objective, at, step: float = 1e-5):
    """Gradient and Hessian by central differences of the value and of the gradient."""
    moves = np.eye(len(at)) * step
    gradient = [(objective(at + move)[0] - objective(at - move)[0]) / (2 * step) for move in moves]
    hessian = [(objective(at + move)[1] - objective(at - move)[1]) / (2 * step) for move in moves]
    return np.array(gradient), np.array(hessian)
