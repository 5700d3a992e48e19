"""How long it takes until customers order again, counting those who may still come."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from ltv.metrics.repeat import Purchases, median_gap

WEEK = 7


def repeat_window(orders: Purchases) -> int | None:
    """Days within which a repeat is expected: 1.5 × the median gap between orders, half up; None without repeats."""
    gap = median_gap(orders)
    return None if math.isnan(gap) else max(1, math.floor(1.5 * gap + 0.5))


def days_until_next(orders: Purchases, nth: int = 1) -> pd.DataFrame:
    """Share of customers who placed the order after their `nth` one, by days since then.

    Customers whose next order has not come are counted for as long as they have been observed
    (Kaplan & Meier, Journal of the American Statistical Association 53, 1958, eq. 2a).

    Returns
    -------
    DataFrame, one row per day from 0 to the last day a customer was observed on
        `day`; `at_risk` customers observed that long who had not yet ordered again; `customers` who did on that day;
        `share` of all who had ordered again by then.
    """
    at = np.flatnonzero(orders.nth == nth)
    following = np.minimum(at + 1, len(orders.nth) - 1)
    again = orders.nth[following] == nth + 1
    waited = np.where(again, orders.day[following] - orders.day[at], orders.as_of - orders.day[at]).astype(np.int64)
    leaving = np.bincount(waited)
    customers = np.bincount(waited[again], minlength=len(leaving))
    at_risk = len(at) - np.concatenate([[0], np.cumsum(leaving)[:-1]]) if len(at) else leaving
    share = 1 - np.cumprod(1 - customers / np.maximum(at_risk, 1))
    return pd.DataFrame({"day": np.arange(len(leaving)), "at_risk": at_risk, "customers": customers, "share": share})


def median_days(table: pd.DataFrame) -> float:
    """First day by which half of all customers had ordered again; NaN while that is not known."""
    reached = table.loc[table["share"] >= 0.5, "day"]
    return float(reached.iloc[0]) if len(reached) else math.nan


def by_week(table: pd.DataFrame, weeks: int) -> pd.DataFrame:
    """`days_until_next` in steps of seven days.

    Returns
    -------
    DataFrame, one row per week
        `from_day`, `to_day`; `customers` who ordered again in it; `step` added to the share; `share` at its end.
    """
    week = table["day"] // WEEK
    summed = table.assign(week=week).groupby("week").agg(customers=("customers", "sum"), share=("share", "last"))
    step = summed["share"].diff().fillna(summed["share"])
    start = summed.index.to_numpy() * WEEK
    return (
        summed.assign(from_day=start, to_day=start + WEEK - 1, step=step)
        .reset_index(drop=True)[["from_day", "to_day", "customers", "step", "share"]]
        .head(weeks)
    )
