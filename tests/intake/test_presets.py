"""Known exports: what each calls revenue, with made-up rows in the vendors' own columns."""

import pytest

from ltv.intake.vocabulary import presets
from tests.intake.files import accepted, codes, opened, orders, reasons


def test_a_preset_is_recognised_by_its_own_signature_only():
    for preset in presets():
        headers = dict.fromkeys([*preset.signature, *(name for names in preset.columns.values() for name in names)])
        reading = opened(",".join(headers) + "\n")
        assert reading.recognised.preset in (preset.id, None), preset.id
        assert reading.error is None or reading.error.code in ("no_data_rows", "column_missing")


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)
def test_the_rules_of_a_preset_name_columns_it_has(preset):
    known = {name for names in preset.columns.values() for name in names} | set(preset.signature)
    assert set(preset.leave_out or {}) <= known | {"is_deleted"}
    assert preset.amount_rule in ("line_sum", "order_repeated", "order_first_line")


def test_shopify_fills_an_order_on_its_first_line_and_voids_whole_orders():
    header = "Name,Email,Financial Status,Paid at,Lineitem name,Total,Refunded Amount,Created at,Currency\n"
    reading = orders(
        "#1,A@b.jp,paid,2026-01-05,tea,900,100,2026-01-05 10:00:00 +0900,JPY",
        "#1,a@b.jp,,,rice,,,2026-01-05 10:00:00 +0900,",
        "#2,a@b.jp,voided,,tea,500,0,2026-01-06 10:00:00 +0900,JPY",
        "#2,a@b.jp,,,rice,,,2026-01-06 10:00:00 +0900,",
        header=header,
    )
    assert (accepted(reading)["amount"].tolist(), reading.merged) == ([800], 1)
    assert reasons(reading) == [(4, "cancelled"), (5, "cancelled")]


def test_rakuten_repeats_the_amount_on_each_line():
    header = "注文番号,ステータス,サブステータスID,注文日時,請求金額,合計金額,注文者メールアドレス,商品名\n"
    row = "700,,2026-01-05 10:00:00,900,1000,x@fw.rakuten.ne.jp"
    reading = orders(f"a,{row},p", f"a,{row},q", f"b,{row.replace('700', '900', 1)},p", header=header)
    assert (accepted(reading)["amount"].tolist(), reasons(reading)) == ([900], [(4, "cancelled")])
    assert "customer_key_is_masked_email" in codes(reading)


def test_stripe_payouts_are_no_revenue_and_refunds_find_their_customer():
    header = (
        "balance_transaction_id,created_utc,currency,gross,net,reporting_category,source_id,customer_id,charge_id\n"
    )
    reading = orders(
        "t1,2026-01-31 15:30:00,jpy,1000,964,charge,ch1,cus1,ch1",
        "t2,2026-02-01 15:30:00,jpy,-200,-200,refund,re1,,ch1",
        "t3,2026-02-02 00:00:00,jpy,-700,-700,payout,po1,,",
        header=header,
    )
    assert accepted(reading)[["customer_id", "day", "amount"]].to_numpy().tolist() == [
        ["cus1", 20485, 1000],
        ["cus1", 20486, -200],
    ]
    assert reasons(reading) == [(4, "not_revenue")]


def test_a_price_per_unit_in_cents_becomes_an_amount():
    header = (
        "plan_oid,plan_name,plan_currency,plan_amount,plan_interval,plan_interval_count,"
        "customer_oid,subscription_oid,subscription_started_at,subscription_canceled_at,subscription_quantity\n"
    )
    rows = ("p,Gold,USD,4950,month,1,c1,s1,2026-01-05,,1", "p,Gold,USD,4925,month,1,c2,s2,2026-01-05,,2")
    dollars = orders(*rows, header=header)
    assert (accepted(dollars)["amount"].tolist(), dollars.decimals, dollars.currency) == ([495, 985], 1, "USD")
    yen = orders(*(row.replace("USD", "JPY") for row in rows), header=header)
    assert (accepted(yen)["amount"].tolist(), yen.decimals) == ([4950, 9850], 0)


def test_an_accounting_deal_continues_the_line_above():
    header = "収支区分,管理番号,発生日,取引先コード,取引先,勘定科目,金額,品目\n"
    reading = orders(
        "収入,1,2026/01/05,7,甲,売上高,100,a",
        ",,,,,売上高,50,b",
        "支出,2,2026/01/06,8,乙,売上高,10,c",
        ",,,,,旅費,5,d",
        header=header,
    )
    assert accepted(reading)[["customer_id", "order", "amount"]].to_numpy().tolist() == [
        ["7", "1", 100],
        ["7", "1", 50],
    ]
    assert reasons(reading) == [(4, "not_revenue"), (5, "not_revenue")]


def test_an_export_partly_known_says_so():
    reading = orders("1,2026-01-05,500,090,tea", header="受注コード,注文日時,請求合計金額,電話番号(メイン),商品名\n")
    assert accepted(reading)["amount"].tolist() == [500]
    assert {"preset_unconfirmed", "customer_key_is_phone"} <= set(codes(reading))


def test_polite_and_abbreviated_headers_are_understood():
    reading = opened("会員CD,ご注文日,受注No.,合計金額(税込)\n1,2026-01-05,A1,5\n")
    assert accepted(reading)["amount"].tolist() == [5]
    assert "order" in reading.table
