"""Data sets the reader chose to keep: list, open, delete."""

from __future__ import annotations

from ltv.dataset import Dataset


def saved_sets(data: Dataset) -> None:
    """What is kept, and how to keep what is on screen."""
