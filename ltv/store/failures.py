"""A database's own errors as messages for the reader; what is none of theirs stays a bug and looks like one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from ltv.store.errors import Reason, StoreDamagedError, StoreError, StoreUnavailableError

_OF_SQLITE: dict[str, Reason] = {
    "SQLITE_BUSY": "busy",
    "SQLITE_LOCKED": "busy",
    "SQLITE_FULL": "full",
    "SQLITE_READONLY": "read_only",
    "SQLITE_READONLY_DBMOVED": "cannot_open",
    "SQLITE_PERM": "read_only",
    "SQLITE_AUTH": "read_only",
    "SQLITE_CANTOPEN": "cannot_open",
    "SQLITE_IOERR": "disk",
    "SQLITE_PROTOCOL": "no_wal",
}
"""By the beginning of an error's name (sqlite.org/rescode.html): SQLITE_IOERR_WRITE begins with SQLITE_IOERR."""

_OF_SERVER: dict[str, Reason] = {
    "08": "server",
    "28": "server",
    "3D": "server",
    "57": "server",
    "53100": "full",
    "53": "busy",
    "55P03": "busy",
    "40": "busy",
    "25006": "read_only",
    "42501": "read_only",
}
"""By the beginning of SQLSTATE (PostgreSQL documentation, appendix A); the longest that fits counts."""

_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


_TAKEN = ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505")


class TakenError(Exception):
    """Somebody else wrote a row of the same key first."""


class UnexpectedError(Exception):
    """A bug, told without the values of a row: a server's own message may hold anybody's words."""


@contextmanager
def told() -> Iterator[None]:
    """Whatever the database raises inside comes out as a `StoreError`, if it is one a reader can do something about."""
    try:
        yield
    except exc.TimeoutError:  # every connection of the pool is in use
        raise StoreUnavailableError("busy") from None
    except (exc.DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, exc.DBAPIError) else error
        raise _message(cause) from None


def _message(error: BaseException | None) -> Exception:
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or ""
    if code.startswith(_DAMAGED):
        return StoreDamagedError()
    if code in _TAKEN:
        return TakenError()
    if isinstance(error, sqlite3.Error):
        return _first_fit(_OF_SQLITE, code) or UnexpectedError(f"{code}: {error}")
    if not code and type(error).__name__ == "OperationalError":  # a connection that was never made, or broke off
        return StoreUnavailableError("server")
    primary = getattr(getattr(error, "diag", None), "message_primary", "")
    return _first_fit(_OF_SERVER, code) or UnexpectedError(f"{type(error).__name__} {code}: {primary}")


def _first_fit(reasons: dict[str, Reason], code: str) -> StoreError | None:
    fitting = [begin for begin in reasons if code.startswith(begin)]
    return StoreUnavailableError(reasons[max(fitting, key=len)]) if fitting else None
