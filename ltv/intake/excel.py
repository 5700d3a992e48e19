"""A workbook becomes a table: one sheet of it, every cell as text."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ltv.intake.archive import DAMAGED
from ltv.intake.header import LOOK_AT, find_header
from ltv.intake.limits import MOST_ROWS
from ltv.intake.mapping import recognise
from ltv.intake.number_formats import Shown
from ltv.intake.result import Choice, Options, Question, RefusedError, UndecidedError
from ltv.intake.table import Table, TableBuilder
from ltv.intake.workbook import sheet_parts
from ltv.intake.worksheet import column_number, survey

_PANIC = "PanicException"
"""What the parser raises over what it never thought of, such as a day no calendar holds; it is no Exception."""


def read_excel(content: bytes, options: Options) -> Table:
    """Read the sheet that holds the data.

    Raises
    ------
    RefusedError
        For a workbook that is damaged, protected or out of bounds.
    UndecidedError
        When several sheets hold data.
    """
    try:
        found = survey(content)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = _sheets(workbook, found.cells)
        chosen = _chosen(sheets, options)
        part = sheet_parts(content).get(chosen.name, "")
        table = _read(
            chosen, _Seen(found.mac_dates, found.uncalculated.get(part, set()), found.shown.get(part, Shown())), options
        )
    except PasswordError:
        raise RefusedError("file_encrypted") from None
    except CalamineError:
        raise RefusedError("file_corrupt") from None
    except DAMAGED:
        raise RefusedError("file_corrupt") from None
    except BaseException as problem:
        if type(problem).__name__ != _PANIC:
            raise
        raise RefusedError("file_corrupt") from None
    return table.with_notes("macros_ignored") if found.macros else table


@dataclass(frozen=True)
class _Sheet:
    """A sheet and its first rows."""

    name: str
    sheet: CalamineSheet
    rows: list[list[str]]


@dataclass(frozen=True)
class _Seen:
    """What its part says about the sheet that is read."""

    mac_dates: bool
    uncalculated: set[str]
    shown: Shown


def _sheets(workbook: CalamineWorkbook, cells: int) -> list[_Sheet]:
    """Worksheets that hold anything; hidden ones only when there is no other.

    Together they have at most so many `cells`, unless several sheets are one and the same file.
    """
    about = [meta for meta in workbook.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    visible = [meta for meta in about if meta.visible == SheetVisibleEnum.Visible]
    sheets = []
    for meta in visible or about:
        sheet = workbook.get_sheet_by_name(meta.name)
        cells -= sheet.height * sheet.width
        if cells < 0:
            raise RefusedError("file_corrupt")
        rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False, nrows=LOOK_AT)]
        if any(any(row) for row in rows) or sheet.total_height > LOOK_AT:
            sheets.append(_Sheet(meta.name, sheet, rows))
    if not sheets:
        raise RefusedError("file_empty")
    return sheets


def _chosen(sheets: list[_Sheet], options: Options) -> _Sheet:
    """The sheet that was chosen, or the only one that has the columns of some kind."""
    names = tuple(sheet.name for sheet in sheets)
    if wanted := options.answers.get("sheet"):
        if wanted not in names:
            raise RefusedError("sheet_not_found", sheets=names)
        return sheets[names.index(wanted)]
    if len(sheets) == 1:
        return sheets[0]
    fitting = [sheet for sheet in sheets if _fits(sheet, options)]
    if len(fitting) > 1:
        found = tuple(sheet.name for sheet in fitting)
        choices = tuple(_shown(sheet) for sheet in fitting)
        raise UndecidedError(Question("choose_sheet", "sheet", choices, {"sheets": found}))
    return fitting[0] if fitting else sheets[0]


def _shown(sheet: _Sheet) -> Choice:
    """A sheet with its first row below the header."""
    header = find_header(sheet.rows)
    rows = [(i + 1, row) for i, row in enumerate(sheet.rows) if i > header.at and any(row)]
    line, row = rows[0] if rows else (header.at + 1, [])
    filled = [(name, text[:60], "") for name, text in zip(header.names, row) if name and text]
    return Choice(sheet.name, lines=(line,), cells=tuple(filled[:6]))


def _fits(sheet: _Sheet, options: Options) -> bool:
    try:
        recognise(find_header(sheet.rows).names, options)
    except RefusedError:
        return False
    except UndecidedError:
        return True
    return True


def _read(chosen: _Sheet, seen: _Seen, options: Options) -> Table:
    header = find_header(chosen.rows, tuple((options.mapping or {}).values()))
    at, builder = header.at, TableBuilder(header.names)
    if chosen.sheet.total_height > MOST_ROWS:
        raise RefusedError("too_many_rows", limit=f"{MOST_ROWS:,}")
    for number, row in enumerate(_rows(chosen.sheet), start=1):
        if number > at + 1:
            cells = [_text(cell) for cell in row]
            builder.add(seen.shown.around(cells, number) if seen.shown else cells, number)
    return builder.build(
        header_line=at + 1,
        sheet=chosen.name,
        mac_dates=seen.mac_dates,
        uncalculated=_uncalculated(seen, builder.header),
    )


def _rows(sheet: CalamineSheet) -> Any:
    """Rows from the first of the sheet on, so that a row's number is the one Excel shows."""
    if sheet.start is None:
        return
    left = [""] * sheet.start[1]
    for row in sheet.iter_rows():
        yield [*left, *row]


def _uncalculated(seen: _Seen, header: Sequence[str]) -> frozenset[str]:
    places = [column_number(letter) - 1 for letter in seen.uncalculated]
    return frozenset(header[place] for place in places if place < len(header))


def _text(cell: Any) -> str:
    """A cell as text that reads back as the same value."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return number_text(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return str(cell)


def number_text(number: float) -> str:
    """A float as people see it: at most 15 significant digits, no exponent, no ".0".

    One with more digits than a float keeps is written as 1.23E+17, so that it is no id.
    """
    if number != number or number in (float("inf"), float("-inf")):
        return str(number)
    if abs(number) >= 1e15:
        return f"{number:.14E}"
    if number == int(number):
        return str(int(number))
    shortest = repr(number)
    if len(shortest.strip("-").replace(".", "").lstrip("0")) > 15 or "e" in shortest:
        shortest = f"{number:.15g}"
    return f"{float(shortest):f}" if "e" in shortest else shortest
