"""Tables as one Excel workbook: numbers are numbers, text stays text, and each sheet prints on paper."""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from ltv.metrics.metric import Lang
from ltv.spreadsheet_safety import neutral
from ui import show
from ui.printed import cleaned

WHOLE, SHARE, POINTS, TENTHS = "#,##0", "0%", "+0.0;-0.0;0.0", "#,##0.0"
"""How Excel writes numbers."""
_TEXT, _UNKNOWN = "text", "unknown"
_A4 = 9
_MOST = 32_000
"""Characters of a cell; Excel takes 32,767."""
_FONTS = {"ja": "Yu Gothic", "en": "Calibri"}


@dataclass(frozen=True)
class Figure:
    """A number and how Excel writes it; NaN is shown as not known."""

    value: float
    form: str = WHOLE


Cell = str | Figure


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes
    ----------
    columns : headings and widths, in characters of Latin letters
    still : columns that stay when one scrolls to the right
    """

    name: str
    columns: Sequence[tuple[str, float]]
    rows: Sequence[Sequence[Cell]] = field(default_factory=tuple)
    still: int = 0


def money_form(decimals: int) -> str:
    """How Excel writes money with so many decimals."""
    return WHOLE + ("." + "0" * decimals if decimals else "")


def money(amount: float, decimals: int) -> Figure:
    """Money of the smallest unit as a number of whole currency units, rounded to what can be paid."""
    known = math.isfinite(amount)
    return Figure(round(amount) / 10**decimals if known else math.nan, money_form(decimals))


def to_xlsx(sheets: Sequence[Sheet], *, title: str, footer: str, lang: Lang, made: dt.date) -> bytes:
    """The workbook; equal sheets give equal bytes. `footer` stands below every printed page."""
    written = io.BytesIO()
    given = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_format_properties": {"font_name": _FONTS[lang], "font_size": 10},
    }  # fmt: skip
    with xlsxwriter.Workbook(written, given) as book:
        book.set_properties({"title": title, "comments": footer, "created": dt.datetime(*made.timetuple()[:3])})  # noqa: DTZ001, a day
        for sheet in sheets:
            _write(book, sheet, footer)
    return written.getvalue()


def _write(book: Any, sheet: Sheet, footer: str) -> None:
    page = book.add_worksheet(sheet.name)
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E8ECF7"})
    formats = _formats(book, sheet)
    for place, (name, width) in enumerate(sheet.columns):
        page.set_column(place, place, width)
        page.write_string(0, place, _safe(name), heading)
    for line, row in enumerate(sheet.rows, 1):
        for place, cell in enumerate(row):
            _write_cell(page, (line, place), cell, formats)
    page.freeze_panes(1, sheet.still)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    _on_paper(page, footer)


def _formats(book: Any, sheet: Sheet) -> dict[str, Any]:
    """How texts, what is not known, and each kind of number are written."""
    forms = {cell.form: {"num_format": cell.form} for row in sheet.rows for cell in row if isinstance(cell, Figure)}
    given: dict[str, dict[str, Any]] = {_TEXT: {"text_wrap": True}, _UNKNOWN: {"align": "right"}, **forms}
    return {name: book.add_format({"valign": "top", **one}) for name, one in given.items()}


def _write_cell(page: Any, place: tuple[int, int], cell: Cell, formats: dict[str, Any]) -> None:
    """Nothing for an empty text."""
    if isinstance(cell, Figure):
        if math.isfinite(cell.value):
            page.write_number(*place, cell.value, formats[cell.form])
        else:
            page.write_string(*place, show.NOTHING, formats[_UNKNOWN])
    elif cell:
        page.write_string(*place, _safe(cell), formats[_TEXT])


def _on_paper(page: Any, footer: str) -> None:
    """A4 across, one page wide, headings on each."""
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    page.set_footer("&L&8 " + footer.replace("&", "&&")[:200] + "&R&8 &P / &N")


def _safe(words: str) -> str:
    return str(neutral(cleaned(words)))[:_MOST]
