"""Saved data sets are listed, named, kept and deleted as the reader says; a damaged one is never taken for good."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ltv.saved import Folder, Quota, SavedSet, SavedSetError, SavedSets, workspace_folder
from ltv.saved.folder import ASIDE, GONE
from ltv.saved.manifest import FILE, SCHEMA
from ltv.store.location import in_folder
from tests.saved.books import made
from tests.saved.conftest import Clock

DATA = made("closing day")


def states(sets: SavedSets) -> list[str]:
    return [one.state for one in SavedSets(sets.folder, sets.clock).all()]


def path_of(sets: SavedSets, one: SavedSet) -> Path:
    return sets.folder.sets / one.id


def test_nothing_is_made_before_something_is_saved(sets: SavedSets) -> None:
    assert sets.all() == []
    assert sets.tidy() == []
    assert not sets.folder.root.exists()


def test_a_set_says_what_it_holds(sets: SavedSets) -> None:
    one = sets.save(DATA, name=" 月次\n報告 ", facts={"account": [{"records": 2}]})
    (found,) = sets.all()
    assert found.manifest == one.manifest
    assert found.manifest is not None
    assert (found.manifest.name, found.manifest.kind, found.manifest.rows) == ("月次 報告", "orders", 2)
    assert (found.manifest.customers, found.manifest.as_of) == (1, "2026-03-05")  # those who ever paid, as pages count
    assert found.manifest.delete_after == "2027-12-30"
    assert sets.open(one.id).manifest.facts == {"account": [{"records": 2}]}


def test_the_newest_comes_first(sets: SavedSets, clock: Clock) -> None:
    for name in ("first", "second"):
        sets.save(DATA, name=name)
        clock.later(1)
    assert [one.manifest.name for one in sets.all() if one.manifest] == ["second", "first"]


def test_only_the_owner_may_read(sets: SavedSets) -> None:
    one = sets.save(DATA, name="a")
    paths = [sets.folder.root, *sets.folder.root.rglob("*")]
    assert {oct(path.stat().st_mode & 0o077) for path in paths} == {"0o0"}
    assert {path.suffix for path in path_of(sets, one).iterdir()} == {".parquet", ".json"}


def test_a_set_is_renamed_and_kept_longer(sets: SavedSets, clock: Clock) -> None:
    one = sets.save(DATA, name="a")
    clock.later(10)
    sets.rename(one.id, "b")
    sets.keep_until(one.id, 30)
    (found,) = sets.all()
    assert found.manifest is not None
    assert (found.manifest.name, found.manifest.delete_after) == ("b", "2027-01-04")
    assert sets.open(one.id).dataset.fingerprint == DATA.fingerprint


@pytest.mark.parametrize("name", ["", " \n ", "長" * 101, "a\ud800"])
def test_a_name_says_something_on_one_line(name: str, sets: SavedSets) -> None:
    with pytest.raises(SavedSetError, match="1 to 100 characters"):
        sets.save(DATA, name=name)


@pytest.mark.parametrize("days", [0, -1, 2001])
def test_a_set_is_kept_for_a_time_with_an_end(days: int, sets: SavedSets) -> None:
    with pytest.raises(SavedSetError, match="1 to 2,000"):
        sets.save(DATA, name="a", days=days)


def test_a_set_goes_when_its_time_is_up_and_not_before(sets: SavedSets, clock: Clock) -> None:
    sets.save(DATA, name="short", days=30)
    sets.save(DATA, name="long")
    clock.later(30)
    assert sets.tidy() == []
    clock.later(1)
    assert [manifest.name for manifest in sets.tidy()] == ["short"]
    assert [one.manifest.name for one in sets.all() if one.manifest] == ["long"]


def test_a_deleted_set_is_gone_from_the_disk(sets: SavedSets) -> None:
    one = sets.save(DATA, name="a")
    sets.delete(one.id)
    assert list(sets.folder.sets.iterdir()) == []
    for verb in (sets.open, sets.delete):
        with pytest.raises(SavedSetError, match="not there"):
            verb(one.id)


@pytest.mark.parametrize("id", ["", "..", "../../etc", "a" * 31, "A" * 32, "/etc/passwd"])
def test_an_id_leads_nowhere_but_to_a_set(id: str, sets: SavedSets) -> None:
    sets.save(DATA, name="a")
    for verb in (sets.open, sets.delete):
        with pytest.raises(SavedSetError, match="not there"):
            verb(id)


def test_there_are_no_more_sets_than_may_be(sets: SavedSets) -> None:
    few = SavedSets(sets.folder, sets.clock, Quota(sets=2))
    few.save(DATA, name="a")
    few.save(DATA, name="b")
    with pytest.raises(SavedSetError, match="as may be"):
        few.save(DATA, name="c")
    assert len(few.all()) == 2


def test_sets_take_no_more_room_than_they_may(sets: SavedSets) -> None:
    one = sets.save(DATA, name="a")
    small = SavedSets(sets.folder, sets.clock, Quota(bytes=2 * one.bytes - 1))
    with pytest.raises(SavedSetError, match="more room"):
        small.save(DATA, name="b")
    assert len(small.all()) == 1


DAMAGES = {
    "no manifest": lambda path: (path / FILE).unlink(),
    "empty manifest": lambda path: (path / FILE).write_bytes(b""),
    "half a manifest": lambda path: (path / FILE).write_bytes((path / FILE).read_bytes()[:90]),
    "another name": lambda path: (path / FILE).write_bytes((path / FILE).read_bytes().replace(b"2026-03", b"2026-04")),
    "a table less": lambda path: (path / "months.parquet").unlink(),
    "half a table": lambda path: (path / "months.parquet").write_bytes((path / "months.parquet").read_bytes()[:100]),
    "another bit": lambda path: _flip(path / "months.parquet"),
    "another set's folder": lambda path: path.rename(path.with_name("0" * 32)),
}


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_set_is_said_to_be_damaged_and_can_be_deleted(damage: str, sets: SavedSets) -> None:
    whole = sets.save(DATA, name="whole")
    DAMAGES[damage](path_of(sets, sets.save(DATA, name="broken")))
    good, bad = sets.all()
    assert (good.id, good.state) == (whole.id, "good")
    assert (bad.state, bad.manifest) == ("damaged", None)
    with pytest.raises(SavedSetError, match="damaged or incomplete"):
        sets.open(bad.id)
    sets.delete(bad.id)
    assert states(sets) == ["good"]


def test_a_folder_nobody_may_look_into_does_not_hide_the_others(
    sets: SavedSets, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, other = sets.save(DATA, name="閉"), sets.save(DATA, name="開")
    look, read = Path.iterdir, Path.read_bytes

    def guarded(path: Path) -> Path:
        if path_of(sets, closed) in (path, path.parent):
            raise PermissionError
        return path

    monkeypatch.setattr(Path, "iterdir", lambda path: look(guarded(path)))
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(guarded(path)))
    assert [(one.id, one.state) for one in sets.all()] == [(other.id, "good"), (closed.id, "damaged")]
    assert sets.tidy() == []
    sets.save(DATA, name="もう一つ")


def test_damage_is_seen_by_who_has_looked_before(sets: SavedSets) -> None:
    one = sets.save(DATA, name="a")
    assert [each.state for each in sets.all()] == ["good"]
    _flip(path_of(sets, one) / "ledger.parquet")
    assert [each.state for each in sets.all()] == ["damaged"]


def test_a_set_of_a_newer_version_is_left_alone(sets: SavedSets) -> None:
    path = path_of(sets, sets.save(DATA, name="a")) / FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema": SCHEMA + 1}))
    (found,) = sets.all()
    assert found.state == "newer"
    with pytest.raises(SavedSetError, match="Update LTV Compass"):
        sets.open(found.id)


@pytest.mark.parametrize("begin", [ASIDE, GONE])
def test_what_a_program_left_when_it_ended_is_no_set_and_is_cleared_away(begin: str, sets: SavedSets) -> None:
    one = sets.save(DATA, name="a")
    left = sets.folder.sets / f"{begin}{'0' * 32}"
    left.mkdir()
    (left / "months.parquet").write_bytes(b"PAR1")
    (path_of(sets, one) / f"{ASIDE}1").write_bytes(b"{")
    assert states(sets) == ["good"]
    assert sets.tidy() == []
    assert not left.exists()
    assert not list(path_of(sets, one).glob(f"{ASIDE}*"))


def test_who_looks_while_somebody_saves_takes_nothing_away_and_waits_for_nobody(sets: SavedSets) -> None:
    left = sets.folder.sets / f"{ASIDE}1"
    with sets.folder.writing():
        left.mkdir()
        assert SavedSets(Folder(sets.folder.root, sets.folder.path), sets.clock).tidy() == []
        assert left.exists()


def test_nobody_sees_the_sets_of_another_workspace(sets: SavedSets, tmp_path: Path) -> None:
    one = sets.save(DATA, name="a")
    other = SavedSets(workspace_folder(in_folder(tmp_path / "store"), "sales / ../x"), sets.clock)
    assert other.all() == []
    with pytest.raises(SavedSetError, match="not there"):
        other.open(one.id)
    assert os.path.commonpath([other.folder.path, sets.folder.root]) == str(sets.folder.root)
