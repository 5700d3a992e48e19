"""One score of five dimensions, always told with the lowest of them.

Score = Σ weight × dimension. Each dimension is a count of a count, taken for the kinds of files and the columns that a
figure uses. Where several kinds of files are used, the weakest decides: a figure is no better than the worst of what it
is made from, and few bad rows of one file are not hidden behind many good ones of another.

A dimension that nothing was counted for has no share; the weights of the others are then taken as the whole. Where
less than half of the weight can be measured there is no score.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from ltv.dataset import Dataset
from ltv.errors import NotEnoughDataError
from ltv.metrics.reconcile import bridge, has_crm
from ltv.quality.ages import Age, ages
from ltv.quality.facts import KindFacts, Part, QualityFacts
from ltv.reconcile.reconciliation import has_crm_sales, reconcile

WEIGHTS = {"completeness": 25, "uniqueness": 20, "validity": 15, "timeliness": 15, "consistency": 25}
"""Percent of the score."""
NORMAL, CAREFUL = 90, 80
"""Scores from which a figure is as usual, and from which it needs care; below, exports carry a warning."""
_LEAST_WEIGHT = 50
CRM = "crm"
CRM_AMOUNT = "crm.amount"
_CHECKED_COLUMNS = {
    "refunds": ("amount",),
    "currency": ("amount",),
    "order_amounts": ("amount",),
    "order_owners": ("customer_id",),
    "ends": ("end",),
}
"""Columns that a check is about: it counts for figures that use one of them."""


class Band(StrEnum):
    """What a score means for whoever uses a figure."""

    NORMAL = "normal"
    CAREFUL = "careful"
    POOR = "poor"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Counted:
    """A count and where it is from: a kind of file and, for consistency, a check."""

    part: Part
    kind: str
    check: str = ""


@dataclass(frozen=True)
class Dimension:
    """One dimension: what was counted for each kind of file in use."""

    name: str
    counts: tuple[Counted, ...] = ()

    @property
    def decisive(self) -> Counted | None:
        """The weakest count; None where nothing could be counted."""
        known = [counted for counted in self.counts if counted.part.is_known]
        return min(known, key=lambda counted: counted.part.exact, default=None)

    @property
    def share(self) -> float:
        """The weakest share; NaN where nothing could be counted."""
        weakest = self.decisive
        return weakest.part.share if weakest else math.nan


@dataclass(frozen=True)
class Quality:
    """The five dimensions of a figure or of a data set."""

    dimensions: tuple[Dimension, ...]

    @property
    def measured(self) -> tuple[Dimension, ...]:
        """Dimensions that could be counted."""
        return tuple(dimension for dimension in self.dimensions if dimension.decisive)

    @property
    def weight(self) -> int:
        """Percent of the weights that could be measured."""
        return sum(WEIGHTS[dimension.name] for dimension in self.measured)

    @property
    def exact(self) -> Fraction | None:
        """Points of 100 without rounding; None where less than half of the weight could be measured."""
        if self.weight < _LEAST_WEIGHT:
            return None
        shares = ((WEIGHTS[d.name], d.decisive.part.exact) for d in self.measured if d.decisive)
        return 100 * sum((weight * share for weight, share in shares), Fraction(0)) / self.weight

    @property
    def points(self) -> float:
        """Points of 100; NaN where less than half of the weight could be measured."""
        return math.nan if self.exact is None else float(self.exact)

    @property
    def lowest(self) -> Dimension | None:
        """The lowest dimension, the heavier one where two are equally low."""
        return min(
            self.measured, key=lambda d: (d.decisive.part.exact if d.decisive else 1, -WEIGHTS[d.name]), default=None
        )

    @property
    def band(self) -> Band:
        """What the score means; of the exact score, so that 89.99 is not 90."""
        if self.exact is None:
            return Band.UNKNOWN
        if self.exact >= NORMAL:
            return Band.NORMAL
        return Band.CAREFUL if self.exact >= CAREFUL else Band.POOR

    def __getitem__(self, name: str) -> Dimension:
        return next(dimension for dimension in self.dimensions if dimension.name == name)


@dataclass(frozen=True)
class Evidence:
    """All that scores are told from: counts of the intake, ages of the files, and the CRM against core sales.

    Attributes
    ----------
    crm : of the CRM's total for each customer, as the file of customers has it
    crm_sales : of the CRM's own record of sales, over the months both know
    """

    facts: QualityFacts = field(default_factory=QualityFacts)
    ages: Mapping[str, Age] = field(default_factory=dict)
    crm: Part = field(default_factory=Part)
    crm_sales: Part = field(default_factory=Part)

    def has_file(self, kind: str) -> bool:
        """Whether there is a file of a kind; customers are known from orders and contracts, too."""
        return kind in self.facts.kinds

    def has(self, column: str) -> bool:
        """Whether the data have a column, named "kind.column"."""
        kind, _, name = column.partition(".")
        return kind in self.facts.kinds and self.facts.kinds[kind].filled.get(name) is not None


def evidence(data: Dataset, reference: dt.date) -> Evidence:
    """Collect what the quality of a data set is told from, as seen on the reference day."""
    return Evidence(data.facts or QualityFacts(), ages(data, reference), _crm(data), _crm_sales(data))


def _crm(data: Dataset) -> Part:
    """Value that CRM and core sales agree on, of the totals of both."""
    if not has_crm(data):
        return Part()
    found = bridge(data)
    return Part(2 * found.shared, found.known)


def _crm_sales(data: Dataset) -> Part:
    """Value that the CRM's record and core sales agree on, of both, before any person has decided who is whom."""
    if not has_crm_sales(data):
        return Part()
    try:
        return Part(*reconcile(data).bridge.value_agreed)
    except NotEnoughDataError:  # no month that both know
        return Part()


def quality(found: Evidence, columns: Sequence[str]) -> Quality:
    """The quality of what is computed from these columns, each named "kind.column"."""
    used = by_kind(columns)
    kinds = {kind: found.facts.kinds.get(kind, KindFacts()) for kind in used}
    counts = {
        "completeness": [Counted(_cells(facts, used[kind]), kind) for kind, facts in kinds.items()],
        "uniqueness": [Counted(facts.named, kind) for kind, facts in kinds.items()],
        "validity": [Counted(facts.records, kind) for kind, facts in kinds.items()],
        "timeliness": [Counted(found.ages[kind].part, kind) for kind in kinds if kind in found.ages],
        "consistency": [*_checks(kinds, used), *_crm_check(found, columns)],
    }
    return Quality(tuple(Dimension(name, tuple(counts[name])) for name in WEIGHTS))


def by_kind(columns: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Columns by kind of file."""
    used: dict[str, tuple[str, ...]] = {}
    for column in dict.fromkeys(columns):
        kind, _, name = column.partition(".")
        used[kind] = (*used.get(kind, ()), name)
    return used


def _cells(facts: KindFacts, columns: Iterable[str]) -> Part:
    return sum((facts.cells(column) for column in columns), Part())


def _checks(kinds: Mapping[str, KindFacts], used: Mapping[str, tuple[str, ...]]) -> Iterator[Counted]:
    for kind, facts in kinds.items():
        for check, part in facts.checks.items():
            if set(_CHECKED_COLUMNS[check]) & set(used[kind]):
                yield Counted(part, kind, check)


def _crm_check(found: Evidence, columns: Iterable[str]) -> Iterator[Counted]:
    if "customers.crm_total" in columns:
        yield Counted(found.crm, "customers", CRM)
    if CRM_AMOUNT in columns:
        yield Counted(found.crm_sales, "crm", CRM)
