"""Customers as a table names them become codes: whole numbers from 0 on, in the order of their ids."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.checks import first_problem, require
from ltv.errors import InvalidTableError

CUSTOMER_ID = "customer_id"


def identities(ids: pd.Series[Any]) -> tuple[pd.Series[str], str | None]:
    """Customer ids as text without blanks around them, and one line when some are missing."""
    text = ids.astype("string").str.strip()
    bad = text.isna() | (text == "")
    return text.fillna("").astype(str), first_problem(bad.to_numpy(dtype=bool), CUSTOMER_ID, "no customer")


def customer_codes(ids: pd.Series[str], attributes: pd.DataFrame | None) -> tuple[pd.DataFrame, NDArray[np.int32]]:
    """Customers sorted by id, one row per code, and the code of each row."""
    found_at, known = pd.factorize(pd.Index(ids))
    named = None if attributes is None else _named(attributes)
    everyone = known if named is None else known.append(pd.Index(named[CUSTOMER_ID]).difference(known))
    order = np.argsort(everyone)
    table = pd.DataFrame({CUSTOMER_ID: everyone[order]})
    if named is not None:
        table = table.merge(named, on=CUSTOMER_ID, how="left", validate="1:1")
    code = np.empty(len(order), dtype=np.int32)
    code[order] = np.arange(len(order))
    return table, code[found_at]


def _named(attributes: pd.DataFrame) -> pd.DataFrame:
    """Customers with their ids as text. Raises InvalidTableError for a row without an id or with that of another."""
    require(attributes, (CUSTOMER_ID,), "customers")
    ids, problem = identities(attributes[CUSTOMER_ID])
    again = first_problem(ids.duplicated().to_numpy(dtype=bool), CUSTOMER_ID, "given more than once")
    if problem or again:
        raise InvalidTableError("customers", [p for p in (problem, again) if p])
    return attributes.assign(**{CUSTOMER_ID: ids})
