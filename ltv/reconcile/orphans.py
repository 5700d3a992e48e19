"""Customers that only one of the two systems has sales of, with what they are worth and when they bought last."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ltv.reconcile.bridge import MonthlyBridge
from ltv.reconcile.matching import Matching
from ltv.reconcile.sales import Sales

BANDS = (10_000, 100_000, 1_000_000)
"""Bounds of the classes of value, in whole units of money, by which orphans are counted."""


def orphans(bridge: MonthlyBridge, sales: Sales, matching: Matching, place: str) -> pd.DataFrame:
    """Customers of one system only.

    Parameters
    ----------
    place : "crm_only" or "core_only"

    Returns
    -------
    DataFrame, one row per customer, the largest |amount| first
        `customer_id` (the first of its ids in that system), `amount`, `day` (last sale).
    """
    name, side = ("crm", 0) if place == "crm_only" else ("core", 1)
    alone = bridge.customers[bridge.customers["place"] == place]
    rows = sales.table.assign(group=matching.group[sales.table["party"].to_numpy()])
    last = rows[rows[name] != 0].groupby("group")["day"].max()
    table = pd.DataFrame(
        {
            "customer_id": alone["group"].map(matching.first_ids(side)),
            "amount": alone[name],
            "day": alone["group"].map(last).astype("Int64"),
        }
    )
    order = np.lexsort((table["customer_id"].astype(str).to_numpy(), -table["amount"].abs().to_numpy()))
    return table.iloc[order].reset_index(drop=True)


def by_value(table: pd.DataFrame, decimals: int) -> pd.DataFrame:
    """Orphans counted by the size of their value, so that nobody can be told from another.

    Returns
    -------
    DataFrame, one row per class that has customers, the largest first
        `from`, `to` (whole units; missing above the last bound), `customers`, `amount`, `day` (last sale of any).
    """
    bounds = np.array([0, *BANDS], dtype=np.int64) * 10**decimals
    band = np.searchsorted(bounds, table["amount"].abs().to_numpy(dtype=np.int64), side="right") - 1
    rows = table.assign(band=band).groupby("band", as_index=False, sort=True)
    found = rows.agg(customers=("amount", "size"), amount=("amount", "sum"), day=("day", "max")).iloc[::-1]
    limits: list[int | None] = [0, *BANDS, None]
    ends = pd.DataFrame(
        {"from": [limits[b] for b in found["band"]], "to": [limits[b + 1] for b in found["band"]]}, dtype="Int64"
    )
    return pd.concat([ends, found.drop(columns="band").reset_index(drop=True)], axis=1)
