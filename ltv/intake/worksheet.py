"""What a workbook holds, seen in its XML before a reader of workbooks is let near it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from ltv.intake.archive import parts
from ltv.intake.limits import MOST_CELLS, MOST_COLUMNS, MOST_LISTED, MOST_TEXTS
from ltv.intake.number_formats import Marks, Shown, marks
from ltv.intake.result import RefusedError

_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_CELL = re.compile(rb"<(?:\w{1,40}:)?c[\s/>]")
_PLACED_CELL = re.compile(rb"""<(?:\w{1,40}:)?c\s[^<>]*?\br\s*=\s*["'][A-Za-z]""")
_ROW = re.compile(rb"<(?:\w{1,40}:)?row[\s/>]")
_PLACED_ROW = re.compile(rb"""<(?:\w{1,40}:)?row\s[^<>]*?\br\s*=\s*["']\d""")
_TAG = re.compile(rb"<(?:\w{1,40}:)?c\s([^<>]*)>")
_STYLE = re.compile(rb"""\bs\s*=\s*["'](\d+)["']""")
_TEXT = re.compile(rb"<(?:\w{1,40}:)?si[\s/>]")
_FORMULA = re.compile(
    rb"<(?:\w{1,40}:)?c\b([^<>]*)>\s*<(?:\w{1,40}:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w{1,40}:)?f>)\s*"
    rb"(?:</(?:\w{1,40}:)?c>|<(?:\w{1,40}:)?v\s*/>|<(?:\w{1,40}:)?v>\s*</(?:\w{1,40}:)?v>)"
)
_DTD = re.compile(rb"<!(?i:DOCTYPE|ENTITY)")
_COUNT = re.compile(rb"""ount\s*=\s*["'](?!\d{1,8}["'])""")
_DISTINCT = re.compile(rb"""uniqueCount\s*=\s*["'](?!\d{1,7}["'])""")
"""A number of entries, told in advance, that no list has; readers reserve memory for as many."""
_MAC = re.compile(rb"""date1904\s*=\s*["'](?:1|true)["']""")
_OTHER = ("content.xml", "mimetype", "xl/workbook.bin")
"""Files of other kinds of workbooks, for which a reader of workbooks has other readers."""
_OVERLAP = 64
_TAG_ENDS = (b" ", b">", b"/", b"\t", b"\n", b"\r")
_LONGEST_TAG = 1 << 20


@dataclass
class Survey:
    """Findings about a workbook.

    Attributes
    ----------
    uncalculated : part of a sheet → letters of columns with a formula that carries no value
    shown : part of a sheet → its cells that show a percent sign or a currency
    cells : int
        Cells that all sheets span.
    """

    mac_dates: bool = False
    macros: bool = False
    uncalculated: dict[str, set[str]] = field(default_factory=dict)
    shown: dict[str, Shown] = field(default_factory=dict)
    cells: int = 0


def survey(content: bytes) -> Survey:
    """Look through a workbook. A sheet may hide under any name, so every part is taken for one.

    Raises
    ------
    RefusedError
        For an archive out of bounds, a DTD, or sheets that span too many columns or cells.
    BadZipFile, or another of `archive.DAMAGED`
    """
    found, listed = Survey(), parts(content)
    styles = marks(content)
    for name, chunks in listed:
        lower = name.lower()
        if lower in _OTHER:
            raise zipfile.BadZipFile("another kind of workbook")
        found.macros |= lower.endswith("vbaproject.bin")
        sheet = _Sheet(styles)
        for data in _whole_tags(_checked(chunks, lower)):
            sheet.look(data)
            found.mac_dates |= lower.endswith("workbook.xml") and _MAC.search(data) is not None
        found.uncalculated[name] = {letters.decode() for letters in sheet.uncalculated}
        found.shown[name] = sheet.shown
        found.cells += sheet.span()
        if found.cells > MOST_CELLS:
            raise RefusedError("too_many_cells", limit=f"{MOST_CELLS:,}")
    return found


