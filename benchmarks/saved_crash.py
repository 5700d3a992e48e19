"""Kills a process that saves data sets, at random moments, and looks for what it had acknowledged: all must be there.

    python benchmarks/saved_crash.py              1,000 kills
    python benchmarks/saved_crash.py --kills 20

A child saves, renames and deletes data sets without a pause and prints a line after each verb that has returned. It is
killed (SIGKILL; on Windows TerminateProcess). Then the list is read anew: every set that was acknowledged and not
deleted must be there, open, and give the figures it was saved with; none may be seen half.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ltv.dataset import Dataset  # noqa: E402
from ltv.intake import Options, assemble, read  # noqa: E402
from ltv.saved import Folder, SavedSets, workspace_folder, workspace_key  # noqa: E402
from ltv.store.location import in_folder  # noqa: E402

KILLS_PER_FOLDER = 10
MOST = 12
"""Sets a child keeps; it deletes the oldest beyond them."""


@dataclass
class Tally:
    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    unreadable: int = 0
    """Sets that are listed and damaged, or open with other figures than they were saved with."""
    half: int = 0
    """Sets that are listed and were never acknowledged, beyond the one that was being saved."""


@dataclass
class Said:
    """What a folder's children acknowledged: name and sum of each set, and which of them they had begun to delete."""

    sets: dict[str, tuple[str, int]] = field(default_factory=dict)
    leaving: set[str] = field(default_factory=set)

    def hear(self, line: list[str]) -> None:
        verb, id, *rest = line
        if verb == "saved":
            self.sets[id] = rest[0], int(rest[1])
        elif verb == "renamed":
            self.sets[id] = rest[0], self.sets[id][1]
        elif verb == "deleting":
            self.leaving.add(id)
        else:
            self.sets.pop(id, None)


def data_of(seed: int) -> Dataset:
    """A small data set of its own sum."""
    chance = random.Random(seed)  # noqa: S311
    rows = "".join(
        f"{chance.randrange(60)},2026-0{chance.randrange(1, 9)}-11,{chance.randrange(999)}\n" for _ in range(200)
    )
    data = assemble([read(("顧客ID,注文日,金額\n" + rows).encode(), "o.csv", Options())], source="upload")
    return replace(data, source=f"upload {seed}")


def save_without_end(folder: Folder, seed: int) -> None:
    """The child: say on standard output what is safe, as soon as it is."""
    sets, number = SavedSets(folder), 0
    workspace_key(folder)
    say("ready", "")
    sets.tidy()
    data = data_of(seed)
    mine = [one.id for one in sets.all() if one.manifest][::-1]
    while True:
        number += 1
        id = sets.save(data, name=f"{seed}-{number}").id
        say("saved", id, f"{seed}-{number}", str(total(data)))
        sets.rename(id, f"{seed}-{number} again")
        say("renamed", id, f"{seed}-{number} again")
        mine.append(id)
        while len(mine) > MOST:
            say("deleting", mine[0])
            sets.delete(mine.pop(0))


def say(*words: str) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def total(data: Dataset) -> int:
    return int(np.sum(data.months.amount))


def kill_once(folder: Path, number: int, chance: random.Random) -> list[list[str]]:
    """Start a child, kill it at a random moment, and return what it had acknowledged."""
    command = [sys.executable, __file__, "--child", str(folder), "--seed", str(number)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as child:  # noqa: S603
        assert child.stdout is not None
        said = child.stdout.readline()
        time.sleep(chance.uniform(0, 0.25))
        child.kill()
        said += child.stdout.read()
    return [json.loads(line) for line in said.splitlines(keepends=True) if line.endswith("\n")][1:]


def look(folder: Folder, said: Said, tally: Tally) -> None:
    """Read the list anew and compare it with all that was acknowledged in this folder."""
    sets = SavedSets(folder)
    found = {one.id: one for one in sets.all()}
    tally.unreadable += sum(one.manifest is None for one in found.values())
    tally.half += max(0, len(set(found) - set(said.sets)) - 1)
    for id, (name, expected) in list(said.sets.items()):
        one = found.get(id)
        if one is None or one.manifest is None:
            tally.lost += id not in said.leaving
            said.sets.pop(id)
            continue
        tally.unreadable += total(sets.open(id).dataset) != expected
        tally.lost += one.manifest.name not in (name, f"{name} again")
    for id in set(found) - set(said.sets):
        sets.open(id)
        sets.delete(id)
    sets.tidy()
    assert not list(folder.sets.glob(".*")), "what was left is cleared away"


def crash(kills: int, seed: int = 1) -> Tally:
    """Kill as often as asked, some times in each folder, and tally what was found."""
    chance, tally = random.Random(seed), Tally()  # noqa: S311
    while tally.kills < kills:
        said = Said()
        with tempfile.TemporaryDirectory() as parent:
            path = Path(parent) / "store"
            for _ in range(min(KILLS_PER_FOLDER, kills - tally.kills)):
                tally.kills += 1
                lines = kill_once(path, tally.kills, chance)
                tally.acknowledged += sum(line[0] != "deleting" for line in lines)
                for line in lines:
                    said.hear(line)
                look(workspace_folder(in_folder(path)), said, tally)
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        save_without_end(workspace_folder(in_folder(asked.child)), asked.seed)
    started = time.perf_counter()
    tally = crash(asked.kills, asked.seed)
    print(f"{tally.kills} kills in {time.perf_counter() - started:.0f} s, {tally.acknowledged:,} writes acknowledged")
    print(f"{tally.lost} acknowledged writes lost, {tally.unreadable} unreadable, {tally.half} seen half")
    sys.exit(bool(tally.lost or tally.unreadable or tally.half))


if __name__ == "__main__":
    main()
