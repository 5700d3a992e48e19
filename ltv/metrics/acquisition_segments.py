"""What customers are told apart by on the day they came: channel, campaign, first product, depth of discount."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.metrics.metric import Text
from ltv.metrics.standing import first_days
from ltv.sums import sum_by

DISCOUNT_DEPTH = "discount_depth"
NOT_GIVEN = ""
"""Segment of customers without a value."""

DEPTHS = (0, 10, 30, 50)
"""Percent up to which, the number included, a discount belongs to a band; deeper ones to the last."""
DEPTH_NAMES = {
    "0": Text("値引きなし", "No discount"),
    "10": Text("10%以下", "Up to 10 %"),
    "30": Text("10%超〜30%", "Above 10 to 30 %"),
    "50": Text("30%超〜50%", "Above 30 to 50 %"),
    "100": Text("50%超", "Above 50 %"),
}


def acquisition_dimensions(data: Dataset) -> list[str]:
    """Dimensions that customers can be told apart by: the data set's, and the depth of the first discount if known."""
    known = bool((~np.isnan(first_discount_depth(data))).any())
    return [*data.dimensions, *([DISCOUNT_DEPTH] if known else [])]


def acquisition_labels(data: Dataset, dimension: str) -> pd.Series[Any]:
    """Segment of each customer, by code; `NOT_GIVEN` where it is not known.

    Parameters
    ----------
    dimension : str
        A column of `data.customers`, or `DISCOUNT_DEPTH`, whose segments are the keys of `DEPTH_NAMES`.
    """
    if dimension != DISCOUNT_DEPTH:
        return data.customers[dimension].map(str, na_action="ignore").astype(object).fillna(NOT_GIVEN)
    depth = first_discount_depth(data)
    percent = np.rint(100 * np.nan_to_num(depth))
    band = np.array(list(DEPTH_NAMES), dtype=object)[np.searchsorted(DEPTHS, percent, side="left")]
    return pd.Series(np.where(np.isnan(depth), NOT_GIVEN, band), dtype=object)


def first_discount_depth(data: Dataset) -> NDArray[np.float64]:
    """Discount of each customer's first day of purchase as a share of the price before it, by code; NaN if not known.

    From the orders where they tell discounts, else the customer's `first_discount`: a share, or percent with a sign.
    Bands take it to the whole percent, so that 30 % of an odd price stays 30 %.
    """
    if data.ledger is None or "discount" not in data.ledger.columns:
        return _told(data)
    ledger = data.ledger
    discount = np.maximum(ledger.columns["discount"], 0)
    price = ledger.amount + discount
    rows = (ledger.day == first_days(data)[ledger.customer]) & (price > 0)
    total = sum_by(ledger.customer[rows], price[rows], ledger.size)
    taken = sum_by(ledger.customer[rows], discount[rows], ledger.size)
    return np.where(total > 0, taken / np.maximum(total, 1), np.nan)


def _told(data: Dataset) -> NDArray[np.float64]:
    """The customers' `first_discount` as a share; NaN where it is none."""
    if "first_discount" not in data.customers:
        return np.full(data.months.size, np.nan)
    text = data.customers["first_discount"].astype("string").str.strip()
    number = pd.to_numeric(text.str.rstrip("%％"), errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    percent = text.str.contains("[%％]$", regex=True).fillna(value=False).to_numpy(dtype=bool)
    share = np.where(percent, number / 100, number)
    return np.where((share >= 0) & (share <= 1), share, np.nan)
