"""The store: records are added and revised, never changed; whoever revises says which revision they saw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, func, insert, select

from ltv.metrics.metric import Text
from ltv.store.clock import Clock, moment_of, utc_now, written
from ltv.store.declared import Body, label, short_code
from ltv.store.engine import Database
from ltv.store.errors import ConflictError, InvalidRecordError, RecordNotFoundError
from ltv.store.failures import TakenError
from ltv.store.json_text import Flaw
from ltv.store.kinds import body_text
from ltv.store.revisions import Link, Record, newest, revisions
from ltv.store.schema import LINK, RECORD, REVISION
from ltv.store.tokens import new_id

B = TypeVar("B", bound=Body)


class Store:
    """The records of one workspace. Every verb that writes returns once the disk has what it wrote.

    Parameters
    ----------
    database : Database
        Migrated; `ltv.store.open_store` does both.
    workspace : id
    clock : gives the present moment
    """

    def __init__(self, database: Database, workspace: str, clock: Clock = utc_now) -> None:
        self.database, self.workspace, self.clock = database, workspace, clock

    def save(self, body: B, *, author: str, links: Iterable[Link] = ()) -> Record[B]:
        """Keep something new.

        Parameters
        ----------
        author : who saves it; a code or a name to be shown to others, never a secret token
        links : to records that are already kept

        Raises
        ------
        ConflictError
            When the kind has a name of its own for it (`Body.handle`) and it is already kept; revise or `put` that one.
        """
        return _again_if_both_were_first(partial(self._save, body, author, tuple(links)))

    def revise(
        self, record: str, body: B, *, expected: int, author: str, links: Iterable[Link] | None = None
    ) -> Record[B]:
        """Add a revision to a record.

        Parameters
        ----------
        expected : number of the revision the change was made from
        links : in place of those of the revision before; None keeps them

        Raises
        ------
        ConflictError
            When somebody added another one since. Nothing is written then.
        """
        with self.database.writing() as connection:
            before = self._expected(connection, record, expected)
            return self._append(connection, before, body, author, before.links if links is None else tuple(links))

    def put(self, body: B, *, author: str, links: Iterable[Link] = ()) -> Record[B]:
        """Keep the newest of what has a name of its own, such as somebody's estimate of an item; earlier ones stay."""
        return _again_if_both_were_first(partial(self._put, body, author, tuple(links)))

    def withdraw(self, record: str, *, expected: int, author: str) -> Record[Any]:
        """Take a record off the lists; it stays readable, and revising it brings it back."""
        with self.database.writing() as connection:
            before = self._expected(connection, record, expected)
            return self._append(connection, before, before.body, author, before.links, withdrawn=True)

    def get(self, record: str, revision: int | None = None) -> Record[Any]:
        """A record, the newest revision unless another is named."""
        with self.database.reading() as connection:
            if revision is None:
                return self._newest(connection, record)
            found = revisions(connection, *self._is(record), REVISION.c.number == revision)
        if not found:
            raise RecordNotFoundError(record, revision)
        return found[0]

    def history(self, record: str) -> list[Record[Any]]:
        """Every revision of a record, the first one first."""
        with self.database.reading() as connection:
            found = revisions(connection, *self._is(record))
        if not found:
            raise RecordNotFoundError(record)
        return cast(list[Record[Any]], found)

    def latest(self, kind: type[B], *, handle_begins: str = "", withdrawn: bool = False) -> list[Record[B]]:
        """The newest revision of each record of a kind, the oldest record first.

        Parameters
        ----------
        handle_begins : only records whose handle begins so: "ABC234/1/" for the first round of a room
        withdrawn : also those that were withdrawn
        """
        which = [RECORD.c.workspace == self.workspace, RECORD.c.kind == kind.KIND]
        if handle_begins:
            which.append(func.substr(RECORD.c.handle, 1, len(handle_begins)) == handle_begins)
        if not withdrawn:
            which.append(REVISION.c.withdrawn == 0)
        with self.database.reading() as connection:
            return cast(list[Record[B]], newest(connection, *which))

    def linking_to(self, record: str) -> list[Record[Any]]:
        """Records whose newest revision refers to one."""
        which = select(LINK.c.record).where(LINK.c.target == record)
        with self.database.reading() as connection:
            found = newest(connection, RECORD.c.workspace == self.workspace, RECORD.c.id.in_(which))
        return [each for each in found if any(link.target == record for link in each.links)]

    def _save(self, body: B, author: str, links: Sequence[Link]) -> Record[B]:
        with self.database.writing() as connection:
            if known := self._by_handle(connection, body):
                raise _conflict(connection, known, expected=0)
            return self._add(connection, body, author, links)

    def _put(self, body: B, author: str, links: Sequence[Link]) -> Record[B]:
        with self.database.writing() as connection:
            known = self._by_handle(connection, body)
            if known is None:
                return self._add(connection, body, author, links)
            return self._append(connection, self._newest(connection, known), body, author, links)

    def _is(self, record: str) -> tuple[Any, Any]:
        return RECORD.c.id == record, RECORD.c.workspace == self.workspace

    def _newest(self, connection: Connection, record: str) -> Record[Any]:
        found = newest(connection, *self._is(record))
        if not found:
            raise RecordNotFoundError(record)
        return found[0]

    def _expected(self, connection: Connection, record: str, expected: int) -> Record[Any]:
        """The newest revision, if it is the one that was seen; nobody can add another before this transaction ends."""
        connection.execute(select(RECORD.c.id).where(*self._is(record)).with_for_update())
        before = self._newest(connection, record)
        if before.revision != expected:
            raise _conflict(connection, record, expected=expected)
        return before

    def _by_handle(self, connection: Connection, body: Body) -> str | None:
        if body.handle is None:
            return None
        which = RECORD.c.workspace == self.workspace, RECORD.c.kind == body.KIND, RECORD.c.handle == body.handle
        return connection.scalar(select(RECORD.c.id).where(*which).with_for_update())

    def _add(self, connection: Connection, body: B, author: str, links: Sequence[Link]) -> Record[B]:
        now = moment_of(written(self.clock()))
        first = Record(new_id(), 1, None, now, now, author, withdrawn=False, body=body, links=_sorted(links))
        row = {"workspace": self.workspace, "kind": body.KIND, "handle": body.handle, "created_at": written(now)}
        connection.execute(insert(RECORD).values(id=first.id, **row))
        return self._write(connection, first)

    def _append(
        self,
        connection: Connection,
        before: Record[Any],
        body: B,
        author: str,
        links: Sequence[Link],
        *,
        withdrawn: bool = False,
    ) -> Record[B]:
        if (body.KIND, body.handle) != (before.body.KIND, before.body.handle):
            flaw = Text("種類や対象を変えることはできません", "a record keeps its kind and what it is about")
            raise InvalidRecordError(body.KIND, [flaw])
        now = moment_of(written(self.clock()))
        number = before.revision + 1
        after = Record(
            before.id, number, before.revision, before.created_at, now, author, withdrawn, body, _sorted(links)
        )
        return self._write(connection, after)

    def _write(self, connection: Connection, record: Record[B]) -> Record[B]:
        _check(record)
        self._require_targets(connection, record)
        row = {
            "record": record.id,
            "number": record.revision,
            "parent": record.parent,
            "created_at": written(record.changed_at),
            "author": record.author,
            "withdrawn": int(record.withdrawn),
            "body_version": record.body.VERSION,
            "body": body_text(record.body),
        }
        connection.execute(insert(REVISION).values(row))
        for link in record.links:
            at = {"record": record.id, "revision": record.revision}
            connection.execute(insert(LINK).values(role=link.role, target=link.target, **at))
        return record

    def _require_targets(self, connection: Connection, record: Record[Any]) -> None:
        for target in {link.target for link in record.links}:
            if connection.scalar(select(RECORD.c.id).where(*self._is(target))) is None:
                raise RecordNotFoundError(target)


def _again_if_both_were_first(write: Callable[[], Record[B]]) -> Record[B]:
    """On a server two can keep the same handle for the first time at one moment; the second then finds the first's."""
    try:
        return write()
    except TakenError:
        return write()


def _sorted(links: Sequence[Link]) -> tuple[Link, ...]:
    return tuple(sorted(set(links)))


def _check(record: Record[Any]) -> None:
    try:
        label(record.author)
        for link in record.links:
            short_code(link.role)
    except Flaw as flaw:
        raise InvalidRecordError(record.body.KIND, [flaw.text]) from flaw


def _conflict(connection: Connection, record: str, *, expected: int) -> ConflictError:
    latest = select(REVISION).where(REVISION.c.record == record).order_by(REVISION.c.number.desc()).limit(1)
    current = connection.execute(latest).one()
    return ConflictError(
        record,
        expected=expected,
        current=current.number,
        author=current.author,
        changed_at=moment_of(current.created_at),
    )
