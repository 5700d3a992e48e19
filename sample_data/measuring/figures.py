"""One measured figure of a story, and how numbers are written in README.md."""

from dataclasses import dataclass
from math import sqrt

import numpy as np


@dataclass(frozen=True)
class Figure:
    """A number found in the files: its story, its meaning in both languages, and the page of the app that shows it."""

    story: str
    en: str
    ja: str
    value: str
    page: str


def share(hits: np.ndarray) -> str:
    """Share of true values, with its 95 % Wilson interval (Wilson 1927) and how many were counted."""
    n = len(hits)
    low, high = wilson(int(hits.sum()), n)
    return f"{hits.mean():.1%} [{low:.1%}, {high:.1%}], n = {n:,}"


def wilson(hits: int, n: int) -> tuple[float, float]:
    """95 % interval of a share."""
    z = 1.959964
    p = hits / n
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def yen_per_kept(cost: float, kept: np.ndarray) -> str:
    """Cost per customer divided by the share kept, with the interval that share brings."""
    low, high = wilson(int(kept.sum()), len(kept))
    return f"{yen(cost / kept.mean())} [{yen(cost / high)}, {yen(cost / low)}]"


def percent(value: float) -> str:
    """Write a share in percent."""
    return f"{value:.1%}"


def yen(value: float) -> str:
    """Write whole yen."""
    return f"{round(value):,}"
