"""Data sets to keep, of both kinds and with everything beside them, and how two are found to be the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd

from ltv.dataset import Dataset
from ltv.intake import Options, assemble, read
from ui import samples

TODAY = dt.date(2026, 11, 22)
SECRET = bytes(range(32))
KINDS = ("shop", "b2b", "dollars", "closing day", "no attributes")


def made(kind: str) -> Dataset:
    """A data set by the name of its kind; none is a sample to the pages."""
    if kind in samples.NAMES:
        readings = [read(path.read_bytes(), path.name) for path in sorted(samples.FOLDER.glob(f"{kind}_*.csv"))]
        known_from = samples.KNOWN_FROM if kind == "b2b" else None
        return assemble(readings, as_of=samples.AS_OF, known_from=known_from, source="upload")
    if kind == "dollars":
        rows = "A@x.jp,2026-01-05,$10.25,=1+1\nb@x.jp,2026-02-05,$-3.10,\na@x.jp,2026-03-05,$7,髙\n"
        return assemble([reading("Email,date,amount,product\n" + rows)], source="upload").in_currency("USD")
    if kind == "closing day":
        return assemble(
            [reading("顧客ID,注文日,金額\na,2026-01-25,100\nb,2026-03-05,0\n")], closing_day=20, source="upload"
        )
    return assemble(
        [reading("取引先コード,契約開始日,解約日,月額\n001,2025-01-10,,100\n002,2025-04-10,2026-03-31,90\n")]
    )


def reading(text: str, **options: Any) -> Any:
    found = read(text.encode(), "file.csv", Options(today=TODAY, secret=SECRET, **options))
    assert found.outcome == "accept", found
    return found


def assert_same(found: Any, expected: Any) -> None:
    """Equal in every value, type and order, down to the last part."""
    assert type(found) is type(expected)
    if isinstance(expected, pd.DataFrame):
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
    elif isinstance(expected, pd.Index):
        pd.testing.assert_index_equal(found, expected, exact=True)
    elif isinstance(expected, np.ndarray):
        assert found.dtype == expected.dtype
        assert found.tobytes() == expected.tobytes()
    elif is_dataclass(expected):
        for part in fields(expected):
            assert_same(getattr(found, part.name), getattr(expected, part.name))
    elif isinstance(expected, dict):
        assert list(found) == list(expected)
        for name in expected:
            assert_same(found[name], expected[name])
    else:
        assert found == expected
