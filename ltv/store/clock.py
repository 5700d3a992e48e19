"""The only place that asks for the time; everything else is handed a clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def written(moment: datetime) -> str:
    """A moment as the store writes it: UTC, always 27 characters, so that texts sort as moments do."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone: what the store keeps is in UTC")
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def moment_of(text: str) -> datetime:
    """The moment that `written` wrote."""
    return datetime.fromisoformat(text)
