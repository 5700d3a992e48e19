"""Records of a file as text, column by column, each with the line it starts on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from ltv.intake.column import SPACES, Column


@dataclass(frozen=True, eq=False)
class Table:
    """Records below a header.

    Attributes
    ----------
    header : names of the columns as the file writes them
    columns : one for each name; records too short are filled with ""
    lines : int64
        Physical line on which each record starts (row of the sheet, row of the Parquet file).
    fields : int32
        Number of fields of each record, empty ones after the last column left out.
    broken : bool
        Records with a quotation mark that is never closed.
    unreadable : bool
        Records with bytes that are no text in the file's encoding.
    blank : int
        Records without any text; they are counted and are not among `lines`.
    uncalculated : headers of columns with formulas that carry no value (Excel)
    """

    header: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: NDArray[np.int64]
    fields: NDArray[np.int32]
    broken: NDArray[np.bool_]
    unreadable: NDArray[np.bool_]
    blank: int = 0
    header_line: int = 1
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    mac_dates: bool = False
    uncalculated: frozenset[str] = frozenset()
    notes: tuple[str, ...] = field(default=())

    @property
    def size(self) -> int:
        """Number of records that are not blank."""
        return len(self.lines)

    def column(self, index: int) -> Column:
        """Column by position."""
        return self.columns[index]

    def with_notes(self, *notes: str) -> Table:
        """The same table with codes of warnings about the file itself."""
        return replace(self, notes=(*self.notes, *notes))


_CHUNK = 50_000


class TableBuilder:
    """Collects records row by row and keeps them as compact columns."""

    def __init__(self, header: Sequence[str]) -> None:
        self.header = tuple(header)
        self.blank = 0
        self._rows: list[Sequence[str]] = []
        self._chunks: list[list[Any]] = [[] for _ in header]
        self._lines: list[int] = []
        self._fields: dict[int, int] = {}
        self._broken: list[int] = []

    def __len__(self) -> int:
        return len(self._lines) + self.blank

    def add(self, row: Sequence[str], line: int) -> None:
        """Add a record that starts on a line."""
        if not any(row) or not "".join(row).strip(SPACES):
            self.blank += 1
            return
        width = len(self.header)
        if len(row) != width:
            row = self._fitted(row, width)
        self._rows.append(row)
        self._lines.append(line)
        if len(self._rows) == _CHUNK:
            self._flush()

    def add_broken(self, line: int) -> None:
        """Add a record of which nothing is known but that it starts on a line."""
        self._broken.append(len(self._lines))
        self._rows.append([""] * len(self.header))
        self._lines.append(line)

    def _fitted(self, row: Sequence[str], width: int) -> Sequence[str]:
        used = len(row)
        while used > width and not row[used - 1].strip():
            used -= 1
        if used != width:
            self._fields[len(self._lines)] = used
        return [*row[:width], *[""] * (width - len(row))]

    def _flush(self) -> None:
        for chunks, values in zip(self._chunks, zip(*self._rows, strict=True), strict=True):
            chunks.append(pa.array(values, pa.large_string()).dictionary_encode())
        self._rows = []

    def build(self, unreadable: Iterable[int] = (), last_line: int = 0, **about: Any) -> Table:
        """Finish. `unreadable` are physical lines, `last_line` the last one of the file."""
        if self._rows:
            self._flush()
        lines = np.array(self._lines, dtype=np.int64)
        fields = np.full(len(lines), len(self.header), dtype=np.int32)
        for row, used in self._fields.items():
            fields[row] = used
        broken = np.zeros(len(lines), dtype=bool)
        broken[self._broken] = True
        return Table(
            header=self.header,
            columns=tuple(_column(chunks) for chunks in self._chunks),
            lines=lines,
            fields=fields,
            broken=broken,
            unreadable=holding(lines, sorted(unreadable), last_line),
            blank=self.blank,
            **about,
        )


def _column(chunks: list[Any]) -> Column:
    if not chunks:
        return Column(np.empty(0, dtype=np.int32), pa.array([], pa.large_string()))
    encoded = pa.chunked_array(chunks).unify_dictionaries()
    codes = np.concatenate([chunk.indices.to_numpy() for chunk in encoded.chunks]).astype(np.int32, copy=False)
    return Column(codes, encoded.chunk(0).dictionary)


def without_blank(table: Table) -> Table:
    """The same table without records that hold no text; they are counted."""
    rows = np.zeros(table.size, dtype=bool)
    for column in sorted(table.columns, key=lambda column: column.waits):
        if not rows.all():
            rows |= column.filled
    if rows.all():
        return table
    kept = np.flatnonzero(rows)
    return replace(
        table,
        columns=tuple(column.take(kept) for column in table.columns),
        lines=table.lines[kept],
        fields=table.fields[kept],
        broken=table.broken[kept],
        unreadable=table.unreadable[kept],
        blank=table.blank + table.size - len(kept),
    )


def holding(starts: NDArray[np.int64], lines: list[int], last_line: int) -> NDArray[np.bool_]:
    """Records that hold any of some physical lines."""
    marked = np.zeros(len(starts), dtype=bool)
    inside = [line for line in lines if len(starts) and starts[0] <= line <= max(last_line, int(starts[-1]))]
    marked[np.searchsorted(starts, inside, side="right") - 1] = True
    return marked
