from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier, Event

from ltv.store import ConflictError, Drafts, Estimate, Link, Scenario, Store, open_store
from ltv.store.location import in_folder
from tests.browser.app_server import ROOT
from tests.store.contender import contend
from tests.store.examples import DECISION, ESTIMATE, SCENARIO


def marks(names: str, times: int) -> set[str]:
    return {f"{name}{number}" for name in names for number in range(times)}


def test_of_many_threads_that_revise_at_once_none_is_lost(store: Store) -> None:
    record = store.save(SCENARIO, author="p-1").id
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: contend(store, record, name, 10), "abcd"))
    history = store.history(record)
    assert set(history[-1].body.notes.split()) == marks("abcd", 10)
    assert [each.revision for each in history] == list(range(1, 42))


def test_of_two_who_revise_the_same_revision_one_is_told(store: Store) -> None:
    record, together = store.save(SCENARIO, author="p-1").id, Barrier(8)

    def revise(name: str) -> str:
        together.wait()
        try:
            store.revise(record, SCENARIO, expected=1, author=name)
        except ConflictError as conflict:
            return conflict.author
        return ""

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(revise, "abcdefgh"))
    winner = store.get(record).author
    assert told.count("") == 1
    assert told.count(winner) == 7
    assert len(store.history(record)) == 2


def test_of_processes_that_revise_at_once_none_is_lost(on_disk: Store, folder: Path) -> None:
    record = on_disk.save(SCENARIO, author="p-1").id
    start = partial(
        subprocess.Popen, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    command = [sys.executable, "-m", "tests.store.contender", str(folder), record]
    running = [start([*command, name, "15"]) for name in "abc"]
    for process in running:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said
    assert set(on_disk.get(record).body.notes.split()) == marks("abc", 15)
    assert len(on_disk.history(record)) == 46


def test_two_devices_of_one_participant_keep_both_estimates(store: Store) -> None:
    together = Barrier(4)

    def put(p50: float) -> str:
        together.wait()
        return store.put(Estimate(**{**ESTIMATE.values(), "p50": p50}), author="p-1").id

    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(put, (0.03, 0.04, 0.05, 0.06)))
    (record,) = ids
    assert {each.body.p50 for each in store.history(record)} == {0.03, 0.04, 0.05, 0.06}


def test_a_folder_opened_by_many_at_once_for_the_first_time_is_made_once(folder: Path) -> None:
    together = Barrier(6)

    def first(_: int) -> Store:
        together.wait()
        return open_store(in_folder(folder))

    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(first, range(6)))
    assert len({each.workspace for each in stores}) == 1
    saved = stores[0].save(SCENARIO, author="p-1")
    assert all(each.latest(Scenario) == [saved] for each in stores)
    for each in stores:
        each.database.close()


def test_a_reader_never_sees_one_revision_with_the_links_of_another(store: Store) -> None:
    targets = [store.save(SCENARIO, author="p-1").id for _ in range(2)]
    record, done = store.save(DECISION, author="p-1", links=[Link("of", targets[1])]).id, Event()

    def revise() -> None:
        for number in range(1, 80):
            store.revise(record, DECISION, expected=number, author="p-1", links=[Link("of", targets[(number + 1) % 2])])
        done.set()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(revise)
        while not done.is_set() and not writing.done():
            seen = store.get(record)
            assert seen.links == (Link("of", targets[seen.revision % 2]),)
        writing.result()
    assert store.get(record).revision == 80


def test_readers_and_writers_do_not_wait_for_each_other(store: Store) -> None:
    saved = store.save(SCENARIO, author="p-1")
    with store.database.reading() as connection:
        connection.exec_driver_sql("SELECT * FROM record").all()
        store.revise(saved.id, SCENARIO, expected=1, author="p-2")
        Drafts(store, "token").write("name", "words")
    assert store.get(saved.id).revision == 2
