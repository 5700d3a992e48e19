"""Orders: who bought, which rows count, and what an amount means."""

import pytest

from ltv.intake import assemble
from ltv.intake.vocabulary import personal
from tests.intake.files import accepted, adds_up, codes, opened, orders, reasons


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "euc_jp", "iso2022_jp"])
def test_the_encoding_does_not_matter(encoding):
    reading = opened('会員ID,受注番号,受注日,金額,商品名\n007,J1,2026/1/5,"1,200",緑茶ポット\n', encoding=encoding)
    row = accepted(reading).iloc[0]
    assert (row["customer_id"], row["amount"], row["product"]) == ("007", 1200, "緑茶ポット")


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_separator_does_not_matter(delimiter):
    text = "customer_id,order_id,order_date,amount\nC1,A1,2026-01-05,100\n".replace(",", delimiter)
    assert accepted(opened(text))["amount"].tolist() == [100]


def test_the_header_may_stand_below_a_title():
    reading = opened(
        "売上レポート,,,\n期間,2026/01/01,2026/06/30,\n\n顧客ID,注文番号,注文日,金額\nC1,A1,2026-01-05,100\n"
    )
    assert (len(accepted(reading)), reading.recognised.header_line, reading.records) == (1, 4, 1)


def test_customers_are_who_they_are_written_as():
    rows = [
        f"{who},A{i},2026-01-05,1"
        for i, who in enumerate(["007", "7", "Ａ１", " A1\u3000", "X@Example.com", "x@example.COM"])
    ]
    assert accepted(orders(*rows))["customer_id"].tolist() == ["007", "7", "A1", "A1", "x@example.com", "x@example.com"]


def test_rows_without_a_usable_customer_are_told():
    reading = orders(
        ",A1,2026-01-05,1", "1.23457E+11,A2,2026-01-05,1", "x" * 257 + ",A3,2026-01-05,1", "C1,A4,2026-01-05,1"
    )
    assert reasons(reading) == [(2, "customer_missing"), (3, "customer_id_mangled"), (4, "customer_id_too_long")]
    assert adds_up(reading)


def test_the_line_of_a_problem_is_the_line_in_the_file():
    text = 'customer_id,order_id,order_date,amount,memo\nC1,A1,2026-01-05,1,"two\nlines"\n\nC2,A2,never,1,\n'
    reading = opened(text)
    assert (reasons(reading), reading.blank) == ([(5, "date_invalid")], 1)


def test_an_open_quotation_mark_costs_one_line_only():
    reading = orders('C1,"A1,2026-01-05,1', "C2,A2,2026-01-06,2", "C3,A3,2026-01-07,3")
    assert (accepted(reading)["amount"].tolist(), reasons(reading)) == ([2, 3], [(2, "quote_not_closed")])


def test_equal_records_count_once_and_other_lines_of_an_order_count():
    reading = orders("C1,A1,2026-01-05,100", "C1,A1,2026-01-05,100", "C1,A1,2026-01-05,70")
    assert (accepted(reading)["amount"].tolist(), reasons(reading)) == ([100, 70], [(3, "duplicate_row")])


def test_without_an_order_number_nothing_is_taken_for_repeated():
    reading = opened("customer_id,date,amount\nC1,2026-01-05,100\nC1,2026-01-05,100\n")
    assert len(accepted(reading)) == 2
    assert "no_order_id" in codes(reading)


def test_totals_cancelled_orders_and_repeated_headers_are_left_out():
    reading = opened(
        "会員ID,受注番号,受注日,金額,ステータス\nC1,J1,2026-01-05,100,発送済\nC2,J2,2026-01-05,50,キャンセル\n"
        "会員ID,受注番号,受注日,金額,ステータス\n小計,,,150,\nC3,J3,2026-01-05,70,返金済み\n"
    )
    assert reasons(reading) == [(3, "cancelled"), (4, "repeated_header"), (5, "total_row"), (6, "refunded")]
    assert reading.accepted == 1


def test_the_same_amount_on_each_line_of_an_order_is_asked_about():
    rows = ("C1,A1,2026-01-05,900,x", "C1,A1,2026-01-05,900,y", "C2,A2,2026-01-06,500,x")
    header = "customer_id,order_id,order_date,amount,product\n"
    asked = orders(*rows, header=header)
    assert [(c.code, c.example) for c in asked.question.choices] == [
        ("order_repeated", "2 × 900 → 900"),
        ("line_sum", "2 × 900 → 1,800"),
    ]
    once = orders(*rows, header=header, answers={"amount_rule": "order_repeated"})
    each = orders(*rows, header=header, answers={"amount_rule": "line_sum"})
    assert (accepted(once)["amount"].sum(), accepted(each)["amount"].sum()) == (1400, 2300)
    assert (once.accepted, once.merged, adds_up(once)) == (3, 1, True)


def test_a_column_chosen_by_hand_wins():
    text = "customer_id,order_id,date,amount,member\nC1,A1,2026-01-05,100,M9\n"
    reading = opened(text, mapping={"customer_id": "member", "order": ""})
    assert accepted(reading)["customer_id"].tolist() == ["M9"]
    assert "order" not in reading.table


