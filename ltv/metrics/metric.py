"""Every number's definition as a record: what it is called, means, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Lang = Literal["ja", "en"]


class Unit(StrEnum):
    """How a value is shown. Shares are stored as shares (1.0 is 100 %), money in the smallest unit."""

    SHARE = "share"
    MONEY = "money"
    MONEY_PER_CUSTOMER = "money_per_customer"
    COUNT = "count"
    DAYS = "days"
    HOURS = "hours"
    MONTHS = "months"
    TIMES = "times"
    """A ratio that may pass 1 by much: 3.2 times."""


@dataclass(frozen=True)
class Text:
    """The same words in Japanese and English."""

    ja: str
    en: str

    def __call__(self, lang: Lang) -> str:
        """The words in a language."""
        return self.ja if lang == "ja" else self.en


@dataclass(frozen=True)
class Metric:
    """One definition.

    Attributes
    ----------
    id : str
        Canonical code, the same in code, links, exports and tests.
    name, meaning : Text
        Short label; one sentence that settles what is counted.
    formula : Text
        In words or symbols, as computed.
    unit : Unit
    source : str
        Who uses this rule, or the paper: author, year.
    direction : "up", "down" or "band"
        Which way is better.
    """

    id: str
    name: Text
    meaning: Text
    formula: Text
    unit: Unit
    source: str
    direction: Literal["up", "down", "band"] = "up"


class Registry:
    """Metrics by id. Each id is registered once."""

    def __init__(self) -> None:
        self._metrics: dict[str, Metric] = {}

    def add(self, metric: Metric) -> Metric:
        """Register a metric and return it."""
        if metric.id in self._metrics:
            raise ValueError(f"metric {metric.id} is registered twice")
        self._metrics[metric.id] = metric
        return metric

    def __getitem__(self, metric_id: str) -> Metric:
        return self._metrics[metric_id]

    def __iter__(self) -> Iterator[Metric]:
        return iter(self._metrics.values())

    def __len__(self) -> int:
        return len(self._metrics)


METRICS = Registry()
