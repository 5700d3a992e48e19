"""What a workbook shows around its numbers: percent signs and currencies are in the format, not in the cell."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Mapping
from decimal import Decimal

from ltv.intake.workbook import small_part

PERCENT = "%"
Marks = Mapping[str, str]
"""Number of a cell style → "%" or the sign of a currency."""

_FORMATS = re.compile(rb"<(?:\w{1,40}:)?numFmt\b([^<]*)")
_NUMBER = re.compile(rb'\bnumFmtId="(\d+)"')
_CODE = re.compile(rb'\bformatCode="([^"]*)"')
_STYLES = re.compile(rb"<(?:\w{1,40}:)?cellXfs\b")
_STYLES_END = re.compile(rb"</(?:\w{1,40}:)?cellXfs>")
_STYLE = re.compile(rb'<(?:\w{1,40}:)?xf\b[^<>]*?\bnumFmtId="(\d+)"')
_BUILT_IN = {"9": PERCENT, "10": PERCENT}
_PLACED = re.compile(r"\[\$([^\]-]*)(?:-([0-9A-Fa-f]+))?\]")
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_SIGNS = ("¥", "￥", "円", "$", "€", "£", "₩")
_OF_CHINA = "804"


def marks(content: bytes) -> Marks:
    """Styles of a workbook that show a percent sign or a currency."""
    styles = small_part(content, "xl/styles.xml")
    formats = [(_NUMBER.search(about), _CODE.search(about)) for about in _FORMATS.findall(styles)]
    named = {number[1].decode(): _mark(_code(code[1])) for number, code in formats if number and code}
    known = {**_BUILT_IN, **{number: mark for number, mark in named.items() if mark}}
    start = _STYLES.search(styles)
    end = _STYLES_END.search(styles, start.end()) if start else None
    numbers = _STYLE.findall(styles, start.end(), end.start()) if start and end else []
    return {str(i): known[number.decode()] for i, number in enumerate(numbers) if number.decode() in known}


def _code(code: bytes) -> str:
    return html.unescape(code.decode("utf-8", errors="replace")).partition(";")[0]


def _mark(code: str) -> str:
    """The mark of a format such as 0.0%, "¥"#,##0 or [$€-407]#,##0.00; "" when it has none."""
    for sign, place in _PLACED.findall(code):
        if sign.strip():
            return "元" if place.lstrip("0") == _OF_CHINA else sign.strip()
    if "%" in _LITERAL.sub("", code):
        return PERCENT
    return next((sign for sign in _SIGNS if sign in code), "")


class Shown:
    """Cells of a sheet that show a mark, as runs down its columns: mostly one a column, however many rows there are."""

    def __init__(self) -> None:
        self._runs: dict[int, list[tuple[int, int, str]]] = {}

    def __bool__(self) -> bool:
        return bool(self._runs)

    def add(self, row: int, column: int, mark: str) -> None:
        """Add a cell; those of a column come from the top down."""
        runs = self._runs.setdefault(column, [])
        if runs and runs[-1][1] == row - 1 and runs[-1][2] == mark:
            runs[-1] = (runs[-1][0], row, mark)
        else:
            runs.append((row, row, mark))

    def around(self, cells: list[str], row: int) -> list[str]:
        """The texts of a row with the marks its cells show."""
        for column, runs in self._runs.items():
            place = bisect_right(runs, row, key=lambda run: run[0]) - 1
            if place >= 0 and row <= runs[place][1] and column <= len(cells):
                cells[column - 1] = shown(cells[column - 1], runs[place][2])
        return cells


def shown(text: str, mark: str) -> str:
    """A number as its cell shows it: "0.12" as "12%", "5" as "$5". Any other text is left alone."""
    if not re.fullmatch(r"-?\d+(?:\.\d+)?", text):
        return text
    if mark == PERCENT:
        return f"{(Decimal(text) * 100).normalize():f}%"
    return f"-{mark}{text[1:]}" if text.startswith("-") else f"{mark}{text}"
