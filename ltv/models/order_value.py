"""What customers who order are worth: margin × spend × expected purchases, each discounted from its own month on.

How uncertain that is, and what a new customer is worth, is in `order_estimates`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.ledger import CustomerMonths
from ltv.metrics.repeat import DAYS_A_MONTH, purchases, usual_pause
from ltv.models.assumptions import YEAR, Assumptions, Margin
from ltv.models.newton import Floats
from ltv.models.order_book import OrderBook


def customer_values(book: OrderBook, data: Dataset, margin: Margin, assumed: Assumptions) -> pd.DataFrame:
    """Values of all customers who ever bought, one row each, by code.

    Returns
    -------
    DataFrame
        `customer`; `p_alive`; `expected` purchases within the horizon, undiscounted; `spend` expected of each (smallest
        unit); `monthly` (mean revenue of the last twelve complete months); `rlv`; `at_stake`.
    """
    codes, row = (book.customers[name].to_numpy() for name in ("customer", "row"))
    return pd.DataFrame(
        {
            "customer": codes,
            "p_alive": book.model.p_alive(*book.distinct)[row],
            "expected": expected_of(book, assumed)[row],
            "spend": spend_of(book),
            "monthly": _monthly(data.months)[codes],
            "rlv": values(book, margin, assumed),
            "at_stake": at_stake(book, margin, assumed, silence_months(data)),
        }
    )


def values(book: OrderBook, margin: Margin, assumed: Assumptions) -> Floats:
    """Value of each customer of a book within the horizon, smallest unit."""
    return np.asarray(profit_of(book, margin, assumed) * discounted_of(book, assumed)[book.customers["row"].to_numpy()])


def silence_months(data: Dataset) -> int:
    """Months without an order after which the shop's own rule calls a customer gone: the usual pause and one more."""
    return usual_pause(purchases(data.ledger)) + 1 if data.ledger is not None else 1


def at_stake(book: OrderBook, margin: Margin, assumed: Assumptions, months: int) -> Floats:
    """What a customer is worth more when they buy within so many months than when they do not.

    A silence lowers what is expected of a customer; it does not end it, because some pause and come back. So this, and
    not all of the residual value, is what a treatment that makes somebody buy can win.
    """
    x, t_x, T = book.distinct
    window = np.maximum(np.rint(months * DAYS_A_MONTH / book.unit_days), 1.0)
    horizon = horizon_of(book, assumed)
    silent = book.model.expected_purchases(x, t_x, T + window, horizon)
    bought_at = T + (1.0 if book.model.is_discrete else window / 2)
    bought = book.model.expected_purchases(x + 1, bought_at, T + window, horizon)
    discount = discounted_of(book, assumed) / np.maximum(expected_of(book, assumed), 1e-300)
    gained = np.maximum(1.0 + (bought - silent) * np.minimum(discount, 1.0), 0.0)
    return np.asarray(np.maximum(profit_of(book, margin, assumed), 0.0) * gained[book.customers["row"].to_numpy()])


def values_within(book: OrderBook, margin: Margin, assumed: Assumptions, months: NDArray[np.int64]) -> Floats:
    """The same within a number of months from now of each customer's own, by code; up to the horizon."""
    codes, row = (book.customers[name].to_numpy() for name in ("customer", "row"))
    kept = np.cumsum(book.by_month[:, : assumed.horizon_months] * assumed.discounts, axis=1)
    kept = np.concatenate([np.zeros((len(kept), 1)), kept], axis=1)
    return np.asarray(profit_of(book, margin, assumed) * kept[row, months[codes]])


def expected_of(book: OrderBook, assumed: Assumptions) -> Floats:
    """Purchases expected of each distinct history within the horizon."""
    return np.asarray(book.by_month[:, : assumed.horizon_months].sum(axis=1), dtype=np.float64)


def discounted_of(book: OrderBook, assumed: Assumptions) -> Floats:
    """The same as `expected_of`, those of each month discounted from it."""
    return np.asarray(book.by_month[:, : assumed.horizon_months] @ assumed.discounts)


def spend_of(book: OrderBook) -> Floats:
    """What a purchase of each customer is expected to bring, smallest unit."""
    frequency, mean = (book.customers[name].to_numpy() for name in ("frequency", "monetary_value"))
    return book.spend.expected_spend(frequency, mean)


def profit_of(book: OrderBook, margin: Margin, assumed: Assumptions) -> Floats:
    """What a purchase of each customer is expected to leave, smallest unit."""
    return np.asarray(spend_of(book) * margin.rate - assumed.cost_per_purchase)


def horizon_of(book: OrderBook, assumed: Assumptions) -> float:
    """The horizon in the model's unit; whole periods at a rhythm."""
    units = assumed.horizon_months * DAYS_A_MONTH / book.unit_days
    return float(np.floor(units + 0.1)) if book.model.is_discrete else units


def _monthly(months: CustomerMonths) -> Floats:
    """Mean revenue a month over the last twelve complete months, by code."""
    last = months.last_complete
    first = max(last - YEAR + 1, months.first)
    rows = (months.month >= first) & (months.month <= last)
    total = np.bincount(months.customer[rows], months.amount[rows], months.size)
    return np.asarray(total / max(last - first + 1, 1))
