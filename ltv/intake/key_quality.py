"""How well the rows of a file tell who the customer is: on this NRR, cohorts and LTV stand or fall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ltv.intake.result import Reading
from ltv.ledger import CUSTOMER_ID

Stands = Literal["id", "email", "masked_email", "name", "phone"]

_WARNING = "customer_key_is_"
_WITHOUT = ("customer_missing", "customer_id_mangled", "customer_id_too_long")
ENOUGH = 0.95
"""Share of rows with a key from which on the rest does not change what is seen."""


@dataclass(frozen=True)
class KeyQuality:
    """What stands for the customer in a file, and how often it is there.

    Attributes
    ----------
    header : column as the file writes it
    stands : what the column holds
    with_key, without_key : rows whose other fields could be used, with and without a usable key
    keys : distinct customers
    """

    header: str
    stands: Stands
    with_key: int
    without_key: int
    keys: int

    @property
    def share(self) -> float:
        """Share of rows that have a key."""
        rows = self.with_key + self.without_key
        return self.with_key / rows if rows else float("nan")

    @property
    def is_weak(self) -> bool:
        """Whether customers may be merged, split or missing so often that counts are off."""
        return self.stands != "id" or self.share < ENOUGH


def key_quality(reading: Reading) -> KeyQuality | None:
    """The customer key of an accepted file; None for kinds without customers, and for files not accepted."""
    header = reading.recognised.mapping.get(CUSTOMER_ID)
    if reading.outcome != "accept" or header is None or CUSTOMER_ID not in reading.table:
        return None
    problems = reading.problems
    without = problems["reason"].isin(_WITHOUT) & (problems["column"] == CUSTOMER_ID)
    return KeyQuality(
        header=header,
        stands=_stands(reading),
        with_key=reading.accepted,
        without_key=int(without.sum()),
        keys=int(reading.table[CUSTOMER_ID].nunique()),
    )


def _stands(reading: Reading) -> Stands:
    """What the warnings say of the column; a column called an id may hold addresses all the same."""
    kinds: tuple[Stands, ...] = ("email", "masked_email", "name", "phone")
    told = {warning.code for warning in reading.warnings}
    told |= {f"{_WARNING}{w.params.get('key')}" for w in reading.warnings if w.code == "customer_pseudonyms"}
    return next((kind for kind in kinds if _WARNING + kind in told), "id")