def test_choosing_what_was_recognised_changes_nothing():
    text = (
        "Name,Email,Phone,Financial Status,Paid at,Lineitem name,Total,Created at\n#1,,090,paid,,tea,100,2026-01-05\n"
    )
    first = opened(text)
    again = opened(text, mapping=dict(first.recognised.mapping))
    assert accepted(first)["customer_id"].tolist() == accepted(again)["customer_id"].tolist() == ["090"]


def test_columns_about_persons_are_named_and_not_taken_over():
    reading = opened("顧客ID,注文番号,注文日,金額,氏名,住所,商品名,メモ\nC1,A1,2026-01-05,100,山田太郎,東京都,茶,x\n")
    assert reading.recognised.dropped_personal == ("氏名", "住所")
    assert reading.recognised.unused == ("メモ",)
    assert "山田太郎" not in repr(
        (reading.warnings, reading.recognised, reading.table.to_dict(), reading.problems.to_dict())
    )


def test_optional_columns_come_along():
    reading = opened(
        "受注番号,受注日,会員ID,商品名,プラン,数量,金額,値引額,原価\nJ1,2026-01-05,A1,煎茶,月次,2,1800.5,200,920\n"
    )
    assert accepted(reading).iloc[0].to_dict() == {
        "customer_id": "A1",
        "day": 20458,
        "amount": 18005,
        "cost": 9200,
        "discount": 2000,
        "quantity": 2,
        "order": "J1",
        "product": "煎茶",
        "plan": "月次",
    }


@pytest.mark.parametrize(
    "header",
    [
        "得意先CD,ご注文日,ご注文金額,受注CD",
        "お得意先ＣＤ,ご購入日,お買上金額,ご注文番号",
        "お客様CD,御請求日,ご請求額(税込),注文ID",
        "customerID,Date,Total,Order No",
    ],
)
def test_courtesy_and_abbreviations_change_no_header(header):
    reading = orders("C1,2026-01-05,100,A1", header=header + "\n")
    assert sorted(reading.recognised.mapping) == ["amount", "customer_id", "day", "order"]
    assert accepted(reading)["amount"].tolist() == [100]


def test_a_country_is_taken_along():
    reading = orders("C1,2026-01-05,100,Japan", header="CustomerID,InvoiceDate,Amount,Country\n")
    assert accepted(reading)["region"].tolist() == ["Japan"]


@pytest.mark.parametrize("header", ["stage_name", "決済口座", "商品名", "会社名"])
def test_what_is_not_about_a_person_is_not_called_personal(header):
    assert not personal(header)


@pytest.mark.parametrize("header", ["口座番号", "銀行口座", "氏名", "first_name", "顧客名", "Billing Name"])
def test_what_is_about_a_person_is(header):
    assert personal(header)


def test_a_missing_column_is_named_with_those_that_are_there():
    reading = opened("customer_id,order_id,order_date\nC1,A1,2026-01-05\n")
    assert reading.error.params["fields"] == ("amount",)
    assert reading.error.params["found"] == ("customer_id", "order_id", "order_date")


def test_journal_sales_are_credits_less_debits():
    header = "取引No,取引日,借方勘定科目,借方取引先,借方金額(円),貸方勘定科目,貸方取引先,貸方金額(円)\n"
    reading = orders(
        "1,2026/01/05,売掛金,甲,1000,売上高,甲,1000",
        "2,2026/01/06,売上高,甲,300,売掛金,甲,300",
        "3,2026/01/07,旅費,,50,現金,,50",
        header=header,
    )
    assert (accepted(reading)["amount"].tolist(), reasons(reading)) == ([1000, -300], [(4, "not_revenue")])


def test_a_deal_counts_when_it_is_won():
    header = "Record ID,Deal Name,Deal Stage,Amount,Close Date,Associated Company IDs\n"
    rows = ("1,a,契約済み,100,2026-01-05,9", "2,b,失注,50,2026-01-06,9")
    asked = orders(*rows, header=header)
    assert (asked.question.code, [c.code for c in asked.question.choices]) == ("deal_won", ["契約済み", "失注"])
    won = orders(*rows, header=header, answers={"deal_won": "契約済み"})
    assert (accepted(won)["amount"].tolist(), reasons(won)) == ([100], [(3, "not_revenue")])


def test_the_guard_that_keeps_leading_zeros_in_excel_is_taken_off():
    assert accepted(orders('="007",="A1",2026-01-05,="100"'))[["customer_id", "order", "amount"]].iloc[0].tolist() == [
        "007",
        "A1",
        100,
    ]


def test_an_amount_that_only_its_refund_takes_out_of_range_is_refused_by_row():
    lines = ["customer_id,order_date,amount,refund", "a,2026-01-02,-999999999999,2", "b,2026-01-03,10,3"]
    found = opened("\n".join(lines))
    assert found.problems[["line", "column", "reason"]].to_numpy().tolist() == [[2, "amount", "amount_out_of_range"]]
    assert assemble([found]).months.amount.sum() == 7
