"""Data that papers print their numbers for. Both come from the package lifetimes (MIT, licence beside them)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from ltv.metrics.histories import PurchaseHistories
from ltv.metrics.opportunities import Opportunities

DATA = Path(__file__).parent / "data"
END = 272
"""Last day of the papers' calibration period, 30 September 1997, counted from 1 January."""


def cdnow_days() -> pd.DataFrame:
    """CDNOW 1/10 sample, the calibration period: one row per customer and day, with what was paid in cents."""
    lines = pd.read_csv(DATA / "cdnow_purchases.csv")
    return lines[lines["day"] <= END].groupby(["customer", "day"], as_index=False)["cents"].sum()


def cdnow_customers() -> pd.DataFrame:
    """One row per customer: x, t_x, T in weeks, m in dollars (mean of repeat days)."""
    days = cdnow_days()
    by = days.groupby("customer")
    first, last, n = by["day"].min(), by["day"].max(), by.size()
    repeats = days[days["day"] > days["customer"].map(first)]
    mean = repeats.groupby("customer")["cents"].mean() / 100
    return pd.DataFrame({"x": n - 1, "t_x": (last - first) / 7, "T": (END - first) / 7, "m": mean})


def cdnow() -> PurchaseHistories:
    customers = cdnow_customers()
    gaps = cdnow_days().groupby("customer")["day"].diff().dropna()
    return PurchaseHistories.of(
        customers["x"], customers["t_x"], customers["T"], log_gaps=float(np.log(gaps / 7).sum())
    )


def rounded_cdnow() -> PurchaseHistories:
    """The summary that lifetimes ships, its weeks rounded to two decimals."""
    table = pd.read_csv(DATA / "cdnow_rounded_summary.csv")
    return PurchaseHistories.of(table["frequency"], table["recency"], table["T"])


def donations() -> Opportunities:
    table = pd.read_csv(DATA / "donations.csv")
    return Opportunities.of(table["frequency"], table["recency"], table["periods"], table["weights"])
