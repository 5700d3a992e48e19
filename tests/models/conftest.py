"""What the tests of models share."""

import datetime as dt
from pathlib import Path

import pytest

from ltv.dataset import Dataset
from ltv.intake import assemble, read
from ltv.months import month_number

SAMPLES = Path(__file__).parents[2] / "sample_data"


@pytest.fixture(scope="session")
def b2b() -> Dataset:
    """The sample company with contracts, as the app opens it."""
    readings = [read(path.read_bytes(), path.name) for path in sorted(SAMPLES.glob("b2b_*.csv"))]
    return assemble(readings, as_of=dt.date(2026, 9, 30), known_from=month_number("2023-10"))
