"""What each customer bought by each system, month by month, in the months that both systems know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.errors import NotEnoughDataError
from ltv.ledger import CUSTOMER_ID
from ltv.reconcile.parties import Parties

CELLS = ("group", "month", "crm", "core", "refunds")
"""Columns of a table with one row per customer and month; money in the smallest unit, `refunds` negative and part of
`core`."""


@dataclass(frozen=True, eq=False)
class Sales:
    """Both systems' money by party and month.

    Attributes
    ----------
    table : DataFrame
        `party`, `month`, `crm`, `core`, `refunds`, `day` (last day of a sale in it; of contracts the month's first).
    first, last : the months both systems know
    outside : rows of the CRM before or after them, and their money
    """

    table: pd.DataFrame
    first: int
    last: int
    outside_rows: int
    outside_money: int

    def cells(self, group: NDArray[np.int64]) -> pd.DataFrame:
        """One row per customer and month (see `CELLS`), sorted by both, where parties of a group are one customer."""
        rows = self.table.assign(group=group[self.table["party"].to_numpy()])
        return rows.groupby(["group", "month"], as_index=False, sort=True)[["crm", "core", "refunds"]].sum()


def sales(data: Dataset, parties: Parties) -> Sales:
    """Bring both systems' sales to party and month.

    Raises
    ------
    NotEnoughDataError
        When there is no CRM record, or no month that both systems know.
    """
    if data.crm is None or data.crm.empty:
        raise NotEnoughDataError("There are no sales of a CRM to compare with the core system's.")
    crm, core = _crm(data.crm, data, parties), _core(data, parties)
    first = max(data.months.first, int(crm["month"].min()))
    last = min(data.months.last, int(crm["month"].max()))
    if last < first:
        raise NotEnoughDataError("The CRM and the core system have no month in common.")
    inside = crm["month"].between(first, last)
    table = pd.concat([crm[inside], core[core["month"].between(first, last)]], ignore_index=True)
    return Sales(table, first, last, int((~inside).sum()), int(crm.loc[~inside, "crm"].sum()))


def _crm(sold: pd.DataFrame, data: Dataset, parties: Parties) -> pd.DataFrame:
    party = pd.Index(parties.ids[parties.side == 0]).get_indexer(sold[CUSTOMER_ID].astype(str))
    day = sold["day"].to_numpy(dtype=np.int64)
    rows = {"party": party, "month": data.months.month_rule.months(day), "day": day}
    return pd.DataFrame(rows).assign(crm=sold["amount"].to_numpy(dtype=np.int64), core=np.int64(0), refunds=np.int64(0))


def _core(data: Dataset, parties: Parties) -> pd.DataFrame:
    """Rows of the ledger; of contracts the recurring revenue of each month."""
    customers = data.customers[CUSTOMER_ID].astype(str)
    offset = int((parties.side == 0).sum())
    party = pd.Index(parties.ids[parties.side == 1]).get_indexer(customers) + offset
    rows: dict[str, NDArray[Any]]
    if data.ledger is not None:
        day = data.ledger.day.astype(np.int64)
        rows = {"party": party[data.ledger.customer], "month": data.months.month_rule.months(day), "day": day}
        amount = data.ledger.amount
    else:
        month = data.months.month.astype(np.int64)
        rows = {"party": party[data.months.customer], "month": month, "day": _first_days(month)}
        amount = data.months.amount
    table = pd.DataFrame(rows).assign(crm=np.int64(0), core=amount, refunds=np.minimum(amount, 0))
    grouped = table.groupby(["party", "month"], as_index=False, sort=True)
    return grouped.agg({"crm": "sum", "core": "sum", "refunds": "sum", "day": "max"})


def _first_days(month: NDArray[np.int64]) -> NDArray[np.int64]:
    return month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
