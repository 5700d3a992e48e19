"""A process of its own that adds its marks to a record, again and again, against others: see test_conflicts.py."""

from __future__ import annotations

import sys
from pathlib import Path

from ltv.store import ConflictError, Scenario, Store, open_store
from ltv.store.location import in_folder


def contend(store: Store, record: str, name: str, times: int) -> int:
    """Add marks to the notes of a scenario, each on top of whatever is newest; how often that took another try."""
    conflicts = 0
    for number in range(times):
        while True:
            seen = store.get(record)
            body = Scenario(**{**seen.body.values(), "notes": f"{seen.body.notes} {name}{number}".strip()})
            try:
                store.revise(record, body, expected=seen.revision, author=name)
            except ConflictError:
                conflicts += 1
            else:
                break
    return conflicts


if __name__ == "__main__":
    opened = open_store(in_folder(Path(sys.argv[1])))
    sys.stdout.write(str(contend(opened, sys.argv[2], sys.argv[3], int(sys.argv[4]))))
