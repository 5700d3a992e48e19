"""Deleting everything of a workspace that is in files, and making sure that it is gone."""

from __future__ import annotations

from dataclasses import dataclass

from ltv.saved.errors import SavedSetError, told
from ltv.saved.folder import ASIDE, GONE, Folder, remove_folder, sync_folder
from ltv.saved.key import forget_key


@dataclass(frozen=True)
class Removed:
    """How much there was."""

    sets: int
    files: int
    bytes: int
    key: bool


def delete_workspace(folder: Folder) -> Removed:
    """Delete every saved data set of a workspace and its key, then look whether anything is left.

    Raises
    ------
    SavedSetError
        When a file is still there afterwards.
    """
    if not folder.path.exists():
        return Removed(0, 0, 0, key=False)
    had_key = forget_key(folder)
    with folder.writing():
        sets = [path for path in folder.sets.iterdir() if not path.name.startswith((ASIDE, GONE))]
        sizes = [file.stat().st_size for file in folder.path.rglob("*") if file.is_file()]
        remove_folder(folder.path)
        sync_folder(folder.path.parent)
    with told():
        if folder.path.exists() or any(path.name.startswith(GONE) for path in folder.path.parent.iterdir()):
            raise SavedSetError("left")
    return Removed(len(sets), len(sizes) + had_key, sum(sizes), had_key)
