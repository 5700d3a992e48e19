"""Problems of choosing: the worked one with seven initiatives, random ones, and a choice made one set at a time."""

import itertools
from dataclasses import replace

import numpy as np

from ltv.decisions.portfolio.problem import Problem
from ltv.decisions.portfolio.values import Values

VALUE = [24.0, 15, 18, 8, 10, 4, 6]
SHORT = np.array([4.0, 3, 6, 5, 9, 0, 8])
SD = np.array([8.0, 5, 12, 2, 6, 1, 5])


def seven(budget=28.0):
    """EXAMPLES E4: early warning, onboarding, cross-sell, delivery alerts, more ads, integration, deep discount."""
    return Problem.of(
        [f"P{number}" for number in range(1, 8)],
        VALUE,
        [8, 5, 9, 3, 7, 6, 4],
        budget=budget,
        people={
            "cs": [2, 3, 1, 0, 0, 0, 0],
            "marketing": [1, 1, 2, 0, 3, 0, 2],
            "it": [3, 1, 3, 1, 0, 2, 0],
            "logistics": [0, 0, 0, 2, 0, 0, 0],
        },
        capacity={"cs": 6, "marketing": 4, "it": 9, "logistics": 2},
        requires=[("P3", "P6")],
        excludes=[("P5", "P7")],
    )


def draws(seed=7, size=20_000):
    return Values.apart(np.random.default_rng(seed).normal(VALUE, SD, (size, 7)))


def random_problem(rng, most=12, fewest=0):
    """Whole and broken numbers, sizes, rules, overlaps, values in units from one to millions."""
    size = int(rng.integers(fewest, most + 1))
    initiative = [f"I{row // 2 if rng.random() < 0.4 else row}" for row in range(size)]
    problem = Problem.of(
        [f"O{row}" for row in range(size)],
        rng.integers(-5, 25, size) * 10.0 ** rng.integers(0, 7),
        rng.integers(0, 10, size),
        budget=float(rng.choice([5, 12, 20, 30, np.inf])),
        people={name: rng.choice([0, 0, 0.1, 0.3, 1, 2], size) for name in "abc"},
        capacity={name: float(rng.choice([0, 0.4, 1, 2, 4])) for name in "abc"},
        initiative=initiative,
    )
    names = problem.names
    if len(names) < 3:
        return problem
    rules = [tuple(str(one) for one in rng.choice(names, 2, replace=False)) for _ in range(4)]
    pairs = tuple(tuple(sorted(int(c) for c in rng.choice(size, 2, replace=False))) for _ in range(5))
    together = rng.integers(-6, 7, 5) * np.abs(problem.value).max() / 20
    problem = replace(problem, requires=tuple(rules[:2]), excludes=tuple(rules[2:]), pairs=pairs, together=together)
    return problem.forcing(str(rng.choice(names))) if rng.random() < 0.3 else problem


def allowed(problem, chosen):
    """Whether a set keeps everything, told one rule at a time."""
    has = lambda name: any(name in (problem.ids[row], problem.initiative[row]) for row in chosen)  # noqa: E731
    owners = [problem.initiative[row] for row in chosen]
    used = [sum(problem.use[row][r] for row in chosen) for r in range(len(problem.limits))]
    return (
        all(total <= limit + 1e-6 for total, limit in zip(used, problem.limits))
        and len(set(owners)) == len(owners)
        and all(has(b) for a, b in problem.requires if has(a))
        and not any(has(a) and has(b) for a, b in problem.excludes)
        and all(has(name) for name in problem.forced)
        and not any(has(name) for name in problem.forbidden)
    )


def worth(problem, chosen, value=None):
    value = problem.value if value is None else value
    beside = sum(t for (a, b), t in zip(problem.pairs, problem.together) if a in chosen and b in chosen)
    return sum(value[row] for row in chosen) + beside


def every_set(problem):
    rows = range(problem.size)
    for number in range(problem.size + 1):
        yield from (chosen for chosen in itertools.combinations(rows, number) if allowed(problem, chosen))


def best_naively(problem):
    """Ids of the best set, equals decided as stated; None when nothing is allowed."""
    found = list(every_set(problem))
    if not found:
        return None
    top = max(worth(problem, one) for one in found)
    ties = [one for one in found if worth(problem, one) >= top - 1e-9 * max(1.0, abs(top))]
    best = min(ties, key=lambda one: (round(sum(problem.cost[r] for r in one), 6), len(one), one))
    return tuple(problem.ids[row] for row in best)
