"""Files made to take all memory or all time are answered soon, with little memory, and for the right reason."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.intake.bombs import catalogue

ROOT = Path(__file__).parents[2]
MEGABYTES = 2
SECONDS, PEAK = 5.0, 600
CODES = {
    "newlines": "no_data_rows",
    "delimiters in many records": "no_data_rows",
    "lines that are no text": "rows_not_split",
    "a hundred thousand columns": "too_many_columns",
    "quotes only": "record_too_long",
    "delimiters only": "too_many_columns",
    "zeros": "not_a_table",
    "xlsx: entries": "too_many_entries",
    "xlsx: a part that swells": "unpacked_too_large",
    "xlsx: untrue size": "file_corrupt",
    "xlsx: overlapping parts": "unpacked_too_large",
    "xlsx: two ends": "file_corrupt",
    "xlsx: encrypted part": "file_encrypted",
    "xlsx: archive inside": "",
    "xlsx: other workbook": "file_corrupt",
    "xlsx: number of texts": "too_many_cells",
    "xlsx: far row": "too_many_cells",
    "xlsx: far row of bare cells": "too_many_cells",
    "xlsx: styles": "unpacked_too_large",
    "xlsx: empty texts": "unpacked_too_large",
    "xlsx: sheets": "file_corrupt",
    "parquet: rows": "too_many_rows",
    "parquet: columns": "too_many_columns",
    "parquet: untrue rows": "file_corrupt",
}
PREFIXES = {"xlsx: DTD": "xml_dtd_forbidden", "xlsx: stray cell": "too_many_columns"}


@pytest.fixture(scope="module")
def found():
    """What every such file came to, each in a process of its own."""
    command = [sys.executable, "-m", "tests.intake.bombs", "--megabytes", str(MEGABYTES)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=600)
    return {row["name"]: row for row in map(json.loads, told.stdout.splitlines())}


@pytest.mark.parametrize("name", catalogue(1))
def test_a_file_made_to_harm_is_answered(found, name):
    row = found[name]
    assert row["outcome"] in ("accept", "ask", "reject"), row
    assert row["broken"] == []
    assert row["seconds"] < SECONDS, row
    assert row["peak"] < PEAK, row


@pytest.mark.parametrize("name", catalogue(1))
def test_a_file_made_to_harm_is_refused_for_what_it_is(found, name):
    wanted = CODES.get(name, next((code for part, code in PREFIXES.items() if name.startswith(part)), None))
    assert wanted is None or found[name]["code"] == wanted
