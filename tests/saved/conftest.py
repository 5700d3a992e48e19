"""Saved data sets in an empty folder, with a clock that the test moves."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ltv.saved import Folder, SavedSets, workspace_folder
from ltv.store.location import in_folder


class Clock:
    """The present moment, moved by hand."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def later(self, days: int) -> None:
        self.now += dt.timedelta(days=days)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return workspace_folder(in_folder(tmp_path / "store"))


@pytest.fixture
def sets(folder: Folder, clock: Clock) -> SavedSets:
    return SavedSets(folder, clock)
