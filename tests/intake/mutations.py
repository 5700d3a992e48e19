"""Files as nobody would write them, made from files as people write them; each can be made again from its number."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ltv.intake.archive import DAMAGED

MARKER = "zq7k9x"
"""Stands in cells that are replaced; no sentence may quote it."""
_NASTY = (
    "", " ", "\u3000", "\x00", "\x1a", "\t", '"', '""', '"a', 'a"', "'", ",", ";", "|", "a\nb", "a\r\nb", "\r",
    "NaN", "nan", "inf", "-Infinity", "NULL", "None", "#N/A", "#REF!", "1e308", "1E+11", "9e99999", "-0", "0.0",
    "00000", "0x1F", "1_000", "1,2,3", "1.2.3", "--5", "(5", "5)", "((5))", "▲▲5", "￥1,234-", "５００", "٣٤٥", "²",
    "9" * 20, "9" * 400, "0." + "0" * 30 + "1", "1" + "0" * 12, "1" + "0" * 12 + ".1", "-" + "9" * 13, "12%", "½",
    "2026-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "1582-10-10", "2026-01-01T00:00:00+99:99", "99999999",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1e5", "45748.99999", "1" * 13, "1" * 10, "60", "0",
    "令和99年1月1日", "平成元年", "令和0年1月1日", "13/13/2026", "02/03/2026", "31/12/26", "24:00", "25時",
    "Feb 30 2026",
    "=1+1", "+1", "@SUM(A1)", "-cmd|' /C calc'!A0", '=HYPERLINK("http://example.invalid")', "<script>alert(1)</script>",
    "{0}", "{x}", "%s", "$x^2$", "[a](javascript:1)", "\u202e", "\u200b", "\ufeff", "\ufffd", "\U0001f363", "\ue000",
    "e\u0301", "ﬁ", "ǆ", "İ", "ß", "A" * 300, "あ" * 5000, "合計", "小計", "total", "キャンセル", "返金済み", "USD",
    "customer_id", "amount", "金額", "../../etc/passwd", "a@example.com", "A@EXAMPLE.COM", "\\", "\\N", "1;2",
)  # fmt: skip
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932", "euc_jp", "iso2022_jp", "cp1252")
_BYTES = (b"\x00", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b$B", b"\x1b(B", b"\x80", b"\xed\xa0\x80",
          b"\r", b"\n", b"\r\n", b'"', b",", b"\t", b"\x1a", b"PK\x03\x04", b"PAR1", b"\x8e", b"\x8f\xa1")  # fmt: skip
_NUMBERS = (b"0", b"-1", b"1", b"255", b"65535", b"1048576", b"2147483647", b"4294967296", b"9" * 25, b"1e309", b"NaN")
_EXTENSIONS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".parquet", ".CSV", "", ".exe")


@dataclass(frozen=True)
class Seed:
    """A file that mutants are made of."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Mutant:
    """A changed file and what was done to it."""

    name: str
    content: bytes
    mutation: str


def seeds_in(folders: Iterable[Path], largest: int = 200_000) -> list[Seed]:
    """Files of some folders, in an order that does not depend on the machine."""
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix not in (".md", ".json", ""))
    return [Seed(path.name, path.read_bytes()) for path in paths if 0 < path.stat().st_size <= largest]


def mutant(seeds: Sequence[Seed], seed: int, number: int) -> Mutant:
    """The mutant of a number."""
    chance = random.Random(f"{seed}/{number}")
    origin = chance.choice(seeds)
    kinds = [*_ANY, *_BY_KIND.get(kind_of(origin.content), ())]
    name = chance.choice(kinds)
    return Mutant(_named(origin.name, name, chance), MUTATIONS[name](origin.content, seeds, chance), name)


def kind_of(content: bytes) -> str:
    """Which structure a file has: "zip", "parquet" or "text"."""
    return "zip" if content[:2] == b"PK" else "parquet" if content[:4] == b"PAR1" else "text"


def _named(name: str, mutation: str, chance: random.Random) -> str:
    if mutation == "extension":
        return Path(name).stem + chance.choice(_EXTENSIONS)
    return str(Path(name).with_suffix(".parquet")) if mutation == "parquet_types" else name


Changed = Callable[[bytes, Sequence[Seed], random.Random], bytes]


