"""MBG/NBD: as BG/NBD, but customers can leave after their first purchase, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ltv.metrics.histories import PurchaseHistories
from ltv.models.beta_geometric import BetaGeometric
from ltv.models.beta_geometric_fit import fit_beta_geometric


@dataclass(frozen=True)
class MBGNBD(BetaGeometric):
    """Modified beta-geometric / negative binomial distribution.

    Assumes that each customer buys at a steady random rate of their own, Gamma(r, α), and after each purchase, the
    first included, leaves for good with a probability of their own, Beta(a, b), whatever the rate.

    References
    ----------
    Batislam, Denizel & Filiztekin, Empirical validation and comparison of models for customer base analysis,
    International Journal of Research in Marketing 24 (2007); Wagner & Hoppe, Erratum, the same, 25 (2008).
    """

    _m: ClassVar[int] = 1


def fit_mbgnbd(histories: PurchaseHistories) -> MBGNBD:
    """Fit by maximum likelihood, or down the ladder of `Fit.rung`; never raises on valid histories."""
    fit = fit_beta_geometric(histories, MBGNBD._m)
    return MBGNBD(**fit.parameters, fit=fit, unit_days=histories.unit_days)
