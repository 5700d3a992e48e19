"""One writer at a time, over the threads and processes of one computer.

SQLite locks by itself, but versions 3.7.0 to 3.51.2 can damage a file when two connections write and tidy up its log at
the same instant (sqlite.org/wal.html, "the WAL-reset bug"), and many systems still have one of these. A commit may tidy
up, so the lock is held from before a transaction begins until after it is committed.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ltv.store.errors import StoreUnavailableError

_PAUSE = 0.002
"""Seconds between two looks at a lock that another process holds."""


class WriterLock:
    """A lock on a file, which the system lets go of when its process dies.

    Parameters
    ----------
    path : Path
        A file that nothing else uses; it is made where it is missing.
    patience : float
        Seconds to wait before giving up.
    """

    def __init__(self, path: Path, *, patience: float) -> None:
        self._path, self._patience = path, patience
        self._thread = threading.Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the only writer.

        Raises
        ------
        StoreUnavailableError
            When somebody else is, for longer than the patience.
        """
        end = time.monotonic() + self._patience
        if not self._thread.acquire(timeout=self._patience):
            raise StoreUnavailableError("busy")
        try:
            with _opened(self._path) as file:
                _wait(file, end)
                yield
        finally:
            self._thread.release()


def _opened(path: Path) -> IO[bytes]:
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)
    except OSError as error:
        raise StoreUnavailableError("cannot_open") from error


def _wait(file: IO[bytes], end: float) -> None:
    while not _taken(file):
        if time.monotonic() > end:
            raise StoreUnavailableError("busy")
        time.sleep(_PAUSE)


if sys.platform == "win32":
    import msvcrt

    def _taken(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _taken(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
