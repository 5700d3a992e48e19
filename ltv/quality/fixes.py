"""What one could mend, and what the score would be then: counted again with that one thing mended."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ltv.quality.facts import KindFacts, Part, is_empty_cell
from ltv.quality.score import CRM, Evidence, Quality, by_kind, quality

_MENDS = {"cancel_before_start": "ends"}
"""Reasons of rejection that are disagreements, too."""


@dataclass(frozen=True)
class Fix:
    """One thing to mend.

    Attributes
    ----------
    what : "fill", "correct", "repeat", "check" or "age"
    kind : kind of file
    name : column of "fill"; "column:reason" of "correct"; check of "check"
    count : cells, records, days late; of a check what does not agree, in its own unit
    before, after : quality without and with it
    """

    what: str
    kind: str
    name: str
    count: int
    before: Quality
    after: Quality

    @property
    def gain(self) -> float:
        """Points it brings; NaN without a score."""
        if self.before.exact is None or self.after.exact is None:
            return math.nan
        return float(self.after.exact - self.before.exact)


def best_fix(found: Evidence, columns: Sequence[str]) -> Fix | None:
    """The one thing that raises the score most; None where nothing by itself does."""
    raising = [fix for fix in fixes(found, columns) if fix.gain > 0]
    return max(raising, key=lambda fix: fix.gain, default=None)


def fixes(found: Evidence, columns: Sequence[str]) -> Iterator[Fix]:
    """Everything that is amiss in what these columns are used for, each with the quality once it is mended."""
    before = quality(found, columns)
    for (what, kind, name, count), mended in _mended(found, columns):
        yield Fix(what, kind, name, count, before, quality(mended, columns))


_What = tuple[str, str, str, int]


def _mended(found: Evidence, columns: Sequence[str]) -> Iterator[tuple[_What, Evidence]]:
    for kind, names in by_kind(columns).items():
        facts = found.facts.kinds.get(kind, KindFacts())
        for what, name, count, better in _mended_kind(facts, names):
            yield (what, kind, name, count), _with(found, kind, better)
        if kind in found.ages and (late := found.ages[kind].days - found.ages[kind].usual) > 0:
            fresh = {**found.ages, kind: replace(found.ages[kind], days=0)}
            yield ("age", kind, "", late), replace(found, ages=fresh)
    if found.crm.short:
        yield ("check", "customers", CRM, found.crm.short), replace(found, crm=found.crm.whole)
    if found.crm_sales.short:
        yield ("check", "crm", CRM, found.crm_sales.short), replace(found, crm_sales=found.crm_sales.whole)


def _mended_kind(facts: KindFacts, columns: Sequence[str]) -> Iterator[tuple[str, str, int, KindFacts]]:
    for column in columns:
        if short := facts.cells(column).short:
            yield "fill", column, short, _filled(facts, column)
    for rejection, count in facts.rejections.items():
        if not is_empty_cell(rejection) or rejection.partition(":")[0] not in columns:
            yield "correct", rejection, count, _accepted(facts, rejection)
    if facts.named.short:
        yield "repeat", "", facts.named.short, replace(facts, named=facts.named.whole)
    for check, part in facts.checks.items():
        if part.short and check not in _MENDS.values():
            yield "check", check, part.short, replace(facts, checks={**facts.checks, check: part.whole})


def _filled(facts: KindFacts, column: str) -> KindFacts:
    """Facts with every cell of a column filled; records that the empty cell rejected are accepted."""
    for rejection in [name for name in facts.rejections if is_empty_cell(name) and name.startswith(f"{column}:")]:
        facts = _accepted(facts, rejection)
    return replace(facts, filled={**facts.filled, column: facts.cells(column).of})


def _accepted(facts: KindFacts, rejection: str) -> KindFacts:
    """Facts with rejected records corrected: they are accepted, with all their cells filled."""
    count = facts.rejections[rejection]
    check = _MENDS.get(rejection.partition(":")[2], "")
    return replace(
        facts,
        accepted=facts.accepted + count,
        rejected=facts.rejected - count,
        rows=facts.rows + count,
        filled={name: n + count for name, n in facts.filled.items()},
        checks=_agreed(facts.checks, check, count),
        rejections={name: n for name, n in facts.rejections.items() if name != rejection},
    )


def _agreed(checks: Mapping[str, Part], check: str, count: int) -> dict[str, Part]:
    return {name: Part(part.good + count, part.of) if name == check else part for name, part in checks.items()}


def _with(found: Evidence, kind: str, better: KindFacts) -> Evidence:
    facts = replace(found.facts, kinds={**found.facts.kinds, kind: better})
    return replace(found, facts=facts)
