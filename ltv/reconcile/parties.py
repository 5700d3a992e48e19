"""Who each of the two systems knows, and what they know about them that can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ltv.ledger import CUSTOMER_ID

SIDES = ("crm", "core")
"""The two systems; the core system's ids are those of the data set's customers."""

KEYS = ("corporate_number", "email", "phone", "name", "postcode")
"""What can be compared beside the customer id, each normalised, or the pseudonym of what is normalised."""

PARTIES = ("source", CUSTOMER_ID, *KEYS, "readable")
"""Columns of a table of parties; `readable` is a company's name as it may be shown, missing where it may not."""


@dataclass(frozen=True, eq=False)
class Parties:
    """Everybody either system knows, numbered by side and id, so that the order of rows decides nothing.

    Attributes
    ----------
    side : int8, 0 for the CRM and 1 for the core system
    ids : customer ids, sorted within each side
    facts : DataFrame
        `party`, `key` (one of `KEYS`), `value`: each once.
    readable : names that may be shown, by party
    """

    side: NDArray[np.int8]
    ids: NDArray[np.object_]
    facts: pd.DataFrame
    readable: dict[int, str]

    @property
    def size(self) -> int:
        """How many parties both systems know together, each counted by its own id."""
        return len(self.ids)

    @cached_property
    def number(self) -> dict[tuple[str, str], int]:
        """Number of a party by side and id."""
        return {(SIDES[side], str(name)): i for i, (side, name) in enumerate(zip(self.side.tolist(), self.ids))}

    @cached_property
    def known(self) -> dict[str, dict[int, frozenset[str]]]:
        """For each key what is known of each party."""
        found: dict[str, dict[int, set[str]]] = {key: {} for key in KEYS}
        for party, key, value in zip(*(self.facts[c].tolist() for c in ("party", "key", "value"))):
            found[key].setdefault(party, set()).add(value)
        return {key: {party: frozenset(v) for party, v in each.items()} for key, each in found.items()}

    def values(self, party: int, key: str) -> frozenset[str]:
        """What is known of a party under a key."""
        return self.known[key].get(party, frozenset())

    def holders(self, key: str) -> Iterator[list[int]]:
        """For each value of a key the parties that have it, when there are several."""
        return _groups(self.facts[self.facts["key"] == key], ["value"])

    def holders_of_both(self, key: str, other: str) -> Iterator[list[int]]:
        """For each pair of values of two keys the parties that have both, when there are several."""
        first, second = (self.facts[self.facts["key"] == k][["party", "value"]] for k in (key, other))
        both = first.merge(second, on="party", suffixes=("", "_other"), validate="m:m")
        return _groups(both, ["value", "value_other"])

    def same_id(self) -> Iterator[list[int]]:
        """Pairs of a CRM party and a core party with the same customer id."""
        core = {name: i for i, name in enumerate(self.ids) if self.side[i] == 1}
        for i in np.flatnonzero(self.side == 0).tolist():
            if (other := core.get(self.ids[i])) is not None:
                yield [i, other]


def parties(table: pd.DataFrame, *, crm: pd.Index, core: pd.Index) -> Parties:
    """Number everybody.

    Parameters
    ----------
    table : DataFrame
        As `PARTIES`, any number of rows for one id; ids may be missing in it.
    crm, core : customer ids of each side
    """
    given = {side: table.loc[table["source"] == side, CUSTOMER_ID] for side in SIDES}
    ids = [np.unique(np.asarray([*given["crm"], *crm], dtype=object).astype(str)),
           np.unique(np.asarray([*given["core"], *core], dtype=object).astype(str))]  # fmt: skip
    side = np.repeat(np.array([0, 1], dtype=np.int8), [len(each) for each in ids])
    everyone = np.concatenate([each.astype(object) for each in ids])
    places = [pd.Index(each).get_indexer(given[name].astype(str)) for each, name in zip(ids, SIDES)]
    number = np.full(len(table), -1, dtype=np.int64)
    number[(table["source"] == "crm").to_numpy()] = places[0]
    number[(table["source"] == "core").to_numpy()] = places[1] + len(ids[0])
    return Parties(side, everyone, _facts(table, number), _readable(table, number))


def _facts(table: pd.DataFrame, number: NDArray[np.int64]) -> pd.DataFrame:
    """One row for each thing known of a party."""
    columns = [
        pd.DataFrame({"party": number, "key": key, "value": table[key].to_numpy(dtype=object)})
        for key in KEYS
        if key in table
    ]
    if not columns:
        return pd.DataFrame({"party": [], "key": [], "value": []}).astype({"party": np.int64})
    facts = pd.concat(columns, ignore_index=True)
    facts = facts[facts["value"].notna() & (facts["value"] != "")].drop_duplicates()
    return facts.sort_values(["key", "value", "party"], ignore_index=True)


def _readable(table: pd.DataFrame, number: NDArray[np.int64]) -> dict[int, str]:
    """The name to show of each party, the first in order of letters where several are written."""
    if "readable" not in table:
        return {}
    named = pd.DataFrame({"party": number, "name": table["readable"].to_numpy(dtype=object)}).dropna()
    first = named.groupby("party", as_index=False)["name"].min()
    return dict(zip(first["party"].tolist(), first["name"].astype(str).tolist()))


def _groups(rows: pd.DataFrame, by: list[str]) -> Iterator[list[int]]:
    """Parties of each group with several of them, ascending."""
    if rows.empty:
        return
    sizes = rows.groupby(by, sort=False)["party"].transform("size").to_numpy()
    for _, group in rows[sizes > 1].groupby(by, sort=True)["party"]:
        found = sorted(set(group.tolist()))
        if len(found) > 1:
            yield found
