"""How much of the revenue a period opened with is still there: NRR, GRR and logo retention by named rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.ledger import CustomerMonths
from ltv.metrics.intervals import share
from ltv.metrics.nrr_rules import CHAINS, YEAR, NrrRule, earliest_end, span
from ltv.metrics.retention_parts import ChainedRetention, Outside, Retention
from ltv.months import month_starts
from ltv.sums import dot

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
