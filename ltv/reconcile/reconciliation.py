"""The whole comparison of a data set's CRM with its core system: who is one, and what their money says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.ledger import CUSTOMER_ID
from ltv.reconcile.bridge import MonthlyBridge, monthly_bridge
from ltv.reconcile.decisions import Decision
from ltv.reconcile.matching import TIERS, Matching, Question, match
from ltv.reconcile.orphans import orphans
from ltv.reconcile.parties import PARTIES, Parties, parties
from ltv.reconcile.retention_effect import RetentionEffect, retention_effect
from ltv.reconcile.sales import Sales, sales
from ltv.sums import sum_by


@dataclass(frozen=True, eq=False)
class Reconciliation:
    """Everything the reconciliation says; parts that few need are computed when they are asked for."""

    data: Dataset
    matching: Matching
    sales: Sales
    bridge: MonthlyBridge

    def orphans(self, place: str) -> pd.DataFrame:
        """Customers of one system only; see `orphans.orphans`."""
        return orphans(self.bridge, self.sales, self.matching, place)

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Matched customers and months in which the two differ, the largest |difference| first.

        Returns
        -------
        DataFrame
            `crm_id`, `core_id` (the first id of the customer in each), `month`, `crm`, `core`, `difference`, `cause`.
        """
        rows = self.bridge.differences
        ids = {name: rows["group"].map(self.matching.first_ids(side)) for name, side in (("crm_id", 0), ("core_id", 1))}
        table = pd.concat([pd.DataFrame(ids), rows.drop(columns="group")], axis=1)
        order = np.lexsort((table["month"], table["core_id"].astype(str), -table["difference"].abs()))
        return table.iloc[order].reset_index(drop=True)

    @cached_property
    def effect(self) -> RetentionEffect | None:
        """What matching does to NRR."""
        return retention_effect(self.data.months, self.matching)

    @cached_property
    def tiers(self) -> pd.DataFrame:
        """How many merges rest on which evidence.

        Returns
        -------
        DataFrame, one row per tier that has any, the surest first
            `tier`, `links`, `amount` (core sales of the customers it joined, each customer under its surest tier).
        """
        links = pd.DataFrame(
            [(self.matching.group[link.left], link.tier) for link in self.matching.links], columns=["group", "tier"]
        )
        counted = links.groupby("tier").size()
        rank = links["tier"].map(TIERS.index) if len(links) else pd.Series(dtype=int)
        surest = links.assign(rank=rank).sort_values("rank", kind="stable").drop_duplicates("group")
        core = self.bridge.customers.set_index("group")["core"]
        money = surest.assign(core=surest["group"].map(core).fillna(0)).groupby("tier")["core"].sum()
        rows = [(tier, int(counted[tier]), int(money.get(tier, 0))) for tier in TIERS if tier in counted]
        return pd.DataFrame(rows, columns=["tier", "links", "amount"])

    @cached_property
    def questions(self) -> list[tuple[Question, int]]:
        """Pairs to ask about with the money that hangs on them, the most first."""
        worth = self.worth
        asked = [(each, int(worth[each.left] + worth[each.right])) for each in self.matching.questions]
        return sorted(asked, key=lambda pair: (-pair[1], pair[0]))

    @cached_property
    def worth(self) -> NDArray[np.int64]:
        """Money of each party in the months compared: of the CRM for its own, of the core system for its own."""
        table = self.sales.table
        money = (table["crm"].abs() + table["core"].abs()).to_numpy(dtype=np.int64)
        return sum_by(table["party"].to_numpy(), money, self.matching.parties.size)


def has_crm_sales(data: Dataset) -> bool:
    """Whether the data set has the CRM's own record of sales."""
    return data.crm is not None and not data.crm.empty


def everybody(data: Dataset) -> Parties:
    """Everybody the CRM or the core system knows."""
    table = data.parties if data.parties is not None else pd.DataFrame(columns=list(PARTIES))
    crm = data.crm[CUSTOMER_ID] if data.crm is not None else pd.Series(dtype=str)
    return parties(table, crm=pd.Index(crm.unique()), core=pd.Index(data.customers[CUSTOMER_ID]))


def reconcile(data: Dataset, decisions: Sequence[Decision] = ()) -> Reconciliation:
    """Compare the CRM with the core system.

    Raises
    ------
    NotEnoughDataError
        When there is no CRM record, or no month that both know.
    """
    known = everybody(data)
    money = sales(data, known)
    matching = match(known, decisions)
    bridge = monthly_bridge(money.cells(matching.group), money.first, money.last, rounding=data.months.rounding)
    return Reconciliation(data, matching, money, bridge)
