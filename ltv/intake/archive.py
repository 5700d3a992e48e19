"""A zip archive is looked through before anything unpacks it for good."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from ltv.intake.limits import MOST_ENTRIES, MOST_RATIO, MOST_UNPACKED, RATIO_FROM
from ltv.intake.result import RefusedError

_CHUNK = 1 << 20
_LOCAL = struct.Struct("<4s22xHH")
_END = b"PK\x05\x06"
_LONGEST_END = 22 + 0xFFFF
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, ValueError, OSError, NotImplementedError, RuntimeError),
)
"""What reading an archive raises when it is damaged or made to harm."""


def parts(content: bytes) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Every file of an archive as (name, chunks), counting what really comes out.

    The caller reads all chunks of one file before the next. Sizes and checksums that an archive declares must be true:
    a reader that believes them and one that does not would see different files.

    Raises
    ------
    RefusedError
        `unpacked_too_large`, `too_many_entries`, `file_encrypted`.
    BadZipFile, or another of `DAMAGED`
    """
    if content[-_LONGEST_END:].count(_END) != 1:
        raise zipfile.BadZipFile("one end, or it is not clear which list of files is meant")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise RefusedError("too_many_entries", limit=MOST_ENTRIES)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise RefusedError("unpacked_too_large", limit=MOST_UNPACKED // 2**20)
    if any(entry.flag_bits & 1 for entry in entries):
        raise RefusedError("file_encrypted")
    if any(entry.compress_type not in _PLAIN for entry in entries):
        raise zipfile.BadZipFile("not packed as workbooks are")
    budget = _Budget()
    return ((entry.filename, _chunks(content, entry, budget)) for entry in entries)


class _Budget:
    """How much may still be unpacked."""

    def __init__(self) -> None:
        self.left = MOST_UNPACKED

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise RefusedError("unpacked_too_large", limit=MOST_UNPACKED // 2**20)


def _chunks(content: bytes, entry: zipfile.ZipInfo, budget: _Budget) -> Iterator[bytes]:
    unpacked, checksum = 0, 0
    for chunk in _unpacked(_packed(content, entry), entry.compress_type):
        budget.spend(len(chunk))
        unpacked += len(chunk)
        if unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(1, entry.compress_size):
            raise RefusedError("unpacked_too_large", limit=MOST_UNPACKED // 2**20)
        checksum = zlib.crc32(chunk, checksum)
        yield chunk
    if (unpacked, checksum) != (entry.file_size, entry.CRC):
        raise zipfile.BadZipFile("a size or checksum is not true")


def _packed(content: bytes, entry: zipfile.ZipInfo) -> memoryview:
    """A file's bytes as they stand in the archive."""
    mark, name, extra = _LOCAL.unpack_from(content, entry.header_offset)
    start = entry.header_offset + _LOCAL.size + name + extra
    if mark != b"PK\x03\x04" or start + entry.compress_size > len(content):
        raise zipfile.BadZipFile("not where the list of files says")
    return memoryview(content)[start : start + entry.compress_size]


def _unpacked(packed: memoryview, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        for start in range(0, len(packed), _CHUNK):
            yield bytes(packed[start : start + _CHUNK])
        return
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(0, len(packed), _CHUNK):
        chunk = inflating.decompress(packed[start : start + _CHUNK], _CHUNK)
        while chunk:
            yield chunk
            chunk = inflating.decompress(inflating.unconsumed_tail, _CHUNK)
    if not inflating.eof:
        raise zipfile.BadZipFile("packed data end too early")
