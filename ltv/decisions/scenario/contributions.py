"""What each lever adds, in whatever order they are pulled, and which assumption moves the outcome most."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from ltv.decisions.portfolio.priors import Z90
from ltv.decisions.scenario.hazards import posterior
from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.projection import Projection, projected
from ltv.decisions.scenario.state import CERTAIN, Base, Floats

Question = Callable[[Projection], float]
"""What is asked of a projection, such as NRR at its end."""

LEAST = 5e-4
"""Assumptions that move the outcome by less are left out of a tornado."""
EXACT = 8
"""Up to so many levers all subsets are looked at."""
ORDERS, SEED = 400, 20260930


def nrr_at_the_end(found: Projection) -> float:
    """Mean NRR at the end of the months ahead."""
    return float(found.nrr[:, -1].mean())


def contributions(
    base: Base, levers: Sequence[Lever], *, months: int = 12, question: Question = nrr_at_the_end
) -> Floats:
    """Shapley value of each lever: its mean effect over all orders in which levers may be pulled (Shapley, 1953).

    They add up to scenario less base exactly. Beyond `EXACT` levers the mean is over orders drawn at random and their
    reversals.
    """
    known: dict[frozenset[int], float] = {}
    base = base.only_today if question is nrr_at_the_end else base

    def value(chosen: frozenset[int]) -> float:
        if chosen not in known:
            known[chosen] = question(projected(base, [levers[i] for i in sorted(chosen)], months=months))
        return known[chosen]

    return _exact(value, len(levers)) if len(levers) <= EXACT else _by_orders(value, len(levers))


def _exact(value: Callable[[frozenset[int]], float], n: int) -> Floats:
    found = np.zeros(n)
    for i in range(n):
        others = [j for j in range(n) if j != i]
        for size in range(n):
            weight = math.factorial(size) * math.factorial(n - size - 1) / math.factorial(n)
            for chosen in itertools.combinations(others, size):
                before = frozenset(chosen)
                found[i] += weight * (value(before | {i}) - value(before))
    return found


def _by_orders(value: Callable[[frozenset[int]], float], n: int) -> Floats:
    rng, found = np.random.default_rng(SEED), np.zeros(n)
    half = [rng.permutation(n).tolist() for _ in range(ORDERS // 2)]
    orders = [*half, *(order[::-1] for order in half)]
    for order in orders:
        before: frozenset[int] = frozenset()
        for i in order:
            found[i] += value(before | {i}) - value(before)
            before |= {i}
    return found / len(orders)


def tornado(base: Base, *, months: int = 12, by: float = 0.10, question: Question = nrr_at_the_end) -> pd.DataFrame:
    """The outcome when hazards of one stretch of tenure, or one other rate, are `by` lower and higher.

    Returns
    -------
    DataFrame, one row per assumption, the one that moves most first
        `what`: "hazard" with `tenure_from` and `tenure_to`, or "expansion", "contraction", "reactivation"; `low`,
        `high`: the outcome at the lower and at the higher rate.
    """
    base = base.only_today if question is nrr_at_the_end else base
    asked = base, months, by, question
    rows = [("hazard", first, last, *_ends(first, last, *asked)) for first, last in _stretches(base)]
    rows += [(name, 1, base.bands, *_rates(name, *asked)) for name in _RATES if _is_moving(base, name)]
    return _ordered(rows)


def _ordered(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """As a table, what moves most first."""
    table = pd.DataFrame(rows, columns=["what", "tenure_from", "tenure_to", "low", "high"])
    swing = (table["high"] - table["low"]).abs()
    table, swing = table[swing >= LEAST], swing[swing >= LEAST]
    return table.loc[swing.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def tornado_of_beliefs(base: Base, *, months: int = 12, question: Question = nrr_at_the_end) -> pd.DataFrame:
    """The outcome at the tenth and at the ninetieth percentile of what is not known, one thing at a time.

    Returns
    -------
    DataFrame, as `tornado`
        `what`: "hazard" with `tenure_from` and `tenure_to`, all its cells at the same percentile, or "growth".
    """
    base = base.only_today if question is nrr_at_the_end else base
    a, b = posterior(base)
    rows = []
    for first, last in _stretches(base):
        ends = [question(projected(_known(base, a, b, first, last, q), months=months)) for q in (0.1, 0.9)]
        rows.append(("hazard", first, last, *ends))
    if base.net_se.any():
        moved = (replace(base, expansion=base.expansion + z * base.net_se[:, None]) for z in (-Z90, Z90))
        rows.append(("growth", 1, base.bands, *(question(projected(one, months=months)) for one in moved)))
    return _ordered(rows)


def _known(base: Base, a: Floats, b: Floats, first: int, last: int, q: float) -> Base:
    """The company with all hazards at their mean but those of one stretch of tenure, at a percentile."""
    band = np.arange(1, base.bands + 1)
    hazard = np.where((band >= first) & (band <= last), stats.beta.ppf(q, a, b), a / (a + b))
    return replace(base, left=hazard * CERTAIN, at_risk=np.full(hazard.shape, CERTAIN))


_RATES = ("expansion", "contraction", "reactivation")


def _is_moving(base: Base, name: str) -> bool:
    return bool((getattr(base, name) > 0).any())


def _stretches(base: Base) -> list[tuple[int, int]]:
    """Tenures that leave alike enough to be told together: month 1, 2, 3, to half a year, to a year, later."""
    ends = [end for end in (1, 2, 3, 6, 12) if end < base.bands] + [base.bands]
    return list(zip([1, *(end + 1 for end in ends[:-1])], ends))


def _ends(first: int, last: int, base: Base, months: int, by: float, question: Question) -> tuple[float, float]:
    cuts = (Lever(LeverKind.CHURN, cut, tenure_from=first, tenure_to=last) for cut in (by, -by))
    low, high = (question(projected(base, [cut], months=months)) for cut in cuts)
    return low, high


def _rates(name: str, base: Base, months: int, by: float, question: Question) -> tuple[float, float]:
    changed = (replace(base, **{name: getattr(base, name) * (1 + change)}) for change in (-by, by))
    low, high = (question(projected(one, months=months)) for one in changed)
    return low, high
