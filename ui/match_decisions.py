"""Which pairs a person has decided to be one customer or two: kept in the store, or for this session where it fails."""

from __future__ import annotations

from dataclasses import dataclass

from ltv.dataset import Dataset
from ltv.reconcile.decisions import Decision, Side, Verdict
from ltv.reconcile.parties import Parties
from ltv.reconcile.reconciliation import everybody
from ltv.store.match_decisions import MatchDecision, pair_of, party_code
from ui import kept, session

_UNKEPT = "match_decisions"
_ALONE = "session"
"""Workspace of codes where no store can be reached."""


@dataclass(frozen=True)
class Kept:
    """One decision that counts, and when it was made."""

    body: MatchDecision
    moment: str


def decisions(data: Dataset) -> tuple[Decision, ...]:
    """What people said of pairs that are in the data set, the oldest first."""
    said = _kept(data)
    if not said:
        return ()
    sides, found = session.cached(_sides, data, _workspace()), []
    for each in said:
        left, right = sides.get(each.body.left), sides.get(each.body.right)
        if left and right:
            found.append(Decision(Side(*left), Side(*right), Verdict(each.body.verdict), each.moment))
    return tuple(found)


def decide(data: Dataset, left: Side, right: Side, verdict: Verdict, doubt: str = "") -> None:
    """Keep what a person says of a pair; it takes the place of what was said before, which stays on record."""
    codes = pair_of(party_code(side.source, side.customer_id, _workspace()) for side in (left, right))
    body = MatchDecision(scope(data), *codes, verdict.value, doubt)
    store = kept.store()
    if store is None or kept.tried(lambda: store.put(body, author=kept.author())) is None:
        unkept = dict(session.stored(_UNKEPT, {}))
        moment = f"{len(unkept):06d}"
        session.store(_UNKEPT, {**unkept, body.handle: Kept(body, moment)})


def scope(data: Dataset) -> str:
    """Whose data decisions are for: uploads share them from month to month, the samples have their own."""
    return data.source if data.source.startswith("sample:") else "upload"


def _kept(data: Dataset) -> list[Kept]:
    """Newest decision on each pair, the oldest first; of this session where the store could not keep one."""
    store, begins = kept.store(), f"{scope(data)}/"
    records = (store and kept.tried(lambda: store.latest(MatchDecision, handle_begins=begins))) or []
    found = {record.body.handle: Kept(record.body, record.changed_at.isoformat()) for record in records}
    found |= {handle: each for handle, each in session.stored(_UNKEPT, {}).items() if handle.startswith(begins)}
    return sorted(found.values(), key=lambda each: each.moment)


def _workspace() -> str:
    store = kept.store()
    return store.workspace if store is not None else _ALONE


def _sides(data: Dataset, workspace: str) -> dict[str, tuple[str, str]]:
    """Every party of the data set by its code."""
    known: Parties = everybody(data)
    return {party_code(source, name, workspace): (source, name) for source, name in known.number}
