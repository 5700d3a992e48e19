"""BG/CNBD-k and MBG/CNBD-k: as BG/NBD and MBG/NBD for customers who buy at a rhythm rather than at random times."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from ltv.metrics.distinct_rows import on_distinct
from ltv.metrics.histories import PurchaseHistories
from ltv.models.beta_geometric import BetaGeometric
from ltv.models.beta_geometric_fit import fit_beta_geometric
from ltv.models.beta_mean import beta_mean
from ltv.models.fit import Rung
from ltv.models.newton import Floats
from ltv.models.regular_dropout import PURCHASES, RATE, Later, until_dropout

MOST_REGULAR = 6
"""Erlang-6 times between purchases vary by 40 % of their mean: as regular as shops' customers are seen to be."""


@dataclass(frozen=True)
class _RegularBetaGeometric(BetaGeometric):
    """With k phases to each purchase; `alpha` belongs to the phases' rate, so a purchase takes k times as long."""

    k: int = 1

    _silence_matters: ClassVar[bool] = True

    @property
    def _k(self) -> int:
        return self.k

    def _while_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: ArrayLike) -> Floats:
        """Exactly, where Reutterer, Platzer & Schröder (2021) approximate by BG/NBD with k times the α."""
        return self._over_phases(PURCHASES, x, t_x, T, t)

    def _rate_while_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: ArrayLike) -> Floats:
        return self._over_phases(RATE, x, t_x, T, t) / (self.alpha + np.asarray(T, dtype=np.float64))

    def _over_phases(self, later: Later, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: ArrayLike) -> Floats:
        """Mean over how far the customer may have come, since the last purchase, to the next one."""
        x, t_x, T, t = (np.asarray(column, dtype=np.float64) for column in (x, t_x, T, t))
        total = np.zeros(np.broadcast_shapes(*(column.shape for column in (x, t_x, T, t))))
        for phase, share in enumerate(self._phase_shares(x, t_x, T)):
            total = total + share * on_distinct(partial(self._from_phase, later, phase), x, T, t)
        return total

    def _from_phase(self, later: Later, phase: int, x: Floats, T: Floats, t: Floats) -> Floats:
        q, scale = self.r + self.k * x + phase, self.alpha + T
        first = [later.of_events(np.array(self.k * n - phase), q, t / (scale + t)) for n in (1, 2, 3, 4)]
        mean = partial(until_dropout, later, self.k, phase)
        return beta_mean(mean, self.a, self.b + x + self._m, q, t / scale, *first)

    @classmethod
    def _fitted(cls, histories: PurchaseHistories, most: int) -> Self:
        """The k from which on the likelihood falls; 1 where times between purchases are not known, or there are none.

        Where nobody bought again every k would deny ever more firmly that anybody will.
        """
        k, fit = 1, fit_beta_geometric(histories, cls._m, 1)
        are_known = histories.x.any() and not np.isnan(histories.log_gaps)
        while k < most and are_known:
            steadier = fit_beta_geometric(histories, cls._m, k + 1)
            if (steadier.rung == Rung.MAXIMUM, steadier.loglik) <= (fit.rung == Rung.MAXIMUM, fit.loglik):
                break
            k, fit = k + 1, steadier
        return cls(**fit.parameters, k=k, fit=fit, unit_days=histories.unit_days)


@dataclass(frozen=True)
class BGCNBD(_RegularBetaGeometric):
    """BG / condensed negative binomial distribution of order k.

    Assumes BG/NBD, but that the times between a customer's purchases are Erlang-k: the larger k, the steadier.

    References
    ----------
    Reutterer, Platzer & Schröder, Leveraging purchase regularity for predicting customer behavior the easy way,
    International Journal of Research in Marketing 38 (2021); Chatfield & Goodhardt (1973).
    """

    _m: ClassVar[int] = 0


@dataclass(frozen=True)
class MBGCNBD(_RegularBetaGeometric):
    """MBG / condensed negative binomial distribution of order k.

    Assumes MBG/NBD, but that the times between a customer's purchases are Erlang-k: the larger k, the steadier.

    References
    ----------
    As for `BGCNBD`.
    """

    _m: ClassVar[int] = 1


def fit_bgcnbd(histories: PurchaseHistories, most: int = MOST_REGULAR) -> BGCNBD:
    """Fit for k = 1, 2 … while the likelihood rises, up to `most`; never raises on valid histories."""
    return BGCNBD._fitted(histories, most)


def fit_mbgcnbd(histories: PurchaseHistories, most: int = MOST_REGULAR) -> MBGCNBD:
    """Fit for k = 1, 2 … while the likelihood rises, up to `most`; never raises on valid histories."""
    return MBGCNBD._fitted(histories, most)
