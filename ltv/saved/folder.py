"""The folder of a workspace, and writing into it so that what is acknowledged stays and nothing half is seen."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from ltv.saved.errors import told
from ltv.store.location import Location
from ltv.store.workspaces import DEFAULT
from ltv.store.writer_lock import WriterLock

SETS, KEY, ASIDE, GONE = "sets", "pseudonyms.key", ".new-", ".gone-"
_LOCK = "saved.lock"
_PATIENCE = 30.0
_ONLY_OWNER = 0o700


@dataclass(frozen=True)
class Folder:
    """Where a workspace keeps its saved data sets and its key. Made when something is first written.

    Attributes
    ----------
    root : of the store
    path : of the workspace within it; its name is a digest, so that no name of a workspace can lead elsewhere
    """

    root: Path
    path: Path
    patience: float = _PATIENCE

    @property
    def sets(self) -> Path:
        """Folder with one folder per saved data set."""
        return self.path / SETS

    @property
    def key(self) -> Path:
        """File with the key of pseudonyms."""
        return self.path / KEY

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only one who writes, in this process or another; folders are there within.

        Raises
        ------
        StoreUnavailableError
            When somebody else writes for too long, or the folder cannot be written to.
        """
        with told():
            _make(self.root)
        with WriterLock(self.root / _LOCK, patience=self.patience).held(), told():
            _make(self.path)
            _make(self.sets)
            yield


def workspace_folder(where: Location, workspace: str = DEFAULT) -> Folder:
    """The folder of a workspace: in the store's folder; beside a database server, in this computer's own."""
    root = where.folder or user_data_path("ltv-compass", appauthor=False)
    name = hashlib.sha256(f"ltv-compass:workspace:{workspace}".encode()).hexdigest()[:32]
    return Folder(root, root / "workspaces" / name)


def put(path: Path, content: bytes) -> None:
    """Write a file in full or not at all, for its owner alone; on disk when this returns."""
    aside = path.with_name(f"{ASIDE}{uuid.uuid4().hex}")
    try:
        write(aside, content)
        aside.replace(path)
        sync_folder(path.parent)
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)


def write(path: Path, content: bytes) -> None:
    """Write a new file for its owner alone; its content is on disk when this returns."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0) as file:
        view = memoryview(content)
        while view:
            view = view[file.write(view) :]
        _sync(file.fileno())


def sync_folder(path: Path) -> None:
    """Have the names in a folder on disk."""
    if sys.platform == "win32":  # which has no such thing; names are in its journal
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)


def remove_folder(path: Path) -> None:
    """Take a folder out of sight at once, then off the disk."""
    gone = path if path.name.startswith(GONE) else path.with_name(f"{GONE}{uuid.uuid4().hex}")
    if gone != path:
        path.rename(gone)
        sync_folder(path.parent)
    shutil.rmtree(gone)
    sync_folder(path.parent)


def _sync(descriptor: int) -> None:
    if sys.platform == "darwin":
        import fcntl  # noqa: PLC0415  (not on every system)

        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def _make(path: Path) -> None:
    """Make a folder that only its owner may enter; one that is there keeps its mode. Its name is on disk."""
    if path.is_dir():
        return
    if not path.parent.is_dir():
        _make(path.parent)
    path.mkdir(mode=_ONLY_OWNER, exist_ok=True)
    sync_folder(path.parent)
