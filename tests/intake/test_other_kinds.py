"""Contracts, customers, and what is uploaded beside them."""

import pandas as pd
import pytest

from tests.intake.files import accepted, codes, opened, reasons

CONTRACTS = "契約ID,取引先コード,プラン,契約開始日,解約日,契約金額,請求間隔\n"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("受注番号,受注日,会員ID,商品コード,商品名,プラン,数量,金額,値引額,原価", "orders"),
        ("会員ID,登録日,チャネル,キャンペーン,訴求タグ,初回割引率,地域,メール配信可否,CRM累計購入額", "customers"),
        ("月,チャネル,広告費", "spend"),
        ("受注番号,会員ID,お届け予定日,お届け完了日", "deliveries"),
        ("会員ID,受付日,種別,初回返信時間", "tickets"),
        ("会員ID,回答日,期待度,満足度,解約理由", "surveys"),
        ("契約ID,取引先コード,プラン,契約開始日,解約日,契約金額,請求間隔", "contracts"),
        ("取引先コード,会社名,業種,規模,獲得チャネル,担当部門", "customers"),
        ("customer_id,start_date,end_date,amount,interval", "contracts"),
        ("channel,month,spend", "spend"),
        ("customer_id,created_at,channel", "customers"),
    ],
)
def test_the_kind_is_told_by_the_headers(header, kind):
    assert opened(header + "\n").kind == kind


def test_a_contract_without_an_end_is_open():
    reading = opened(
        CONTRACTS
        + "K1,T1,A,2026-01-01,,1200,年\nK2,T2,B,2026-02-01,2026-05-01,100,月\nK3,T3,B,2026-02-01,9999-12-31,6,半年\n"
    )
    table = accepted(reading)
    assert table["end"].isna().tolist() == [True, False, True]
    assert list(zip(table["amount"], table["interval"], table["interval_count"])) == [
        (1200, "year", 1), (100, "month", 1), (6, "half_year", 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("年", ("year", 1)),
        ("monthly", ("month", 1)),
        ("3ヶ月", ("quarter", 1)),
        ("2か月", ("month", 2)),
        ("every 2 weeks", ("week", 2)),
        ("隔月", ("month", 2)),
        ("biweekly", ("week", 2)),
        ("P3M", ("month", 3)),
    ],
)
def test_intervals_are_read_as_written(text, interval):
    table = accepted(opened(CONTRACTS + f"K1,T1,A,2026-01-01,,1200,{text}\n"))
    assert (table["interval"][0], table["interval_count"][0]) == interval


@pytest.mark.parametrize(
    ("header", "interval", "amount", "warned"),
    [
        ("mrr", "year", ("month", 1), ["interval_of_header"]),
        ("月額料金", "年", ("month", 1), ["interval_of_header"]),
        ("月額料金", "月", ("month", 1), []),
        ("契約金額", "年", ("year", 1), []),
    ],
)
def test_what_the_header_of_amounts_says_goes_before_how_often_is_billed(header, interval, amount, warned):
    reading = opened(f"顧客ID,契約開始日,{header},請求間隔\nC1,2026-01-01,100,{interval}\n")
    assert (accepted(reading)["interval"][0], accepted(reading)["interval_count"][0]) == amount
    assert codes(reading) == warned


@pytest.mark.parametrize("word", ["継続中", "契約中", "無期限", "active"])
def test_a_contract_that_runs_on_may_say_so(word):
    assert accepted(opened(CONTRACTS + f"K1,T1,A,2026-01-01,{word},1,月\n"))["end"].isna().all()


def test_a_list_of_customers_uses_their_own_id_rather_than_their_address():
    table = accepted(opened("id,first_name,email,created_at\n7,A,a@x.jp,2026-01-05\n"))
    assert table["customer_id"].tolist() == ["7"]
    assert opened("id,created_at,status\n7,2026-01-05,x\n").outcome == "reject"


def test_contracts_that_cannot_be_are_told():
    rows = (
        "K1,T1,A,2026-02-01,2026-01-01,1,月",
        "K2,T2,A,2026-02-01,,-5,月",
        "K3,T3,A,2026-02-01,,5,時々",
        "K4,T4,A,2026-02-01,,5,月",
    )
    reading = opened(CONTRACTS + "\n".join(rows))
    assert reasons(reading) == [(2, "cancel_before_start"), (3, "amount_negative"), (4, "interval_unknown")]


