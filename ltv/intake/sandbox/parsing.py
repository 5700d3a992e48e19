"""The server's side: a file is handed to a process of its own, watched, and answered for, however that ends."""

from __future__ import annotations

import logging
import os
import select
import signal
import socket
import time
from typing import NamedTuple

import pyarrow as pa  # type: ignore[import-untyped]

from ltv.intake.detect import extension_of, file_type
from ltv.intake.reading import refused
from ltv.intake.result import Message, Options, Reading, RefusedError
from ltv.intake.sandbox.bounds import Bounds
from ltv.intake.sandbox.memory import holding, mapped, nameless
from ltv.intake.sandbox.waiting import KEEPER, Keeper
from ltv.intake.sandbox.wire import options_text, unpacked

_LOG = logging.getLogger(__name__)
STAGES = ("queued", "decode", "table", "check", "done")
_GRACE = 5.0
"""Seconds after its time in which a reader that does not end by itself is ended."""
_MOST_SAID = 4096
"""Bytes of a line that a reader tells, and more."""
_ENDS = {
    -signal.SIGALRM: "reading_took_too_long",
    -signal.SIGXCPU: "reading_took_too_long",
    -signal.SIGKILL: "reading_needs_memory",
}


def warm() -> None:
    """Start the process that waits for files, so that the first one need not wait for it."""
    KEEPER.warm()


def start(content: bytes, name: str, options: Options = Options(), keeper: Keeper = KEEPER) -> Parsing:  # noqa: B008
    """Begin to read a file in a process of its own; what `ltv.intake.read` says of arguments holds here."""
    try:
        file_type(content, name)
    except RefusedError as refusal:
        return Parsing.over(refused(content, options, refusal.message))
    try:
        return Parsing(content, name, options, keeper)
    except OSError as problem:
        _LOG.warning("reading_not_started: %s", type(problem).__name__)
        return Parsing.over(refused(content, options, Message("reading_not_started")))


def read_isolated(content: bytes, name: str, options: Options = Options()) -> Reading:  # noqa: B008
    """Read a file in a process of its own and wait for it. Never raises, whatever the bytes do to that process."""
    return start(content, name, options).result()


class Used(NamedTuple):
    """What a reading took: seconds of the processor, and the most memory its process had, in bytes."""

    seconds: float
    memory: int