def _places(content: bytes, chance: random.Random) -> list[int]:
    return [chance.randrange(len(content) + 1) for _ in range(chance.choice((1, 1, 2, 4, 16)))]


def _flip(content: bytes, _: Sequence[Seed], chance: random.Random) -> bytes:
    changed = bytearray(content)
    for place in _places(content, chance):
        if place < len(changed):
            changed[place] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _overwrite(content: bytes, _: Sequence[Seed], chance: random.Random) -> bytes:
    changed = bytearray(content)
    for place in _places(content, chance):
        changed[place : place + 1] = bytes([chance.choice((0, 0xFF, 0x7F, 0x80, chance.randrange(256)))])
    return bytes(changed)


def _delete(content: bytes, _: Sequence[Seed], chance: random.Random) -> bytes:
    changed = bytearray(content)
    for place in _places(content, chance):
        del changed[place : place + chance.choice((1, 1, 2, 8, 100))]
    return bytes(changed)


def _insert(content: bytes, _: Sequence[Seed], chance: random.Random) -> bytes:
    changed = bytearray(content)
    for place in _places(content, chance):
        changed[place:place] = chance.choice(_BYTES) * chance.choice((1, 1, 1, 3, 1000))
    return bytes(changed)


def _splice(content: bytes, seeds: Sequence[Seed], chance: random.Random) -> bytes:
    other = chance.choice(seeds).content
    return content[: chance.randrange(len(content) + 1)] + other[chance.randrange(len(other) + 1) :]


def _truncate(content: bytes, _: Sequence[Seed], chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _repeat(content: bytes, _: Sequence[Seed], chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    piece = content[start : start + chance.choice((1, 4, 50, 1000))]
    return content[:start] + piece * chance.choice((2, 10, 200)) + content[start:]


def _same(content: bytes, _: Sequence[Seed], __: random.Random) -> bytes:
    return content


def _text_of(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp932", "euc_jp"):
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    return content.decode("latin-1")


def _encoded(text: str, encoding: str) -> bytes:
    return text.encode(encoding, errors="replace")


def _cells(content: bytes, _: Sequence[Seed], chance: random.Random) -> bytes:
    """Cells below the first line become nasty ones."""
    text = _text_of(content)
    delimiter = max(",\t;|", key=text[:5000].count)
    rows = [line.split(delimiter) for line in text.splitlines()]
    for _i in range(chance.choice((1, 3, 20))):
        row = chance.choice(rows[1:] or rows)
        row[chance.randrange(len(row))] = _cell(chance, delimiter)
    end = chance.choice(("\n", "\n", "\r\n", "\r"))
    return _encoded(end.join(delimiter.join(row) for row in rows), chance.choice(("utf-8", "utf-8", *_ENCODINGS)))


def _cell(chance: random.Random, delimiter: str) -> str:
    text = chance.choice((*_NASTY, MARKER, MARKER + chance.choice(_NASTY)))
    quoted = chance.random() < 0.5 or (delimiter in text and chance.random() < 0.8)
    return '"' + text.replace('"', '""') + '"' if quoted else text


def _rows(content: bytes, _: Sequence[Seed], chance: random.Random) -> bytes:
    """Lines are shuffled, doubled, cut, joined, or put above the header."""
    lines = _text_of(content).splitlines()
    for _i in range(chance.choice((1, 2, 10))):
        at = chance.randrange(len(lines)) if lines else 0
        change = chance.randrange(5)
        if change == 0:
            lines[at:at] = [chance.choice(("", ",,,,", "合計,,,3000", "売上一覧", "sep=;", '"'))]
        elif change == 1:
            lines[at:at] = lines[at : at + 3]
        elif change == 2:
            lines[at : at + 2] = ["".join(lines[at : at + 2])]
        elif change == 3:
            chance.shuffle(lines)
        else:
            lines[at : at + 1] = [line[: chance.randrange(len(line) + 1)] for line in lines[at : at + 1]]
    return _encoded("\n".join(lines), "utf-8")


def _headers(content: bytes, seeds: Sequence[Seed], chance: random.Random) -> bytes:
    """A column is renamed, doubled or taken from another file."""
    text = _text_of(content)
    first, _mark, rest = text.partition("\n")
    delimiter = max(",\t;|", key=first.count)
    names = first.split(delimiter)
    other = _text_of(chance.choice(seeds).content[:3000]).partition("\n")[0].split(delimiter)
    for _i in range(chance.choice((1, 2, 5))):
        names[chance.randrange(len(names))] = chance.choice((*names, *other, *_NASTY))[:400]
    return _encoded(delimiter.join(names) + "\n" + rest, "utf-8")


def _encodings(content: bytes, _: Sequence[Seed], chance: random.Random) -> bytes:
    """The encoding changes in the middle, or the file is in another one."""
    text = _text_of(content)
    cut = chance.choice((len(text), chance.randrange(len(text) + 1)))
    return _encoded(text[:cut], chance.choice(_ENCODINGS)) + _encoded(text[cut:], chance.choice(_ENCODINGS))


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of an archive; none when it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            small = [entry for entry in archive.infolist() if entry.file_size < 1_000_000][:40]
            return {entry.filename: archive.read(entry) for entry in small}
    except DAMAGED:
        return {}


def _zipped(parts: Mapping[str, bytes], chance: random.Random) -> bytes:
    packed = io.BytesIO()
    method = chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def _zip_xml(content: bytes, seeds: Sequence[Seed], chance: random.Random) -> bytes:
    """A part of a workbook is changed; its checksum is right again, so that it is really parsed."""
    parts = parts_of(content)
    if not parts:
        return _flip(content, seeds, chance)
    for _i in range(chance.choice((1, 1, 2, 5))):
        name = chance.choice(list(parts))
        parts[name] = chance.choice((_xml_number, _xml_number, _xml_tag, _xml_text, _xml_bytes))(parts[name], chance)
    return _zipped(parts, chance)


def _replaced(pattern: bytes, part: bytes, chance: random.Random, new: Callable[[bytes], bytes]) -> bytes:
    found = list(re.finditer(pattern, part))
    if not found:
        return part
    match = chance.choice(found)
    return part[: match.start()] + new(match[0]) + part[match.end() :]


def _xml_number(part: bytes, chance: random.Random) -> bytes:
    """A number, such as that of a row, a style, a text or a count, becomes another."""
    return _replaced(rb"\d+(?:\.\d+)?", part, chance, lambda _: chance.choice(_NUMBERS))


def _xml_tag(part: bytes, chance: random.Random) -> bytes:
    """A tag is left out, doubled, or changes places with its end."""
    return _replaced(
        rb"<[^<>]{1,200}>", part, chance,
        lambda tag: chance.choice((b"", tag * 2, tag * 50, b"</" + tag[1:], tag[:-1], b"<!--", b"<![CDATA[", b"<?x?>")),
    )  # fmt: skip


def _xml_text(part: bytes, chance: random.Random) -> bytes:
    """A text or the value of an attribute becomes a nasty one."""
    nasty = chance.choice((*_NASTY, "&amp;", "&#0;", "&#xFFFFFFFF;", "&x;", "_x0000_", MARKER)).encode("utf-8")
    quoted = chance.random() < 0.5
    pattern, wrapped = (rb'"[^"<>]*"', b'"' + nasty + b'"') if quoted else (rb">[^<>]+<", b">" + nasty + b"<")
    return _replaced(pattern, part, chance, lambda _: wrapped)


def _xml_bytes(part: bytes, chance: random.Random) -> bytes:
    return chance.choice((_flip, _overwrite, _delete, _insert, _repeat, _truncate))(part, (), chance)


def _zip_names(content: bytes, seeds: Sequence[Seed], chance: random.Random) -> bytes:
    """A part of a workbook is renamed, left out, or taken from another workbook."""
    parts = parts_of(content)
    if not parts:
        return _flip(content, seeds, chance)
    name = chance.choice(list(parts))
    part = parts.pop(name)
    new = chance.choice((name.upper(), name + "/", "../" + name, name.replace("xml", "bin"), "xl/workbook.xml", ""))
    others = parts_of(chance.choice(seeds).content)
    if chance.random() < 0.5:
        parts[new or name] = part
    return _zipped(parts | dict(list(others.items())[: chance.randrange(3)]), chance)


def _parquet_footer(content: bytes, seeds: Sequence[Seed], chance: random.Random) -> bytes:
    """Bytes of the footer, of its length, or of the first page's header are changed."""
    size = int.from_bytes(content[-8:-4], "little")
    spans = [(max(4, len(content) - 8 - size), len(content) - 8), (len(content) - 8, len(content)), (4, 60)]
    start, end = chance.choice((spans[0], spans[0], spans[0], *spans))
    changed = bytearray(content)
    for _i in range(chance.choice((1, 1, 2, 6))):
        place = chance.randrange(start, max(start + 1, min(end, len(changed))))
        if place < len(changed):
            changed[place] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256), changed[place] ^ 1))
    return bytes(changed)


def _parquet_types(_: bytes, __: Sequence[Seed], chance: random.Random) -> bytes:
    """Orders whose columns have the types that nobody would give them."""
    size = chance.choice((0, 1, 5, 40))
    names = ["customer_id", "order_id", "order_date", "amount", chance.choice(("status", "currency", "数量", "a.b"))]
    columns = [_plain(name, size) if chance.random() < 0.6 else _typed(chance, size) for name in names]
    if chance.random() < 0.2:
        names[chance.randrange(len(names))] = chance.choice(("amount", "", "a.b", "customer_id"))
    table = pa.table(columns, names=names)
    file = io.BytesIO()
    try:
        pq.write_table(table, file, use_dictionary=chance.random() < 0.5, row_group_size=chance.choice((1, 1000)))
    except (pa.ArrowException, NotImplementedError, OSError):
        return b"PAR1"
    content = file.getvalue()
    return content if chance.random() < 0.7 else _parquet_footer(content, (), chance)


def _plain(name: str, size: int) -> pa.Array:
    return pa.array([{"order_date": "2026-01-05", "amount": "100"}.get(name, f"{name}{i}") for i in range(size)])


def _typed(chance: random.Random, size: int) -> pa.Array:
    numbers = [chance.choice((0, 1, 7, 45_000, 2**31 - 1, -5, None)) for _ in range(size)]
    texts = [chance.choice((*_NASTY, "C1", "2026-01-05", "100", None)) for _ in range(size)]
    kind = chance.choice(_TYPES)
    try:
        return pa.array(numbers, pa.int64()).cast(kind, safe=False)
    except (pa.ArrowException, NotImplementedError):
        pass
    try:
        return pa.array(texts, kind)
    except (pa.ArrowException, NotImplementedError, TypeError, ValueError):
        return pa.nulls(size, kind)


_TYPES = (
    pa.string(), pa.string(), pa.large_string(), pa.binary(), pa.binary(4), pa.null(), pa.bool_(), pa.int8(),
    pa.uint64(), pa.float16(), pa.float32(), pa.float64(), pa.decimal128(20, 2), pa.decimal256(60, 10),
    pa.date32(), pa.date64(), pa.time32("s"), pa.time64("ns"), pa.timestamp("s"),
    pa.timestamp("ns"), pa.timestamp("us", "Asia/Tokyo"), pa.timestamp("ms", "UTC"), pa.timestamp("us", "+99:00"),
    pa.duration("us"), pa.list_(pa.int32()), pa.struct([("b", pa.string())]), pa.map_(pa.string(), pa.int32()),
    pa.dictionary(pa.int32(), pa.string()), pa.dictionary(pa.int8(), pa.int64()),
    pa.string_view(), pa.binary_view(),
)  # fmt: skip

MUTATIONS: Mapping[str, Changed] = {
    "flip": _flip,
    "overwrite": _overwrite,
    "delete": _delete,
    "insert": _insert,
    "splice": _splice,
    "truncate": _truncate,
    "repeat": _repeat,
    "extension": _same,
    "cells": _cells,
    "rows": _rows,
    "headers": _headers,
    "encodings": _encodings,
    "zip_xml": _zip_xml,
    "zip_names": _zip_names,
    "parquet_footer": _parquet_footer,
    "parquet_types": _parquet_types,
}
_ANY = ("flip", "overwrite", "delete", "insert", "splice", "truncate", "repeat", "extension")
_BY_KIND = {
    "text": ("cells", "cells", "cells", "cells", "rows", "rows", "headers", "headers", "encodings"),
    "zip": ("zip_xml",) * 16 + ("zip_names",) * 3,
    "parquet": ("parquet_footer",) * 8 + ("parquet_types",) * 5,
}
