"""Amounts, dates and ids nobody has shown us yet, each by the rule that decides it."""

import pytest

from ltv.intake import Options, read
from ltv.intake.column import Column
from ltv.intake.dates import DateRule, is_no_date
from ltv.intake.texts import ID_REASONS, identities
from tests.intake.files import ORDERS, accepted, codes, opened, orders, reasons
from tests.intake.test_amounts import amount
from tests.intake.test_dates import day


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("￥１，２３４－", "1234"),
        ("¥1,234ー", "1234"),
        ("¥-1,234-", "-1234"),
        ("1,234.50 USD", "1234.5"),
        ("USD1,234.50", "1234.5"),
        ("jpy 1234", "1234"),
        ("1,234 yen", "1234"),
        ("1,234円也", "1234"),
        ("△1,234", "-1234"),
        ("▲¥1,234", "-1234"),
        ("(¥1,234)", "-1234"),
        ("(1,234円)", "-1234"),
        ("$(5.00)", "-5"),
        ("-　300", "-300"),
        ("1\u00a0234", "1234"),
        ("1\u202f234\u202f567", "1234567"),
        ("1'234.50", "1234.5"),
        ("CHF 1’234’567", "1234567"),
        ("'1234", "1234"),
        ('="1234"', "1234"),
        ("&yen;1,234", "1234"),
        ("HK$5", "5"),
        ("A$12", "12"),
        ("0", "0"),
        ("-0", "0"),
        ("1.00000", "1"),
        ("00123", "123"),
        ("1000000000000", "1000000000000"),
        ("\u200b100\ufeff", "100"),
    ],
)
def test_an_amount_is_what_its_writer_meant(text, value):
    assert amount(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-", "amount_not_number"),
        ("—", "amount_not_number"),
        ("N/A", "amount_not_number"),
        ("#N/A", "amount_not_number"),
        ("#REF!", "amount_not_number"),
        ("¥", "amount_not_number"),
        ("1e3", "amount_not_number"),
        ("1,23,456", "amount_not_number"),
        ("12,34", "amount_not_number"),
        ("1.234,56", "amount_not_number"),
        ("1.2.3", "amount_not_number"),
        ("--5", "amount_not_number"),
        ("-1,234-", "amount_not_number"),
        ("0x10", "amount_not_number"),
        ("1_000", "amount_not_number"),
        ("TRUE", "amount_not_number"),
        ("10 pcs", "amount_not_number"),
        ("10万円", "amount_not_number"),
        ("∞", "amount_not_finite"),
        ("+inf", "amount_not_finite"),
        ("12 %", "amount_percent"),
        ("１２％", "amount_percent"),
        ("1000000000000.01", "amount_out_of_range"),
        ("-1e13", "amount_out_of_range"),
        ("0.00001", "amount_too_precise"),
    ],
)
def test_what_no_rule_makes_an_amount_is_rejected(text, reason):
    assert amount(text) == reason


@pytest.mark.parametrize("text", ["1.234,56", "1 234,56", "€ 1.234,56", "1.234,56-"])
def test_a_comma_marks_decimals_where_the_column_shows_it(text):
    content = f"customer_id;order_id;order_date;amount\nC1;A1;2026-01-05;{text}\nC2;A2;2026-01-05;2,5\n"
    reading = opened(content)
    first = accepted(reading)["amount"][0] / 10**reading.decimals
    assert first == (-1234.56 if text.endswith("-") else 1234.56)


def test_a_point_before_three_digits_is_asked_about_unless_commas_separate_fields():
    text = "customer_id\torder_id\torder_date\tamount\nC1\tA1\t2026-01-05\t1.234\nC2\tA2\t2026-01-05\t2.500\n"
    assert opened(text).question.code == "decimal_separator"
    assert accepted(opened(text, answers={"decimal_separator": ","}))["amount"].tolist() == [1234, 2500]
    assert accepted(opened(text.replace("\t", ",")))["amount"].tolist() == [1234, 2500]
    assert opened(text.replace("\t", ",")).decimals == 3
    assert opened(text + "C3\tA3\t2026-01-05\t1500\n").outcome == "accept"


