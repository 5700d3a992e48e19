"""Small files as one would write them on paper."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd
import pytest

from ltv.intake import Options, Reading, read

TODAY = dt.date(2026, 11, 22)
CORPUS = Path(__file__).parent / "corpus"
SHARED = Path(os.environ.get("LTV_SHARED", Path(__file__).parents[3] / "shared")) / "intake"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared folder of difficult files is not here")

ORDERS = "customer_id,order_id,order_date,amount\n"


def opened(text: str, name: str = "orders.csv", encoding: str = "utf-8", **options: object) -> Reading:
    """Read a file given as text."""
    return read(text.encode(encoding), name, Options(today=TODAY, **options))  # type: ignore[arg-type]


def orders(*rows: str, header: str = ORDERS, **options: object) -> Reading:
    """Read orders given as lines below the usual header."""
    return opened(header + "\n".join(rows) + "\n", **options)


def accepted(reading: Reading) -> pd.DataFrame:
    """The table of a reading that must have been accepted."""
    assert reading.outcome == "accept", reading.error or reading.question
    return reading.table


def reasons(reading: Reading) -> list[tuple[int, str]]:
    """Line and reason of every record that was not used."""
    return [(int(line), reason) for line, reason in zip(reading.problems["line"], reading.problems["reason"])]


def codes(reading: Reading) -> list[str]:
    """Codes of the warnings."""
    return [warning.code for warning in reading.warnings]


def adds_up(reading: Reading) -> bool:
    """Whether every record is accounted for."""
    parts = reading.accepted + reading.rejected + reading.excluded + reading.blank
    return parts == reading.records and len(reading.table) == reading.accepted - reading.merged


def workbook(**sheets: list[list[object]]) -> bytes:
    """An Excel file, as small as one can be; numbers are numbers, a date is a cell with a date format."""
    names = list(sheets)
    listed = "".join(f'<sheet name="{escape(name)}" sheetId="{i}" r:id="r{i}"/>' for i, name in enumerate(names, 1))
    links = "".join(
        f'<Relationship Id="r{i}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(names) + 1)
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": _rels(f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _rels(
            f'{links}<Relationship Id="s" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs>{_FORMATS}</cellXfs></styleSheet>',
    }
    parts |= {f"xl/worksheets/sheet{i}.xml": _sheet(sheets[name]) for i, name in enumerate(names, 1)}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


_FORMATS = '<xf numFmtId="0"/><xf numFmtId="14"/>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _rels(inside: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


def _sheet(rows: list[list[object]]) -> str:
    cells = [
        "".join(_cell(f"{letters(c)}{r}", value) for c, value in enumerate(row) if value is not None)
        for r, row in enumerate(rows, 1)
    ]
    inside = "".join(f'<row r="{r}">{row}</row>' for r, row in enumerate(cells, 1))
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{inside}</sheetData></worksheet>'


def letters(place: int) -> str:
    """Name of a column: 0 is A, 25 is Z, 26 is AA."""
    return (letters(place // 26 - 1) if place > 25 else "") + chr(65 + place % 26)


def _cell(place: str, value: object) -> str:
    if isinstance(value, dt.date):
        return f'<c r="{place}" s="1"><v>{(value - dt.date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    if str(value).startswith("="):
        return f'<c r="{place}"><f>{escape(str(value)[1:])}</f></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def repacked(content: bytes, name: str, text: bytes) -> bytes:
    """The same workbook with one part replaced or added."""
    parts = {n: zipfile.ZipFile(io.BytesIO(content)).read(n) for n in zipfile.ZipFile(io.BytesIO(content)).namelist()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in {**parts, name: text}.items():
            archive.writestr(part, data)
    return packed.getvalue()
