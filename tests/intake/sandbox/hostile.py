"""A keeper whose readers do what a file says: what the worst of files might bring a parser to."""

import ctypes
import os
import signal
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ltv.intake.result import Reading
from ltv.intake.sandbox import keeper
from ltv.intake.sandbox.bounds import Bounds

ELSEWHERE = Path(__file__).with_name("left_behind")
_PEEK = ctypes.CDLL(None)


def _memory() -> None:
    kept = []
    while True:
        kept.append(bytes(16 * 2**20))


def _loop() -> None:
    while True:
        pass


class _Panic(BaseException):
    """As parsers written in Rust raise: no Exception."""


def _panic() -> None:
    raise _Panic("名前 secret@example.com")


def _connect() -> None:
    socket.create_connection(("127.0.0.1", 80), timeout=1)


DEEDS = {
    b"abort": os.abort,
    b"segfault": lambda: _PEEK.strlen(1),
    b"exit": lambda: os._exit(0),
    b"kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    b"loop": _loop,
    b"sleep": lambda: time.sleep(60),
    b"memory": _memory,
    b"panic": _panic,
    b"write": lambda: Path("left_behind").write_text("x", encoding="utf-8"),
    b"temporary": tempfile.mkstemp,
    b"elsewhere": lambda: ELSEWHERE.write_text("x", encoding="utf-8"),
    b"connect": _connect,
    b"fork": os.fork,
    b"shell": lambda: os.system("true"),  # noqa: S605, S607  (refused)
}


SAYS = b"say "
"""What stands before a line that a reader tells the server, and no reader should."""


def _read(content: bytes, name: str, options: object, tell: Callable[[str], None]) -> Reading:
    if content[:4] == SAYS:
        tell(content[4:].decode("utf-8", errors="surrogateescape"))
        time.sleep(60)
    DEEDS[content[:]]()
    raise AssertionError("the deed was allowed")


if __name__ == "__main__":
    keeper.read, keeper._prepare = _read, lambda: None
    Bounds.for_size = classmethod(lambda cls, size: cls(64 * 2**20, 1, 2**20))
    keeper.main()
