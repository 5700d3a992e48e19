"""Kaplan-Meier: the survival curve as observed, without a model.

Kaplan & Meier (1958); variance by Greenwood (1926); intervals on the scale ln(-ln S), which stay between 0 and 1
(Kalbfleisch & Prentice, 1980); median by Brookmeyer & Crowley (1982). With late entries (left truncation) everybody
counts from the age at which they came under observation (Tsai, Jewell & Wang, 1987).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ltv.metrics.intervals import LEVEL, UNKNOWN, Interval
from ltv.metrics.tenures import Counts, Tenures
from ltv.models.estimate import NOT_KNOWN, Estimated
from ltv.models.newton import Floats

_ROUNDING = 1e-12
"""A share this close to the one asked for is that share."""


@dataclass(frozen=True, eq=False)
class KaplanMeier:
    """Share of customers still there, a step down at every age at which somebody left.

    Nothing is said past the last age observed, unless nobody was left, nor past a gap in which nobody was under
    observation: NaN. The curves of two groups do not add up, but the `Tenures` they are made of do.

    Attributes
    ----------
    age : ages at which somebody left, ascending
    at_risk, deaths : int64
        How many were under observation just before each of them, and how many left at it.
    first, last : float
        Between which ages somebody was under observation; NaN without customers. With `first` past 0 the curve is
        that of customers who had stayed so long.
    unharmed : int
        How many were under observation until the first left, or until `last` if nobody did.
    """

    age: Floats
    at_risk: Counts
    deaths: Counts
    first: float
    last: float
    unharmed: int

    def survival(self, age: ArrayLike) -> Floats:
        """S(t): share still there just after an age."""
        return self._at(age, self._survival, 1.0)

    def standard_error(self, age: ArrayLike) -> Floats:
        """Greenwood's standard error of S(t); NaN where everybody is gone, as no spread can be seen."""
        return self._at(age, self._survival * np.sqrt(self._greenwood), 0.0)

    def interval(self, age: ArrayLike, level: float = LEVEL) -> tuple[Floats, Floats]:
        """Low and high end of S(t), each age by itself.

        Where nobody has left, and where everybody has, those of a share of 0 seen among n (Clopper & Pearson, 1934).
        """
        low, high = self._bounds(level)
        nobody_left = self._at(age, low, 1 - _most_unseen(level, self.unharmed))
        return np.where(np.asarray(age) == 0, self._at(age, low, 1.0), nobody_left), self._at(age, high, 1.0)

    def table(self, level: float = LEVEL) -> pd.DataFrame:
        """The curve as a table.

        Returns
        -------
        DataFrame, one row per age at which somebody left
            `age`, `at_risk`, `deaths`, `survival`, `se`, `low`, `high`.
        """
        low, high = self.interval(self.age, level)
        known = {"age": self.age, "at_risk": self.at_risk, "deaths": self.deaths}
        return pd.DataFrame(
            {
                **known,
                "survival": self.survival(self.age),
                "se": self.standard_error(self.age),
                "low": low,
                "high": high,
            }
        )

    def median(self, level: float = LEVEL) -> Estimated:
        """Age by which half have left, and its interval."""
        return self.quantile(0.5, level)

    def quantile(self, left: float, level: float = LEVEL) -> Estimated:
        """First age by which a share has left; NaN, for either end of its interval too, when that was not seen."""
        low, high = self._bounds(level)
        first = [self._first_below(curve, 1 - left) for curve in (self._survival, low, high)]
        return Estimated(first[0], Interval(first[1], first[2]))

    def restricted_mean(self, until: float, level: float = LEVEL) -> Estimated:
        """Mean time that customers stay within their first `until`; the area under the curve.

        NaN when the curve is not known so far; without an interval where no spread can be seen. Variance:
        Σ (area right of tᵢ)² dᵢ ÷ (nᵢ (nᵢ - dᵢ)) (Irwin, 1949).
        """
        if not (until <= self.last or self._is_over):
            return NOT_KNOWN
        within = self.age < until
        edges = np.concatenate([[0.0], self.age[within], [until]])
        areas = np.diff(edges) * np.concatenate([[1.0], self._survival[within]])
        right = areas[1:][::-1].cumsum()[::-1]
        mean, half = float(areas.sum()), _z(level) * math.sqrt(float(right**2 @ self._terms[within]))
        return Estimated(mean, Interval(max(mean - half, 0.0), min(mean + half, until)) if half else UNKNOWN)

    @property
    def _is_over(self) -> bool:
        """Whether nobody was left in the end."""
        return len(self.age) > 0 and bool(self._survival[-1] == 0)

    @cached_property
    def _survival(self) -> Floats:
        return np.asarray(np.cumprod((self.at_risk - self.deaths) / self.at_risk))

    @cached_property
    def _terms(self) -> Floats:
        """Each age's part of Greenwood's sum; 0 where everybody left, whose area is 0."""
        stayed = self.at_risk - self.deaths
        return np.asarray(self.deaths / (self.at_risk * np.maximum(stayed, 1.0)) * (stayed > 0))

    @cached_property
    def _greenwood(self) -> Floats:
        """Greenwood's sum up to each age: the squared relative error of S(t)."""
        return np.where(self._survival > 0, np.cumsum(self._terms), math.nan)

    def _bounds(self, level: float) -> tuple[Floats, Floats]:
        """Ends of the interval of S(t) at each age: S(t) to the power of e^(± z × its error on the scale of ln -ln)."""
        over = self._survival == 0
        log = np.log(np.where(over, 0.5, self._survival))
        spread = np.exp(_z(level) * np.sqrt(np.where(over, 0.0, self._greenwood)) / -log)
        low, high = self._survival**spread, self._survival ** (1 / spread)
        if over.any():
            high[-1] = min(high[-2:-1].sum() or 1.0, _most_unseen(level, int(self.at_risk[-1])))
        return low, high

    def _first_below(self, curve: Floats, share: float) -> float:
        at = np.flatnonzero(curve <= share + _ROUNDING)
        return float(self.age[at[0]]) if len(at) else math.nan

    def _at(self, age: ArrayLike, steps: Floats, start: float) -> Floats:
        """Value of a step function at each age."""
        asked = np.asarray(age, dtype=np.float64)
        value = np.append(start, steps)[np.searchsorted(self.age, asked, side="right")]
        return np.where((asked >= 0) & ((asked <= self.last) | self._is_over), value, math.nan)


