"""A scenario as an initiative: its levers as the portfolio counts them, with what is not known of their size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ltv.decisions.portfolio.initiatives import Aim, Effort, Initiative, PlannedLever, Population
from ltv.decisions.portfolio.priors import Prior
from ltv.decisions.portfolio.simulator import HORIZON
from ltv.decisions.scenario.contributions import contributions
from ltv.decisions.scenario.hazards import expected
from ltv.decisions.scenario.levers import Lever, LeverKind
from ltv.decisions.scenario.state import Base
from ltv.metrics.intervals import share
from ltv.metrics.metric import Text

APART = 0.5
"""P10 and P90 lie this share of a size below and above it, until the reader or an evaluation says better."""

_KINDS: Mapping[LeverKind, str] = {
    LeverKind.CHURN: "churn",
    LeverKind.CONTRACTION: "expansion",
    LeverKind.EXPANSION: "expansion",
    LeverKind.REACTIVATION: "reactivation",
    LeverKind.NEW: "acquisition",
    LeverKind.PRICE: "price",
    LeverKind.MARGIN: "margin",
}
"""Codes of the portfolio; what is not here it cannot carry out."""
_CUT = "churn"
"""Code whose sizes are shares cut off: several on the same customers leave the product of what each leaves."""
_ADDED = ("expansion", "margin")
_AIMS: Mapping[LeverKind, Aim] = {
    LeverKind.EXPANSION: "expansion", LeverKind.PRICE: "expansion", LeverKind.NEW: "acquisition",
    LeverKind.MARGIN: "saving",
}  # fmt: skip
_Ends = tuple[str, int, int | None]


@dataclass(frozen=True, eq=False)
class Company:
    """A company as scenarios see it, and as the portfolio's simulator does.

    Attributes
    ----------
    base : by segment
    portfolio : the same, perhaps with other segments or none
    """

    base: Base
    portfolio: Base

    def carried_out(self, levers: Sequence[Lever]) -> list[Lever]:
        """The levers that the portfolio knows how to carry out."""
        found = [lever for lever in levers if lever.kind in _KINDS and lever.reaches(self.base).any()]
        return [lever for lever in found if _KINDS[lever.kind] != "expansion" or self.expansion > 0]

    def is_exact(self, levers: Sequence[Lever]) -> bool:
        """Whether the initiative moves what the scenario moves: nothing left out, spread over others or converted."""
        reach = {_ends(lever) for lever in levers}
        times = {(lever.start, lever.ramp_months, lever.half_life_months) for lever in levers}
        told_apart = all(lever.segment in ("", *self.portfolio.segments) for lever in levers)
        converted = any(lever.kind == LeverKind.CONTRACTION for lever in levers)
        whole = len(self.carried_out(levers)) == len(levers)
        return whole and told_apart and not converted and len(reach) <= 1 and len(times) <= 1

    @property
    def expansion(self) -> float:
        """Today's expansion, a share of revenue a month: what the portfolio counts expansion in."""
        found = self.portfolio
        return share(float((found.expansion * found.mrr).sum()), found.revenue)


def initiative_of(name: str, levers: Sequence[Lever], company: Company, *, code: str) -> Initiative | None:
    """A scenario as one initiative; None when the portfolio can carry out none of its levers.

    Owner, aim, start, ramp and half-life are those of the lever that adds most to NRR. Money is spent as long as margin
    is counted (`HORIZON`). Effects are the sizes with `APART` either side, graded D: an opinion.

    An initiative reaches one population. Levers on different customers become one on all of them, each counted by the
    part it has in what moves there; `Company.is_exact` tells whether that was needed.
    """
    carried = company.carried_out(levers)
    if not carried:
        return None
    first = _largest(carried, company.base)
    reached = _population(carried, company.portfolio)
    sizes = _sizes(carried, company, _cells(reached, company.base))
    return Initiative(
        id=code,
        name=Text(name, name),
        owner=first.owner,
        aim=_AIMS.get(first.kind, "retention"),
        levers=tuple(PlannedLever(kind, believed(kind, size)) for kind, size in sizes.items()),
        effort=_effort(levers, first),
        population=reached,
        start=first.start,
        ramp=first.ramp_months,
        half_life=first.half_life_months,
    )


def believed(kind: str, size: float) -> Prior:
    """A size with `APART` of it either side; a cut is never of more than everything."""
    most = 1.0 if kind == _CUT else float("inf")
    low, high = sorted((size * (1 - APART), size * (1 + APART)))
    return Prior(min(low, most), min(size, most), min(high, most), "D")


# --- for whom, by whom, for how much --------------------------------------------------------------------------------


def _largest(levers: Sequence[Lever], base: Base) -> Lever:
    """The lever that adds most to NRR in a year, or takes most off; of equals the first."""
    added = np.abs(contributions(base, levers))
    return levers[int(np.argmax(np.round(added, 12)))]


