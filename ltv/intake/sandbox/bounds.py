"""What a process that reads a file may use: memory, time, files, and nothing outside itself."""

from __future__ import annotations

import os
import resource
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

_MEGABYTE = 2**20


@dataclass(frozen=True)
class Bounds:
    """Bounds of one reading.

    Attributes
    ----------
    memory : int
        Bytes of address space beyond what the process has when it begins.
    seconds : int
        On the clock, and of the processor.
    written : int
        Bytes of the result.
    """

    memory: int
    seconds: int
    written: int

    @classmethod
    def for_size(cls, size: int) -> Bounds:
        """What a file of `size` bytes may use, whatever it holds."""
        return cls(
            memory=640 * _MEGABYTE + 10 * size,
            seconds=30 + size // (2 * _MEGABYTE),
            written=64 * _MEGABYTE + 6 * size,
        )


def confine(bounds: Bounds) -> None:
    """Hold this process to its bounds for good; past the time it ends, past the memory its allocations fail."""
    _leave_for_nowhere()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(bounds.seconds)
    _limit(resource.RLIMIT_CPU, bounds.seconds, bounds.seconds + 1)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, bounds.written)
    if (now := _address_space()) is not None:
        _limit(resource.RLIMIT_AS, now + bounds.memory)
    sys.addaudithook(_forbid)


def _limit(kind: int, soft: int, hard: int | None = None) -> None:
    """Lower a limit; past a soft one a process is told, past a hard one it is killed."""
    _, now = resource.getrlimit(kind)
    wanted = soft if hard is None else hard
    most = wanted if now == resource.RLIM_INFINITY else min(wanted, now)
    resource.setrlimit(kind, (min(soft, most), most))


def _address_space() -> int | None:
    """Bytes of address space in use; None where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def _leave_for_nowhere() -> None:
    """Work in a folder that is empty and already gone, so that no file can be made in it.

    Where no folder can be made, as on a disk that is read only, no file can be either.
    """
    try:
        nowhere = tempfile.mkdtemp(prefix="ltv-reading-")
    except OSError:
        os.chdir("/")
        tempfile.tempdir = "/nowhere"
        return
    os.chdir(nowhere)
    os.rmdir(nowhere)  # noqa: PTH106  (the process stays in it)
    tempfile.tempdir = nowhere


_FORBIDDEN = (
    "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.system", "os.exec",
    "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.remove", "os.rename", "os.mkdir", "os.rmdir",
    "os.link", "os.symlink", "os.chmod", "os.chown", "os.truncate", "shutil.rmtree", "ctypes.dlopen",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _forbid(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse what reading a file has no use for."""
    if event in _FORBIDDEN:
        raise PermissionError(event)
    if event == "open" and isinstance(arguments[0], str | bytes) and _writes(arguments[2]):
        raise PermissionError(event)


def _writes(flags: object) -> bool:
    return isinstance(flags, int) and bool(flags & _WRITING)
