"""What each vendor's export comes to: its trap is in the rows, and the total was added up by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ltv.intake import Options, Reading, read, text
from ltv.intake.vocabulary import presets
from tests.intake.exports import exported, opened_export, preset
from tests.intake.files import TODAY, accepted, adds_up, codes, reasons, workbook


def sales(reading: Reading) -> list[tuple[str, str, float]]:
    """Customer, day and amount of every order."""
    table = accepted(reading)
    assert adds_up(reading)
    days = table["day"].to_numpy().astype("datetime64[D]").astype(str)
    return list(zip(table["customer_id"], days, (table["amount"] / 10**reading.decimals).tolist()))


def test_shopify_has_the_total_on_the_first_line_only():
    first = {"Name": "#1", "Email": "A@x.jp", "Created at": "2026-01-31 23:30:00 -0500"}
    rows = [
        {
            **first,
            "Financial Status": "partially_refunded",
            "Total": "3300.00",
            "Refunded Amount": "300.00",
            "Currency": "JPY",
            "Lineitem name": "茶",
            "Lineitem price": "1100.00",
            "Lineitem quantity": 1,
        },
        {**first, "Lineitem name": "急須", "Lineitem price": "2200.00", "Lineitem quantity": 1},
        {
            "Name": "#2",
            "Email": "",
            "Phone": "090",
            "Created at": "2026-02-03 10:00:00 +0900",
            "Total": "500.00",
            "Financial Status": "paid",
            "Currency": "JPY",
            "Lineitem name": "店頭",
        },
        {
            "Name": "#3",
            "Email": "a@x.jp",
            "Created at": "2026-02-04 10:00:00 +0900",
            "Total": "900.00",
            "Financial Status": "voided",
            "Currency": "JPY",
        },
        {"Name": "#3", "Email": "a@x.jp", "Created at": "2026-02-04 10:00:00 +0900", "Lineitem name": "茶"},
        {
            "Name": "#4",
            "Email": "a@x.jp",
            "Created at": "2026-02-05 10:00:00 +0900",
            "Total": "70.00",
            "Financial Status": "pending",
            "Currency": "JPY",
        },
    ]
    reading = opened_export("shopify_orders", rows)
    assert sales(reading) == [("a@x.jp", "2026-02-01", 3000), ("090", "2026-02-03", 500)]
    assert (reading.gross, reading.refunds, reading.currency) == (3800, 300, "JPY")
    assert reasons(reading) == [(5, "cancelled"), (6, "cancelled"), (7, "cancelled")]
    older = preset("shopify_orders").headers[:47]
    assert older[-1] == "Cancelled at"
    kept = [{name: value for name, value in row.items() if name in older} for row in rows if row.get("Email")]
    assert sales(opened_export("shopify_orders", kept, older)) == [("a@x.jp", "2026-02-01", 3300)]


def test_shopify_customers_have_no_first_order():
    rows = [
        {"Customer ID": "'7001", "First Name": "花", "Last Name": "山", "Email": "a@x.jp", "Total Spent": "1200.00"},
        {"Customer ID": "'7002", "Email": "b@x.jp", "Total Spent": "0.00"},
    ]
    table = accepted(opened_export("shopify_customers", rows))
    assert table[["customer_id", "crm_total"]].to_numpy().tolist() == [["7001", 1200], ["7002", 0]]
    assert "registered" not in table


@pytest.mark.parametrize("created", ["Created date (UTC)", "Created (UTC)"])
def test_stripe_payments_are_in_utc_and_in_the_currency_of_the_payout(created):
    headers = [created if name == "Created date (UTC)" else name for name in preset("stripe_payments").headers]
    row: dict[str, Any] = {"Converted Currency": "jpy", "Customer ID": "cus_1", "Status": "Paid"}
    rows = [
        row
        | {
            "id": "ch_1",
            created: "2026-01-31 15:30:00",
            "Amount": "10.00",
            "Currency": "usd",
            "Converted Amount": "1500",
            "Converted Amount Refunded": "0",
        },
        row
        | {
            "id": "ch_2",
            created: "2026-02-02 00:00:00",
            "Amount": "700",
            "Currency": "jpy",
            "Status": "Refunded",
            "Converted Amount": "700",
            "Amount Refunded": "700",
            "Converted Amount Refunded": "700",
        },
        row
        | {
            "id": "ch_3",
            created: "2026-02-03 00:00:00",
            "Amount": "900",
            "Currency": "jpy",
            "Status": "Failed",
            "Converted Amount": "900",
        },
        row
        | {
            "id": "ch_4",
            created: "2026-02-04 00:00:00",
            "Amount": "250",
            "Currency": "jpy",
            "Customer ID": "",
            "Converted Amount": "250",
            "Customer Email": "G@x.jp",
        },
    ]
    reading = opened_export("stripe_payments", rows, headers)
    assert sales(reading) == [("cus_1", "2026-02-01", 1500), ("cus_1", "2026-02-02", 0), ("g@x.jp", "2026-02-04", 250)]
    assert (reading.gross, reading.refunds) == (2450, 700)
    assert reasons(reading) == [(4, "cancelled")]


def test_a_time_that_excel_has_made_a_number_is_in_utc_as_well():
    headers = ["id", "Created date (UTC)", "Amount", "Amount Refunded", "Customer Email"]
    row = {"id": "ch_1", "Created date (UTC)": "46053.645833", "Amount": 5, "Customer Email": "a@x.jp"}
    assert sales(opened_export("stripe_payments", [row], headers)) == [("a@x.jp", "2026-02-01", 5)]


def test_a_balance_holds_payouts_and_refunds_without_a_customer():
    row = {"currency": "jpy", "created_utc": "2026-01-31 15:30:00"}
    rows = [
        row
        | {
            "balance_transaction_id": "t1",
            "gross": 1000,
            "net": 964,
            "reporting_category": "charge",
            "charge_id": "ch_1",
            "customer_id": "cus_1",
        },
        row
        | {
            "balance_transaction_id": "t2",
            "gross": -400,
            "net": -400,
            "reporting_category": "refund",
            "charge_id": "ch_1",
        },
        row | {"balance_transaction_id": "t3", "gross": -564, "net": -564, "reporting_category": "payout"},
        row | {"balance_transaction_id": "t4", "gross": -36, "net": -36, "reporting_category": "fee"},
    ]
    reading = opened_export("stripe_balance_itemized", rows)
    assert sales(reading) == [("cus_1", "2026-02-01", 1000), ("cus_1", "2026-02-01", -400)]
    assert (reading.gross, reading.refunds, reasons(reading)) == (1000, 400, [(4, "not_revenue"), (5, "not_revenue")])


def test_a_refund_finds_its_payment_whichever_column_names_it():
    row = {"balance_transaction_id": "t", "created_utc": "2026-01-31 16:00:00", "currency": "jpy", "net": 0, "fee": 0}
    rows = [
        row | {"gross": 1000, "reporting_category": "charge", "source_id": "ch_1", "customer_id": "cus_1"},
        row | {"gross": -400, "reporting_category": "refund", "source_id": "re_1", "charge_id": "ch_1"},
    ]
    reading = opened_export("stripe_balance_itemized", rows)
    assert sales(reading) == [("cus_1", "2026-02-01", 1000), ("cus_1", "2026-02-01", -400)]


AMAZON = [
    {
        "amazon-order-id": "250-1",
        "purchase-date": "2026-01-31T15:30:00+00:00",
        "order-status": "Shipped",
        "product-name": '24" tray',
        "item-price": "1200.00",
        "currency": "JPY",
        "quantity": 1,
    },
    {
        "amazon-order-id": "250-1",
        "purchase-date": "2026-01-31T15:30:00+00:00",
        "order-status": "Shipped",
        "product-name": 'cup "A',
        "item-price": "300.00",
        "currency": "JPY",
        "quantity": 1,
    },
    {
        "amazon-order-id": "250-2",
        "purchase-date": "2026-02-02T00:00:00+00:00",
        "order-status": "Cancelled",
        "item-price": "500.00",
        "currency": "JPY",
    },
]


def test_amazon_does_not_say_who_bought():
    reading = opened_export("amazon_all_orders", AMAZON)
    assert (reading.error.code, reading.error.params["fields"]) == ("column_missing", ("customer_id",))
    assert "NRR, cohorts and LTV cannot be computed" in text(reading.error, "en")
    assert "NRR・コホート・LTVは計算できません" in text(reading.error, "ja")
    totals = opened_export("amazon_all_orders", AMAZON, mapping={"customer_id": "amazon-order-id"})
    assert sales(totals) == [("250-1", "2026-02-01", 1200), ("250-1", "2026-02-01", 300)]
    assert reasons(totals) == [(4, "cancelled")]


def test_a_customer_added_to_amazons_report_is_used():
    headers = [*preset("amazon_all_orders").headers, "customer_id"]
    rows = [row | {"customer_id": "C1"} for row in AMAZON]
    assert sum(amount for *_, amount in sales(opened_export("amazon_all_orders", rows, headers))) == 1500


def test_amazon_saved_again_by_a_program_that_quotes_is_read_as_quoted():
    lines = exported("amazon_all_orders", AMAZON).decode().splitlines()
    doubled = [[cell.replace('"', '""') for cell in line.split("\t")] for line in lines]
    content = "\n".join("\t".join(f'"{cell}"' for cell in cells) for cells in doubled)
    options = Options(today=TODAY, mapping={"customer_id": "amazon-order-id", "product": "product-name"})
    table = accepted(read(content.encode(), "a.txt", options))
    assert table[["product", "amount"]].to_numpy().tolist() == [['24" tray', 1200], ['cup "A', 300]]


def test_ec_cube_repeats_the_payment_on_each_line():
    order = {"注文ID": 1, "注文番号": 1, "会員ID": 7, "対応状況(名称)": "発送済み", "受注日": "2026-01-05 10:00:00"}
    guest = order | {"注文ID": 2, "注文番号": 2, "会員ID": "", "メールアドレス": "G@x.jp"}
    rows = [
        order | {"支払合計": "3240.00", "商品名": "髙級①茶", "明細区分(名称)": "商品", "価格": "3000.00"},
        order | {"支払合計": "3240.00", "商品名": "送料", "明細区分(名称)": "送料", "価格": "240.00"},
        guest | {"支払合計": "500.00", "商品名": "茶"},
        order | {"注文ID": 3, "注文番号": 3, "対応状況(名称)": "注文取消し", "支払合計": "900.00"},
        order | {"注文ID": 4, "注文番号": 4, "対応状況(名称)": "返品", "支払合計": "800.00"},
        order | {"注文ID": 5, "注文番号": 5, "対応状況(名称)": "決済処理中", "支払合計": "700.00"},
    ]
    reading = opened_export("eccube4_orders", rows)
    assert sales(reading) == [("7", "2026-01-05", 3240), ("g@x.jp", "2026-01-05", 500)]
    assert (reading.merged, reading.recognised.encoding) == (1, "cp932")
    assert [line for line, _ in reasons(reading)] == [5, 6, 7]


def test_ec_cube_customers_are_read_by_their_member_id():
    rows = [{"会員ID": 7, "お名前(姓)": "山", "都道府県(名称)": "東京都", "購入回数": 3}]
    table = accepted(opened_export("eccube4_customers", rows))
    assert table[["customer_id", "region"]].to_numpy().tolist() == [["7", "東京都"]]


def test_rakuten_bills_each_order_once_and_less_its_points():
    row = {
        "ステータス": 700,
        "サブステータスID": "",
        "注文日時": "2026-01-31 23:59:59",
        "請求金額": 900,
        "合計金額": 1000,
        "ポイント利用額": 100,
        "注文者メールアドレス": "m1@fw.rakuten.ne.jp",
    }
    rows = [
        row | {"注文番号": "1-1", "商品名": "茶"},
        row | {"注文番号": "1-1", "商品名": "急須"},
        row | {"注文番号": "1-2", "ステータス": 900},
        row | {"注文番号": "1-3", "ステータス": 100},
        row | {"注文番号": "1-4", "ステータス": 800},
        row | {"注文番号": "1-5", "ステータス": 500, "請求金額": 0, "合計金額": 400},
    ]
    reading = opened_export("rakuten_rms_orders", rows)
    assert sales(reading) == [("m1@fw.rakuten.ne.jp", "2026-01-31", 900), ("m1@fw.rakuten.ne.jp", "2026-01-31", 0)]
    assert {"several_amount_columns", "customer_key_is_masked_email"} <= set(codes(reading))
    with_points = opened_export("rakuten_rms_orders", rows, mapping={"amount": "合計金額"})
    assert [amount for *_, amount in sales(with_points)] == [1000, 400]


def test_statuses_in_numbers_of_an_unknown_export_count_in_full_and_are_told():
    def written(rows: str) -> Reading:
        return read(("注文番号,メールアドレス,注文日,金額,ステータス\n" + rows).encode(), "x.csv", Options())

    coded = written("1,a@b.jp,2026-01-05,100,700\n2,a@b.jp,2026-01-06,50,900\n")
    assert coded.gross == 150
    assert "status_in_codes" in codes(coded)
    said = written("1,a@b.jp,2026-01-05,100,発送済\n2,a@b.jp,2026-01-06,50,キャンセル\n")
    assert "status_in_codes" not in codes(said)


def test_names_of_who_ordered_and_receives_are_named_as_personal():
    text = "顧客ID,注文日,金額,注文者姓,送付先姓,送付先名\na,2026-01-05,100,山,川,花\n"
    found = read(text.encode(), "x.csv", Options())
    assert found.recognised.dropped_personal == ("注文者姓", "送付先姓", "送付先名")


def test_base_tells_of_cancelling_only_where_it_tells_of_sending():
    row = {
        "注文日時": "2026-01-05 10:00:00",
        "メールアドレス(請求先)": "a@x.jp",
        "合計金額": 2200,
        "発送状況": "発送済み",
    }
    rows = [
        row | {"注文ID": "B1", "商品名": "茶", "価格": 1100},
        row | {"注文ID": "B1", "商品名": "急須", "価格": 1100},
        row | {"注文ID": "B2", "発送状況": "キャンセル"},
        row | {"注文ID": "B3", "メールアドレス(請求先)": "", "電話番号(請求先)": "0312345678"},
    ]
    reading = opened_export("base_orders", rows)
    assert sales(reading) == [("a@x.jp", "2026-01-05", 2200), ("0312345678", "2026-01-05", 2200)]
    assert reasons(reading) == [(4, "cancelled")]


def test_creema_has_no_order_number_and_headers_like_formulas():
    row = {
        "購入日": "2026/01/05",
        "確定日": "2026/01/20",
        "取引相手": "はな",
        "作品タイトル": "器",
        "作品合計": "1,500",
        "(-)成約手数料": 165,
        "(+)送料": 200,
    }
    reading = opened_export("creema_sales", [row, row])
    assert sales(reading) == [("はな", "2026-01-05", 1500)] * 2
    assert {"no_order_id", "customer_key_is_name"} <= set(codes(reading))


@pytest.mark.parametrize("digits", ["受注住所１", "受注住所1"])
def test_next_engine_writes_digits_in_full_width(digits):
    headers = [digits if name == "受注住所１" else name for name in preset("nextengine_generic").headers]
    row = {"受注日": "2026/01/05 10:00:00", "受注メールアドレス": "A@x.jp", "合計金額": 1800, digits: "東京"}
    rows = [
        row | {"店舗伝票番号": "N1", "顧客コード": "007", "商品名": "茶"},
        row | {"店舗伝票番号": "N1", "顧客コード": "007", "商品名": "急須"},
        row | {"店舗伝票番号": "N2"},
    ]
    reading = opened_export("nextengine_generic", rows, headers)
    assert sales(reading) == [("007", "2026-01-05", 1800), ("a@x.jp", "2026-01-05", 1800)]


def test_freee_continues_a_deal_in_lines_without_a_kind():
    rows = [
        {
            "収支区分": "収入",
            "管理番号": "F1",
            "発生日": "2026/01/05",
            "取引先コード": "007",
            "取引先": "甲",
            "勘定科目": "売上高",
            "金額": 1000,
        },
        {"勘定科目": "売上高", "金額": 250},
        {"勘定科目": "受取手数料", "金額": 30},
        {"収支区分": "支出", "管理番号": "F2", "発生日": "2026/01/06", "取引先": "乙", "勘定科目": "売上高", "金額": 9},
        {
            "収支区分": "収入",
            "管理番号": "F3",
            "発生日": "2026/01/07",
            "取引先": "丙",
            "勘定科目": "売上高",
            "金額": 80,
        },
    ]
    reading = opened_export("freee_deals", rows)
    assert sales(reading) == [("007", "2026-01-05", 1000), ("007", "2026-01-05", 250), ("丙", "2026-01-07", 80)]
    assert reasons(reading) == [(4, "not_revenue"), (5, "not_revenue")]


def test_money_forward_takes_sales_back_on_the_debit_side():
    row = {"取引日": "2026/01/05"}
    rows = [
        row
        | {
            "取引No": 1,
            "借方勘定科目": "売掛金",
            "借方金額(円)": 1100,
            "貸方勘定科目": "売上高",
            "貸方取引先": "甲",
            "貸方金額(円)": 1100,
        },
        row
        | {
            "取引No": 2,
            "借方勘定科目": "売上高",
            "借方取引先": "甲",
            "借方金額(円)": 100,
            "貸方勘定科目": "売掛金",
            "貸方金額(円)": 100,
        },
        row
        | {"取引No": 3, "借方勘定科目": "旅費交通費", "借方金額(円)": 50, "貸方勘定科目": "現金", "貸方金額(円)": 50},
        row
        | {
            "取引No": 4,
            "借方勘定科目": "売掛金",
            "借方補助科目": "乙",
            "借方金額(円)": 70,
            "貸方勘定科目": "売上高",
            "貸方金額(円)": 70,
        },
    ]
    reading = opened_export("moneyforward_journal", rows)
    assert sales(reading) == [("甲", "2026-01-05", 1100), ("甲", "2026-01-05", -100), ("乙", "2026-01-05", 70)]
    assert (reading.gross, reading.refunds, reasons(reading)) == (1170, 100, [(4, "not_revenue")])


def test_woocommerce_knows_names_only():
    row = {"Date": "2026-01-05 10:00:00", "Customer": "Ann Lee", "Customer type": "new", "Status": "completed"}
    rows = [
        row | {"Order #": 1, "N. Revenue (formatted)": "&yen;1,200", "Net Sales": "1200"},
        row | {"Order #": 2, "N. Revenue (formatted)": "&yen;300", "Net Sales": "-300"},
        row | {"Order #": 3, "N. Revenue (formatted)": "&yen;9", "Net Sales": "9", "Status": "failed"},
    ]
    reading = opened_export("woocommerce_analytics_orders", rows)
    assert (sum(amount for *_, amount in sales(reading)), reasons(reading)) == (900, [(4, "cancelled")])
    assert "customer_key_is_name" in codes(reading)
    formatted = [name for name in preset("woocommerce_analytics_orders").headers if name != "Net Sales"]
    rows = [{name: value for name, value in row.items() if name != "Net Sales"} for row in rows[:1]]
    assert sales(opened_export("woocommerce_analytics_orders", rows, formatted)) == [("Ann Lee", "2026-01-05", 1200)]


def test_hubspot_counts_won_deals_of_the_first_company():
    row = {"Pipeline": "Sales", "Close Date": "2026-01-05 10:00", "Associated Company IDs": "901"}
    rows = [
        row | {"Record ID": 1, "Deal Name": "a", "Deal Stage": "Closed won (Sales)", "Amount": "$1,000"},
        row | {"Record ID": 2, "Deal Name": "b", "Deal Stage": "Closed lost (Sales)", "Amount": "$500"},
        row
        | {
            "Record ID": 3,
            "Deal Name": "c",
            "Deal Stage": "closedwon",
            "Amount": "$70",
            "Associated Company IDs": "902;901",
        },
    ]
    reading = opened_export("hubspot_deals", rows)
    assert sales(reading) == [("901", "2026-01-05", 1000), ("902", "2026-01-05", 70)]
    assert (reading.currency, reasons(reading)) == ("USD", [(3, "not_revenue")])
    assert "customer_first_of_several" in codes(reading)


@pytest.mark.parametrize("ids", [("901;902", "901"), ("901", "901;902"), ("901;902", "901;903")])
def test_a_first_company_of_several_may_also_stand_alone(ids):
    row = {"Deal Name": "a", "Deal Stage": "closedwon", "Close Date": "2026-01-05 10:00", "Amount": "70"}
    rows = [row | {"Record ID": number, "Associated Company IDs": each} for number, each in enumerate(ids)]
    assert sales(opened_export("hubspot_deals", rows)) == [("901", "2026-01-05", 70)] * 2


@pytest.mark.parametrize("written", [str, lambda name: "".join(part.title() for part in name.split("_"))])
def test_salesforce_counts_what_is_won_and_not_deleted(written):
    headers = [written(name) for name in preset("salesforce_api_opportunity").headers]
    rows = [
        {"id": "006A", "account_id": "001aB", "is_won": "true", "is_deleted": "false", "amount": "24120000"},
        {"id": "006B", "account_id": "001ab", "is_won": "TRUE", "is_deleted": "FALSE", "amount": "10.5"},
        {"id": "006C", "account_id": "001ab", "is_won": "false", "amount": "99"},
        {"id": "006D", "account_id": "001ab", "is_won": "true", "is_deleted": "true", "amount": "99"},
    ]
    rows = [{written(k): v for k, v in (row | {"close_date": "2026-01-05", "stage_name": "x"}).items()} for row in rows]
    reading = opened_export("salesforce_api_opportunity", rows, headers)
    assert sales(reading) == [("001aB", "2026-01-05", 24120000), ("001ab", "2026-01-05", 10.5)]
    assert reasons(reading) == [(4, "not_revenue"), (5, "not_revenue")]


def mrr(reading: Reading, day: str) -> float:
    """Revenue a month on a day, the months of a year being twelve and its days 365.25."""
    months = {"day": 12 / 365.25, "week": 12 / 52, "month": 1, "quarter": 3, "half_year": 6, "year": 12}
    on = int(np.datetime64(day, "D").astype(int))
    table = accepted(reading)
    active = table[(table["start"] <= on) & (table["end"].fillna(10**6) > on)]
    each = [
        amount / months[interval] / count
        for amount, interval, count in zip(active["amount"], active["interval"], active["interval_count"])
    ]
    return round(sum(each) / 10**reading.decimals, 2)


def test_recharge_charges_every_so_many_days_for_each_unit():
    row = {"customer_id": 9, "created_at": "2026-01-01 10:00:00", "order_interval_unit": "day", "status": "ACTIVE"}
    rows = [
        row | {"id": 1, "price": "28.00", "quantity": 2, "charge_interval_frequency": 28},
        row | {"id": 2, "price": "30", "quantity": 1, "order_interval_unit": "month", "charge_interval_frequency": 3},
        row
        | {
            "id": 3,
            "price": "7",
            "quantity": 1,
            "charge_interval_frequency": 7,
            "status": "CANCELLED",
            "cancelled_at": "2026-02-01 00:00:00",
        },
    ]
    reading = opened_export("recharge_api_subscriptions", rows)
    assert mrr(reading, "2026-03-01") == round(56 * 365.25 / 12 / 28 + 10, 2) == 70.88
    assert mrr(reading, "2026-01-15") == round(70.875 + 365.25 / 12, 2)


def test_baremetrics_counts_in_cents_and_whole_yen():
    row = {"plan_oid": "p", "plan_interval": "year", "plan_interval_count": 1, "subscription_started_at": "2026-01-05"}
    dollars = [row | {"plan_currency": "USD", "plan_amount": 120050, "customer_oid": "c1", "subscription_oid": "s1"}]
    yen = [
        row
        | {
            "plan_currency": "JPY",
            "plan_amount": 12000,
            "customer_oid": "c1",
            "subscription_oid": "s1",
            "subscription_quantity": 2,
        }
    ]
    assert mrr(opened_export("baremetrics_import", dollars), "2026-03-01") == round(1200.50 / 12, 2)
    assert mrr(opened_export("baremetrics_import", yen), "2026-03-01") == 2000


def test_a_subscription_of_stripe_ends_when_it_ended_and_is_only_suggested():
    row = {
        "Customer ID": "cus_1",
        "Interval": "month",
        "Amount": "1000",
        "Start Date (UTC)": "2026-01-31 15:30",
        "Current Period Start (UTC)": "2026-03-31 15:30",
    }
    rows = [
        row | {"id": "sub_1", "Status": "active"},
        row
        | {
            "id": "sub_2",
            "Status": "canceled",
            "Canceled At (UTC)": "2026-02-10 00:00",
            "Ended At (UTC)": "2026-02-28 16:00",
        },
        row | {"id": "sub_3", "Status": "trialing"},
    ]
    reading = opened_export("stripe_subscriptions", rows)
    assert [mrr(reading, day) for day in ("2026-01-31", "2026-02-15", "2026-03-01")] == [0, 2000, 1000]
    assert reasons(reading) == [(4, "not_revenue")]
    assert {"preset_unconfirmed", "preset_left_out"} <= set(codes(reading))


def test_what_a_suggestion_leaves_out_is_told_and_can_be_undone():
    row = {"date": "2026-01-05 10:00:00", "billing_email": "a@x.jp", "order_number_formatted": "1"}
    rows = [
        row | {"order_id": 1, "order_total": 100, "status": "completed"},
        row | {"order_id": 2, "order_total": 50, "status": "pending"},
        row | {"order_id": 3, "order_total": 70, "customer_user": 0, "billing_email": "", "status": "completed"},
    ]
    reading = opened_export("woocommerce_csv_export_legacy", rows)
    assert sales(reading) == [("a@x.jp", "2026-01-05", 100)]
    assert reasons(reading) == [(3, "cancelled"), (4, "customer_missing")]
    told = next(warning for warning in reading.warnings if warning.code == "preset_left_out")
    assert (told.params["count"], told.params["column"]) == (1, "status")
    content = exported("woocommerce_csv_export_legacy", rows)
    mapping = {"customer_id": "billing_email"}
    undone = read(content, "a.csv", Options(today=TODAY, answers={"preset": "none"}, mapping=mapping))
    assert (undone.recognised.preset, [amount for *_, amount in sales(undone)]) == (None, [100, 50])


def test_futureshop_prefers_the_address_to_the_telephone():
    headers = [*preset("futureshop_orders").headers, "メールアドレス(メイン)"]
    row = {"受注コード": "1", "注文日時": "2026-01-05 10:00:00", "請求合計金額": 500, "電話番号(メイン)": "090"}
    assert [who for who, *_ in sales(opened_export("futureshop_orders", [row]))] == ["090"]
    row["メールアドレス(メイン)"] = "a@x.jp"
    assert [who for who, *_ in sales(opened_export("futureshop_orders", [row], headers))] == ["a@x.jp"]


@pytest.mark.parametrize(
    ("name", "row", "headers", "amount"),
    [
        (
            "makeshop_orders",
            {"日付": "2022/8/10", "注文時間": "93309", "注文番号": "M1", "処理状況": "発送済"},
            {"会員ID": "C1", "合計金額": 500},
            500,
        ),
        ("aupay_market_orders", {"orderId": "1", "orderDate": "2026/01/05"}, {"会員ID": "C1", "請求金額": 90}, 90),
        (
            "aiship_orders",
            {"注文番号": "1", "注文日時": "2026-01-05 10:00:00", "合計入金額": 700, "合計返金額": 50},
            {"メールアドレス": "a@x.jp"},
            650,
        ),
        (
            "colorme_orders",
            {
                "売上ID": "1",
                "受注日": "2026-01-05",
                "購入者 電話番号": "03",
                "購入商品 販売価格(消費税込)": 300,
                "購入数量": 2,
            },
            {},
            600,
        ),
    ],
)
def test_columns_a_shop_has_chosen_complete_what_is_known(name, row, headers, amount):
    reading = opened_export(name, [row | headers], [*preset(name).headers, *headers])
    assert [value for *_, value in sales(reading)] == [amount]
    assert "preset_unconfirmed" in codes(reading)


def test_a_suggestion_that_does_not_fit_gives_way_to_the_names_of_the_columns():
    reading = read(b"uuid,account_code,email,order_date,amount\n1,A1,a@x.jp,2026-01-05,5\n", "a.csv", Options())
    assert (reading.kind, reading.recognised.preset) == ("orders", None)


@pytest.mark.parametrize("known", presets(), ids=lambda known: known.id)
def test_an_export_is_known_whatever_was_done_to_its_header(known):
    """Other order, columns of one's own, a mark and spaces in front, full width, a workbook."""
    headers = ["自社メモ", *reversed(known.headers), " extra "]
    untidy = ["\ufeff" + headers[0], *(f" {name}\u3000" for name in headers[1:])]
    wide = [name.translate({i: i + 0xFEE0 for i in range(0x21, 0x7F)}) if "," not in name else name for name in headers]
    for names in (headers, untidy, wide):
        text = known.delimiter.join(f'"{name}"' for name in names) + "\n"
        assert read(text.encode(), "a.csv", Options()).recognised.preset == known.id
    assert read(workbook(S=[headers]), "a.xlsx", Options()).recognised.preset == known.id
