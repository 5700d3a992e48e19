"""Who each of the two systems knows, and what they know about them that can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

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
    _known: dict[str, dict[int, frozenset[str]]] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> int:
        """How many parties both systems know together, each counted by its own id."""
        return len(self.ids)

    @cached_property
    def number(self) -> dict[tuple[str, str], int]:
        """Number of a party by side and id."""
        return {(SIDES[side], str(name)): i for i, (side, name) in enumerate(zip(self.side.tolist(), self.ids))}

    def values(self, party: int, key: str) -> frozenset[str]:
        """What is known of a party under a key."""
        if key not in self._known:
            self._known[key] = self._by_party(key)
        return self._known[key].get(party, frozenset())

    def holders(self, key: str) -> list[list[int]]:
        """For each value of a key the parties that have it, when there are several."""
        rows = self._of(key)
        return _several(rows["party"].to_numpy(dtype=np.int64), pd.factorize(rows["value"])[0])

    def holders_of_both(self, key: str, other: str) -> list[list[int]]:
        """For each pair of values of two keys the parties that have both, when there are several."""
        first, second = self._of(key), self._of(other)
        if first.empty or second.empty:
            return []
        both = first.merge(second, on="party", suffixes=("", "_other"), validate="m:m")
        codes, others = (pd.factorize(both[name])[0].astype(np.int64) for name in ("value", "value_other"))
        return _several(both["party"].to_numpy(dtype=np.int64), codes * (others.max(initial=0) + 1) + others)

    def _of(self, key: str) -> pd.DataFrame:
        return self.facts.loc[(self.facts["key"] == key).to_numpy(dtype=bool), ["party", "value"]]

    def _by_party(self, key: str) -> dict[int, frozenset[str]]:
        rows = self._of(key)
        found: dict[int, frozenset[str]] = {}
        for party, value in zip(rows["party"].tolist(), rows["value"].tolist()):
            found[party] = found[party] | {value} if party in found else frozenset((value,))
        return found

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
    return facts[facts["value"].notna() & (facts["value"] != "")].drop_duplicates(ignore_index=True)


def _readable(table: pd.DataFrame, number: NDArray[np.int64]) -> dict[int, str]:
    """The name to show of each party, the first in order of letters where several are written."""
    if "readable" not in table:
        return {}
    named = pd.DataFrame({"party": number, "name": table["readable"].to_numpy(dtype=object)}).dropna()
    first = named.groupby("party", as_index=False)["name"].min()
    return dict(zip(first["party"].tolist(), first["name"].astype(str).tolist()))


def _several(party: NDArray[np.int64], value: NDArray[np.integer[Any]]) -> list[list[int]]:
    """Parties of each value that several have, ascending; the values by their first party."""
    order = np.lexsort((party, value))
    starts = np.flatnonzero(np.diff(value[order], prepend=-1))
    lengths = np.diff(starts, append=len(order))
    chosen, sorted_party = lengths > 1, party[order].tolist()
    return sorted(sorted_party[i : i + n] for i, n in zip(starts[chosen].tolist(), lengths[chosen].tolist()))