@pytest.mark.parametrize(
    "text",
    [
        "令和8年3月1日",
        "令和8年3月1日(日)",
        "㋿8年3月1日",
        "R08.03.01",
        "2026年3月1日 日曜日",
        "2026/3/1 午後3:05",
        "2026年3月1日 午前0時5分",
        "2026/3/1 23:59:60",
        "20260301",
        "20260301T153000",
        "20260301 15:30",
        "2026-Mar-01",
        "1-Mar-26",
        "Mar 1st, 2026",
        "Sunday, March 1, 2026 3:05 p.m.",
        "2026/03/01 (Sun)",
        "2026‐03‐01",
        "2026−3−1",
        "2026. 3. 1.",
        "'2026-03-01",
        "46082",
        "46082.999",
        "1772323200",
        "1772323200000",
        "1772323200000000",
        "2026-03-01T00:00:00.000+0900",
        "2026-02-28 15:30:00+00",
        "2026-02-28 15:30:00 +0000 UTC",
        "20260228T153000Z",
        "Sat, 28 Feb 2026 15:30:00 GMT",
        "Sun Mar 01 2026 10:00:00 GMT+0900 (日本標準時)",
        "Sun Mar 01 2026 10:00:00 GMT+0900 (Japan Standard Time)",
    ],
)
def test_a_day_is_found_in_whatever_way_it_is_written(text):
    assert day(text) == "2026-03-01"


@pytest.mark.parametrize(
    "text",
    [
        "260301",
        "2603011",
        "2026-02-30",
        "0000-00-00",
        "2026-00-10",
        "令和元年4月30日",
        "平成31年5月1日",
        "大正10年1月1日",
        "2026-W10-1",
        "2026-03",
        "3月1日",
        "2026/03/01-15:30",
        "2026-03-01 15:30 PST",
        "2026/3/1 24:00",
        "2026/3/1 午後13:00",
        "-",
        "NULL",
        "1900-01-00",
    ],
)
def test_what_no_calendar_has_is_no_date(text):
    assert day(text) == "date_invalid"


def test_a_number_of_excel_with_a_time_is_in_the_zone_of_the_export():
    utc = DateRule(naive_utc=True)
    assert [day(text, utc) for text in ("46053.645833", "46053.6", "46053")] == [
        "2026-02-01",
        "2026-01-31",
        "2026-01-31",
    ]
    assert day("44592.5", DateRule(mac=True)) == "2026-02-01"


@pytest.mark.parametrize("text", ["", "0000-00-00", "0000-00-00 00:00:00", "-", "NULL", "なし", "未定", "0", "N/A"])
def test_a_date_that_may_be_missing_can_be_missing_in_words(text):
    assert is_no_date(text)
    header = "customer_id,start_date,cancel_date,mrr\n"
    assert accepted(opened(f"{header}C1,2026-01-05,{text},10\n"))["end"].isna().tolist() == [True]
    header = "customer_id,order_id,order_date,amount,cancelled_at\n"
    rows = (f"C1,A1,2026-01-05,1,{text}", "C1,A2,2026-01-05,1,2026-01-06")
    assert reasons(orders(*rows, header=header)) == [(3, "cancelled")]


def identity(text: str) -> str:
    """The id a text stands for, or the reason it is none."""
    ids, reason = identities(Column.single(text))
    return ID_REASONS[reason[0]] or ids[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("007", "007"),
        ("ＡＢＣ", "ABC"),
        ("abc", "abc"),
        (" \u3000\u00a0\u200bC1\u2060\ufeff ", "C1"),
        ("C\u200b1", "C1"),
        ("C\u00ad1", "C1"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("X@Y.JP", "x@y.jp"),
        ("Ｘ＠y.jp", "x@y.jp"),
        ('="001"', "001"),
        ("'001", "001"),
        ("1E5", "1E5"),
        ("2026-01-05", "2026-01-05"),
        ("0", "0"),
        ("x" * 256, "x" * 256),
        ("e\u0301", "é"),
        ("株式会社　甲", "株式会社 甲"),
    ],
)
def test_an_id_is_the_same_however_it_is_typed(text, value):
    assert identity(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\u200b", "customer_missing"),
        ("\u3000", "customer_missing"),
        ("-", "customer_missing"),
        ("#REF!", "customer_missing"),
        ("ゲスト", "customer_missing"),
        ("1.23E+11", "customer_id_mangled"),
        ("1.23e+11", "customer_id_mangled"),
        ("１.２３E+１１", "customer_id_mangled"),
        ("x" * 257, "customer_id_too_long"),
    ],
)
def test_what_stands_for_nobody_is_no_id(text, reason):
    assert identity(text) == reason


