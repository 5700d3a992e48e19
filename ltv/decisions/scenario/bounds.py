"""Whether a value from a file is what it should be: a number within bounds, a whole one, or nothing."""

from __future__ import annotations

from collections.abc import Callable

Holds = Callable[[object], bool]


def number(low: float, high: float) -> Holds:
    """A finite number from low to high; true and false are none."""
    return lambda value: isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high


def whole(low: int, high: int) -> Holds:
    """A whole number from low to high."""
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def or_none(holds: Holds) -> Holds:
    """The same, or nothing."""
    return lambda value: value is None or holds(value)


def one_of(*allowed: str) -> Holds:
    """One of a few codes."""
    return lambda value: isinstance(value, str) and value in allowed
