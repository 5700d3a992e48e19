"""What a person decided about two ids that may be one customer; kept by codes, never by the ids themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from ltv.store.declared import Body, one_of, read_as, short_code


@dataclass(frozen=True)
class MatchDecision(Body):
    """Two parties, the smaller code first, and whether they are one.

    Attributes
    ----------
    data : whose data it is for: "upload", or "sample:" and its name
    left, right : codes of the parties; see `party_code`
    verdict : "undone" takes back what was said; the rules decide again
    doubt : why it was asked
    """

    KIND: ClassVar[str] = "match_decision"

    data: str = field(metadata=read_as(short_code))
    left: str = field(metadata=read_as(short_code))
    right: str = field(metadata=read_as(short_code))
    verdict: str = field(metadata=read_as(one_of("same", "different", "undone")))
    doubt: str = field(default="", metadata=read_as(one_of("", *("contradictory", "conflict", "shared_key"),
                                                           *("similar", "name", "phone", "merged"))))  # fmt: skip

    @property
    def handle(self) -> str:
        """The pair: of each there is one record, whose newest revision counts."""
        return f"{self.data}/{self.left}/{self.right}"


def party_code(source: str, customer_id: str, workspace: str) -> str:
    """A code for an id of one system, from which the id cannot be read; the same in one workspace for ever."""
    said = f"{source}\n{customer_id}".encode("utf-8", errors="surrogatepass")
    return "p_" + hashlib.blake2b(said, key=workspace.encode()[:64], digest_size=16).hexdigest()


def pair_of(codes: Iterable[str]) -> tuple[str, str]:
    """Two codes in the order in which they are kept."""
    left, right = sorted(codes)
    return left, right
