"""How often intervals of projected renewals hold what is true: simulate contracts, fit, draw, count.

    python benchmarks/coverage_contracts.py [--sets 2000]

Customers differ in their chance of leaving as Beta(alpha, beta) has it, come in seven yearly cohorts of one size, and
are observed until today; of the "late" ones only those still there three years ago are known. Prints, for each
population, how many of the 90 % intervals of S(12) and of DERL (before the 8th renewal, 10 % discount) hold the true
value. Ages past 7 are projected.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from ltv.metrics.tenures import Tenures
from ltv.models.fit import Fit
from ltv.models.renewal_model import band
from ltv.models.sbg import ShiftedBetaGeometric, fit_sbg

LEVEL, DISCOUNT, YEARS, LATE = 0.90, 0.10, 7, 3
POPULATIONS = {
    "high end, 1,000": (0.668, 3.806, 1_000, False),
    "regular, 1,000": (0.704, 1.182, 1_000, False),
    "alike, 3,000": (4.0, 16.0, 3_000, False),
    "high end, 2,000, late": (0.668, 3.806, 2_000, True),
    "high end, 20,000": (0.668, 3.806, 20_000, False),
}


def simulated(alpha: float, beta: float, n: int, *, late: bool, rng: np.random.Generator) -> Tenures:
    """Customers of cohorts that are 1 to 7 years old."""
    left = rng.geometric(rng.beta(alpha, beta, n))
    age = np.arange(n) % YEARS + 1
    since = np.maximum(age - LATE, 0) if late else np.zeros(n, dtype=np.int64)
    known = left > since
    return Tenures.of(np.minimum(left, age)[known], (left <= age)[known], since[known])


def answers(model: ShiftedBetaGeometric) -> np.ndarray:
    return np.array([model.survival(12), model.derl_before(8, discount=DISCOUNT)])


def hits(alpha: float, beta: float, n: int, late: bool, sets: int) -> Iterator[np.ndarray]:  # noqa: FBT001 a column
    truth = answers(ShiftedBetaGeometric(alpha, beta, _no_fit()))
    for seed in range(sets):
        model = fit_sbg(simulated(alpha, beta, n, late=late, rng=np.random.default_rng([seed, 1])))
        low, high = band(model, answers, level=LEVEL, seed=seed)
        yield (low <= truth) & (truth <= high)


def _no_fit() -> Fit:
    return fit_sbg(Tenures.of([], [])).fit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=int, default=2000)
    sets = parser.parse_args().sets
    print("| population | S(12) | DERL | processor s |")
    print("|---|---:|---:|---:|")
    for name, (alpha, beta, n, late) in POPULATIONS.items():
        began = time.process_time()
        survival, derl = np.mean(list(hits(alpha, beta, n, late, sets)), axis=0)
        print(f"| {name} | {survival:.1%} | {derl:.1%} | {time.process_time() - began:.0f} |", flush=True)


if __name__ == "__main__":
    main()
