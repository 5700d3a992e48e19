"""Text with separators becomes a table: records, their lines, and nothing lost on the way."""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, Literal

from ltv.intake.decode import Text, refuse_too_many_lines
from ltv.intake.header import LOOK_AT, find_header
from ltv.intake.limits import MOST_CHARACTERS, MOST_COLUMNS, MOST_RECORD, MOST_ROWS
from ltv.intake.line_ends import NEWLINE, Content, count, unified
from ltv.intake.regular import read_regular
from ltv.intake.result import RefusedError
from ltv.intake.table import Table, TableBuilder

_HINT = re.compile(r"^\"?sep=(.)\"?[ \r\n]*$", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_LINES = 40
_MOST_REPAIRS = 200
"""How often a quotation mark that swallowed lines is undone before the rest is taken as it is."""
_MOST_FIELDS = 100_000
"""Fields of a record that is split at all, however few of them have a column."""
_ENOUGH = 200_000
"""Records in a row without any separator, below a header with some, after which no other is expected."""
_MOST_LINES = 10_000
"""Lines of one record."""
_END = "\x00end of file\x00"

Record = tuple[int, list[str]]


Wanted = Callable[[tuple[str, ...]], Collection[int]]
"""Which columns below a header will be looked at; none where that cannot be told."""


def _all(header: tuple[str, ...]) -> Collection[int]:
    return range(len(header))


def read_delimited(text: Text, chosen: Iterable[str] = (), *, quoted: bool = True, wanted: Wanted = _all) -> Table:
    """Read separated text.

    Parameters
    ----------
    chosen : headers chosen by hand; the header line is the one that has them
    quoted : bool
        False for exports in which a quotation mark is an ordinary character.

    Raises
    ------
    RefusedError
        `file_empty`, `header_not_found`, `too_many_columns`, `too_many_rows`, `rows_not_split`, `record_too_long`.
    """
    refuse_too_many_lines(text.utf8, text.newlines)
    content = unified(text.utf8)
    delimiter, first, last = _first_records(content, text, quoted=quoted)
    if not any(any(cell.strip() for cell in row) for _, row in first):
        raise RefusedError("file_empty")
    found = find_header([row for _, row in first], chosen)
    at, header = found.at, _checked(found.names)
    below = first[at + 1][0] - 1 if at + 1 < len(first) else last
    about: dict[str, Any] = {"header_line": first[at][0], "encoding": text.encoding, "delimiter": delimiter}
    table = _read_quickly(content, below, header, delimiter, text, quoted=quoted, wanted=wanted(header))
    if table is None:
        table = _read_carefully(_Lines(text.text), below, header, delimiter, text, quoted=quoted)
    return replace(table, **about)


_HEAD = 1 << 20
"""Bytes in which the first records are looked for before the whole file is."""


def _first_records(content: Content, text: Text, *, quoted: bool) -> tuple[str, list[Record], int]:
    """Separator, the first records, and the last line they reach to."""
    if len(content) > _HEAD:
        head = content[: content.rfind(b"\n", 0, _HEAD) + 1].decode("utf-8")
        lines = _Lines(head)
        found = _records_of(lines, quoted=quoted)
        if lines.position < len(head):
            return found
    return _records_of(_Lines(text.text), quoted=quoted)


def _records_of(lines: _Lines, *, quoted: bool) -> tuple[str, list[Record], int]:
    delimiter, skipped = _delimiter(lines.first(_SAMPLE_LINES))
    first = list(islice(_Records(lines, delimiter, skipped, quoted=quoted), LOOK_AT))
    return delimiter, first, lines.count


def _read_quickly(
    content: Content,
    below: int,
    header: tuple[str, ...],
    delimiter: str,
    text: Text,
    *,
    quoted: bool,
    wanted: Collection[int],
) -> Table | None:
    """All records below a line at once, when each of them is one plain line."""
    start = 0
    for _ in range(below):
        start = content.find(b"\n", start) + 1 or len(content)
    newlines = text.newlines if content is text.utf8 else count(content, NEWLINE)
    table = read_regular(
        content, start, header, below + 1, delimiter, text.unreadable,
        quoted=quoted, newlines=newlines - below, wanted=wanted,
    )  # fmt: skip
    if table is not None and table.size + table.blank > MOST_ROWS:
        raise RefusedError("too_many_rows", limit=f"{MOST_ROWS:,}")
    return table


def _read_carefully(
    lines: _Lines, skipped: int, header: tuple[str, ...], delimiter: str, text: Text, *, quoted: bool
) -> Table:
    """Record by record, with lines inside fields, fields missing and quotation marks left open."""
    records = _Records(lines, delimiter, skipped, quoted=quoted, width=len(header))
    builder, whole = TableBuilder(header), 0
    for line, row in records:
        whole = whole + 1 if len(row) == 1 < len(header) else 0
        if line in records.broken:
            builder.add_broken(line)
        else:
            builder.add(row, line)
        if len(builder) > MOST_ROWS:
            raise RefusedError("too_many_rows", limit=f"{MOST_ROWS:,}")
        if whole > _ENOUGH:
            raise RefusedError("rows_not_split", count=_ENOUGH)
    return builder.build(text.unreadable, lines.count)


def _checked(names: tuple[str, ...]) -> tuple[str, ...]:
    if sum(1 for name in names if name) > MOST_COLUMNS or len(names) > 2 * MOST_COLUMNS:
        raise RefusedError("too_many_columns", limit=f"{MOST_COLUMNS:,}")
    return names


class _Lines:
    """Physical lines, whatever their ends, that can be gone back to."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
        self.position = 0
        self.count = 0

    def __iter__(self) -> Iterator[str]:
        text, size = self._text, len(self._text)
        while self.position < size:
            end = text.find("\n", self.position) + 1 or size
            line = text[self.position : end]
            self.position = end
            self.count += 1
            yield line

    @property
    def over(self) -> bool:
        """Whether no line is left."""
        return self.position >= len(self._text)

    def first(self, count: int) -> list[str]:
        """The first lines, without moving on; long ones cut."""
        return [line[:20_000] for line in islice(_Lines(self._text[:200_000]), count)]

    def after(self, count: int) -> str:
        """The text below the first `count` lines."""
        position = 0
        for _ in range(count):
            position = self._text.find("\n", position) + 1
        return self._text[position:]

    def back(self, position: int, count: int) -> None:
        """Read on from the line after the one at a position."""
        self.position = self._text.find("\n", position) + 1 or len(self._text)
        self.count = count


class _Records:
    """Records with the line each starts on.

    A quotation mark that is never closed would swallow every line after it. Then only the line it stands on is lost:
    it is noted in `broken`, and reading goes on from the next line.
    """

    def __init__(self, lines: _Lines, delimiter: str, skipped: int, *, quoted: bool, width: int = 0) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
        self._spaced = delimiter != "\t" and any(f'{delimiter} "' in line for line in lines.first(_SAMPLE_LINES))
        self._skipped = skipped
        self._repairs = 0
        self._width = width
        self._began = self._first = 0
        self.broken: set[int] = set()
        csv.field_size_limit(sys.maxsize)

    def __iter__(self) -> Iterator[Record]:
        for _ in islice(self._lines, self._skipped):
            pass
        done = False
        while not done:
            reader = csv.reader(
                self._guarded(), delimiter=self._delimiter, quoting=self._quoting, skipinitialspace=self._spaced
            )
            done = yield from self._read(reader)

    def _guarded(self) -> Iterator[str]:
        """Lines and a mark for the end, which also comes when a record goes on for too long."""
        for line in self._lines:
            if len(line) > MOST_CHARACTERS:
                self._check(line)
            yield line
            if self._lines.position - self._began > MOST_RECORD or self._lines.count - self._first > _MOST_LINES:
                break
        yield _END

    def _check(self, line: str) -> None:
        long = len(line) > MOST_RECORD
        if (line if long else _QUOTED.sub("", line)).count(self._delimiter) > _MOST_FIELDS:
            raise RefusedError("too_many_columns", limit=f"{MOST_COLUMNS:,}")
        if long:
            raise RefusedError("record_too_long", limit=f"{MOST_RECORD:,}")

    def _read(self, reader: Iterator[list[str]]) -> Generator[Record, None, bool]:
        """Records until the end (True) or until a quotation mark had to be undone (False)."""
        lines = self._lines
        start, position = lines.count + 1, lines.position
        self._began, self._first = position, start
        for row in reader:
            if row == [_END]:
                return True
            if (lines.count > start or (row and row[-1].endswith(_END))) and self._swallowed(row):
                lines.back(position, start)
                self.broken.add(start)
                yield start, row
                return False
            if row and row[-1].endswith(_END) and not lines.over:
                raise RefusedError("record_too_long", limit=f"{MOST_RECORD:,}")
            yield start, row
            start, position = lines.count + 1, lines.position
            self._began, self._first = position, start
        return True

    def _swallowed(self, row: list[str]) -> bool:
        """Whether a record of several lines cannot be meant: it runs to the end, or has the wrong number of fields."""
        if self._repairs == _MOST_REPAIRS:
            return False
        wrong = self._width and not any(row[self._width - 1 : self._width]) and len(row) < self._width
        if row[-1].endswith(_END) or wrong or any(row[self._width :] if self._width else ()):
            self._repairs += 1
            return True
        return False


def _delimiter(lines: list[str]) -> tuple[str, int]:
    """Separator, and how many lines to skip before the first record.

    The separator that splits most of the first lines into the same number of fields, and into most.
    """
    hint = _HINT.match(lines[0]) if lines else None
    below = lines[1:] if hint else lines
    if hint and any(hint[1] in line for line in below):
        return hint[1], 1
    return max(_DELIMITERS, key=lambda delimiter: _regularity(below, delimiter)), int(hint is not None)


def _regularity(lines: list[str], delimiter: str) -> tuple[int, int]:
    counts = Counter(count for line in lines if (count := _QUOTED.sub("", line).count(delimiter)))
    if not counts:
        return 0, 0
    count, times = max(counts.items(), key=lambda item: (item[1], item[0]))
    return times * min(count, 3), count
