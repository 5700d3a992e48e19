"""Dates as people and systems write them, and the day they are in the reader's zone."""

import datetime as dt

import pytest

from ltv.intake.column import Column
from ltv.intake.date_forms import possible_orders
from ltv.intake.dates import REASONS, DateRule, days
from ltv.months import date_of
from tests.intake.files import TODAY, accepted, orders

JAPAN = DateRule()


def day(text: str, rule: DateRule = JAPAN, today: dt.date | None = TODAY) -> str:
    """The day a text stands for, or the reason it is none."""
    number, reason = days(Column.single(text), rule, today)
    return REASONS[reason[0]] or date_of(int(number[0])).isoformat()


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05",
        "2026/1/5",
        "2026.01.05",
        "20260105",
        "20260105093000",
        "2026年1月5日",
        "２０２６／１／５",
        "2026/1/5 9:05",
        "2026-01-05T10:00:00.123456",
        "2026年01月05日(月) 10時05分",
        "令和8年1月5日",
        "R8.1.5",
        "令8/1/5",
        "Jan 05, 2026",
        "5 January 2026",
        "5-Jan-26",
        "Mon, 05 Jan 2026 10:00:00 +0900",
        "46027",
        "46027.5",
        "1767582000",
        "1767582000000",
        "2026-01-05 11:13:25 +0900",
        "2026-01-04T15:30:00Z",
        "2026-01-04 15:30:00 UTC",
        "2026-01-05 3:04 PM",
    ],
)
def test_one_day_has_many_spellings(text):
    assert day(text) == "2026-01-05"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "date_missing"),
        ("未定", "date_invalid"),
        ("2026-02-30", "date_invalid"),
        ("平成32年1月1日", "date_invalid"),
        ("令和8年2月30日", "date_invalid"),
        ("2026-01-05 25:00", "date_invalid"),
        ("2026-12-25", "date_in_future"),
        ("9999-12-31", "date_in_future"),
        ("1979-12-31", "date_too_old"),
        ("#VALUE!", "date_invalid"),
        ("0", "date_invalid"),
    ],
)
def test_what_is_no_date_is_told(text, reason):
    assert day(text) == reason


def test_an_era_ends_on_its_last_day():
    assert [day(text) for text in ("昭和64年1月7日", "H1.1.8")] == ["1989-01-07", "1989-01-08"]
    assert [day(text) for text in ("平成31年4月30日", "令和元年5月1日")] == ["2019-04-30", "2019-05-01"]
    assert day("平成31年5月1日") == "date_invalid"


def test_the_zone_decides_the_day():
    text = "2026-01-31T15:30:00Z"
    assert (day(text), day(text, DateRule("UTC"))) == ("2026-02-01", "2026-01-31")
    assert day("2026-01-31 15:30:00", DateRule(naive_utc=True)) == "2026-02-01"
    assert day("2026-01-31", DateRule(naive_utc=True)) == "2026-01-31"


@pytest.mark.parametrize(
    ("texts", "orders"),
    [
        (["2026-01-05"], ("ymd",)),
        (["13/02/2026", "01/02/2026"], ("dmy",)),
        (["02/13/2026", "01/02/2026"], ("mdy",)),
        (["01/02/2026"], ("mdy", "dmy")),
        (["02/13/2026", "13/02/2026"], ()),
        (["26/01/05", "26/01/30"], ("ymd",)),
    ],
)
def test_the_order_of_day_and_month_needs_proof(texts, orders):
    assert possible_orders(texts, TODAY) == orders


def test_the_question_shows_what_each_answer_means():
    asked = orders("C1,A1,02/03/2026,100", "C2,A2,04/05/2026,100")
    assert asked.question.code == "date_order"
    assert [(c.code, c.example) for c in asked.question.choices] == [
        ("mdy", "02/03/2026 → 2026-02-03"),
        ("dmy", "02/03/2026 → 2026-03-02"),
    ]
    answered = orders("C1,A1,02/03/2026,100", answers={"date_order": "dmy"})
    assert date_of(int(accepted(answered)["day"][0])) == dt.date(2026, 3, 2)
