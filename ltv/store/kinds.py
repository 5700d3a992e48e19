"""What is kept: scenarios, initiatives, estimates and decisions, each with exactly the fields named here.

Levers, populations and the like are mappings as the parts that compute with them write them; they are kept to the last
digit and given back as they were. Nothing of a customer's data belongs into any of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from ltv.metrics.metric import Text
from ltv.store.declared import (
    MOST_TEXT,
    Body,
    day,
    fields_of,
    filled,
    label,
    mapping,
    number_or_none,
    one_of,
    read_as,
    rows,
    short_code,
    text,
    texts,
    whole,
    yes_or_no,
)
from ltv.store.errors import InvalidRecordError
from ltv.store.file_mappings import FileMapping
from ltv.store.json_text import Flaw, dumped, loaded
from ltv.store.match_decisions import MatchDecision
from ltv.version import VERSION as PROGRAM

MOST_BODY = 1_000_000
"""Longest JSON text of a record, in characters."""

_Row = Mapping[str, Any]


@dataclass(frozen=True)
class Scenario(Body):
    """What could be, with all that decides its numbers.

    Attributes
    ----------
    base : fingerprint of the data set it starts from
    levers : what is changed, one mapping each
    seed, draws, horizon_months : of the simulation
    assumptions : all else that decides numbers, such as margin, discount and target
    results : what came out
    program : version of the program that computed them
    """

    KIND: ClassVar[str] = "scenario"

    name: str = field(metadata=read_as(label))
    base: str = field(metadata=read_as(short_code))
    levers: Sequence[_Row] = field(metadata=read_as(rows))
    seed: int = field(metadata=read_as(whole(0, 2**63 - 1)))
    horizon_months: int = field(metadata=read_as(whole(1, 600)))
    draws: int = field(default=2_000, metadata=read_as(whole(1, 10_000_000)))
    assumptions: _Row = field(default_factory=dict, metadata=read_as(mapping))
    results: _Row = field(default_factory=dict, metadata=read_as(mapping))
    program: str = field(default=PROGRAM, metadata=read_as(short_code))
    notes: str = field(default="", metadata=read_as(text()))


@dataclass(frozen=True)
class InitiativeRecord(Body):
    """Something that could be done: whom it reaches, what it moves, what is believed of that, and what it takes.

    Attributes
    ----------
    code : short name within the workspace, such as P1
    population : filter of customers, by segment, channel and tenure; never a list of them
    prior : what is believed of the effect, such as P10, P50 and P90
    grade : of the evidence; A own experiment, B own quasi-experiment, C from elsewhere, D opinion
    costs : one-off, monthly, months
    people : department, quarter, months of work; one mapping each
    requires, excludes : codes of other initiatives
    guardrails : ids of KPIs that must not get worse
    control_plan : how it will be told what would have happened anyway
    details : what else the part that computes with it needs
    """

    KIND: ClassVar[str] = "initiative"

    code: str = field(metadata=read_as(short_code))
    name: str = field(metadata=read_as(label))
    owner: str = field(metadata=read_as(short_code))
    levers: Sequence[_Row] = field(default=(), metadata=read_as(rows))
    population: _Row = field(default_factory=dict, metadata=read_as(mapping))
    prior: _Row = field(default_factory=dict, metadata=read_as(mapping))
    grade: str = field(default="D", metadata=read_as(one_of("A", "B", "C", "D")))
    costs: _Row = field(default_factory=dict, metadata=read_as(mapping))
    people: Sequence[_Row] = field(default=(), metadata=read_as(rows))
    requires: Sequence[str] = field(default=(), metadata=read_as(texts))
    excludes: Sequence[str] = field(default=(), metadata=read_as(texts))
    guardrails: Sequence[str] = field(default=(), metadata=read_as(texts))
    control_plan: _Row = field(default_factory=dict, metadata=read_as(mapping))
    status: str = field(default="idea", metadata=read_as(one_of("idea", "running", "finished", "stopped")))
    details: _Row = field(default_factory=dict, metadata=read_as(mapping))

    @property
    def handle(self) -> str:
        """Its code, with the currency of its money and whose data it is for: of each there is one in a workspace."""
        return f"{self.code}/{self.details.get('currency', '')}/{self.details.get('data', '')}"


@dataclass(frozen=True)
class Estimate(Body):
    """What one participant of a workshop believes of one item, in one round. Three Nones are an abstention, not zero.

    Attributes
    ----------
    room, item : codes; the item is an initiative
    participant : public code (`tokens.author_of`), never a name
    quantity : what is estimated, such as "effect" or "cost"
    p10, p50, p90 : in `unit`
    """

    KIND: ClassVar[str] = "estimate"

    room: str = field(metadata=read_as(short_code))
    round: int = field(metadata=read_as(whole(1, 99)))
    participant: str = field(metadata=read_as(short_code))
    item: str = field(metadata=read_as(short_code))
    quantity: str = field(default="effect", metadata=read_as(short_code))
    unit: str = field(default="", metadata=read_as(text(most=40)))
    department: str = field(default="", metadata=read_as(text(most=200)))
    p10: float | None = field(default=None, metadata=read_as(number_or_none))
    p50: float | None = field(default=None, metadata=read_as(number_or_none))
    p90: float | None = field(default=None, metadata=read_as(number_or_none))
    reason: str = field(default="", metadata=read_as(text(most=1_000)))

    def flaws(self) -> list[Text]:
        """Points out of order, or only some of them."""
        said = [point for point in (self.p10, self.p50, self.p90) if point is not None]
        if len(said) not in (0, 3):
            return [
                Text("P10・P50・P90はすべて入れるか、すべて空にしてください", "give P10, P50 and P90, or none of them")
            ]
        if said != sorted(said):
            return [Text("P10≦P50≦P90になっていません", "P10, P50 and P90 are not in ascending order")]
        return []

    @property
    def handle(self) -> str:
        """Room, round, item, quantity and participant, of which there is one estimate."""
        return f"{self.room}/{self.round}/{self.item}/{self.quantity}/{self.participant}"


@dataclass(frozen=True)
class Decision(Body):
    """What was decided, on what prediction, and when it is looked at again.

    Attributes
    ----------
    raci : departments by "responsible", "accountable", "consulted", "informed"
    predictions : quantity, estimate, interval with level and kind; one mapping each
    assumptions : text and owner; one mapping each
    agreed : False where the decider decided without agreement (未合意)
    dissent : department and text; one mapping each, never a name
    references : versions of definitions and the like, such as "NRR1@2"; other records are linked
    """

    KIND: ClassVar[str] = "decision"

    question: str = field(metadata=read_as(filled(most=1_000)))
    chosen: str = field(metadata=read_as(filled(most=MOST_TEXT)))
    decider: str = field(metadata=read_as(label))
    decided_on: str = field(metadata=read_as(day))
    review_date: str = field(metadata=read_as(day))
    stop_rule: str = field(metadata=read_as(filled(most=MOST_TEXT)))
    options: Sequence[str] = field(default=(), metadata=read_as(texts))
    raci: _Row = field(default_factory=dict, metadata=read_as(mapping))
    predictions: Sequence[_Row] = field(default=(), metadata=read_as(rows))
    assumptions: Sequence[_Row] = field(default=(), metadata=read_as(rows))
    guardrails: Sequence[str] = field(default=(), metadata=read_as(texts))
    agreed: bool = field(default=True, metadata=read_as(yes_or_no))
    dissent: Sequence[_Row] = field(default=(), metadata=read_as(rows))
    references: Sequence[str] = field(default=(), metadata=read_as(texts))

    def flaws(self) -> list[Text]:
        """A review that is not after the decision."""
        if self.review_date > self.decided_on:
            return []
        return [Text("review_date: 決めた日より後にしてください", "review_date: not after the day of the decision")]


KINDS: Mapping[str, type[Body]] = {
    each.KIND: each for each in (Scenario, InitiativeRecord, Estimate, Decision, MatchDecision, FileMapping)
}


def body_text(body: Body) -> str:
    """A record's body as the store keeps it.

    Raises
    ------
    InvalidRecordError
        When it is longer than `MOST_BODY`.
    """
    found = dumped(body.values())
    if len(found) > MOST_BODY:
        raise InvalidRecordError(
            body.KIND, [Text(f"全体で{MOST_BODY:,}文字を超えています", f"longer than {MOST_BODY:,} characters")]
        )
    return found


def body_of(kind: str, version: int, written: str) -> Body:
    """Read a body back, strictly: a known kind and version, every field there, and no other."""
    found = KINDS.get(kind)
    if found is None:
        raise InvalidRecordError(kind[:40], [Text("この版では読めない種類です", "a kind this version does not know")])
    if version != found.VERSION:
        raise InvalidRecordError(kind, [_unknown_version(version, found.VERSION)])
    try:
        values = fields_of(loaded(written))
    except Flaw as flaw:
        raise InvalidRecordError(kind, [flaw.text]) from flaw
    if flaws := _other_fields(found, values):
        raise InvalidRecordError(kind, flaws)
    return found(**values)


def _unknown_version(found: int, known: int) -> Text:
    return Text(
        f"形式{found}はこの版では読めません（読めるのは{known}）。LTV羅針盤を更新してください",
        f"this version reads format {known}, not {found}. Update LTV Compass",
    )


def _other_fields(kind: type[Body], values: Mapping[str, Any]) -> list[Text]:
    known = {each.name for each in fields(kind)}
    missing = [Text(f"{name}: ありません", f"{name}: missing") for name in sorted(known - set(values))]
    extra = [Text(f"{name[:40]}: 知らない項目です", f"{name[:40]}: unknown") for name in sorted(set(values) - known)]
    return (missing + extra)[:20]