def fit_kaplan_meier(tenures: Tenures) -> KaplanMeier:
    """The observed survival curve of customers counted by age."""
    known = tenures.age <= _gap(tenures)
    age, at_risk, left = tenures.age[known], tenures.at_risk[known], tenures.deaths[known]
    if len(age) == 0:
        return KaplanMeier(age, at_risk, left, math.nan, math.nan, 0)
    at = np.flatnonzero(left)
    unharmed = int(at_risk[at[0] if len(at) else -1])
    return KaplanMeier(age[at], at_risk[at], left[at], float(age[0]), float(age[-1]), unharmed)


def _gap(tenures: Tenures) -> float:
    """Age from which nobody was under observation although some came under it later; infinite when there is none."""
    there = np.cumsum(tenures.entered - tenures.deaths - tenures.censored)
    came = np.flatnonzero(tenures.entered)
    empty = np.flatnonzero(there[: came[-1]] == 0) if len(came) else came
    return float(tenures.age[empty[0]]) if len(empty) else math.inf


def _z(level: float) -> float:
    return float(special.ndtri((1 + level) / 2))


def _most_unseen(level: float, n: int) -> float:
    """The largest share that `n` customers may hide without showing one."""
    return -math.expm1(math.log((1 - level) / 2) / n) if n else 1.0
