"""The key of a workspace's pseudonyms: 32 random bytes in a file of their own, and nowhere else."""

from __future__ import annotations

import contextlib
import secrets

from ltv.saved.errors import SavedSetError, told
from ltv.saved.folder import Folder, put, sync_folder

KEY_BYTES = 32


def workspace_key(folder: Folder) -> bytes:
    """The key, which is made when it is asked for the first time.

    Raises
    ------
    SavedSetError
        When the file holds something else; it is left alone.
    StoreUnavailableError
        When it can be neither read nor made.
    """
    return _read(folder) or _made(folder)


def forget_key(folder: Folder) -> bool:
    """Delete the key: pseudonyms made with it can no longer be matched. Whether there was one."""
    with folder.writing():
        if not folder.key.exists():
            return False
        _overwrite(folder)
        folder.key.unlink()
        sync_folder(folder.path)
        return True


def _read(folder: Folder) -> bytes | None:
    with told():
        try:
            found = folder.key.read_bytes()
        except FileNotFoundError:
            return None
        if folder.key.stat().st_mode & 0o077:
            with contextlib.suppress(OSError):  # a file system without modes, or another owner
                folder.key.chmod(0o600)
    if len(found) != KEY_BYTES:
        raise SavedSetError("key_damaged")
    return found


def _made(folder: Folder) -> bytes:
    """Make the key, unless somebody else was first."""
    with folder.writing():
        if (found := _read(folder)) is not None:
            return found
        made = secrets.token_bytes(KEY_BYTES)
        put(folder.key, made)
        return made


def _overwrite(folder: Folder) -> None:
    """Write something else over the key first, for disks that keep what is deleted."""
    with folder.key.open("r+b", buffering=0) as file:
        file.write(secrets.token_bytes(KEY_BYTES))
