"""Histories made ready for a likelihood: time scaled by its mean, a part at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ltv.metrics.histories import PurchaseHistories
from ltv.models.fit import Fit
from ltv.models.newton import Floats

Terms = tuple[float, Floats, Floats]
"""A part of a log-likelihood: value, gradient, Hessian."""


@dataclass(frozen=True, eq=False)
class TimedRows:
    """Some distinct histories, sorted by x; all float64.

    Few enough to fit the processor's cache, and for no vector to be so long that BLAS starts threads over it.
    """

    x: Floats
    t_x: Floats
    T: Floats
    count: Floats
    log_gaps: float

    @property
    def repeats(self) -> float:
        """Repeat purchases of their customers."""
        return float(self.x @ self.count)

    @cached_property
    def runs(self) -> tuple[NDArray[np.int64], Floats]:
        """Each distinct x, and its customers."""
        starts = np.flatnonzero(np.diff(self.x, prepend=-1.0))
        customers = np.add.reduceat(self.count, starts) if len(starts) else self.count
        return self.x[starts].astype(np.int64), customers


@dataclass(frozen=True, eq=False)
class TimedHistories:
    """Histories told in a unit of time of `scale` of their own."""

    histories: PurchaseHistories
    scale: float = 1.0

    @classmethod
    def of(cls, histories: PurchaseHistories) -> TimedHistories:
        """Scale time so that customers are of age 1 on average."""
        is_known = histories.customers and histories.exposure > 0
        return cls(histories, histories.exposure / histories.customers if is_known else 1.0)

    @property
    def rate(self) -> float:
        """Repeat purchases per customer and unit of time, as if half a customer more had bought once; never 0."""
        return (self.histories.repeats + 0.5) / (self.histories.exposure / self.scale + 0.5)

    def blocks(self, rows: int = 1 << 13) -> Iterator[TimedRows]:
        """The histories in parts, over which every likelihood is a sum; converted one part at a time."""
        all_of = self.histories
        log_gaps = all_of.log_gaps - all_of.repeats * math.log(self.scale)
        for i in range(0, max(len(all_of.x), 1), rows):
            x, t_x, T, count = (column[i : i + rows] for column in (all_of.x, all_of.t_x, all_of.T, all_of.count))
            floats = x.astype(np.float64), t_x / self.scale, T / self.scale, count.astype(np.float64)
            yield TimedRows(*floats, 0.0 if i else log_gaps)

    def in_own_time(self, fit: Fit, *times: str) -> Fit:
        """A fit made in scaled time, told in the data's own: parameters that are times, and the log-likelihood."""
        longer = math.log(self.scale)
        at = fit.at + np.array([longer if name in times else 0.0 for name in fit.names])
        return replace(fit, at=at, loglik=fit.loglik - self.histories.repeats * longer)


def total(terms: Sequence[Terms]) -> Terms:
    """Sum of values, gradients and Hessians."""
    values, gradients, hessians = zip(*terms)
    return sum(values), np.sum(gradients, axis=0), np.sum(hessians, axis=0)
