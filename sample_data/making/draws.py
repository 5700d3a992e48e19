"""Chance, in four words. Everything is built on uniform numbers, so that every Python and NumPy draws the same."""

from collections.abc import Mapping
from math import fsum
from typing import TypeVar

import numpy as np

T = TypeVar("T")


class Draws:
    """A seeded source of decisions."""

    def __init__(self, seed: int) -> None:
        self._uniform = np.random.Generator(np.random.PCG64(seed)).random

    def chance(self, probability: float) -> bool:
        """Answer yes with this probability."""
        return bool(self._uniform() < probability)

    def between(self, low: float, high: float) -> float:
        """Draw a number from low up to high."""
        return low + (high - low) * float(self._uniform())

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number from low to high, both included."""
        return low + int(self._uniform() * (high - low + 1))

    def pick(self, weights: Mapping[T, float]) -> T:
        """Draw one key; weights need not add up to one."""
        left = float(self._uniform()) * fsum(weights.values())
        for value, weight in weights.items():
            left -= weight
            if left < 0:
                return value
        return value
