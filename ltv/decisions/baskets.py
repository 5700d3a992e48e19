"""Which customers own which products, before and after a day: the counts that cross-sell affinity is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from ltv.errors import NotEnoughDataError
from ltv.ledger import Ledger, run_starts
from ltv.sums import sum_by

MOST_PRODUCTS = 200


@dataclass(frozen=True, eq=False)
class Baskets:
    """Net purchases of each (customer, product) that ever occurs, for the products with most customers.

    Attributes
    ----------
    products : values of the products, the one with most customers first
    customer, product : int64; of each pair, ascending
    row_pair, row_day, row_amount : of each row of the ledger with one of the products
    orders : int64; number of orders of each product
    """

    ledger: Ledger
    products: pd.Index[Any]
    customer: NDArray[np.int64]
    product: NDArray[np.int64]
    row_pair: NDArray[np.int64]
    row_day: NDArray[np.int32]
    row_amount: NDArray[np.int64]
    row_of: NDArray[np.int64]

    @classmethod
    def of(cls, ledger: Ledger, most: int = MOST_PRODUCTS) -> Baskets:
        """Count a ledger's products; only the `most` with the largest number of customers are kept.

        Raises
        ------
        NotEnoughDataError
            When the orders have no product, or only one.
        """
        if "product" not in ledger.columns:
            raise NotEnoughDataError("orders have no product, so there is nothing to propose")
        code, values = ledger.columns["product"].astype(np.int64), ledger.values["product"]  # noqa: PD011 our own
        rows = np.flatnonzero(code >= 0)
        width = max(1, len(values))
        keys, pair = _distinct(ledger.customer[rows].astype(np.int64) * width + code[rows])
        amount = ledger.amount[rows]
        customers = np.bincount(keys[sum_by(pair, amount, len(keys)) > 0] % width, minlength=width)
        ranked = np.argsort(-customers, kind="stable")[:most]
        ranked = ranked[customers[ranked] > 0]
        if len(ranked) < 2:
            raise NotEnoughDataError("fewer than two products were bought, so there is nothing to propose")
        place = np.full(width, -1, dtype=np.int64)
        place[ranked] = np.arange(len(ranked))
        used = place[keys % width] >= 0
        renumbered = np.cumsum(used) - 1
        kept = used[pair]
        return cls(
            ledger=ledger,
            products=values.take(ranked),
            customer=(keys // width)[used],
            product=place[keys % width][used],
            row_pair=renumbered[pair[kept]],
            row_day=ledger.day[rows[kept]],
            row_amount=amount[kept],
            row_of=rows[kept],
        )

    def bought(self, after: int, until: int) -> NDArray[np.bool_]:
        """Pairs whose net amount in the days `after` + 1 to `until` is above 0: what was bought and not given back."""
        rows = (self.row_day > after) & (self.row_day <= until)
        return sum_by(self.row_pair[rows], self.row_amount[rows], len(self.customer)) > 0

    def matrix(self, pairs: NDArray[np.bool_], customers: NDArray[np.intp]) -> sparse.csr_array[np.float32]:
        """Some pairs as a matrix of ones, one row per customer code of `customers` (ascending), products as columns."""
        row = np.searchsorted(customers, self.customer)
        found = pairs & (row < len(customers))
        found[found] = customers[row[found]] == self.customer[found]
        ones = np.ones(int(found.sum()), dtype=np.float32)
        shape = (len(customers), len(self.products))
        return sparse.csr_array((ones, (row[found], self.product[found])), shape=shape)

    def active(self, after: int, until: int) -> NDArray[np.intp]:
        """Codes of customers who paid for something in the days `after` + 1 to `until`, whatever the product."""
        rows = (self.ledger.day > after) & (self.ledger.day <= until) & (self.ledger.amount > 0)
        return np.unique(self.ledger.customer[rows]).astype(np.intp)


def margin_per_order(baskets: Baskets, *, gross_margin: float | None = None) -> tuple[NDArray[np.float64], str]:
    """Margin of each product per order that has it, and what it rests on.

    Returns
    -------
    money per order : float
        Amount less cost where the orders have costs ("cost"); else amount × `gross_margin` ("assumed"); else the
        amount itself ("revenue", not a margin). Refunds are taken off.
    """
    ledger, width = baskets.ledger, len(baskets.products)
    product = baskets.product[baskets.row_pair]
    earned = baskets.row_amount.astype(np.float64)
    basis = "revenue"
    if "cost" in ledger.columns and ledger.columns["cost"].any():
        earned, basis = earned - ledger.columns["cost"][baskets.row_of], "cost"
    elif gross_margin is not None:
        earned, basis = earned * gross_margin, "assumed"
    paid = baskets.row_amount > 0
    order = _order_of(ledger)[baskets.row_of[paid]]
    found = np.sort(order * width + product[paid])
    orders = np.bincount(found[run_starts(found)] % width, minlength=width)
    return np.bincount(product, weights=earned, minlength=width) / np.maximum(orders, 1), basis


def _order_of(ledger: Ledger) -> NDArray[np.int64]:
    """A number for each row's order: its order number, or one order per customer and day without one."""
    day = np.cumsum(run_starts(ledger.customer, ledger.day), dtype=np.int64)
    if "order" not in ledger.columns:
        return day
    order = ledger.columns["order"].astype(np.int64)
    return np.where(order >= 0, order, order.max(initial=-1) + day)


def _distinct(codes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Distinct codes, ascending, and the place of each code among them."""
    order = np.argsort(codes, kind="stable")
    starts = run_starts(codes[order])
    place = np.empty(len(codes), dtype=np.int64)
    place[order] = np.cumsum(starts) - 1
    return codes[order][starts], place
