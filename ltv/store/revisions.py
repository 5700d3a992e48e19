"""A record at one of its revisions, and how it is read from the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, and_, func, select

from ltv.store.clock import moment_of
from ltv.store.declared import Body
from ltv.store.kinds import body_of
from ltv.store.schema import LINK, RECORD, REVISION

B_co = TypeVar("B_co", bound=Body, covariant=True)


@dataclass(frozen=True, order=True)
class Link:
    """That a record refers to another: in which role, and to which id."""

    role: str
    target: str


@dataclass(frozen=True)
class Record(Generic[B_co]):
    """A record as it was from one revision to the next.

    Attributes
    ----------
    id : random, the same for all revisions
    revision, parent : number from 1 on, and the one it was made from; None for the first
    created_at, changed_at : moments (UTC) of the first revision and of this one
    author : who made this revision
    withdrawn : taken off the lists; still there to be read
    links : what it refers to
    """

    id: str
    revision: int
    parent: int | None
    created_at: datetime
    changed_at: datetime
    author: str
    withdrawn: bool
    body: B_co
    links: tuple[Link, ...] = ()


_OTHER = REVISION.alias("other")
_IS_NEWEST = (
    REVISION.c.number == select(func.max(_OTHER.c.number)).where(_OTHER.c.record == RECORD.c.id).scalar_subquery()
)
_COLUMNS = (
    RECORD.c.id,
    RECORD.c.kind,
    RECORD.c.created_at,
    REVISION.c.number,
    REVISION.c.parent,
    REVISION.c.created_at.label("changed_at"),
    REVISION.c.author,
    REVISION.c.withdrawn,
    REVISION.c.body_version,
    REVISION.c.body,
)


def newest(connection: Connection, *which: ColumnElement[bool]) -> list[Record[Body]]:
    """The newest revision of each record, the oldest record first."""
    return revisions(connection, _IS_NEWEST, *which)


def revisions(connection: Connection, *which: ColumnElement[bool]) -> list[Record[Body]]:
    """Revisions that meet conditions on `RECORD` and `REVISION`, by record and number, with their links."""
    joined = RECORD.join(REVISION, REVISION.c.record == RECORD.c.id)
    rows = connection.execute(
        select(*_COLUMNS)
        .select_from(joined)
        .where(*which)
        .order_by(RECORD.c.created_at, RECORD.c.id, REVISION.c.number)
    ).all()
    of_revision = and_(LINK.c.record == REVISION.c.record, LINK.c.revision == REVISION.c.number)
    linked = connection.execute(
        select(LINK).select_from(joined.join(LINK, of_revision)).where(*which).order_by(LINK.c.role, LINK.c.target)
    ).all()
    links: dict[tuple[str, int], list[Link]] = {}
    for link in linked:
        links.setdefault((link.record, link.revision), []).append(Link(link.role, link.target))
    return [_record(row, links.get((row.id, row.number), ())) for row in rows]


def _record(row: Any, links: Sequence[Link]) -> Record[Body]:
    return Record(
        id=row.id,
        revision=row.number,
        parent=row.parent,
        created_at=moment_of(row.created_at),
        changed_at=moment_of(row.changed_at),
        author=row.author,
        withdrawn=bool(row.withdrawn),
        body=body_of(row.kind, row.body_version, row.body),
        links=tuple(links),
    )
