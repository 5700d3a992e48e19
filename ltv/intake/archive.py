"""A zip archive is looked through before anything unpacks it for good."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator

from ltv.intake.limits import MOST_ENTRIES, MOST_RATIO, MOST_UNPACKED, RATIO_FROM
from ltv.intake.result import RefusedError

_CHUNK = 1 << 20
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, ValueError, OSError, NotImplementedError, RuntimeError),
)
"""What `zipfile` raises on archives that are damaged or made to harm."""


def parts(content: bytes) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Every file of an archive as (name, chunks), counting what really comes out.

    The caller reads all chunks of one file before the next.

    Raises
    ------
    RefusedError
        `unpacked_too_large`, `too_many_entries`, `file_encrypted`.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES:
            raise RefusedError("too_many_entries", limit=MOST_ENTRIES)
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise RefusedError("unpacked_too_large", limit=MOST_UNPACKED // 2**20)
        if any(entry.flag_bits & 1 for entry in entries):
            raise RefusedError("file_encrypted")
        budget = _Budget()
        for entry in entries:
            yield entry.filename, _chunks(archive, entry, budget)


class _Budget:
    """How much may still be unpacked."""

    def __init__(self) -> None:
        self.left = MOST_UNPACKED

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise RefusedError("unpacked_too_large", limit=MOST_UNPACKED // 2**20)


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget) -> Iterator[bytes]:
    unpacked = 0
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            budget.spend(len(chunk))
            unpacked += len(chunk)
            if unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(1, entry.compress_size):
                raise RefusedError("unpacked_too_large", limit=MOST_UNPACKED // 2**20)
            yield chunk
