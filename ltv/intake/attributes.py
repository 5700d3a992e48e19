"""Customers: one row per customer, with what segments are made of."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ltv.intake import dates
from ltv.intake.amounts import MISSING, REASONS
from ltv.intake.mapping import Mapped
from ltv.intake.records import Checked, Records
from ltv.intake.result import Options
from ltv.intake.table import Table
from ltv.intake.vocabulary import personal

LABELS = (
    "channel",
    "campaign",
    "tag",
    "first_discount",
    "region",
    "consent",
    "plan",
    "industry",
    "size",
    "owner",
    "company",
)


def check_customers(table: Table, mapped: Mapped, options: Options) -> Checked:
    """Check customers: each id once; what is empty stays missing.

    Returns
    -------
    Checked
        `table` has `customer_id` and, where the file has them, `registered` (day), `crm_total` (money) and labels.
    """
    records = Records.of(table, mapped, options)
    rule = records.date_rule("registered")
    records.exclude_totals(records.without_customer())
    frame = pd.DataFrame({"customer_id": records.customers()})
    if (found := records.days("registered", rule, optional=True)) is not None:
        day, reason = found
        records.verdicts.reject_each(np.where(reason == dates.MISSING, 0, reason), dates.REASONS, "registered")
        frame["registered"] = pd.array(np.where(reason == 0, day, 0), dtype="Int32")
        frame.loc[reason != 0, "registered"] = pd.NA
    decimals = _add_total(records, frame)
    frame = frame.assign(**records.labels(_without_names(records)))
    records.exclude_duplicates("customer_id")
    again = frame["customer_id"].where(records.open).duplicated() & frame["customer_id"].where(records.open).notna()
    records.verdicts.reject(again.to_numpy(), "customer_repeated", "customer_id")
    return records.checked(frame, decimals=decimals)


def _without_names(records: Records) -> tuple[str, ...]:
    """Labels that are taken over: not a column of names that may be of persons, unless the reader wants them."""
    options, header = records.options, records.mapped.header("company")
    if options.secret is None or options.readable_names or not personal(header):
        return LABELS
    records.warn("customer_names_not_imported", column=header)
    return tuple(name for name in LABELS if name != "company")


def _add_total(records: Records, frame: pd.DataFrame) -> int:
    """Add `crm_total`, what another system says the customer has bought; its decimals."""
    found = records.amounts("crm_total", comma=False)
    if found is None:
        return 0
    records.verdicts.reject_each(np.where(found.reason == MISSING, 0, found.reason), REASONS, "crm_total")
    missing = found.reason != 0
    frame["crm_total"] = found.whole
    if missing.any():
        frame["crm_total"] = frame["crm_total"].astype("Int64").mask(missing)
    return found.decimals
