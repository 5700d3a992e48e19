"""A company as a scenario starts from it: cells and rates read from a data set, as known at the end of a month."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.decisions.scenario.counts import (
    AT_RISK,
    AWAY,
    BACK,
    CHANGE,
    CROSS,
    DORMANT,
    EARLY_LEFT,
    EXPOSED,
    FIRST,
    LEFT,
    LESS,
    MORE,
    OPENING,
    WON,
    Counts,
    counted,
)
from ltv.decisions.scenario.groups import Groups, groups_of
from ltv.decisions.scenario.held import window_of
from ltv.decisions.scenario.state import Base, Floats
from ltv.errors import NotEnoughDataError
from ltv.metrics.acquisition import acquired
from ltv.metrics.customer_costs import customer_costs
from ltv.metrics.intervals import share
from ltv.models.assumptions import Assumptions, margin_in_force

WINDOW = 12
"""Months over which rates are taken."""


def base_of(
    data: Dataset,
    *,
    dimension: str | None = None,
    by_channel: bool = False,
    end: int | None = None,
    assumed: Assumptions | None = None,
    gone: NDArray[np.bool_] | None = None,
    only: tuple[str, ...] = (),
) -> Base:
    """Read a company from its customer-months, from nothing later than the end of a month.

    Who is there, and what they pay a month, is told by `held_revenue`. Rates are those of the last `WINDOW` months.
    Under contracts, customers are told apart by the term of their largest one, and by when it is renewed: they are
    counted as able to leave in those months only, and who left in another one is counted apart.

    Parameters
    ----------
    dimension : attribute whose values are the segments; None for everybody together
    by_channel : whether segments are told apart by channel too
    end : month; by default the last complete one
    gone : customers taken to leave on that day, one truth value per code; rates are those of everybody
    only : values of the dimension to be told apart, all others being one; every value where empty

    Raises
    ------
    NotEnoughDataError
        When the data set has no complete month.
    """
    months, last = data.months, data.months.last_complete if end is None else end
    if last < months.first:
        raise NotEnoughDataError("A scenario starts from a complete month, and this data set has none.")
    pause, first = window_of(data), max(months.first, last - WINDOW)
    groups = groups_of(data, dimension, by_channel=by_channel, first=first, last=last, pause=pause, only=only)
    if gone is not None:
        groups = replace(groups, gone=gone)
    return _base(data, counted(months, groups, first, last, pause), groups, last, assumed or Assumptions())


def _base(data: Dataset, counts: Counts, groups: Groups, last: int, assumed: Assumptions) -> Base:
    """Rates of the counts."""
    moved, rate, rows = counts.moved, counts.rates, groups.rows
    months = max(min(WINDOW, last - data.months.first), 1)
    seen = np.flatnonzero(moved[EXPOSED].sum(axis=0))
    return Base(
        segments=tuple(groups.segments[group] for group in rows),
        channels=tuple(groups.channels[group] for group in rows),
        customers=counts.there[0],
        mrr=counts.there[1],
        squares=counts.there[2],
        left=moved[LEFT][rows],
        at_risk=moved[AT_RISK][rows],
        exposure=moved[EXPOSED][rows],
        expansion=_by_cell(moved[MORE], moved[OPENING])[rows],
        contraction=np.minimum(_by_cell(moved[LESS], moved[OPENING]), 1.0)[rows],
        net_se=(np.sqrt(rate[CHANGE]) / np.maximum(moved[OPENING].sum(axis=1), 1.0))[rows],
        reactivation=(rate[BACK] / np.maximum(rate[AWAY], 1.0))[rows],
        dormant=(rate[DORMANT] / groups.terms)[rows],
        new=(rate[WON] / months / groups.terms)[rows],
        new_mrr=(rate[FIRST] / np.maximum(rate[WON], 1.0))[rows],
        size_tilt=_tilt(counts, groups)[rows],
        months_seen=int(seen[-1]) + 1 if len(seen) else 0,
        margin=margin_in_force(data, assumed).rate,
        cpa=_costs(data, groups, assumed)[rows],
        service=assumed.cost_per_purchase if data.ledger is None else 0.0,
        terms=groups.terms[rows],
        phases=groups.phases,
        groups=rows,
        early=rate[EARLY_LEFT:].T[rows],
    )


def _tilt(counts: Counts, groups: Groups) -> Floats:
    """Revenue that left ÷ what would have, had all paid the same, by group; 1 where nobody left."""
    left = counts.moved[LEFT].sum(axis=1) + counts.rates[EARLY_LEFT]
    people, money = (np.bincount(groups.rows, counts.there[i].sum(axis=1), len(left)) for i in (0, 1))
    plain = left * money / np.maximum(people, 1.0)
    return np.where(plain > 0, counts.rates[CROSS] / np.where(plain > 0, plain, 1.0), 1.0)


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


def _costs(data: Dataset, groups: Groups, assumed: Assumptions) -> Floats:
    """What winning a customer of each group cost, of those of whom it is known; NaN without any."""
    new = acquired(data)
    costs = customer_costs(data, new, assumed.other_costs)
    of, known = groups.of[new.customer, -1], costs.known[new.customer]
    spent = np.bincount(of, np.where(known, costs.full[new.customer], 0), len(groups.terms))
    people = np.bincount(of, known, len(groups.terms))
    return np.array([share(a, n) for a, n in zip(spent.tolist(), people.tolist())])
