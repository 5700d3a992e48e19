"""What a file is, and what is refused before anything reads it."""

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ltv.intake import Options, limits, read
from tests.intake.files import ORDERS, TODAY, accepted, opened, reasons, repacked, workbook

ROW = "C1,A1,2026-01-05,100\n"
HEADER = ["customer_id", "order_id", "order_date", "amount"]


def refused(content: bytes, name: str) -> str:
    """Code of a refusal."""
    reading = read(content, name, Options(today=TODAY))
    assert reading.outcome == "reject"
    return reading.error.code


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "file_empty"),
        (b"\n\n", "a.csv", "file_empty"),
        (ORDERS.encode(), "a.csv", "no_data_rows"),
        (ROW.encode() * 3, "a.csv", "header_not_found"),
        (ORDERS.encode(), "a.exe", "extension_not_allowed"),
        (ORDERS.encode(), "a", "extension_not_allowed"),
        (ORDERS.encode(), "a.xlsx", "type_mismatch"),
        (b"%PDF-1.7", "a.csv", "type_mismatch"),
        (b'{"a": 1}', "a.csv", "type_mismatch"),
        ("\ufeff<?xml version='1.0'?><a/>".encode("utf-16-le"), "a.csv", "type_mismatch"),
        (b"PK\x03\x04[Content_Types].xml word/document.xml", "a.xlsx", "type_mismatch"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "a.xlsx", "type_mismatch"),
        (b"<html><table></table>", "a.xls", "type_mismatch"),
        (b"\x80\x04\x95", "a.parquet", "type_mismatch"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "xls_legacy"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "file_encrypted"),
        (b"\0" * 5000, "a.csv", "not_a_table"),
        (bytes(range(256)) * 20, "a.csv", "not_a_table"),
        (b"PK\x03\x04[Content_Types].xml", "a.xlsx", "file_corrupt"),
        (b"PAR1", "a.parquet", "file_corrupt"),
        (b"a," * 3000 + b"a\n1\n", "a.csv", "too_many_columns"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_reason(content, name, code):
    assert refused(content, name) == code


@pytest.mark.parametrize("name", ["a.csv", "A.CSV", "../../x.csv", "売上🍣.csv", "a.b.csv", "a.txt", "<b>.csv"])
def test_only_the_extension_of_a_name_matters(name):
    assert len(accepted(opened(ORDERS + ROW, name=name))) == 1


def test_too_large_a_file_is_not_looked_at(monkeypatch):
    monkeypatch.setattr("ltv.intake.detect.MOST_BYTES", 10)
    assert refused(b"x" * 11, "a.csv") == "file_too_large"


@pytest.mark.parametrize("note", ["", '"two\nlines"'])
def test_too_many_rows_are_refused_however_they_are_read(monkeypatch, note):
    monkeypatch.setattr("ltv.intake.delimited.MOST_ROWS", 3)
    rows = "".join(f"C1,A{i},2026-01-05,1,{note}\n" for i in range(5))
    assert refused(f"customer_id,order_id,order_date,amount,note\n{rows}".encode(), "a.csv") == "too_many_rows"


def test_a_cell_without_end_costs_its_row():
    reading = opened("customer_id,order_id,order_date,amount,memo\nC1,A1,2026-01-05,1," + "x" * 100_001 + "\n" + ROW)
    assert reasons(reading) == [(2, "cell_too_long")]


def test_a_workbook_is_read_as_it_is_seen():
    content = workbook(Sheet1=[HEADER, ["007", "A1", dt.date(2026, 1, 5), 1234.5], [7, "A2", "2026/1/6", "▲1,000"]])
    reading = read(content, "a.xlsx", Options(today=TODAY))
    assert accepted(reading)[["customer_id", "amount"]].to_numpy().tolist() == [["007", 12345], ["7", -10000]]
    assert (accepted(reading)["day"].tolist(), reading.recognised.sheet) == ([20458, 20459], "Sheet1")


def test_the_line_of_a_problem_is_the_row_of_the_sheet():
    content = workbook(S=[["売上表"], [], HEADER, ["C1", "A1", "never", 1], ["C1", "A2", "2026-01-05", 2]])
    assert reasons(read(content, "a.xlsx", Options(today=TODAY))) == [(4, "date_invalid")]


def test_two_sheets_with_data_are_asked_about():
    content = workbook(
        表紙=[["ようこそ"]], a=[HEADER, ["C1", "A1", "2026-01-05", 1]], b=[HEADER, ["C2", "A2", "2026-01-05", 2]]
    )
    asked = read(content, "a.xlsx", Options(today=TODAY))
    assert [choice.code for choice in asked.question.choices] == ["a", "b"]
    answered = read(content, "a.xlsx", Options(today=TODAY, answers={asked.question.answer: "b"}))
    assert accepted(answered)["amount"].tolist() == [2]


def test_a_formula_without_a_value_is_not_taken_for_nothing():
    content = workbook(S=[HEADER, ["C1", "A1", "2026-01-05", "=1+1"]])
    reading = read(content, "a.xlsx", Options(today=TODAY))
    assert (reading.error.code, reading.error.params["column"]) == ("formula_without_value", "amount")


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("xl/bomb.bin", b"\0" * (30 << 20), "unpacked_too_large"),
        ("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook/>', "xml_dtd_forbidden"),
        ("xl/worksheets/sheet1.xml", b'<worksheet><c r="A1"/><c r="XFD1048576"/></worksheet>', "too_many_columns"),
        ("xl/worksheets/sheet1.xml", b'<worksheet><c r="A1"/><c r="CV1048576"/></worksheet>', "too_many_cells"),
    ],
)
def test_a_workbook_made_to_harm_is_refused(name, text, code):
    content = workbook(S=[HEADER, ["C1", "A1", "2026-01-05", 1]])
    assert refused(repacked(content, name, text), "a.xlsx") == code


