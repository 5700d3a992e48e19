"""Records of a file as text, column by column, each with the line it starts on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from ltv.intake.limits import MOST_CHARACTERS

SPACES = " \t\r\n\u3000\xa0\u200b\u200c\u200d\u2060\ufeff\x00\x1a"
"""What may stand around a text without being part of it."""


class Column:
    """Texts of one column, each distinct text kept once: row i holds `dictionary[codes[i]]`.

    Texts that were read at once stay as they are until their codes are asked for: most columns never need them.
    """

    def __init__(
        self,
        codes: NDArray[np.int32] | None = None,
        dictionary: Any = None,
        *,
        parts: Any = None,
        rows: int = 0,
        later: Callable[[], Any] | None = None,
    ) -> None:
        self._codes, self._dictionary = codes, dictionary
        self._rows, self._later = rows, later
        if later is None:
            self._parts = parts

    @classmethod
    def of(cls, values: Any) -> Column:
        """A column of a chunked pyarrow array of text without nulls."""
        return cls(parts=values)

    @classmethod
    def later(cls, rows: int, values: Callable[[], Any]) -> Column:
        """A column that is read when it is first looked at, of texts that are not too long."""
        return cls(rows=rows, later=values)

    @cached_property
    def _parts(self) -> Any:
        return self._later() if self._later is not None else None

    @classmethod
    def single(cls, text: str) -> Column:
        """A column of one row."""
        return cls(np.zeros(1, dtype=np.int32), pa.array([text], pa.large_string()))

    @property
    def waits(self) -> bool:
        """Whether the column is still to be read."""
        return self._later is not None and self._codes is None and "_parts" not in self.__dict__

    def __len__(self) -> int:
        if self._codes is not None:
            return len(self._codes)
        return self._rows if self._later is not None else len(self._parts)

    @property
    def codes(self) -> NDArray[np.int32]:
        """For each row the place of its text in `dictionary`."""
        self._encode()
        return self._codes  # type: ignore[return-value]

    @property
    def dictionary(self) -> Any:
        """Every distinct text, in order of first appearance."""
        self._encode()
        return self._dictionary

    def _encode(self) -> None:
        if self._codes is None:
            chunks = self._parts.dictionary_encode().chunks  # all of them with the same dictionary
            self._dictionary = chunks[0].dictionary if chunks else pa.array([], pa.string())
            codes = [chunk.indices.to_numpy() for chunk in chunks]
            self._codes = np.concatenate(codes) if codes else np.empty(0, dtype=np.int32)

    @cached_property
    def _plain(self) -> Any:
        """The texts row by row in one piece, where they were read so; None otherwise."""
        return None if self._parts is None else self._parts.combine_chunks()

    @property
    def plain(self) -> Any:
        """The texts row by row, where they were read so; None otherwise."""
        return self._plain

    @cached_property
    def whole_numbers(self) -> NDArray[np.int64] | None:
        """The rows as whole numbers, where every text is one, with or without thousands; None otherwise."""
        if len(self) == 0:
            return np.empty(0, dtype=np.int64)
        if self._codes is None and not self.holds(","):
            return _whole(self._plain)
        if not self.all_match(_THOUSANDS):
            return None
        whole = _whole(pc.replace_substring(self.dictionary, ",", ""))
        return None if whole is None else whole[self.codes]

    @cached_property
    def increasing(self) -> bool:
        """Whether every text is greater than the one before it, so that none of them comes twice."""
        if self._plain is None:
            return False
        later, earlier = self._plain.slice(1), self._plain.slice(0, max(0, len(self._plain) - 1))
        return bool(pc.all(pc.greater(later, earlier)).as_py() in (True, None))

    @cached_property
    def is_tidy(self) -> bool:
        """Whether every text was read as it is, is filled, and is visible ASCII without a space in it."""
        if self._plain is None or not self.filled.all():
            return False
        data = np.frombuffer(self._plain.buffers()[2] or b"", dtype=np.uint8)
        return bool(data.min(initial=_FIRST) >= _FIRST and data.max(initial=_FIRST) <= _LAST)

    @cached_property
    def texts(self) -> list[str]:
        """Every distinct text, in order of first appearance."""
        return [text or "" for text in self.dictionary.to_pylist()]

    @property
    def cells(self) -> list[str]:
        """Text of every row."""
        texts = self.texts
        return [texts[code] for code in self.codes]

    def take(self, rows: NDArray[Any]) -> Column:
        """The same column for some of its rows."""
        if self._codes is None:
            return Column(parts=pa.chunked_array([self._plain.take(pa.array(rows))]))
        return Column(self._codes[rows], self._dictionary)

    def replaced(self, change: Callable[[str], str]) -> Column:
        """The same rows with every distinct text changed."""
        return Column(self.codes, pa.array([change(text) for text in self.texts], pa.large_string()))

    @cached_property
    def filled(self) -> NDArray[np.bool_]:
        """Rows that hold anything but spaces."""
        if self._codes is None and not (unsure := self._may_be_empty).any():
            return ~unsure
        full = pc.greater(pc.utf8_length(pc.utf8_trim(self.dictionary, characters=SPACES)), 0)
        return np.asarray(full.to_numpy(zero_copy_only=False), dtype=bool)[self.codes]

    @property
    def _may_be_empty(self) -> NDArray[np.bool_]:
        """Rows whose text is empty, or starts with a byte that a space starts with."""
        _, offsets, data = self._plain.buffers()
        wide = np.int64 if pa.types.is_large_string(self._plain.type) else np.int32
        start = np.frombuffer(offsets, dtype=wide)[self._plain.offset :][: len(self._plain) + 1]
        empty = start[1:] == start[:-1]
        first = np.append(np.frombuffer(data or b"", dtype=np.uint8), np.uint8(0))[start[:-1]]
        return np.asarray(empty | _STARTS_A_SPACE[first])

    def equal_to(self, text: str) -> NDArray[np.bool_]:
        """Rows that hold a text, spaces around it aside."""
        same = pc.equal(pc.utf8_trim(self.dictionary, characters=SPACES), text)
        return np.asarray(same.to_numpy(zero_copy_only=False), dtype=bool)[self.codes]

    def holds(self, text: str) -> bool:
        """Whether a text is part of any row's; asks for no codes."""
        values = self._parts if self._codes is None else self._dictionary
        return bool(pc.any(pc.match_substring(values, text)).as_py())

    def holding(self, pattern: str) -> list[int]:
        """Codes of the texts in which a regular expression (RE2) is found."""
        found = pc.match_substring_regex(self.dictionary, pattern)
        return [int(code) for code in np.flatnonzero(found.to_numpy(zero_copy_only=False))]

    def all_match(self, pattern: str) -> bool:
        """Whether every text fits a regular expression (RE2) from its start to its end."""
        found = pc.match_substring_regex(self.dictionary, f"^(?:{pattern})$")
        return bool(pc.all(found).as_py() in (True, None))

    def having(self, pattern: str) -> NDArray[np.bool_]:
        """Rows in whose text a regular expression (RE2) is found."""
        found = pc.match_substring_regex(self.dictionary, pattern)
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)[self.codes]

    @property
    def trimmed(self) -> Any:
        """Every distinct text without spaces around it, null where nothing is left."""
        texts = pc.utf8_trim(self.dictionary, characters=SPACES)
        return pc.if_else(pc.equal(texts, ""), pa.scalar(None, texts.type), texts)

    @cached_property
    def is_bare(self) -> bool:
        """Whether every text is filled and made of letters, digits, - and _ of ASCII."""
        lengths = pc.binary_length(self.dictionary)
        data = np.frombuffer(self.dictionary.buffers()[2] or b"", dtype=np.uint8)
        return bool((pc.min(lengths).as_py() or 0) > 0 and _BARE[data].all())

    @cached_property
    def is_ascii(self) -> bool:
        """Whether every text is ASCII."""
        return bool(pc.all(pc.string_is_ascii(self.dictionary)).as_py() in (True, None))

    @property
    def too_long(self) -> NDArray[np.bool_]:
        """Rows whose text is longer than any cell may be."""
        if self._later is not None:
            return np.zeros(len(self), dtype=bool)
        values = self._parts if self._codes is None else self._dictionary
        if (pc.max(pc.binary_length(values)).as_py() or 0) <= MOST_CHARACTERS:
            return np.zeros(len(self), dtype=bool)
        long = pc.greater(pc.utf8_length(self.dictionary), MOST_CHARACTERS)
        return np.asarray(long.to_numpy(zero_copy_only=False), dtype=bool)[self.codes]


_THOUSANDS = r"-?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})"


def _whole(texts: Any) -> NDArray[np.int64] | None:
    """Texts of digits as whole numbers; None when any is something else, 0x10 among them."""
    data = np.frombuffer(texts.buffers()[2] or b"", dtype=np.uint8)
    if data.max(initial=0) > ord("9"):
        return None
    try:
        return np.asarray(pc.cast(texts, pa.int64()).to_numpy())
    except pa.ArrowInvalid:
        return None


_FIRST, _LAST = ord("!"), ord("~")
_BARE = np.zeros(256, dtype=bool)
_BARE[list(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_")] = True
_STARTS_A_SPACE = np.zeros(256, dtype=bool)
_STARTS_A_SPACE[[character.encode()[0] for character in SPACES]] = True


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
