"""How a store gets from any earlier version to this one: numbered steps, each run once, all in one transaction.

A step that has been released is never edited; what comes later is a new step at the end. A new version of a record's
body (`kinds`) is a step too, even an empty one, so that an older program refuses the whole store with a clear message
instead of failing on a record.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, func, insert, inspect, select, text

from ltv.store.clock import Clock, written
from ltv.store.engine import Database
from ltv.store.errors import NewerStoreError
from ltv.store.first_tables import FIRST_TABLES
from ltv.store.schema import SCHEMA_VERSION
from ltv.version import VERSION

Step = Mapping[str, tuple[str, ...]]
"""Statements by dialect: "sqlite", "postgresql"."""

STEPS: tuple[Step, ...] = (FIRST_TABLES,)
"""Step n, counted from 1, leads to version n."""

_ADVISORY_LOCK = 0x4C545643
"""Any number that other programs on the same PostgreSQL server are unlikely to lock."""


def migrate(database: Database, clock: Clock) -> int:
    """Bring the tables to the newest version and return how many steps that took.

    Raises
    ------
    NewerStoreError
        When the store is of a version this program does not know. Nothing is changed then.
    """
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        return _climb(connection, clock)


def _climb(connection: Connection, clock: Clock) -> int:
    before = _version(connection)
    for number, step in enumerate(STEPS[before:], start=before + 1):
        for statement in step[connection.dialect.name]:
            connection.execute(text(statement))
        row = {"number": number, "program": VERSION, "applied_at": written(clock())}
        connection.execute(insert(SCHEMA_VERSION).values(row))
    return len(STEPS) - before


def _version(connection: Connection) -> int:
    if not inspect(connection).has_table(SCHEMA_VERSION.name):
        return 0
    found = connection.scalar(select(func.max(SCHEMA_VERSION.c.number))) or 0
    if found > len(STEPS):
        raise NewerStoreError(found=found, known=len(STEPS))
    return int(found)
