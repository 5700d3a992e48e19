"""One data set as the pages see it: the ledger or the contracts, and what else was uploaded beside them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.fingerprints import fingerprint_of
from ltv.ledger import CUSTOMER_ID, CustomerMonths, Ledger
from ltv.quality.facts import QualityFacts

Kind = Literal["orders", "contracts"]

DIMENSIONS = (
    "channel", "campaign", "tag", "first_discount", "plan", "product", "region", "industry", "size", "owner", "consent",
)  # fmt: skip
"""Attributes of a customer that segments are made of, in the order they are offered."""

_MOST_VALUES = 40


@dataclass(frozen=True, eq=False)
class Dataset:
    """A checked data set.

    Attributes
    ----------
    kind : "orders" or "contracts"
    months : CustomerMonths
    ledger : Ledger or None
        Rows by day; None for contracts.
    contracts : DataFrame or None
        As `contract_months` takes them, those that begin after `as_of` included: `customer_id`, `start`, `end` (days
        since 1970-01-01; missing `end` = open), `amount` per interval (smallest unit), `interval`, `interval_count`
        and, where the file has them, `plan`, `contract`. None for orders.
    spend : DataFrame or None
        Marketing cost: `month` (months since January 1970), `channel`, `amount` (smallest unit).
    deliveries : DataFrame or None
        `customer_id`, `promised`, `delivered` (days since 1970-01-01; `delivered` may be missing).
    tickets : DataFrame or None
        `customer_id`, `day`, `reply_hours`.
    surveys : DataFrame or None
        `customer_id`, `day`, `expected`, `experienced`, `reason`.
    crm : DataFrame or None
        The CRM's own record of sales, by its own ids: `customer_id`, `day`, `amount` (smallest unit).
    parties : DataFrame or None
        What tells whether two ids are one customer, beside a CRM record only: `source` ("crm" or "core"),
        `customer_id` and match keys, pseudonyms where the workspace has a key. Never shown, never exported.
    source : str
        Words for the reader: "sample: shop" or names of kinds of files; never a value of a file.
    fingerprint : str
        Of everything that went in and how it was mapped. Caches are keyed by it.
    facts : QualityFacts or None
        What the intake counted when the files were accepted; of the whole data set, also in a part of it. None where
        no files were read.
    """

    kind: Kind
    months: CustomerMonths
    fingerprint: str
    ledger: Ledger | None = None
    contracts: pd.DataFrame | None = None
    spend: pd.DataFrame | None = None
    deliveries: pd.DataFrame | None = None
    tickets: pd.DataFrame | None = None
    surveys: pd.DataFrame | None = None
    crm: pd.DataFrame | None = None
    parties: pd.DataFrame | None = field(default=None, repr=False)
    source: str = ""
    facts: QualityFacts | None = None
    _tables: tuple[str, ...] = field(default=("contracts", "deliveries", "tickets", "surveys"), repr=False)

    @property
    def customers(self) -> pd.DataFrame:
        """One row per customer code: `customer_id` and attributes."""
        return self.months.customers

    def in_currency(self, currency: str) -> Dataset:
        """The same figures named in another currency; nothing is converted. "" where the currency is not known."""
        fingerprint = fingerprint_of(self.fingerprint, currency)
        named: dict[str, Any] = {"currency": currency, "fingerprint": fingerprint}
        ledger = replace(self.ledger, **named) if self.ledger is not None else None
        return replace(self, months=replace(self.months, **named), ledger=ledger, fingerprint=fingerprint)

    @property
    def dimensions(self) -> list[str]:
        """Attributes that split the customers into 2 to 40 groups."""
        return [
            name
            for name in DIMENSIONS
            if name in self.customers and 2 <= self.customers[name].nunique() <= _MOST_VALUES
        ]

    def values(self, dimension: str) -> list[Any]:
        """Values of a dimension, the one with most customers first."""
        return list(self.customers[dimension].value_counts().index)

    def where(self, dimension: str, value: Any) -> Dataset:
        """The same data set seen through the customers that have a value."""
        return self.only((self.customers[dimension] == value).to_numpy(dtype=bool))

    def only(self, customers: NDArray[np.bool_]) -> Dataset:
        """The same data set seen through some of its customers. Marketing cost and the CRM's record are not divided."""
        ids = self.customers[CUSTOMER_ID][customers]
        months = self.months.only(customers)
        tables = {
            name: table[table[CUSTOMER_ID].isin(ids)]
            for name in self._tables
            if (table := getattr(self, name)) is not None
        }
        return replace(
            self,
            months=months,
            ledger=self.ledger.only(customers) if self.ledger is not None else None,
            spend=None,
            crm=None,
            parties=None,
            fingerprint=months.fingerprint,
            **tables,
        )
