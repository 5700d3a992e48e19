"""Separated text in which every line is one record of the same width: read at once, many times faster."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property, partial
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.csv as pa_csv  # type: ignore[import-untyped]
from numpy.typing import NDArray

from ltv.intake.column import Column
from ltv.intake.limits import MOST_CHARACTERS
from ltv.intake.line_ends import BLOCK, NEWLINE, RETURN, Content, holds, places
from ltv.intake.table import Table, holding, without_blank

_QUOTE, _SPACE = ord('"'), ord(" ")
_LARGE = 1 << 22
"""Bytes from which it pays to parse in several threads."""
_BLOCK = 1 << 24
"""Bytes that one thread parses."""
_FIRST = 1 << 17
"""Bytes whose records show which columns repeat themselves."""
_REPEATS = 4
"""Records to a text from which a column repeats itself."""


def read_regular(
    content: Content,
    start: int,
    header: tuple[str, ...],
    first_line: int,
    delimiter: str,
    unreadable: Iterable[int],
    *,
    quoted: bool,
    newlines: int,
    wanted: Collection[int] = (),
) -> Table | None:
    r"""Read the records below a header; None when a line is no plain record, so that they need a closer look.

    Parameters
    ----------
    content : bytes
        UTF-8 whose lines end in "\n" or "\r\n".
    start : int
        First byte below the header.
    first_line : int
        Physical line that it is on.
    newlines : int
        How many there are from there on.
    wanted : positions of the columns that will be looked at; all where it is empty
        Others are read when one is looked at all the same.
    """
    if len(header) < 2 or start >= len(content):
        return None
    if quoted and not _plainly_quoted(content, start, delimiter):
        return None
    body = _Body(content, start, header, delimiter, quoted=quoted, wanted=wanted)
    columns = body.columns()
    found = None if columns is None else _lines(content, start, len(columns[0]), newlines, first_line)
    if columns is None or found is None:
        return None
    lines, blank = found
    broken = np.zeros(len(lines), dtype=bool)
    fields = np.full(len(lines), len(header), dtype=np.int32)
    marked = holding(lines, sorted(unreadable), int(lines[-1]) + blank)
    return without_blank(Table(header, columns, lines, fields, broken, marked, blank=blank))


def _lines(
    content: Content, start: int, records: int, newlines: int, first_line: int
) -> tuple[NDArray[np.int64], int] | None:
    """Which line each record is, and how many lines hold none; None when records are no lines."""
    ends_open = content[-1:] != b"\n"
    if records == 0:
        return None
    if newlines + ends_open == records:
        return np.arange(first_line, first_line + records), 0
    data = np.frombuffer(content, dtype=np.uint8)[start:]
    ends = places(data, NEWLINE)
    ends = np.append(ends, len(data)) if ends_open else ends
    starts = np.append(0, ends[:-1] + 1)
    returns = (ends > starts) & (data[np.maximum(ends - 1, 0)] == RETURN)
    full = np.flatnonzero(ends - starts - returns > 0)
    return (full + first_line, len(ends) - len(full)) if len(full) == records else None


def _plainly_quoted(content: Content, start: int, delimiter: str) -> bool:
    """Whether every quotation mark has its other half, none stands behind a space, and the last line closes its own.

    One that swallows the end of any other line leaves fewer records than lines, and is found by that.
    """
    if not holds(content, b'"', start):
        return True
    even, spaced = _marks(content, start)
    if not even or (spaced and holds(content, f'{delimiter} "'.encode(), start)):
        return False
    return _is_closed(_last_line(content, start), delimiter)


def _marks(content: Content, start: int) -> tuple[bool, bool]:
    """Whether the number of quotation marks is even, and whether any stands behind a space."""
    data, many, spaced = np.frombuffer(content, dtype=np.uint8), 0, False
    for at in range(start, len(data), BLOCK):
        block = data[at : at + BLOCK + 1]
        marks = block == _QUOTE
        many += int(np.count_nonzero(marks[:BLOCK]))
        spaced = spaced or bool(np.any(marks[1:] & (block[:-1] == _SPACE)))
    return many % 2 == 0, spaced


def _last_line(content: Content, start: int) -> str:
    """The last line with text, without its end."""
    end = len(content)
    while end > start and content[end - 1 : end] in (b"\n", b"\r"):
        end -= 1
    return content[max(start, content.rfind(b"\n", start, end) + 1) : end].decode("utf-8")


def _is_closed(line: str, delimiter: str) -> bool:
    """Whether fields of a line that begin with a quotation mark end with one."""
    try:
        list(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


class _Body:
    """Records of plain lines. Columns that are wanted are taken out at once, the others when one is looked at."""

    def __init__(
        self,
        content: Content,
        start: int,
        header: tuple[str, ...],
        delimiter: str,
        *,
        quoted: bool,
        wanted: Collection[int],
    ) -> None:
        self._content, self._delimiter, self._quoted = pa.py_buffer(content).slice(start), delimiter, quoted
        self._names = [str(place) for place in range(len(header))]
        some = [str(place) for place in sorted(wanted)]
        self._wanted = some if some and _are_short(content, start) else self._names
        self._first = content[start : content.rfind(b"\n", start, start + _FIRST) + 1]

    def columns(self) -> tuple[Column, ...] | None:
        """Every column; None when a line has more or fewer fields than the header, or Arrow may start no thread."""
        try:
            known = self._taken(self._content, self._wanted, self._repeating())
        except MemoryError:  # of Arrow, too
            raise
        except pa.ArrowException:
            return None
        rows = known.num_rows
        return tuple(
            Column.of(known.column(name)) if name in self._wanted else Column.later(rows, partial(self._other, name))
            for name in self._names
        )

    def _repeating(self) -> list[str]:
        """Columns in whose first records few texts stand again and again: they are coded as they are read."""
        if self._content.size < _LARGE or not self._first:
            return []
        sample = self._taken(pa.py_buffer(self._first), self._wanted)
        most = sample.num_rows / _REPEATS
        return [name for name in self._wanted if pc.count_distinct(sample.column(name)).as_py() <= most]

    def _other(self, name: str) -> Any:
        return self._others.column(name)

    @cached_property
    def _others(self) -> Any:
        return self._taken(self._content, [name for name in self._names if name not in self._wanted])

    def _taken(self, content: Any, wanted: list[str], repeating: Sequence[str] = ()) -> Any:
        """Some columns of a content as texts; those that repeat as codes of them."""
        types = dict.fromkeys(wanted, pa.string()) | dict.fromkeys(repeating, pa.dictionary(pa.int32(), pa.string()))
        return pa_csv.read_csv(
            pa.BufferReader(content),
            read_options=pa_csv.ReadOptions(
                column_names=self._names, use_threads=content.size > _LARGE, block_size=_BLOCK
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=self._delimiter,
                quote_char='"' if self._quoted else False,
                newlines_in_values=False,
                ignore_empty_lines=True,
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=types,
                include_columns=wanted,
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )


def _are_short(content: Content, start: int) -> bool:
    """Whether no line, and so no cell, is longer than a cell may be: half of that never goes without a line end."""
    step = MOST_CHARACTERS // 2
    return all(content.find(b"\n", at, at + step) >= 0 for at in range(start, len(content) - step, step))
