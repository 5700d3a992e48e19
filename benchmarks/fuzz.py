"""Whether any file can hurt intake: thousands of damaged and made-up files, each read in a process that may die.

    python benchmarks/fuzz.py [--files 20000] [--seed 1] [--jobs 2] [--first 0] [--isolated] [--keep folder]

With --isolated each file is read as the app reads it, by `ltv.intake.sandbox`, and the process that asks for it has to
survive; a reader that died is counted as "stopped", not as a crash. Files are made from the corpus of difficult files
(tests/intake/corpus) and other folders (--from). Prints the outcomes by mutation, then three figures that must be 0:
exceptions and broken promises, hangs of more than 5 seconds, and crashes. What fails is kept in a folder and can be
made again from its seed and number.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from ltv.intake import Options, Reading, read
from ltv.intake.sandbox import read_isolated
from tests.intake.files import SHARED
from tests.intake.mutations import Mutant, Seed, mutant, seeds_in
from tests.intake.promises import broken_promises, readings_of

ROOT = Path(__file__).parents[1]
Reader = Callable[[bytes, str, Options], Reading]
HANG, DEADLINE = 5.0, 20.0
"""Seconds a file may take, and after which a process is ended."""
MEMORY = 4 << 30
GROWTH = 300 << 20
"""Address space of a process, and how much one file may add to its peak."""
FOLDERS = (
    ROOT / "tests" / "intake" / "corpus",
    SHARED / "public_files",
)


@dataclass(frozen=True)
class Finding:
    """What one file did."""

    number: int
    mutation: str
    outcome: str
    trouble: str = ""
    seconds: float = 0.0


def tried(number: int, made: Mutant, reader: Reader = read) -> Finding:
    """Read a file, and say what does not hold."""
    start, before = time.perf_counter(), _peak()
    outcome, trouble = "raised", ""
    try:
        for reading in readings_of(made.content, made.name, number, reader):
            outcome = _outcome(reading)
            if broken := broken_promises(reading):
                trouble = "broken: " + "; ".join(broken)
    except BaseException as raised:  # noqa: BLE001 whatever it is, it is counted
        trouble = "raised: " + _where(raised)
    seconds = time.perf_counter() - start
    if seconds > HANG:
        trouble = trouble or f"hang: {seconds:.1f} s"
    if _peak() - before > GROWTH + 4 * len(made.content):
        trouble = trouble or f"memory: {(_peak() - before) >> 20} MB for {len(made.content) >> 10} KB"
    return Finding(number, made.mutation, outcome, trouble, seconds)


def _outcome(reading: Reading) -> str:
    """What a reading came to; "stopped" when its own process did not live to tell."""
    return "stopped" if reading.error is not None and reading.error.code in _ENDED else reading.outcome


_ENDED = ("reading_stopped", "reading_took_too_long", "reading_not_started")


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _where(raised: BaseException) -> str:
    frames = traceback.extract_tb(raised.__traceback__)
    ours = [frame for frame in frames if "/ltv/" in frame.filename] or list(frames)
    return f"{type(raised).__name__} {str(raised)[:120]!r} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"


def _work(pipe: Connection, seeds: list[Seed], seed: int, reader: Reader) -> None:
    """Read files as their numbers come; say when one is begun, so that a death can be told by its number."""
    if reader is read:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while (number := pipe.recv()) is not None:
        pipe.send(tried(number, mutant(seeds, seed, number), reader))


class _Worker:
    """A process, and the file it is busy with."""

    def __init__(self, seeds: list[Seed], seed: int, reader: Reader) -> None:
        context = multiprocessing.get_context("fork")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, seeds, seed, reader), daemon=True)
        self.process.start()
        theirs.close()
        self.number: int | None = None
        self.since = 0.0

    def give(self, number: int) -> None:
        self.number, self.since = number, time.perf_counter()
        self.pipe.send(number)

    def found(self) -> Finding | None:
        """What came back; a death is a finding, too."""
        try:
            return self.pipe.recv()  # type: ignore[no-any-return]
        except (EOFError, ConnectionResetError):
            self.process.join()
            return Finding(self.number or 0, "", "died", f"crash: exit code {self.process.exitcode}")

    def overdue(self) -> Finding | None:
        if self.number is None or time.perf_counter() - self.since < DEADLINE:
            return None
        self.process.kill()
        self.process.join()
        return Finding(self.number, "", "died", f"hang: ended after {DEADLINE:.0f} s")


def findings(seeds: list[Seed], seed: int, numbers: range, jobs: int, reader: Reader) -> Any:
    """Findings of all files, as they come."""
    left = iter(numbers)
    workers = [_Worker(seeds, seed, reader) for _ in range(jobs)]
    busy = [worker for worker in workers if _next(worker, left)]
    while busy:
        ready = wait([worker.pipe for worker in busy], timeout=1)
        for worker in list(busy):
            finding = worker.found() if worker.pipe in ready else worker.overdue()
            if finding is None:
                continue
            yield finding
            busy.remove(worker)
            again = worker if finding.outcome != "died" else _Worker(seeds, seed, reader)
            if _next(again, left):
                busy.append(again)


def _next(worker: _Worker, left: Any) -> bool:
    number = next(left, None)
    if number is None:
        worker.pipe.send(None) if worker.process.is_alive() else None
        return False
    worker.give(number)
    return True


def _keep(folder: Path, made: Mutant, finding: Finding) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{finding.number}_{made.mutation}_{Path(made.name).name[-60:]}").write_bytes(made.content)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--isolated", action="store_true")
    parser.add_argument("--keep", type=Path, default=ROOT / "var" / "fuzz")
    parser.add_argument("--from", dest="folders", type=Path, nargs="*", default=FOLDERS)
    chosen = parser.parse_args()
    seeds = seeds_in(folder for folder in chosen.folders if folder.exists())
    if not seeds:
        parser.error(f"no files to start from in {', '.join(map(str, chosen.folders))}")
    start, outcomes, troubles, slowest = time.perf_counter(), Counter(), Counter(), 0.0
    numbers = range(chosen.first, chosen.first + chosen.files)
    reader = read_isolated if chosen.isolated else read
    for finding in findings(seeds, chosen.seed, numbers, chosen.jobs, reader):
        made = mutant(seeds, chosen.seed, finding.number)
        outcomes[made.mutation, finding.outcome] += 1
        slowest = max(slowest, finding.seconds)
        if finding.trouble:
            troubles[finding.trouble.partition(":")[0]] += 1
            _keep(chosen.keep, made, finding)
            print(f"{finding.number} {made.mutation} {made.name}: {finding.trouble}", flush=True)
    _report(outcomes, len(seeds), chosen.files, time.perf_counter() - start)
    print(f"slowest {slowest:.2f} s")
    print(
        f"exceptions and broken promises {troubles['raised'] + troubles['broken'] + troubles['memory']}, "
        f"hangs {troubles['hang']}, crashes {troubles['crash']}"
    )
    return int(bool(troubles))


def _report(outcomes: Counter[tuple[str, str]], seeds: int, files: int, seconds: float) -> None:
    kinds = ("accept", "ask", "reject", "stopped", "raised", "died")
    print(f"{files:,} files made from {seeds} in {seconds:.0f} s")
    print(f"{'':16}" + "".join(f"{kind:>9}" for kind in kinds))
    for mutation in sorted({mutation for mutation, _ in outcomes}):
        print(f"{mutation:16}" + "".join(f"{outcomes[mutation, kind]:>9,}" for kind in kinds))
    print(f"{'all':16}" + "".join(f"{sum(outcomes[m, kind] for m, k in outcomes if k == kind):>9,}" for kind in kinds))


if __name__ == "__main__":
    sys.exit(main())
