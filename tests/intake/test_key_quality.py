"""How well a file tells who the customer is, and what is left when it does not."""

import datetime as dt

import pytest

from ltv.intake import Options, Reading, read
from ltv.intake.key_quality import KeyQuality, key_quality
from ltv.intake.sandbox import read_isolated

OPTIONS = Options(today=dt.date(2026, 11, 22))


def reading(text: str, **options: object) -> Reading:
    return read(text.encode(), "file.csv", Options(today=OPTIONS.today, **options))


def quality(text: str) -> KeyQuality:
    found = key_quality(reading(text))
    assert found is not None
    return found


def test_rows_without_a_key_are_counted_and_other_mistakes_are_not():
    found = quality("顧客ID,注文日,金額\na,2026-01-05,100\na,2026-02-05,100\nb,2026-01-05,x\n,2026-01-05,100\n")
    assert found == KeyQuality("顧客ID", "id", with_key=2, without_key=1, keys=1)
    assert round(found.share, 3) == 0.667
    assert found.is_weak


@pytest.mark.parametrize(
    ("header", "cell", "stands"),
    [
        ("会員ID", "7", "id"),
        ("メールアドレス", "a@b.jp", "email"),
        ("顧客名", "A", "name"),
        ("電話番号", "03", "phone"),
    ],
)
def test_what_stands_for_the_customer_is_told_by_its_header(header, cell, stands):
    row = f"{cell},2026-01-05,100\n"
    found = key_quality(reading(f"{header},注文日,金額\n{row}", mapping={"customer_id": header}))
    assert found is not None
    assert (found.stands, found.is_weak) == (stands, stands != "id")


def test_a_file_that_is_not_accepted_or_has_no_customers_has_no_key():
    assert key_quality(reading("顧客ID,注文日,金額\na,02/03/2026,100\n")) is None
    assert key_quality(reading("月,媒体,広告費\n2026-01,検索,100\n")) is None


ORDERS = "注文番号,注文日,金額\n1,2026-01-05,100\n1,2026-01-06,50\n2,2026-02-07,-30\n3,x,9\n"


def test_orders_without_a_customer_still_tell_sales_by_month():
    found = reading(ORDERS)
    assert found.outcome == "reject"
    assert found.error is not None
    assert found.error.params["fields"] == ("customer_id",)
    sales = found.sales
    assert sales is not None
    assert (sales.net, sales.gross, sales.refunds, sales.orders, sales.rows) == (120, 150, 30, 2, 3)
    assert [net for _, net in sales.months] == [150, -30]
    assert sum(net for _, net in sales.months) == sales.net


def test_orders_without_a_number_either_count_row_by_row():
    sales = reading("注文日,金額\n2026-01-05,100\n2026-01-05,100\n").sales
    assert sales is not None
    assert (sales.net, sales.orders) == (200, 2)


def test_a_column_of_customers_that_is_empty_everywhere_leaves_sales_too():
    found = reading("顧客ID,注文番号,注文日,金額\n,1,2026-01-05,100\n,2,2026-01-06,50\n")
    assert found.error is not None
    assert found.error.code == "no_usable_rows"
    assert found.sales is not None
    assert (found.sales.net, found.sales.orders) == (150, 2)


def test_a_file_that_lacks_more_than_the_customer_has_no_sales():
    assert reading("注文番号,金額\n1,100\n").sales is None
    assert reading("x,y\n1,2\n").sales is None


def test_sales_arrive_from_the_process_that_reads_as_they_are():
    assert read_isolated(ORDERS.encode(), "file.csv", OPTIONS).sales == read(ORDERS.encode(), "file.csv", OPTIONS).sales
