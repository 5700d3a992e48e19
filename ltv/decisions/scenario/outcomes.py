"""What a scenario comes to: ranges, chances of a target, and when it has paid for itself."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ltv.decisions.scenario.hazards import expected, expected_early
from ltv.decisions.scenario.levers import Lever
from ltv.decisions.scenario.projection import Projection, projected
from ltv.decisions.scenario.state import Base, Floats

LEVELS = (0.10, 0.50, 0.90)


def bands(values: Floats) -> pd.DataFrame:
    """P10, P50 and P90 of each month, today first.

    Parameters
    ----------
    values : draws × months, such as `Projection.nrr`

    Returns
    -------
    DataFrame, one row per month
        `ahead` (0 is today), `p10`, `p50`, `p90`.
    """
    ends = np.quantile(values, LEVELS, axis=0)
    return pd.DataFrame({"ahead": range(values.shape[1]), "p10": ends[0], "p50": ends[1], "p90": ends[2]})


def with_chance(base: Base, values: Floats, *, seed: int) -> Floats:
    """Revenue of the customers of today as it may turn out: who leaves is chance, and large ones count for more.

    Parameters
    ----------
    values : draws × (months + 1), as `Projection.opening`
    """
    there = _there(base, values.mean(axis=0))
    grown = values.mean(axis=0) / np.maximum((base.mrr[None] * there).sum(axis=(1, 2)), 1e-12)
    spread = np.sqrt((base.squares[None] * there * (1 - there)).sum(axis=(1, 2))) * grown
    noise = np.random.default_rng(seed).standard_normal((len(values), 1))
    return np.asarray(np.maximum(values + noise * spread, 0.0))


def _there(base: Base, revenue: Floats) -> Floats:
    """Chance that a customer of each cell is there, back again included: (months + 1) × segments × bands.

    What the customers of today bring beyond what those who never left would, at today's growth, is from those who came
    back; of who left, so many are back.
    """
    stays = survival(base, len(revenue) - 1)
    growth = 0.0 if math.isnan(base.flat_growth) else base.flat_growth
    grown = np.maximum(1 + growth, 0.0) ** np.arange(len(revenue))
    stayed, gone = (grown * (base.mrr[None] * part).sum(axis=(1, 2)) for part in (stays, 1 - stays))
    back = np.clip((revenue - stayed) / np.maximum(gone, 1e-9 * max(base.revenue, 1e-12)), 0.0, 1.0)
    if not base.reactivation.any():
        return stays
    return np.asarray(stays + (1 - stays) * back[:, None, None])


def survival(base: Base, months: int) -> Floats:
    """Chance that a customer of each cell is still there after 0, 1 … months; (months + 1) × segments × bands."""
    hazard, early = expected(base), expected_early(base)[:, None]
    found, band = [np.ones(base.customers.shape)], np.arange(base.bands)
    for month in range(months):
        at = np.minimum(band + month, base.bands - 1)
        found.append(found[-1] * (1 - np.where(base.renews(month + 1)[:, None], hazard[:, at], early)))
    return np.stack(found)


def chance(values: Floats, target: float) -> float:
    """Share of draws that end at a target or above it; NaN when nothing is known."""
    last = values[:, -1]
    return float((last >= target).mean()) if np.isfinite(last).all() else math.nan


@dataclass(frozen=True)
class Payoff:
    """What a scenario brings beyond the base, all costs taken off.

    Attributes
    ----------
    margin : float, per month ahead
        Cumulative difference of margin, mean over draws; its first entry is the first month.
    break_even : int or None
        First month from which on it stays at 0 or above; None within the months looked at.
    """

    margin: Floats
    break_even: int | None


def payoff(base: Projection, scenario: Projection) -> Payoff:
    """Cumulative margin of a scenario less that of the base, draw by draw."""
    gained = np.cumsum((scenario.margin - base.margin)[:, 1:].mean(axis=0))
    below = np.flatnonzero(gained < 0)
    first = 1 if not len(below) else int(below[-1]) + 2
    moves = bool(np.any(gained != 0))
    return Payoff(gained, first if moves and first <= len(gained) else None)


def value_of_new(base: Base, levers: tuple[Lever, ...] = (), *, months: int = 240) -> float:
    """Margin that one new customer brings in so many months, undiscounted, growth of revenue left out: Σ S(t) × margin.

    Segments are weighed by how many customers each wins; NaN when none does.
    """
    won = base.new.sum()
    if not won > 0:
        return math.nan
    still = alone(base)
    kept = projected(still, levers, months=months - 1)
    return float(kept.opening[0].sum() * base.margin - kept.kept[0].sum() * base.service) / float(won)


def alone(base: Base) -> Base:
    """Only the customers won in a month, each at what a new one pays; nobody else comes, and nobody's revenue grows."""
    start, entry = np.zeros(base.customers.shape), base.entry(0)
    start[entry, 0] = np.bincount(base.group, base.new)[base.group[entry]]
    none, still = np.zeros(len(base.segments)), np.zeros(start.shape)
    return replace(
        base, customers=start, mrr=start * base.new_mrr[:, None], expansion=still, contraction=still, new=none,
        dormant=none, reactivation=none, net_se=none,
    )  # fmt: skip
