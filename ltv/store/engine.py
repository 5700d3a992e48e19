"""The database behind the store, opened so that what is acknowledged stays."""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from ltv.store.errors import StoreUnavailableError
from ltv.store.failures import told
from ltv.store.location import LOCK_NAME, Location, prepare
from ltv.store.writer_lock import WriterLock

_PATIENCE = 10.0
_ON_SQLITE = (
    "PRAGMA synchronous=FULL",  # a commit returns once the disk has it
    "PRAGMA fullfsync=ON",  # on macOS, where an ordinary sync does not reach the disk
    "PRAGMA checkpoint_fullfsync=ON",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # what is deleted is overwritten
    "PRAGMA trusted_schema=OFF",  # a file from elsewhere runs nothing
)
_ON_POSTGRESQL = (
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
    "SET lock_timeout = '{milliseconds}ms'",
)

_ONE_MOMENT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""How PostgreSQL reads; SQLite does so of its own accord."""


class Database:
    """An opened database; its connections end with it. Errors never carry what was to be written.

    Parameters
    ----------
    where : Location
    patience : float
        Seconds a write waits for others before it gives up.
    """

    def __init__(self, where: Location, *, patience: float = _PATIENCE) -> None:
        prepare(where)
        self.where = where
        self.engine = _sqlite(where, patience) if where.folder else _postgresql(where, patience)
        self._file = _identity(where)
        self._lock = WriterLock(where.folder / LOCK_NAME, patience=patience) if where.folder else None
        weakref.finalize(self, self.engine.dispose)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment's state throughout."""
        how = {} if self.where.folder else _ONE_MOMENT
        with told(), self.engine.connect().execution_options(**how) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose changes are on disk when the block has ended, or not there at all when it raised."""
        with (
            self._turn(),
            told(),
            self.engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection
            self._require_same_file()

    @contextmanager
    def alone(self) -> Iterator[Any]:
        """The driver's own connection, outside any transaction and while nobody else writes: for tidying up a file."""
        with (
            self._turn(),
            told(),
            contextlib.closing(self.engine.raw_connection()) as connection,
        ):
            yield connection.driver_connection

    def _turn(self) -> AbstractContextManager[None]:
        return self._lock.held() if self._lock else contextlib.nullcontext()

    def _require_same_file(self) -> None:
        """Refuse to acknowledge what goes into a file that was moved or deleted meanwhile; SQLite would not notice."""
        if _identity(self.where) != self._file:
            raise StoreUnavailableError("cannot_open")

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _identity(where: Location) -> tuple[int, int] | None:
    """Which file it is, whatever its name; None for a server, or without a file."""
    if where.file is None or not where.file.exists():
        return None
    found = where.file.stat()
    return found.st_dev, found.st_ino


def _sqlite(where: Location, patience: float) -> Engine:
    engine = create_engine(where.url, hide_parameters=True, connect_args={"timeout": patience})

    @event.listens_for(engine, "connect")
    def prepare_connection(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions begin below, not when the driver thinks fit
        if connection.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
            raise StoreUnavailableError("no_wal")
        for pragma in _ON_SQLITE:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(where: Location, patience: float) -> Engine:
    try:
        wait = {"connect_timeout": max(2, round(patience))}
        engine = create_engine(where.url, hide_parameters=True, pool_pre_ping=True, connect_args=wait)
    except ModuleNotFoundError as error:
        raise StoreUnavailableError("driver") from error

    @event.listens_for(engine, "connect")
    def prepare_connection(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            for statement in _ON_POSTGRESQL:
                cursor.execute(statement.format(milliseconds=round(1000 * patience)))
        connection.commit()

    return engine
