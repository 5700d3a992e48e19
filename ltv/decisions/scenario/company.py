"""A company as a scenario starts from it: cells and rates read from a data set, as known at the end of a month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.decisions.scenario.held import held_revenue, window_of
from ltv.decisions.scenario.state import Base, Floats
from ltv.ledger import CustomerMonths
from ltv.metrics.acquisition import acquired
from ltv.metrics.customer_costs import customer_costs
from ltv.metrics.intervals import share
from ltv.models.assumptions import Assumptions, margin_in_force

BANDS, WINDOW = 24, 12
"""Tenures told apart, the last one open; months over which rates are taken."""
FEWEST = 30
"""Segments with fewer customers are one: the others."""
EVERYBODY, OTHERS = "", "other"


def base_of(
    data: Dataset,
    *,
    dimension: str | None = None,
    end: int | None = None,
    assumed: Assumptions | None = None,
) -> Base:
    """Read a company from its customer-months, from nothing later than the end of a month.

    Who is there, and what they pay a month, is told by `held_revenue`. Rates are those of the last `WINDOW` months.

    Parameters
    ----------
    dimension : attribute whose values are the segments; None for everybody together
    end : month; by default the last complete one

    Raises
    ------
    NotEnoughDataError
        From `ltv.metrics`, when the data set has no complete month.
    """
    months, last = data.months, data.months.last_complete if end is None else end
    pause = window_of(data)
    names, code = _segments(data, dimension, last, pause)
    counts = _Counts.none(len(names))
    for block, of in _blocks(months, code):
        counts += _counted(block, of, len(names), last, pause)
    return _base(data, counts, names, code, last, assumed or Assumptions())


def _segments(data: Dataset, dimension: str | None, last: int, pause: int) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """Names of segments and each customer's; those of few customers are one."""
    size = data.months.size
    if dimension is None or dimension not in data.customers:
        return (EVERYBODY,), np.zeros(size, dtype=np.intp)
    value = data.customers[dimension].astype(object).fillna("").astype(str)
    recent = np.zeros(size, dtype=bool)
    rows = (data.months.month > last - pause) & (data.months.month <= last) & (data.months.amount > 0)
    recent[data.months.customer[rows]] = True
    many = value[recent].value_counts()
    named = value.where(value.isin(many.index[many >= FEWEST]) & (value != ""), OTHERS)
    codes, found = pd.factorize(named, sort=True)
    return tuple(str(name) for name in found), codes.astype(np.intp)


def _blocks(months: CustomerMonths, code: NDArray[np.intp]) -> list[tuple[CustomerMonths, NDArray[np.intp]]]:
    """Parts of the data set, with the segments of their customers."""
    found, at = [], 0
    for block in months.blocks():
        found.append((block, code[at : at + block.size]))
        at += block.size
    return found


@dataclass
class _Counts:
    """Sums over customers; segments × bands, or per segment."""

    cells: Floats
    """There, MRR, its squares, left, at risk; revenue of who stays, what of it expanded and contracted: each segments ×
    bands."""
    rates: Floats
    """Per segment: squares of each customer's net change, revenue of who left, months away, returns, dormant, won, and
    what those pay."""

    @classmethod
    def none(cls, segments: int) -> _Counts:
        return cls(np.zeros((_CELLS, segments, BANDS)), np.zeros((_RATES, segments)))

    def __iadd__(self, other: _Counts) -> _Counts:
        self.cells += other.cells
        self.rates += other.rates
        return self


_CELLS, _RATES = 8, 7
_SQUARE, _CROSS, _AWAY, _BACK, _DORMANT, _WON, _FIRST = range(_RATES)


