"""Since when has a share been different? One split of a sequence of groups, and the latest groups against the rest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from ltv.metrics.intervals import LEVEL, Interval, share, wilson

AT_LEAST = 3
"""Groups on each side of a split: one odd month is not a change."""

RECENT = 6
"""Groups that count as the latest."""

Verdict = Literal["improved", "worse", "unproven", "unknown"]


@dataclass(frozen=True)
class Kept:
    """How many of a number of customers were kept."""

    kept: int
    n: int

    @property
    def rate(self) -> float:
        """Share kept; NaN of nobody."""
        return share(self.kept, self.n)

    @property
    def interval(self) -> Interval:
        """Wilson interval of `rate`."""
        return wilson(self.kept, self.n)

    def differs(self, other: Kept) -> bool:
        """Whether the two intervals do not overlap; stricter than a test of the difference at the same level."""
        mine, theirs = self.interval, other.interval
        return mine.low > theirs.high or mine.high < theirs.low


def kept_at(table: pd.DataFrame, age: int) -> Kept:
    """Customers of `ltv.metrics.cohorts.cohorts` who paid at an age, of all cohorts observed there."""
    seen = table[table["age"] == age]
    return Kept(int(seen["customers"].sum()), int(seen["size"].sum()))


@dataclass(frozen=True)
class Split:
    """A sequence of groups cut in two.

    Attributes
    ----------
    at : int
        Position of the first group after the cut.
    before, after : Kept
    z : float
        Two-proportion statistic, pooled; positive when `after` keeps more.
    p : float
        Chance of so large a |z| at the best of all cuts when nothing changed.
    """

    at: int
    before: Kept
    after: Kept
    z: float
    p: float

    @property
    def is_clear(self) -> bool:
        """Whether the intervals do not overlap and the best of all cuts is not one by chance."""
        return self.before.differs(self.after) and self.p < 1 - LEVEL


def best_split(kept: Sequence[int], n: Sequence[int], at_least: int = AT_LEAST) -> Split | None:
    """Cut where the shares before and after differ most: the cut with the largest |z|.

    Parameters
    ----------
    kept, n : sequence of int
        Customers kept and customers, group by group in order of time.
    at_least : int
        Groups that must remain on each side.

    Returns
    -------
    Split or None
        None when there are too few groups, or when everybody or nobody was kept.

    Notes
    -----
    The position of a change was estimated in this way first by cumulative sums (Page, Biometrika 41, 1954, 100–115);
    for shares it is the maximally selected chi-square (Worsley, Biometrika 70, 1983, 455–464). Because the best of many
    cuts is taken, an ordinary p-value would be too small. `p` is corrected for that by the approximation of
    Miller & Siegmund (Biometrics 38, 1982, 1011–1016), with e, f the shares of customers before the first and the last
    allowed cut: φ(z) (z − 1/z) ln(f (1 − e) ÷ (e (1 − f))) + 4 φ(z) ÷ z. It assumes that customers of a group differ
    only by chance; an advertising campaign in one month can still look like a change, hence also the interval rule.
    """
    if len(n) < 2 * at_least:
        return None
    kept_before = np.cumsum(kept)[at_least - 1 : len(n) - at_least].astype(np.float64)
    n_before = np.cumsum(n)[at_least - 1 : len(n) - at_least].astype(np.float64)
    total, everyone = float(np.sum(kept)), float(np.sum(n))
    if total in (0.0, everyone) or n_before[0] == 0 or n_before[-1] == everyone:
        return None
    n_after = everyone - n_before
    pooled = total / everyone
    noise = np.sqrt(pooled * (1 - pooled) * (1 / n_before + 1 / n_after))
    z = ((total - kept_before) / n_after - kept_before / n_before) / noise
    best = int(np.argmax(np.abs(z)))
    at = best + at_least
    return Split(
        at,
        Kept(int(sum(kept[:at])), int(sum(n[:at]))),
        Kept(int(sum(kept[at:])), int(sum(n[at:]))),
        float(z[best]),
        _p_of_the_best(abs(float(z[best])), float(n_before[0] / everyone), float(n_before[-1] / everyone)),
    )


def _p_of_the_best(z: float, first: float, last: float) -> float:
    """Miller & Siegmund's upper tail of the largest |z|; below z = 1 the approximation says nothing, so 1."""
    if z <= 1:
        return 1.0
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    odds = last * (1 - first) / (first * (1 - last))
    return min(1.0, density * ((z - 1 / z) * math.log(odds) + 4 / z))


@dataclass(frozen=True)
class CohortChange:
    """Whether the latest cohorts keep more customers than those before them, and since when.

    Attributes
    ----------
    cohorts : int
        Latest cohorts in `recent`.
    recent, earlier : Kept
    split : Split or None
        The best split, if it is clear and the latest cohorts do not speak against it.
    since : Timestamp or None
        First cohort after `split`.
    """

    cohorts: int
    recent: Kept
    earlier: Kept
    split: Split | None = None
    since: pd.Timestamp | None = None

    @property
    def verdict(self) -> Verdict:
        """Improved or worse only where intervals do not overlap; unknown with too few cohorts."""
        if self.cohorts == 0:
            return "unknown"
        if self.split is not None:
            return "improved" if self.split.z > 0 else "worse"
        if not self.recent.differs(self.earlier):
            return "unproven"
        return "improved" if self.recent.rate > self.earlier.rate else "worse"

    @property
    def now(self) -> Kept:
        """The customers the verdict speaks of: those since the change, or else of the latest cohorts."""
        return self.split.after if self.split is not None else self.recent

    @property
    def then(self) -> Kept:
        """The customers before them."""
        return self.split.before if self.split is not None else self.earlier


def cohort_change(table: pd.DataFrame, age: int) -> CohortChange:
    """Compare cohorts by the share of customers who paid at an age.

    Parameters
    ----------
    table : DataFrame
        As `ltv.metrics.cohorts.cohorts` returns it: only ages observed to their end.
    age : int

    Notes
    -----
    The first cohort is left out: customers from before the data begin are counted in it, and they stay longer.
    """
    ripe = table[(table["age"] == age) & (table["cohort"] > table["cohort"].min())]
    kept, n = list(map(int, ripe["customers"])), list(map(int, ripe["size"]))
    cohorts = min(RECENT, len(n) // 2)
    if cohorts < AT_LEAST:
        return CohortChange(0, Kept(0, 0), Kept(0, 0))
    recent = Kept(sum(kept[-cohorts:]), sum(n[-cohorts:]))
    earlier = Kept(sum(kept[:-cohorts]), sum(n[:-cohorts]))
    split = best_split(kept, n)
    if split is None or not split.is_clear or _contradicts(recent, split):
        return CohortChange(cohorts, recent, earlier)
    return CohortChange(cohorts, recent, earlier, split, ripe["cohort"].iloc[split.at])


def _contradicts(recent: Kept, split: Split) -> bool:
    """Whether the latest cohorts are no longer apart from those before the change in its direction."""
    return not recent.differs(split.before) or (recent.rate > split.before.rate) != (split.z > 0)
