"""A disk that is full or may not be written to is told as such, and what was saved before stays as it was."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

import ltv.saved.folder
from ltv.saved import Folder, SavedSets, forget_key, workspace_folder, workspace_key
from ltv.store.errors import StoreUnavailableError
from ltv.store.location import in_folder
from tests.browser.app_server import ROOT
from tests.saved.books import assert_same, made

DATA = made("closing day")


@contextmanager
def refusing(monkeypatch: pytest.MonkeyPatch, call: int, code: int) -> Iterator[list[str]]:
    """From the n-th call on, the system opens and syncs nothing more."""
    calls: list[str] = []

    def counted(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def ask(*arguments: object, **named: object) -> object:
            calls.append(name)
            if len(calls) >= call:
                raise OSError(code, "refused")
            return real(*arguments, **named)

        return ask

    system = SimpleNamespace(**{name: getattr(os, name) for name in dir(os)})
    for name in ("open", "fsync"):
        setattr(system, name, counted(name, getattr(os, name)))
    with monkeypatch.context() as patch:
        patch.setattr(ltv.saved.folder, "os", system)
        yield calls


@pytest.mark.parametrize(("code", "reason"), [(errno.ENOSPC, "full"), (errno.EROFS, "read_only"), (errno.EIO, "disk")])
def test_whenever_the_disk_refuses_nothing_half_is_left(
    code: int, reason: str, sets: SavedSets, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = sets.save(DATA, name="old")
    with refusing(monkeypatch, 1_000, code) as calls:
        sets.delete(sets.save(DATA, name="new").id)
    for call in range(1, len(calls) - 3):  # the last ones delete
        with refusing(monkeypatch, call, code), pytest.raises(StoreUnavailableError) as told:
            sets.save(DATA, name="new")
        assert told.value.reason == reason
        assert [path.name for path in sets.folder.sets.iterdir()] == [old.id]
    assert [one.id for one in sets.all()] == [old.id]
    assert_same(sets.open(old.id).dataset, DATA)


def test_a_refused_change_leaves_the_set_as_it_was(sets: SavedSets, monkeypatch: pytest.MonkeyPatch) -> None:
    old = sets.save(DATA, name="old")
    with refusing(monkeypatch, 1, errno.ENOSPC), pytest.raises(StoreUnavailableError, match="disk is full"):
        sets.rename(old.id, "new")
    (found,) = sets.all()
    assert found.manifest == old.manifest


def test_a_key_that_cannot_be_kept_is_not_used(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    with folder.writing():
        pass
    with refusing(monkeypatch, 1, errno.ENOSPC), pytest.raises(StoreUnavailableError, match="disk is full"):
        workspace_key(folder)
    assert not folder.key.exists()
    assert not forget_key(folder)


POWERLESS = """
import os, sys
from pathlib import Path
from types import SimpleNamespace
from ltv.saved import SavedSets, workspace_folder, workspace_key
from ltv.store.errors import StoreUnavailableError
from ltv.store.location import in_folder
from tests.saved.books import made

data = made("closing day")
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
folder = workspace_folder(in_folder(Path(sys.argv[1])))
sets = SavedSets(folder)
for ask in (lambda: sets.save(data, name="new"), lambda: workspace_key(folder), sets.all):
    try:
        ask()
        print("done")
    except StoreUnavailableError as error:
        print(error.reason)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no modes here")
def test_a_folder_that_may_not_be_written_to_is_named_as_such(tmp_path: Path) -> None:
    root = tmp_path / "store"
    SavedSets(workspace_folder(in_folder(root))).save(DATA, name="old")
    (root / "workspaces").chmod(0o555)
    for path in (tmp_path, *tmp_path.parents):
        if path.stat().st_uid == os.getuid() and path != Path("/"):
            path.chmod(path.stat().st_mode | 0o055)
    root.chmod(0o555)
    (root / "saved.lock").unlink()
    found = subprocess.run(
        [sys.executable, "-c", POWERLESS, str(root)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.split()[:2] == ["cannot_open", "cannot_open"] or "read_only" in found.stdout, found.stdout
    assert str(root) not in found.stdout + found.stderr
