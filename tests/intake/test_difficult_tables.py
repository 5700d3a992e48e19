"""Headers, separators, line ends, encodings, workbooks and bounds nobody has shown us yet."""

import datetime as dt
import decimal
import io
import re
import zipfile
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ltv.intake import Options, Reading, limits, read
from tests.intake.files import ORDERS, TODAY, accepted, adds_up, opened, orders, reasons, repacked, workbook

ROWS = "C1,A1,2026-01-05,100\nC2,A2,2026-02-06,200\n"
JAPANESE = "顧客ID,注文番号,注文日,金額\n"
HEADER = ["customer_id", "order_id", "order_date", "amount"]
DAY = dt.date(2026, 1, 5)


def total(reading: Reading) -> float:
    assert adds_up(reading)
    return accepted(reading)["amount"].sum() / 10**reading.decimals


@pytest.mark.parametrize(
    "top",
    [
        "顧客,,注文,,\nID,氏名,番号,日付,金額\n",
        "顧客ID,顧客,注文,,金額\n,氏名,番号,日付,\n",
        "売上一覧,,,,\n顧客,,注文,,\nID,氏名,番号,日付,金額\n",
    ],
)
def test_a_header_may_run_over_two_rows(top):
    reading = opened(top + "C1,甲,A1,2026-01-05,300\n")
    assert (total(reading), reading.records) == (300, 1)
    assert sorted(reading.recognised.mapping) == ["amount", "customer_id", "day", "order"]


def test_two_rows_of_a_workbook_whose_cells_are_merged_are_one_header():
    rows = [["顧客", None, "注文", None, None], ["ID", "氏名", "番号", "日付", "金額"], ["C1", "甲", "A1", DAY, 300]]
    assert total(read(workbook(S=rows), "a.xlsx", Options(today=TODAY))) == 300


@pytest.mark.parametrize(
    "text",
    [
        "\n\n,売上表,,,\n,顧客ID,注文番号,注文日,金額\n,C1,A1,2026-01-05,300\n",
        "出力日,2026/07/01\n件数,1\n" + JAPANESE + "C1,A1,2026-01-05,300\n",
        "# made by a shop\n" + ORDERS + "C1,A1,2026-01-05,300\n",
        ORDERS.replace("\n", ",,\n") + "C1,A1,2026-01-05,300,,\n",
        ORDERS + "C1,A1,2026-01-05,300,,,\n",
        '"customer\nid",order_id,"order\ndate",amount\nC1,A1,2026-01-05,300\n',
        "ご注文者様ID,ご注文番号,ご注文日,ご注文金額\nC1,A1,2026-01-05,300\n".replace("ご注文者様ID", "お客様ID"),
    ],
)
def test_the_header_is_where_the_names_are(text):
    assert total(opened(text)) == 300


@pytest.mark.parametrize("note", ["※税込の金額です", "注）返品を除く,,,", "以上,,,", '"※１ 返品,交換を除く"'])
def test_a_note_below_the_rows_is_told_and_never_counted(note):
    reading = opened(JAPANESE + ROWS + note + "\n")
    assert total(reading) == 300
    assert [line for line, _ in reasons(reading)] == [4]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("hint", ["sep={}\n", '"sep={}"\n', "SEP={}\r\n", "\ufeffsep={}\n"])
def test_a_hint_tells_the_separator(delimiter, hint):
    text = hint.format(delimiter) + (ORDERS + ROWS).replace(",", delimiter)
    assert (total(opened(text)), opened(text).recognised.header_line) == (300, 2)


def test_a_hint_that_is_wrong_is_not_believed():
    assert total(opened("sep=;\n" + ORDERS + ROWS)) == 300


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n", "\n\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-16-be"])
def test_line_ends_and_encodings_do_not_matter(end, encoding):
    text = (JAPANESE + ROWS.replace("C1", "緑茶")).replace("\n", end)
    reading = opened(text, encoding=encoding)
    assert (total(reading), set(reading.table["customer_id"])) == (300, {"緑茶", "C2"})


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ('C"3,A3,2026-03-07,5', 305),
        ('"C3"x,A3,2026-03-07,5', 305),
        ('"C3","A3","2026-03-07","5"', 305),
        ('C3, "A3", 2026-03-07, "5"', 305),
        ('"C""3",A3,2026-03-07,"1,005"', 1305),
        ('"C\n3",A3,2026-03-07,5', 305),
    ],
)
def test_quotation_marks_are_read_as_they_are_meant(row, found):
    assert total(opened(ORDERS + ROWS + row + "\n")) == found


