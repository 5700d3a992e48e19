"""What the intake counted, kept after the files are gone: whole numbers that add up over files."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

_VERSION = 1
MAY_BE_EMPTY = ("end", "delivered")
"""Columns whose empty cells say something: still open, not yet there."""


def is_empty_cell(rejection: str) -> bool:
    """Whether a rejection, "column:reason", is that of an empty cell."""
    return rejection.endswith("_missing")


@dataclass(frozen=True)
class Part:
    """So many of so many. Parts of files add up."""

    good: int = 0
    of: int = 0

    def __add__(self, other: Part) -> Part:
        return Part(self.good + other.good, self.of + other.of)

    @property
    def is_known(self) -> bool:
        """Whether there was anything to count."""
        return self.of > 0

    @property
    def short(self) -> int:
        """How many are not good."""
        return self.of - self.good

    @property
    def exact(self) -> Fraction:
        """The share without rounding; only of a known part."""
        return Fraction(self.good, self.of)

    @property
    def share(self) -> float:
        """The share; NaN where there was nothing to count."""
        return self.good / self.of if self.is_known else math.nan

    @property
    def whole(self) -> Part:
        """The same count with nothing amiss."""
        return Part(self.of, self.of)


@dataclass(frozen=True)
class KindFacts:
    """Counts over the files of one kind.

    Attributes
    ----------
    accepted, rejected : int
        Records.
    rows : int
        Rows that accepted records became: fewer where several lines are one order. Of customers, those who bought.
    named : Part
        Records with a number of their own that repeat no other, of all with such a number.
    filled : column → int
        Cells of the rows that hold something.
    checks : check → Part
        What agrees of what was compared: money, orders, contracts or records (see `ltv.quality.counting`).
    rejections : "column:reason" → int
        Rejected records.
    """

    accepted: int = 0
    rejected: int = 0
    rows: int = 0
    named: Part = Part()
    filled: Mapping[str, int] = field(default_factory=dict)
    checks: Mapping[str, Part] = field(default_factory=dict)
    rejections: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: KindFacts) -> KindFacts:
        return KindFacts(
            self.accepted + other.accepted,
            self.rejected + other.rejected,
            self.rows + other.rows,
            self.named + other.named,
            _added(self.filled, other.filled, 0),
            _added(self.checks, other.checks, Part()),
            _added(self.rejections, other.rejections, 0),
        )

    @property
    def records(self) -> Part:
        """Accepted records of those that were accepted or rejected."""
        return Part(self.accepted, self.accepted + self.rejected)

    def cells(self, column: str) -> Part:
        """Filled cells of a column, of the cells of all rows and the empty ones that rejected their record.

        An empty end of a contract or delivery says something, so of those only cells that lack an answer count.
        """
        filled, lost = self.filled.get(column, 0), self.lost(column)
        return Part(filled, (filled if column in MAY_BE_EMPTY else self.rows) + lost)

    def lost(self, column: str) -> int:
        """Records rejected because this cell was empty."""
        return sum(n for name, n in self.rejections.items() if name.startswith(f"{column}:") and is_empty_cell(name))


@dataclass(frozen=True)
class QualityFacts:
    """Counts by kind of file. Nothing in it is a value of a file."""

    kinds: Mapping[str, KindFacts] = field(default_factory=dict)

    def __add__(self, other: QualityFacts) -> QualityFacts:
        return QualityFacts(_added(self.kinds, other.kinds, KindFacts()))

    def to_json(self) -> dict[str, Any]:
        """As plain dictionaries of texts and whole numbers."""
        return {"version": _VERSION, "kinds": {kind: _plain(facts) for kind, facts in self.kinds.items()}}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> QualityFacts:
        """What `to_json` wrote. Raises ValueError when it is of a version this code does not know."""
        if plain.get("version") != _VERSION:
            raise ValueError(f"facts about quality: version {plain.get('version')!r}; expected {_VERSION}")
        return cls({kind: _facts(given) for kind, given in plain["kinds"].items()})


def _plain(facts: KindFacts) -> dict[str, Any]:
    return {
        "accepted": facts.accepted,
        "rejected": facts.rejected,
        "rows": facts.rows,
        "named": _pair(facts.named),
        "filled": dict(facts.filled),
        "checks": _each(_pair, facts.checks),
        "rejections": dict(facts.rejections),
    }


def _facts(plain: Mapping[str, Any]) -> KindFacts:
    return KindFacts(
        accepted=int(plain["accepted"]),
        rejected=int(plain["rejected"]),
        rows=int(plain["rows"]),
        named=Part(*plain["named"]),
        filled=_each(int, plain["filled"]),
        checks=_each(lambda pair: Part(*pair), plain["checks"]),
        rejections=_each(int, plain["rejections"]),
    )


def _pair(part: Part) -> list[int]:
    return [part.good, part.of]


def _each(make: Callable[[Any], Any], given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: make(value) for name, value in given.items()}


def _added(one: Mapping[str, Any], other: Mapping[str, Any], nothing: Any) -> dict[str, Any]:
    names = sorted({*one, *other})
    return {name: one.get(name, nothing) + other.get(name, nothing) for name in names}
