"""What to propose to whom: products a customer has not bought yet, by how likely they are and what they earn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.decisions.affinity import BINS, Affinity, Calibration, Owned, bands, calibrated, fit_affinity
from ltv.decisions.baskets import MOST_PRODUCTS, Baskets, margin_per_order
from ltv.decisions.proposal_hits import LARGEST_K, Hits, binned, hits_of, positive, top
from ltv.errors import NotEnoughDataError
from ltv.ledger import Ledger
from ltv.months import day_number


@dataclass(frozen=True, eq=False)
class Whitespace:
    """Products to propose. Money in the data set's smallest unit.

    Attributes
    ----------
    customers : DataFrame, one row per customer and proposal
        `customer` (code), `rank` (1 is best), `product`; `because`, the product owned that speaks most for it (missing
        where none does); `propensity` of buying it within the horizon (share), `lift` over what is usual for the
        product and for how much the customer owns; `margin` per order; `expected`, propensity × margin.
    products : DataFrame, one row per product, largest `expected` first
        `product`; `owners` and `open` customers; `rate`, share of those without it who bought it within the last
        horizon; `margin` per order; `purchases` and `expected` margin over all open customers within the horizon.
    hits : lift@1 to lift@3 from a split in time; empty when the orders are too short for it
    margin_basis : "cost", "assumed" or "revenue", see `baskets.margin_per_order`
    is_calibrated : whether propensities were set right by a later period
    """

    customers: pd.DataFrame
    products: pd.DataFrame
    hits: tuple[Hits, ...]
    horizon_days: int
    margin_basis: str
    is_calibrated: bool
    affinity: Affinity


def whitespace(
    ledger: Ledger,
    *,
    horizon_days: int = 180,
    active_days: int = 365,
    gross_margin: float | None = None,
    proposals: int = LARGEST_K,
    most_products: int = MOST_PRODUCTS,
) -> Whitespace:
    """Find the products that each active customer has not bought and is worth proposing.

    Fitted on customers as they were `horizon_days` before `as_of` and what they bought since. Tested, and calibrated,
    by the same fit one horizon earlier, against what was bought in the last one.

    Parameters
    ----------
    horizon_days : days a propensity looks ahead
    active_days : only customers who ordered within so many days are fitted on and proposed to
    gross_margin : share, where the orders have no cost; without either the amounts stand, and the result says so
    proposals : products per customer, 1 to 3

    Raises
    ------
    NotEnoughDataError
        Without products, or when the orders do not reach back one horizon.
    """
    baskets = Baskets.of(ledger, most_products)
    end = day_number(ledger.as_of)
    if not (ledger.day <= end - horizon_days).any():
        raise NotEnoughDataError(f"the orders do not reach back {horizon_days} days")
    split = _Split(baskets, horizon_days, active_days)
    hits, calibration = split.tested(end) if (ledger.day <= end - 2 * horizon_days).any() else ((), None)
    affinity = split.fitted(end)
    margin, basis = margin_per_order(baskets, gross_margin=gross_margin)
    codes, owned = split.owned(end)
    shown = _Shown(affinity, calibration, baskets, margin, codes, owned, min(proposals, LARGEST_K))
    customers, purchases = shown.proposals()
    products = shown.products(purchases)
    return Whitespace(customers, products, hits, horizon_days, basis, calibration is not None, affinity)


@dataclass(frozen=True, eq=False)
class _Split:
    """Customers as they were at a day, and what they bought for the first time in the horizon after it."""

    baskets: Baskets
    horizon: int
    active: int

    def owned(self, day: int) -> tuple[NDArray[np.intp], Owned]:
        codes = self.baskets.active(day - self.active, day)
        return codes, self.baskets.matrix(self.baskets.bought(np.iinfo(np.int32).min, day), codes)

    def fitted(self, end: int) -> Affinity:
        return fit_affinity(*self.before_and_after(end - self.horizon))

    def before_and_after(self, day: int) -> tuple[Owned, Owned]:
        codes, owned = self.owned(day)
        before = self.baskets.bought(np.iinfo(np.int32).min, day)
        after = self.baskets.bought(day, day + self.horizon)
        return owned, self.baskets.matrix(after & ~before, codes)

    def tested(self, end: int) -> tuple[tuple[Hits, ...], Calibration | None]:
        """Fit one horizon earlier; count hits in the last horizon."""
        affinity = self.fitted(end - self.horizon)
        owned, bought = self.before_and_after(end - self.horizon)
        hits = tuple(Hits(k) for k in range(1, LARGEST_K + 1))
        bins = np.zeros((3, BINS))
        base = affinity.base.astype(np.float32)
        for first, score in affinity.scores(owned):
            real = bought[first : first + len(score)].toarray() > 0
            ours, theirs = top(score, LARGEST_K), top(np.where(score > 0, base, 0), LARGEST_K)
            hits = tuple(h + hits_of(h.k, score, real, ours, theirs) for h in hits)
            bins += binned(score, real)
        return hits, calibrated(*bins)


@dataclass(frozen=True, eq=False)
class _Shown:
    """Scores at the last known day, turned into tables."""

    affinity: Affinity
    calibration: Calibration | None
    baskets: Baskets
    margin: NDArray[np.float64]
    codes: NDArray[np.intp]
    owned: Owned
    number: int

    def blocks(self) -> Iterator[tuple[int, NDArray[np.float32], NDArray[np.float64]]]:
        """Blocks of customers: first row, raw scores and propensities."""
        for first, score in self.affinity.scores(self.owned):
            share_of = score.astype(np.float64) if self.calibration is None else self.calibration(score)
            yield first, score, np.where(score > 0, share_of, 0.0)

    def proposals(self) -> tuple[pd.DataFrame, NDArray[np.float64]]:
        """The table of proposals, and the expected purchases of each product over all customers."""
        purchases = np.zeros(len(self.margin))
        parts = []
        for first, score, propensity in self.blocks():
            purchases += propensity.sum(axis=0)
            worth = propensity * np.maximum(self.margin, 0.0)
            rows, columns = positive(worth, top(worth, self.number))
            parts.append((rows + first, columns, score[rows, columns], propensity[rows, columns]))
        rows, columns, score, propensity = (np.concatenate(c) for c in zip(*parts)) if parts else _nothing()
        usual = self.affinity.base[columns] * self.affinity.activity[bands(np.diff(self.owned.indptr))[rows]]
        begins = np.r_[True, np.diff(rows) != 0][: len(rows)]
        start = np.flatnonzero(begins)
        rank = np.arange(len(rows)) - np.repeat(start, np.diff(start, append=len(rows))) + 1
        margin = self.margin[columns]
        table = pd.DataFrame(
            {
                "customer": self.codes[rows],
                "rank": rank,
                "product": self.baskets.products.take(columns),
                "because": self.because(rows, columns),
                "propensity": propensity,
                "lift": score / usual,
                "margin": margin,
                "expected": propensity * margin,
            }
        )
        return table, purchases

    def because(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.object_]:
        """The owned product with the largest lift for each proposal; missing where no lift is above 1."""
        number = np.diff(self.owned.indptr)[rows]
        result = np.full(len(rows), None, dtype=object)
        has = np.flatnonzero(number > 0)
        begins = np.cumsum(number[has]) - number[has]
        within = np.arange(int(number[has].sum())) - np.repeat(begins, number[has])
        owned = self.owned.indices[np.repeat(self.owned.indptr[rows[has]], number[has]) + within]
        lift = self.affinity.lift[owned, np.repeat(columns[has], number[has])]
        if len(has):
            order = np.lexsort((owned, -lift, np.repeat(np.arange(len(has)), number[has])))[begins]
            speaks = lift[order] > 1
            result[has[speaks]] = self.baskets.products.take(owned[order[speaks]]).to_numpy(dtype=object)
        return result

    def products(self, purchases: NDArray[np.float64]) -> pd.DataFrame:
        owners = np.asarray(self.owned.sum(axis=0)).astype(np.int64)
        table = pd.DataFrame(
            {
                "product": self.baskets.products,
                "owners": owners,
                "open": self.owned.shape[0] - owners,
                "rate": self.affinity.base,
                "margin": self.margin,
                "purchases": purchases,
                "expected": purchases * self.margin,
            }
        )
        return table.sort_values("expected", ascending=False, kind="stable", ignore_index=True)


def _nothing() -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32], NDArray[np.float64]]:
    none = np.empty(0, dtype=np.intp)
    return none, none, np.empty(0, dtype=np.float32), np.empty(0)