@pytest.mark.parametrize("where", [0, 1, 2])
def test_an_open_quotation_mark_costs_its_line_wherever_it_is(where):
    lines = [f"C{i},A{i},2026-01-05,10\n" for i in range(3)]
    lines[where] = lines[where].replace(f"A{where}", f'"A{where}')
    reading = opened(ORDERS + "".join(lines))
    assert (total(reading), reasons(reading)) == (20, [(where + 2, "quote_not_closed")])


def vendor_bytes(text: str, *, seven: bool) -> bytes:
    """EUC-JP or ISO-2022-JP as Windows writes it, with characters that only CP932 has."""
    pairs = []
    for character in text:
        if character.isascii():
            pairs.append(character.encode())
            continue
        first, second = character.encode("cp932")
        row = (first - (0x70 if first < 0xA0 else 0xB0)) * 2 - (second < 0x9F)
        cell = second - (0x1F + (second > 0x7F) if second < 0x9F else 0x7E)
        pairs.append(b"\x1b$B" + bytes((row, cell)) + b"\x1b(B" if seven else bytes((row | 0x80, cell | 0x80)))
    return b"".join(pairs)


@pytest.mark.parametrize("seven", [True, False])
def test_characters_of_windows_are_read_in_any_japanese_encoding(seven):
    content = vendor_bytes(JAPANESE + ROWS.replace("C1", "①㈱高橋Ⅲ"), seven=seven)
    reading = read(content, "a.csv", Options(today=TODAY))
    assert (total(reading), reading.recognised.encoding) == (300, "iso2022_jp" if seven else "euc_jp")
    assert set(reading.table["customer_id"]) == {"1(株)高橋III", "C2"}


def test_half_width_kana_alone_are_cp932():
    reading = opened(ORDERS + "ﾀﾅｶ,A1,2026-01-05,1\nｽｽﾞｷ,A2,2026-01-05,2\n", encoding="cp932")
    assert set(accepted(reading)["customer_id"]) == {"タナカ", "スズキ"}
    western = opened(ORDERS + "MÜLLER,A1,2026-01-05,1\nÅÄ,A2,2026-01-05,2\n", encoding="cp1252")
    assert "MÜLLER" in set(accepted(western)["customer_id"])


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x7f"])
def test_a_control_character_is_no_reason_to_refuse_a_file(character):
    assert total(opened(ORDERS + ROWS + f"C3{character},A3,2026-01-05,5\n")) == 305


def parquet(**columns: object) -> Reading:
    """Orders of two customers with some columns of a type of their own."""
    usual = {"customer_id": ["C1", "C2"], "order_id": ["A1", "A2"], "order_date": [DAY, DAY], "amount": [1, 2]}
    file = io.BytesIO()
    old = columns.pop("old", False)
    pq.write_table(pa.table({**usual, **columns}), file, use_deprecated_int96_timestamps=bool(old))
    return read(file.getvalue(), "a.parquet", Options(today=TODAY))


