from __future__ import annotations

from pathlib import Path

import pytest

from ltv.store import Deleted, Drafts, Link, Location, Scenario, Store, delete_all, open_store
from ltv.store.errors import DeletionIncompleteError
from tests.store.examples import DECISION, SCENARIO

PLANTED = "planted-9b1f"


def fill(store: Store) -> None:
    body = Scenario(**{**SCENARIO.values(), "name": PLANTED, "notes": f"{PLANTED} " * 300})
    scenario = store.save(body, author=PLANTED)
    store.revise(scenario.id, body, expected=1, author=PLANTED)
    store.save(DECISION, author="p-1", links=[Link("scenario", scenario.id)])
    Drafts(store, "token").write("name", PLANTED)


def traces(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if PLANTED.encode() in path.read_bytes()]


def test_after_deleting_everything_nothing_is_left_and_the_count_says_what_there_was(store: Store) -> None:
    fill(store)
    assert delete_all(store) == Deleted(records=2, revisions=3, drafts=1)
    assert store.latest(Scenario, withdrawn=True) == []
    assert Drafts(store, "token").all() == {}
    assert delete_all(store) == Deleted(records=0, revisions=0, drafts=0)
    saved = store.save(SCENARIO, author="p-1")
    assert store.latest(Scenario) == [saved]


def test_no_file_of_the_store_holds_a_trace_of_what_was_deleted(on_disk: Store, folder: Path) -> None:
    fill(on_disk)
    assert traces(folder)
    delete_all(on_disk)
    assert traces(folder) == []


def test_another_workspace_is_not_touched(where: Location) -> None:
    ours, theirs = open_store(where), open_store(where, workspace="another")
    for store in (ours, theirs):
        fill(store)
    delete_all(ours)
    assert len(theirs.latest(Scenario)) == 1
    assert Drafts(theirs, "token").read("name") == PLANTED
    for store in (ours, theirs):
        store.database.close()


def test_a_reader_who_keeps_traces_alive_is_told_of(folder: Path) -> None:
    from ltv.store.engine import Database
    from ltv.store.location import in_folder
    from ltv.store.records import Store as Records

    made = open_store(in_folder(folder))
    impatient = Records(Database(in_folder(folder), patience=0.05), made.workspace)
    fill(impatient)
    with made.database.reading() as connection:
        connection.exec_driver_sql("SELECT * FROM record").all()
        with pytest.raises(DeletionIncompleteError, match="open elsewhere"):
            delete_all(impatient)
    assert impatient.latest(Scenario) == []
    delete_all(impatient)
    assert traces(folder) == []
    for store in (made, impatient):
        store.database.close()
