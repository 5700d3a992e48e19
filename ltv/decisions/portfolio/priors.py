"""What is believed of a quantity before it is measured: three points, and draws that pass through them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from ltv.decisions.treatments import GRADES, Grade
from ltv.errors import InvalidTableError
from ltv.metrics.metric import Text

Z90 = float(special.ndtri(0.9))
"""Standard deviations from the middle of a normal distribution to its ninth decile."""


@dataclass(frozen=True)
class Prior:
    """A belief: one in ten below `p10`, half below `p50`, one in ten above `p90`.

    A normal distribution where the three points are symmetric, a lognormal where their logarithms are. Otherwise each
    side of the middle has its own spread (split normal), in logarithms where these are the more symmetric ones: the
    three points are met exactly whatever they are.

    Attributes
    ----------
    grade : key of `treatments.GRADES`
        D, an opinion, until an evaluation has replaced it.
    """

    p10: float
    p50: float
    p90: float
    grade: Grade = "D"

    @classmethod
    def known(cls, value: float, grade: Grade = "D") -> Prior:
        """A value without a spread."""
        return cls(value, value, value, grade)

    @property
    def flaws(self) -> list[Text]:
        """Everything wrong with it; empty when it can be used."""
        points = (self.p10, self.p50, self.p90)
        found = []
        if not all(math.isfinite(point) for point in points):
            found.append(Text("P10・P50・P90のどれかが数ではありません", "one of P10, P50, P90 is not a number"))
        elif not self.p10 <= self.p50 <= self.p90:
            found.append(
                Text(
                    f"P10≦P50≦P90ではありません（{self.p10:g}、{self.p50:g}、{self.p90:g}）。小さい順に入れてください",
                    f"not P10 <= P50 <= P90, found {self.p10:g}, {self.p50:g}, {self.p90:g}. Enter them in that order",
                )
            )
        if self.grade not in GRADES:
            found.append(Text("根拠の確度はA〜Dで入れてください", "its grade is not one of A, B, C, D"))
        return found

    @property
    def on_logs(self) -> bool:
        """Whether it is lognormal, each side for itself: all above 0 and more symmetric in logarithms."""
        if self.p10 <= 0 or self.p10 == self.p90:
            return False
        plain = abs(self.p90 - 2 * self.p50 + self.p10) / (self.p90 - self.p10)
        logs = abs(math.log(self.p90 / self.p50) - math.log(self.p50 / self.p10)) / math.log(self.p90 / self.p10)
        return logs < plain

    def at(self, z: ArrayLike) -> NDArray[np.float64]:
        """Its value at standard normal `z`: draws, when `z` are draws; P90 at 1.2816."""
        self._check()
        low, middle, high = self._points
        steps = np.asarray(z, dtype=np.float64) / Z90
        found = middle + steps * np.where(steps < 0, middle - low, high - middle)
        return np.asarray(np.exp(found) if self.on_logs else found)

    def z_of(self, value: float) -> float:
        """Where an outcome fell, in standard normal z; infinite where it was held to be impossible, NaN if unknown."""
        self._check()
        low, middle, high = self._points
        if math.isnan(value) or (self.on_logs and value <= 0):
            return math.nan if math.isnan(value) else -math.inf
        off = (math.log(value) if self.on_logs else value) - middle
        side = high - middle if off > 0 else middle - low
        if off == 0:
            return 0.0
        return Z90 * off / side if side else math.copysign(math.inf, off)

    @property
    def mean(self) -> float:
        """Its expectation."""
        self._check()
        low, middle, high = self._spreads
        if self.on_logs:
            return math.exp(middle) * _exponential_moment(1, low, high)
        return middle + (high - low) / math.sqrt(2 * math.pi)

    @property
    def sd(self) -> float:
        """Its standard deviation."""
        self._check()
        low, middle, high = self._spreads
        if self.on_logs:
            moment = _exponential_moment(1, low, high)
            return math.exp(middle) * math.sqrt(max(0.0, _exponential_moment(2, low, high) - moment**2))
        return math.sqrt((low**2 + high**2) / 2 - (high - low) ** 2 / (2 * math.pi))

    def widened(self, factor: float) -> Prior:
        """The same belief with both ends `factor` times as many standard deviations from the middle."""
        low, high = self.at([-Z90 * factor, Z90 * factor])
        return replace(self, p10=float(low), p90=float(high))

    @property
    def _points(self) -> tuple[float, float, float]:
        if self.on_logs:
            return math.log(self.p10), math.log(self.p50), math.log(self.p90)
        return self.p10, self.p50, self.p90

    @property
    def _spreads(self) -> tuple[float, float, float]:
        """Standard deviation below the middle, the middle, and the one above."""
        low, middle, high = self._points
        return (middle - low) / Z90, middle, (high - middle) / Z90

    def _check(self) -> None:
        if self.flaws:
            raise InvalidTableError("estimate", [flaw.en for flaw in self.flaws])


def _exponential_moment(power: int, low: float, high: float) -> float:
    """E[exp(power × x)] of a split normal about 0: each half is a normal's, moved by its own variance."""
    a, b = power * low, power * high
    upper: Any = math.exp(b * b / 2) * special.ndtr(b)
    return float(upper + math.exp(a * a / 2) * special.ndtr(-a))