@pytest.mark.parametrize(
    ("amounts", "found"),
    [
        (pa.array([decimal.Decimal(0), decimal.Decimal("1.5")], pa.decimal128(38, 9)), 1.5),
        (pa.array([decimal.Decimal("1.2300"), decimal.Decimal(2)], pa.decimal256(50, 4)), 3.23),
        (pa.array([0.1, 19.99], pa.float32()), 20.09),
        (pa.array(np.array([1.5, 2], np.float16)), 3.5),
        (pa.array([0.1 + 0.2, 1e-4]), 0.3001),
        (pa.array([2**40 // 2, 1], pa.uint64()), 2**39 + 1),
        (pa.array(["1,000", "▲2"]).dictionary_encode(), 998),
        (pa.array(["¥1,000-", "(2)"], pa.large_string()), 998),
    ],
)
def test_amounts_of_any_type_of_parquet_are_exact(amounts, found):
    assert total(parquet(amount=amounts)) == found


@pytest.mark.parametrize(
    ("days", "old"),
    [
        (pa.array([DAY, DAY], pa.date64()), False),
        (pa.array(pd.to_datetime(["2026-01-05T23:30:00.123456789"] * 2)), False),
        (pa.array(pd.to_datetime(["2026-01-05T23:30:00"] * 2)), True),
        (pa.array(pd.to_datetime(["2026-01-05T00:30:00"] * 2).tz_localize("Asia/Tokyo")), False),
        (pa.array(pd.to_datetime(["2026-01-04T15:30:00"] * 2).tz_localize("UTC")), False),
        (pa.array([46027, 46027]), False),
        (pa.array([1767582000, 1767582000]), False),
        (pa.array([20260105, 20260105], pa.int32()), False),
    ],
)
def test_days_of_any_type_of_parquet_are_the_same_day(days, old):
    assert accepted(parquet(order_date=days, old=old))["day"].tolist() == [20458, 20458]


def test_what_a_float_cannot_hold_is_no_amount_and_no_id():
    assert reasons(parquet(amount=pa.array([float("nan"), float("inf")]))) == [
        (1, "amount_not_finite"),
        (2, "amount_not_finite"),
    ]
    reading = parquet(customer_id=pa.array([1e17, 7.0]))
    assert (reasons(reading), accepted(reading)["customer_id"].tolist()) == ([(1, "customer_id_mangled")], ["7"])


def test_other_types_beside_do_no_harm_and_nested_ones_alone_are_told():
    others = {"t": [dt.time(1, 2), None], "d": [dt.timedelta(1), None], "b": [True, None], "n": [None, None]}
    assert total(parquet(**others)) == 3
    file = io.BytesIO()
    pq.write_table(pa.table({"orders": [[1], [2]]}), file)
    assert read(file.getvalue(), "a.parquet", Options()).error.code == "only_nested_columns"


def test_sheets_without_data_are_passed_over():
    content = workbook(空=[], 目次=[["シート", "内容"], ["1", "売上"]], 売上=[HEADER, ["C1", "A1", DAY, 5]])
    assert total(read(content, "a.xlsx", Options(today=TODAY))) == 5


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_not_read(state):
    content = workbook(old=[HEADER, ["C1", "A1", DAY, 7]], S=[HEADER, ["C1", "A1", DAY, 5]])
    book = zipfile.ZipFile(io.BytesIO(content)).read("xl/workbook.xml")
    hidden = book.replace(b'<sheet name="old"', b'<sheet state="%s" name="old"' % state.encode())
    assert total(read(repacked(content, "xl/workbook.xml", hidden), "a.xlsx", Options(today=TODAY))) == 5


def test_a_workbook_with_prefixed_names_and_shared_texts_is_read():
    content = workbook(S=[HEADER, ["C1", "A1", DAY, 5], ["C2", "A2", DAY, "=1+1"]])
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    prefixed = sheet.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:").replace("xmlns=", "xmlns:x=")
    reading = read(repacked(content, "xl/worksheets/sheet1.xml", prefixed.encode()), "a.xlsx", Options(today=TODAY))
    assert (reading.error.code, reading.error.params["column"]) == ("formula_without_value", "amount")


def test_cells_of_a_workbook_are_what_they_show():
    rows = [
        ["C1", "A1", "2026/1/5", "1,234"],
        ["C2", "A2", DAY, "¥1,234-"],
        ["C3", "A3", 46027, "(1,234)"],
        ["C4", "A4", "令和8年1月5日", 0.1 + 0.2],
        ["C5", "A5", 46027.75, 1234.5600000000002],
        [6.0, 100006.0, DAY, 1],
        [123456789012345678, "A7", DAY, 1],
        ["合計", None, None, 2470],
    ]
    reading = read(workbook(S=[HEADER, *rows]), "a.xlsx", Options(today=TODAY))
    assert (round(total(reading), 2), set(accepted(reading)["day"])) == (2469.86, {20458})
    assert reasons(reading) == [(8, "customer_id_mangled"), (9, "total_row")]


def formatted(code: str, *amounts: float) -> Reading:
    """A workbook whose amounts have a number format."""
    content = workbook(S=[HEADER, *(["C1", f"A{i}", DAY, value] for i, value in enumerate(amounts))])
    parts = zipfile.ZipFile(io.BytesIO(content))
    quoted = escape(code, {'"': "&quot;"})
    styles = parts.read("xl/styles.xml").decode()
    styles = styles.replace("<cellXfs>", f'<numFmts><numFmt numFmtId="170" formatCode="{quoted}"/></numFmts><cellXfs>')
    styles = styles.replace("</cellXfs>", '<xf numFmtId="170"/></cellXfs>')
    sheet = re.sub(rb'<c r="(D\d+)"><v>', rb'<c r="\1" s="2"><v>', parts.read("xl/worksheets/sheet1.xml"))
    content = repacked(repacked(content, "xl/styles.xml", styles.encode()), "xl/worksheets/sheet1.xml", sheet)
    return read(content, "a.xlsx", Options(today=TODAY))


@pytest.mark.parametrize("code", ["0%", "0.00%", "[Red]0.0%"])
def test_a_cell_that_shows_percent_is_no_amount(code):
    assert reasons(formatted(code, 0.12, 0.5)) == [(2, "amount_percent"), (3, "amount_percent")]


@pytest.mark.parametrize(
    ("code", "currency"),
    [
        ('"¥"#,##0', "JPY"),
        ("[$¥-411]#,##0;[Red]-[$¥-411]#,##0", "JPY"),
        ('#,##0"円"', "JPY"),
        ("[$$-409]#,##0.00", "USD"),
        ("[$€-407] #,##0.00", "EUR"),
        ("[$¥-804]#,##0", "CNY"),
        ("[$USD] #,##0", "USD"),
        ("#,##0_);(#,##0)", "JPY"),
        ('0"%引き後"', "JPY"),
    ],
)
def test_the_currency_a_cell_shows_is_that_of_its_amount(code, currency):
    reading = formatted(code, 12.5, -2)
    assert (total(reading), reading.currency) == (10.5, currency)


def test_the_sheet_that_is_read_is_the_one_its_name_belongs_to():
    content = workbook(first=[HEADER, ["C1", "A1", DAY, "=1"]], second=[HEADER, ["C2", "A2", DAY, 5]])
    links = zipfile.ZipFile(io.BytesIO(content)).read("xl/_rels/workbook.xml.rels")
    swapped = links.replace(b"sheet1", b"sheet0").replace(b"sheet2", b"sheet1").replace(b"sheet0", b"sheet2")
    content = repacked(content, "xl/_rels/workbook.xml.rels", swapped)
    chosen = [read(content, "a.xlsx", Options(today=TODAY, answers={"sheet": name})) for name in ("first", "second")]
    assert (total(chosen[0]), chosen[1].error.code) == (5, "formula_without_value")


@pytest.mark.parametrize(
    ("columns", "code"), [(limits.MOST_COLUMNS, None), (limits.MOST_COLUMNS + 1, "too_many_columns")]
)
def test_columns_are_counted_to_their_bound(columns, code):
    names = [*HEADER, *(f"c{i}" for i in range(columns - 4))]
    cells = ["C1", "A1", "2026-01-05", "5", *[""] * (columns - 4)]
    file = io.BytesIO()
    pq.write_table(pa.table([pa.array([cell]) for cell in cells], names=names), file)
    files = {
        "a.csv": f"{','.join(names)}\n{','.join(cells)}\n".encode(),
        "a.xlsx": workbook(S=[names, cells]),
        "a.parquet": file.getvalue(),
    }
    for name, content in files.items():
        reading = read(content, name, Options(today=TODAY))
        assert (reading.error.code if reading.error else None) == code, name


@pytest.mark.parametrize("extra", [0, 1])
def test_characters_of_a_cell_are_counted_to_their_bound(extra):
    reading = orders("C1,A1,2026-01-05,1," + "x" * (limits.MOST_CHARACTERS + extra), header=ORDERS.strip() + ",memo\n")
    assert (reading.accepted, reading.rejected) == (1 - extra, extra)


@pytest.mark.parametrize(("rows", "outcome"), [(3, "accept"), (4, "reject")])
def test_rows_are_counted_to_their_bound(monkeypatch, rows, outcome):
    for module in ("delimited", "parquet"):  # a sheet has no more than 1,048,576
        monkeypatch.setattr(f"ltv.intake.{module}.MOST_ROWS", 3)
    table = [["C1", f"A{i}", "2026-01-05", str(i)] for i in range(rows)]
    text = "\n".join(",".join(row) for row in [HEADER, *table]) + "\n"
    file = io.BytesIO()
    pd.DataFrame(table, columns=HEADER).to_parquet(file)
    files = {"a.csv": text.encode(), "a.parquet": file.getvalue()}
    found = {name: read(content, name, Options(today=TODAY)).outcome for name, content in files.items()}
    assert found == dict.fromkeys(files, outcome)


@pytest.mark.parametrize(
    ("entries", "code"), [(limits.MOST_ENTRIES, None), (limits.MOST_ENTRIES + 1, "too_many_entries")]
)
def test_parts_of_an_archive_are_counted_to_their_bound(entries, code):
    content = workbook(S=[HEADER, ["C1", "A1", DAY, 5]])
    packed = io.BytesIO(content)
    with zipfile.ZipFile(packed, "a") as archive:
        for i in range(entries - len(archive.namelist())):
            archive.writestr(f"xl/media/{i}.txt", "")
    reading = read(packed.getvalue(), "a.xlsx", Options(today=TODAY))
    assert (reading.error.code if reading.error else None) == code


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/evil.xml", "..\\..\\evil.xml", "C:\\evil.xml"])
def test_a_part_with_a_path_of_its_own_is_never_written(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    content = repacked(workbook(S=[HEADER, ["C1", "A1", DAY, 5]]), name, b"<x/>")
    assert total(read(content, "a.xlsx", Options(today=TODAY))) == 5
    assert list(tmp_path.iterdir()) == []


def test_a_day_that_makes_the_parser_of_workbooks_panic_is_told_and_raises_nothing():
    content = workbook(orders=[["customer_id", "order_date", "amount"], ["a", dt.date(2026, 1, 5), 100]])
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(name).replace(b"46027", b"-1e18")
    assert read(repacked(content, name, sheet), "orders.xlsx").error.code == "file_corrupt"
