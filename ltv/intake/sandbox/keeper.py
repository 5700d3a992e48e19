"""The keeper: a process without data that has every reader imported and forks one process per file.

Run by `parsing.py` as `python -m ltv.intake.sandbox.keeper <descriptor>`. It ends when the server's end closes.
"""

from __future__ import annotations

import gc
import io
import os
import resource
import selectors
import signal
import socket
import sys

from ltv.intake.reading import read
from ltv.intake.result import Reading
from ltv.intake.sandbox.bounds import Bounds, confine
from ltv.intake.sandbox.memory import mapped
from ltv.intake.sandbox.waiting import HEADER
from ltv.intake.sandbox.wire import options_of, packed, unpacked


class _Keeper:
    """Waits for files and for the ends of those who read them."""

    def __init__(self, server: socket.socket) -> None:
        self._server = server
        self._readers: dict[int, int] = {}
        self._woken, wake = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(self._woken, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def run(self) -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(self._server, selectors.EVENT_READ)
            ready.register(self._woken, selectors.EVENT_READ)
            while True:
                for key, _ in ready.select():
                    if key.fd == self._woken:
                        self._reap()
                    elif not self._serve():
                        return

    def _serve(self) -> bool:
        """Fork a reader for one file; False when the server is gone."""
        header, descriptors, _, _ = socket.recv_fds(self._server, HEADER, 3)
        if len(header) < HEADER or len(descriptors) < 3:
            return False
        asked = _received(self._server, int.from_bytes(header, "big"))
        content, result, told = descriptors
        pid = os.fork()
        if pid == 0:
            self._server.close()
            _read_and_leave(asked.decode(), content, result, told)
        os.close(content)
        os.close(result)
        self._readers[pid] = told
        return True

    def _reap(self) -> None:
        """Tell how readers ended."""
        os.read(self._woken, 4096)
        while self._readers:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            told = self._readers.pop(pid)
            _tell(told, f"ended {os.waitstatus_to_exitcode(status)}")
            os.close(told)


def _received(server: socket.socket, size: int) -> bytes:
    parts = []
    while size and (part := server.recv(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _tell(told: int, what: str) -> None:
    """Send a line to the server; nobody may be listening any more."""
    try:
        os.write(told, what.encode() + b"\n")
    except (BrokenPipeError, BlockingIOError):
        return


def _read_and_leave(asked: str, content: int, result: int, told: int) -> None:
    """Read one file within bounds and end this process."""
    status = 1
    try:
        for name in (signal.SIGCHLD, signal.SIGPIPE):
            signal.signal(name, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        extension, _, options = asked.partition("\n")
        confine(Bounds.for_size(os.fstat(content).st_size))
        _tell(told, f"pid {os.getpid()}")
        _write(_reading(extension, options, content, told), result)
        _tell(told, _used())
        _tell(told, "done")
        status = 0
    except MemoryError:
        _tell(told, "memory")
    except BaseException as problem:  # noqa: BLE001  (a panic of a parser is no Exception; its words may quote cells)
        _tell(told, f"raised {type(problem).__name__} {_place(problem)}")
    finally:
        os._exit(status)


def _reading(extension: str, options: str, content: int, told: int) -> Reading:
    return read(mapped(content), "file" + extension, options_of(options), tell=lambda stage: _tell(told, stage))


def _used() -> str:
    """What reading took: seconds of the processor and the most memory, in bytes."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    unit = 1 if sys.platform == "darwin" else 1024
    return f"used {used.ru_utime + used.ru_stime:.6f} {used.ru_maxrss * unit}"


def _write(reading: Reading, result: int) -> None:
    with os.fdopen(result, "wb", closefd=False) as sink:
        packed(reading, sink)


def _place(problem: BaseException) -> str:
    """Where in the code something was raised; never what was raised."""
    trace = problem.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else "?"


_FIRST = '注文番号,会員ID,注文日,注文金額,商品名\nA1,C1,2026-01-31,"1,200",化粧水\n'.encode("cp932")


def _prepare() -> None:
    """Load and try what reading needs, so that no reader has to, and leave it where it is when readers are forked."""
    sink = io.BytesIO()
    packed(read(_FIRST, "first.csv"), sink)
    unpacked(sink.getvalue())
    gc.collect()
    gc.freeze()


def main() -> None:
    """Serve until the server is gone."""
    _prepare()
    with socket.socket(fileno=int(sys.argv[1])) as server:
        _Keeper(server).run()


if __name__ == "__main__":
    main()
