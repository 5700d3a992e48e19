"""Files made to take all memory or all time, each read in a process whose seconds and peak memory are measured.

    python -m tests.intake.bombs [--megabytes 8] [name ...]

Prints a line of JSON for each: its name, what it came to, seconds of the processor, and the peak of memory in
megabytes. 200 makes files as large as uploads may be.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import struct
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ltv.intake import read
from tests.intake.files import ORDERS, workbook
from tests.intake.mutations import parts_of
from tests.intake.promises import broken_promises

MEMORY = 4 << 30
"""Address space of a reader, so that a file nobody foresaw does not take the machine along."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ROW = ["C1", "A1", "2026-01-05", 100]
HEADER = ["customer_id", "order_id", "order_date", "amount"]


def plain() -> bytes:
    return workbook(S=[HEADER, _ROW])


def packed(changed: Mapping[str, bytes], of: bytes | None = None) -> bytes:
    """A workbook with some of its parts replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**parts_of(of or plain()), **changed}.items():
            archive.writestr(name, part)
    return file.getvalue()


def sheet(inside: bytes) -> bytes:
    return f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode() + inside + b"</sheetData></worksheet>"


def with_sheet(inside: bytes) -> bytes:
    return packed({"xl/worksheets/sheet1.xml": sheet(inside)})


def linked(*targets: tuple[str, str]) -> bytes:
    links = "".join(
        f'<Relationship Id="r{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, start=1)
    )
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    return f"{head}{links}</Relationships>".encode()


def _listed_texts(part: bytes) -> bytes:
    links = linked(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"))
    return packed({"xl/_rels/workbook.xml.rels": links, "xl/sharedStrings.xml": part})


def _hidden_sheet(inside: bytes) -> bytes:
    """The sheet has a name that no sheet has."""
    return packed({"xl/_rels/workbook.xml.rels": linked(("worksheet", "data.bin")), "xl/data.bin": sheet(inside)})


def _many_sheets(count: int) -> bytes:
    """Sheets that are one and the same part."""
    inside = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (i, i) for i in range(1, 20_000))
    names = "".join(f'<sheet name="s{i}" sheetId="{i}" r:id="r1"/>' for i in range(1, count))
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>'
    return packed({"xl/workbook.xml": book.encode(), "xl/worksheets/sheet1.xml": sheet(inside)})


def _two_ends() -> bytes:
    """Two lists of files: readers disagree which is meant."""
    one, other = plain(), with_sheet(b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>')
    return one[:-2] + struct.pack("<H", len(other)) + other


def _untrue_size() -> bytes:
    """A sheet whose declared size ends before its farthest cell, with the checksum of what stands before."""
    shown = sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>')[:-25]
    whole = shown + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    content = bytearray(with_sheet(b""))
    content = bytearray(packed({"xl/worksheets/sheet1.xml": whole}))
    at = content.rfind(b"xl/worksheets/sheet1.xml") - 46
    struct.pack_into("<I", content, at + 16, zipfile.crc32(shown))
    struct.pack_into("<I", content, at + 24, len(shown))
    return bytes(content)


def _overlapping() -> bytes:
    """Nine hundred files of a megabyte that are the same bytes."""
    one = io.BytesIO()
    with zipfile.ZipFile(one, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/a", bytes(range(256)) * 4096)
    content = one.getvalue()
    start = content.rfind(b"PK\x01\x02")
    listed = content[start : content.rfind(b"PK\x05\x06")]
    end = bytearray(content[content.rfind(b"PK\x05\x06") :])
    struct.pack_into("<HHI", end, 8, 900, 900, len(listed) * 900)
    return content[:start] + listed * 900 + bytes(end)


def _encrypted() -> bytes:
    content = bytearray(plain())
    content[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def _parquet(table: pa.Table, **how: object) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file, **how)
    return file.getvalue()


def _orders_table(rows: int, **more: pa.Array) -> pa.Table:
    same = pa.DictionaryArray.from_arrays(pa.nulls(rows, pa.int32()).fill_null(0), ["C1"])
    columns = {"customer_id": same, "order_date": same, "amount": same}
    return pa.table(columns | more)


def _nested(depth: int) -> pa.Array:
    kind = pa.int32()
    for _ in range(depth):
        kind = pa.list_(kind)
    return pa.nulls(3, kind)


def _long_texts(count: int) -> bytes:
    texts = pa.array([f"{i}" + "x" * 1_000_000 for i in range(count)])
    return _parquet(pa.table({"customer_id": texts, "order_date": texts, "amount": texts}), compression="zstd")


def _untrue_footer() -> bytes:
    """A footer that tells 3 rows of 3 million; the number has the same width."""
    content = bytearray(_parquet(_orders_table(3_000_000), compression="zstd"))
    size = int.from_bytes(content[-8:-4], "little")
    footer, wanted = bytes(content[-8 - size : -8]), _varint(6_000_000)
    return bytes(content[: -8 - size]) + footer.replace(wanted, b"\x86\x80\x80\x00") + bytes(content[-8:])


def _varint(number: int) -> bytes:
    parts = []
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*parts, number])


def _text(size: int) -> Mapping[str, Callable[[], bytes]]:
    """Text files of about so many bytes."""
    head = ORDERS.encode()
    row = b"C1,A1,2026-01-05,100\n"
    return {
        "newlines": lambda: head + b"\n" * size,
        "returns": lambda: head + b"\r" * size,
        "delimiters only": lambda: b"," * size,
        "delimiters in one record": lambda: head + row + b"," * size,
        "delimiters in many records": lambda: head + (b"," * 4000 + b"\n") * (size // 4001),
        "delimiters on every line": lambda: head + b",\n" * (size // 2),
        "quotes only": lambda: b'"' * size,
        "quotes below a header": lambda: head + b'"' * (size | 1),
        "a quote opened on every line": lambda: head + b'"C1,A1,2026-01-05,100\n' * (size // 22),
        "a quote opened on every other line": lambda: head + (b'"C1,A1,2026-01-05,100\n' + row) * (size // 43),
        "a quote opened and never closed": lambda: head + b'"' + row * (size // 21),
        "quotes inside fields": lambda: head + b'a"b"c,A"1,2026-01-05,1"\n' * (size // 24),
        "quotes that open on every line, seen from anywhere": lambda: head + b'x","y\n' * (size // 6),
        "characters that are none": lambda: head + "顧客".encode("cp932") * 100_000 + b"\x80\xff" * (size // 2),
        "one cell": lambda: head + row + b"C2,A2,2026-01-06," + b"1" * size + b"\n",
        "one quoted cell of lines": lambda: head + row + b'C2,A2,2026-01-06,"' + b"1\n" * (size // 2) + b'"\n',
        "one word": lambda: b"a" * size,
        "a header cell": lambda: b"customer_id,amount,date," + b"a" * size + b"\nC1,1,2026-01-05,2\n",
        "zeros": lambda: b"\x00" * size,
        "zeros below a header": lambda: head + b"\x00" * size,
        "zero lines below a header": lambda: head + b"\x00\n" * (size // 2),
        "lines that are no text": lambda: head + b"\xff\n" * (size // 2),
        "lines of two encodings": lambda: head + ("あ\n".encode("cp932") + "あ\n".encode()) * (size // 7),
        "private characters": lambda: head + b"\xf0\x40\n" * (size // 3) + "顧客".encode("cp932") * size,
        "escapes on every line": lambda: head + b"\x1b$B\xff\n" * (size // 5),
        "half a character": lambda: b"\xff\xfe" + head.decode().encode("utf-16-le") + b"\x00\xd8\n\x00" * (size // 4),
        "wide newlines": lambda: b"\xff\xfe" + head.decode().encode("utf-16-le") + b"\n\x00" * (size // 2),
        "a hundred thousand columns": lambda: b"a," * 100_000 + b"\n" + b"1," * 100_000,
        "columns by a hint": lambda: b"sep=;\n" + b";" * size,
        "rows without end": lambda: head + b"C,A,2026-01-05,1\n" * (size // 17),
        "distinct cells": lambda: head + b"".join(b"C%d,A%d,2026-01-05,%d\n" % (i, i, i) for i in range(size // 34)),
        "distinct labels": lambda: (
            b"customer_id,order_date,amount,product\n"
            + b"".join(b"C%d,2026-01-05,1,total%d\n" % (i, i) for i in range(size // 32))
        ),
    }


def _books(size: int) -> Mapping[str, Callable[[], bytes]]:
    """Workbooks; `size` is of what is unpacked."""
    bare = b"<c><v>1</v></c>"
    stray = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return {
        "xlsx: entries": lambda: packed({f"xl/{i}": b"" for i in range(1_001)}),
        "xlsx: a part that swells": lambda: packed({"xl/a": b"\x00" * (30 << 20)}),
        "xlsx: untrue size": _untrue_size,
        "xlsx: overlapping parts": _overlapping,
        "xlsx: two ends": _two_ends,
        "xlsx: encrypted part": _encrypted,
        "xlsx: archive inside": lambda: packed({"xl/inner.xlsx": plain()}),
        "xlsx: other workbook": lambda: packed({"content.xml": b"<office:document-content/>", "mimetype": b"ods"}),
        "xlsx: DTD in a list": lambda: packed({"xl/sharedStrings.xml": b"<!DOCTYPE a><sst/>"}),
        "xlsx: DTD in a link": lambda: packed({"_rels/.rels": b"<!doctype a []><Relationships/>"}),
        "xlsx: DTD in UTF-16": lambda: packed({"xl/styles.xml": "<!DOCTYPE a><styleSheet/>".encode("utf-16")}),
        "xlsx: DTD far below": lambda: packed({"xl/styles.xml": b" " * 3_000_000 + b"<!ENTITY a 'b'>"}),
        "xlsx: stray cell": lambda: with_sheet(stray),
        "xlsx: stray cell, single quotes": lambda: with_sheet(stray.replace(b'"', b"'")),
        "xlsx: stray cell, small letters": lambda: with_sheet(stray.replace(b"XFD", b"xfd")),
        "xlsx: stray cell, spaces": lambda: with_sheet(stray.replace(b"r=", b"r \n= ")),
        "xlsx: stray cell, prefix": lambda: with_sheet(stray.replace(b"<c", b"<x:c").replace(b"<row", b"<x:row")),
        "xlsx: stray cell, other attribute first": lambda: with_sheet(stray.replace(b"<c ", b'<c t=">" ')),
        "xlsx: stray cell, no sheet's name": lambda: _hidden_sheet(stray),
        "xlsx: far row": lambda: with_sheet(b'<row r="1">' + bare + b'</row><row r="4294967290">' + bare),
        "xlsx: far row of bare cells": lambda: with_sheet(
            b'<row r="1">' + bare + b'</row><row r="1048576">' + bare * 99
        ),
        "xlsx: a million bare cells in a row": lambda: with_sheet(b"<row>" + bare * 1_000_000 + b"</row>"),
        "xlsx: bare cells in rows": lambda: with_sheet((b"<row>" + bare * 20 + b"</row>") * (size // 400)),
        "xlsx: number of texts": lambda: _listed_texts(b'<sst count="9" uniqueCount="4294967295"></sst>'),
        "xlsx: empty texts": lambda: _listed_texts(b"<sst>" + b"<si/>" * 10_000_000 + b"</sst>"),
        "xlsx: styles": lambda: packed({"xl/styles.xml": b"<styleSheet>" + b'<xf numFmtId="14"/>' * 2_000_000}),
        "xlsx: sheets": lambda: _many_sheets(20_000),
        "xlsx: a tag without end": lambda: with_sheet(b'<c r="A1" ' + b'r="A1" ' * (size // 7)),
        "xlsx: tags without end": lambda: with_sheet(b'<c r="A1"' * (size // 9)),
        "xlsx: formulas without end": lambda: with_sheet(b'<c r="A1"><f>' * (size // 13)),
        "xlsx: names without end": lambda: with_sheet(b"<" + b"a" * size),
        "xlsx: one text": lambda: with_sheet(b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"x" * size),
    }


def _parquets(size: int) -> Mapping[str, Callable[[], bytes]]:
    return {
        "parquet: rows": lambda: _parquet(_orders_table(5_000_001)),
        "parquet: columns": lambda: _parquet(pa.table({f"c{i}": [1] for i in range(1_001)})),
        "parquet: depth": lambda: _parquet(_orders_table(3, x=_nested(90))),
        "parquet: long texts": lambda: _long_texts(size >> 20),
        "parquet: untrue rows": _untrue_footer,
        "parquet: row groups": lambda: _parquet(_orders_table(20_000), row_group_size=1),
    }


def catalogue(size: int) -> dict[str, tuple[str, Callable[[], bytes]]]:
    """Name → the file's name and what makes it."""
    made = {name: ("a.csv", build) for name, build in _text(size).items()}
    made |= {name: ("a.xlsx", build) for name, build in _books(min(size, 9 << 20)).items()}
    return made | {name: ("a.parquet", build) for name, build in _parquets(size).items()}


