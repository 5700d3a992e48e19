"""What each customer has left us with: sales less goods, service and the cost of winning them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.ledger import CUSTOMER_ID
from ltv.metrics.acquisition import acquired
from ltv.metrics.customer_costs import customer_costs
from ltv.metrics.margin import has_cost
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.metrics.value_base import ValueBase, row_customers, row_values
from ltv.months import day_number
from ltv.sums import count_by, sum_by

Floats = NDArray[np.float64]

CONTRIBUTION = METRICS.add(
    Metric(
        "contribution",
        Text("顧客別の貢献利益", "Contribution of a customer"),
        Text(
            "純売上から、原価・対応費・獲得費を引いて残る額（これまでの累計）。分からない費目は引かず、どの費目を引いたかを"
            "並べて示します。獲得費は獲得した月のそのチャネルのCPAで、広告費のないチャネルは0。獲得費の分からない顧客は値を"
            "出しません。",
            "Net sales to date less cost of goods, cost to serve and cost of winning the customer. What is not known "
            "at all is not taken off; what is taken off is listed beside it. The cost of winning is the CPA of the "
            "channel in the month they came, 0 for channels without marketing cost; customers of whom it is not known "
            "have no value.",
        ),
        Text("純売上 − 原価 − 対応費 − 獲得費", "net sales − cost of goods − cost to serve − acquisition cost"),
        Unit.MONEY_PER_CUSTOMER,
        "customer profitability: Cooper & Kaplan (1991)",
    )
)


@dataclass(frozen=True, eq=False)
class CustomerPnl:
    """Profit and loss by customer.

    Attributes
    ----------
    table : DataFrame, one row per customer with any row in the data, by code
        `customer` (code), `customer_id`; money of the smallest unit: `sales` (rows above zero), `refunds` (rows below
        zero, negative), `revenue` = sales + refunds, `discount` given, `cost` of goods, `gross_profit`; `tickets`,
        `deliveries` (counts), `cost_to_serve`, `acquisition_cost`, `contribution`; `rank` by contribution, 1 for the
        highest, equal ones alike. NaN (missing for `rank`) where not known.
    taken_off : tuple of str
        Which of `cost`, `cost_to_serve`, `acquisition_cost` are in `contribution`. What is known of no customer is
        left out; what is not known of one makes theirs NaN.
    """

    table: pd.DataFrame
    taken_off: tuple[str, ...]


def customer_pnl(
    data: Dataset,
    *,
    gross_margin: float | None = None,
    cost_per_ticket: float | None = None,
    cost_per_delivery: float | None = None,
) -> CustomerPnl:
    """Work out what each customer has left us with to date.

    Parameters
    ----------
    gross_margin : float, optional
        Share of revenue left after the cost of goods; used where the orders tell no cost.
    cost_per_ticket, cost_per_delivery : float, optional
        Smallest unit each. The cost to serve is made of those given; unknown when none is, or when the data have no
        tickets or deliveries to count.
    """
    size = data.months.size
    customer, amount = row_customers(data), row_values(data, ValueBase.SALES)
    sales = sum_by(customer, np.maximum(amount, 0), size)
    refunds = sum_by(customer, np.minimum(amount, 0), size)
    served = {"tickets": _tickets(data), "deliveries": _deliveries(data)}
    columns: dict[str, NDArray[np.int64] | Floats] = {
        "sales": sales,
        "refunds": refunds,
        "revenue": sales + refunds,
        "discount": _summed(data, "discount"),
        "cost": _cost(data, sales + refunds, gross_margin),
        **served,
        "cost_to_serve": _service(served, {"tickets": cost_per_ticket, "deliveries": cost_per_delivery}),
        "acquisition_cost": customer_costs(data, acquired(data)).or_nan,
    }
    columns["gross_profit"] = columns["revenue"] - columns["cost"]
    taken = tuple(name for name in ("cost", "cost_to_serve", "acquisition_cost") if not np.isnan(columns[name]).all())
    columns["contribution"] = columns["revenue"] - sum((columns[name] for name in taken), np.zeros(size))
    there = np.flatnonzero(count_by(customer, size) > 0)
    table = pd.DataFrame({"customer": there, **{name: columns[name][there] for name in _COLUMNS}})
    table.insert(1, CUSTOMER_ID, data.customers[CUSTOMER_ID].to_numpy()[there])
    return CustomerPnl(table.assign(rank=_rank(table["contribution"])), taken)


_COLUMNS = (
    "sales", "refunds", "revenue", "discount", "cost", "gross_profit", "tickets", "deliveries", "cost_to_serve",
    "acquisition_cost", "contribution",
)  # fmt: skip


def _rank(contribution: pd.Series[float]) -> pd.Series[int]:
    return contribution.rank(method="min", ascending=False).astype("Int64")


def _summed(data: Dataset, column: str) -> Floats:
    """Sum of a ledger's column for each customer; NaN for all where there is none."""
    if data.ledger is None or column not in data.ledger.columns:
        return np.full(data.months.size, np.nan)
    return sum_by(data.ledger.customer, data.ledger.columns[column].astype(np.int64), data.ledger.size).astype(
        np.float64
    )


def _cost(data: Dataset, revenue: NDArray[np.int64], gross_margin: float | None) -> Floats:
    if has_cost(data):
        return _summed(data, "cost")
    return revenue.astype(np.float64) * (1 - (math.nan if gross_margin is None else gross_margin))


def _service(served: dict[str, Floats], costs: dict[str, float | None]) -> Floats:
    """Cost to serve from what each service costs; NaN where none is given, or one given cannot be counted."""
    known = [served[name] * cost for name, cost in costs.items() if cost is not None]
    return np.sum(known, axis=0) if known else np.full(len(served["tickets"]), np.nan)


def _tickets(data: Dataset) -> Floats:
    return _counted(data, data.tickets)


def _deliveries(data: Dataset) -> Floats:
    """Deliveries that have arrived or were due by the last known day."""
    if data.deliveries is None:
        return _counted(data, None)
    arrived = data.deliveries["delivered"].notna()
    due = (data.deliveries["promised"] <= day_number(data.months.as_of)).fillna(value=False)
    return _counted(data, data.deliveries[arrived | due])


def _counted(data: Dataset, table: pd.DataFrame | None) -> Floats:
    """Rows of each customer; NaN for all without a table. Rows of others are left out."""
    if table is None:
        return np.full(data.months.size, np.nan)
    codes = pd.Index(data.customers[CUSTOMER_ID]).get_indexer(pd.Index(table[CUSTOMER_ID]))
    return count_by(codes[codes >= 0], data.months.size).astype(np.float64)
