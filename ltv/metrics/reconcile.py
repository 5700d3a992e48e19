"""Do the CRM and the core sales system tell the same story, and where not?"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.dataset import Dataset
from ltv.errors import NotEnoughDataError
from ltv.ledger import CUSTOMER_ID
from ltv.metrics.intervals import share
from ltv.metrics.metric import METRICS, Metric, Text, Unit
from ltv.sums import sum_by

CRM_TOTAL = "crm_total"

EXPLAINED_REVENUE = METRICS.add(
    Metric(
        "explained_revenue",
        Text("売上の説明率", "Explained revenue"),
        Text(
            "CRMと基幹の売上の差のうち、理由が分からない額が基幹売上に対してどれだけ小さいか。片方にしかいない顧客と、"
            "返金で説明できる差は一覧で示せるため、説明済みと数えます。",
            "How small the unexplained difference between CRM and core sales is. Customers in only one of the two are "
            "listed by name and differences equal to refunds have a cause, so both count as explained.",
        ),
        Text("1 − Σ|理由の分からない差| ÷ 基幹売上", "1 − Σ |unexplained difference| ÷ core sales"),
        Unit.SHARE,
        "LTV Compass",
    )
)


@dataclass(frozen=True)
class Bridge:
    """From the CRM's total to the core system's, in parts that add up over customers. Money in the smallest unit.

    crm_total − core_total = crm_only − core_only + matched_difference, exactly.

    Attributes
    ----------
    crm_only, core_only : int
        Totals of customers that only one of the two knows.
    matched_difference : int
        Σ (CRM − core) over customers that both know.
    refund_difference : int
        The part of it from customers whose difference equals their refunds: the CRM has not heard of them.
    unexplained : int
        Σ |CRM − core| over the other customers that both know.
    shared : int
        Σ min(|CRM|, |core|) over customers both know, where the signs agree.
    known : int
        Σ |CRM| + Σ |core| over all customers.
    """

    crm_total: int = 0
    core_total: int = 0
    crm_only: int = 0
    core_only: int = 0
    matched_difference: int = 0
    refund_difference: int = 0
    unexplained: int = 0
    shared: int = 0
    known: int = 0
    customers_crm_only: int = 0
    customers_core_only: int = 0
    customers_matched: int = 0
    customers_different: int = 0

    def __add__(self, other: Bridge) -> Bridge:
        return Bridge(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Bridge)))

    @property
    def difference(self) -> int:
        """CRM total less core total."""
        return self.crm_total - self.core_total

    @property
    def customers(self) -> int:
        """Customers that at least one of the two knows."""
        return self.customers_matched + self.customers_crm_only + self.customers_core_only

    @property
    def customers_crm(self) -> int:
        """Customers that the CRM knows."""
        return self.customers_matched + self.customers_crm_only

    @property
    def customers_core(self) -> int:
        """Customers that the core system knows."""
        return self.customers_matched + self.customers_core_only

    @property
    def customers_matched_share(self) -> float:
        """Customers both know ÷ customers either knows."""
        return share(self.customers_matched, self.customers)

    @property
    def value_matched_share(self) -> float:
        """Value both agree on, as a share of the mean of both totals: 2 Σ min ÷ (Σ CRM + Σ core)."""
        return share(2 * self.shared, self.known)

    @property
    def explained_share(self) -> float:
        """1 − unexplained ÷ core sales; below 0 when more is unexplained than sold, NaN without core sales."""
        return 1 - share(self.unexplained, max(self.core_total, 0))


def has_crm(data: Dataset) -> bool:
    """Whether there is anything to compare: orders, and customers with the CRM's total."""
    return data.ledger is not None and CRM_TOTAL in data.customers and bool(data.customers[CRM_TOTAL].notna().any())


def differences(data: Dataset) -> pd.DataFrame:
    """Compare the two systems customer by customer.

    Returns
    -------
    DataFrame, one row per customer that either knows, the largest |difference| first
        `customer_id`; `place` ("crm_only", "core_only", "matched"); `crm`, `core` (0 where not known), `refunds`
        (negative) and `difference` = crm − core, in the smallest unit; `is_refund` where a matched difference equals
        the refunds, which the CRM then has not heard of.

    Raises
    ------
    NotEnoughDataError
        When there are no orders or no CRM totals (see `has_crm`).
    """
    if CRM_TOTAL not in data.customers:
        raise NotEnoughDataError(f"CRM and core sales cannot be compared: the customers have no column {CRM_TOTAL}.")
    crm, core = data.customers[CRM_TOTAL].astype("Int64"), _core(data)
    listed, sold = crm.notna().to_numpy(dtype=bool), core["rows"] > 0
    table = pd.DataFrame(
        {
            CUSTOMER_ID: data.customers[CUSTOMER_ID].to_numpy(),
            "place": np.select([listed & sold, listed], ["matched", "crm_only"], "core_only"),
            "crm": crm.fillna(0).to_numpy(dtype=np.int64),
            "core": core["net"],
            "refunds": core["refunds"],
        }
    )
    table["difference"] = table["crm"] - table["core"]
    explained = (table["refunds"] < 0) & (table["difference"] == -table["refunds"])
    table["is_refund"] = explained & (table["place"] == "matched")
    known = table[listed | sold]
    largest = known["difference"].abs().sort_values(ascending=False, kind="stable").index
    return known.loc[largest].reset_index(drop=True)


def bridge(data: Dataset) -> Bridge:
    """Reconcile the CRM's total per customer with the net sales in the ledger."""
    return bridge_of(differences(data))


def bridge_of(table: pd.DataFrame) -> Bridge:
    """Add up the rows of `differences`."""
    crm, core = (table[name].to_numpy(dtype=np.int64) for name in ("crm", "core"))
    difference, refund = crm - core, table["is_refund"].to_numpy(dtype=bool)
    places = ("matched", "crm_only", "core_only")
    matched, only_crm, only_core = ((table["place"] == place).to_numpy() for place in places)
    agree = matched & (np.sign(crm) == np.sign(core))
    smaller = np.minimum(np.abs(crm), np.abs(core))
    return Bridge(
        crm_total=int(crm.sum()),
        core_total=int(core.sum()),
        crm_only=int(crm[only_crm].sum()),
        core_only=int(core[only_core].sum()),
        matched_difference=int(difference[matched].sum()),
        refund_difference=int(difference[refund].sum()),
        unexplained=int(np.abs(difference[matched & ~refund]).sum()),
        shared=int(smaller[agree].sum()),
        known=int(np.abs(crm).sum() + np.abs(core).sum()),
        customers_crm_only=int(only_crm.sum()),
        customers_core_only=int(only_core.sum()),
        customers_matched=int(matched.sum()),
        customers_different=int((matched & (difference != 0)).sum()),
    )


def _core(data: Dataset) -> dict[str, NDArray[Any]]:
    """Net sales, refunds and rows of each customer in the ledger."""
    if data.ledger is None:
        raise NotEnoughDataError("CRM and core sales cannot be compared: the data set has no orders.")
    customer, amount, size = data.ledger.customer, data.ledger.amount, data.ledger.size
    return {
        "net": sum_by(customer, amount, size),
        "refunds": sum_by(customer, np.minimum(amount, 0), size),
        "rows": np.bincount(customer, minlength=size),
    }
