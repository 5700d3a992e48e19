"""What became of the revenue a period opened with, in parts that add up over customers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ltv.metrics.intervals import LEVEL, UNKNOWN, Interval, ratio_se, share, student, wilson
from ltv.metrics.nrr_rules import NrrRule


@dataclass(frozen=True)
class Outside:
    """Revenue of the end period from customers who had none in the start period."""

    new: int = 0
    reactivation: int = 0
    refunds: int = 0
    customers_new: int = 0
    customers_reactivation: int = 0
    reactivation_squares: int = 0

    def __add__(self, other: Outside) -> Outside:
        return Outside(*(getattr(self, f) + getattr(other, f) for f in self.__dataclass_fields__))


@dataclass(frozen=True)
class Retention:
    """What became of the revenue a period opened with, in parts that add up over customers.

    Money in the smallest unit; contraction and churn are negative.
    opening + expansion + contraction + churn = kept revenue; with `outside` it is the end period's revenue.

    Attributes
    ----------
    customers, kept : int
        Customers with revenue in the start period, and those of them with revenue in the end period.
    counts : tuple of int
        Customers who expanded, contracted (by more than spreading contracts can cause), churned.
    net_squares, gross_squares : Σo², Σo·e, Σe² over these customers; for gross, e is at most o.
    """

    rule: NrrRule
    customers: int
    kept: int
    opening: int
    expansion: int
    contraction: int
    churn: int
    counts: tuple[int, int, int]
    net_squares: tuple[int, int, int]
    gross_squares: tuple[int, int, int]
    outside: Outside

    def __add__(self, other: Retention) -> Retention:
        if self.rule != other.rule:
            raise ValueError(f"{self.rule} and {other.rule} do not add up")
        return Retention(
            self.rule,
            self.customers + other.customers,
            self.kept + other.kept,
            self.opening + other.opening,
            self.expansion + other.expansion,
            self.contraction + other.contraction,
            self.churn + other.churn,
            _added(self.counts, other.counts),
            _added(self.net_squares, other.net_squares),
            _added(self.gross_squares, other.gross_squares),
            self.outside + other.outside,
        )

    @property
    def counted_reactivation(self) -> int:
        """Revenue of returning customers that the rule counts: all of it for NRR3, else none."""
        return self.outside.reactivation if self.rule == NrrRule.PERIOD_MOVES_REACT else 0

    @property
    def kept_revenue(self) -> int:
        """Revenue in the end period of the customers the period opened with."""
        return self.opening + self.expansion + self.contraction + self.churn

    @property
    def closing(self) -> int:
        """Revenue of the end period, all customers."""
        return self.kept_revenue + self.outside.new + self.outside.reactivation + self.outside.refunds

    @property
    def nrr(self) -> float:
        """Net revenue retention, a share (1.0 is 100 %); NaN when nothing opened."""
        return share(self.kept_revenue + self.counted_reactivation, self.opening)

    @property
    def grr(self) -> float:
        """Gross revenue retention: Σ min(then, now) ÷ Σ then. Never above 1 or above `nrr`; NaN when nothing opened."""
        return share(self.opening + self.contraction + self.churn, self.opening)

    @property
    def logo_retention(self) -> float:
        """Share of the customers who still pay; NaN when there were none."""
        return share(self.kept, self.customers)

    @property
    def _nrr_customers(self) -> int:
        """Customers that `nrr` is a ratio over: with NRR3, those who returned too."""
        return self.customers + (self.outside.customers_reactivation if self.counted_reactivation else 0)

    @property
    def churn_share(self) -> float:
        """Revenue of the customers lost as a share of the opening; NaN when nothing opened."""
        return share(-self.churn, self.opening)

    @property
    def nrr_se(self) -> float:
        """Standard error of `nrr` by ratio linearisation; NaN below two customers."""
        oo, oe, ee = self.net_squares
        if self.counted_reactivation:
            ee += self.outside.reactivation_squares
        return ratio_se(self._nrr_customers, self.opening, (oo, oe, ee), self.nrr)

    def nrr_interval(self, level: float = LEVEL) -> Interval:
        """Confidence interval of `nrr` (Student's t, customers drawn independently)."""
        return student(self.nrr, self.nrr_se, self._nrr_customers, level)

    def grr_interval(self, level: float = LEVEL) -> Interval:
        """Confidence interval of `grr`, cut off at 1, which it cannot exceed."""
        se = ratio_se(self.customers, self.opening, self.gross_squares, self.grr)
        low, high = student(self.grr, se, self.customers, level)
        return Interval(low, min(high, 1.0) if not math.isnan(high) else high)

    def logo_interval(self, level: float = LEVEL) -> Interval:
        """Wilson interval of `logo_retention`."""
        return wilson(self.kept, self.customers, level)


@dataclass(frozen=True)
class ChainedRetention:
    """Month-on-month retention multiplied over a period. Each link adds up over customers; the product does not."""

    rule: NrrRule
    links: tuple[Retention, ...]

    def __add__(self, other: ChainedRetention) -> ChainedRetention:
        return ChainedRetention(self.rule, tuple(a + b for a, b in zip(self.links, other.links, strict=True)))

    @property
    def customers(self) -> int:
        """Customers the first month opened with."""
        return self.links[0].customers

    @property
    def opening(self) -> int:
        """Revenue the first month opened with."""
        return self.links[0].opening

    @property
    def expansion(self) -> int:
        """Sum of the months' expansion."""
        return sum(link.expansion for link in self.links)

    @property
    def contraction(self) -> int:
        """Sum of the months' contraction."""
        return sum(link.contraction for link in self.links)

    @property
    def churn(self) -> int:
        """Sum of the months' churn."""
        return sum(link.churn for link in self.links)

    @property
    def counted_reactivation(self) -> int:
        """Sum of the months' reactivation that the rule counts."""
        return sum(link.counted_reactivation for link in self.links)

    @property
    def nrr(self) -> float:
        """Product of the monthly NRR; NaN when any month opened with nothing."""
        return math.prod(link.nrr for link in self.links)

    @property
    def grr(self) -> float:
        """Product of the monthly GRR."""
        return math.prod(link.grr for link in self.links)

    @property
    def logo_retention(self) -> float:
        """Product of the monthly shares of customers kept."""
        return math.prod(link.logo_retention for link in self.links)

    def nrr_interval(self, level: float = LEVEL) -> Interval:
        """Unknown: the links share customers, and their parts do not hold how."""
        return UNKNOWN

    grr_interval = logo_interval = nrr_interval


def _added(a: tuple[int, int, int], b: tuple[int, int, int]) -> tuple[int, int, int]:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]
