"""What people have decided about pairs: an append-only list, of which the last word on each pair counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ltv.reconcile.groups import Groups
from ltv.reconcile.parties import Parties


class Verdict(StrEnum):
    """What a person says of a pair."""

    SAME = "same"
    DIFFERENT = "different"
    UNDONE = "undone"
    """Takes back what was said of the pair; the rules decide again."""


@dataclass(frozen=True, order=True)
class Side:
    """One party of a pair: which system knows it, and by what id."""

    source: str
    customer_id: str


@dataclass(frozen=True)
class Decision:
    """One record of the list. `moment` orders them; of two at one moment the later `Verdict` wins."""

    left: Side
    right: Side
    verdict: Verdict
    moment: str
    author: str = ""

    @property
    def pair(self) -> tuple[Side, Side]:
        """Both parties, in one order whichever way round they were given."""
        return (self.left, self.right) if self.left < self.right else (self.right, self.left)


@dataclass(frozen=True)
class Standing:
    """What counts now, in numbers of parties, the smaller one first.

    Attributes
    ----------
    same, apart : pairs
    contradictory : pairs said to be the same that would join parties said to be different; neither is acted on
    """

    same: tuple[tuple[int, int], ...] = ()
    apart: frozenset[tuple[int, int]] = frozenset()
    contradictory: tuple[tuple[int, int], ...] = ()


def last_words(decisions: Iterable[Decision]) -> dict[tuple[Side, Side], Decision]:
    """The decision that counts for each pair; pairs whose decision was undone are not among them."""
    ordered = sorted(decisions, key=lambda d: (d.moment, list(Verdict).index(d.verdict), d.author))
    found = {decision.pair: decision for decision in ordered}
    return {pair: decision for pair, decision in found.items() if decision.verdict != Verdict.UNDONE}


def standing(decisions: Sequence[Decision], parties: Parties) -> Standing:
    """Decisions that count for the parties that are there. The order in which they are given decides nothing."""
    said: dict[Verdict, set[tuple[int, int]]] = {Verdict.SAME: set(), Verdict.DIFFERENT: set()}
    for (left, right), decision in last_words(decisions).items():
        a, b = (parties.number.get((side.source, side.customer_id)) for side in (left, right))
        if a is not None and b is not None:
            said[decision.verdict].add((min(a, b), max(a, b)))
    return _settled(sorted(said[Verdict.SAME]), frozenset(said[Verdict.DIFFERENT]), parties.size)


def _settled(same: list[tuple[int, int]], apart: frozenset[tuple[int, int]], size: int) -> Standing:
    """Leave out what joins parties that are to be kept apart."""
    joined = Groups(size)
    for a, b in same:
        joined.join(a, b)
    broken = {joined.of(a) for a, b in apart if joined.of(a) == joined.of(b)}
    return Standing(
        tuple(pair for pair in same if joined.of(pair[0]) not in broken),
        apart,
        tuple(pair for pair in same if joined.of(pair[0]) in broken),
    )
