"""What a workbook holds, seen in its XML before a reader of workbooks is let near it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ltv.intake.archive import parts
from ltv.intake.limits import MOST_CELLS, MOST_COLUMNS
from ltv.intake.number_formats import Marks, Shown, marks
from ltv.intake.result import RefusedError

_CELL = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]{1,4})(\d{1,8})"[^<>]*?(/?)>')
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]{1,4})\d+"[^<>]*>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)"
)
_STYLE = re.compile(rb'\bs="(\d+)"')
_START = re.compile(rb"<(?:\w+:)?c[ >]")
_DTD = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_MAC = re.compile(rb'date1904\s*=\s*"(?:1|true)"')
_OVERLAP = 64


@dataclass
class Survey:
    """Findings about a workbook.

    Attributes
    ----------
    uncalculated : part of a sheet → letters of columns with a formula that carries no value
    shown : part of a sheet → its cells that show a percent sign or a currency
    """

    mac_dates: bool = False
    macros: bool = False
    uncalculated: dict[str, set[str]] = field(default_factory=dict)
    shown: dict[str, Shown] = field(default_factory=dict)


def survey(content: bytes) -> Survey:
    """Look through a workbook.

    Raises
    ------
    RefusedError
        For an archive out of bounds, a DTD, or a sheet that spans too many columns or cells.
    """
    found = Survey()
    styles = marks(content)
    for name, chunks in parts(content):
        lower = name.lower()
        if lower.endswith("vbaproject.bin"):
            found.macros = True
        if "worksheets/" in lower and lower.endswith(".xml"):
            seen = _Sheet(styles)
            seen.read(chunks)
            found.uncalculated[name] = {letters.decode() for letters in seen.empty}
            found.shown[name] = seen.shown
        elif lower.endswith((".xml", ".rels")):
            text = _checked(chunks)
            found.mac_dates |= lower.endswith("workbook.xml") and any(_MAC.search(part) for part in text)
            for _ in text:
                pass
        else:
            for _ in chunks:
                pass
    return found


def _checked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Chunks, each with the end of the one before, refused when they declare a DTD."""
    tail = b""
    for chunk in chunks:
        part = tail + chunk
        if _DTD.search(part) or _DTD.search(part.replace(b"\x00", b"")):
            raise RefusedError("xml_dtd_forbidden")
        tail = part[-_OVERLAP:]
        yield part


class _Sheet:
    """What the cells of a sheet say about it."""

    def __init__(self, styles: Marks) -> None:
        self.empty: set[bytes] = set()
        self.shown = Shown()
        self._far = _Extent()
        self._styles = styles

    def read(self, chunks: Iterator[bytes]) -> None:
        """Look at every cell; refuses a sheet that spans too much."""
        rest = b""
        for part in _checked(chunks):
            data = rest + part[_OVERLAP if rest else 0 :]
            starts = [match.start() for match in _START.finditer(data)]
            cut = starts[-1] if starts else len(data)
            self._look(data[:cut])
            rest = data[cut:][-100_000:]
        self._look(rest)
        self._far.check()

    def _look(self, data: bytes) -> None:
        for match in _CELL.finditer(data):
            self._far.include(match[1], int(match[2]))
            if self._styles and (style := _STYLE.search(match[0])) and (mark := self._styles.get(style[1].decode())):
                self.shown.add(int(match[2]), column_number(match[1].decode()), mark)
        if b"<f" in data or b":f" in data:
            self.empty.update(match[1] for match in _FORMULA.finditer(data))


class _Extent:
    """How far the cells of a sheet reach."""

    def __init__(self) -> None:
        self._columns: dict[bytes, None] = {}
        self._first, self._last = 10**9, 0

    def include(self, letters: bytes, row: int) -> None:
        self._columns[letters] = None
        self._first, self._last = min(self._first, row), max(self._last, row)

    def check(self) -> None:
        """Refuse what would reserve too much memory."""
        numbers = [column_number(letters.decode()) for letters in self._columns]
        width = max(numbers, default=0) - min(numbers, default=0) + 1
        if width > MOST_COLUMNS:
            raise RefusedError("too_many_columns", limit=f"{MOST_COLUMNS:,}")
        if width * (self._last - self._first + 1) > MOST_CELLS:
            raise RefusedError("too_many_cells", limit=f"{MOST_CELLS:,}")


def column_number(letters: str) -> int:
    """Number of a column: A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
