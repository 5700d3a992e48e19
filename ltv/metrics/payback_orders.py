"""With which order customers have paid back what winning them cost."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.ledger import run_starts
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.metrics.payback import Payback, PaybackStatus
from ltv.metrics.repeat import purchases
from ltv.metrics.value_base import ValueBase, row_values
from ltv.sums import count_by, sum_by

MOST_ORDERS = 36
FEWEST = 2
"""An order that fewer customers have got to is not looked at."""

PB3 = METRICS.add(
    Metric(
        "payback.orders",
        Text("回収注文回数（PB3）", "Payback orders (PB3)"),
        Text(
            "n回以上購入した顧客の、n回目までの平均累計粗利が獲得単価に届く最小のn。同じ日の注文は1回と数えます。そこまで"
            "購入した顧客の割合を並べて示します。",
            "Smallest n for which customers who placed n orders or more have, on average, left gross profit of the "
            "acquisition cost with their first n. Orders of one day are one. The share of customers who get that far "
            "is shown beside it.",
        ),
        Text("n回目までの平均累計粗利 ≥ CAC となる最小のn", "smallest n with mean gross profit of n orders ≥ CAC"),
        Unit.COUNT,
        "LTV Compass",
        "down",
    )
)


@dataclass(frozen=True)
class OrderSums:
    """For the orders 1, 2 … 36, in parts that add up over customers.

    Attributes
    ----------
    customers : int
        All, those who never ordered included.
    reached : tuple of int
        Customers with so many orders or more.
    value : tuple of int
        What these had brought before their next order, together; smallest unit.
    """

    customers: int = 0
    reached: tuple[int, ...] = (0,) * MOST_ORDERS
    value: tuple[int, ...] = (0,) * MOST_ORDERS

    def __add__(self, other: OrderSums) -> OrderSums:
        return OrderSums(
            self.customers + other.customers,
            tuple(a + b for a, b in zip(self.reached, other.reached)),
            tuple(a + b for a, b in zip(self.value, other.value)),
        )

    def payback(self, cac: float) -> Payback:
        """PB3 for an acquisition cost per customer; `covered` is the share of customers who get to that order."""
        seen = sum(n >= FEWEST for n in self.reached)
        if math.isnan(cac) or seen == 0:
            return Payback(PaybackStatus.UNKNOWN)
        if cac <= 0:
            return Payback(PaybackStatus.NO_COST, months=0.0, observed=seen)
        for n, (customers, value) in enumerate(zip(self.reached[:seen], self.value), start=1):
            if value >= cac * customers:
                return Payback(PaybackStatus.PAID_BACK, float(n), customers / self.customers, seen)
        return Payback(PaybackStatus.NOT_YET, observed=seen)


def order_sums(data: Dataset, base: ValueBase, groups: Mapping[str, NDArray[np.integer]]) -> dict[str, OrderSums]:
    """Add up what customers have brought by their n-th order, for groups of customer codes that share nobody.

    Orders of one day are one. What is booked between two orders, refunds among it, belongs to the earlier one. Empty
    for contracts, which have no orders.
    """
    ledger = data.ledger
    if ledger is None:
        return {name: OrderSums() for name in groups}
    group = np.full(ledger.size, -1, dtype=np.int64)
    for place, codes in enumerate(groups.values()):
        group[codes] = place
    placed, nth = _ladder(data)
    size = MOST_ORDERS + 1
    most = np.minimum(placed, MOST_ORDERS)
    customer = ledger.customer
    rows = np.flatnonzero((group[customer] >= 0) & (placed[customer] > 0) & (nth <= MOST_ORDERS))
    of_row = customer[rows]
    cell = (group[of_row] * size + nth[rows]) * size + most[of_row]
    money = sum_by(cell, row_values(data, base)[rows], len(groups) * size * size).reshape(-1, size, size)
    counted = count_by((group * size + most)[group >= 0], len(groups) * size).reshape(-1, size)
    return {name: _sums(counted[place], money[place]) for place, name in enumerate(groups)}


def _ladder(data: Dataset) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Days with an order of each customer, and which of them each row of the ledger belongs to, from 1."""
    ledger = data.ledger
    if ledger is None:
        raise AssertionError("contracts have no orders")
    orders = purchases(ledger)
    first = run_starts(orders.customer, orders.day)
    customer, day = orders.customer[first], orders.day[first]
    placed = count_by(customer, ledger.size)
    upto = np.searchsorted(_keys(customer, day), _keys(ledger.customer, ledger.day), side="right")
    before = np.cumsum(placed) - placed
    return placed, np.maximum(upto - before[ledger.customer], 1)


def _keys(customer: NDArray[np.int32], day: NDArray[np.int32]) -> NDArray[np.int64]:
    """One number for customer and day, that sorts as they do, days before 1970 included."""
    return np.asarray((customer.astype(np.int64) << 32) + day + (1 << 31))


def _sums(counted: NDArray[np.int64], money: NDArray[np.int64]) -> OrderSums:
    """From customers by number of orders, and money by (n-th order, number of orders)."""
    reached = counted[::-1].cumsum()[::-1]
    upto = money.cumsum(axis=0)
    value = [int(upto[n, n:].sum()) for n in range(1, MOST_ORDERS + 1)]
    return OrderSums(int(reached[0]), tuple(map(int, reached[1:])), tuple(value))
