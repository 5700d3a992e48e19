"""How much of the revenue a period opened with is still there: NRR, GRR and logo retention by named rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.ledger import CustomerMonths, run_starts
from ltv.metrics.intervals import share
from ltv.metrics.nrr_rules import CHAINS, YEAR, NrrRule, earliest_end, span
from ltv.metrics.retention_parts import ChainedRetention, Outside, Retention
from ltv.metrics.retention_sums import Parts, named, outside_of, parts_of
from ltv.months import month_starts
from ltv.sums import count_by, squares_of_runs, sums_of_runs

LIKE_YEARS = 0.10
"""How far the share of customers won part-way may differ between two years that are compared."""


def customers_of_the_whole_year(months: CustomerMonths, start: int) -> NDArray[np.bool_]:
    """True for customers who first paid in or before the first of the twelve months up to `start`.

    Only they could buy in all of the earlier year, so `TRANSACTIONAL` compares like with like for them.
    """
    return months.first_paid <= start - YEAR + 1


def is_like_the_year_before(months: CustomerMonths, rule: NrrRule, end: int) -> bool:
    """Whether a rate at `end` can be compared with the same rate twelve months before.

    False for `TRANSACTIONAL` where the share of customers won part-way through the earlier year differs by more than
    `LIKE_YEARS`: the rate then moves although no customer does.
    """
    if rule != NrrRule.TRANSACTIONAL:
        return True
    now, before = share_won_within(months, end - YEAR), share_won_within(months, end - 2 * YEAR)
    return abs(now - before) <= LIKE_YEARS


def share_won_within(months: CustomerMonths, start: int) -> float:
    """Share of the customers of the twelve months up to `start` who first paid within those months.

    They bought for only part of the earlier year and may buy for all of the later one, so `TRANSACTIONAL` runs high
    by them. NaN when there are no customers. Of customers who also paid before the data begin nothing is known.
    """
    base = np.unique(np.concatenate([months.customer[months.rows(m)] for m in range(start - YEAR + 1, start + 1)]))
    won = months.first_paid[base] > start - YEAR + 1
    return share(int(won.sum()), len(base))


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
        return _years(months, start, end)
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
    """Add up what each block of customers gives. Of `outside` there is only what the rule counts."""
    ends = range(earliest_end(months, rule), months.last_complete + 1)
    if rule in CHAINS:
        links = _series(months, range(months.first + 1, months.last_complete + 1), CHAINS[rule])
        for i, end in enumerate(ends):
            yield end - YEAR, end, ChainedRetention(rule, tuple(links[i : i + YEAR]))
    else:
        for end, result in zip(ends, _series(months, ends, rule)):
            yield end - span(rule), end, result


def _series(months: CustomerMonths, ends: range, rule: NrrRule) -> list[Retention]:
    if len(ends) == 0:
        return []
    compared = _rolling_years if rule == NrrRule.TRANSACTIONAL else _shifted
    found = named(rule, np.sum([compared(block, ends, rule) for block in months.blocks()], axis=0))
    if rule != NrrRule.PERIOD_MOVES_REACT:
        return found
    outside = [_returned(block, ends) for block in months.blocks()]
    return [replace(one, outside=sum(others, start=Outside())) for one, others in zip(found, zip(*outside))]


def _shifted(months: CustomerMonths, ends: range, rule: NrrRule) -> Parts:
    """Compare every month, from the first of the data set on, with the one `span(rule)` months later, in one pass."""
    lag = span(rule)
    base = np.flatnonzero((months.amount > 0) & (months.month <= ends[-1] - lag))
    start = (months.month.take(base) - months.first).astype(np.uint16)
    base = base.take(np.argsort(start, kind="stable"))
    below = _rows_below(months, lag).take(base)
    later = base + below
    counts = below > 0
    if rule == NrrRule.YOY_STRICT:
        counts &= months.run_first[later] <= months.month[base]
    closing = months.amount.take(later) * counts
    return parts_of(months.amount.take(base), closing, count_by(start, len(ends)), months.rounding)


def _rows_below(months: CustomerMonths, lag: int) -> NDArray[np.int8]:
    """How many rows below each row its customer stands `lag` months later; 0 where there is no such row.

    Rows are sorted and a customer has at most one a month, so it is one of the next `lag`.
    """
    width = months.last - months.first + 1 + lag
    whole = np.int32 if months.size * width < 2**31 else np.int64  # the smaller is compared twice as fast
    place = months.customer * whole(width) + (months.month - months.first)
    wanted = place + whole(lag)
    below = np.zeros(len(place), dtype=np.int8)
    for step in range(1, lag + 1):
        below[:-step] += np.int8(step) * (place[step:] == wanted[:-step])
    return below


def _returned(months: CustomerMonths, ends: range) -> list[Outside]:
    """Revenue of each month from customers who paid before, but not in the month before."""
    paid = np.flatnonzero((months.amount > 0) & (months.month <= ends[-1]))
    customer, month = months.customer.take(paid), months.month.take(paid)
    returns = ~run_starts(customer)
    returns[1:] &= month[1:] - month[:-1] > 1
    end = (month.compress(returns) - ends[0]).astype(np.uint16)
    rows = paid.compress(returns).take(np.argsort(end, kind="stable"))
    amount, sizes = months.amount.take(rows), count_by(end, len(ends))
    sums, squares = sums_of_runs(amount, sizes).tolist(), squares_of_runs(amount, (), sizes)[0]
    return [
        Outside(reactivation=money, customers_reactivation=n, reactivation_squares=square)
        for money, n, square in zip(sums, sizes.tolist(), squares)
    ]


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
    (inside,) = named(rule, parts_of(opening, paid[base], np.array([len(base)]), months.rounding))
    return replace(inside, outside=outside_of(amount * ~counts, months.first_paid[customer] > start))


def _trailing(months: CustomerMonths, end: int) -> NDArray[np.int64]:
    """What each customer paid in the twelve months up to `end`."""
    total = np.zeros(months.size, dtype=np.int64)
    for month in range(end - YEAR + 1, end + 1):
        _add_month(total, months, month, 1)
    return total


def _add_month(total: NDArray[np.int64], months: CustomerMonths, month: int, sign: int) -> None:
    customer, amount = months.paid(month)
    total[customer] += sign * amount


def _years(months: CustomerMonths, start: int, end: int) -> Retention:
    before, after = _trailing(months, start), _trailing(months, end)
    base = before > 0
    parts = parts_of(before[base], after[base], np.array([base.sum()]), months.rounding)
    (inside,) = named(NrrRule.TRANSACTIONAL, parts)
    return replace(inside, outside=outside_of(after * ~base, months.first_paid > start))


def _rolling_years(months: CustomerMonths, ends: range, rule: NrrRule) -> Parts:
    """Slide two windows of twelve months along, adding and taking away one month at a time."""
    before, after = _trailing(months, ends[0] - YEAR), _trailing(months, ends[0])
    pairs = []
    for end in ends:
        if end != ends[0]:
            for window, last in ((before, end - YEAR), (after, end)):
                _add_month(window, months, last, 1)
                _add_month(window, months, last - YEAR, -1)
        base = np.flatnonzero(before > 0)
        pairs.append((before.take(base), after.take(base)))
    opening, closing = (np.concatenate(columns) for columns in zip(*pairs))
    return parts_of(opening, closing, np.array([len(then) for then, _ in pairs]), months.rounding)
