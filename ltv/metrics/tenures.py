"""How long customers stayed, counted by age: all that any survival model needs, and it adds up over customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ltv.checks import first_problem
from ltv.errors import InvalidTableError
from ltv.metrics.terms import Term
from ltv.sums import sum_by

_DENSE = 1 << 20
"""Whole ages below this are counted in a table, others sorted."""
MOST_RENEWALS = 100_000

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Numbers = NDArray[np.number]


class Renewals(NamedTuple):
    """The 1st, 2nd … renewal: how many customers were seen to face it, and how many of them left instead."""

    at_risk: Counts
    deaths: Counts


@dataclass(frozen=True, eq=False)
class Tenures:
    """Customers by age: how many left at it, were last seen alive at it, and came under observation at it.

    Attributes
    ----------
    age : ascending, each once; in terms, or in any unit of time
        For renewals: a customer who leaves instead of renewing for the t-th time leaves at t (never 0); one who has
        renewed t times and is there still is censored at t.
    deaths, censored, entered : int64, per age
        Ordinary customers enter at 0. Those who are known only because they were still there at a later age (left
        truncation) enter at that age and stand for no younger one.
    term : Term or None
        The unit of `age` where it is known.
    """

    age: Floats
    deaths: Counts
    censored: Counts
    entered: Counts
    term: Term | None = None

    @classmethod
    def of(
        cls, tenure: ArrayLike, churned: ArrayLike, entered: ArrayLike | None = None, *, term: Term | None = None
    ) -> Tenures:
        """Count customers.

        Parameters
        ----------
        tenure : array, one per customer
            Age at leaving, or when last seen.
        churned : array of bool
            Whether the customer left at that age.
        entered : array, optional
            Age at which a customer came under observation; by default 0. Nobody leaves at the age they enter, except
            at 0.

        Raises
        ------
        InvalidTableError
            Names every column with unusable values: missing, negative, or an age below that of entry.
        """
        age, gone, late = _usable(tenure, churned, entered)
        came = [(np.zeros(1), np.array([len(age)]))] if late is None else _counts(late, np.ones(len(late), dtype=bool))
        there, left = _counts(age, gone)
        parts = [
            cls._only(there, term, censored=1),
            cls._only(left, term, deaths=1),
            cls._only(came[-1], term, entered=1),
        ]
        return _sum(parts, term)

    @classmethod
    def of_survivors(
        cls, survivors: Sequence[ArrayLike] | Floats | pd.DataFrame, *, term: Term | None = None
    ) -> Tenures:
        """Count from a table of survivors: one cohort ("1000 869 743 …") or one row per cohort, one column per age.

        Ages not yet reached are missing (NaN); ages before a cohort was known likewise, at the beginning.

        Raises
        ------
        InvalidTableError
            Where survivors are no whole numbers of customers, are missing in between, or rise.
        """
        table = survivors.to_numpy() if isinstance(survivors, pd.DataFrame) else survivors
        rows = [np.asarray(row, dtype=np.float64) for row in table]
        cohorts = [np.array(rows)] if all(row.ndim == 0 for row in rows) else rows
        problems = [f"row {n}: {problem}" for n, row in enumerate(cohorts, start=1) for problem in _unusable(row)]
        if problems:
            raise InvalidTableError("survivors", problems)
        return _sum([_cohort(row, term) for row in cohorts], term)

    @classmethod
    def _only(
        cls, counted: tuple[Floats, Counts], term: Term | None, *, deaths: int = 0, censored: int = 0, entered: int = 0
    ) -> Tenures:
        """Customers of whom only one thing is said."""
        age, customers = counted
        return cls(age, customers * deaths, customers * censored, customers * entered, term)

    def __add__(self, other: Tenures) -> Tenures:
        if self.term != other.term:
            raise ValueError(f"tenures in {self.term} and in {other.term} do not add up")
        return _sum([self, other], self.term)

    @property
    def customers(self) -> int:
        """How many customers, or spells, were counted."""
        return int(self.entered.sum())

    @property
    def at_risk(self) -> Counts:
        """Customers under observation who had not left just before each age; those who enter at it do not count."""
        gone = np.cumsum(self.deaths + self.censored) - (self.deaths + self.censored)
        entered = np.cumsum(self.entered) - np.where(self.age > 0, self.entered, 0)
        return np.asarray(entered - gone)

    def until(self, age: float) -> Tenures:
        """What was known when nobody had been observed past an age."""
        within, later = self.age <= age, self.age > age
        there = int(self.entered[within].sum() - (self.deaths + self.censored)[within].sum())
        known = Tenures(self.age[within], self.deaths[within], self.censored[within], self.entered[within], self.term)
        if not later.any() or not there:
            return known
        nobody = np.zeros(1, np.int64)
        return _sum([known, Tenures(np.array([float(age)]), nobody, np.array([there]), nobody, self.term)], self.term)

    def renewals(self) -> Renewals:
        """Count by renewal: who was seen to face the 1st, 2nd … and who left.

        Ages that are not whole are taken as renewals do: leaving within a term is leaving at its end, and a term that
        was not seen to its end, or not from its beginning on, counts from the last renewal before.

        Raises
        ------
        InvalidTableError
            Past `MOST_RENEWALS`.
        """
        age = np.round(self.age, 9)
        up, down = np.maximum(np.ceil(age), 1), np.floor(age)
        last = int(np.where(self.deaths > 0, up, np.ceil(age)).max(initial=0))
        if last > MOST_RENEWALS:
            raise InvalidTableError("tenures", [f"age: up to {last:,} renewals. Give ages in renewal periods."])
        deaths, censored, entered = (
            sum_by(at.astype(np.int64), counts, last + 2)
            for at, counts in ((up, self.deaths), (down, self.censored), (down, self.entered))
        )
        return Renewals(np.cumsum(entered - censored - deaths)[:last], deaths[1 : last + 1])


def _usable(
    tenure: ArrayLike, churned: ArrayLike, entered: ArrayLike | None
) -> tuple[Numbers, NDArray[np.bool_], Numbers | None]:
    """Columns as numbers. Raises InvalidTableError with one line for each that is not usable."""
    age, gone = _numbers(tenure), _numbers(churned)
    late = None if entered is None else _numbers(entered)
    problems = [_problem(_is_no_age(age), "tenure", "not an age")]
    if gone.dtype != bool:
        problems.append(_problem((gone != 0) & (gone != 1), "churned", "neither true nor false"))
    if late is not None:
        too_late = (late > age) | ((late == age) & (age > 0) & (gone == 1))
        problems.append(_problem(_is_no_age(late), "entered", "not an age"))
        problems.append(_problem(too_late, "entered", "not before the tenure ends"))
    if any(problems):
        raise InvalidTableError("tenures", [problem for problem in problems if problem])
    return age, gone.astype(bool, copy=False), late


def _problem(bad: NDArray[np.bool_], column: str, what: str) -> str | None:
    return first_problem(bad, column, what) if bad.any() else None


def _is_no_age(values: Numbers) -> NDArray[np.bool_]:
    return ~((values >= 0) & (values < np.inf))


def _numbers(column: ArrayLike) -> Numbers:
    found = np.asarray(column)
    return (
        found if found.dtype.kind in "biuf" else pd.to_numeric(pd.Series(found)).to_numpy(np.float64, na_value=np.nan)
    )


def _counts(age: Numbers, gone: NDArray[np.bool_]) -> list[tuple[Floats, Counts]]:
    """Distinct ages and how many customers have each: of those still there, and of those gone."""
    few = len(age) > 0 and float(age.max()) < max(_DENSE, len(age))
    whole = age.astype(np.int64, copy=False) if few else np.zeros(0, np.int64)
    if not few or (whole is not age and (whole != age).any()):
        return [np.unique(age[left].astype(np.float64), return_counts=True) for left in (~gone, gone)]
    table = np.bincount(2 * whole + gone, minlength=2 * int(whole.max()) + 2).reshape(-1, 2).T
    return [(at.astype(np.float64), counts[at]) for counts in table for at in (np.flatnonzero(counts),)]


def _sum(parts: Sequence[Tenures], term: Term | None) -> Tenures:
    """Add counts of the same age."""
    age = np.unique(np.concatenate([np.zeros(0), *(part.age for part in parts)]))
    deaths, censored, entered = np.zeros((3, len(age)), dtype=np.int64)
    for part in parts:
        at = np.searchsorted(age, part.age)
        deaths[at] += part.deaths
        censored[at] += part.censored
        entered[at] += part.entered
    return Tenures(age, deaths, censored, entered, term)


def _unusable(survivors: Floats) -> list[str]:
    """What is wrong with the survivors of a cohort."""
    known = np.flatnonzero(~np.isnan(survivors))
    values = survivors[known]
    checks = (
        (np.diff(known) > 1, "ages are missing in between"),
        (
            (values < 0) | (values % 1 != 0),
            "not a whole number of customers; multiply shares by the size of the cohort",
        ),
        (np.diff(values) > 0, "more survivors than at the age before"),
    )
    return [f"{what} (first at age {known[np.argmax(bad)]})" for bad, what in checks if bad.any()]


def _cohort(survivors: Floats, term: Term | None) -> Tenures:
    """Who leaves between one age and the next, and who is there at the last."""
    age = np.flatnonzero(~np.isnan(survivors))
    alive = survivors[age].astype(np.int64)
    nobody = np.zeros_like(alive)
    deaths, censored, entered = np.append(nobody[:1], -np.diff(alive)), nobody.copy(), nobody.copy()
    censored[-1:], entered[:1] = alive[-1:], alive[:1]
    return Tenures(age.astype(np.float64), deaths, censored, entered, term)
