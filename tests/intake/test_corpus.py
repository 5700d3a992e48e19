"""Difficult files and vendors' exports, each with what must become of it; public files where they are present."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ltv.intake import Options, read
from tests.intake.files import CORPUS, SHARED, TODAY, adds_up, needs_shared
from tests.intake_adapter import read as adapted


def cases() -> list[Any]:
    return json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))["cases"]


def samples() -> dict[str, Any]:
    return json.loads((CORPUS / "exports" / "expected.json").read_text(encoding="utf-8"))


def public_files() -> list[Path]:
    return [path for path in sorted((SHARED / "public_files").glob("*/*")) if path.suffix not in (".md", ".json")]


def difference(expected: dict[str, Any], found: dict[str, Any]) -> str:
    """What differs from one expectation of the corpus; empty when nothing does."""
    if "either" in expected:
        differences = [difference(each, found) for each in expected["either"]]
        return "" if "" in differences else " | ".join(differences)
    if found["outcome"] != expected["outcome"]:
        return f"outcome {found['outcome']}: {found.get('error')}"
    if expected["outcome"] != "accept":
        same = found["error"]["code"] == expected["error"]["code"]
        missing = [word for word in expected["error"]["mention"] if word not in found["error"]["message"]]
        return "" if same and not missing else f"{found['error']} lacks {missing}"
    return _accepted_difference(expected, found)


def _accepted_difference(expected: dict[str, Any], found: dict[str, Any]) -> str:
    plain = [k for k in ("rows_accepted", "customers", "date_min", "date_max", "orders") if k in expected]
    wrong = [f"{k} {found[k]} not {expected[k]}" for k in plain if found[k] != expected[k]]
    money = [k for k in ("sum_amount", "gross", "refunds") if k in expected]
    wrong += [f"{k} {found[k]} not {expected[k]}" for k in money if Decimal(found[k]) != Decimal(expected[k])]
    for status in ("rejected", "excluded"):
        rows = [{(row["line"], row["reason"]) for row in told.get(status, [])} for told in (expected, found)]
        wrong += [f"{status} {rows[1]} not {rows[0]}"] if rows[0] != rows[1] else []
    wrong += [f"mrr on {day}" for day, mrr in expected.get("mrr_on", {}).items()
              if abs(Decimal(found["mrr_on"][day]) - Decimal(mrr)) > Decimal("0.01")]  # fmt: skip
    return "; ".join(
        wrong + [f"no warning {code}" for code in expected.get("warnings", []) if code not in found["warnings"]]
    )


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_a_difficult_file_is_read_as_it_must_be(case):
    path = str(CORPUS / case["file"])
    found = adapted(path, case["upload_name"], case["options"])
    assert difference(case["expect"], found) == ""
    for step in case["expect"].get("then", []):
        answered = adapted(path, case["upload_name"], {**case["options"], **step["options"]})
        assert difference(step["expect"], answered) == ""


@pytest.mark.parametrize("name", samples())
def test_a_vendors_export_is_exact_to_the_yen(name):
    expected = samples()[name]
    path = CORPUS / "exports" / name
    found = adapted(str(path), name, {"tz": expected.get("tz", "Asia/Tokyo"), "today": TODAY.isoformat()})
    if "code" in expected:
        assert found["error"]["code"] == expected["code"]
        assert all(word in found["error"]["message"] for word in expected["mention"])
        return
    names = {"orders": "orders", "customers": "customers", "date_min": "date_min", "date_max": "date_max"}
    assert {k: found[k] for k in names} == {k: expected[k] for k in names}
    assert [Decimal(found[k]) for k in ("gross", "refunds", "sum_amount")] == [
        Decimal(expected[k]) for k in ("gross", "refunds", "net")
    ]
    assert found["preset"] == expected["preset"]


@needs_shared
@pytest.mark.parametrize("path", public_files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_public_file_is_accepted_or_refused_clearly(path):
    reading = read(path.read_bytes(), path.name, Options(today=TODAY))
    assert adds_up(reading)
    assert reading.outcome == "accept" or (reading.error or reading.question)
