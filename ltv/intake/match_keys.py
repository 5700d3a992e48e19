"""What tells whether two ids are one customer: normalised, and made pseudonyms where the workspace has a key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.intake.column import Column
from ltv.intake.mapping import Mapped
from ltv.intake.pseudonyms import pseudonym
from ltv.intake.records import Records
from ltv.intake.result import Options
from ltv.intake.table import Table
from ltv.intake.texts import clean, taken
from ltv.intake.verdicts import Verdicts
from ltv.intake.vocabulary import identity
from ltv.reconcile.company_names import company_name, person_name
from ltv.reconcile.contacts import corporate_number, email, phone, postcode

KINDS_OF_CUSTOMERS = ("orders", "contracts", "customers", "crm")
"""Kinds of files whose customers are compared."""

_IDENTIFYING = ("customer_id", "company")
"""Fields whose column may also tell whether two ids are one customer."""

_NORMALISED: Mapping[str, Callable[[str], str]] = {
    "corporate_number": corporate_number,
    "email": email,
    "phone": phone,
    "company": company_name,
    "name": person_name,
    "postcode": postcode,
}


def key_columns(mapped: Mapped) -> dict[str, int]:
    """Match key → its first column, of those that are not taken over for another field."""
    if mapped.kind not in KINDS_OF_CUSTOMERS:
        return {}
    used = {place for name, places in mapped.columns.items() if name not in _IDENTIFYING for place in places}
    found: dict[str, int] = {}
    for place, header in enumerate(mapped.headers):
        key = None if place in used else identity(header)
        if key is not None:
            found.setdefault(key, place)
    return found


def match_keys(table: Table, mapped: Mapped, options: Options, kept: NDArray[np.bool_]) -> pd.DataFrame | None:
    """Each customer's match keys, each combination once.

    Parameters
    ----------
    kept : records that were accepted

    Returns
    -------
    DataFrame or None
        `customer_id`, the keys the file has (a company's name stands under "name"), and `readable`, the company's name
        as written where names may be read. None where the file has no such column.
    """
    places = key_columns(mapped)
    if not places:
        return None
    records = Records(table, mapped, options, Verdicts(table))
    customers = records.coded_customers()
    rows = _distinct([customers.cat.codes.to_numpy(), *(table.column(place).codes for place in places.values())], kept)
    columns = {"customer_id": customers.iloc[rows].astype("str").reset_index(drop=True)}
    for key, place in places.items():
        if key != "name" or "company" not in places:
            column = table.column(place).take(rows)
            columns["name" if key == "company" else key] = taken(_keys(key, column, options), column.codes)
    if "company" in places and (options.secret is None or options.readable_names):
        column = table.column(places["company"]).take(rows)
        columns["readable"] = taken([clean(text) or None for text in column.texts], column.codes)
    return pd.DataFrame(columns).drop_duplicates(ignore_index=True)


def _distinct(columns: Sequence[NDArray[np.integer]], kept: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The first of the kept rows for each combination of codes."""
    rows = np.flatnonzero(kept)
    together = np.zeros(len(rows), dtype=np.int64)
    for codes in columns:
        together = pd.factorize(together * (int(codes.max(initial=0)) + 2) + codes[rows].astype(np.int64) + 1)[0]
    return rows[~pd.Series(together).duplicated().to_numpy()]


def _keys(key: str, column: Column, options: Options) -> list[str | None]:
    """A key for each distinct text of a column; None where it holds none."""
    said = [_NORMALISED[key](clean(text)) or None for text in column.texts]
    if options.secret is None or (key == "company" and options.readable_names):
        return said
    return [text and pseudonym(text, options.secret) for text in said]
