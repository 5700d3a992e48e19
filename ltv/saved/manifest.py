"""What stands beside the tables of a saved data set: what it is called, what it holds, and until when it is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ltv.store.json_text import Flaw, dumped, loaded

SCHEMA = 1
"""Of the form of a saved data set; raised when it changes, with a reading of the earlier form."""
KEPT_DAYS = 400
"""A set is kept so long unless told otherwise: enough for net revenue retention year on year."""
LONGEST_DAYS = 2_000
FILE = "manifest.json"


@dataclass(frozen=True)
class Part:
    """One file of tables: its size, its digest and its rows."""

    bytes: int
    sha256: str
    rows: int


@dataclass(frozen=True)
class Manifest:
    """A saved data set in a few words.

    Attributes
    ----------
    name : as the reader called it
    saved_at : moment (UTC), as `ltv.store.clock.written` writes it
    delete_after : last day (UTC) on which it is kept
    kind, rows, customers, first, as_of : what it holds; `first` is a month, months since January 1970
    fingerprint : of the data set; equal fingerprints, equal figures
    files : name → `Part`
    body : the data set without its tables (`ltv.saved.tree`)
    facts : what else the reader saw beside it, such as how many records of each file were used
    program : version of the program that saved it
    """

    id: str
    name: str
    saved_at: str
    delete_after: str
    kind: str
    rows: int
    customers: int
    first: int
    as_of: str
    fingerprint: str
    files: Mapping[str, Part]
    body: Mapping[str, Any]
    facts: Mapping[str, Any] = field(default_factory=dict)
    program: str = ""
    schema: int = SCHEMA

    @property
    def bytes(self) -> int:
        """Room its tables take."""
        return sum(part.bytes for part in self.files.values())

    @property
    def last_day(self) -> dt.date:
        """Last day on which it is kept."""
        return dt.date.fromisoformat(self.delete_after)


class NewerManifestError(ValueError):
    """Of a newer version of the program. Raised inside `ltv.saved` only."""


def manifest_text(manifest: Manifest) -> bytes:
    """The file of a manifest: its digest, then what it says."""
    said = dumped(asdict(manifest))
    return dumped({"sha256": _digest(said), "schema": manifest.schema, "manifest": said}).encode()


def manifest_of(content: bytes) -> Manifest:
    """A manifest out of its file.

    Raises
    ------
    NewerManifestError
        When a newer version wrote it.
    Flaw, LookupError, TypeError, UnicodeError
        When it is damaged.
    """
    whole = loaded(content.decode("utf-8"))
    if int(whole["schema"]) > SCHEMA:
        raise NewerManifestError
    if _digest(whole["manifest"]) != whole["sha256"]:
        raise Flaw("内容が変わっています", "its content has changed")
    said = loaded(whole["manifest"])
    files = {name: Part(**part) for name, part in said.pop("files").items()}
    return Manifest(files=files, **said)


def _digest(said: str) -> str:
    return hashlib.sha256(said.encode("utf-8")).hexdigest()
