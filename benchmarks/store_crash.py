"""Kills a process that is saving, at random moments, and looks for what it had acknowledged: nothing may be missing.

    python benchmarks/store_crash.py              200 kills
    python benchmarks/store_crash.py --kills 20

A child saves, revises, links and drafts without a pause and prints a line after each verb that has returned. It is
killed (SIGKILL; on Windows TerminateProcess), one time in five while it is still opening a new folder. Then the store
is opened again: every line must be there, every record must be readable, and SQLite must find its file whole.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ltv.store import Drafts, Link, Record, Scenario, Store, open_store  # noqa: E402
from ltv.store.kinds import body_text  # noqa: E402
from ltv.store.location import in_folder  # noqa: E402

TOKEN = "crash"  # noqa: S105  (names the drafts of the child)
KILLS_PER_FOLDER = 5


@dataclass
class Tally:
    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    unreadable: int = 0
    """Files SQLite finds damaged, and records of which only a part is there."""


def save_without_end(folder: Path, seed: int) -> None:
    """The child: say on standard output what is safe, as soon as the store says so."""
    store, chance, number = open_store(in_folder(folder)), random.Random(seed), 0  # noqa: S311
    drafts = Drafts(store, TOKEN)
    while True:
        number += 1
        notes = chance.choice("あいうえお") * chance.randrange(10_000)
        body = Scenario(name=f"{seed}-{number}", base="0f", levers=[], seed=number, horizon_months=12, notes=notes)
        first = store.save(body, author="child")
        acknowledge("record", first.id, "1", digest(body))
        store.revise(first.id, body, expected=1, author="child", links=[Link("base", first.id)])
        acknowledge("record", first.id, "2", digest(body))
        drafts.write(f"draft-{number % 5}", f"{seed}-{number}-{notes}")
        acknowledge("draft", f"draft-{number % 5}", f"{seed}-{number}")


def acknowledge(*words: str) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def digest(body: Scenario) -> str:
    return hashlib.sha256(body_text(body).encode()).hexdigest()


def kill_once(folder: Path, number: int, chance: random.Random) -> list[list[str]]:
    """Start a child, kill it at a random moment, and return what it had acknowledged."""
    is_new = not folder.exists()
    command = [sys.executable, __file__, "--child", str(folder), "--seed", str(number)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as child:  # noqa: S603
        assert child.stdout is not None
        said = ""
        if is_new:
            while not folder.exists():
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.03))
        else:
            said = child.stdout.readline()
            time.sleep(chance.uniform(0, 0.25))
        child.kill()
        said += child.stdout.read()
    return [json.loads(line) for line in said.splitlines(keepends=True) if line.endswith("\n")]


def look(folder: Path, acknowledged: list[list[str]], tally: Tally) -> None:
    """Open the store again and compare it with all that was acknowledged in this folder."""
    store = open_store(in_folder(folder))
    with store.database.alone() as connection:
        tally.unreadable += connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
    found, drafts = everything(store), Drafts(store, TOKEN).all()
    tally.unreadable += sum(revision.revision == 2 and not revision.links for revision in found)
    digests = {(each.id, str(each.revision)): digest(each.body) for each in found}
    records = [words[1:] for words in acknowledged if words[0] == "record"]
    tally.lost += sum(digests.get((id, number)) != expected for id, number, expected in records)
    latest = {words[1]: words[2] for words in acknowledged if words[0] == "draft"}
    tally.lost += sum(moment(drafts.get(name, "0-0")) < moment(said) for name, said in latest.items())
    store.database.close()


def everything(store: Store) -> list[Record[Scenario]]:
    """Every revision there is; reading one that is broken raises."""
    records = store.latest(Scenario, withdrawn=True)
    return [revision for record in records for revision in store.history(record.id)]


def moment(draft: str) -> tuple[int, int]:
    """Which child wrote a draft, and in which round: a later one may have replaced what was acknowledged."""
    child, number, *_ = draft.split("-")
    return int(child), int(number)


def crash(kills: int, seed: int = 1) -> Tally:
    """Kill as often as asked, a few times in each folder, and tally what was found."""
    chance, tally = random.Random(seed), Tally()  # noqa: S311
    while tally.kills < kills:
        acknowledged: list[list[str]] = []
        with tempfile.TemporaryDirectory() as parent:
            for _ in range(min(KILLS_PER_FOLDER, kills - tally.kills)):
                tally.kills += 1
                said = kill_once(Path(parent) / "store", tally.kills, chance)
                acknowledged += said
                tally.acknowledged += len(said)
                look(Path(parent) / "store", acknowledged, tally)
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        save_without_end(asked.child, asked.seed)
    started = time.perf_counter()
    tally = crash(asked.kills, asked.seed)
    print(f"{tally.kills} kills in {time.perf_counter() - started:.0f} s, {tally.acknowledged:,} writes acknowledged")
    print(f"{tally.lost} acknowledged writes lost, {tally.unreadable} files damaged")
    sys.exit(bool(tally.lost or tally.unreadable))


if __name__ == "__main__":
    main()
