"""The key of pseudonyms: made once, for its owner alone, and gone when it is deleted."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from ltv.intake import Options, read
from ltv.intake.pseudonyms import pseudonym
from ltv.saved import Folder, SavedSetError, SavedSets, delete_workspace, forget_key, workspace_folder, workspace_key
from ltv.store import Scenario, delete_all, open_store
from ltv.store.location import in_folder
from tests.saved.books import made


def test_the_key_is_made_once_and_is_its_owners(folder: Folder) -> None:
    key = workspace_key(folder)
    assert len(key) == 32
    assert workspace_key(folder) == key
    assert folder.key.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.path.iterdir() if path.is_file()] == ["pseudonyms.key"]


def test_a_key_that_others_may_read_is_closed_to_them(folder: Folder) -> None:
    key = workspace_key(folder)
    folder.key.chmod(0o644)
    assert workspace_key(folder) == key
    assert folder.key.stat().st_mode & 0o777 == 0o600


def test_who_asks_at_the_same_time_gets_the_same_key(folder: Folder) -> None:
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(workspace_key(folder))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_every_workspace_has_a_key_of_its_own(tmp_path: Path) -> None:
    where = in_folder(tmp_path)
    assert workspace_key(workspace_folder(where)) != workspace_key(workspace_folder(where, "another"))


def test_a_damaged_key_is_not_replaced(folder: Folder) -> None:
    workspace_key(folder)
    folder.key.write_bytes(b"short")
    with pytest.raises(SavedSetError, match="damaged"):
        workspace_key(folder)
    assert folder.key.read_bytes() == b"short"


def test_a_new_key_makes_other_pseudonyms(folder: Folder) -> None:
    before = pseudonym("a@example.jp", workspace_key(folder))
    assert forget_key(folder)
    assert not forget_key(folder)
    assert pseudonym("a@example.jp", workspace_key(folder)) != before


def test_deleting_everything_leaves_no_file_and_the_app_goes_on(folder: Folder, sets: SavedSets) -> None:
    workspace_key(folder)
    sets.save(made("shop"), name="a")
    (folder.sets / ".new-1").mkdir()
    sizes = [path.stat().st_size for path in folder.path.rglob("*") if path.is_file()]
    removed = delete_workspace(folder)
    assert (removed.sets, removed.files, removed.key) == (1, len(sizes), True)
    assert removed.bytes == sum(sizes) - 32
    assert [path for path in folder.root.rglob("*") if path.is_file()] == [folder.root / "saved.lock"]
    assert delete_workspace(folder).files == 0
    assert len(workspace_key(folder)) == 32
    assert sets.open(sets.save(made("shop"), name="b").id)


def test_deleting_one_workspace_spares_another_and_the_records(folder: Folder, tmp_path: Path) -> None:
    where = in_folder(tmp_path / "store")
    other = workspace_folder(where, "another")
    key = workspace_key(other)
    store = open_store(where)
    store.save(Scenario(name="a", base="0f", levers=[], seed=1, horizon_months=12), author="p-1")
    workspace_key(folder)
    delete_workspace(folder)
    assert workspace_key(other) == key
    assert len(store.latest(Scenario)) == 1
    assert delete_all(store).records == 1
    store.database.close()


def test_the_key_is_in_nothing_that_is_kept_beside_it(folder: Folder, sets: SavedSets) -> None:
    key = workspace_key(folder)
    options = Options(secret=key)
    found = read(b"Email,date,amount\na@x.jp,2026-01-05,100\n", "file.csv", options)
    assert key.hex() not in repr(options) + repr(found)
    assert repr(key) not in repr(options) + repr(found) + options.key
    sets.save(made("dollars"), name="a")
    kept = b"".join(path.read_bytes() for path in folder.sets.rglob("*") if path.is_file())
    assert key not in kept
    assert key.hex().encode() not in kept
