"""How long a person waits for the store: each verb again and again, on an empty store and among many records.

    python benchmarks/store_latency.py [--folder FOLDER]

What a write takes is mostly what the disk takes to promise that it has it, so name a folder on the disk that counts.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ltv.store import Drafts, Scenario, open_store  # noqa: E402
from ltv.store.location import Location, in_folder  # noqa: E402

BODY = Scenario(
    name="初月の離脱を減らす",
    base="0f" * 16,
    levers=[{"kind": "churn", "size": 0.1, "segment": f"segment {n}"} for n in range(10)],
    seed=42,
    horizon_months=12,
    results={"nrr": [0.8 + n / 1000 for n in range(60)]},
)


def timed(name: str, times: int, verb: Callable[[], object]) -> None:
    """A line of the table: median, 95th percentile and longest, in milliseconds."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        verb()
        taken.append(1000 * (time.perf_counter() - started))
    p95 = sorted(taken)[int(0.95 * len(taken))]
    print(f"| {name} | {times:,} | {statistics.median(taken):.1f} | {p95:.1f} | {max(taken):.0f} |")


def open_and_close(where: Location) -> None:
    open_store(where).database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="an existing folder; else the system's temporary one")
    with tempfile.TemporaryDirectory(dir=parser.parse_args().folder) as folder:
        where = in_folder(Path(folder) / "store")
        store = open_store(where)
        first, drafts = store.save(BODY, author="p-1"), Drafts(store, "token")
        print("| verb | times | median ms | p95 ms | longest ms |\n|---|---:|---:|---:|---:|")
        timed("write a draft", 1_000, lambda: drafts.write("name", "送料が上がると離脱する"))
        timed("save", 1_000, lambda: store.save(BODY, author="p-1"))
        revisions = iter(range(1, 1_001))
        timed("revise", 1_000, lambda: store.revise(first.id, BODY, expected=next(revisions), author="p-1"))
        timed("get the newest of 1,001 revisions", 1_000, lambda: store.get(first.id))
        timed("list 1,001 records", 20, lambda: store.latest(Scenario))
        store.database.close()
        timed("open and close", 20, partial(open_and_close, where))


if __name__ == "__main__":
    main()
