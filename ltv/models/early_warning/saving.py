"""Whom is it worth contacting? Expected money saved, which is not the same as risk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray


def expected_saving(
    risk: ArrayLike,
    value: ArrayLike,
    *,
    save_rate: float,
    offer_cost: float,
    contact_cost: float,
    take_rate: float = 1.0,
) -> NDArray[np.float64]:
    """Money a contact is expected to save: p·γ·(V − δ) − (1 − p)·take·δ − c.

    Parameters
    ----------
    risk : p
        Probability of leaving, a share. With 0 and 1, for what happened, this is the money realised.
    value : V
        What the customer is still worth if kept, in the smallest unit.
    save_rate : γ
        Share of would-be leavers who stay because of the offer.
    offer_cost, contact_cost : δ, c
        Cost of the offer for who takes it, and of the contact for everyone, in the smallest unit.
    take_rate
        Share of those who would have stayed anyway but take the offer; all of them by default, the cautious case.

    References
    ----------
    Neslin et al. (2006), Defection Detection, eq. 1, for one customer. An offer that changes who leaves has to be
    measured (Devriendt and Verbeke, 2018): see `uplift_saving`.
    """
    p, worth = np.asarray(risk, dtype=np.float64), np.asarray(value, dtype=np.float64)
    return np.asarray(p * save_rate * (worth - offer_cost) - (1 - p) * take_rate * offer_cost - contact_cost)


def uplift_saving(uplift: ArrayLike, value: ArrayLike, *, cost: float) -> NDArray[np.float64]:
    """Money saved where the effect on leaving has been measured: τ·V − cost, τ the share of leaving it prevents."""
    return np.asarray(np.asarray(uplift, dtype=np.float64) * np.asarray(value, dtype=np.float64) - cost)


@dataclass(frozen=True, eq=False)
class ProfitCurve:
    """Profit of contacting the first k customers of a ranking.

    Attributes
    ----------
    order : int64
        Positions of the customers in the ranking, the first to contact first.
    profit : float64
        Of contacting the first 0, 1, 2 … of them.
    """

    order: NDArray[np.intp]
    profit: NDArray[np.float64]

    @property
    def best(self) -> int:
        """How many to contact: the smallest number with the highest profit."""
        return int(np.argmax(self.profit))

    @property
    def best_profit(self) -> float:
        """Profit of contacting the best number; never below 0."""
        return float(self.profit[self.best])

    def table(self, points: int = 200) -> pd.DataFrame:
        """At most about `points` of the curve, the best one among them: `customers`, `profit`."""
        n = len(self.profit) - 1
        shown = np.unique([*np.linspace(0, n, min(points, n) + 1).astype(np.int64), self.best])
        return pd.DataFrame({"customers": shown, "profit": self.profit[shown]})


def profit_curve(saving: NDArray[np.float64], ranked_by: NDArray[np.float64] | None = None) -> ProfitCurve:
    """Add up the saving down a ranking: by default its own, so that the best comes first; or by risk, to compare."""
    order = np.argsort(-(saving if ranked_by is None else ranked_by), kind="stable")
    return ProfitCurve(order, np.append(0.0, np.cumsum(saving[order])))