def test_a_contract_that_is_over_must_say_since_when():
    header = "customer_id,start_date,cancel_date,mrr,status\n"
    reading = opened(header + "C1,2026-01-01,,10,active\nC2,2026-01-01,,10,canceled\nC3,2026-01-01,,10,trialing\n")
    assert reasons(reading) == [(3, "end_missing"), (4, "not_revenue")]


def test_last_days_are_asked_about():
    rows = "C1,2025-04-01,2026-03-31,1200,year\nC2,2025-05-10,2026-05-09,1200,year\n"
    text = "customer_id,start_date,end_date,amount,interval\n" + rows
    asked = opened(text)
    assert asked.question.code == "contract_end"
    ends = [
        accepted(opened(text, answers={"contract_end": a}))["end"].tolist() for a in ("first_day_after", "last_day")
    ]
    assert [last - first for first, last in zip(*ends)] == [1, 1]


def test_no_interval_is_asked_about_unless_the_header_says_it():
    assert opened("customer_id,start_date,amount\nC1,2026-01-01,100\n", kind="contracts").question.code == "interval"
    monthly = accepted(opened("顧客ID,契約開始日,月額料金\nC1,2026-01-01,100\n"))
    assert monthly["interval"].tolist() == ["month"]


def test_contracts_that_start_later_are_kept_and_told():
    reading = opened(CONTRACTS + "K1,T1,A,2026-01-01,,1,月\nK2,T2,A,2027-04-01,,1,月\n")
    assert (len(accepted(reading)), codes(reading)) == (2, ["contracts_start_later"])


def test_a_customer_is_listed_once():
    reading = opened(
        "会員ID,登録日,チャネル\nA1,2025-01-01,検索\nA1,2025-01-01,検索\nA1,2025-01-01,紹介\nA2,,紹介\n合計,,\n"
    )
    assert reasons(reading) == [(3, "duplicate_row"), (4, "customer_repeated"), (6, "total_row")]
    assert accepted(reading)["registered"].isna().tolist() == [False, True]


def test_a_customer_without_anything_else_is_told_so():
    assert opened("customerID,tenure,gender\nC1,3,F\n").error.code == "only_customer_column"
    assert accepted(opened("customerID,Contract,TotalCharges\nC1,Monthly,30\n"))["crm_total"].tolist() == [30]


def test_what_a_crm_says_may_be_missing():
    table = accepted(opened('会員ID,登録日,CRM累計購入額\nA1,2025-01-01,"1,200"\nA2,2025-01-02,\n'))
    assert table["crm_total"].tolist() == [1200, pd.NA]


@pytest.mark.parametrize("month", ["2025-04", "2025/4", "2025年4月", "202504", "2025-04-15", "2025年4月分"])
def test_a_month_has_many_spellings(month):
    assert accepted(opened(f'月,チャネル,広告費\n{month},検索,"1,000"\n'))["month"].tolist() == [663]


def test_deliveries_may_be_on_their_way():
    table = accepted(
        opened("受注番号,会員ID,お届け予定日,お届け完了日\nJ1,A1,2026-01-05,2026-01-06\nJ2,A1,2026-11-25,\n")
    )
    assert table["delivered"].tolist() == [20459, pd.NA]


def test_hours_and_scores_are_numbers():
    tickets = opened(
        "会員ID,受付日,種別,初回返信時間\nA1,2026-01-05,配送,10.7\nA1,2026-01-06,配送,\nA1,2026-01-07,配送,早い\n"
    )
    assert accepted(tickets)["reply_hours"].tolist()[0] == 10.7
    assert reasons(tickets) == [(4, "number_invalid")]
    surveys = opened("会員ID,回答日,期待度,満足度,解約理由\nA1,2026-01-05,5,3,価格\n")
    assert accepted(surveys)[["expected", "experienced", "reason"]].to_numpy().tolist() == [[5.0, 3.0, "価格"]]
