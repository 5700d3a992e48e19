"""Where a scenario starts: customers and revenue by segment and tenure, and how often they left, lately."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

CERTAIN = 1e12
"""So many customer-months leave nothing of a hazard open."""


@dataclass(frozen=True, eq=False)
class Base:
    """Customers of a company at the end of a month, in cells of row × tenure band.

    A row is a segment, or a segment in a channel; under contracts of several months it is one of as many rows as the
    term has months, each renewed in another month. Rows of one group share their rates, which each of them repeats. A
    band is a month of tenure, 1 in the month of the first payment; the last one holds all longer tenures. Money is
    revenue a month, smallest unit. "Per segment" below means per row.

    Attributes
    ----------
    segments : name of each row's segment
    customers, mrr : float, segments × bands
        Who is there, and what they pay.
    left, at_risk : float, segments × bands
        Customer-months in which a customer left before the next, of those observed lately; for terms of several months
        only of those that ended with a renewal due.
    expansion, contraction : float, segments × bands
        Share of the revenue of those who stay that is added, and lost, a month.
    net_se : float, per segment
        Standard error of expansion less contraction.
    reactivation : float, per segment
        Share of those who left that comes back in a month.
    dormant : float, per segment
        Who had left before.
    new : float, per segment
        Customers won a month; of a group with several rows each has an equal part.
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
    channels : name of each row's channel; "" where channels are not told apart
    terms : months of each row's contracts, 1 where customers may leave in any month
    phases : months until each row's next renewal, 1 to its term
    groups : number of each row's group, those of one group side by side
    early : float, rows × 2
        Customers of a group who left though no renewal was due, and customer-months in which they could have.
    exposure : float, segments × bands
        All customer-months observed lately, of the group; `at_risk` where None.
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
    channels: tuple[str, ...] | None = None
    terms: Ints | None = None
    phases: Ints | None = None
    groups: Ints | None = None
    early: Floats | None = None
    exposure: Floats | None = None

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
        terms: int = 1,
        phases: tuple[int, ...] = (),
    ) -> Base:
        """A company written down by hand: customers of each tenure, and the hazard of each, known exactly.

        With `terms` of several months all rows are one segment, renewed after `phases` months.
        """
        count = np.atleast_2d(np.asarray(customers, dtype=np.float64))
        hazard = np.broadcast_to(np.asarray(hazards, dtype=np.float64), count.shape)
        many = np.maximum(count, 1e-6) * CERTAIN
        each = np.zeros(len(count))
        return cls(
            segments=("s0",) * len(count) if phases else tuple(f"s{i}" for i in range(len(count))),
            customers=count,
            mrr=count * price,
            left=hazard * many,
            at_risk=many,
            expansion=np.full(count.shape, max(net_growth, 0.0)),
            contraction=np.full(count.shape, max(-net_growth, 0.0)),
            net_se=each,
            reactivation=each,
            dormant=each,
            new=each + new / (len(count) if phases else 1),
            new_mrr=each + price,
            size_tilt=each + 1.0,
            squares=np.zeros(count.shape),
            months_seen=count.shape[1],
            margin=margin,
            service=service,
            terms=np.full(len(count), terms, dtype=np.intp),
            phases=np.array(phases or [1] * len(count), dtype=np.intp),
            groups=np.zeros(len(count), dtype=np.intp) if phases else None,
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
    def group(self) -> Ints:
        """Number of each row's group."""
        return np.arange(len(self.segments)) if self.groups is None else self.groups

    @property
    def heads(self) -> Ints:
        """The first row of each group, which has the group's rates."""
        return np.asarray(np.unique(self.group, return_index=True)[1], dtype=np.intp)

    @property
    def term(self) -> Ints:
        """Months of each row's contracts."""
        return np.ones(len(self.segments), dtype=np.intp) if self.terms is None else self.terms

    @property
    def channel(self) -> tuple[str, ...]:
        """Name of each row's channel."""
        return ("",) * len(self.segments) if self.channels is None else self.channels

    @property
    def has_terms(self) -> bool:
        """Whether anybody is bound for longer than a month."""
        return bool((self.term > 1).any())

    def renews(self, month: int) -> NDArray[np.bool_]:
        """Rows that may leave between so many months ahead less one and so many months ahead."""
        phase = self.term if self.phases is None else self.phases
        return np.asarray((month - phase) % self.term == 0)

    def entry(self, month: int) -> Ints:
        """The row of each group that customers who come so many months ahead belong to: they renew a term later."""
        rows = np.flatnonzero(self.renews(month))
        return np.asarray(rows[np.unique(self.group[rows], return_index=True)[1]], dtype=np.intp)

    @property
    def only_today(self) -> Base:
        """The same company with nobody to come: enough for what becomes of the customers of today, and faster."""
        nobody = np.zeros(len(self.segments))
        return replace(self, new=nobody, dormant=nobody)

    @property
    def flat_churn(self) -> float:
        """Share of customers who left in a month, whatever their tenure; NaN when nobody was observed."""
        seen = float(self._exposed.sum())
        return self._left / seen if seen else math.nan

    @property
    def _exposed(self) -> Floats:
        return (self.at_risk if self.exposure is None else self.exposure)[self.heads]

    @property
    def _left(self) -> float:
        early = 0.0 if self.early is None else float(self.early[self.heads, 0].sum())
        return float(self.left[self.heads].sum()) + early

    def flattened(self) -> Base:
        """The same company with one churn rate and one growth for everybody, whatever their tenure or renewal."""
        plain, growth, shape = self.flat_churn, self.flat_growth, self.customers.shape
        if math.isnan(plain) or math.isnan(growth):
            return self
        seen = np.full(shape, float(self._exposed.sum()))
        return replace(
            self, left=plain * seen, at_risk=seen, expansion=np.full(shape, max(growth, 0.0)),
            contraction=np.full(shape, max(-growth, 0.0)), reactivation=np.zeros(shape[0]),
            size_tilt=np.ones(shape[0]), terms=None, phases=None, groups=None, early=None, exposure=None,
        )  # fmt: skip

    @property
    def flat_growth(self) -> float:
        """Expansion less contraction of all who stay, weighed by revenue."""
        total = self.revenue
        return float((self.mrr * (self.expansion - self.contraction)).sum()) / total if total else math.nan
