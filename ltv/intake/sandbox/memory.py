"""Memory that two processes share by a file descriptor; it has no name, and goes with its last user."""

from __future__ import annotations

import mmap
import os
import tempfile


def nameless(label: str) -> int:
    """A new descriptor: memory where the system offers it, else a file without a name in the temporary folder."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create(label, os.MFD_CLOEXEC)
    with tempfile.TemporaryFile() as file:  # pragma: no cover  (systems without memfd)
        return os.dup(file.fileno())


def holding(content: bytes) -> int:
    """A descriptor of memory that holds a content."""
    descriptor = nameless("upload")
    try:
        written, view = 0, memoryview(content)
        while written < len(content):
            written += os.write(descriptor, view[written:])
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def mapped(descriptor: int) -> mmap.mmap | bytes:
    """What a descriptor holds, without copying it."""
    size = os.fstat(descriptor).st_size
    return mmap.mmap(descriptor, size, access=mmap.ACCESS_READ) if size else b""
