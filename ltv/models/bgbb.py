"""BG/BB: customers who can buy once a period take each opportunity or not, until they leave."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from ltv.metrics.distinct_rows import on_distinct
from ltv.metrics.opportunities import Opportunities
from ltv.models.bgbb_fit import BgbbLikelihood, fit_opportunities, log_ways, ways
from ltv.models.fit import Fit
from ltv.models.newton import Floats
from ltv.models.order_model import DAYS_A_YEAR, GIVEN

_SMALLEST_WEIGHT = 45.0
"""A discount factor below e^-45 counts as nothing."""
_MOST_TERMS = 1_000_000
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class BGBB:
    """Beta-geometric / beta-Bernoulli.

    Assumes that at each opportunity a living customer buys with a probability of their own, Beta(α, β), and before each
    leaves for good with a probability of their own, Beta(γ, δ), the two having nothing to do with each other.

    In every question `x` is the number of opportunities taken, `t_x` the last one taken and `T` how many there were
    (the paper's n); `unit_days` is the time from one to the next.

    References
    ----------
    Fader, Hardie & Shang, Customer-base analysis in a discrete-time noncontractual setting, Marketing Science 29
    (2010).
    """

    is_discrete: ClassVar[bool] = True
    """Time is counted in whole opportunities."""

    alpha: float
    beta: float
    gamma: float
    delta: float
    unit_days: float = field(default=DAYS_A_YEAR, kw_only=True)
    fit: Fit = field(default=GIVEN, repr=False, compare=False, kw_only=True)

    @property
    def _at(self) -> Floats:
        return np.log([self.alpha, self.beta, self.gamma, self.delta])

    def rate_shape(self, x: ArrayLike) -> Floats:
        """First shape of the Beta distribution of a customer's purchase probability after `x` purchases, α + x."""
        return np.asarray(self.alpha + np.asarray(x), dtype=np.float64)

    def p_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, ahead: int = 1) -> Floats:
        """Probability of being alive at opportunity T + `ahead`: eq. 11, which takes the next one.

        With `ahead` = 0: of having been alive at the last one.
        """

        def share_alive(x: Floats, t_x: Floats, n: Floats) -> Floats:
            x_, t_, n_ = (column.astype(np.int64) for column in (x, t_x, n))
            found = ways(x_, t_, n_)
            starts = np.flatnonzero(np.diff(found.row, prepend=-1))
            log = log_ways(self._at, found)[0]
            ends = np.append(starts[1:], len(log)) - 1
            return np.asarray(np.exp(log[ends] - np.logaddexp.reduceat(log, starts)))

        last = np.asarray(T, dtype=np.int64)
        return np.asarray(on_distinct(share_alive, x, t_x, T) * self._stays(last, last + ahead))

    def _stays(self, n: Whole, later: Whole) -> Floats:
        """Chance of who is alive at opportunity n to be alive at a later one: B(γ, δ+later) / B(γ, δ+n)."""
        survival = self._survival(max(int(np.max(each, initial=0)) for each in (n, later)))
        return np.asarray(np.exp(survival[later] - survival[n]))

    def _survival(self, most: int) -> Floats:
        """Logarithm of B(γ, δ+n) / B(γ, δ) for n = 0 … most."""
        steps = -np.log1p(self.gamma / (self.delta + np.arange(most)))
        return np.concatenate([[0.0], np.cumsum(steps)])

    def expected_purchases(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: ArrayLike) -> Floats:
        """Purchases to expect at the next `t` opportunities: eq. 13, as a sum over them.

        `t` need not be whole: part of an opportunity counts as that part of it.
        """
        alive = self.p_alive(x, t_x, T, 0) * self.purchase_probability(x, T)
        return np.asarray(alive * on_distinct(self._opportunities_alive, T, t))

    def purchase_probability(self, x: ArrayLike, T: ArrayLike) -> Floats:
        """Mean probability of buying at an opportunity while alive, of who was alive at T: (α+x) / (α+β+T)."""
        return np.asarray(self.rate_shape(x) / (self.alpha + self.beta + np.asarray(T, dtype=np.float64)))

    def _opportunities_alive(self, n: Floats, ahead: Floats) -> Floats:
        """Opportunities that who is alive at n can expect to live through among the next `ahead`."""
        start, whole = n.astype(np.int64), np.floor(ahead).astype(np.int64)
        most = int(np.ceil(ahead).max(initial=0))
        survival = self._survival(int(start.max(initial=0)) + most)
        total = np.zeros(len(start))
        for first in np.unique(start).tolist():  # each from its own start: a difference of long sums would cancel
            rows = start == first
            chance = np.exp(survival[first : first + most + 1] - survival[first])
            lived = np.concatenate([[0.0], np.cumsum(chance[1:])])
            part = np.append(chance[1:], 0.0)[whole[rows]]
            total[rows] = lived[whole[rows]] + (ahead - whole)[rows] * part
        return total

    def expected_purchases_new(self, t: ArrayLike) -> Floats:
        """Repeat purchases to expect of a new customer at the first `t` opportunities, E[X(n)]: eq. 8, as a sum."""
        return self.expected_purchases(0, 0, 0, t)

    def probability_of(self, n: ArrayLike, t: ArrayLike) -> Floats:
        """Probability that a new customer takes exactly `n` of the first `t` opportunities: eq. 7."""

        def of(x: Floats, n: Floats) -> Floats:
            x_, n_ = x.astype(np.int64), n.astype(np.int64)
            possible = x_ <= n_
            x_ = np.where(possible, x_, 0)
            found = ways(x_, x_, n_)  # as if the purchases came first; each way stands for C(lived, x) orders
            log = log_ways(self._at, found)[0]
            orders = -np.log1p(found.lived) - special.betaln(found.taken + 1, found.passed + 1)
            return np.where(possible, np.bincount(found.row, np.exp(log + orders), len(x_)), 0.0)

        return on_distinct(of, n, t)

    def discounted_purchases(
        self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, *, discount_annual: float, horizon_months: float = math.inf
    ) -> Floats:
        """Purchases to expect within the horizon, each discounted to the last opportunity seen: DERT, eq. 14, as a sum.

        Parameters
        ----------
        discount_annual : effective annual rate, a share; above 0 where the horizon is infinite
        horizon_months : months of 30.4375 days; part of an opportunity counts as that part of it
        """
        rate = math.log1p(discount_annual) * self.unit_days / DAYS_A_YEAR
        ahead = min(horizon_months * DAYS_A_YEAR / 12 / self.unit_days, _SMALLEST_WEIGHT / max(rate, 1e-300))
        if rate < 0 or ahead > _MOST_TERMS:
            raise ValueError(
                f"discount_annual {discount_annual} with horizon_months {horizon_months} has no finite value: "
                "give a horizon or a larger discount"
            )
        last = math.ceil(ahead)
        part = np.minimum(ahead - np.arange(last), 1.0) * np.exp(-rate * np.arange(1, last + 1))

        def discounted(n: Floats) -> Floats:
            first = n.astype(np.int64)
            survival = self._survival(int(first.max(initial=0)) + last)
            return np.array([part @ np.exp(survival[m + 1 : m + 1 + last] - survival[m]) for m in first.tolist()])

        alive = self.p_alive(x, t_x, T, 0) * self.purchase_probability(x, T)
        return np.asarray(alive * on_distinct(discounted, T))

    def purchase_variance(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: float, expected: Floats) -> Floats:
        """Variance of the purchases at the next `t` opportunities (whole ones), `expected` not needed.

        Two opportunities i < j are both taken with probability E[p²] P(alive at j), so the expected number of ordered
        pairs gives E[X (X - 1)].
        """
        seen, ahead = np.asarray(T, dtype=np.int64), np.arange(1, int(t) + 1)
        alive = self._stays(seen[..., None], seen[..., None] + ahead)
        both = self.purchase_probability(x, seen) * self.purchase_probability(np.add(x, 1), seen + 1)
        pairs = self.p_alive(x, t_x, seen, 0) * both * (alive @ (ahead - 1.0))
        mean = self.expected_purchases(x, t_x, seen, int(t))
        return np.asarray(np.maximum(mean + 2 * pairs - mean**2, 0.0))

    def simulated_purchases(
        self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, t: float, *, size: int, rng: np.random.Generator
    ) -> Floats:
        """How many of the next `t` opportunities (whole ones) one customer takes, `size` times by chance."""
        taken, seen = np.asarray(x), np.asarray(T, dtype=np.int64)
        buys = rng.beta(self.alpha + taken, self.beta + seen - taken, size)
        leaves = np.maximum(rng.beta(self.gamma, self.delta + seen, size), 1e-12)
        lived = np.minimum(rng.geometric(leaves) - 1, int(t)) * (rng.random(size) < self.p_alive(x, t_x, seen, 0))
        return rng.binomial(lived.astype(np.int64), buys).astype(np.float64)

    def log_likelihood(self, rows: Opportunities) -> float:
        """Fader, Hardie & Shang (2010), eq. 6."""
        return BgbbLikelihood(rows)(self._at)[0]

    def drawn(self, draws: int, seed: int) -> list[BGBB]:
        """The same model with parameters drawn from what its fit leaves open (`Fit.draws`)."""
        rows = self.fit.draws(draws, seed).tolist()
        return [replace(self, **dict(zip(self.fit.names, row))) for row in rows]


def fit_bgbb(rows: Opportunities) -> BGBB:
    """Fit by maximum likelihood, or down the ladder of `Fit.rung`; never raises on valid opportunities."""
    fit = fit_opportunities(rows)
    return BGBB(**fit.parameters, fit=fit, unit_days=rows.unit_days)
