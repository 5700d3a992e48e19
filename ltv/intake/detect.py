"""What a file is: by its first bytes, and whether its name agrees."""

from __future__ import annotations

import re

from ltv.intake.limits import EXTENSIONS, MOST_BYTES
from ltv.intake.line_ends import Content, holds
from ltv.intake.result import RefusedError

_MAGIC = (
    (b"%PDF", "PDF"),
    (b"PAR1", "Parquet"),
    (b"PARE", "Parquet"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"{\\rtf", "RTF"),
    (b"ARROW1", "Arrow"),
    (b"\x80\x02", "pickle"),
    (b"\x80\x03", "pickle"),
    (b"\x80\x04", "pickle"),
    (b"\x80\x05", "pickle"),
)
_PARTS = (
    (b"xl/", "Excel"),
    (b"word/document", "Word"),
    (b"ppt/presentation", "PowerPoint"),
    (b"oasis.opendocument", "OpenDocument"),
    (b"[Content_Types].xml", "Excel"),
)
"""What a name of a part in a zip archive tells about it."""
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,12}$")
_NEEDS = {".xlsx": "Excel", ".xlsm": "Excel", ".parquet": "Parquet", ".csv": "CSV", ".tsv": "CSV", ".txt": "CSV"}

_RIGHT = {"CSV": ".csv", "Excel": ".xlsx", "Parquet": ".parquet"}


def file_type(content: Content, name: str) -> str:
    """Kind of file: "text", "xlsx" or "parquet".

    Raises
    ------
    RefusedError
        For an extension that is not read, and when the bytes are not what the extension says.
    """
    if len(content) > MOST_BYTES:
        raise RefusedError("file_too_large", limit=MOST_BYTES // 2**20)
    if len(content) == 0:
        raise RefusedError("file_empty")
    return _agreed(_found(content), extension_of(name), content)


def _agreed(found: str, extension: str, content: Content) -> str:
    """Kind of file, when the bytes are what the extension says."""
    if extension == ".xls":
        _refuse_xls(found)
    if extension not in EXTENSIONS:
        raise RefusedError("extension_not_allowed", allowed=EXTENSIONS)
    if found == "encrypted":
        raise RefusedError("file_encrypted")
    if found == "Excel 97":
        raise RefusedError("xls_legacy")
    if found != _NEEDS[extension]:
        raise _mismatch(found, extension)
    if content[:4] == b"PARE":
        raise RefusedError("file_encrypted")
    return {"CSV": "text", "Excel": "xlsx", "Parquet": "parquet"}[found]


def extension_of(name: str) -> str:
    """Extension of a name in lower case, with its dot; "" without one."""
    match = _EXTENSION.search(name.strip())
    return match[0].lower() if match else ""


def _refuse_xls(found: str) -> None:
    if found in ("Excel 97", "Excel"):
        raise RefusedError("xls_legacy")
    if found == "encrypted":
        raise RefusedError("file_encrypted")
    raise _mismatch(found, ".xls")


def _mismatch(found: str, extension: str) -> RefusedError:
    """A refusal that says which extension would be right, where the content is one that is read."""
    right = _RIGHT.get(found)
    return RefusedError("type_mismatch", found=found, extension=extension, **({"right": right} if right else {}))


def _found(content: Content) -> str:
    """Name of what the bytes are; "CSV" stands for any text."""
    start = content[:4096]
    for magic, kind in _MAGIC:
        if start.startswith(magic):
            return _container(kind, content)
    return _text_kind(start)


def _container(kind: str, content: Content) -> str:
    if kind == "zip":
        return next((found for part, found in _PARTS if holds(content, part)), "ZIP")
    if kind == "ole":
        return "encrypted" if holds(content, "EncryptedPackage".encode("utf-16-le")) else "Excel 97"
    return kind


def _text_kind(start: bytes) -> str:
    start = start.removeprefix(b"\xef\xbb\xbf")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start[2:].replace(b"\x00", b"")
    start = start.lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")) or (start.startswith(b"<") and b"<table" in start):
        return "HTML"
    if start.startswith(b"<?xml"):
        return "XML"
    if re.match(rb'[\[{]\s*["\[{}\]]', start) and b":" in start:
        return "JSON"
    return "CSV"
