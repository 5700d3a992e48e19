"""Every upload is read in a process of its own: whatever a file does to its reader, the server goes on.

server  ── start ──▶  keeper (one per server: Python with every reader imported, no data)
                        └─ fork ─▶  reader (one per file: limits on memory, time and files; an empty folder; no network)

The file and what is made of it travel through memory that has no name, so nothing is left behind on disk.
"""

from ltv.intake.sandbox.parsing import Parsing, read_isolated, start, warm

__all__ = ["Parsing", "read_isolated", "start", "warm"]
