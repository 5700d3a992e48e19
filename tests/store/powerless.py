"""A process that is not root, to whom modes would mean nothing, and tries to save: see test_failures.py."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import sqlalchemy.dialects.sqlite.pysqlite  # noqa: F401  (loaded while files may still be read)

from ltv.store import open_store
from ltv.store.errors import StoreUnavailableError
from ltv.store.location import in_folder
from tests.store.examples import SCENARIO

NOBODY = 65534

if __name__ == "__main__":
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try:
        open_store(in_folder(Path(sys.argv[1]))).save(SCENARIO, author="p-1")
    except StoreUnavailableError as error:
        sys.stdout.write(error.reason)
