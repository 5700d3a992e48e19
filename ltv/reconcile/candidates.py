"""Pairs that may be one party although no rule may say so: similar names, one telephone number, one name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ltv.reconcile.company_names import company_name, folded
from ltv.reconcile.parties import Parties
from ltv.reconcile.similarity import SIMILAR, names_of

Candidate = tuple[int, int, str]
"""Two parties and the doubt, as `matching.Doubt` names it."""

MOST_IN_A_BLOCK = 60
"""Parties with one postcode whose names are compared with one another; of more, only equal names are."""


def candidates(parties: Parties, most_holders: int) -> Iterator[Candidate]:
    """Every pair worth a person's look, possibly several times.

    Names that may not be read can only be equal: then the postcode must be the same as well, as many people have one
    name. Readable names may be similar where a postcode or telephone number is the same.
    """
    yield from _one_phone(parties, most_holders)
    yield from _one_name(parties, most_holders)
    yield from _similar_names(parties)


def _one_phone(parties: Parties, most: int) -> Iterator[Candidate]:
    for holders in parties.holders("phone"):
        if len(holders) <= most:
            for a, b in combinations(holders, 2):
                alike = names_of(parties, a, b)
                if not alike < SIMILAR:
                    yield a, b, "similar" if alike == alike else "phone"


def _one_name(parties: Parties, most: int) -> Iterator[Candidate]:
    for holders in parties.holders_of_both("name", "postcode"):
        if len(holders) <= most:
            yield from ((a, b, "name") for a, b in combinations(holders, 2))
    for holders in _by_readable_name(parties):
        if len(holders) <= most:
            yield from ((a, b, _how_named(parties, a, b)) for a, b in combinations(holders, 2))


def _by_readable_name(parties: Parties) -> Iterator[list[int]]:
    """Companies of one name, old and new forms of characters taken as one."""
    found: dict[str, list[int]] = {}
    for party, name in sorted(parties.readable.items()):
        found.setdefault(folded(company_name(name)), []).append(party)
    return (holders for _, holders in sorted(found.items()) if len(holders) > 1)


def _how_named(parties: Parties, a: int, b: int) -> str:
    same = company_name(parties.readable[a]) == company_name(parties.readable[b])
    return "name" if same else "similar"


def _similar_names(parties: Parties) -> Iterator[Candidate]:
    """Companies at one postcode whose names read alike."""
    for holders in parties.holders("postcode"):
        named = [party for party in holders if party in parties.readable]
        if len(named) <= MOST_IN_A_BLOCK:
            for a, b in combinations(named, 2):
                if names_of(parties, a, b) >= SIMILAR:
                    yield a, b, "similar"
