"""From the CRM's total to the core system's, month by month, in parts that close to the last unit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ltv.metrics.intervals import share
from ltv.reconcile.causes import CAUSES, causes

MATERIALITY = 0.005
"""More unexplained than this share of core sales must not be left alone."""

PARTS = ("crm", "core", "crm_only", "core_only", *CAUSES)


@dataclass(frozen=True, eq=False)
class MonthlyBridge:
    """Two systems' sales compared.

    CRM − core = crm_only − core_only + returns + tax + timing + rounding + unexplained, exactly, in every month and in
    sum.

    Attributes
    ----------
    months : DataFrame, one row per month both know
        `month` (since January 1970), `PARTS` in the smallest unit, signed as CRM − core apart from `core_only`, and
        `unexplained_size`, Σ |difference| over customers without a cause.
    customers : DataFrame, one row per customer that sold anything by either system
        `group`, `place` ("matched", "crm_only", "core_only"), `crm`, `core`, `different` (months).
    differences : DataFrame, one row per matched customer and month in which the two differ
        `group`, `month`, `crm`, `core`, `difference` (crm − core) and `cause`, one of `CAUSES`.
    """

    months: pd.DataFrame
    customers: pd.DataFrame
    differences: pd.DataFrame

    def total(self, part: str) -> int:
        """A part over all months."""
        return int(self.months[part].sum())

    @property
    def difference(self) -> int:
        """CRM total less core total."""
        return self.total("crm") - self.total("core")

    @property
    def matched_difference(self) -> int:
        """Σ (CRM − core) over customers both have sales of."""
        return sum(self.total(cause) for cause in CAUSES)

    def count(self, place: str) -> int:
        """How many customers are in both, or in one only."""
        return int((self.customers["place"] == place).sum())

    @property
    def by_cause(self) -> pd.DataFrame:
        """Differences of matched customers by cause.

        Returns
        -------
        DataFrame, one row per cause that occurs, in the order of `CAUSES`
            `cause`, `customers`, `customer_months`, `amount` (signed sum), `size` (Σ |difference|).
        """
        rows = self.differences.assign(size=self.differences["difference"].abs())
        found = rows.groupby("cause").agg(
            customers=("group", "nunique"), customer_months=("group", "size"), amount=("difference", "sum"),
            size=("size", "sum"),
        )  # fmt: skip
        return found.reindex([cause for cause in CAUSES if cause in found.index]).rename_axis("cause").reset_index()

    @property
    def customers_matched_share(self) -> float:
        """Customers both have sales of ÷ customers either has."""
        return share(self.count("matched"), len(self.customers))

    @cached_property
    def value_agreed(self) -> tuple[int, int]:
        """2 Σ min(CRM, core) over customers both have sales of, and Σ CRM + Σ core, over all months."""
        crm, core = (self.customers[name].to_numpy(dtype=np.int64) for name in ("crm", "core"))
        agree = (self.customers["place"] == "matched").to_numpy() & (np.sign(crm) == np.sign(core))
        shared = np.minimum(np.abs(crm), np.abs(core))[agree].sum()
        return 2 * int(shared), int(np.abs(crm).sum() + np.abs(core).sum())

    @property
    def value_matched_share(self) -> float:
        """The value both agree on ÷ the value of both."""
        return share(*self.value_agreed)

    @property
    def unexplained_share(self) -> float:
        """Σ |difference without a cause| ÷ core sales, a share; NaN without core sales."""
        return share(self.total("unexplained_size"), max(self.total("core"), 0))

    @property
    def is_material(self) -> bool:
        """Whether more is unexplained than may be left alone."""
        return self.unexplained_share > MATERIALITY


def monthly_bridge(cells: pd.DataFrame, first: int, last: int, *, rounding: int = 0) -> MonthlyBridge:
    """Compare both systems.

    Parameters
    ----------
    cells : DataFrame
        As `sales.CELLS`: one row per customer and month, sorted by both.
    first, last : months of the table, also those in which nothing was sold
    rounding : as `causes` has it
    """
    place = _places(cells)
    matched = cells[place == "matched"]
    cause = causes(matched, rounding=rounding)
    parts = {"crm": cells["crm"], "core": cells["core"]}
    rows = pd.DataFrame({"month": cells["month"], **parts})
    rows["crm_only"] = cells["crm"].where(place == "crm_only", 0)
    rows["core_only"] = cells["core"].where(place == "core_only", 0)
    difference = (matched["crm"] - matched["core"]).to_numpy(dtype=np.int64)
    for name in CAUSES:
        rows[name] = np.int64(0)
        rows.loc[matched.index, name] = np.where(cause == name, difference, 0)
    rows["unexplained_size"] = rows["unexplained"].abs()
    months = rows.groupby("month").sum().reindex(range(first, last + 1), fill_value=0).astype(np.int64)
    differences = matched[["group", "month", "crm", "core"]].assign(difference=difference, cause=cause)
    return MonthlyBridge(
        months.rename_axis("month").reset_index(),
        _customers(cells, place),
        differences[difference != 0].reset_index(drop=True),
    )


def _places(cells: pd.DataFrame) -> pd.Series[Any]:
    """Where the customer of each row is known: by sales, in any of the months."""
    sold = cells.assign(in_crm=cells["crm"] != 0, in_core=(cells["core"] != 0) | (cells["refunds"] != 0))
    known = sold.groupby("group")[["in_crm", "in_core"]].transform("any")
    place = np.select([known["in_crm"] & known["in_core"], known["in_crm"]], ["matched", "crm_only"], "core_only")
    return pd.Series(place, index=cells.index)


def _customers(cells: pd.DataFrame, place: pd.Series[Any]) -> pd.DataFrame:
    rows = cells.assign(place=place, different=(cells["crm"] != cells["core"]).astype(np.int64))
    found = rows.groupby("group", as_index=False, sort=True).agg(
        place=("place", "first"), crm=("crm", "sum"), core=("core", "sum"), different=("different", "sum")
    )
    return found[(found["crm"] != 0) | (found["core"] != 0) | (found["different"] > 0)].reset_index(drop=True)
