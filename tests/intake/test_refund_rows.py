"""Rows that are called refunds and whose amount has no sign: asked, then counted as the reader says."""

import pytest

from ltv.intake import text
from tests.intake.files import accepted, opened

HEADER = "顧客ID,注文番号,注文日,金額,取引区分\n"
ROWS = """C1,A1,2026-01-05,"3,000",売上
C1,A1,2026-01-09,"1,000",返品
C2,A2,2026-01-06,500,売上
C3,A3,2026-01-07,-200,返金
"""


def test_how_they_count_is_asked_with_a_row_under_each_choice():
    question = opened(HEADER + ROWS).question
    assert question.code == "refund_rows"
    assert "「取引区分」で返品・返金とされている1行" in text(question, "ja")
    subtract, leave_out = question.choices
    assert (subtract.lines, subtract.cells[-1]) == ((3,), ("金額", "1,000", "-1,000"))
    assert (leave_out.lines, leave_out.cells[-1]) == ((3,), ("金額", "1,000", "0"))


def test_the_row_that_is_shown_has_its_own_amount_beside_it():
    """The first refund is a total and no record that counts, so the short example is of another row."""
    question = opened(HEADER + '合計,,,"9,000",返品\n' + ROWS).question
    for choice, read in zip(question.choices, ("-9,000", "0"), strict=True):
        assert choice.cells[-1] in {("金額", "9,000", read), ("金額", "1,000", read.replace("9", "1"))}


@pytest.mark.parametrize(("answer", "net", "excluded"), [("subtract", 2300, 0), ("leave_out", 3300, 1)])
def test_they_count_as_the_reader_says(answer, net, excluded):
    found = opened(HEADER + ROWS, answers={"refund_rows": answer})
    assert (accepted(found)["amount"].sum(), found.excluded) == (net, excluded)
    assert found.gross - found.refunds == net
    told = [warning.params["count"] for warning in found.warnings if warning.code == "refund_rows_subtracted"]
    assert told == ([1] if answer == "subtract" else [])
    assert found.problems["reason"].tolist() == ["refunded"] * excluded


def test_negative_ones_count_as_they_are():
    rows = ROWS.replace('"1,000",返品', '"-1,000",返品')
    assert accepted(opened(HEADER + rows))["amount"].sum() == 2300


def test_other_kinds_of_entries_are_sales():
    assert accepted(opened(HEADER + ROWS.replace("返品", "通常")))["amount"].sum() == 4300


def test_a_column_of_refunds_says_it_itself():
    with_column = HEADER.replace("取引区分", "取引区分,返金額") + ROWS.replace("\n", ",0\n")
    assert accepted(opened(with_column))["amount"].sum() == 4300


def test_in_english_too():
    file = "customer_id,order_date,amount,type\nC1,2026-01-05,30,sale\nC1,2026-01-06,10,Credit Note\n"
    assert opened(file).question.code == "refund_rows"
    assert accepted(opened(file, answers={"refund_rows": "subtract"}))["amount"].tolist() == [30, -10]
