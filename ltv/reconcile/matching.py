"""Which parties are one: rules that are sure enough to merge by themselves, and everything else for a person.

The same id, 法人番号 or e-mail address merges; so do a telephone number and a name together. A key that points to two
different parties, or evidence that speaks both ways, merges nobody: such pairs are asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal, NamedTuple, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.reconcile.candidates import Candidate, candidates
from ltv.reconcile.decisions import Decision, Standing, standing
from ltv.reconcile.groups import Groups
from ltv.reconcile.parties import Parties

Tier = Literal["person", "customer_id", "corporate_number", "email", "name_phone", "spelling"]
TIERS: tuple[Tier, ...] = ("person", "customer_id", "corporate_number", "email", "name_phone", "spelling")
"""On what a merge rests, the surest first. "spelling": one party written several times within one system."""

Doubt = Literal["contradictory", "conflict", "shared_key", "similar", "name", "phone"]
DOUBTS: tuple[Doubt, ...] = ("contradictory", "conflict", "shared_key", "similar", "name", "phone")
"""Why a pair is asked about, the gravest reason first."""

_NUMBER = "corporate_number"
MOST_HOLDERS = 12
"""A value that more parties have than this tells nothing: a switchboard's number, a placeholder's address."""


class Link(NamedTuple):
    """Two parties that were merged, and on what that rests. `left` is the smaller number."""

    left: int
    right: int
    tier: Tier


class Question(NamedTuple):
    """Two parties that may be one, and why no rule decides it."""

    left: int
    right: int
    doubt: Doubt


@dataclass(frozen=True, eq=False)
class Matching:
    """Who is one.

    Attributes
    ----------
    group : int64, one per party; parties of a group are one
    links : every merge with its evidence
    questions : pairs in doubt, one for each two groups, those decided or merged otherwise left out
    apart : pairs a person keeps apart
    common : values that too many parties have to tell anything
    """

    parties: Parties
    group: NDArray[np.int64]
    links: tuple[Link, ...]
    questions: tuple[Question, ...]
    apart: frozenset[tuple[int, int]]
    common: int

    def first_ids(self, side: int) -> pd.Series[Any]:
        """The first id of each group in a system, by group; groups that it does not know are not there."""
        there = self.parties.side == side
        found = pd.DataFrame({"group": self.group[there], "id": self.parties.ids[there]})
        return found.groupby("group")["id"].min()


def match(parties: Parties, decisions: Sequence[Decision] = ()) -> Matching:
    """Apply what people decided, then the rules from the surest on. The order of rows and decisions changes nothing."""
    rules = _Rules(parties, standing(decisions, parties))
    rules.join_by_people()
    rules.join_spellings()
    rules.join("customer_id", parties.same_id())
    rules.join("corporate_number", parties.holders("corporate_number"))
    rules.join("email", parties.holders("email"))
    rules.join("name_phone", parties.holders_of_both("name", "phone"))
    rules.suggest(candidates(parties, MOST_HOLDERS))
    return rules.result()


class _Rules:
    """Groups that grow rule by rule; within a rule every pair is judged by the groups before it.

    Rules look at what rules have joined, and people's decisions come on top: who says that a second entry is the same
    customer must not make the first one doubtful.
    """

    def __init__(self, parties: Parties, people: Standing) -> None:
        self._parties, self._people = parties, people
        self._by_rules, self._all = Groups(parties.size), Groups(parties.size)
        self._side: list[int] = parties.side.tolist()
        self._links: list[Link] = []
        self._questions: list[Question] = [Question(*pair, "contradictory") for pair in people.contradictory]
        self._common = 0
        self._apart: dict[int, set[int]] = {}
        for a, b in people.apart:
            self._apart.setdefault(a, set()).add(b)
            self._apart.setdefault(b, set()).add(a)

    def join_by_people(self) -> None:
        """What people said are one."""
        for a, b in self._people.same:
            self._links.append(Link(a, b, "person"))
            self._all.join(a, b)

    def join_spellings(self) -> None:
        """One party written several times in one system: its name and another key agree, and nothing speaks against."""
        for key in ("corporate_number", "email", "phone"):
            for holders in self._telling(self._parties.holders_of_both("name", key)):
                for side in (0, 1):
                    same = [party for party in holders if self._side[party] == side]
                    self._spelled(same)

    def _spelled(self, same: list[int]) -> None:
        pairs = list(combinations(same, 2))
        if any(self._is_against(a, b) or self._is_apart(a, b) for a, b in pairs):
            self._ask(pairs, "conflict")
        else:
            for other in same[1:]:
                self._link(same[0], other, "spelling")

    def join(self, tier: Tier, holders: Iterable[list[int]]) -> None:
        """One party of the CRM with one of the core system, where the rule points from each to no other."""
        pairs = [pair for each in self._telling(holders) for pair in self._across(each)]
        doubtful = [pair for pair in pairs if self._is_doubtful(tier, *pair)]
        self._ask(doubtful, "conflict")
        for found in self._components(sorted(set(pairs) - set(doubtful))):
            if self._is_one_to_one(found):
                self._link(*found[0], tier)
            else:
                self._ask(found, "shared_key")

    def suggest(self, pairs: Iterable[Candidate]) -> None:
        """Ask about pairs that no rule may merge."""
        for a, b, doubt in pairs:
            if self._all.of(a) != self._all.of(b):
                self._ask([(a, b)], "conflict" if self._is_against(a, b) else cast(Doubt, doubt))

    def result(self) -> Matching:
        """Who is one, and what is left to ask."""
        group = np.array([self._all.of(i) for i in range(self._parties.size)], dtype=np.int64)
        return Matching(
            self._parties, group, tuple(sorted(self._links)), self._open_questions(), self._people.apart, self._common
        )

    def _open_questions(self) -> tuple[Question, ...]:
        """One for each two groups that may be one, between a party of either system where there are such."""
        found: dict[tuple[int, int], Question] = {}
        for question in sorted(self._questions, key=self._gravest):
            a, b = self._all.of(question.left), self._all.of(question.right)
            decided = self._is_apart(a, b) and question.doubt != "contradictory"
            if a != b and not decided:
                found.setdefault((min(a, b), max(a, b)), question)
        return tuple(sorted(found.values()))

    def _gravest(self, question: Question) -> tuple[int, bool, Question]:
        return DOUBTS.index(question.doubt), self._side[question.left] == self._side[question.right], question

    def _telling(self, holders: Iterable[list[int]]) -> Iterator[list[int]]:
        """Leave out values that very many have."""
        for each in holders:
            if len(each) > MOST_HOLDERS and len({self._by_rules.of(party) for party in each}) > MOST_HOLDERS:
                self._common += 1
            else:
                yield each

    def _across(self, holders: list[int]) -> list[tuple[int, int]]:
        """Pairs of different groups, from one system to the other or within one."""
        return [(a, b) for a, b in combinations(holders, 2) if self._by_rules.of(a) != self._by_rules.of(b)]

    def _is_doubtful(self, tier: Tier, a: int, b: int) -> bool:
        if self._is_against(a, b) or self._is_apart(a, b):
            return True
        return tier == "customer_id" and self._is_other_by_all_else(a, b)

    def _is_against(self, a: int, b: int) -> bool:
        """Whether somebody of one group and somebody of the other have 法人番号 of which none is the same."""
        left, right = (
            [self._parties.values(member, _NUMBER) for member in self._by_rules.members(party)] for party in (a, b)
        )
        return any(x and y and not x & y for x in left for y in right)

    def _is_other_by_all_else(self, a: int, b: int) -> bool:
        """Whether two systems gave one id to two parties: two other keys are known of both, and none agrees."""
        both = [(self._values(a, key), self._values(b, key)) for key in ("corporate_number", "email", "phone", "name")]
        told = [x & y for x, y in both if x and y]
        return len(told) > 1 and not any(told)

    def _is_apart(self, a: int, b: int) -> bool:
        """Whether a person keeps somebody of one group apart from somebody of the other."""
        if not self._apart:
            return False
        others = set(self._all.members(b))
        return any(self._apart.get(party, set()) & others for party in self._all.members(a))

    def _is_one_to_one(self, pairs: list[tuple[int, int]]) -> bool:
        """Whether pairs join two groups only, of which one is known to the CRM alone and the other to the core."""
        first = pairs[0]
        if len(pairs) > 1 and len({self._by_rules.of(party) for pair in pairs for party in pair}) > 2:
            return False
        left, right = ({self._side[each] for each in self._by_rules.members(party)} for party in first)
        return left.isdisjoint(right)

    def _components(self, pairs: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
        """Pairs by what they would join, were all of them followed."""
        above: dict[int, int] = {}

        def top(i: int) -> int:
            while above.get(i, i) != i:
                i = above[i]
            return i

        for a, b in pairs:
            low, high = sorted((top(self._by_rules.of(a)), top(self._by_rules.of(b))))
            if low != high:
                above[high] = low
        found: dict[int, list[tuple[int, int]]] = {}
        for pair in pairs:
            found.setdefault(top(self._by_rules.of(pair[0])), []).append(pair)
        return list(found.values())

    def _ask(self, pairs: Iterable[tuple[int, int]], doubt: Doubt) -> None:
        self._questions += [Question(min(pair), max(pair), doubt) for pair in pairs]

    def _link(self, a: int, b: int, tier: Tier) -> None:
        self._links.append(Link(min(a, b), max(a, b), tier))
        self._by_rules.join(a, b)
        self._all.join(a, b)

    def _values(self, party: int, key: str) -> frozenset[str]:
        return frozenset().union(*(self._parties.values(each, key) for each in self._by_rules.members(party)))