def _checked(chunks: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Chunks of a part; refused when they declare a DTD, or list more than any workbook has."""
    tail, size = b"", 0
    for chunk in chunks:
        plain = chunk.replace(b"\x00", b"")
        seen = tail + plain
        if name.endswith((".xml", ".rels", ".vml")) and _DTD.search(seen):
            raise RefusedError("xml_dtd_forbidden")
        tail, size = seen[-_OVERLAP:], size + len(chunk)
        if _COUNT.search(seen) or _DISTINCT.search(seen):
            raise RefusedError("too_many_cells", limit=f"{MOST_CELLS:,}")
        if size > MOST_LISTED and name.endswith(("styles.xml", "workbook.xml", ".rels", "[content_types].xml")):
            raise RefusedError("unpacked_too_large", limit=MOST_LISTED // 2**20)
        yield plain


def _whole_tags(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, cut where a cell begins, or else where any tag does."""
    rest = b""
    for chunk in chunks:
        data = rest + chunk
        cut = max(data.rfind(b"<c "), data.rfind(b":c "))
        cut = data.rfind(b"<", 0, cut + 1) if cut > 0 else data.rfind(b"<")
        if len(data) - cut > _LONGEST_TAG:
            cut = len(data) - _OVERLAP
        rest = data[cut:]
        yield data[:cut]
    yield rest


class _Sheet:
    """How far the cells of a sheet reach, and what they lack."""

    def __init__(self, styles: Marks) -> None:
        self.uncalculated: set[bytes] = set()
        self.shown = Shown()
        self._styles = styles
        self._letters: set[bytes] = set()
        self._first, self._last = 10**9, 0
        self._rows = self._bare_rows = self._cells = self._bare_cells = self._texts = 0
        self._row = self._longest_row = 0

    def look(self, data: bytes) -> None:
        """Take in the next part of the sheet."""
        places = _PLACE.findall(data)
        if places:
            self._include(places)
        self._count(data)
        if self._styles:
            self._note_marks(data)
        if b"<f" in data or b":f" in data:
            for about in _FORMULA.findall(data):
                self.uncalculated.update(letters for letters, _ in _PLACE.findall(about))

    def _note_marks(self, data: bytes) -> None:
        """Note the cells that show a percent sign or a currency."""
        for about in _TAG.findall(data):
            style = _STYLE.search(about)
            mark = self._styles.get(style[1].decode()) if style else None
            if mark and (place := _PLACE.search(about)):
                self.shown.add(int(place[2][:10]), column_number(place[1].decode()[:6]), mark)

    def _include(self, places: list[tuple[bytes, bytes]]) -> None:
        self._letters |= {letters for letters, _ in places}
        numbers = [min(int(number[:10]), 10**9) for number in {number for _, number in places}]
        self._first, self._last = min(self._first, *numbers), max(self._last, *numbers)

    def _count(self, data: bytes) -> None:
        """Count cells and rows, also those that do not say where they stand: each follows the one before."""
        self._texts += len(_TEXT.findall(data))
        if self._texts > MOST_TEXTS:
            raise RefusedError("too_many_cells", limit=f"{MOST_TEXTS:,}")
        cells, bare_cells = _counted(data, b"c", _CELL, _PLACED_CELL)
        self._cells += cells
        self._bare_cells += bare_cells
        rows, bare_rows = _counted(data, b"row", _ROW, _PLACED_ROW)
        self._rows += rows
        self._bare_rows += bare_rows
        if bare_cells:
            counts = [len(_CELL.findall(row)) for row in _ROW.split(data)]
            counts[0] += self._row
            self._row, self._longest_row = counts[-1], max(self._longest_row, *counts)

    def span(self) -> int:
        """Cells of the rectangle that a reader reserves memory for; refuses too many columns."""
        numbers = [column_number(letters.decode()[:6]) for letters in self._letters if letters]
        first, last = min(numbers, default=1), max(numbers, default=0)
        first_row, last_row = min(self._first, self._last), self._last
        if self._bare_cells:
            first, last = 1, last + self._longest_row
        if self._bare_rows:
            first_row, last_row = 1, last_row + self._rows
        if last - first + 1 > MOST_COLUMNS:
            raise RefusedError("too_many_columns", limit=f"{MOST_COLUMNS:,}")
        return max((last - first + 1) * (last_row - first_row + 1), self._cells)


def _counted(data: bytes, tag: bytes, any_: re.Pattern[bytes], placed: re.Pattern[bytes]) -> tuple[int, int]:
    """How many tags there are, and how many of them do not say where they stand; usual spelling is counted quickly."""
    usual = data.count(b"<" + tag + b' r="')
    if b":" + tag not in data and usual == sum(data.count(b"<" + tag + end) for end in _TAG_ENDS):
        return usual, 0
    count = len(any_.findall(data))
    return count, count - len(placed.findall(data))


def column_number(letters: str) -> int:
    """Number of a column: A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
