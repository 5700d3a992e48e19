"""How often intervals of expected purchases hold what is true: simulate customers, fit, draw, count.

    python benchmarks/coverage_orders.py [--sets 500]

Customers differ as each model has it, were won over half a year and are observed for up to a year, in continuous time.
Prints, for each model, how many of the 90 % intervals hold the true value: of the purchases expected of all of them in
the next year, of those expected of a new customer in a year, and of the share still there. Between 87 and 93 % of 500
is what chance leaves of 90 %.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from ltv.metrics.histories import PurchaseHistories
from ltv.models.bgnbd import BGNBD, fit_bgnbd
from ltv.models.mbgnbd import MBGNBD, fit_mbgnbd
from ltv.models.order_model import OrderModel
from ltv.models.paretonbd import ParetoNBD, fit_paretonbd

LEVEL, DRAWS, YEAR = 0.90, 200, 52.0
CUSTOMERS = 1_500
TRUTHS = {
    "BG/NBD": (BGNBD, (0.6, 6.0, 0.9, 2.5), fit_bgnbd),
    "MBG/NBD": (MBGNBD, (0.8, 6.0, 0.9, 2.5), fit_mbgnbd),
    "Pareto/NBD": (ParetoNBD, (0.8, 6.0, 0.8, 12.0), fit_paretonbd),
}


def simulated(truth: OrderModel, rng: np.random.Generator) -> PurchaseHistories:
    """Customers from the model's own story."""
    age = rng.uniform(26.0, 52.0, CUSTOMERS)
    rate = rng.gamma(truth.r, 1 / truth.alpha, CUSTOMERS)
    if isinstance(truth, ParetoNBD):
        until, leave = (
            np.minimum(age, rng.exponential(1 / rng.gamma(truth.s, 1 / truth.beta, CUSTOMERS))),
            np.zeros(CUSTOMERS),
        )
    else:
        until, leave = age, rng.beta(truth.a, truth.b, CUSTOMERS)
    at, x, alive = np.zeros(CUSTOMERS), np.zeros(CUSTOMERS, dtype=np.int64), np.ones(CUSTOMERS, dtype=bool)
    if isinstance(truth, MBGNBD):
        alive = rng.random(CUSTOMERS) >= leave
    while alive.any():
        following = at + rng.exponential(1 / rate)
        alive &= following <= until
        at, x = np.where(alive, following, at), x + alive
        alive &= rng.random(CUSTOMERS) >= leave
    return PurchaseHistories.of(x, at, age)


def answers(model: OrderModel, known: PurchaseHistories) -> np.ndarray:
    """Purchases of all in the next year, of a new customer in a year, and the share still there."""
    history = (known.x, known.t_x, known.T)
    total = float(model.expected_purchases(*history, YEAR) @ known.count)
    return np.array([total, float(model.expected_purchases_new(YEAR)), float(model.p_alive(*history) @ known.count)])


def hits(name: str, sets: int) -> Iterator[np.ndarray]:
    kind, parameters, fit = TRUTHS[name]
    truth = kind(*parameters)
    for seed in range(sets):
        known = simulated(truth, np.random.default_rng([seed, 7]))
        drawn = np.array([answers(model, known) for model in fit(known).drawn(DRAWS, seed)])
        low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
        true = answers(truth, known)
        yield (low <= true) & (true <= high)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=int, default=500)
    sets = parser.parse_args().sets
    print("| model | all, next year | a new customer, a year | still there | processor s |")
    print("|---|---:|---:|---:|---:|")
    for name in TRUTHS:
        began = time.process_time()
        total, new, there = np.mean(list(hits(name, sets)), axis=0)
        print(f"| {name} | {total:.1%} | {new:.1%} | {there:.1%} | {time.process_time() - began:.0f} |", flush=True)


if __name__ == "__main__":
    main()
