"""Saved data sets of a workspace: kept in full or not at all, listed, opened, renamed, deleted when their time is up.

workspaces/<digest>/sets/<id>/   one set: Parquet files and, written last, manifest.json
workspaces/<digest>/sets/.new-…  one that is being written, or was when its program ended; nobody is shown it
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from ltv.dataset import Dataset
from ltv.saved.errors import SavedSetError, told
from ltv.saved.folder import ASIDE, GONE, Folder, put, remove_folder, sync_folder, write
from ltv.saved.manifest import (
    FILE,
    KEPT_DAYS,
    LONGEST_DAYS,
    Manifest,
    NewerManifestError,
    Part,
    manifest_of,
    manifest_text,
)
from ltv.saved.tree import NotKnownError, put_together, taken_apart
from ltv.spreadsheet_safety import one_line
from ltv.store.clock import Clock, utc_now, written
from ltv.store.errors import StoreUnavailableError
from ltv.store.json_text import plain
from ltv.store.tokens import new_id
from ltv.version import VERSION

MOST_NAME = 100
_SHORT = 0.2
"""Seconds to wait for somebody who saves, where nothing is lost by coming back later."""
_ID = re.compile("[0-9a-f]{32}")
State = Literal["good", "damaged", "newer"]
_BROKEN = (ValueError, LookupError, TypeError, OSError, pa.ArrowException, NotKnownError)
"""What reading a damaged file raises."""


@dataclass(frozen=True)
class Quota:
    """How much a workspace may keep."""

    sets: int = 50
    bytes: int = 2 * 2**30


@dataclass(frozen=True)
class SavedSet:
    """A saved data set in the list; `manifest` is None for one that is damaged or of a newer version."""

    id: str
    state: State
    bytes: int
    manifest: Manifest | None = None


@dataclass(frozen=True)
class Opened:
    """A saved data set, opened: the same figures as when it was saved."""

    dataset: Dataset
    manifest: Manifest


@dataclass(frozen=True)
class SavedSets:
    """The saved data sets of one workspace. Every verb that writes returns once the disk has what it wrote.

    Parameters
    ----------
    folder : Folder
    clock : gives the present moment
    quota : Quota
    """

    folder: Folder
    clock: Clock = utc_now
    quota: Quota = Quota()
    _checked: dict[str, tuple[tuple[int, ...], ...]] = field(default_factory=dict, repr=False, compare=False)

    def save(
        self, dataset: Dataset, *, name: str, days: int = KEPT_DAYS, facts: Mapping[str, Any] | None = None
    ) -> SavedSet:
        """Keep a data set.

        Parameters
        ----------
        name : what the reader calls it
        days : it is deleted after so many days
        facts : what else is kept beside it, in JSON's types

        Raises
        ------
        SavedSetError
            When as much as may be is kept already, or name or days will not do.
        StoreUnavailableError
            When the disk is full or the folder cannot be written to; nothing of it is then left.
        """
        body, tables = taken_apart(dataset)
        files = {table: _parquet(content) for table, content in tables.items()}
        manifest = self._manifest(dataset, name, days, body, tables, files, plain(facts or {}))
        with self.folder.writing():
            self._require_room(manifest)
            self._write(manifest, files)
        return SavedSet(manifest.id, "good", manifest.bytes, manifest)

    def all(self) -> list[SavedSet]:
        """Every saved data set, the newest first; damaged ones last, said to be so."""
        with told():
            found = [one for path in self._folders() if (one := self._looked_at(path)) is not None]
        named = [one for one in found if one.manifest is not None]
        named.sort(key=lambda one: (one.manifest.saved_at, one.id) if one.manifest else ("", one.id), reverse=True)
        return named + sorted((one for one in found if one.manifest is None), key=lambda one: one.id)

    def open(self, id: str) -> Opened:
        """The data set as it was saved.

        Raises
        ------
        SavedSetError
            When it is damaged, of a newer version, or no longer there.
        """
        manifest = self._readable(id)
        try:
            tables = {name: _table(self._path(id) / f"{name}.parquet", part) for name, part in manifest.files.items()}
            return Opened(put_together(manifest.body, tables), manifest)
        except _BROKEN:
            raise SavedSetError("damaged") from None

    def rename(self, id: str, name: str) -> None:
        """Call a set by another name."""
        self._change(id, name=_name(name))

    def keep_until(self, id: str, days: int) -> None:
        """Keep a set for so many days from today."""
        self._change(id, delete_after=self._last_day(days))

    def delete(self, id: str) -> None:
        """Delete a set, whatever state it is in; nothing of it is left when this returns."""
        with self.folder.writing():
            if not self._path(id).is_dir():
                raise SavedSetError("missing")
            remove_folder(self._path(id))

    def tidy(self) -> list[Manifest]:
        """Delete sets whose time is up, and what programs that ended while saving left behind; the sets it deleted."""
        with told():
            if not self.folder.sets.is_dir():
                return []
            due = [one for one in self.all() if one.manifest and one.manifest.last_day < self._today()]
            left = self._leftovers()
        return self._cleared(due) if due or left else []

    def _cleared(self, due: list[SavedSet]) -> list[Manifest]:
        """Delete what is due and left over; while somebody saves, it waits for the next time."""
        try:
            with replace(self.folder, patience=_SHORT).writing():
                for path in self._leftovers():
                    remove_folder(path) if path.is_dir() else path.unlink(missing_ok=True)
                found = [one.manifest for one in due if one.manifest and self._path(one.id).is_dir()]
                for manifest in found:
                    remove_folder(self._path(manifest.id))
        except StoreUnavailableError as error:
            if error.reason != "busy":
                raise
            return []
        return found

    def _write(self, manifest: Manifest, files: Mapping[str, bytes]) -> None:
        """Write a set aside and bring it in at once; nothing is left when that fails."""
        aside = self.folder.sets / f"{ASIDE}{manifest.id}"
        try:
            aside.mkdir(mode=0o700)
            for name, content in files.items():
                write(aside / f"{name}.parquet", content)
            write(aside / FILE, manifest_text(manifest))
            sync_folder(aside)
            aside.rename(self._path(manifest.id))
            sync_folder(self.folder.sets)
        except BaseException:
            for path in (aside, self._path(manifest.id)):
                shutil.rmtree(path, ignore_errors=True)
            raise

    def _manifest(
        self,
        dataset: Dataset,
        name: str,
        days: int,
        body: Mapping[str, Any],
        tables: Mapping[str, Any],
        files: Mapping[str, bytes],
        facts: Mapping[str, Any],
    ) -> Manifest:
        rows = dataset.ledger.amount if dataset.ledger is not None else dataset.contracts
        return Manifest(
            id=new_id(),
            name=_name(name),
            saved_at=written(self.clock()),
            delete_after=self._last_day(days),
            kind=dataset.kind,
            rows=0 if rows is None else len(rows),
            customers=dataset.months.paying,
            first=int(dataset.months.first),
            as_of=dataset.months.as_of.isoformat(),
            fingerprint=dataset.fingerprint,
            files={
                file: Part(len(content), hashlib.sha256(content).hexdigest(), tables[file].num_rows)
                for file, content in files.items()
            },
            body=body,
            facts=facts,
            program=VERSION,
        )

    def _require_room(self, manifest: Manifest) -> None:
        kept = [_size(path) for path in self._folders()]
        if len(kept) >= self.quota.sets:
            raise SavedSetError("too_many")
        if sum(kept) + manifest.bytes > self.quota.bytes:
            raise SavedSetError("too_large")

    def _change(self, id: str, **changed: Any) -> None:
        with self.folder.writing():
            put(self._path(id) / FILE, manifest_text(replace(self._readable(id), **changed)))

    def _looked_at(self, path: Path) -> SavedSet | None:
        """The state a set is in; None when it was deleted this moment."""
        try:
            size = _size(path)
        except FileNotFoundError:
            return None
        try:
            manifest = manifest_of((path / FILE).read_bytes())
            is_whole = manifest.id == path.name and self._is_whole(path, manifest)
        except NewerManifestError:
            return SavedSet(path.name, "newer", size)
        except _BROKEN:
            return SavedSet(path.name, "damaged", size)
        return SavedSet(path.name, "good", size, manifest) if is_whole else SavedSet(path.name, "damaged", size)

    def _is_whole(self, path: Path, manifest: Manifest) -> bool:
        """Whether every file is there as it was written; its content is read again only when the file has changed."""
        stamps = tuple(_stamp(path / f"{name}.parquet") for name in sorted(manifest.files))
        if self._checked.get(manifest.id) != stamps:
            parts = manifest.files.items()
            if not all(_is_as_written((path / f"{name}.parquet").read_bytes(), part) for name, part in parts):
                return False
            self._checked[manifest.id] = stamps
        return True

    def _readable(self, id: str) -> Manifest:
        path = self._path(id)
        found = self._looked_at(path) if path.is_dir() else None
        if found is None:
            raise SavedSetError("missing")
        if found.manifest is None:
            raise SavedSetError("newer" if found.state == "newer" else "damaged")
        return found.manifest

    def _folders(self) -> list[Path]:
        if not self.folder.sets.is_dir():
            return []
        return [
            path for path in self.folder.sets.iterdir() if path.is_dir() and not path.name.startswith((ASIDE, GONE))
        ]

    def _leftovers(self) -> list[Path]:
        """What somebody who writes has not finished; who asks must be the only one who writes to be sure."""
        inside = [file for path in self._folders() for file in _files(path) if file.name.startswith(ASIDE)]
        return inside + [path for path in self.folder.sets.iterdir() if path.name.startswith((ASIDE, GONE))]

    def _path(self, id: str) -> Path:
        """Folder of a set; an id that is none of ours leads nowhere."""
        if not _ID.fullmatch(id):
            raise SavedSetError("missing")
        return self.folder.sets / id

    def _last_day(self, days: int) -> str:
        if not 1 <= days <= LONGEST_DAYS:
            raise SavedSetError("days")
        return (self._today() + dt.timedelta(days=days)).isoformat()

    def _today(self) -> dt.date:
        return self.clock().astimezone(dt.UTC).date()


def _name(given: str) -> str:
    name = one_line(given).strip()
    if not 1 <= len(name) <= MOST_NAME or not _is_whole_text(name):
        raise SavedSetError("name")
    return str(plain(name))


def _is_whole_text(text: str) -> bool:
    """Whether no character of a text is half of one."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _files(path: Path) -> list[Path]:
    """What is in the folder of a set; nothing where only somebody else may look: the others stay in sight."""
    try:
        return list(path.iterdir())
    except PermissionError:
        return []


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in _files(path) if file.is_file())


def _parquet(table: Any) -> bytes:
    """A table as Parquet; equal tables give equal bytes."""
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", version="2.6", use_dictionary=True, write_statistics=False)
    return sink.getvalue()


def _table(path: Path, part: Part) -> Any:
    content = path.read_bytes()
    if not _is_as_written(content, part):
        raise NotKnownError
    return pq.read_table(io.BytesIO(content), use_threads=False)


def _is_as_written(content: bytes, part: Part) -> bool:
    return len(content) == part.bytes and hashlib.sha256(content).hexdigest() == part.sha256


def _stamp(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns
