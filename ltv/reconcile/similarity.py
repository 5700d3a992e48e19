"""How alike two parties are: which of the things known of both agree, and how similar their names read."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from ltv.reconcile.company_names import company_name, folded
from ltv.reconcile.parties import KEYS, Parties

SIMILAR = 0.75
"""Names that read at least so alike are asked about when something else agrees too."""

_WITHIN = 0.9
"""What a name counts that stands whole inside the other one, such as a branch's."""


@dataclass(frozen=True)
class Comparison:
    """Two parties side by side.

    Attributes
    ----------
    agree, differ : keys known of both that share a value, or do not
    names : how alike their readable names are, a share; NaN where one may not be read
    """

    agree: tuple[str, ...]
    differ: tuple[str, ...]
    names: float


def compare(parties: Parties, a: int, b: int) -> Comparison:
    """What speaks for and against two parties being one."""
    agree: list[str] = []
    differ: list[str] = []
    if parties.ids[a] == parties.ids[b]:
        agree.append("customer_id")
    for key in KEYS:
        left, right = parties.values(a, key), parties.values(b, key)
        if left and right:
            (agree if left & right else differ).append(key)
    return Comparison(tuple(agree), tuple(differ), names_of(parties, a, b))


def names_of(parties: Parties, a: int, b: int) -> float:
    """How alike the readable names of two parties are; NaN where one has none."""
    if a not in parties.readable or b not in parties.readable:
        return float("nan")
    return name_similarity(company_name(parties.readable[a]), company_name(parties.readable[b]))


def name_similarity(left: str, right: str) -> float:
    """How alike two compared names are, a share; old forms of characters count as new ones."""
    a, b = folded(left), folded(right)
    whole = fuzz.ratio(a, b) / 100
    part = _WITHIN * fuzz.partial_ratio(a, b) / 100 if min(len(a), len(b)) > 2 else 0.0
    return max(whole, part if part >= _WITHIN else 0.0)
