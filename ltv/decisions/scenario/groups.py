"""Customers in groups that share rates: by segment, channel and length of contract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.decisions.scenario.contract_calendar import ContractCalendar, contract_calendar
from ltv.decisions.scenario.state import Ints
from ltv.ledger import CustomerMonths

FEWEST = 30
"""Segments with fewer customers are one: the others."""
EVERYBODY, OTHERS = "", "other"
CHANNEL = "channel"


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups, and who belongs to which.

    Attributes
    ----------
    segments, channels : names, one per group
    terms : months of contracts, one per group
    of : int, customers × months
        Group of each customer in each month looked at.
    due : bool, customers × (months − 1)
        Whether a customer could leave between two months.
    phase : int, customers
        Months until the next renewal, from 1 on.
    gone : bool, customers, or None
        Who is taken to have left at the end.
    """

    segments: tuple[str, ...]
    channels: tuple[str, ...]
    terms: Ints
    of: NDArray[np.intp]
    due: NDArray[np.bool_]
    phase: NDArray[np.int64]
    gone: NDArray[np.bool_] | None = None

    @property
    def rows(self) -> Ints:
        """Group of each row of a company: as many rows as the term has months."""
        return np.repeat(np.arange(len(self.terms)), self.terms)

    @property
    def phases(self) -> Ints:
        """Months until the next renewal of each row."""
        return np.concatenate([np.arange(1, term + 1) for term in self.terms.tolist()])

    @property
    def row(self) -> NDArray[np.intp]:
        """Row of each customer."""
        first = np.cumsum(self.terms) - self.terms
        return np.asarray(first[self.of[:, -1]] + self.phase - 1)

    def blocks(self, months: CustomerMonths) -> Iterator[tuple[CustomerMonths, Groups]]:
        """Parts of the data set, with the groups of their customers."""
        at = 0
        for block in months.blocks():
            mine = slice(at, at + block.size)
            gone = None if self.gone is None else self.gone[mine]
            yield block, replace(self, of=self.of[mine], due=self.due[mine], phase=self.phase[mine], gone=gone)
            at += block.size


def groups_of(
    data: Dataset,
    dimension: str | None,
    *,
    by_channel: bool,
    first: int,
    last: int,
    pause: int,
    only: tuple[str, ...] = (),
) -> Groups:
    """Tell customers apart as they were in each month from `first` to `last`, or of a dimension `only` some values."""
    names, code = _segments(data, dimension, by_channel=by_channel, last=last, pause=pause, only=only)
    width, size = last - first + 1, data.months.size
    if data.contracts is None:
        every = np.broadcast_to(code[:, None], (size, width))
        due, phase = np.broadcast_to(np.True_, (size, width - 1)), np.ones(size, dtype=np.int64)
        return _named(names, np.ones(len(names), dtype=np.intp), every, due, phase)
    calendar = contract_calendar(data, first, last)
    return _by_term(names, code, calendar)


def _by_term(names: list[tuple[str, str]], code: NDArray[np.intp], calendar: ContractCalendar) -> Groups:
    terms = np.unique(calendar.term)
    place = code[:, None] * len(terms) + np.searchsorted(terms, calendar.term)
    used = np.unique(place)
    found = [names[each // len(terms)] for each in used.tolist()]
    return _named(found, terms[used % len(terms)].astype(np.intp), np.searchsorted(used, place), calendar.due(),
                  calendar.phase())  # fmt: skip


def _named(
    names: list[tuple[str, str]], terms: Ints, of: NDArray[np.intp], due: NDArray[np.bool_], phase: NDArray[np.int64]
) -> Groups:
    return Groups(tuple(one for one, _ in names), tuple(other for _, other in names), terms, of, due, phase)


def _segments(
    data: Dataset, dimension: str | None, *, by_channel: bool, last: int, pause: int, only: tuple[str, ...]
) -> tuple[list[tuple[str, str]], NDArray[np.intp]]:
    """Segment and channel of each group, and each customer's; those of few customers are one."""
    recent = _recent(data, last, pause)
    segment = _values(data, dimension, recent)
    if only:
        segment = segment.where(segment.isin(only), OTHERS)
    if dimension == CHANNEL:
        channel = segment
    elif by_channel and CHANNEL in data.customers:
        channel = _values(data, CHANNEL, recent)
        channel = channel.where(_is_large(segment + "\n" + channel, recent), OTHERS)
    else:
        channel = pd.Series("", index=segment.index)
    pairs = pd.MultiIndex.from_arrays([segment, channel])
    codes, found = pairs.factorize(sort=True)
    return [(str(one), str(other)) for one, other in found] or [(EVERYBODY, "")], codes.astype(np.intp)


def _recent(data: Dataset, last: int, pause: int) -> NDArray[np.bool_]:
    """Who paid lately."""
    months = data.months
    recent = np.zeros(months.size, dtype=bool)
    rows = (months.month > last - pause) & (months.month <= last) & (months.amount > 0)
    recent[months.customer[rows]] = True
    return recent


def _values(data: Dataset, dimension: str | None, recent: NDArray[np.bool_]) -> pd.Series[str]:
    """Each customer's value of a dimension, those of few customers and those unknown as one."""
    if dimension is None or dimension not in data.customers:
        return pd.Series(EVERYBODY, index=range(data.months.size))
    value = data.customers[dimension].astype(object).fillna("").astype(str).reset_index(drop=True)
    return value.where(_is_large(value, recent) & (value != ""), OTHERS)


def _is_large(value: pd.Series[str], recent: NDArray[np.bool_]) -> pd.Series[bool]:
    many = value[recent].value_counts()
    return value.isin(many.index[many >= FEWEST])
