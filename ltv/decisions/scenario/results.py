"""What a scenario comes to, in the few numbers that are kept with it and shown side by side."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np

from ltv.decisions.scenario.outcomes import LEVELS, with_chance
from ltv.decisions.scenario.projection import Projection
from ltv.decisions.scenario.replay import Replay
from ltv.decisions.scenario.state import Floats
from ltv.metrics.intervals import Interval

SAME = 1e-9
"""Numbers nearer than this to each other, relative to their size, are the same."""


@dataclass(frozen=True)
class Spread:
    """P10, P50 and P90 of an outcome; NaN where it is not known."""

    p10: float
    p50: float
    p90: float

    @classmethod
    def of(cls, draws: Floats) -> Self:
        """Of its draws."""
        return cls(*(float(end) for end in np.quantile(draws, LEVELS)))

    @property
    def range(self) -> Interval:
        """The 80 % range."""
        return Interval(self.p10, self.p90)


@dataclass(frozen=True)
class Results:
    """Outcomes at the end of the months ahead.

    Ranges hold uncertain rates and the chance in who leaves, widened by how forecasts have done; that of `gained` holds
    uncertain rates alone, in the same draws with and without the levers.

    Attributes
    ----------
    nrr, grr, retention : of the customers of today; shares
    mrr : revenue a month of all customers, new ones included; money, smallest unit
    gained : margin beyond the company as it is, added up over the months, all costs taken off; money
    gained_mean : its mean over draws, which a page names first
    chance : of `target`, a share
    break_even : month from which on the scenario has paid for itself; None where it has not, or nothing changes
    """

    nrr: Spread
    grr: Spread
    retention: Spread
    mrr: Spread
    gained: Spread
    gained_mean: float
    chance: float
    break_even: int | None

    @property
    def is_known(self) -> bool:
        """Whether there was anybody to project."""
        return not math.isnan(self.nrr.p50)

    def as_mapping(self) -> dict[str, Any]:
        """As a record keeps it; None where a number is not known."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: _spread_kept(x) if isinstance(x, Spread) else _kept(x) for name, x in found.items()}

    @classmethod
    def from_mapping(cls, kept: Mapping[str, Any]) -> Self | None:
        """Read back; None where a record holds none, or others than these."""
        month = kept.get("break_even")
        if month is not None and (isinstance(month, bool) or not isinstance(month, int)):
            return None
        try:
            nrr, grr, retention, mrr, gained = (_spread(kept[name]) for name in _SPREADS)
            numbers = _number(kept["gained_mean"]), _number(kept["chance"])
            return cls(nrr, grr, retention, mrr, gained, *numbers, break_even=month)
        except (KeyError, TypeError):
            return None

    def differing(self, other: Results) -> list[str]:
        """Names of the outcomes in which two results are not the same number, to nine digits."""
        here, there = dict(self._numbers()), dict(other._numbers())
        return list(dict.fromkeys(name[0] for name, value in here.items() if not _same(value, there[name])))

    def _numbers(self) -> Iterator[tuple[tuple[str, str], float]]:
        for name in _SPREADS:
            spread: Spread = getattr(self, name)
            yield from (((name, point), getattr(spread, point)) for point in ("p10", "p50", "p90"))
        yield from ((("gained", "mean"), self.gained_mean), (("chance", ""), self.chance))
        yield ("break_even", ""), math.nan if self.break_even is None else float(self.break_even)


_SPREADS = ("nrr", "grr", "retention", "mrr", "gained")


def results_of(seen: Replay, target: float) -> Results:
    """What a scenario comes to.

    Parameters
    ----------
    target : NRR to reach, a share
    """
    found, gained = seen.moved, seen.payoff
    nrr = seen.nrr(found)
    return Results(
        nrr=Spread.of(nrr[:, -1]),
        grr=Spread.of(gross_drawn(seen, found)),
        retention=Spread.of(retention_drawn(seen, found)),
        mrr=Spread.of(revenue_drawn(seen, found)),
        gained=Spread.of((found.margin - seen.plain.margin)[:, 1:].sum(axis=1)),
        gained_mean=float(gained.margin[-1]),
        chance=seen.chance_of(found, target),
        break_even=gained.break_even,
    )


def gross_drawn(seen: Replay, found: Projection) -> Floats:
    """GRR as it may turn out, by draw: never above what was there."""
    return np.clip(seen.widened(seen.turned_out(found.gross))[:, -1], 0.0, 1.0)


def revenue_drawn(seen: Replay, found: Projection) -> Floats:
    """Revenue a month of all customers as it may turn out, by draw."""
    return np.asarray(found.revenue[:, -1] - found.opening[:, -1] + seen.nrr(found)[:, -1] * seen.base.revenue)


def retention_drawn(seen: Replay, found: Projection) -> Floats:
    """Share of today's customers who are there, as it may turn out: each counts as one."""
    people = float(seen.base.customers.sum())
    heads = replace(seen.base, mrr=seen.base.customers, squares=seen.base.customers)
    drawn = with_chance(heads, found.kept, seed=seen.run.seed) / (people if people > 0 else math.nan)
    return np.clip(seen.widened(drawn)[:, -1], 0.0, 1.0)


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=SAME, abs_tol=SAME) or (math.isnan(one) and math.isnan(other))


def _kept(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else value


def _spread_kept(spread: Spread) -> dict[str, float | None]:
    return {each.name: _kept(getattr(spread, each.name)) for each in fields(spread)}


def _spread(kept: Mapping[str, Any]) -> Spread:
    return Spread(*(_number(kept[point]) for point in ("p10", "p50", "p90")))


def _number(value: object) -> float:
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError
    return float(value)