def measured(name: str, build: Callable[[], bytes]) -> dict[str, object]:
    """What a file comes to in a process of its own."""
    theirs, ours = os.pipe()
    pid = os.fork()
    if pid == 0:
        _leave(_read(name, build()), ours)
    os.close(ours)
    with os.fdopen(theirs) as told:
        said = told.read()
    _, status = os.waitpid(pid, 0)
    return json.loads(said) if said else {"outcome": "died", "code": os.waitstatus_to_exitcode(status)}


def _read(name: str, content: bytes) -> dict[str, object]:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    start = time.process_time()
    reading = read(content, name)
    seconds = round(time.process_time() - start, 2)
    code = reading.error.code if reading.error else reading.question.code if reading.question else ""
    return {
        "outcome": reading.outcome,
        "code": code,
        "seconds": seconds,
        "peak": _peak() >> 10,
        "file": len(content) >> 20,
        "broken": broken_promises(reading),
    }


def _peak() -> int:
    """Peak of memory in kilobytes since it was last cleared, without what making the file took."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def _leave(found: dict[str, object], told: int) -> None:
    os.write(told, json.dumps(found).encode())
    os._exit(0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--megabytes", type=int, default=8)
    parser.add_argument("names", nargs="*")
    chosen = parser.parse_args()
    files = catalogue(chosen.megabytes * 2**20 - 1000)
    for name in chosen.names or files:
        print(json.dumps({"name": name} | measured(*files[name])), flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