def test_only_a_column_of_nothing_but_point_zero_loses_it():
    whole = orders("1.0,A1,2026-01-05,1", "2.0,A2,2026-01-05,1", ",A3,2026-01-05,1")
    assert (accepted(whole)["customer_id"].tolist(), reasons(whole)) == (["1", "2"], [(4, "customer_missing")])
    mixed = orders("1.0,A1,2026-01-05,1", "2,A2,2026-01-05,1", "1.00,A3,2026-01-05,1")
    assert accepted(mixed)["customer_id"].tolist() == ["1.0", "2", "1.00"]


def test_order_numbers_that_excel_has_shortened_are_told():
    assert "order_id_mangled" in codes(orders("C1,1.23E+11,2026-01-05,1", "C1,1.23E+11,2026-01-06,2"))


@pytest.mark.parametrize(
    "row",
    [
        "合計,,,100",
        ",合計,,100",
        ",,総計,100",
        "小計：,,,100",
        "【合計】,,,100",
        "合　計,,,100",
        "合計 12件,,,100",
        "合計(税込),,,100",
        "1月計,,,100",
        "2026年1月 合計,,,100",
        "C1 集計,,,100",
        "C1 Total,,,100",
        "Grand Total,,,100",
        "TOTALS,,,100",
        "Total: 100,,,",
        "合計,,2026-01-31,100",
        "ｔｏｔａｌ,,,100",
    ],
)
def test_a_row_that_adds_up_others_is_left_out(row):
    reading = orders("C1,A1,2026-01-05,100", row)
    assert (len(accepted(reading)), reasons(reading)) == (1, [(3, "total_row")])


@pytest.mark.parametrize(
    ("row", "reason"),
    [("腕時計,A2,,100", "date_missing"), ("Total,A2,2026-01-05,100", None), ("体温計,A2,2026-1-5,1", None)],
)
def test_a_name_that_only_sounds_like_a_total_is_none(row, reason):
    reading = orders("C1,A1,2026-01-05,100", row)
    assert reasons(reading) == ([(3, reason)] if reason else [])


def test_a_company_called_total_keeps_its_contracts():
    header = "company_name,start_date,mrr\n"
    assert len(accepted(opened(header + "Total,2026-01-05,10\n合計,2026-01-05,10\n"))) == 1


@pytest.mark.parametrize("status", ["キャンセル", "Canceled", " cancelled ", "ＶＯＩＤ", "取消済み", "キャンセル済"])
def test_cancelled_is_a_word_of_many_spellings(status):
    header = ORDERS.strip() + ",status\n"
    reading = orders("C1,A1,2026-01-05,1,完了", f"C1,A2,2026-01-05,1,{status}", header=header)
    assert reasons(reading) == [(3, "cancelled")]


@pytest.mark.parametrize("nothing", ["\x0b", "\x0c ", "\x1f", "\x85"])
def test_a_cell_of_marks_without_ink_names_no_customer(nothing):
    file = f"customer_id,channel\na,web\n{nothing},web\n"
    found = read(file.encode(), "people.csv", Options(kind="customers"))
    assert found.table["customer_id"].tolist() == ["a"]
    assert found.problems["reason"].tolist() == ["customer_missing"]


def test_a_header_of_a_page_is_cut_in_what_is_said():
    file = f"customer_id,order_date,amount,氏名{'あ' * 5000}\na,2026-01-05,100,x\n"
    (said,) = [w for w in read(file.encode(), "a.csv").warnings if w.code == "pii_column_not_imported"]
    assert len(said.params["columns"][0]) == 60
