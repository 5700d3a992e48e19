"""The two sample data sets, read through the same intake as an upload."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import streamlit as st

from ltv.dataset import Dataset
from ltv.intake import Options, assemble, read

FOLDER = Path(__file__).parent.parent / "sample_data"
NAMES = ("shop", "b2b")
AS_OF = dt.date(2026, 9, 30)
KNOWN_FROM = (2023 - 1970) * 12 + 9
"""The B2B file lists who was active in October 2023 and everyone since; who left before is not in it."""


@st.cache_resource(max_entries=len(NAMES), show_spinner=False)
def load(name: str) -> Dataset:
    """A sample data set by its code."""
    compared = Options(match_keys=True)
    readings = [read(path.read_bytes(), path.name, compared) for path in sorted(FOLDER.glob(f"{name}_*.csv"))]
    readings.append(read((FOLDER / f"crm_{name}.csv").read_bytes(), f"crm_{name}.csv", Options(kind="crm")))
    return assemble(readings, as_of=AS_OF, known_from=KNOWN_FROM if name == "b2b" else None, source=f"sample:{name}")
