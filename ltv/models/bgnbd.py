"""BG/NBD: customers buy at random times until they leave, which can only happen right after a repeat purchase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ltv.metrics.histories import PurchaseHistories
from ltv.models.beta_geometric import BetaGeometric
from ltv.models.beta_geometric_fit import fit_beta_geometric


@dataclass(frozen=True)
class BGNBD(BetaGeometric):
    """Beta-geometric / negative binomial distribution.

    Assumes that each customer buys at a steady random rate of their own, Gamma(r, α), and after each repeat purchase
    leaves for good with a probability of their own, Beta(a, b), whatever the rate. Who never bought again cannot have
    left: where many customers buy once, MBG/NBD is the better model.

    References
    ----------
    Fader, Hardie & Lee, "Counting your customers" the easy way: an alternative to the Pareto/NBD model, Marketing
    Science 24 (2005).
    """

    _m: ClassVar[int] = 0


def fit_bgnbd(histories: PurchaseHistories) -> BGNBD:
    """Fit by maximum likelihood, or down the ladder of `Fit.rung`; never raises on valid histories."""
    fit = fit_beta_geometric(histories, BGNBD._m)
    return BGNBD(**fit.parameters, fit=fit, unit_days=histories.unit_days)
