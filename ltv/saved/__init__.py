"""Data sets a reader chose to keep, and the key of the workspace's pseudonyms: files in the workspace's own folder."""

from __future__ import annotations

from ltv.saved.deletion import Removed, delete_workspace
from ltv.saved.errors import SavedSetError
from ltv.saved.folder import Folder, workspace_folder
from ltv.saved.key import KEY_BYTES, forget_key, workspace_key
from ltv.saved.manifest import KEPT_DAYS, LONGEST_DAYS, Manifest
from ltv.saved.sets import Opened, Quota, SavedSet, SavedSets

__all__ = [
    "KEPT_DAYS",
    "KEY_BYTES",
    "LONGEST_DAYS",
    "Folder",
    "Manifest",
    "Opened",
    "Quota",
    "Removed",
    "SavedSet",
    "SavedSetError",
    "SavedSets",
    "delete_workspace",
    "forget_key",
    "workspace_folder",
    "workspace_key",
]
