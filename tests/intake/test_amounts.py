"""Amounts, exact, as people and systems write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltv.intake.amounts import REASONS, amounts
from ltv.intake.column import Column
from tests.intake.files import accepted, codes, opened, orders, reasons


def amount(text: str, *, comma: bool = False) -> str:
    """The amount a text stands for, or the reason it is none."""
    found = amounts(Column.single(text), comma=comma)
    return REASONS[found.reason[0]] or str(Decimal(int(found.whole[0])).scaleb(-found.decimals))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234", "1234"),
        ("1,234", "1234"),
        ("１，２３４", "1234"),
        ("¥1,234", "1234"),
        ("￥1,234-", "1234"),
        ("\\1,234", "1234"),
        ("1,234円", "1234"),
        ("1,234円（税込）", "1234"),
        ("JPY 1,234.00", "1234"),
        ("$12.50", "12.5"),
        ("12.50 EUR", "12.5"),
        ("0.1234", "0.1234"),
        (".5", "0.5"),
        ("+10", "10"),
        (" 10 ", "10"),
        ("1 234", "1234"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("－５", "-5"),
        ("▲1,000", "-1000"),
        ("△1,000", "-1000"),
        ("(300)", "-300"),
        ("（３００）", "-300"),
        ("¥(300)", "-300"),
        ("300-", "-300"),
        ("-$5", "-5"),
        ("¥-300", "-300"),
    ],
)
def test_an_amount_is_what_was_written(text, value):
    assert amount(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "amount_missing"),
        ("無料", "amount_not_number"),
        ("12a4", "amount_not_number"),
        ("--", "amount_not_number"),
        ("-(5)", "amount_not_number"),
        ("1,23,4", "amount_not_number"),
        ("¥5 $5", "amount_not_number"),
        ("12%", "amount_percent"),
        ("１０％", "amount_percent"),
        ("NaN", "amount_not_finite"),
        ("-inf", "amount_not_finite"),
        ("1e308", "amount_out_of_range"),
        ("1000000000001", "amount_out_of_range"),
        ("9" * 400, "amount_out_of_range"),
        ("1.23456", "amount_too_precise"),
        ("1.23E+05", "amount_not_number"),
        ("#DIV/0!", "amount_not_number"),
    ],
)
def test_what_is_no_amount_is_told(text, reason):
    assert amount(text) == reason


def test_a_comma_can_mark_the_decimals():
    assert [amount(text, comma=True) for text in ("1.234,50", "1234,5", "1,234", "7")] == [
        "1234.5",
        "1234.5",
        "1.234",
        "7",
    ]


@given(st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=3), min_size=1, max_size=30))
def test_sums_are_those_of_decimals(values):
    reading = orders(*[f"C1,A{i},2026-01-05,{value:f}" for i, value in enumerate(values)])
    total = Decimal(int(accepted(reading)["amount"].sum())).scaleb(-reading.decimals)
    assert total == sum(values)


def test_the_price_of_one_is_multiplied_where_there_is_no_amount():
    reading = opened(
        "InvoiceNo,InvoiceDate,CustomerID,Quantity,UnitPrice\n1,2026-01-05,7,3,2.55\n1,2026-01-05,7,-2,0.001\n"
    )
    assert (accepted(reading)["amount"].tolist(), reading.decimals) == ([7650, -2], 3)


def test_semicolons_and_thousands_are_asked_about():
    text = "customer_id;order_id;order_date;amount\nC1;A1;2026-01-05;1,234\nC2;A2;2026-01-06;2,500\n"
    asked = opened(text)
    assert (asked.outcome, asked.question.code) == ("ask", "decimal_separator")
    assert [choice.example for choice in asked.question.choices] == ["1,234 → 1,234", "1,234 → 1.234"]
    assert accepted(opened(text, answers={"decimal_separator": ","}))["amount"].tolist() == [1234, 2500]


def test_yen_are_never_added_to_dollars():
    rows = ("C1,A1,2026-01-05,¥1000", "C2,A2,2026-01-06,$10", "C3,A3,2026-01-07,¥500")
    asked = orders(*rows)
    assert asked.question.code == "mixed_currency"
    assert [choice.code for choice in asked.question.choices] == ["JPY", "USD"]
    answered = orders(*rows, answers={asked.question.answer: "JPY"})
    assert (answered.currency, reasons(answered)) == ("JPY", [(3, "other_currency")])


def test_refunds_are_netted_and_negative_rows_kept():
    header = "customer_id,order_id,order_date,amount,refund\n"
    reading = orders("C1,A1,2026-01-05,1000,300", "C1,A2,2026-01-06,-200,", "C1,A3,2026-01-07,100,150", header=header)
    assert accepted(reading)["amount"].tolist() == [700, -200, -50]
    assert (reading.gross, reading.refunds) == (1100, 650)
    assert "refund_exceeds_amount" in codes(reading)


def test_a_refund_that_cannot_be_read_is_not_taken_as_none():
    reading = orders(
        "C1,A1,2026-01-05,1000,some", "C1,A2,2026-01-05,1,0", header="customer_id,order_id,date,amount,refund\n"
    )
    assert reasons(reading) == [(2, "amount_not_number")]
