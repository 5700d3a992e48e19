"""Pairs of customer and treatment, from which a selection takes at most one per customer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ltv.ledger import run_starts

CLOSE = 1e-6
"""Share of the total gain below which a better choice does not matter."""
SLACK = 1e-9
"""By so much of a cap a sum may pass it: the rounding of the sum."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of customer and treatment with a positive gain.

    Attributes
    ----------
    customer : int64; row of the customer
    gain : money, above 0
    use : float, one column per cap; what the pair takes of it, 0 or more
    """

    customer: NDArray[np.int64]
    gain: NDArray[np.float64]
    use: NDArray[np.float64]

    def only(self, rows: NDArray[np.intp]) -> Pairs:
        """Some of the pairs."""
        return Pairs(self.customer[rows], self.gain[rows], self.use[rows])

    def total(self, rows: NDArray[np.intp]) -> float:
        """Gain of some of the pairs together."""
        return float(self.gain[rows].sum())

    @property
    def size(self) -> int:
        """Number of pairs."""
        return len(self.gain)


def best_of_each(pairs: Pairs, worth: NDArray[np.float64]) -> NDArray[np.intp]:
    """Row of each customer's pair that is worth most, the first of equals; customers ascending."""
    order = np.lexsort((-worth, pairs.customer))
    return order[run_starts(pairs.customer[order])]