def _counted(block: CustomerMonths, of: NDArray[np.intp], segments: int, last: int, pause: int) -> _Counts:
    """Everything of one block of customers: a dense table of months for them alone."""
    first = max(block.first, last - WINDOW)
    paid = held_revenue(block, first, last, pause)
    there = paid > 0
    tenure = np.arange(first, last + 1)[None, :] - block.first_paid[:, None] + 1
    band = np.clip(tenure, 1, BANDS).astype(np.intp) - 1
    if block.truncated:
        band = np.where((block.first_paid == block.first)[:, None], BANDS - 1, band)
    found = _Counts.none(segments)
    cell = of[:, None] * BANDS + band
    now, then = slice(None, -1), slice(1, None)
    known = there & (tenure >= 1)
    stays, leaves = known[:, now] & there[:, then], known[:, now] & ~there[:, then]
    change = np.where(stays, paid[:, then] - paid[:, now], 0.0)
    for row, (cells, weight) in enumerate(
        [
            (cell[:, -1], known[:, -1]), (cell[:, -1], np.where(known[:, -1], paid[:, -1], 0.0)),
            (cell[:, -1], np.where(known[:, -1], paid[:, -1] ** 2, 0.0)),
            (cell[:, now], leaves), (cell[:, now], known[:, now]), (cell[:, now], np.where(stays, paid[:, now], 0.0)),
            (cell[:, now], np.maximum(change, 0.0)), (cell[:, now], np.maximum(-change, 0.0)),
        ]
    ):  # fmt: skip
        found.cells[row] = np.bincount(cells.ravel(), weight.ravel(), segments * BANDS).reshape(segments, BANDS)
    been = np.arange(first, last)[None, :] >= block.first_paid[:, None]
    away = been & ~there[:, now]
    back = away & there[:, then]
    won = (block.first_paid[:, None] == np.arange(first + 1, last + 1)[None, :]) & there[:, then]
    per_customer = {
        _SQUARE: change.sum(axis=1) ** 2, _CROSS: np.where(leaves, paid[:, now], 0.0).sum(axis=1),
        _AWAY: away.sum(axis=1),
        _BACK: back.sum(axis=1), _DORMANT: (block.first_paid <= last) & ~there[:, -1], _WON: won.sum(axis=1),
        _FIRST: np.where(won, paid[:, then], 0.0).sum(axis=1),
    }  # fmt: skip
    for row, values in per_customer.items():
        found.rates[row] = np.bincount(of, np.asarray(values, dtype=np.float64), segments)
    return found


def _base(
    data: Dataset, counts: _Counts, names: tuple[str, ...], code: NDArray[np.intp], last: int, assumed: Assumptions
) -> Base:
    """Rates of the counts."""
    there, mrr, squares, left, at_risk, opening, more, less = counts.cells
    rate = counts.rates
    months = max(min(WINDOW, last - data.months.first), 1)
    hazard = left / np.maximum(at_risk, 1.0)
    price = mrr.sum(axis=1) / np.maximum(there.sum(axis=1), 1.0)
    plain = (hazard * at_risk * price[:, None]).sum(axis=1)
    won = rate[_WON] / months
    seen = np.flatnonzero(at_risk.sum(axis=0))
    return Base(
        segments=names,
        customers=there,
        mrr=mrr,
        left=left,
        at_risk=at_risk,
        expansion=_by_cell(more, opening),
        contraction=_by_cell(less, opening),
        net_se=np.sqrt(rate[_SQUARE]) / np.maximum(opening.sum(axis=1), 1.0),
        reactivation=rate[_BACK] / np.maximum(rate[_AWAY], 1.0),
        dormant=rate[_DORMANT],
        new=won,
        new_mrr=rate[_FIRST] / np.maximum(rate[_WON], 1.0),
        size_tilt=np.where(plain > 0, rate[_CROSS] / np.where(plain > 0, plain, 1.0), 1.0),
        squares=squares,
        months_seen=int(seen[-1]) + 1 if len(seen) else 0,
        margin=margin_in_force(data, assumed).rate,
        cpa=_costs(data, names, code, assumed),
        service=assumed.cost_per_purchase if data.ledger is None else 0.0,
    )


def _by_cell(part: Floats, whole: Floats) -> Floats:
    """Rate of each cell: that of its band in all segments, times how far the segment is from what its bands would give.

    Single cells hold too few customers to tell; young and old customers differ more than segments do.
    """
    seen = whole.sum(axis=0)
    total = float(seen.sum())
    plain = float(part.sum()) / total if total > 0 else 0.0
    band = np.where(seen > 0, part.sum(axis=0) / np.where(seen > 0, seen, 1.0), plain)
    usual = whole @ band
    return np.asarray(np.where(usual > 0, part.sum(axis=1) / np.where(usual > 0, usual, 1.0), 1.0)[:, None] * band)


def _costs(data: Dataset, names: tuple[str, ...], code: NDArray[np.intp], assumed: Assumptions) -> Floats:
    """What winning a customer of each segment cost, of those of whom it is known; NaN without any."""
    new = acquired(data)
    costs = customer_costs(data, new, assumed.other_costs)
    of, known = code[new.customer], costs.known[new.customer]
    spent = np.bincount(of, np.where(known, costs.full[new.customer], 0), len(names))
    people = np.bincount(of, known, len(names))
    return np.array([share(a, n) for a, n in zip(spent.tolist(), people.tolist())])
