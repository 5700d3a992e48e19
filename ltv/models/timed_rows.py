"""Histories made ready for a likelihood: time scaled by its mean, every column as codes of its distinct values."""

from __future__ import annotations

import math
from collections.abc import Sequence
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
    """Distinct histories, sorted by x.

    Attributes
    ----------
    x, t_x, T, count : float64, one entry per distinct history
    log_gaps : float
    scale : float
        The unit of time here, in the data's own: their mean age.
    """

    x: Floats
    t_x: Floats
    T: Floats
    count: Floats
    log_gaps: float
    scale: float

    @classmethod
    def of(cls, histories: PurchaseHistories) -> TimedRows:
        """Scale time so that customers are of age 1 on average."""
        is_known = histories.customers and histories.exposure > 0
        return cls._scaled(histories, histories.exposure / histories.customers if is_known else 1.0)

    @classmethod
    def unscaled(cls, histories: PurchaseHistories) -> TimedRows:
        """Leave time in the data's own unit."""
        return cls._scaled(histories, 1.0)

    @classmethod
    def _scaled(cls, histories: PurchaseHistories, scale: float) -> TimedRows:
        return cls(
            histories.x.astype(np.float64),
            histories.t_x / scale,
            histories.T / scale,
            histories.count.astype(np.float64),
            histories.log_gaps - histories.repeats * math.log(scale),
            scale,
        )

    @cached_property
    def repeats(self) -> float:
        """Repeat purchases of all customers."""
        return float((self.x * self.count).sum())

    @cached_property
    def rate(self) -> float:
        """Repeat purchases per customer and unit of time, as if half a customer more had bought once; never 0."""
        return (self.repeats + 0.5) / (float((self.T * self.count).sum()) + 0.5)

    @cached_property
    def runs(self) -> tuple[NDArray[np.intp], NDArray[np.int64], Floats]:
        """Where each distinct x begins, which it is, and its customers."""
        starts = np.flatnonzero(np.diff(self.x, prepend=-1.0))
        customers = np.add.reduceat(self.count, starts) if len(starts) else self.count
        return starts, self.x[starts].astype(np.int64), customers

    def in_blocks(self, rows: int = 1 << 13) -> list[TimedRows]:
        """The same in parts, over which every likelihood is a sum.

        Parts that fit the processor's cache, and in which no vector is long enough for BLAS to start threads over.
        """
        parts = [slice(i, i + rows) for i in range(0, max(len(self.x), 1), rows)]
        return [
            replace(
                self, x=self.x[part], t_x=self.t_x[part], T=self.T[part], count=self.count[part],
                log_gaps=0.0 if part.start else self.log_gaps,
            )
            for part in parts
        ]  # fmt: skip

    def in_own_time(self, fit: Fit, *times: str) -> Fit:
        """A fit made in scaled time, told in the data's own: parameters that are times, and the log-likelihood."""
        stretched = np.array([math.log(self.scale) if name in times else 0.0 for name in fit.names])
        return replace(fit, at=fit.at + stretched, loglik=fit.loglik - self.repeats * math.log(self.scale))


def total(terms: Sequence[Terms]) -> Terms:
    """Sum of values, gradients and Hessians."""
    values, gradients, hessians = zip(*terms)
    return sum(values), np.sum(gradients, axis=0), np.sum(hessians, axis=0)
