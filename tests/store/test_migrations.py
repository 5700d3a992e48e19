from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from ltv.store import (
    Decision,
    Drafts,
    Estimate,
    InitiativeRecord,
    Link,
    Location,
    Scenario,
    Store,
    migrations,
    open_store,
)
from ltv.store.engine import Database
from ltv.store.errors import NewerStoreError
from ltv.store.failures import UnexpectedError
from ltv.store.location import FILE_NAME, in_folder
from ltv.store.migrations import STEPS, migrate
from ltv.store.schema import SCHEMA_VERSION
from tests.store.examples import DECISION, ESTIMATE, INITIATIVE, SCENARIO

DAY = datetime(2026, 11, 25, tzinfo=UTC)
VERSION_1 = Path(__file__).parent / "version_1.sql"
_STATEMENT = ("ALTER TABLE draft ADD COLUMN page TEXT",)
ADD_COLUMN = {"sqlite": _STATEMENT, "postgresql": _STATEMENT}
BROKEN = {"sqlite": ("DROP TABLE draft", "nonsense"), "postgresql": ("DROP TABLE draft", "nonsense")}


@pytest.fixture
def first_version(folder: Path) -> Location:
    """A file as the first version of the program left it."""
    folder.mkdir(parents=True)
    with sqlite3.connect(folder / FILE_NAME) as connection:
        connection.executescript(VERSION_1.read_text(encoding="utf-8"))
    connection.close()
    return in_folder(folder)


def numbers(store: Store) -> list[int]:
    with store.database.reading() as connection:
        return list(connection.scalars(select(SCHEMA_VERSION.c.number).order_by(SCHEMA_VERSION.c.number)))


def test_what_the_first_version_kept_is_read_by_this_one(first_version: Location) -> None:
    store = open_store(first_version)
    (scenario,) = store.latest(Scenario)
    (initiative,) = store.latest(InitiativeRecord)
    (decision,) = store.latest(Decision)
    (estimate,) = store.latest(Estimate)
    bodies = [each.body for each in (scenario, initiative, decision, estimate)]
    assert bodies == [SCENARIO, INITIATIVE, DECISION, ESTIMATE]
    assert [(each.revision, each.author) for each in store.history(scenario.id)] == [(1, "p-1"), (2, "p-2")]
    assert decision.links == (Link("initiative", initiative.id), Link("scenario", scenario.id))
    assert (
        Drafts(Store(store.database, store.workspace, lambda: DAY), "token").read("workshop.reason") == "送料が上がると"
    )
    store.revise(scenario.id, SCENARIO, expected=2, author="p-3")
    assert numbers(store) == list(range(1, len(STEPS) + 1))
    store.database.close()


def test_opening_again_changes_nothing(where: Location) -> None:
    first = open_store(where)
    assert migrate(first.database, lambda: DAY) == 0
    again = open_store(where)
    assert again.workspace == first.workspace
    assert numbers(again) == list(range(1, len(STEPS) + 1))
    for store in (first, again):
        store.database.close()


def test_a_later_step_is_run_once_and_loses_nothing(where: Location, monkeypatch: pytest.MonkeyPatch) -> None:
    before = open_store(where)
    saved = before.save(SCENARIO, author="p-1")
    before.database.close()
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, ADD_COLUMN))
    for _ in range(2):
        after = open_store(where)
        assert after.latest(Scenario) == [saved]
        assert "page" in {each["name"] for each in inspect(after.database.engine).get_columns("draft")}
        assert numbers(after) == [*range(1, len(STEPS) + 2)]
        after.database.close()


def test_a_step_that_fails_leaves_everything_as_it_was(where: Location, monkeypatch: pytest.MonkeyPatch) -> None:
    before = open_store(where)
    Drafts(before, "token").write("name", "words")
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, ADD_COLUMN, BROKEN))
    with pytest.raises(UnexpectedError):
        migrate(before.database, lambda: DAY)
    assert Drafts(before, "token").read("name") == "words"
    assert numbers(before) == list(range(1, len(STEPS) + 1))
    before.database.close()


def test_an_older_program_leaves_a_newer_store_alone_and_says_why(
    where: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, ADD_COLUMN))
    newer = open_store(where)
    newer.save(SCENARIO, author="p-1")
    monkeypatch.undo()
    with pytest.raises(NewerStoreError, match="Update LTV Compass") as caught:
        open_store(where)
    assert (caught.value.found, caught.value.known) == (len(STEPS) + 1, len(STEPS))
    assert len(newer.latest(Scenario)) == 1
    newer.database.close()


def test_every_step_is_written_for_both_systems() -> None:
    assert all(set(step) == {"sqlite", "postgresql"} for step in STEPS)


def test_what_is_acknowledged_is_on_disk(on_disk: Store) -> None:
    with on_disk.database.alone() as connection:
        asked = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_nothing_is_made_before_it_is_needed(folder: Path) -> None:
    assert not folder.exists()
    Database(in_folder(folder)).close()
    assert (folder / FILE_NAME).stat().st_size == 0
