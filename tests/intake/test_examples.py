"""Under each choice of a question stands a row of the file as it would then be read."""

import datetime as dt
import logging

import pytest

from ltv.intake import Options, Question, read
from ltv.intake.sandbox import read_isolated

from .files import workbook

TODAY = dt.date(2026, 11, 22)


def asked(text: str, **options: object) -> Question:
    reading = read(text.encode(), "file.csv", Options(today=TODAY, **options))
    assert reading.question is not None, reading.error
    return reading.question


def rows(question: Question) -> dict[str, tuple[tuple[int, ...], tuple[tuple[str, str, str], ...]]]:
    return {choice.code: (choice.lines, choice.cells) for choice in question.choices}


def test_a_date_is_shown_in_each_order_with_its_line_and_the_row_around_it():
    found = rows(asked("顧客ID,注文日,金額\na,2026/01/05,10\nb,03/04/2026,100\n"))
    beside = (("顧客ID", "b", ""), ("金額", "100", ""))
    assert found["dmy"] == ((3,), (("注文日", "03/04/2026", "2026-04-03"), *beside))
    assert found["mdy"] == ((3,), (("注文日", "03/04/2026", "2026-03-04"), *beside))


def test_an_order_of_several_lines_is_worth_one_amount_or_their_sum():
    lines = "a,1,2026-01-02,x,3980\na,1,2026-01-02,y,3980\nb,2,2026-01-02,x,100\nb,2,2026-01-02,z,100\n"
    found = rows(asked("顧客ID,注文番号,注文日,商品,金額\nc,9,2026-01-01,x,5\n" + lines))
    assert found["order_repeated"] == ((3, 4), (("注文番号", "1", ""), ("金額", "3980 × 2", "3,980")))
    assert found["line_sum"] == ((3, 4), (("注文番号", "1", ""), ("金額", "3980 × 2", "7,960")))


def test_a_comma_is_shown_as_thousands_and_as_decimals():
    found = rows(asked('顧客ID;注文日;金額\na;2026-01-05;"1,234"\nb;2026-01-05;"5,678"\n'))
    assert {code: cells[0] for code, (_, cells) in found.items()} == {
        ".": ("金額", "1,234", "1,234"),
        ",": ("金額", "1,234", "1.234"),
    }


@pytest.mark.parametrize(
    ("text", "dollars"),
    [
        ("顧客ID,注文日,金額,通貨\na,2026-01-05,100,JPY\nb,2026-01-05,12,USD\n", ("通貨", "USD", "")),
        ("顧客ID,注文日,金額\na,2026-01-05,100円\nb,2026-01-05,$12\n", ("金額", "$12", "")),
    ],
)
def test_of_each_currency_there_is_a_row_and_how_many(text, dollars):
    question = asked(text)
    assert dollars in rows(question)["USD"][1]
    assert [choice.example for choice in question.choices] == ["1 / 2", "1 / 2"]


def test_an_amount_is_shown_as_money_a_month():
    found = rows(asked("顧客ID,開始日,金額\na,2026-02-03,1200\n"))
    assert {code: cells[0][2] for code, (_, cells) in found.items()} == {
        "month": "1,200", "year": "100", "quarter": "400", "half_year": "200", "week": "5,200",
    }  # fmt: skip


def test_the_last_active_day_of_a_contract_is_shown():
    found = rows(asked("顧客ID,開始日,終了日,月額\na,2026-02-01,2026-03-31,100\nb,2026-02-01,2026-08-31,12\n"))
    beside = (("顧客ID", "a", ""), ("開始日", "2026-02-01", ""), ("月額", "100", ""))
    assert found["last_day"] == ((2,), (("終了日", "2026-03-31", "2026-03-31"), *beside))
    assert found["first_day_after"][1][0] == ("終了日", "2026-03-31", "2026-03-30")


def test_each_kind_shows_the_columns_it_would_use():
    found = rows(asked("顧客ID,日付,開始日,金額\na,2026-02-03,2026-02-01,100\n"))
    assert [header for header, *_ in found["orders"][1]] == ["顧客ID", "日付", "金額"]
    assert [header for header, *_ in found["contracts"][1]] == ["顧客ID", "開始日", "金額"]


def test_each_sheet_shows_its_first_row():
    header = ["顧客ID", "注文日", "金額"]
    sheets = {"2025": [header, ["a", "2025-01-05", "90"]], "2026": [header, ["b", "2026-01-05", "100"]]}
    question = read(workbook(**sheets), "a.xlsx", Options(today=TODAY)).question
    assert question is not None
    assert rows(question)["2026"] == ((2,), (("顧客ID", "b", ""), ("注文日", "2026-01-05", ""), ("金額", "100", "")))


def test_a_stage_of_deals_shows_one_and_how_many():
    text = "顧客ID,日付,金額,ステージ\na,2026-01-05,100,商談中\nb,2026-01-05,200,合意\nc,2026-01-06,300,合意\n"
    question = asked(text, kind="crm")
    found = {choice.code: (choice.example, choice.lines) for choice in question.choices}
    assert found["合意"] == ("2 / 3", (3,))


def test_examples_arrive_from_the_process_that_reads_as_they_are():
    text = "顧客ID,注文日,金額\nb,03/04/2026,100\n".encode()
    options = Options(today=TODAY)
    assert read_isolated(text, "file.csv", options).question == read(text, "file.csv", options).question


def test_no_cell_stands_in_what_a_log_would_show(caplog):
    text = "顧客ID,注文日,金額\nsecret-person,03/04/2026,987654\n"
    with caplog.at_level(logging.DEBUG):
        shown = repr(asked(text)) + repr(read(text.encode(), "file.csv", Options(today=TODAY)).question)
        logging.getLogger("test").warning("%s", asked(text))
    assert "secret-person" not in shown + caplog.text
    assert "987654" not in shown + caplog.text
    assert "03/04/2026" not in shown + caplog.text
