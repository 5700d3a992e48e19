"""Customers as a table names them become codes: whole numbers from 0 on, in the order of their ids."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from ltv.checks import first_problem, require
from ltv.distinct_texts import sorted_places
from ltv.errors import InvalidTableError

CUSTOMER_ID = "customer_id"


def identities(ids: pd.Series[Any]) -> tuple[pd.Series[str], str | None]:
    """Customer ids as text without blanks around them, and one line when some are missing.

    A categorical whose categories all appear and are clean already stays one.
    """
    if isinstance(ids.dtype, pd.CategoricalDtype):
        if _is_clean(ids):
            return ids, None
        ids = ids.astype("str")
    text = ids.astype("string").str.strip()
    bad = text.isna() | (text == "")
    return text.fillna("").astype(str), first_problem(bad.to_numpy(dtype=bool), CUSTOMER_ID, "no customer")


def _is_clean(ids: pd.Series[Any]) -> bool:
    codes, names = ids.cat.codes.to_numpy(), pa.array(ids.cat.categories, pa.large_string())
    if len(names) == 0 or codes.min(initial=0) < 0 or not np.bincount(codes, minlength=len(names)).all():
        return False
    bare = pc.utf8_trim_whitespace(names)
    return bool(pc.all(pc.and_(pc.equal(bare, names), pc.not_equal(bare, ""))).as_py())


def customer_codes(ids: pd.Series[str], attributes: pd.DataFrame | None) -> tuple[pd.DataFrame, NDArray[np.int32]]:
    """Customers sorted by id, one row per code, and the code of each row."""
    coded = isinstance(ids.dtype, pd.CategoricalDtype)
    found_at, known = (ids.cat.codes.to_numpy(), ids.cat.categories) if coded else pd.factorize(pd.Index(ids))
    named = None if attributes is None else _named(attributes)
    place = None if named is None else known.get_indexer(pd.Index(named[CUSTOMER_ID]))
    everyone = known if named is None or place is None else known.append(pd.Index(named[CUSTOMER_ID][place < 0]))
    order = sorted_places(pa.array(everyone, pa.large_string()))
    table = pd.DataFrame({CUSTOMER_ID: everyone[order]})
    if named is not None and place is not None:
        row = np.full(len(everyone), -1)
        row[np.where(place < 0, len(known) + np.cumsum(place < 0) - 1, place)] = np.arange(len(named))
        table = table.join(
            named.drop(columns=CUSTOMER_ID).reset_index(drop=True).reindex(row[order]).set_axis(table.index)
        )
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
