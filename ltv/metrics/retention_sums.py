"""Adds up, exactly, what customers paid then and now: the numbers that `Retention` names."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ltv.metrics.nrr_rules import NrrRule
from ltv.metrics.retention_parts import Outside, Retention
from ltv.sums import dot, squares_of_runs, sums_of_runs

Parts = NDArray[np.object_]
"""The numbers of `Retention`, one column per pair of periods: whole numbers of any size, so they add up exactly."""


def parts_of(
    opening: NDArray[np.int64], closing: NDArray[np.int64], sizes: NDArray[np.integer], rounding: int
) -> Parts:
    """Split what each base customer paid then and now into named changes.

    Parameters
    ----------
    opening, closing : int64
        What each customer of each pair of periods paid in its first and in its second, one pair after the other.
    sizes : int
        How many customers each pair has.
    rounding : int
        A change no larger is money, but no customer who expanded or contracted.
    """
    pays, change, gross = closing > 0, closing - opening, np.minimum(closing, opening)
    kept, expansion = sums_of_runs(pays, sizes), sums_of_runs(np.maximum(change, 0), sizes)
    churn = -sums_of_runs(opening * ~pays, sizes)
    money = [sums_of_runs(opening, sizes), expansion, sums_of_runs(change, sizes) - expansion - churn, churn]
    expanded, contracted = change > rounding, pays & (change < -rounding)
    counts = [sums_of_runs(expanded, sizes), sums_of_runs(contracted, sizes), sizes - kept]
    squares = squares_of_runs(opening, (closing, gross), sizes)
    return np.array([sizes, kept, *money, *counts, *squares], dtype=object)


def named(rule: NrrRule, parts: Parts) -> list[Retention]:
    """Give the numbers of each pair of periods their names; `outside` is not among them and stays empty."""
    found = []
    for customers, kept, *money, expanded, contracted, churned, oo, oe, ee, og, gg in parts.T.tolist():
        opening, expansion, contraction, churn = money
        counts = (expanded, contracted, churned)
        squares = (oo, oe, ee), (oo, og, gg)
        found.append(
            Retention(rule, customers, kept, opening, expansion, contraction, churn, counts, *squares, Outside())
        )
    return found


def outside_of(amount: NDArray[np.int64], is_new: NDArray[np.bool_]) -> Outside:
    """Add up what customers outside the base paid in the second period, by whether they are new."""
    positive = np.maximum(amount, 0)
    new, returned = positive * is_new, positive * ~is_new
    return Outside(
        new=int(new.sum()),
        reactivation=int(returned.sum()),
        refunds=int(np.minimum(amount, 0).sum()),
        customers_new=int(np.count_nonzero(new)),
        customers_reactivation=int(np.count_nonzero(returned)),
        reactivation_squares=dot(returned, returned),
    )
