from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from ltv.errors import LtvError
from ltv.metrics.metric import Text
from ltv.store import Drafts, Link, Scenario, Store, StoreError, errors, open_store
from ltv.store.engine import Database
from ltv.store.errors import StoreDamagedError, StoreUnavailableError
from ltv.store.location import FILE_NAME, LOCK_NAME, chosen_location, in_folder
from ltv.store.writer_lock import WriterLock
from tests.browser.app_server import ROOT
from tests.store.examples import DECISION, SCENARIO

LONG = Scenario(**{**SCENARIO.values(), "notes": "長い" * 5_000})


def impatient(store: Store) -> Store:
    return Store(Database(store.database.where, patience=0.1), store.workspace, store.clock)


def test_a_file_of_another_kind_is_named_as_such_and_left_alone(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / FILE_NAME).write_bytes(b"customer_id,date,amount\n" * 200)
    with pytest.raises(StoreDamagedError, match="It was not overwritten"):
        open_store(in_folder(folder))
    assert (folder / FILE_NAME).read_bytes() == b"customer_id,date,amount\n" * 200


def test_a_damaged_file_is_named_as_such(on_disk: Store, folder: Path) -> None:
    for _ in range(30):
        on_disk.save(LONG, author="p-1")
    on_disk.database.close()
    pages = bytearray((folder / FILE_NAME).read_bytes())
    pages[4096:] = b"\x5a" * (len(pages) - 4096)
    (folder / FILE_NAME).write_bytes(pages)
    with pytest.raises(StoreDamagedError, match="damaged"):
        open_store(in_folder(folder)).latest(Scenario)
    assert (folder / FILE_NAME).read_bytes() == pages


def test_a_file_cut_off_is_named_as_such(on_disk: Store, folder: Path) -> None:
    for _ in range(30):
        on_disk.save(LONG, author="p-1")
    on_disk.database.close()
    (folder / FILE_NAME).write_bytes((folder / FILE_NAME).read_bytes()[: 4096 * 20])
    with pytest.raises(StoreDamagedError):
        open_store(in_folder(folder)).latest(Scenario)


def save_without_end(store: Store) -> None:
    while True:
        store.save(LONG, author="p-1")


def test_a_full_disk_is_told_and_loses_nothing(on_disk: Store, folder: Path) -> None:
    kept = on_disk.save(SCENARIO, author="p-1")
    with on_disk.database.alone() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages + 2}")
    with pytest.raises(StoreUnavailableError, match="disk is full, so nothing was saved"):
        save_without_end(on_disk)
    on_disk.database.close()
    again = open_store(in_folder(folder))
    assert again.latest(Scenario)[0] == kept
    again.save(LONG, author="p-1")
    again.database.close()


def test_a_store_that_may_not_be_written_says_so_and_can_be_read(on_disk: Store) -> None:
    kept = on_disk.save(SCENARIO, author="p-1")
    with on_disk.database.alone() as connection:
        connection.execute("PRAGMA query_only=ON")
    with pytest.raises(StoreUnavailableError, match="cannot be written to"):
        on_disk.save(SCENARIO, author="p-1")
    assert on_disk.latest(Scenario) == [kept]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
@pytest.mark.parametrize("made_before", [False, True], ids=["empty", "with a store"])
def test_a_read_only_folder_says_what_to_do(folder: Path, made_before: bool) -> None:
    folder.mkdir(parents=True)
    if made_before:
        open_store(in_folder(folder)).database.close()
        (folder / FILE_NAME).chmod(0o444)
    for parent in folder.parents:
        if parent.stat().st_uid == os.getuid() and parent.is_relative_to(tempfile.gettempdir()):
            parent.chmod(parent.stat().st_mode | 0o555)
    folder.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.powerless", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    folder.chmod(0o755)
    assert done.stdout in ("cannot_open", "read_only"), done.stderr


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreUnavailableError, match="LTV_COMPASS_STORE") as caught:
        open_store(in_folder(tmp_path / "file" / "ltv"))
    assert caught.value.reason == "cannot_open"


def test_a_folder_in_place_of_the_file_says_what_to_do(folder: Path) -> None:
    (folder / FILE_NAME).mkdir(parents=True)
    with pytest.raises(StoreUnavailableError):
        open_store(in_folder(folder))


def test_who_waits_too_long_for_another_program_is_told_and_may_try_again(on_disk: Store, folder: Path) -> None:
    waiting = impatient(on_disk)
    other = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailableError, match="save again") as caught:
        waiting.save(SCENARIO, author="p-1")
    assert caught.value.reason == "busy"
    other.execute("ROLLBACK")
    other.close()
    waiting.save(SCENARIO, author="p-1")
    waiting.database.close()


def test_who_waits_too_long_for_another_copy_of_the_program_is_told(on_disk: Store, folder: Path) -> None:
    waiting, started = impatient(on_disk), time.monotonic()
    with (
        WriterLock(folder / LOCK_NAME, patience=1).held(),
        pytest.raises(StoreUnavailableError) as caught,
    ):
        waiting.save(SCENARIO, author="p-1")
    assert caught.value.reason == "busy"
    assert time.monotonic() - started < 5
    waiting.save(SCENARIO, author="p-1")
    waiting.database.close()


def test_a_lock_file_that_went_missing_is_made_again(on_disk: Store, folder: Path) -> None:
    (folder / LOCK_NAME).unlink()
    saved = on_disk.save(SCENARIO, author="p-1")
    assert on_disk.latest(Scenario) == [saved]


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let go of an open file")
def test_nothing_is_acknowledged_once_the_file_was_taken_away(on_disk: Store, folder: Path) -> None:
    (folder / FILE_NAME).unlink()
    with pytest.raises(StoreUnavailableError, match="cannot be opened"):
        on_disk.save(SCENARIO, author="p-1")


def write_and_fail(store: Store, target: str) -> None:
    with store.database.writing() as connection:
        store._add(connection, DECISION, "p-1", [Link("scenario", target)])
        raise RuntimeError


def test_after_a_failure_inside_a_write_nothing_of_it_is_there(store: Store) -> None:
    scenario = store.save(SCENARIO, author="p-1")
    with pytest.raises(RuntimeError):
        write_and_fail(store, scenario.id)
    assert store.latest(type(DECISION)) == []
    Drafts(store, "token").write("name", "and the next write works")


def test_without_the_driver_of_postgresql_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreUnavailableError, match="psycopg"):
        open_store(chosen_location({"LTV_COMPASS_STORE": "postgresql://localhost/ltv"}))


def test_a_server_that_does_not_answer_is_told() -> None:
    pytest.importorskip("psycopg", reason="needs a PostgreSQL database: set LTV_TEST_POSTGRES to its URL")
    with pytest.raises(StoreUnavailableError, match="cannot be reached"):
        open_store(chosen_location({"LTV_COMPASS_STORE": "postgresql://127.0.0.1:1/ltv"}))


def test_every_message_is_in_both_languages_and_what_is_said_in_english_is_the_exception() -> None:
    kinds = {each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, StoreError)}
    assert all(issubclass(each, LtvError) for each in kinds)
    for reason, text in errors._UNAVAILABLE.items():
        assert isinstance(text, Text)
        assert str(StoreUnavailableError(reason)) == text.en
        assert text.ja.isascii() is False
