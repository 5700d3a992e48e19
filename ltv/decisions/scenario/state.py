"""Where a scenario starts: customers and revenue by segment and tenure, and how often they left, lately."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Base:
    """Customers of a company at the end of a month, in cells of segment × tenure band.

    A band is a month of tenure, 1 in the month of the first payment; the last one holds all longer tenures. Money is
    revenue a month, smallest unit.

    Attributes
    ----------
    segments : names
    customers, mrr : float, segments × bands
        Who is there, and what they pay.
    left, at_risk : float, segments × bands
        Customer-months in which a customer left before the next, of those observed lately.
    expansion, contraction : float, segments × bands
        Share of the revenue of those who stay that is added, and lost, a month.
    net_se : float, per segment
        Standard error of expansion less contraction.
    reactivation : float, per segment
        Share of those who left that comes back in a month.
    dormant : float, per segment
        Who had left before.
    new : float, per segment
        Customers won a month.
    new_mrr : float, per segment
        What a new one pays in the first month.
    size_tilt : float, per segment
        Revenue that leaves ÷ what would if customers left regardless of size.
    squares : float, segments × bands
        Σ of squared revenue of the customers there: how much hangs on single ones.
    months_seen : int
        Longest tenure with anybody at risk: beyond it a model speaks.
    margin : float
        Gross margin, a share of revenue; 1 counts revenue.
    cpa : float, per segment
        Cost of winning a customer; NaN where not known.
    service : float
        Cost of serving a customer for a month.
    """

    segments: tuple[str, ...]
    customers: Floats
    mrr: Floats
    left: Floats
    at_risk: Floats
    expansion: Floats
    contraction: Floats
    net_se: Floats
    reactivation: Floats
    dormant: Floats
    new: Floats
    new_mrr: Floats
    size_tilt: Floats
    squares: Floats
    months_seen: int
    margin: float = 1.0
    cpa: Floats | None = None
    service: float = 0.0

    @classmethod
    def of_cells(
        cls,
        customers: Floats,
        hazards: Floats,
        *,
        price: float = 1.0,
        net_growth: float = 0.0,
        new: float = 0.0,
        margin: float = 1.0,
        service: float = 0.0,
    ) -> Base:
        """A company written down by hand: customers of each tenure, and the hazard of each, known exactly."""
        count = np.atleast_2d(np.asarray(customers, dtype=np.float64))
        hazard = np.broadcast_to(np.asarray(hazards, dtype=np.float64), count.shape)
        many = np.maximum(count, 1e-6) * 1e12
        each = np.zeros(len(count))
        return cls(
            segments=tuple(f"s{i}" for i in range(len(count))),
            customers=count,
            mrr=count * price,
            left=hazard * many,
            at_risk=many,
            expansion=np.full(count.shape, max(net_growth, 0.0)),
            contraction=np.full(count.shape, max(-net_growth, 0.0)),
            net_se=each,
            reactivation=each,
            dormant=each,
            new=each + new,
            new_mrr=each + price,
            size_tilt=each + 1.0,
            squares=np.zeros(count.shape),
            months_seen=count.shape[1],
            margin=margin,
            service=service,
        )

    @property
    def bands(self) -> int:
        """Number of tenure bands."""
        return int(self.customers.shape[1])

    @property
    def revenue(self) -> float:
        """Revenue a month of all who are there."""
        return float(self.mrr.sum())

    @property
    def flat_churn(self) -> float:
        """Share of customers who left in a month, whatever their tenure; NaN when nobody was observed."""
        seen = float(self.at_risk.sum())
        return float(self.left.sum()) / seen if seen else math.nan

    def flattened(self) -> Base:
        """The same company with one churn rate and one growth for everybody, whatever their tenure."""
        plain, growth, shape = self.flat_churn, self.flat_growth, self.customers.shape
        if math.isnan(plain) or math.isnan(growth):
            return self
        seen = np.full(shape, float(self.at_risk.sum()))
        return replace(
            self, left=plain * seen, at_risk=seen, expansion=np.full(shape, max(growth, 0.0)),
            contraction=np.full(shape, max(-growth, 0.0)), reactivation=np.zeros(shape[0]),
            size_tilt=np.ones(shape[0]),
        )  # fmt: skip

    @property
    def flat_growth(self) -> float:
        """Expansion less contraction of all who stay, weighed by revenue."""
        total = self.revenue
        return float((self.mrr * (self.expansion - self.contraction)).sum()) / total if total else math.nan
