"""How files with a header are read: what was decided once holds for the next file with the same header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ltv.store.declared import Body, mapping, read_as, short_code, text


@dataclass(frozen=True)
class FileMapping(Body):
    """Columns and answers for files with one header. Names of columns and codes only, never a value of a cell.

    Attributes
    ----------
    header : digest of the header line
    file_kind : "" where it is recognised
    columns : our field → header; None where they are recognised
    answers : answer key of a question → code
    """

    KIND: ClassVar[str] = "file_mapping"

    header: str = field(metadata=read_as(short_code))
    file_kind: str = field(default="", metadata=read_as(text(most=40)))
    columns: Mapping[str, Any] | None = field(
        default=None, metadata=read_as(lambda value: None if value is None else mapping(value))
    )
    answers: Mapping[str, Any] = field(default_factory=dict, metadata=read_as(mapping))
    timezone: str = field(default="Asia/Tokyo", metadata=read_as(text(most=64)))

    @property
    def handle(self) -> str:
        """The header: of each there is one record, whose newest revision counts."""
        return self.header
