"""The keeper as the server sees it: started when first needed, and again should it have died."""

from __future__ import annotations

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[3]
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONHASHSEED")
"""Variables of the server's environment that a keeper sees; passwords and addresses may stand in others."""
HEADER = 4
"""Bytes that tell how long what is asked is."""


class Keeper:
    """The one process that forks readers: it runs `module` as its main program."""

    def __init__(self, module: str = "ltv.intake.sandbox.keeper") -> None:
        self._module = module
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def warm(self) -> None:
        """Start it unless it runs."""
        with self._lock:
            self._connected()

    def hand_over(self, asked: bytes, descriptors: list[int]) -> int:
        """Send what is asked and the descriptors for it; the session that its reader is in.

        Raises OSError when no keeper can be started.
        """
        with self._lock:
            try:
                _send(self._connected(), asked, descriptors)
            except OSError:
                self._forget()
                _send(self._connected(), asked, descriptors)
            return self.pid or 0

    @property
    def pid(self) -> int | None:
        """Its process, once started."""
        return self._process.pid if self._process else None

    def _connected(self) -> socket.socket:
        if self._socket is None:
            ours, theirs = socket.socketpair()
            with theirs:
                self._process = _launched(self._module, theirs.fileno())
            self._socket = ours
        return self._socket

    def close(self) -> None:
        """End it; readers that run go on to their own end."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        """Let it end: it does when it hears that nobody asks any more, whoever else has the socket open."""
        if self._socket is not None and self._process is not None:
            with contextlib.suppress(OSError):  # it may be gone already
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()
            self._process.wait(timeout=10)
        self._socket = self._process = None


def _send(keeper: socket.socket, asked: bytes, descriptors: list[int]) -> None:
    socket.send_fds(keeper, [len(asked).to_bytes(HEADER, "big")], descriptors)
    keeper.sendall(asked)


def _environment() -> dict[str, str]:
    """No threads of its own, since it forks; memory in large pages, since a reader is given all of its memory anew."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"OPENBLAS_NUM_THREADS": "1", "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}


def _launched(module: str, descriptor: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  (our own interpreter and module)
        [sys.executable, "-m", module, str(descriptor)],
        cwd=_ROOT,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(descriptor,),
        start_new_session=True,
    )


KEEPER = Keeper()
atexit.register(KEEPER.close)
