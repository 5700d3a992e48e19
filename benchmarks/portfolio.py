"""Whether the mixed-integer programme chooses what looking at every set chooses, and what either takes.

    python benchmarks/portfolio.py [--instances 1000] [--seed 1]

Random instances of 1 to 14 options with sizes, prerequisites, exclusions, overlaps, forced items, whole and broken
uses, and values in units from one to millions. Three ways to choose must give the same set, ties included, or agree
that there is none: brute force, one set after another in plain Python; enumeration, all sets as arrays; the programme.
After that, larger problems by the programme alone, and inclusion probabilities from 20,000 draws.

Seconds are the processor's, on one thread; the command fails at the first difference.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from ltv.decisions.portfolio.optima import optima  # noqa: E402
from ltv.decisions.portfolio.problem import Problem  # noqa: E402
from ltv.decisions.portfolio.programme import first_by_programme  # noqa: E402
from ltv.decisions.portfolio.selection import best_value, first_set  # noqa: E402
from ltv.decisions.portfolio.sets import is_enumerable  # noqa: E402
from ltv.decisions.portfolio.values import Values  # noqa: E402
from tests.portfolio.cases import best_naively, draws, random_problem, seven  # noqa: E402


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    return work(), time.process_time() - start


def compare(instances: int, seed: int) -> None:
    seconds = {"brute force": 0.0, "enumeration": 0.0, "programme": 0.0}
    impossible = 0
    for number in range(instances):
        problem = random_problem(np.random.default_rng([seed, number]), most=14, fewest=1)
        assert is_enumerable(problem)
        naive, took = timed(lambda p=problem: best_naively(p))
        seconds["brute force"] += took
        for name, way in (("enumeration", first_set), ("programme", first_by_programme)):
            columns, took = timed(lambda p=problem, way=way: way(p))
            seconds[name] += took
            found = None if columns is None else problem.chosen(columns)
            assert found == naive, f"instance {number}: {name} chose {found}, brute force {naive}"
        impossible += naive is None
    print(f"{instances} instances, {impossible} of them without any possible set: all three choose the same.")
    for name, spent in seconds.items():
        print(f"  {name:12} {spent:8.2f} s, {1_000 * spent / instances:7.2f} ms each")


def large(size: int, seed: int) -> Problem:
    rng = np.random.default_rng([seed, size])
    names = [f"O{row}" for row in range(size)]
    return Problem.of(
        names,
        rng.lognormal(15, 0.6, size).round(),
        rng.lognormal(14, 0.6, size).round(),
        budget=0.3 * size * 1.4e6,
        people={f"d{d}.{q}": rng.choice([0, 0, 0.5, 1, 2], size) for d in range(4) for q in range(2)},
        capacity={f"d{d}.{q}": 0.2 * size for d in range(4) for q in range(2)},
        requires=[(names[row], names[row + 1]) for row in range(0, size - 1, 5)],
        excludes=[(names[row], names[row + 2]) for row in range(0, size - 2, 7)],
    )


def scale(seed: int) -> None:
    print("Larger problems: the best set with its ties decided, and the best value alone")
    for size in (10, 15, 20, 30, 40, 60):
        problem = large(size, seed)
        _, ties = timed(lambda p=problem: first_set(p))
        _, value = timed(lambda p=problem: best_value(p))
        way = "all sets" if is_enumerable(problem) else "programme"
        print(f"  {size} initiatives: {ties:6.2f} s and {value:6.2f} s ({way})")


def unlimited(problem: Problem) -> Problem:
    """The worst case of enumeration: nothing but the rules rules anything out."""
    return replace(problem, limits=np.full(len(problem.limits), np.inf), requires=(), excludes=())


def robust(seed: int) -> None:
    _, took = timed(lambda: optima(seven(), draws()))
    print(f"Best sets of 20,000 draws, 7 initiatives: {took:.2f} s")
    for size in (15, 25):
        problem = large(size, seed) if size > 15 else unlimited(large(size, seed))
        spread = np.random.default_rng(seed).normal(problem.value, problem.value * 0.4, (20_000, size))
        found, took = timed(lambda p=problem, s=spread: optima(p, Values.apart(s)))
        told = f"{len(found.sets)} sets, {'exact' if found.is_exact else 'those best in 200 solved draws'}"
        if not found.is_exact:
            rows = range(0, 20_000, 400)
            short = np.mean(
                [1 - found.value[row] / best_value(Values.apart(spread).draw_in(problem, row)) for row in rows]
            )
            told += f", worth {short:.2%} less than the true best of a draw on average"
        print(f"Best sets of 20,000 draws, {size} initiatives: {took:.2f} s ({told})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instances", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    compare(given.instances, given.seed)
    scale(given.seed)
    robust(given.seed)


if __name__ == "__main__":
    main()
