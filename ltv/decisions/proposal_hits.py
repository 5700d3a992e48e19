"""How good proposals turned out to be: counted in a later period, beside what is popular and what chance would hit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ltv.decisions.affinity import BINS, score_bins
from ltv.metrics.intervals import share

LARGEST_K = 3
"""Most proposals per customer."""


@dataclass(frozen=True)
class Hits:
    """How the top k products proposed per customer fared in a later period; sums that add up over customers.

    Attributes
    ----------
    proposed, bought : pairs of customer and product that were proposed, and of those bought
    expected : propensity of the proposals, summed
    popular_proposed, popular_bought : the same number of most popular products not yet owned
    all_pairs, all_bought : every product not yet owned
    """

    k: int
    proposed: int = 0
    bought: int = 0
    expected: float = 0.0
    popular_proposed: int = 0
    popular_bought: int = 0
    all_pairs: int = 0
    all_bought: int = 0

    def __add__(self, other: Hits) -> Hits:
        if self.k != other.k:
            raise ValueError("hits at different k do not add up")
        return Hits(
            self.k,
            self.proposed + other.proposed,
            self.bought + other.bought,
            self.expected + other.expected,
            self.popular_proposed + other.popular_proposed,
            self.popular_bought + other.popular_bought,
            self.all_pairs + other.all_pairs,
            self.all_bought + other.all_bought,
        )

    @property
    def rate(self) -> float:
        """Share of the proposals that were bought."""
        return share(self.bought, self.proposed)

    @property
    def lift(self) -> float:
        """`rate` over that of products drawn at random from those not yet owned."""
        return share(self.rate, share(self.all_bought, self.all_pairs))

    @property
    def lift_over_popular(self) -> float:
        """`rate` over that of the most popular products not yet owned."""
        return share(self.rate, share(self.popular_bought, self.popular_proposed))

    @property
    def calibration(self) -> float:
        """Bought over expected before calibration: 1 where the propensities were right."""
        return share(self.bought, self.expected)


def hits_of(
    k: int, score: NDArray[np.float32], real: NDArray[np.bool_], ours: NDArray[np.intp], theirs: NDArray[np.intp]
) -> Hits:
    """Count what became of proposals.

    Parameters
    ----------
    score : propensity of each customer (row) for each product (column), 0 where owned
    real : whether it was bought
    ours, theirs : columns by `top` of the scores, and of the popular products
    """
    mine, popular = positive(score, ours[:, :k]), positive(score, theirs[:, :k])
    chance = score > 0
    return Hits(
        k,
        proposed=len(mine[0]),
        bought=int(real[mine].sum()),
        expected=float(score[mine].sum(dtype=np.float64)),
        popular_proposed=len(popular[0]),
        popular_bought=int(real[popular].sum()),
        all_pairs=int(chance.sum()),
        all_bought=int((real & chance).sum()),
    )


def top(worth: NDArray[np.floating], k: int) -> NDArray[np.intp]:
    """Columns of each row's k largest values, largest first; ties go to the first column."""
    left = worth.copy()
    row = np.arange(len(worth))
    columns = np.empty((len(worth), min(k, worth.shape[1])), dtype=np.intp)
    for place in range(columns.shape[1]):
        columns[:, place] = left.argmax(axis=1)
        left[row, columns[:, place]] = -1
    return columns


def positive(worth: NDArray[np.floating], columns: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the values that are positive."""
    rows = np.repeat(np.arange(len(worth)), columns.shape[1])
    flat = columns.ravel()
    positive = worth[rows, flat] > 0
    return rows[positive], flat[positive]


def binned(score: NDArray[np.float32], real: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Pairs, summed score and hits of each bin of scores."""
    chance = score > 0
    scores, hit = score[chance], real[chance]
    bins = score_bins(scores)
    return np.stack([np.bincount(bins, weights=w, minlength=BINS) for w in (None, scores, hit)])
