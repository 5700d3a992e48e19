"""What winning customers costs beside marketing (sales people, creatives, tools): in no file, so a reader states it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class OtherCosts:
    """Costs of winning customers beside marketing; both kinds may be given.

    Attributes
    ----------
    monthly : float
        Smallest unit a month, the same in every month of the data; borne alike by all customers won in these months.
    share : float
        As a share of marketing cost; borne by a customer as marketing cost is.
    """

    monthly: float = 0.0
    share: float = 0.0

    def __post_init__(self) -> None:
        if not (0 <= self.monthly < math.inf and 0 <= self.share < math.inf):
            raise ValueError(f"other costs are 0 or more, not {self.monthly} a month and a share of {self.share}")

    def __bool__(self) -> bool:
        return self.monthly > 0 or self.share > 0

    def of(self, marketing: NDArray[np.int64], months: int) -> NDArray[np.int64]:
        """What customers bear who were won in so many months, by the marketing cost of each; smallest unit.

        Whole numbers whose sum is that of the exact amounts, to half a unit.
        """
        exact = self.share * marketing + self.monthly * months / max(len(marketing), 1)
        return np.diff(np.rint(np.cumsum(exact)), prepend=0.0).astype(np.int64)


NO_OTHER_COSTS = OtherCosts()