def _population(levers: Sequence[Lever], portfolio: Base) -> Population:
    """The smallest population the portfolio can tell that holds everybody the levers reach."""
    segments = tuple(sorted({lever.segment for lever in levers}))
    lasts = [lever.tenure_to for lever in levers]
    first, last = (
        min(lever.tenure_from for lever in levers),
        None if None in lasts else max(map(int, filter(None, lasts))),
    )
    return Population(
        segments=segments if set(segments) <= set(portfolio.segments) - {""} else (),
        tenure_from=0 if first == 1 and last is None else first,
        tenure_to=last,
    )


def _effort(levers: Sequence[Lever], first: Lever) -> Effort:
    """What all levers cost, also those left out: a scenario's cost is stated for all of it."""
    once, monthly = (float(sum(getattr(lever, name) for lever in levers)) for name in ("one_off_cost", "monthly_cost"))
    return Effort(once, monthly, max(HORIZON - first.start, 0))


# --- how far --------------------------------------------------------------------------------------------------------


def _sizes(levers: Sequence[Lever], company: Company, whole: NDArray[np.bool_]) -> dict[str, float]:
    """Size of each kind over the population: levers on the same customers together, over others by their part."""
    by_reach: dict[tuple[str, _Ends], list[float]] = {}
    parts: dict[tuple[str, _Ends], float] = {}
    for lever in levers:
        for kind, size in _moves(lever, company):
            key = kind, _ends(lever)
            by_reach.setdefault(key, []).append(size)
            parts[key] = _part(kind, lever.reaches(company.base), whole, company.base)
    found: dict[str, float] = {}
    for (kind, ends), sizes in by_reach.items():
        found[kind] = found.get(kind, 0.0) + _together(kind, sizes) * parts[kind, ends]
    return {kind: size for kind, size in found.items() if size}


def _moves(lever: Lever, company: Company) -> Iterator[tuple[str, float]]:
    """What a lever moves, in the portfolio's units; a price also moves churn, by its elasticity."""
    size = float(lever.size)
    if lever.kind == LeverKind.EXPANSION:
        yield "expansion", size / company.expansion
    elif lever.kind == LeverKind.CONTRACTION:
        yield "expansion", size * _contraction(lever, company.base) / company.expansion
    else:
        yield _KINDS[lever.kind], size
    if lever.kind == LeverKind.PRICE and lever.elasticity:
        yield _CUT, -lever.elasticity * size


def _together(kind: str, sizes: Sequence[float]) -> float:
    """Several sizes on the same customers as one."""
    if kind in _ADDED or len(sizes) == 1:
        return float(sum(sizes))
    sign = -1.0 if kind == _CUT else 1.0
    return sign * (float(np.prod([1 + sign * size for size in sizes])) - 1)


def _part(kind: str, reach: NDArray[np.bool_], whole: NDArray[np.bool_], base: Base) -> float:
    """Of what a kind moves in the whole population, the share that lies in a reach; 1 for what has no customers."""
    if kind == "margin":
        return 1.0
    weight = {
        "churn": base.mrr * expected(base),
        "acquisition": _by_segment(base.new * base.new_mrr, base),
        "reactivation": _by_segment(base.dormant * base.reactivation, base),
    }.get(kind, base.mrr)
    if kind in ("acquisition", "reactivation"):
        reach, whole = _whole_segments(reach), _whole_segments(whole)
    total = float(weight[whole].sum())
    return min(float(weight[reach].sum()) / total, 1.0) if total > 0 else 1.0


def _whole_segments(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Every cell of the segments that some cells belong to."""
    return cells | np.asarray(cells.any(axis=1))[:, None]


def _by_segment(values: NDArray[np.float64], base: Base) -> NDArray[np.float64]:
    return np.broadcast_to(values[:, None], base.customers.shape)


def _contraction(lever: Lever, base: Base) -> float:
    """Today's contraction where a lever reaches, a share of the revenue there; 0 where nobody pays."""
    there = lever.reaches(base)
    money = float(base.mrr[there].sum())
    return float((base.contraction * base.mrr)[there].sum()) / money if money > 0 else 0.0


def _cells(reached: Population, base: Base) -> NDArray[np.bool_]:
    """Cells of a population."""
    first, last = max(reached.tenure_from, 1), reached.tenure_to
    names = reached.segments or ("",)
    levers = [Lever(LeverKind.CHURN, 0.0, name, tenure_from=first, tenure_to=last) for name in names]
    return np.asarray(np.any([lever.reaches(base) for lever in levers], axis=0))


def _ends(lever: Lever) -> _Ends:
    return lever.segment, lever.tenure_from, lever.tenure_to