def test_parquet_keeps_its_types():
    table = pa.table(
        {
            "customer_id": pa.array([7, 10**17 + 1, None]),
            "order_id": ["A1", "A2", "A3"],
            "order_date": pa.array(pd.to_datetime(["2026-01-31T15:30Z", "2026-02-01T00:00Z", "2026-02-01T00:00Z"])),
            "amount": pa.array([Decimal("10.20"), Decimal("-3.05"), Decimal("1.00")]),
            "nested": [[1], [2], [3]],
        }
    )
    file = io.BytesIO()
    pq.write_table(table, file)
    reading = read(file.getvalue(), "a.parquet", Options(today=TODAY))
    assert accepted(reading)["customer_id"].tolist() == ["7", "100000000000000001"]
    assert (accepted(reading)["amount"].tolist(), accepted(reading)["day"].tolist()) == ([1020, -305], [20485, 20485])
    assert reasons(reading) == [(3, "customer_missing")]
    assert [warning.code for warning in reading.warnings] == ["nested_column_ignored"]


def test_a_column_twice_in_parquet_is_refused_when_it_differs():
    values = [["C1"], ["A1"], ["2026-01-05"], ["1"], ["2"]]
    table = pa.table([pa.array(column) for column in values], names=[*HEADER, "amount"])
    file = io.BytesIO()
    pq.write_table(table, file)
    assert refused(file.getvalue(), "a.parquet") == "duplicate_header"


def test_the_container_changes_no_figure():
    rows = [["C1", "A1", "2026-01-05", "100.5"], ["C2", "A2", "2026-02-05", "-3"], ["", "A3", "2026-02-05", "1"]]
    text = "\n".join(",".join(row) for row in [HEADER, *rows])
    file = io.BytesIO()
    pd.DataFrame(rows, columns=HEADER).to_parquet(file)
    tables = [
        accepted(opened(text)),
        accepted(opened(text.replace(",", "\t"), name="a.tsv", encoding="utf-16")),
        accepted(read(workbook(S=[HEADER, *rows]), "a.xlsx", Options(today=TODAY))),
        accepted(read(file.getvalue(), "a.parquet", Options(today=TODAY))),
    ]
    assert all(table.equals(tables[0]) for table in tables)


def test_the_documented_limits_are_those_in_force():
    page = (Path(__file__).parents[2] / "docs" / "intake.md").read_text(encoding="utf-8")
    for row in (
        f"| file | {limits.MOST_BYTES >> 20} MB |",
        f"| unpacked (xlsx, parquet) | {limits.MOST_UNPACKED >> 20} MB, ratio {limits.MOST_RATIO}, ",
        f" {limits.MOST_ENTRIES:,} entries |",
        f"| rows | {limits.MOST_ROWS:,} |",
        f"| columns | {limits.MOST_COLUMNS:,} |",
        f"| cells the sheets of a workbook span | {limits.MOST_CELLS:,} |",
        f"| texts in a workbook's list | {limits.MOST_TEXTS:,} |",
        f"| a workbook's list of styles, sheets or links | {limits.MOST_LISTED >> 20} MB |",
        f"| characters of a cell | {limits.MOST_CHARACTERS:,} |",
        f"| characters of a record of separated text | {limits.MOST_RECORD:,} |",
        f"| lines with bytes that are no text | {limits.MOST_MARKED:,} |",
        *(f"{extension}" for extension in limits.EXTENSIONS),
    ):
        assert row in page
