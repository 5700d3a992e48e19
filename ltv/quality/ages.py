"""How old each file's last day is, against the rhythm of its own days.

A file may be as old as the pause that 19 of 20 of its pauses between days with a record do not pass, and never less
than a month, as the figures are monthly. Beyond that, timeliness is the days it may be ÷ the days it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.months import MonthRule, day_number
from ltv.quality.facts import Part

MONTH = 31
_USUAL = 0.95


@dataclass(frozen=True)
class Age:
    """The last day of a kind of file (since 1970-01-01), how many days old it is, and how many it may be."""

    last: int
    days: int
    usual: int

    @property
    def part(self) -> Part:
        """Days it may be ÷ days it is; whole where it is not late."""
        return Part(self.usual, self.days) if self.days > self.usual else Part(1, 1)


def ages(data: Dataset, reference: dt.date) -> dict[str, Age]:
    """The age of each kind of file that has days, on the reference day; later days are not looked at."""
    today = day_number(reference)
    known = {kind: np.unique(days[days <= today]) for kind, days in _days(data)}
    return {kind: _age(days, today) for kind, days in known.items() if len(days)}


def _age(days: NDArray[np.int64], today: int) -> Age:
    pauses = np.diff(days)
    usual = int(np.quantile(pauses, _USUAL, method="higher")) if len(pauses) else 0
    last = int(days[-1])
    return Age(last, today - last, max(usual, MONTH))


def _days(data: Dataset) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Days with a record, by kind of file. A month of marketing cost reaches to its last day."""
    if data.ledger is not None:
        yield "orders", data.ledger.day.astype(np.int64)
    if data.contracts is not None:
        yield "contracts", np.concatenate([_known(data.contracts[name]) for name in ("start", "end")])
    if data.spend is not None:
        rule = MonthRule()
        yield "spend", np.array([rule.last_day(int(month)) for month in data.spend["month"].unique()], dtype=np.int64)
    for kind, name in (("deliveries", "delivered"), ("tickets", "day"), ("surveys", "day")):
        table: pd.DataFrame | None = getattr(data, kind)
        if table is not None:
            yield kind, _known(table[name])


def _known(days: pd.Series[Any]) -> NDArray[np.int64]:
    return days.dropna().to_numpy(dtype=np.int64)