class Parsing:
    """A file being read in a process of its own. Used by one thread at a time; nothing of it is shared."""

    used: Used | None = None

    def __init__(self, content: bytes, name: str, options: Options, keeper: Keeper) -> None:
        self._content, self._options = content, options
        self._bounds = Bounds.for_size(len(content))
        self._ends = time.monotonic() + self._bounds.seconds + _GRACE
        self._stage, self._pid, self._session, self._said = "queued", 0, 0, b""
        self._reading: Reading | None = None
        self._result, self._told, theirs = _ends_of_reading()
        asked = f"{extension_of(name)}\n{options_text(options)}".encode()
        try:
            upload = holding(content)
            try:
                self._session = keeper.hand_over(asked, [upload, self._result, theirs.fileno()])
            finally:
                os.close(upload)
        except OSError as problem:
            self._fail("reading_not_started", type(problem).__name__)
        finally:
            theirs.close()

    @classmethod
    def over(cls, reading: Reading) -> Parsing:
        """A file whose reading is known without a process."""
        parsing = cls.__new__(cls)
        parsing._stage, parsing._reading = "done", reading
        return parsing

    def __del__(self) -> None:
        """A reading nobody waits for any more is ended."""
        if getattr(self, "_reading", None) is None and hasattr(self, "_told"):
            self.cancel()

    @property
    def stage(self) -> str:
        """How far the reading is: one of `STAGES`."""
        self._listen(0)
        return self._stage

    @property
    def done(self) -> bool:
        """Whether `result` answers at once."""
        self._listen(0)
        return self._reading is not None

    def wait(self, seconds: float) -> bool:
        """Wait for at most so long; whether the reading is done."""
        until = time.monotonic() + seconds
        while self._reading is None and (left := until - time.monotonic()) > 0:
            self._listen(left)
        return self._reading is not None

    def result(self) -> Reading:
        """What the file came to; waits for it, for no longer than its bounds allow."""
        while self._reading is None:
            self._listen(1.0)
        return self._reading

    def cancel(self) -> None:
        """End the reading; its result is then a refusal that says so."""
        if self._reading is None and self._pid == 0:
            self._listen(0.5)
        if self._reading is None:
            self._fail("reading_cancelled")

    def _listen(self, seconds: float) -> None:
        """Take in what was told, waiting for it if need be."""
        if self._reading is not None:
            return
        if time.monotonic() > self._ends:
            self._fail("reading_took_too_long")
        elif _is_told(self._told, seconds):
            heard = self._told.recv(_MOST_SAID)
            try:
                self._hear_all(heard)
            except ValueError:
                self._fail("reading_stopped", "not a word of ours")
            if not heard and self._reading is None:
                self._fail("reading_stopped", "silence")

    def _hear_all(self, heard: bytes) -> None:
        """Lines a reader told. Raises ValueError for what no reader says unless a file has taken it over."""
        *lines, self._said = (self._said + heard).split(b"\n")
        for line in lines:
            self._hear(line.decode())
        if len(self._said) > _MOST_SAID:
            raise ValueError

    def _hear(self, line: str) -> None:
        if self._reading is not None:
            return
        word, _, rest = line.partition(" ")
        if word == "pid":
            self._pid = int(rest)
        elif word in STAGES[:-1]:
            self._stage = word
        elif word == "used":
            seconds, memory = rest.split()
            self.used = Used(float(seconds), int(memory))
        elif word == "done":
            self._finish()
        elif word == "memory":
            self._fail("reading_needs_memory")
        elif word == "ended":
            self._fail(_ENDS.get(int(rest), "reading_stopped"), f"exit {rest}")
        else:
            self._fail("reading_stopped", rest)

    def _finish(self) -> None:
        try:
            self._close(unpacked(mapped(self._result)))
        except _FORGED as problem:
            self._fail("reading_stopped", type(problem).__name__)

    def _fail(self, code: str, why: str = "") -> None:
        """End the process, and answer for it. `why` names signals and places in the code, never a value."""
        if why:
            _LOG.warning("%s: %s", code, why)
        if self._pid and self._reading is None:
            _end(self._pid, self._session)
        self._close(refused(self._content, self._options, Message(code)))

    def _close(self, reading: Reading) -> None:
        self._reading, self._stage, self._content = reading, "done", b""
        self._told.close()
        os.close(self._result)


_FORGED = (pa.ArrowException, ValueError, LookupError, TypeError, AttributeError, OSError, RecursionError)
"""What taking in a result raises that is none: whoever wrote it may have been taken over by a file."""


def _ends_of_reading() -> tuple[int, socket.socket, socket.socket]:
    """Memory for a result, and both ends of what its reader tells. Raises OSError when there can be none."""
    result = nameless("reading")
    try:
        ours, theirs = socket.socketpair()
    except OSError:
        os.close(result)
        raise
    ours.setblocking(False)
    return result, ours, theirs


def _is_told(told: socket.socket, seconds: float) -> bool:
    """Whether something is told within so long; `select` would know no descriptor from 1024 on."""
    waiting = select.poll()
    waiting.register(told, select.POLLIN)
    return bool(waiting.poll(seconds * 1000))


def _end(pid: int, session: int) -> None:
    """Kill a reader that has not told its end; it may have ended this very moment.

    It tells its number itself. One that a harmful file has taken over may tell another's: only who is in the session
    of the keeper is killed.
    """
    try:
        if pid > 1 and os.getsid(pid) == session:
            os.kill(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
