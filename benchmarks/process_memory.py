"""How much memory this process holds, and the most it held since a moment; known on Linux only."""

from __future__ import annotations

import ctypes
import gc
import math
import sys
from pathlib import Path

_PROCESS = Path("/proc/self")


def held_from_now_on() -> float:
    """Megabytes held now: what was freed has gone back to the system, and the peak so far is forgotten."""
    gc.collect()
    if _PROCESS.exists():
        if arrow := sys.modules.get("pyarrow"):
            arrow.default_memory_pool().release_unused()
        ctypes.CDLL(None).malloc_trim(0)
        (_PROCESS / "clear_refs").write_text("5")
    return _megabytes("VmRSS")


def peak() -> float:
    """Most megabytes held since `held_from_now_on`."""
    return _megabytes("VmHWM")


def _megabytes(name: str) -> float:
    """A line of /proc/self/status; NaN where there is no such file."""
    lines = (_PROCESS / "status").read_text().splitlines() if _PROCESS.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(name)), math.nan)
