"""Deleting everything a workspace holds, and making sure that it is gone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Table, delete, func, insert, select
from sqlalchemy.sql import Select

from ltv.store.errors import DeletionIncompleteError
from ltv.store.records import Store
from ltv.store.schema import DELETION, DRAFT, LINK, RECORD, REVISION


@dataclass(frozen=True)
class Deleted:
    """How much there was."""

    records: int
    revisions: int
    drafts: int


def delete_all(store: Store) -> Deleted:
    """Delete every record, revision, link and draft of a workspace; the only deletion there is.

    In a SQLite file what is deleted is overwritten and its log emptied. What a disk or a backup keeps of its own accord
    is beyond the program's reach; so is a PostgreSQL server, which clears space in its own time.

    Raises
    ------
    DeletionIncompleteError
        When a row is still there afterwards, or the file could not be cleaned because it is open elsewhere.
    """
    with store.database.writing() as connection:
        deleted = _counted(connection, store.workspace)
        _delete(connection, store.workspace)
    if store.database.where.folder is not None:
        _clean(store)
    with store.database.reading() as connection:
        left = _counted(connection, store.workspace)
    if rest := left.records + left.revisions + left.drafts:
        raise DeletionIncompleteError(rest)
    return deleted


def _delete(connection: Connection, workspace: str) -> None:
    records = _records(workspace)
    connection.execute(insert(DELETION).values(workspace=workspace))
    connection.execute(delete(LINK).where(LINK.c.record.in_(records)))
    connection.execute(delete(REVISION).where(REVISION.c.record.in_(records)))
    connection.execute(delete(RECORD).where(RECORD.c.workspace == workspace))
    connection.execute(delete(DRAFT).where(DRAFT.c.workspace == workspace))
    connection.execute(delete(DELETION))


def _clean(store: Store) -> None:
    """Write the file anew without what was deleted, and empty its log."""
    with store.database.alone() as connection:
        connection.execute("VACUUM")
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise DeletionIncompleteError(0)


def _records(workspace: str) -> Select[tuple[str]]:
    return select(RECORD.c.id).where(RECORD.c.workspace == workspace)


def _counted(connection: Connection, workspace: str) -> Deleted:
    def count(table: Table, *which: object) -> int:
        return int(connection.scalar(select(func.count()).select_from(table).where(*which)) or 0)  # type: ignore[arg-type]

    return Deleted(
        records=count(RECORD, RECORD.c.workspace == workspace),
        revisions=count(REVISION, REVISION.c.record.in_(_records(workspace))),
        drafts=count(DRAFT, DRAFT.c.workspace == workspace),
    )
