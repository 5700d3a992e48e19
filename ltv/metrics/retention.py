"""How much of the revenue a period opened with is still there: NRR, GRR and logo retention by named rules."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.ledger import CustomerMonths
from ltv.metrics.intervals import LEVEL, UNKNOWN, Interval, ratio_se, share, student, wilson
from ltv.months import date_of, month_starts
from ltv.sums import dot

YEAR = 12


class NrrRule(StrEnum):
    """What "net revenue retention" means. The letters are those of the definitions page."""

    YOY_COHORT = "yoy_cohort"
    """NRR1. Customers who paid in the start month: what they pay in the end month ÷ what they paid then."""
    YOY_STRICT = "yoy_strict"
    """NRR1, but a customer who missed any month in between counts as lost."""
    TRANSACTIONAL = "transactional"
    """NRR8. As NRR1 with the twelve months up to each month, for orders without contracts."""
    PERIOD_MOVES = "period_moves"
    """NRR2. Month on month; customers who return do not count."""
    PERIOD_MOVES_REACT = "period_moves_react"
    """NRR3. Month on month, revenue of returning customers added: 1 − net MRR churn."""
    CHAINED = "chained_12m"
    """NRR7. Product of the month-on-month NRR2."""
    CHAINED_REACT = "chained_12m_react"
    """NRR7 with returning customers: product of the month-on-month NRR3."""


MONTHLY = (NrrRule.PERIOD_MOVES, NrrRule.PERIOD_MOVES_REACT)
CHAINS = {NrrRule.CHAINED: NrrRule.PERIOD_MOVES, NrrRule.CHAINED_REACT: NrrRule.PERIOD_MOVES_REACT}


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


def earliest_end(months: CustomerMonths, rule: NrrRule) -> int:
    """First month that a rule can be computed for, whether or not the data reach it."""
    needed = {NrrRule.TRANSACTIONAL: 2 * YEAR - 1, NrrRule.PERIOD_MOVES: 1, NrrRule.PERIOD_MOVES_REACT: 1}
    return months.first + needed.get(rule, YEAR)


def is_available(months: CustomerMonths, rule: NrrRule) -> bool:
    """Whether the data are long enough for a rule. Twelve-month sums are offered for orders only."""
    if rule == NrrRule.TRANSACTIONAL and months.recurring:
        return False
    return earliest_end(months, rule) <= months.last_complete


def available_from(months: CustomerMonths, rule: NrrRule) -> Any:
    """The day up to which data must reach for a rule to be computed, a date."""
    return date_of(months.month_rule.last_day(earliest_end(months, rule)))


def default_rule(months: CustomerMonths) -> NrrRule:
    """NRR1 for contracts; NRR8 for orders, or the nearest rule that the length of the data allows."""
    order = [NrrRule.YOY_COHORT, NrrRule.PERIOD_MOVES]
    if not months.recurring:
        order.insert(0, NrrRule.TRANSACTIONAL)
    return next((rule for rule in order if is_available(months, rule)), order[-1])


def share_won_within(months: CustomerMonths, start: int) -> float:
    """Share of the customers of the twelve months up to `start` who first paid within those months.

    They bought for only part of the earlier year and may buy for all of the later one, so `TRANSACTIONAL` runs high
    by them. NaN when there are no customers. Of customers who also paid before the data begin nothing is known.
    """
    base = np.unique(np.concatenate([months.customer[months.rows(m)] for m in range(start - YEAR + 1, start + 1)]))
    won = months.first_paid[base] > start - YEAR + 1
    return share(int(won.sum()), len(base))


def span(rule: NrrRule) -> int:
    """Months between the two months that a rule compares by default."""
    return 1 if rule in MONTHLY else YEAR


def retention(
    months: CustomerMonths, end: int, rule: NrrRule, *, start: int | None = None
) -> Retention | ChainedRetention:
    """Retention of the revenue of `start` in `end`, by a rule.

    Parameters
    ----------
    end : int
        Month (since January 1970). For `TRANSACTIONAL` the twelve months up to it are meant.
    start : int, optional
        Earlier month to compare with; by default one month before for month-on-month rules, else twelve.
    """
    start = end - span(rule) if start is None else start
    if rule in CHAINS:
        return ChainedRetention(rule, tuple(_pair(months, m - 1, m, CHAINS[rule]) for m in range(start + 1, end + 1)))
    if rule == NrrRule.TRANSACTIONAL:
        return _between_years(months, _trailing(months, start), _trailing(months, end), start)
    return _pair(months, start, end, rule)


_PARTS = ("customers", "opening", "expansion", "contraction", "churn")


def retention_series(months: CustomerMonths, rule: NrrRule) -> pd.DataFrame:
    """Retention by a rule for every complete month it can be computed for, with intervals.

    Returns
    -------
    DataFrame, one row per end month
        `month`, `start` (timestamps); `customers`; `opening`, `expansion`, `contraction`, `churn` (money, signed);
        `nrr`, `grr`, `logo_retention` (shares, NaN where nothing opened), each with `_low` and `_high` (95 %).
    """
    return table_of(_each_month(months, rule))


def table_of(results: Iterator[tuple[int, int, Retention | ChainedRetention]]) -> pd.DataFrame:
    """One row per (start, end, retention)."""
    rows = []
    for start, end, result in results:
        row: dict[str, Any] = {"month": end, "start": start} | {name: getattr(result, name) for name in _PARTS}
        for name, interval in (
            ("nrr", result.nrr_interval()),
            ("grr", result.grr_interval()),
            ("logo_retention", result.logo_interval()),
        ):
            row |= {name: getattr(result, name), f"{name}_low": interval.low, f"{name}_high": interval.high}
        rows.append(row)
    columns = ["month", "start", *_PARTS]
    columns += [f"{name}{part}" for name in ("nrr", "grr", "logo_retention") for part in ("", "_low", "_high")]
    table = pd.DataFrame(rows, columns=columns)
    for name in ("month", "start"):
        table[name] = month_starts(table[name].to_numpy(dtype=np.int64))
    return table


def _each_month(months: CustomerMonths, rule: NrrRule) -> Iterator[tuple[int, int, Retention | ChainedRetention]]:
    """Add up what each block of customers gives."""
    for same_month in zip(*[list(_each_month_of(block, rule)) for block in months.blocks()]):
        start, end, result = same_month[0]
        yield start, end, sum((other for _, _, other in same_month[1:]), start=result)


def _each_month_of(months: CustomerMonths, rule: NrrRule) -> Iterator[tuple[int, int, Retention | ChainedRetention]]:
    ends = range(earliest_end(months, rule), months.last_complete + 1)
    if rule == NrrRule.TRANSACTIONAL:
        yield from _rolling_years(months, ends)
    elif rule in CHAINS:
        links = {m: _pair(months, m - 1, m, CHAINS[rule]) for m in range(months.first + 1, months.last_complete + 1)}
        for end in ends:
            yield end - YEAR, end, ChainedRetention(rule, tuple(links[m] for m in range(end - YEAR + 1, end + 1)))
    else:
        for end in ends:
            start = end - span(rule)
            yield start, end, _pair(months, start, end, rule)


def _pair(months: CustomerMonths, start: int, end: int, rule: NrrRule) -> Retention:
    """Compare two months through scratch columns over customers, touching only those of the two months."""
    base, opening = months.paid(start)
    base, opening = base[opening > 0], opening[opening > 0]
    in_base = np.zeros(months.size, dtype=bool)
    in_base[base] = True
    customer, amount = months.paid(end)
    counts = in_base[customer]
    if rule == NrrRule.YOY_STRICT:
        counts &= months.run_first[months.rows(end)] <= start
    paid = np.zeros(months.size, dtype=np.int64)
    paid[customer] = amount * counts
    outside = _outside(amount * ~counts, months.first_paid[customer] > start)
    return _parts(rule, opening, paid[base], outside, months.rounding)


def _trailing(months: CustomerMonths, end: int) -> NDArray[np.int64]:
    """What each customer paid in the twelve months up to `end`."""
    total = np.zeros(months.size, dtype=np.int64)
    for month in range(end - YEAR + 1, end + 1):
        _add_month(total, months, month, 1)
    return total


def _add_month(total: NDArray[np.int64], months: CustomerMonths, month: int, sign: int) -> None:
    customer, amount = months.paid(month)
    total[customer] += sign * amount


def _rolling_years(months: CustomerMonths, ends: range) -> Iterator[tuple[int, int, Retention]]:
    """Slide two windows of twelve months along, adding and taking away one month at a time."""
    if len(ends) == 0:
        return
    before, after = _trailing(months, ends[0] - YEAR), _trailing(months, ends[0])
    for end in ends:
        if end != ends[0]:
            for window, last in ((before, end - YEAR), (after, end)):
                _add_month(window, months, last, 1)
                _add_month(window, months, last - YEAR, -1)
        yield end - YEAR, end, _between_years(months, before, after, end - YEAR)


def _between_years(
    months: CustomerMonths, before: NDArray[np.int64], after: NDArray[np.int64], start: int
) -> Retention:
    base = before > 0
    outside = _outside(after * ~base, months.first_paid > start)
    return _parts(NrrRule.TRANSACTIONAL, before[base], after[base], outside, months.rounding)


def _parts(
    rule: NrrRule, opening: NDArray[np.int64], closing: NDArray[np.int64], outside: Outside, rounding: int
) -> Retention:
    """Split what each base customer paid then and now into named changes."""
    pays = closing > 0
    change = closing - opening
    gross = np.minimum(closing, opening)
    expansion = int(np.maximum(change, 0).sum())
    opening_squares = dot(opening, opening)
    churn = -int((opening * ~pays).sum())
    return Retention(
        rule=rule,
        customers=len(opening),
        kept=int(pays.sum()),
        opening=int(opening.sum()),
        expansion=expansion,
        contraction=int(change.sum()) - expansion - churn,
        churn=churn,
        counts=(int((change > rounding).sum()), int((pays & (change < -rounding)).sum()), int((~pays).sum())),
        net_squares=(opening_squares, dot(opening, closing), dot(closing, closing)),
        gross_squares=(opening_squares, dot(opening, gross), dot(gross, gross)),
        outside=outside,
    )


def _outside(amount: NDArray[np.int64], is_new: NDArray[np.bool_]) -> Outside:
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


def _added(a: tuple[int, int, int], b: tuple[int, int, int]) -> tuple[int, int, int]:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]
