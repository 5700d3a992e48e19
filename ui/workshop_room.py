"""What a meeting keeps: its room's code, what is open, and every department's estimates; a refresh brings all back.

A room belongs to the data's source and currency, not to its fingerprint: figures may be newer at the next meeting.
Estimates are records; where the store cannot take one it stays in this session, and is offered again on every run.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

import pandas as pd

from ltv.dataset import Dataset
from ltv.store import Estimate
from ltv.store.tokens import author_of
from ui import kept, session

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without those that are taken for each other."""
_UNSAVED, _TROUBLE = "workshop_unsaved", "workshop_trouble"
COLUMNS = (
    "id", "round", "participant", "department", "item", "quantity", "unit", "p10", "p50", "p90", "reason",
)  # fmt: skip


def named(code: str, *parts: object) -> str:
    """Name of a draft of a room."""
    return ".".join(("workshop", code, *map(str, parts)))


def code_of(data: Dataset) -> str:
    """The room that is open for these data; "" before anything was opened."""
    return kept.draft(_place(data))


def begin(data: Dataset) -> str:
    """Open a new room. What was typed in the one before and not saved is forgotten; its estimates stay in the store."""
    before = code_of(data)
    if before:
        kept.forget_drafts(*kept.drafts(named(before, "")))
    code = "".join(secrets.choice(_LETTERS) for _ in range(6))
    kept.write_draft(_place(data), code)
    return code


def participant_of(code: str, department: str) -> str:
    """Public code under which a department estimates in a room: the same whenever it comes back."""
    return author_of(f"{code}/{department}")


def keep(estimates: Iterable[Estimate]) -> None:
    """Keep estimates, each in place of what the same department said before in the same round."""
    for estimate in estimates:
        session.store(_UNSAVED, unsaved() | {estimate.handle: estimate})
    keep_unsaved()


def keep_unsaved() -> None:
    """Try to keep what the store could not take before."""
    waiting = unsaved()
    for handle, estimate in list(waiting.items()):
        known = kept.store()
        if known is None or kept.tried(lambda e=estimate, s=known: s.put(e, author=kept.author())) is None:  # type: ignore[misc]
            session.store(_TROUBLE, kept.trouble())
            break
        waiting.pop(handle)
    session.store(_UNSAVED, waiting)


def unsaved() -> dict[str, Estimate]:
    """Estimates that are in this session only, by handle."""
    return dict(session.stored(_UNSAVED, {}))


def trouble() -> str:
    """Why they could not be kept, in the reader's language."""
    return str(session.stored(_TROUBLE, ""))


def said(code: str, decimals: int) -> pd.DataFrame:
    """Every newest estimate of a room: `COLUMNS`, points as the engine counts them, NaN for an abstention."""
    begins = f"{code}/"
    known = kept.store() if code else None
    records = (known and kept.tried(lambda: known.latest(Estimate, handle_begins=begins))) or []
    found = {record.body.handle: (record.id, record.body) for record in records}
    found |= {handle: ("", one) for handle, one in unsaved().items() if handle.startswith(begins)}
    return pd.DataFrame([_row(id, one, decimals) for id, one in found.values()], columns=list(COLUMNS))


def _row(id: str, one: Estimate, decimals: int) -> tuple[object, ...]:
    per = 10.0**decimals if one.quantity == "cost" else 0.01
    points = (float("nan") if point is None else point * per for point in (one.p10, one.p50, one.p90))
    return (
        id, one.round, one.participant, one.department, one.item, one.quantity, one.unit, *points, one.reason,
    )  # fmt: skip


def _place(data: Dataset) -> str:
    """Name of the draft that holds the room's code: the upload's also while it is still to be loaded again."""
    is_upload = session.lost_upload() or not session.is_sample()
    source = session.UPLOAD if is_upload else data.source.removeprefix("sample:")
    return f"workshop.room.{source}.{data.months.currency}"
